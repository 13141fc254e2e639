"""Paragraphs that go on from a short opening: one line of each list, in order; lists that count."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import partial

from facts import (
    BECAUSE,
    CITIES,
    DAYS,
    EATEN_EARLY,
    FOODS,
    GOOD,
    IF,
    JOBS,
    LIKED,
    MACHINES_CAN,
    MONTHS,
    NAMES,
    NUMBERS,
    PLACES,
    PRESENTS,
    TOPICS,
    WEATHERS,
)
from words import Kind

GIRLS = ("Anna", "Lucy", "Sara", "Mia", "Emma", "Nina", "Ella", "Rosa")


def _sibling(name: str) -> str:
    return "sister" if name in GIRLS else "brother"


AT_WORK = Kind("""
    {begin} {job} and I work at the {at}.
    {begin} new here and I am {job}.

    Every day I {does}.
    I like my work, because I {does}.

    It is hard work, but I like it.
    What do you do?
    Nice to meet you.
    """)
AT_HOME = Kind(
    """
    {begin} {name} and I am {age} years old.
    {begin} {name}.
    {begin} {name}, and I live in a small town.
    {begin} {name}. I am {age} years old.

    I live with my {family}.
    I have a {whom} called {other}.
    I go to the school near the park.

    When I am older, I want to be {job}.
    I like {liked} very much.
    My favourite food is {food}.

    What is your name?
    I am glad to meet you.
    Tell me something about you!
    -
    """,
    {
        "family": ("mother", "parents", "family", "grandparents"),
        "whom": ("", "dog", "cat", "rabbit"),
        "liked": LIKED,
        "food how beside": FOODS,
    },
    lambda words: {"whom": words["whom"] or _sibling(words["other"])},
)
FOOD = Kind(
    """
    {dish} {food}.
    {dish} {food}, because it is {how}.
    {dish} {food} with {beside}.

    My {who} makes it every {day}.
    I eat it with {beside}.
    My {who} cooks it best.
    I could eat {food} every day.

    It tastes very good.
    It smells so good that everybody comes into the kitchen.
    After the meal I wash the dishes.
    I help in the kitchen and cut the vegetables.

    I do not like meat as much.
    When I am hungry, I think of it.
    -
    For dessert we eat {dessert}.
    """,
    {
        "food how beside": FOODS,
        "dish": (
            "My favourite food is",
            "The food I like best is",
            "My favorite meal is",
            "For lunch I like",
            "The best thing to eat is",
        ),
        "who": ("mother", "father", "grandmother", "aunt", "uncle"),
        "day": DAYS,
        "dessert": ("apples", "ice cream", "cake", "fruit"),
    },
)
OPINION = Kind(
    """
    {begin} {topic} {is_are} {value}, because {reason}.
    {begin} {topic} {is_are} {value}. First of all, {reason}.
    {begin} {topic} {is_are} {value}. The main reason is that {reason}.

    Of course, {against}.
    Some people say that {against}, and they are right too.
    It is true that {against}.

    Still, {end}.
    So I think that {end}.
    But that is only what I think.
    """,
    {
        "topic is_are reason against end": TOPICS,
        "value": ("important", "good for us", "useful", "wonderful", "better than people say"),
        "begin": ("In my opinion,", "I think that", "I believe that", "It is my opinion that"),
    },
)
CAPITAL = Kind(
    """
    The capital of {country} is {city}.
    The capital city of {country} is {city}.
    {city} is the capital of {country}.

    It lies {where}.
    It is a large city with many people.
    Many people visit the city every year.

    People in {country} are proud of it.
    You can go to {city} by train or by plane.
    There are old houses, museums and parks in {city}.

    I would like to see {city} one day.
    The streets are full of people and shops.
    -
    """,
    {"country city where": CITIES},
)
LETTER = Kind("""
    Thank you for {present}.
    How are you? I am well.
    I hope that you are well.
    Thank you for your letter and for {present}.

    Last week I was at {place}, and there I saw {saw}.
    Yesterday we went to {place}.
    School is going well, and I like my new teacher.

    After that {then}.
    It was a lovely day.
    We laughed a lot.

    Please come and visit us soon.
    I miss you very much.
    I think of you every day.
    """)
AWAY = Kind(
    """
    {begin} {place} with {who}.
    {begin} {place}.
    {begin} {place}, and it was fun.

    There {we} saw {saw}.
    The first thing {we} saw was {saw}.

    Then {then}.
    After that, {then}.
    In the afternoon {then}.

    In the evening we were tired and happy.
    I want to go there again soon.
    It was late when we came home.
    On the way home it began to rain.
    """,
    {
        "begin": (
            "Yesterday I went to",
            "Last Sunday I went to",
            "On Saturday we went to",
            "This morning I went to",
            "Last week we were at",
        ),
    },
    lambda words: {"we": "we" if "we" in words["begin"].split() else "I"},
)
GROWN_UP = Kind(
    """
    {begin} {job}. I want to {does}.
    {begin} {job}, because I want to {does}.
    {begin} {job} and {does}.

    My {who} is {job} too.
    I would like to work in {a_at}.

    I know that I must learn a lot for it.
    It is hard work, but I am strong.
    I read many books about it.
    My parents say that it is a good plan.

    I think I will like it.
    My best friend wants to do the same.
    -
    """,
    {
        "job does at": JOBS,
        "begin": (
            "When I grow up, I want to be",
            "One day I want to be",
            "When I am older, I would like to be",
            "My dream is to be",
        ),
        "who": ("aunt", "uncle", "mother"),
    },
)
BEST = Kind("""
    The best thing about {what} is {first}.
    What I like about {what} is {first}.
    The best part of {what} is {first}.

    I also like {second}.
    Then comes {second}.
    And I love {second} as well.

    When {what} is over, I am always a little sad.
    I wait for {what} all year.
    My sister likes something else about {what}.

    We all go outside together.
    Everybody in my family feels the same.
    -
    """)
MACHINES = Kind(
    """
    {who} can {first} and {second}.
    {who} can {first}.

    {It} can also {third}.
    People use {them} at work and at home.

    But {it} cannot feel or laugh.
    But people must tell {them} what to do.
    Without people {it} could do nothing.

    I use {one} every day.
    In the past there was nothing like it.
    -
    """,
    {
        "first second third": MACHINES_CAN,
        "who": ("Computers", "A computer", "Modern computers", "Robots", "Machines"),
    },
    lambda words: (
        {"it": "it", "them": "it", "one": "one"}
        if words["who"] == "A computer"
        else {"it": "they", "them": "them", "one": "them"}
    ),
)
PERSON = Kind(
    """
    My name is {name} and I live in {home}.
    My name is {name} and I am {age} years old.
    My name is {name} and I like to {like}.

    I have a friend called {friend}.
    Every day I {like} with my friend {friend}.
    My {sibling} is called {friend}.

    We both like {food}.
    We go to the same school.
    We play together in the garden.

    I am happy with my life.
    On {day} I have a music lesson.
    -
    """,
    {
        "name friend": NAMES,
        "food how beside": FOODS,
        "like": ("draw", "sing", "read", "swim", "dance", "cook"),
        "home": ("a village", "a big city", "London"),
        "age": NUMBERS[6:16],
        "day": DAYS,
    },
    lambda words: {"sibling": _sibling(words["friend"])},
)
MORNING = Kind(
    """
    {begin} get up at {hour} o'clock.
    {begin} wake up early and wash my face.
    {begin} make a cup of tea and open the window.
    {begin} feed my cat first.
    {begin} walk to school with my {who}.

    Then I eat breakfast with my family.
    Then I get dressed and brush my teeth.
    For breakfast I have {eaten}.

    After that I pack my bag and go to school.
    After breakfast I go to work by bus.
    My father reads the paper, and I do the dishes.

    In the evening I am tired and go to bed early.
    I like to begin the day so.
    -
    """,
    {
        "begin": ("Every morning I", "In the morning I", "Each day I", "Every day I"),
        "hour": NUMBERS[6:10],
        "who": ("brother", "sister", "friend"),
        "eaten": EATEN_EARLY,
    },
)
CAUSE = Kind(
    """
    {so} because {cause}.

    {more}.

    {end}.
    {end}.
    -
    """,
    {"so cause more end": BECAUSE},
)
BIRTHDAY = Kind(
    """
    For my birthday I got {present} from {who}.
    For my birthday I want {present}.
    For my birthday my parents gave me {present}.
    For my birthday we had a party in the garden.

    My best friend gave me {other}.
    All my friends came to the party.
    My mother baked a big cake with candles.

    We sang songs and played games.
    I was so happy that I jumped up and down.
    Then I blew out the candles and made a wish.

    It was the best birthday of my life.
    Next year I will have a party again.
    -
    """,
    {
        "present other": PRESENTS,
        "who": ("my grandmother", "my father", "my aunt", "my parents"),
    },
)
MOON = Kind("""
    The moon is bright tonight.
    The moon is round and white.
    The moon is far away from the earth.
    The moon is full tonight.

    It goes around the earth once a month.
    It shines because the sun shines on it.
    There is no air and no water on it.

    People have walked on the moon.
    At night it lights up the garden.
    Sometimes you can see it by day too.

    The stars around it are small and far away.
    I look at the sky every night.
    -
    """)
SUN = Kind("""
    The sun is a star.
    The sun is hot and bright.
    The sun is very big.

    The earth goes around it once a year.
    It gives us light and warmth.

    Without the sun there would be no life.
    In the evening it goes down.
    """)
SEA = Kind("""
    The sea is blue and deep.
    The sea is full of fish.
    The sea is salty.

    Ships sail on it from one land to another.
    Whales and crabs live in it.

    In summer people swim in the sea.
    When the wind blows, there are big waves.
    """)
FRIEND = Kind(
    """
    My best friend and I go to the same school.
    My best friend and I like to play chess.
    My best friend and I went to {place}.
    My best friend is called {name}.
    My best friend and I have known each other for years.

    We sit beside each other and help each other.
    There we saw {saw}.
    We laugh a lot when we are together.
    We meet every afternoon.

    {he} lives in our street with {his} family.
    We share our sweets and our secrets.
    After that {then}.

    When we are apart, we write letters.
    I am glad that we are friends.
    -
    """,
    {"name": NAMES, "place saw then": PLACES},
    lambda words: (
        {"he": "She", "his": "her"} if words["name"] in GIRLS else {"he": "He", "his": "his"}
    ),
)
PLAN = Kind("""
    If {what}, {first}.

    And {second}.
    Or {second}.
    My mother says that it is a good plan.

    We will see in the morning.
    I do not mind the weather.
    It will be a nice day.
    My brother wants to do something else.
    """)
WEATHER = Kind(
    """
    The weather today is {how}.
    The weather today was {how} in the morning.
    Today the weather is {how}.
    The weather is {how} today.

    I will wear {wear}.
    You need {wear} outside.
    My mother gives me {wear}.

    In the afternoon we will {do}.
    It is a good day to {do}.

    The forecast says that it will change tomorrow.
    I hope that it stays so.
    The sky is full of clouds in the evening.
    -
    """,
    {"how wear do": WEATHERS},
)


def _hello(dice: random.Random) -> Sequence[str]:
    name, other = dice.sample(NAMES, 2)
    age = dice.choice(NUMBERS[6:15])
    job, does, at = dice.choice(JOBS)
    begin = dice.choice(("Hello, I am", "Hello! I am", "Hi, I am", "Hello, my name is", "Hi! I'm"))
    if dice.random() < 0.25 and begin.endswith(("am", "'m")):
        return AT_WORK.tell(dice, begin=begin, job=job, does=does, at=at)
    return AT_HOME.tell(dice, begin=begin, name=name, other=other, age=age, job=job)


def _count(dice: random.Random) -> Sequence[str]:
    kind = dice.random()
    if kind < 0.4:
        first = dice.choice((1, 1, 1, 1, 2, 5, 10))
        step = 1 if first == 1 else dice.choice((1, first))
        row = [str(first + step * i) for i in range(dice.randint(10, 24))]
        return [", ".join(row) + dice.choice(("", ".", ", ..."))]
    if kind < 0.55:
        return [", ".join(NUMBERS[1 : dice.randint(10, 20)]) + "."]
    if kind < 0.85:
        return [_week(dice)]
    if kind < 0.95:
        return [", ".join(MONTHS) + ": these are the months of the year."]
    return [
        dice.choice(
            (
                "Spring, summer, autumn and winter are the four seasons of the year.",
                "a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z",
                "Red, orange, yellow, green, blue and violet are colours.",
            )
        )
    ]


def _week(dice: random.Random) -> str:
    start = dice.choice((0, 0, 0, dice.randrange(7)))
    row = [*DAYS[start:], *DAYS[:start]]
    days = dice.choice((", ".join(row), ", ".join(row[:-1]) + f" and {row[-1]}"))
    does = f"On {dice.choice(DAYS)} we {dice.choice(('go to school', 'rest', 'play'))}."
    return days + dice.choice(
        (
            ".",
            ": these are the days of the week.",
            f". These are the seven days of the week. {does}",
        )
    )


def _letter(dice: random.Random) -> Sequence[str]:
    to = dice.choice(("Grandma", "Grandpa", "Aunt Mary", "Mum", "Dad", "Uncle Jim", "Lucy", "Tom"))
    present = dice.choice(PRESENTS)
    place, saw, then = dice.choice(PLACES)
    body = " ".join(LETTER.tell(dice, present=present, place=place, saw=saw, then=then))
    gap = dice.choice((" ", "\n\n", "\n\n"))
    one, other = dice.choice(NAMES), dice.choice(NAMES)
    end = dice.choice((f"Love, {one}", f"With love from {other}", "Your grandchild"))
    return [f"Dear {to},{gap}{body}{gap}{end}"]


def _yesterday(dice: random.Random) -> Sequence[str]:
    place, saw, then = dice.choice(PLACES)
    who = dice.choice(("my mother", "my father", f"my friend {dice.choice(NAMES)}", "my class"))
    return AWAY.tell(dice, place=place, saw=saw, then=then, who=who)


def _two_of(kind: Kind, table: Sequence[Sequence[str]], dice: random.Random) -> Sequence[str]:
    what, *things = dice.choice(table)
    first, second = dice.sample(things, 2)
    return kind.tell(dice, what=what, first=first, second=second)


def _sky(dice: random.Random) -> Sequence[str]:
    return dice.choice((MOON, SUN, SEA)).tell(dice)


BEGUN = (
    _hello,
    FOOD.tell,
    OPINION.tell,
    OPINION.tell,
    CAPITAL.tell,
    _count,
    _letter,
    _yesterday,
    GROWN_UP.tell,
    partial(_two_of, BEST, GOOD),
    MACHINES.tell,
    PERSON.tell,
    MORNING.tell,
    CAUSE.tell,
    BIRTHDAY.tell,
    _sky,
    FRIEND.tell,
    partial(_two_of, PLAN, IF),
    WEATHER.tell,
)


def paragraphs(dice: random.Random) -> Iterator[str]:
    """Yield paragraphs and lists, each of which begins as people begin a text."""
    while True:
        yield " ".join(dice.choice(BEGUN)(dice))
