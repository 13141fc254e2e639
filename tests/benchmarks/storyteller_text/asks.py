"""A child's everyday questions, each in many wordings, and short answers."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

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
from words import capital, pick, with_article

from tests.benchmarks.storyteller_lists import QUESTIONS_OF_A_CHILD

Exchange = tuple[str, str]  # a question and its answer


def _animal(dice: random.Random) -> Exchange:
    name, many, sound, does, young, food, home, legs = dice.choice(ANIMALS)
    kinds: list[Callable[[], Exchange]] = [
        lambda: (
            pick(
                dice,
                f"What does {with_article(name)} eat?",
                f"What do {many} like to eat?",
                f"My {name} is hungry. What can I give it?",
                f"What should I give to {with_article(name)}?",
                f"I want to feed the {name}. What does it eat?",
                f"Which food is good for {many}?",
            ),
            pick(
                dice,
                f"{capital(many)} eat {food}.",
                f"You can give it {food}.",
                f"{capital(with_article(name))} eats {food}.",
            ),
        ),
        lambda: (
            pick(
                dice,
                f"Where does {with_article(name)} live?",
                f"Where can I see {many}?",
                f"Where is the home of the {name}?",
                f"In what place do {many} live?",
                f"I look for {with_article(name)}. Where could it be?",
            ),
            pick(
                dice,
                f"{capital(many)} live {home}.",
                f"{capital(with_article(name))} lives {home}.",
            ),
        ),
        lambda: (
            pick(
                dice,
                f"How many legs has {with_article(name)}?",
                f"How many legs do {many} have?",
                f"I see {with_article(name)}. How many legs are there?",
                f"Count the legs of {with_article(name)}.",
                f"Look at this {name}! How many legs does it have?",
                f"On how many legs does {with_article(name)} walk?",
            ),
            pick(
                dice,
                f"{capital(with_article(name))} has {legs} legs.",
                f"It has {legs} legs.",
                f"{capital(many)} have {legs} legs.",
            ),
        ),
        lambda: (
            pick(
                dice,
                f"What is a baby {name} called?",
                f"What do you call a young {name}?",
                f"The {name} has a baby. What is it called?",
                f"Our {name} has a little one. What is its name?",
                f"What is the word for the child of {with_article(name)}?",
                f"How do we call the baby of {with_article(name)}?",
                f"{capital(with_article(name))} had babies. What are they?",
            ),
            pick(
                dice,
                f"A baby {name} is called {with_article(young)}.",
                f"It is called {with_article(young)}.",
                f"We call it {with_article(young)}.",
            ),
        ),
    ]
    if sound != "nothing":
        kinds += [
            lambda: (
                pick(
                    dice,
                    f"Which animal says {sound}?",
                    f"What animal goes {sound}?",
                    f"I heard {sound}! Which animal was that?",
                    f"Something says {sound}. What is it?",
                    f"There is an animal that says {sound}. What is its name?",
                    f"Who says {sound}?",
                ),
                pick(
                    dice,
                    f"{capital(with_article(name))} says {sound}.",
                    f"That is {with_article(name)}.",
                    f"It is {with_article(name)}.",
                ),
            ),
            lambda: (
                pick(
                    dice,
                    f"What sound does {with_article(name)} make?",
                    f"What noise do {many} make?",
                    f"What does my {name} say?",
                    f"How does {with_article(name)} sound?",
                    f"The {name} opens its mouth. What do I hear?",
                    f"Our {name} is loud. What does it do?",
                    f"A {pick(dice, 'happy', 'big', 'little', 'hungry', 'cross')} {name}:"
                    " what sound will it make?",
                ),
                pick(
                    dice,
                    f"{capital(with_article(name))} says {sound}.",
                    f"It {does}: {sound}!",
                    f"{capital(with_article(name))} {does}.",
                ),
            ),
        ] * 2
    return dice.choice(kinds)()


def _colour(dice: random.Random) -> Exchange:
    if dice.random() < 0.5:
        one, two, mixed = dice.choice(COLOURS_MIXED)
        if dice.random() < 0.5:
            one, two = two, one
        return (
            pick(
                dice,
                f"What do you get when you mix {one} and {two}?",
                f"I put {one} paint into {two} paint. What colour is it now?",
                f"Which colour do {one} and {two} make?",
                f"If I paint {one} over {two}, what do I get?",
                f"{capital(one)} and {two} together: which colour is that?",
                f"My {one} paint ran into the {two} one. What colour did it make?",
                f"We mixed {two} with {one}. Which colour came out?",
            ),
            pick(
                dice,
                f"{capital(one)} and {two} make {mixed}.",
                f"You get {mixed}.",
                f"That makes {mixed}.",
                f"It is {mixed} now.",
            ),
        )
    thing, colour = dice.choice(list(COLOUR_OF.items()))
    return (
        pick(
            dice,
            f"What colour is {thing}?",
            f"Which colour has {thing}?",
            f"I want to paint {thing}. Which colour do I need?",
            f"Tell me the colour of {thing}.",
            f"When I look at {thing}, what colour is that?",
            f"I see {thing}. What colour do I see?",
            f"Which crayon do I need for {thing}?",
        ),
        pick(dice, f"{capital(thing)} is {colour}.", f"It is {colour}.", f"{capital(colour)}."),
    )


def _opposite(dice: random.Random) -> Exchange:
    one, two = dice.choice(OPPOSITES)
    if dice.random() < 0.5:
        one, two = two, one
    return (
        pick(
            dice,
            f"What is the opposite of {one}?",
            f"Which word is the opposite of {one}?",
            f"Say the opposite of {one}.",
            f"If something is not {one}, what is it?",
            f"Not {one}, but the opposite. What is the word?",
            f"Give me the opposite of the word {one}.",
            f"I know {one}. What is its opposite?",
        ),
        pick(dice, f"The opposite of {one} is {two}.", f"It is {two}.", f"{capital(two)}."),
    )


def _counting(dice: random.Random) -> Exchange:
    kind = dice.random()
    if kind < 0.3:
        start = dice.randint(1, 16)
        row = [NUMBERS[start + i] for i in range(3)]
        following = NUMBERS[start + 3]
        return (
            pick(
                dice,
                f"What comes after {row[2]}?",
                f"{capital(row[0])}, {row[1]}, {row[2]}: what comes next?",
                f"I count {row[0]}, {row[1]}, {row[2]}. Which number is next?",
                f"Which number follows {row[2]}?",
                f"Count on: {row[0]}, {row[1]}, {row[2]}.",
                f"We said {row[1]}, {row[2]}. What do we say now?",
            ),
            pick(
                dice,
                f"Next is {following}.",
                f"After {row[2]} comes {following}.",
                f"{capital(following)}.",
            ),
        )
    if kind < 0.6:
        what, number = dice.choice(list(HOW_MANY.items()))
        return (
            pick(
                dice,
                f"How many {what}?",
                f"Please count: how many {what}?",
                f"Do you know how many {what}?",
            ),
            pick(dice, f"There are {number}.", f"{capital(number)}.", f"The answer is {number}."),
        )
    thing = dice.choice(THINGS)
    first, second = dice.randint(1, 7), dice.randint(1, 5)
    if dice.random() < 0.7:
        total = NUMBERS[first + second]
        one, two = NUMBERS[first], NUMBERS[second]
        return (
            pick(
                dice,
                f"I have {one} {thing} and get {two} more. How many have I got?",
                f"There are {one} {thing} here and {two} there. How many are that?",
                f"How much is {one} and {two}?",
                f"What is {one} plus {two}?",
                f"Tom has {one} {thing}. Anna gives him {two}. How many has he now?",
                f"Mum gave me {one} {thing}, and Dad gave me {two}. How many do I have?",
                f"If you have {one} {thing} and I give you {two}, how many do you have?",
                f"{capital(one)} {thing} and {two} {thing}: how many {thing} are that?",
            ),
            pick(
                dice,
                f"{capital(one)} and {two} make {total}.",
                f"{capital(total)} {thing}.",
                f"That makes {total}.",
                f"{capital(one)} plus {two} is {total}.",
            ),
        )
    if first <= second:
        first, second = second + 1, first
    left = NUMBERS[first - second]
    one, two = NUMBERS[first], NUMBERS[second]
    return (
        pick(
            dice,
            f"I have {one} {thing} and give away {two}. How many are left?",
            f"What is {one} minus {two}?",
            f"There were {one} {thing}. I took {two}. How many are there now?",
            f"Ben had {one} {thing} and lost {two}. How many has he?",
        ),
        pick(
            dice,
            f"{capital(one)} minus {two} is {left}.",
            f"{capital(left)}.",
            f"Then there are {left} left.",
        ),
    )


def _calendar(dice: random.Random) -> Exchange:
    kind = dice.random()
    if kind < 0.6:
        at = dice.randrange(7)
        today, after, before = DAYS[at], DAYS[(at + 1) % 7], DAYS[at - 1]
        if dice.random() < 0.7:
            return (
                pick(
                    dice,
                    f"Today is {today}. What day is it tomorrow?",
                    f"Which day comes after {today}?",
                    f"If today is {today}, what is tomorrow?",
                    f"What is the day after {today}?",
                    f"It is {today} today. And tomorrow?",
                    f"Tomorrow is the day after {today}. Which day is that?",
                ),
                pick(
                    dice,
                    f"After {today} comes {after}.",
                    f"It is {after}.",
                    f"Tomorrow is {after}.",
                ),
            )
        return (
            pick(
                dice,
                f"Which day is before {today}?",
                f"Today is {today}. What was yesterday?",
                f"What day comes before {today}?",
            ),
            pick(dice, f"Before {today} comes {before}.", f"It was {before}."),
        )
    if kind < 0.75:
        at = dice.randrange(12)
        return (
            pick(
                dice,
                f"Which month comes after {MONTHS[at]}?",
                f"It is {MONTHS[at]}. What month is next?",
            ),
            pick(
                dice,
                f"After {MONTHS[at]} comes {MONTHS[(at + 1) % 12]}.",
                f"{MONTHS[(at + 1) % 12]} is next.",
            ),
        )
    name, most, *when = dice.choice(SEASONS)
    happens = dice.choice(when)
    return (
        pick(
            dice,
            f"Which season is the {most}?",
            f"What is the {most} time of the year?",
            f"When is it that {happens}?",
            f"In what season is it that {happens}?",
            f"{capital(happens)}. Which season is it?",
            f"Which of the four seasons is the {most} one?",
        ),
        pick(dice, f"It is {name}.", f"In {name}.", f"{capital(name)} is the {most} season."),
    )


def _family(dice: random.Random) -> Exchange:
    of, who, name = dice.choice(FAMILY)
    return (
        pick(
            dice,
            f"Who is my {of}'s {who}?",
            f"What do I call my {of}'s {who}?",
            f"What is the {who} of my {of}?",
            f"My {of} has a {who}. Who is that for me?",
            f"The {who} of your {of} is your what?",
            f"I visit the {who} of my {of}. Who is it?",
        ),
        pick(
            dice,
            f"That is your {name}.",
            f"Your {of}'s {who} is your {name}.",
            f"It is your {name}.",
        ),
    )


def _needs(dice: random.Random) -> Exchange:
    if dice.random() < 0.55:
        feeling, full, short = dice.choice(NEEDS)
        return (
            pick(
                dice,
                f"I am {feeling}. What can I do?",
                f"What do you do when you are {feeling}?",
                f"My brother is {feeling}. What should he do?",
                f"Oh, I am very {feeling}! What do I do?",
                f"I feel {feeling}. Have you an idea?",
                f"If I am {feeling}, what helps?",
                f"I am {feeling}! What would you do?",
            ),
            pick(dice, f"{full}.", f"You should {short}.", f"When you are {feeling}, {short}."),
        )
    name, does, *when = dice.choice(PEOPLE)
    need = dice.choice(when)
    return (
        pick(
            dice,
            f"Who {does}?",
            f"What does {with_article(name)} do?",
            f"{capital(need)}. Who can help me?",
            f"{capital(need)}. Who do I go to?",
            f"Who helps me when {need}?",
            f"Oh dear, {need}! Who should I ask?",
        ),
        pick(
            dice,
            f"{capital(with_article(name))} {does}.",
            f"{capital(with_article(name))} can help you.",
            f"Go to {with_article(name)}. {capital(with_article(name))} {does}.",
        ),
    )


def _riddle(dice: random.Random) -> Exchange:
    thing, *said = dice.choice(RIDDLES)
    what = dice.choice(said)
    is_many = thing in ("shoes", "gloves", "scissors")
    verb = "are" if is_many else "is"
    return (
        pick(
            dice,
            f"What {what}?",
            f"What is it that {what}?"
            if " do " not in f" {what}" and not re.match(r"(do|does|is|are)\b", what)
            else f"What {what}?",
            f"Guess! What {what}?",
            f"A riddle: what {what}?",
        ),
        pick(
            dice,
            f"That {verb} {thing}.",
            f"It is {thing}." if not is_many else f"{capital(thing)}.",
            f"{capital(thing)}.",
        ),
    )


def _choice(dice: random.Random) -> Exchange:
    if dice.random() < 0.5:
        right, wrong, what = dice.choice(CHOICES)
        pair = [right, wrong]
        dice.shuffle(pair)
        return (
            pick(
                dice,
                f"Is {what} {pair[0]} or {pair[1]}?",
                f"What is {what}: {pair[0]} or {pair[1]}?",
                f"I touch {what}. Is it {pair[0]}, or is it {pair[1]}?",
                f"Is {what} {wrong}?",
            ),
            pick(dice, f"{capital(what)} is {right}.", f"It is {right}."),
        )
    who, right, wrong, why = dice.choice(DOES)
    pair = [right, wrong]
    dice.shuffle(pair)
    return (
        pick(
            dice,
            f"Do {who} {pair[0]} or {pair[1]}?",
            f"What do {who} do: {pair[0]} or {pair[1]}?",
            f"Can {who} {pair[0]}, or can they {pair[1]}?",
        ),
        pick(
            dice,
            f"{capital(who)} {right}.",
            f"They {right}. {why}",
            f"{capital(who)} {right}. {why}",
        ),
    )


def _why(dice: random.Random) -> Exchange:
    if dice.random() < 0.55:
        mine, theirs, *reasons = dice.choice(WHY)
        who = pick(dice, "Dad", "My mother", "My teacher", "Grandma", "My father", "My aunt")
        return (
            pick(
                dice,
                f"Why do I have to {mine}?",
                f"Why do people {theirs}?",
                f"{who} wants me to {mine}. Why?",
                f"Why should I {mine}?",
                f"I do not want to {mine}. Why must I?",
                f"{who} tells me to {mine}. What for?",
                f"What is it good for to {mine}?",
            ),
            pick(
                dice,
                *(f"{reason}." for reason in reasons),
                f"Because {reasons[0][0].lower()}{reasons[0][1:]}.",
            ),
        )
    return dice.choice((*SKY, *SELF))


ASKED = (
    (_animal, 26),
    (_colour, 12),
    (_opposite, 10),
    (_counting, 16),
    (_calendar, 12),
    (_family, 6),
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
