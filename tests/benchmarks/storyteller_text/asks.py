"""A child's everyday questions, each in many wordings, and short answers."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from facts import (
    AFTER,
    ANIMALS,
    BEFORE,
    CHOICES,
    COLOUR_OF,
    COLOURS_MIXED,
    DAYS,
    DOES,
    FAMILY,
    HOW_MANY,
    MONTHS,
    NEEDS,
    NUMBERS,
    OPPOSITES,
    PEOPLE,
    RIDDLES,
    SEASONS,
    SELF,
    SKY,
    TELL,
    THINGS,
    WHY,
)
from words import Kind

from tests.benchmarks.storyteller_lists import QUESTIONS_OF_A_CHILD

Exchange = Sequence[str]  # a question and its answer

ANIMAL = "name many sound does young food home legs"
EATS = Kind("""
    What does {a_name} eat?
    What do {many} like to eat?
    My {name} is hungry. What can I give it?
    What should I give to {a_name}?
    I want to feed the {name}. What does it eat?
    Which food is good for {many}?

    {Many} eat {food}.
    You can give it {food}.
    {A_name} eats {food}.
    """)
LIVES = Kind("""
    Where does {a_name} live?
    Where can I see {many}?
    Where is the home of the {name}?
    In what place do {many} live?
    I look for {a_name}. Where could it be?

    {Many} live {home}.
    {A_name} lives {home}.
    """)
LEGS = Kind("""
    How many legs has {a_name}?
    How many legs do {many} have?
    I see {a_name}. How many legs are there?
    Count the legs of {a_name}.
    Look at this {name}! How many legs does it have?
    On how many legs does {a_name} walk?

    {A_name} has {legs} legs.
    It has {legs} legs.
    {Many} have {legs} legs.
    """)
YOUNG = Kind("""
    What is a baby {name} called?
    What do you call a young {name}?
    The {name} has a baby. What is it called?
    Our {name} has a little one. What is its name?
    What is the word for the child of {a_name}?
    How do we call the baby of {a_name}?
    {A_name} had babies. What are they?

    A baby {name} is called {a_young}.
    It is called {a_young}.
    We call it {a_young}.
    """)
WHO_SAYS = Kind("""
    Which animal says {sound}?
    What animal goes {sound}?
    I heard {sound}! Which animal was that?
    Something says {sound}. What is it?
    There is an animal that says {sound}. What is its name?
    Who says {sound}?

    {A_name} says {sound}.
    That is {a_name}.
    It is {a_name}.
    """)
SOUND = Kind(
    """
    What sound does {a_name} make?
    What noise do {many} make?
    What does my {name} say?
    How does {a_name} sound?
    The {name} opens its mouth. What do I hear?
    Our {name} is loud. What does it do?
    A {mood} {name}: what sound will it make?

    {A_name} says {sound}.
    It {does}: {sound}!
    {A_name} {does}.
    """,
    {"mood": ("happy", "big", "little", "hungry", "cross")},
)
MIXED = Kind("""
    What do you get when you mix {one} and {two}?
    I put {one} paint into {two} paint. What colour is it now?
    Which colour do {one} and {two} make?
    If I paint {one} over {two}, what do I get?
    {One} and {two} together: which colour is that?
    My {one} paint ran into the {two} one. What colour did it make?
    We mixed {two} with {one}. Which colour came out?

    {One} and {two} make {mixed}.
    You get {mixed}.
    That makes {mixed}.
    It is {mixed} now.
    """)
COLOUR = Kind(
    """
    What colour is {thing}?
    Which colour has {thing}?
    I want to paint {thing}. Which colour do I need?
    Tell me the colour of {thing}.
    When I look at {thing}, what colour is that?
    I see {thing}. What colour do I see?
    Which crayon do I need for {thing}?

    {Thing} is {colour}.
    It is {colour}.
    {Colour}.
    """,
    {"thing colour": tuple(COLOUR_OF.items())},
)
OPPOSITE = Kind("""
    What is the opposite of {one}?
    Which word is the opposite of {one}?
    Say the opposite of {one}.
    If something is not {one}, what is it?
    Not {one}, but the opposite. What is the word?
    Give me the opposite of the word {one}.
    I know {one}. What is its opposite?

    The opposite of {one} is {two}.
    It is {two}.
    {Two}.
    """)
COUNT_ON = Kind("""
    What comes after {third}?
    {First}, {second}, {third}: what comes next?
    I count {first}, {second}, {third}. Which number is next?
    Which number follows {third}?
    Count on: {first}, {second}, {third}.
    We said {second}, {third}. What do we say now?

    Next is {following}.
    After {third} comes {following}.
    {Following}.
    """)
HOW_MANY_ARE = Kind(
    """
    How many {what}?
    Please count: how many {what}?
    Do you know how many {what}?

    There are {number}.
    {Number}.
    The answer is {number}.
    """,
    {"what number": tuple(HOW_MANY.items())},
)
PLUS = Kind("""
    I have {one} {thing} and get {two} more. How many have I got?
    There are {one} {thing} here and {two} there. How many are that?
    How much is {one} and {two}?
    What is {one} plus {two}?
    Tom has {one} {thing}. Anna gives him {two}. How many has he now?
    Mum gave me {one} {thing}, and Dad gave me {two}. How many do I have?
    If you have {one} {thing} and I give you {two}, how many do you have?
    {One} {thing} and {two} {thing}: how many {thing} are that?

    {One} and {two} make {total}.
    {Total} {thing}.
    That makes {total}.
    {One} plus {two} is {total}.
    """)
MINUS = Kind("""
    I have {one} {thing} and give away {two}. How many are left?
    What is {one} minus {two}?
    There were {one} {thing}. I took {two}. How many are there now?
    Ben had {one} {thing} and lost {two}. How many has he?

    {One} minus {two} is {left}.
    {Left}.
    Then there are {left} left.
    """)
TOMORROW = Kind("""
    Today is {today}. What day is it tomorrow?
    Which day comes after {today}?
    If today is {today}, what is tomorrow?
    What is the day after {today}?
    It is {today} today. And tomorrow?
    Tomorrow is the day after {today}. Which day is that?

    After {today} comes {after}.
    It is {after}.
    Tomorrow is {after}.
    """)
YESTERDAY = Kind("""
    Which day is before {today}?
    Today is {today}. What was yesterday?
    What day comes before {today}?

    Before {today} comes {before}.
    It was {before}.
    """)
NEXT_MONTH = Kind("""
    Which month comes after {month}?
    It is {month}. What month is next?

    After {month} comes {following}.
    {following} is next.
    """)
SEASON = Kind("""
    Which season is the {most}?
    What is the {most} time of the year?
    When is it that {happens}?
    In what season is it that {happens}?
    {Happens}. Which season is it?
    Which of the four seasons is the {most} one?

    It is {name}.
    In {name}.
    {Name} is the {most} season.
    """)
RELATIVE = Kind(
    """
    Who is my {of}'s {who}?
    What do I call my {of}'s {who}?
    What is the {who} of my {of}?
    My {of} has a {who}. Who is that for me?
    The {who} of your {of} is your what?
    I visit the {who} of my {of}. Who is it?

    That is your {name}.
    Your {of}'s {who} is your {name}.
    It is your {name}.
    """,
    {"of who name": FAMILY},
)
FEELING = Kind(
    """
    I am {feeling}. What can I do?
    What do you do when you are {feeling}?
    My brother is {feeling}. What should he do?
    Oh, I am very {feeling}! What do I do?
    I feel {feeling}. Have you an idea?
    If I am {feeling}, what helps?
    I am {feeling}! What would you do?

    {full}.
    You should {short}.
    When you are {feeling}, {short}.
    """,
    {"feeling full short": NEEDS},
)
HELPER = Kind("""
    Who {does}?
    What does {a_name} do?
    {Need}. Who can help me?
    {Need}. Who do I go to?
    Who helps me when {need}?
    Oh dear, {need}! Who should I ask?

    {A_name} {does}.
    {A_name} can help you.
    Go to {a_name}. {A_name} {does}.
    """)
RIDDLE = """
    What {what}?
    What {is_it_that}{what}?
    Guess! What {what}?
    A riddle: what {what}?
    """
ONE_THING = Kind(f"""{RIDDLE}
    That is {{thing}}.
    It is {{thing}}.
    {{Thing}}.
    """)
MANY_THINGS = Kind(f"""{RIDDLE}
    That are {{thing}}.
    {{Thing}}.
    {{Thing}}.
    """)
IS_WHAT = Kind("""
    Is {what} {one} or {two}?
    What is {what}: {one} or {two}?
    I touch {what}. Is it {one}, or is it {two}?
    Is {what} {wrong}?

    {What} is {right}.
    It is {right}.
    """)
DO_WHAT = Kind("""
    Do {who} {one} or {two}?
    What do {who} do: {one} or {two}?
    Can {who} {one}, or can they {two}?

    {Who} {right}.
    They {right}. {why}
    {Who} {right}. {why}
    """)
REASON = Kind(
    """
    Why do I have to {mine}?
    Why do people {theirs}?
    {who} wants me to {mine}. Why?
    Why should I {mine}?
    I do not want to {mine}. Why must I?
    {who} tells me to {mine}. What for?
    What is it good for to {mine}?

    {first}.
    {second}.
    {third}.
    Because {because}.
    """,
    {
        "mine theirs first second third": WHY,
        "who": ("Dad", "My mother", "My teacher", "Grandma", "My father", "My aunt"),
    },
    lambda words: {"because": words["first"][0].lower() + words["first"][1:]},
)


def _animal(dice: random.Random) -> Exchange:
    words = dict(zip(ANIMAL.split(), dice.choice(ANIMALS), strict=True))
    heard = () if words["sound"] == "nothing" else (WHO_SAYS, SOUND)
    return dice.choice((EATS, LIVES, LEGS, YOUNG, *heard, *heard)).tell(dice, **words)


def _colour(dice: random.Random) -> Exchange:
    if dice.random() < 0.5:
        *pair, mixed = dice.choice(COLOURS_MIXED)
        one, two = _perhaps_turned(dice, pair)
        return MIXED.tell(dice, one=one, two=two, mixed=mixed)
    return COLOUR.tell(dice)


def _opposite(dice: random.Random) -> Exchange:
    one, two = _perhaps_turned(dice, dice.choice(OPPOSITES))
    return OPPOSITE.tell(dice, one=one, two=two)


def _perhaps_turned(dice: random.Random, pair: Sequence[str]) -> Sequence[str]:
    return pair[::-1] if dice.random() < 0.5 else pair


def _counting(dice: random.Random) -> Exchange:
    kind = dice.random()
    if kind < 0.3:
        at = dice.randint(1, 16)
        names = ("first", "second", "third", "following")
        return COUNT_ON.tell(dice, **dict(zip(names, NUMBERS[at : at + 4], strict=True)))
    if kind < 0.6:
        return HOW_MANY_ARE.tell(dice)
    thing = dice.choice(THINGS)
    one, two = dice.randint(1, 7), dice.randint(1, 5)
    if dice.random() < 0.7:
        words = {"one": NUMBERS[one], "two": NUMBERS[two], "total": NUMBERS[one + two]}
        return PLUS.tell(dice, thing=thing, **words)
    if one <= two:
        one, two = two + 1, one
    words = {"one": NUMBERS[one], "two": NUMBERS[two], "left": NUMBERS[one - two]}
    return MINUS.tell(dice, thing=thing, **words)


def _calendar(dice: random.Random) -> Exchange:
    kind = dice.random()
    if kind < 0.6:
        at = dice.randrange(7)
        day = TOMORROW if dice.random() < 0.7 else YESTERDAY
        return day.tell(dice, today=DAYS[at], after=DAYS[(at + 1) % 7], before=DAYS[at - 1])
    if kind < 0.75:
        at = dice.randrange(12)
        return NEXT_MONTH.tell(dice, month=MONTHS[at], following=MONTHS[(at + 1) % 12])
    name, most, *when = dice.choice(SEASONS)
    return SEASON.tell(dice, name=name, most=most, happens=dice.choice(when))


def _needs(dice: random.Random) -> Exchange:
    if dice.random() < 0.55:
        return FEELING.tell(dice)
    name, does, *when = dice.choice(PEOPLE)
    return HELPER.tell(dice, name=name, does=does, need=dice.choice(when))


def _riddle(dice: random.Random) -> Exchange:
    thing, *said = dice.choice(RIDDLES)
    what = dice.choice(said)
    is_asked = " do " in f" {what}" or re.match(r"(do|does|is|are)\b", what)
    kind = MANY_THINGS if thing in ("shoes", "gloves", "scissors") else ONE_THING
    return kind.tell(dice, thing=thing, what=what, is_it_that="" if is_asked else "is it that ")


def _choice(dice: random.Random) -> Exchange:
    if dice.random() < 0.5:
        right, wrong, what = dice.choice(CHOICES)
        one, two = _shuffled(dice, right, wrong)
        return IS_WHAT.tell(dice, what=what, one=one, two=two, right=right, wrong=wrong)
    who, right, wrong, why = dice.choice(DOES)
    one, two = _shuffled(dice, right, wrong)
    return DO_WHAT.tell(dice, who=who, one=one, two=two, right=right, why=why)


def _shuffled(dice: random.Random, *words: str) -> list[str]:
    shuffled = [*words]
    dice.shuffle(shuffled)
    return shuffled


def _why(dice: random.Random) -> Exchange:
    return REASON.tell(dice) if dice.random() < 0.55 else dice.choice((*SKY, *SELF))


ASKED = (
    (_animal, 26),
    (_colour, 12),
    (_opposite, 10),
    (_counting, 16),
    (_calendar, 12),
    (RELATIVE.tell, 6),
    (_needs, 12),
    (_riddle, 20),
    (_choice, 10),
    (_why, 16),
)


def conversations(dice: random.Random) -> Iterator[str]:
    """Yield conversations of one to four questions, none of them a question that is counted."""
    counted = {_letters(question.text) for question in QUESTIONS_OF_A_CHILD}
    kinds, weights = zip(*ASKED, strict=True)
    while True:
        lines = []
        for _ in range(dice.choice((1, 1, 2, 3, 4))):
            question, reply = dice.choices(kinds, weights)[0](dice)
            if _letters(question) in counted:
                continue
            before, tell, after = dice.choice(BEFORE), dice.choice(TELL), dice.choice(AFTER)
            if tell and re.match(r"(What|Which|Who|Where|Why|How|Do|Is|When)\b", question):
                question = tell + question[0].lower() + question[1:]
            asked = before + question + (after if question.endswith("?") else "")
            if _letters(asked) not in counted:
                lines.append(f"User: {asked}\nBot: {reply}")
        if lines:
            yield "\n".join(lines)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]+", " ", text.lower()).strip()
