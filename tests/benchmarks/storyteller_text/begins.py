"""Paragraphs that go on from a short opening: one line of each list, in order; lists that count."""

from __future__ import annotations

import random
from collections.abc import Iterator

from facts import (
    CITIES,
    DAYS,
    EATEN_EARLY,
    FOODS,
    JOBS,
    LIKED,
    MONTHS,
    NAMES,
    NUMBERS,
    PLACES,
    PRESENTS,
)
from words import pick, with_article


def _lines(dice: random.Random, *choices: tuple[str, ...]) -> str:
    """Join one line of each tuple."""
    return " ".join(line for line in (dice.choice(lines) for lines in choices) if line)


def _is_girl(name: str) -> bool:
    return name in ("Anna", "Lucy", "Sara", "Mia", "Emma", "Nina", "Ella", "Rosa")


def _sibling(name: str) -> str:
    return "sister" if _is_girl(name) else "brother"


def _hello(dice: random.Random) -> str:
    name, other = dice.sample(NAMES, 2)
    age = NUMBERS[dice.randint(6, 14)]
    job, does, at = dice.choice(JOBS)
    begin = dice.choice(("Hello, I am", "Hello! I am", "Hi, I am", "Hello, my name is", "Hi! I'm"))
    if dice.random() < 0.25 and begin.endswith(("am", "'m")):
        return _lines(
            dice,
            (f"{begin} {job} and I work at the {at}.", f"{begin} new here and I am {job}."),
            (f"Every day I {does}.", f"I like my work, because I {does}."),
            ("It is hard work, but I like it.", "What do you do?", "Nice to meet you."),
        )
    return _lines(
        dice,
        (
            f"{begin} {name} and I am {age} years old.",
            f"{begin} {name}.",
            f"{begin} {name}, and I live in a small town.",
            f"{begin} {name}. I am {age} years old.",
        ),
        (
            f"I live with my {pick(dice, 'mother', 'parents', 'family', 'grandparents')}.",
            f"I have a {pick(dice, _sibling(other), 'dog', 'cat', 'rabbit')} called {other}.",
            "I go to the school near the park.",
        ),
        (
            f"When I am older, I want to be {job}.",
            f"I like {pick(dice, *LIKED)} very much.",
            f"My favourite food is {dice.choice(FOODS)[0]}.",
        ),
        ("What is your name?", "I am glad to meet you.", "Tell me something about you!", ""),
    )


def _food(dice: random.Random) -> str:
    name, how, beside = dice.choice(FOODS)
    dish = pick(
        dice,
        "My favourite food is",
        "The food I like best is",
        "My favorite meal is",
        "For lunch I like",
        "The best thing to eat is",
    )
    who = pick(dice, "mother", "father", "grandmother", "aunt", "uncle")
    return _lines(
        dice,
        (
            f"{dish} {name}.",
            f"{dish} {name}, because it is {how}.",
            f"{dish} {name} with {beside}.",
        ),
        (
            f"My {who} makes it every {dice.choice(DAYS)}.",
            f"I eat it with {beside}.",
            f"My {who} cooks it best.",
            f"I could eat {name} every day.",
        ),
        (
            "It tastes very good.",
            "It smells so good that everybody comes into the kitchen.",
            "After the meal I wash the dishes.",
            "I help in the kitchen and cut the vegetables.",
        ),
        (
            "I do not like meat as much.",
            "When I am hungry, I think of it.",
            "",
            f"For dessert we eat {pick(dice, 'apples', 'ice cream', 'cake', 'fruit')}.",
        ),
    )


def _opinion(dice: random.Random) -> str:
    topic, is_are, reason, other, end = dice.choice(
        (
            (
                "homework",
                "is",
                "it helps us to remember what we learned",
                "too much of it makes children tired",
                "a little homework is enough",
            ),
            (
                "reading",
                "is",
                "a good book takes you to other places",
                "some children would rather watch television",
                "everybody should read a little",
            ),
            (
                "dogs",
                "are",
                "they are true friends",
                "they need a walk every day",
                "a dog is a good friend for a family",
            ),
            (
                "cats",
                "are",
                "they are clean and quiet",
                "they sleep most of the day",
                "cats are the best pets",
            ),
            (
                "computers",
                "are",
                "they help us with our work",
                "people sit in front of them too long",
                "we should use them with care",
            ),
            (
                "sport",
                "is",
                "it keeps us healthy",
                "some people are too tired for it",
                "everyone should do some sport",
            ),
            (
                "summer",
                "is",
                "the days are long and warm",
                "it can be too hot",
                "summer is the best time of the year",
            ),
            (
                "trains",
                "are",
                "you can read while you travel",
                "they are sometimes late",
                "trains are better than cars",
            ),
            (
                "music",
                "is",
                "it makes people happy",
                "it can be too loud",
                "every child should learn to sing",
            ),
            (
                "television",
                "is",
                "you can learn from it",
                "it takes a lot of time",
                "one hour a day is enough",
            ),
            (
                "school",
                "is",
                "children learn to read and write there",
                "the days are sometimes long",
                "school is important for everyone",
            ),
            (
                "breakfast",
                "is",
                "it gives us strength for the day",
                "many people have no time",
                "everyone should eat in the morning",
            ),
        )
    )
    value = pick(dice, "important", "good for us", "useful", "wonderful", "better than people say")
    begin = pick(dice, "In my opinion,", "I think that", "I believe that", "It is my opinion that")
    return _lines(
        dice,
        (
            f"{begin} {topic} {is_are} {value}, because {reason}.",
            f"{begin} {topic} {is_are} {value}. First of all, {reason}.",
            f"{begin} {topic} {is_are} {value}. The main reason is that {reason}.",
        ),
        (
            f"Of course, {other}.",
            f"Some people say that {other}, and they are right too.",
            f"It is true that {other}.",
        ),
        (f"Still, {end}.", f"So I think that {end}.", "But that is only what I think."),
    )


def _capital(dice: random.Random) -> str:
    country, city, place = dice.choice(CITIES)
    return _lines(
        dice,
        (
            f"The capital of {country} is {city}.",
            f"The capital city of {country} is {city}.",
            f"{city} is the capital of {country}.",
        ),
        (
            f"It lies near {place}."
            if place.startswith("the sea")
            else f"It lies in {place}."
            if "country" in place
            else f"It lies on {place}.",
            "It is a large city with many people.",
            "Many people visit the city every year.",
        ),
        (
            f"People in {country} are proud of it.",
            f"You can go to {city} by train or by plane.",
            f"There are old houses, museums and parks in {city}.",
        ),
        (f"I would like to see {city} one day.", "The streets are full of people and shops.", ""),
    )


def _count(dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.4:
        first = dice.choice((1, 1, 1, 1, 2, 5, 10))
        step = 1 if first == 1 else dice.choice((1, first))
        row = [str(first + step * i) for i in range(dice.randint(10, 24))]
        return ", ".join(row) + dice.choice(("", ".", ", ..."))
    if kind < 0.55:
        return ", ".join([NUMBERS[i] for i in range(1, dice.randint(10, 20))]) + "."
    if kind < 0.85:
        start = dice.choice((0, 0, 0, dice.randrange(7)))
        row = [DAYS[(start + i) % 7] for i in range(7)]
        return dice.choice((", ".join(row), ", ".join(row[:-1]) + f" and {row[-1]}")) + dice.choice(
            (
                ".",
                ": these are the days of the week.",
                (
                    ". These are the seven days of the week."
                    f" On {dice.choice(DAYS)} we {pick(dice, 'go to school', 'rest', 'play')}."
                ),
            )
        )
    if kind < 0.95:
        return ", ".join(MONTHS) + ": these are the months of the year."
    return dice.choice(
        (
            "Spring, summer, autumn and winter are the four seasons of the year.",
            "a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z",
            "Red, orange, yellow, green, blue and violet are colours.",
        )
    )


def _letter(dice: random.Random) -> str:
    to = pick(dice, "Grandma", "Grandpa", "Aunt Mary", "Mum", "Dad", "Uncle Jim", "Lucy", "Tom")
    present = dice.choice(PRESENTS)
    place, saw, then = dice.choice(PLACES)
    body = _lines(
        dice,
        (
            f"Thank you for {present}.",
            "How are you? I am well.",
            "I hope that you are well.",
            f"Thank you for your letter and for {present}.",
        ),
        (
            f"Last week I was at {place}, and there I saw {saw}.",
            f"Yesterday we went to {place}.",
            "School is going well, and I like my new teacher.",
        ),
        (f"After that {then}.", "It was a lovely day.", "We laughed a lot."),
        ("Please come and visit us soon.", "I miss you very much.", "I think of you every day."),
    )
    gap = dice.choice((" ", "\n\n", "\n\n"))
    return f"Dear {to},{gap}{body}{gap}" + dice.choice(
        (f"Love, {dice.choice(NAMES)}", f"With love from {dice.choice(NAMES)}", "Your grandchild")
    )


def _yesterday(dice: random.Random) -> str:
    place, saw, then = dice.choice(PLACES)
    who = dice.choice(("my mother", "my father", "my friend " + dice.choice(NAMES), "my class"))
    begin = pick(
        dice,
        "Yesterday I went to",
        "Last Sunday I went to",
        "On Saturday we went to",
        "This morning I went to",
        "Last week we were at",
    )
    we = "we" if "we" in begin.split() else "I"
    return _lines(
        dice,
        (f"{begin} {place} with {who}.", f"{begin} {place}.", f"{begin} {place}, and it was fun."),
        (f"There {we} saw {saw}.", f"The first thing {we} saw was {saw}."),
        (f"Then {then}.", f"After that, {then}.", f"In the afternoon {then}."),
        (
            "In the evening we were tired and happy.",
            "I want to go there again soon.",
            "It was late when we came home.",
            "On the way home it began to rain.",
        ),
    )


def _grow_up(dice: random.Random) -> str:
    job, does, at = dice.choice(JOBS)
    begin = pick(
        dice,
        "When I grow up, I want to be",
        "One day I want to be",
        "When I am older, I would like to be",
        "My dream is to be",
    )
    return _lines(
        dice,
        (
            f"{begin} {job}. I want to {does}.",
            f"{begin} {job}, because I want to {does}.",
            f"{begin} {job} and {does}.",
        ),
        (
            f"My {pick(dice, 'aunt', 'uncle', 'mother')} is {job} too.",
            f"I would like to work in {with_article(at)}.",
        ),
        (
            "I know that I must learn a lot for it.",
            "It is hard work, but I am strong.",
            "I read many books about it.",
            "My parents say that it is a good plan.",
        ),
        ("I think I will like it.", "My best friend wants to do the same.", ""),
    )


def _best_of(dice: random.Random) -> str:
    season, *good = dice.choice(
        (
            (
                "summer",
                "the long, warm evenings",
                "swimming in the lake",
                "the holidays",
                "eating ice cream in the sun",
                "the light",
            ),
            ("winter", "the snow", "hot chocolate", "building a snowman", "the quiet evenings"),
            ("spring", "the first flowers", "the birds in the garden", "the fresh air"),
            ("autumn", "the coloured leaves", "the ripe apples", "the wind in the trees"),
            ("school", "seeing my friends", "the music lessons", "learning new things"),
            ("the weekend", "sleeping long", "playing with my friends", "going to the park"),
            ("the holidays", "having time", "travelling to the sea", "reading all day"),
        )
    )
    first, second = dice.sample(good, 2)
    return _lines(
        dice,
        (
            f"The best thing about {season} is {first}.",
            f"What I like about {season} is {first}.",
            f"The best part of {season} is {first}.",
        ),
        (f"I also like {second}.", f"Then comes {second}.", f"And I love {second} as well."),
        (
            f"When {season} is over, I am always a little sad.",
            f"I wait for {season} all year.",
            f"My sister likes something else about {season}.",
        ),
        ("We all go outside together.", "Everybody in my family feels the same.", ""),
    )


def _computers(dice: random.Random) -> str:
    can = dice.sample(
        (
            "count very fast",
            "store many pictures",
            "play music",
            "show films",
            "help doctors",
            "send letters in a second",
            "play chess",
            "draw pictures",
            "translate words",
            "remember a lot of numbers",
            "help children to learn",
            "find the way for a driver",
        ),
        3,
    )
    who = pick(dice, "Computers", "A computer", "Modern computers", "Robots", "Machines")
    one = who == "A computer"
    it, them = ("It", "it") if one else ("They", "them")
    return _lines(
        dice,
        (f"{who} can {can[0]} and {can[1]}.", f"{who} can {can[0]}."),
        (f"{it} can also {can[2]}.", f"People use {them} at work and at home."),
        (
            f"But {it.lower()} cannot feel or laugh.",
            f"But people must tell {them} what to do.",
            f"Without people {it.lower()} could do nothing.",
        ),
        (
            f"I use {'one' if one else them} every day.",
            "In the past there was nothing like it.",
            "",
        ),
    )


def _person(dice: random.Random) -> str:
    name, friend = dice.sample(NAMES, 2)
    food, like = dice.choice(FOODS)[0], pick(dice, "draw", "sing", "read", "swim", "dance", "cook")
    return _lines(
        dice,
        (
            f"My name is {name} and I live in {pick(dice, 'a village', 'a big city', 'London')}.",
            f"My name is {name} and I am {NUMBERS[dice.randint(6, 15)]} years old.",
            f"My name is {name} and I like to {like}.",
        ),
        (
            f"I have a friend called {friend}.",
            f"Every day I {like} with my friend {friend}.",
            f"My {_sibling(friend)} is called {friend}.",
        ),
        (f"We both like {food}.", "We go to the same school.", "We play together in the garden."),
        ("I am happy with my life.", f"On {dice.choice(DAYS)} I have a music lesson.", ""),
    )


def _morning(dice: random.Random) -> str:
    begin = pick(dice, "Every morning I", "In the morning I", "Each day I", "Every day I")
    hour = NUMBERS[dice.randint(6, 9)]
    return _lines(
        dice,
        (
            f"{begin} get up at {hour} o'clock.",
            f"{begin} wake up early and wash my face.",
            f"{begin} make a cup of tea and open the window.",
            f"{begin} feed my cat first.",
            f"{begin} walk to school with my {pick(dice, 'brother', 'sister', 'friend')}.",
        ),
        (
            "Then I eat breakfast with my family.",
            "Then I get dressed and brush my teeth.",
            f"For breakfast I have {pick(dice, *EATEN_EARLY)}.",
        ),
        (
            "After that I pack my bag and go to school.",
            "After breakfast I go to work by bus.",
            "My father reads the paper, and I do the dishes.",
        ),
        ("In the evening I am tired and go to bed early.", "I like to begin the day so.", ""),
    )


def _because(dice: random.Random) -> str:
    begin, why, more, end = dice.choice(
        (
            (
                "Birds can fly because",
                "they have wings and light bones",
                "Their feathers help them in the air",
                "They fly to find food and to build nests",
            ),
            (
                "Fish can breathe under water because",
                "they have gills",
                "The gills take air out of the water",
                "On land a fish cannot live",
            ),
            (
                "Leaves are green because",
                "they have a green colour that catches light",
                "With this light the plant makes its food",
                "In autumn the leaves turn brown",
            ),
            (
                "Ice floats because",
                "it is lighter than water",
                "That is why lakes freeze from above",
                "The fish live on under the ice",
            ),
            (
                "We sleep because",
                "our body needs rest",
                "At night the body grows and heals",
                "Children need more sleep than adults",
            ),
            (
                "It is cold in winter because",
                "the sun stands low in the sky",
                "The days are short and the nights are long",
                "In summer it is the other way round",
            ),
            (
                "Cats can see at night because",
                "their eyes need little light",
                "They hunt mice in the dark",
                "By day cats sleep a lot",
            ),
            (
                "Plants need water because",
                "they drink with their roots",
                "Without water the leaves hang down",
                "In summer they need water every day",
            ),
            (
                "Birds sing because",
                "they want to call other birds",
                "In spring they sing most of all",
                "Each kind of bird has its own song",
            ),
            (
                "Penguins cannot fly because",
                "their wings are too short",
                "But they swim very well with them",
                "They catch fish in the cold sea",
            ),
        )
    )
    return _lines(dice, (f"{begin} {why}.",), (f"{more}.",), (f"{end}.", f"{end}.", ""))


def _birthday(dice: random.Random) -> str:
    present, other = dice.sample(PRESENTS, 2)
    who = pick(dice, "my grandmother", "my father", "my aunt", "my parents")
    return _lines(
        dice,
        (
            f"For my birthday I got {present} from {who}.",
            f"For my birthday I want {present}.",
            f"For my birthday my parents gave me {present}.",
            "For my birthday we had a party in the garden.",
        ),
        (
            f"My best friend gave me {other}.",
            "All my friends came to the party.",
            "My mother baked a big cake with candles.",
        ),
        (
            "We sang songs and played games.",
            "I was so happy that I jumped up and down.",
            "Then I blew out the candles and made a wish.",
        ),
        ("It was the best birthday of my life.", "Next year I will have a party again.", ""),
    )


def _moon(dice: random.Random) -> str:
    return dice.choice(
        (
            lambda: _lines(
                dice,
                (
                    "The moon is bright tonight.",
                    "The moon is round and white.",
                    "The moon is far away from the earth.",
                    "The moon is full tonight.",
                ),
                (
                    "It goes around the earth once a month.",
                    "It shines because the sun shines on it.",
                    "There is no air and no water on it.",
                ),
                (
                    "People have walked on the moon.",
                    "At night it lights up the garden.",
                    "Sometimes you can see it by day too.",
                ),
                (
                    "The stars around it are small and far away.",
                    "I look at the sky every night.",
                    "",
                ),
            ),
            lambda: _lines(
                dice,
                ("The sun is a star.", "The sun is hot and bright.", "The sun is very big."),
                ("The earth goes around it once a year.", "It gives us light and warmth."),
                ("Without the sun there would be no life.", "In the evening it goes down."),
            ),
            lambda: _lines(
                dice,
                ("The sea is blue and deep.", "The sea is full of fish.", "The sea is salty."),
                ("Ships sail on it from one land to another.", "Whales and crabs live in it."),
                ("In summer people swim in the sea.", "When the wind blows, there are big waves."),
            ),
        )
    )()


def _friend(dice: random.Random) -> str:
    name = dice.choice(NAMES)
    he, his = ("She", "her") if _is_girl(name) else ("He", "his")
    place, saw, then = dice.choice(PLACES)
    return _lines(
        dice,
        (
            "My best friend and I go to the same school.",
            "My best friend and I like to play chess.",
            f"My best friend and I went to {place}.",
            f"My best friend is called {name}.",
            "My best friend and I have known each other for years.",
        ),
        (
            "We sit beside each other and help each other.",
            f"There we saw {saw}.",
            "We laugh a lot when we are together.",
            "We meet every afternoon.",
        ),
        (
            f"{he} lives in our street with {his} family.",
            "We share our sweets and our secrets.",
            f"After that {then}.",
        ),
        ("When we are apart, we write letters.", "I am glad that we are friends.", ""),
    )


def _rain(dice: random.Random) -> str:
    begin, plan = dice.choice(
        (
            (
                "If it rains tomorrow,",
                (
                    "we will stay at home and play a game",
                    "I will take my umbrella with me",
                    "we will go to the museum",
                    "the garden will be glad of the water",
                    "I will wear my boots and my coat",
                ),
            ),
            (
                "If the sun shines tomorrow,",
                (
                    "we will go to the beach",
                    "I will ride my bicycle",
                    "we will eat in the garden",
                    "the children can play outside",
                ),
            ),
            (
                "If it snows tonight,",
                (
                    "we will build a snowman",
                    "I will get my sledge",
                    "the buses will be late",
                    "the children will be happy",
                ),
            ),
            (
                "If I have time,",
                (
                    "I will visit my grandmother",
                    "I will read my book to the end",
                    "I will bake a cake",
                    "I will write a letter to my aunt",
                ),
            ),
            (
                "If I miss the bus,",
                ("I will walk to school", "I will call my mother", "I will be late for the lesson"),
            ),
        )
    )
    first, second = dice.sample(plan, 2)
    return _lines(
        dice,
        (f"{begin} {first}.",),
        (f"And {second}.", f"Or {second}.", "My mother says that it is a good plan."),
        (
            "We will see in the morning.",
            "I do not mind the weather.",
            "It will be a nice day.",
            "My brother wants to do something else.",
        ),
    )


def _weather(dice: random.Random) -> str:
    how, wear, do = dice.choice(
        (
            ("sunny and warm", "a hat", "sit in the garden"),
            ("cold and windy", "a thick coat", "stay inside and read"),
            ("rainy", "rubber boots", "jump over the puddles"),
            ("snowy", "gloves and a scarf", "build a snowman"),
            ("hot and dry", "a light shirt", "swim in the lake"),
            ("cloudy but dry", "a jacket", "go for a walk"),
            ("foggy", "a warm jacket", "walk slowly to school"),
        )
    )
    return _lines(
        dice,
        (
            f"The weather today is {how}.",
            f"The weather today was {how} in the morning.",
            f"Today the weather is {how}.",
            f"The weather is {how} today.",
        ),
        (f"I will wear {wear}.", f"You need {wear} outside.", f"My mother gives me {wear}."),
        (f"In the afternoon we will {do}.", f"It is a good day to {do}."),
        (
            "The forecast says that it will change tomorrow.",
            "I hope that it stays so.",
            "The sky is full of clouds in the evening.",
            "",
        ),
    )


BEGUN = (
    _hello,
    _food,
    _opinion,
    _opinion,
    _capital,
    _count,
    _letter,
    _yesterday,
    _grow_up,
    _best_of,
    _computers,
    _person,
    _morning,
    _because,
    _birthday,
    _moon,
    _friend,
    _rain,
    _weather,
)


def paragraphs(dice: random.Random) -> Iterator[str]:
    """Yield paragraphs and lists, each of which begins as people begin a text."""
    while True:
        yield dice.choice(BEGUN)(dice)
