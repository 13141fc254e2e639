"""Openings and children's questions that people try on a small model, and how an answer is judged.

Both lists were written before the model of the second edition was trained. No question is
in its text word for word (`storyteller.py` prints those that are); beginnings like these are.

- An opening is written on with the settings of a new conversation, 40 tokens, by three dice. A
  continuation is good if it *begins* as the opening asks for (`begins`, within its first sentence
  for most), *stays*, that is, names a word of its subject in its second half too, keeps its
  format ("User:", "Question:" and the like do not come up, nor does a new paragraph of another
  kind), repeats nothing, and breaks none of a few rules of grammar that need no parser. An opening
  counts if two of its three continuations are good.
- A question is answered greedily in the model's own template. The answer is right if it has one of
  the accepted words in its first two sentences and none of the refused ones.

Rules see no nonsense: all is printed, to be read.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

OPENING_TOKENS, OPENING_DICE, OPENING_NEEDED = 40, 3, 2


@dataclass(frozen=True)
class Opening:
    """The beginning of a text.

    Attributes:
        text: what a person types.
        begins: a pattern that the continuation's first sentence must have.
        stays: a pattern that its second half must have, if there is one.
    """

    text: str
    begins: str
    stays: str


_WEATHER = (
    r"\b(weather|sun\w*|rain\w*|snow\w*|wind\w*|cloud\w*|warm\w*|cold|hot|cool\w*|storm\w*|fog\w*|"
    r"sky|skies|dry|wet|degrees|umbrella|coat|outside|forecast|fine|nice|lovely|beautiful|"
    r"bright|dark|grey|gray|umbrellas|jacket|hat|scarf|air|temperature|inside|walk|park|day)\b"
)
_FOOD = (
    r"\b(food|eat\w*|ate|pizza|pasta|rice|soup|chicken|fish|cake\w*|bread|cheese|chocolate|"
    r"ice cream|fruit\w*|apple\w*|banana\w*|spaghetti|noodles|potato\w*|salad|pancakes?|cook\w*|"
    r"curry|meat|egg\w*|vegetable\w*|beans|dinner|lunch|breakfast|sauce|taste\w*|tasty|delicious|"
    r"meal\w*|dish\w*|sushi|tacos?|burgers?|sandwich\w*|sweet|hungry|kitchen|tomato\w*|mango\w*|"
    r"strawberr\w*|carrot\w*|cook\w*|recipe|butter|honey|stew|bake\w*|oven|milk|nuts?|lentil\w*)\b"
)
_SCHOOL = (
    r"\b(school\w*|class\w*|teach\w*|learn\w*|student\w*|pupil\w*|child\w*|lesson\w*|homework|"
    r"friend\w*|read\w*|maths?|book\w*|educat\w*|subject\w*|study\w*|important|start\w*|uniform\w*"
    r"|day|kids|play\w*|fun)\b"
)
_WORK = (
    r"\b(be|teacher|doctor|nurse|pilot|astronaut|artist|scientist|vet|farmer|engineer|driver|"
    r"singer|writer|cook|chef|player|dancer|police\w*|fire\w*|king|queen|princess|captain|sailor|"
    r"painter|musician|mother|father|lawyer|baker|dentist|actor|actress|builder|like|help|work\w*|"
    r"want|job|love|great|good|strong|learn\w*|stud\w*|animals|people|fly|ships?|planes?)\b"
)
_DAYS = r"\b(Thursday|Friday|Saturday|Sunday)\b"

OPENINGS = (
    Opening(
        "Hello, I am", r"^[^.!?]*\b(\w+)\b", r"\b(I|me|my|am|you|your|we|hello|hi|nice|name)\b"
    ),
    Opening("The weather today", _WEATHER, _WEATHER),
    Opening("My favourite food is", _FOOD, _FOOD),
    Opening(
        "In my opinion,",
        r"\b(is|are|should|can|must|need|would|will|has|have|was|were|do|does|makes?|more|too)\b",
        r"\b(is|are|should|can|must|need|would|will|think|because|people|we|I|they|it)\b",
    ),
    Opening("The capital of France is", r"\bParis\b", r"\b(Paris|France|French|Europe|city|capital"
            r"|country|it|there|river|people|Seine|Euro\w*|Lyon)\b"),
    Opening("1, 2, 3, 4,", r"^ ?5, 6, 7, 8", r"\d"),
    Opening(
        "Dear Grandma,",
        r"\b(you|your|I|we|us|me|my|our)\b",
        r"\b(I|we|you|your|my|our|love|dear)\b",
    ),
    Opening(
        "Yesterday I went to",
        r"^ (the|a|an|my|our|see|buy|visit|school|town|work|bed|church|[A-Z]\w+)\b",
        r"\b(I|we|my|me|our|us|it|was|were|had|there)\b",
    ),
    Opening("When I grow up, I want to be", _WORK, r"\b(I|my|me|we)\b"),
    Opening(
        "The best thing about summer is",
        r"\w+",
        r"\b(summer|sun\w*|warm|hot|heat|beach\w*|swim\w*|sea|holiday\w*|ice|garden\w*|outside|"
        r"outdoors|long|evening\w*|days?|flowers?|bees|lake|pool|park|picnic\w*|water|bright|"
        r"weather|play\w*|fruit\w*|green|trees|camp\w*|bike\w*|trip\w*|berr\w*|time|year|season)\b",
    ),
    Opening(
        "Computers can",
        r"^ (\w+ )?(be|do|help|make|learn|read|write|store|show|play|count|calculate|solve|work|"
        r"draw|find|send|talk|teach|run|keep|remember|translate|think|add|also|not|answer|give|"
        r"save|process|search|follow|tell|search|use|let|look|see|move|beat)\b",
        r"\b(computers?|they|them|it|machines?|programs?|people|us|we|data|numbers?|internet|"
        r"screens?|robots?|phones?|e-?mails?|information|their)\b",
    ),
    Opening("My name is Anna and I", r"^ (\w+)", r"\b(I|my|me|we|our|Anna)\b"),
    Opening(
        "Every morning I",
        r"^ (\w+ly )?(\w+)",
        r"\b(I|my|me|we|morning|breakfast|then|after|before|school|work|day)\b",
    ),
    Opening(
        "Birds can fly because",
        r"\b(they|their|wings?|feathers?|light|bones|air|hollow|the)\b",
        r"\b(birds?|they|their|them|fly|flying|wings?|feathers?|air|light|nests?|sky)\b",
    ),
    Opening(
        "For my birthday",
        r"\b(I|we|my|me|our)\b",
        r"\b(I|we|my|me|our|birthday|party|cake|present\w*|gift\w*|candles|friends|years?)\b",
    ),
    Opening("I think that school", _SCHOOL + r"|\bis\b", _SCHOOL + r"|\b(I|it|we|they)\b"),
    Opening(
        "The moon is",
        r"\w+",
        r"\b(moon\w*|sky|night\w*|stars?|sun\w*|earth|planets?|light|bright|shin\w*|it|space|rock\w*"
        r"|round|dark|full|glow\w*)\b",
    ),
    Opening(
        "My best friend and I",
        r"^ (\w+)",
        r"\b(we|our|us|she|he|her|his|him|together|friends?|I|they|both)\b",
    ),
    Opening("If it rains tomorrow,", r"\b(I|we|you|it|the|they|my|there|he|she)\b",
            r"\b(rain\w*|wet|umbrella\w*|inside|indoors|home|house|stay\w*|weather|dry|water|"
            r"boots?|coat|I|we|garden|it|will|would)\b"),
    Opening("Monday, Tuesday, Wednesday,", r"^ Thursday, Friday, Saturday,?( and)? Sunday", r"\w"),
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What a child asks.

    Attributes:
        text: in the child's words.
        accepted: a pattern that a right answer has.
        refused: a pattern that it has not; empty refuses nothing.
    """

    text: str
    accepted: str
    refused: str = ""


QUESTIONS_OF_A_CHILD = (
    Question("Which animal is it that goes moo?", r"\b(cows?|bulls?|cattle)\b"),
    Question("My dog is angry. What noise will he make?", r"\b(bark|woof|growl)"),
    Question("I mixed my blue paint and my yellow paint. Which colour did I get?", r"\bgreen\b"),
    Question("How many legs has that spider got?", r"\b(eight|8)\b"),
    Question("Count my fingers on both hands. How many are there?", r"\b(ten|10)\b"),
    Question("What sweet thing do we get from the bees?", r"\bhoney\b"),
    Question("Today is Saturday, so which day is tomorrow?", r"\bSunday\b", r"before Saturday"),
    Question("A cat had a baby. What do people call the baby?", r"\bkittens?\b"),
    Question("Tell me a word that means the opposite of big.", r"\b(small|little|tiny)\b"),
    Question("If I have two apples and you give me three, how many do I have?", r"\b(five|5)\b"),
    Question("How many days must I wait until a week is over?", r"\b(seven|7)\b", r"\byear\b"),
    Question("Which animal gives us the milk that we drink?", r"\b(cows?|goats?|sheep)\b"),
    Question(
        "Mum says I must brush my teeth. Why?",
        r"\b(clean|healthy|holes?|decay|cavit\w+|strong|sugar|bacteria|rot|sick|hurt)\b",
    ),
    Question("What falls from the clouds and makes me wet?", r"\brain(drops)?\b"),
    Question("In which season is it coldest?", r"\bwinter\b", r"\bsummer\b"),
    Question("When I look at the grass, which colour do I see?", r"\bgreen\b", r"\bblue\b"),
    Question("What is that bright yellow thing in the sky by day?", r"\bsun\b", r"\bmoon\b"),
    Question("Who made the nest in our tree?", r"\b(birds?|squirrels?|robins?|crows?)\b"),
    Question(
        "What could I feed to my rabbit?",
        r"\b(carrots?|grass|lettuce|vegetables?|leaves|clover|hay|plants|cabbage)\b",
        r"\b(frog|meat|fish|mice)\b",
    ),
    Question("Do fish fly or do they swim?", r"\b(swim)\b", r"\b(can fly|fish fly|they fly)\b"),
    Question("My mum has a mum too. What is she to me?", r"\b(grandmother|grandma|granny|nan)\b"),
    Question("What is the long thing on the face of an elephant?", r"\b(trunk|nose)\b"),
    Question("I am so thirsty! What should I do now?", r"\b(drink|juice|(of|some|have) water)\b"),
    Question("Is ice warm, or is it cold?", r"\bcold\b", r"\b(is|it's) (very )?(warm|hot)\b"),
    Question(
        "What do I wear on my feet when I go outside?", r"\b(shoes?|boots?|socks?|sandals?)\b"
    ),
    Question(
        "I feel ill. Who can make me well again?", r"\b(doctors?|nurses?|mother|mum|hospital)\b"
    ),
    Question("I am counting: seven, eight, nine. What is next?", r"\b(ten|10)\b"),
    Question(
        "Where does the sun go at night, and why is it dark then?",
        r"\b(earth|world|other side|turns?|spins?|sets?|below|behind|down)\b",
    ),
    Question(
        "Are you a real person or a computer?",
        r"\b(computer|program|language model|model|machine)\b",
        r"\bI am a (real |human )?(person|human|boy|girl|man|woman)\b",
    ),
    Question("Which planet are we living on?", r"\bearth\b"),
)

_OTHER_FORMAT = re.compile(
    r"\b(User|Bot|Question|Answer|Q|A):"
    r"|\n\s*(Chapter|Once upon|One day|One morning|There (was|were|lived))\b"  # a story
    r"|^[^\"]*[\w,.!?]\"(?!\w)"  # the end of a speech that never began
)
# Only what no good sentence has; each is a mistake that small models make.
_ARTICLE, _TO_BE = r"\b(a|an|the|my|your|their|our)", r"(is|are|was|were|am)"
_TWICE = "had|that|very|so|no|yes|bye|ha|ho|knock|really|many|far|more|long|it"
_GRAMMAR = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (rf"\b(?!(?:{_TWICE})\b)(\w+) \1\b", re.I),
        (r"\ba ([aeio]|umb|un[^i])\w+", 0),
        (r"\ban (?![aeiouhAEIOUHFLMNRSX8])\w", 0),
        (rf"{_ARTICLE} ?[.,;!?]", re.I),
        (rf"{_ARTICLE} {_TO_BE}\b|{_ARTICLE} (has|have|to|of|and|in|at|I|he|she|we)\b", re.I),
        (r"\b(I (is|has)|(you|we|they) (is|was|has))\b", 0),
        (r"\b(he|she|it) (are|have|am)\b", re.I),
        (r"(?<!If )(?<!if )\bI (are|were)\b", 0),
        (r"\b(to|can|will|should|must|could|would) (is|are|was|were|has|had|went|am)\b", re.I),
        (rf"\b{_TO_BE} ({_TO_BE}|be|have|has|had|do|does|go|went)\b", re.I),
        (r"[,;:] ?[.,;:!?]|\(\s*\)", 0),
    )
)


def judge_opening(opening: Opening, continuation: str) -> str:
    """Return what is wrong with a continuation, or nothing."""
    first = re.split(r"(?<=[.!?])\s", continuation.strip("\n"))[0]
    if len(re.findall(r"\w+", continuation)) < 3 and not re.search(r"\d", continuation):
        return "says nothing"
    if _OTHER_FORMAT.search(continuation):
        return "another format"
    if not re.search(opening.begins, first if opening.begins[0] != "^" else continuation):
        return "does not begin so"
    words = re.findall(r"\S+", continuation)
    second_half = " ".join(words[len(words) // 2 :])
    if len(words) > 12 and not re.search(opening.stays, second_half, re.I):
        return "leaves its subject"
    if _repeats(continuation):
        return "repeats itself"
    for rule in _GRAMMAR:
        if match := rule.search(opening.text + continuation):
            return f"grammar: {match[0]!r}"
    return ""


def is_right(question: Question, reply: str) -> bool:
    """Whether a reply answers a child's question, by its words."""
    start = " ".join(re.split(r"(?<=[.!?])\s+", reply.strip())[:2])
    if question.refused and re.search(question.refused, start, re.I):
        return False
    return bool(re.search(question.accepted, start, re.I)) and not _repeats(reply)


def _repeats(text: str) -> bool:
    """Whether five words in a row come twice, or three of them three times; numbers may."""
    words = re.findall(r"[A-Za-z']+", text.lower())
    runs = [Counter(zip(*(words[i:] for i in range(n)), strict=False)) for n in (3, 5)]
    return max(runs[0].values(), default=0) > 2 or max(runs[1].values(), default=0) > 1
