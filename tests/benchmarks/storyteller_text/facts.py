"""What questions and paragraphs are made of: tables of everyday facts."""

from __future__ import annotations

# name, plural, sound, what it does ("barks"), young, food, home, legs
ANIMALS = tuple(
    tuple(row.split("|"))
    for row in """
cow|cows|moo|moos|calf|grass|on a farm|four
dog|dogs|woof|barks|puppy|meat and bones|in a house|four
cat|cats|meow|meows|kitten|fish and mice|in a house|four
sheep|sheep|baa|bleats|lamb|grass|on a farm|four
horse|horses|neigh|neighs|foal|hay and grass|in a stable|four
pig|pigs|oink|grunts|piglet|almost everything|on a farm|four
duck|ducks|quack|quacks|duckling|plants and snails|on a pond|two
hen|hens|cluck|clucks|chick|corn and seeds|on a farm|two
goat|goats|maa|bleats|kid|grass and leaves|on a farm|four
lion|lions|roar|roars|cub|meat|in the grasslands of Africa|four
frog|frogs|croak|croaks|tadpole|flies|near a pond|four
bee|bees|buzz|buzzes|larva|nectar|in a hive|six
mouse|mice|squeak|squeaks|pup|cheese and seeds|in a hole|four
owl|owls|hoot|hoots|owlet|mice|in a tree|two
snake|snakes|hiss|hisses|hatchling|mice|in the grass|no
rooster|roosters|cock-a-doodle-doo|crows|chick|corn|on a farm|two
donkey|donkeys|hee-haw|brays|foal|hay|on a farm|four
wolf|wolves|howl|howls|cub|meat|in the forest|four
bear|bears|growl|growls|cub|berries, honey and fish|in the forest|four
elephant|elephants|trumpet|trumpets|calf|leaves and grass|in Africa and Asia|four
rabbit|rabbits|squeak|thumps its feet|bunny|carrots, grass and leaves|in a burrow|four
bird|birds|tweet|sings|chick|seeds and worms|in a nest|two
spider|spiders|nothing|spins a web|spiderling|flies|in a web|eight
ant|ants|nothing|carries leaves|larva|seeds and crumbs|in an ant hill|six
fish|fish|nothing|swims|fry|water plants and worms|in the water|no
""".strip().splitlines()
)
COLOURS_MIXED = (
    ("blue", "yellow", "green"),
    ("red", "yellow", "orange"),
    ("red", "blue", "purple"),
    ("red", "white", "pink"),
    ("black", "white", "grey"),
    ("red", "green", "brown"),
)
COLOUR_OF = {
    "grass": "green",
    "the sky on a sunny day": "blue",
    "snow": "white",
    "a banana": "yellow",
    "a ripe tomato": "red",
    "a strawberry": "red",
    "a lemon": "yellow",
    "a leaf in summer": "green",
    "the sun": "yellow",
    "milk": "white",
    "coal": "black",
    "an orange": "orange",
    "a carrot": "orange",
    "chocolate": "brown",
    "blood": "red",
    "a cloud": "white",
    "the night sky": "black",
    "an elephant": "grey",
    "a frog": "green",
    "a fire engine": "red",
    "the sea": "blue",
    "a cucumber": "green",
    "a polar bear": "white",
    "a pumpkin": "orange",
}
OPPOSITES = (
    ("big", "small"), ("hot", "cold"), ("up", "down"), ("old", "young"), ("fast", "slow"),
    ("happy", "sad"), ("day", "night"), ("long", "short"), ("wet", "dry"), ("full", "empty"),
    ("open", "closed"), ("hard", "soft"), ("light", "dark"), ("left", "right"), ("high", "low"),
    ("loud", "quiet"), ("clean", "dirty"), ("strong", "weak"), ("rich", "poor"), ("good", "bad"),
    ("thick", "thin"), ("early", "late"), ("easy", "difficult"), ("near", "far"), ("in", "out"),
    ("first", "last"), ("sweet", "sour"), ("asleep", "awake"), ("tall", "short"), ("warm", "cool"),
    ("large", "small"), ("black", "white"), ("always", "never"), ("start", "stop"),
    ("give", "take"),
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
THINGS = (
    "apples", "pears", "sweets", "marbles", "books", "balls", "cakes", "pencils", "shells",
    "stones", "flowers", "eggs", "nuts", "cookies", "stickers", "toy cars", "balloons", "coins",
)  # fmt: skip
FAMILY = (
    ("mother", "mother", "grandmother"), ("mum", "dad", "grandfather"),
    ("dad", "mum", "grandmother"), ("father", "father", "grandfather"),
    ("mother", "sister", "aunt"), ("dad", "brother", "uncle"), ("mum", "brother", "uncle"),
    ("father", "sister", "aunt"), ("uncle", "son", "cousin"), ("aunt", "daughter", "cousin"),
    ("mum", "son", "brother"), ("dad", "daughter", "sister"), ("grandma", "daughter", "mother"),
)  # fmt: skip
# how one feels, what to do, why
NEEDS = (
    ("thirsty", "Drink a glass of water", "drink some water"),
    ("hungry", "Eat something, for example an apple", "eat something"),
    ("tired", "Go to bed and sleep", "go to sleep"),
    ("sleepy", "Lie down and sleep", "go to bed"),
    ("cold", "Put on a warm coat", "put on a warm jumper"),
    ("too hot", "Sit in the shade and drink water", "sit in the shade"),
    ("bored", "Read a book or play a game", "play a game"),
    ("sad", "Talk to a friend or to your mother", "talk to somebody"),
    ("ill", "Stay in bed and see a doctor", "go to a doctor"),
    ("sick", "Tell your mother, and see a doctor", "see a doctor"),
    ("lost", "Stay where you are and ask a police officer", "ask for help"),
    ("dirty", "Wash yourself with soap and water", "have a bath"),
    ("wet", "Dry yourself with a towel", "put on dry clothes"),
    ("scared", "Hold somebody's hand", "tell somebody"),
)
# who helps, what for
PEOPLE = (
    ("doctor", "makes ill people well again", "I am ill", "my tummy hurts", "I have a fever"),
    ("dentist", "looks after our teeth", "my tooth hurts", "I have a hole in my tooth",
     "I have a toothache"),
    ("teacher", "helps children to learn", "I want to learn to read", "I go to school",
     "I do not understand a sum"),
    ("baker", "bakes bread and cakes", "I want fresh bread", "I want a loaf", "we need rolls"),
    ("farmer", "grows food and keeps animals", "I want to see cows", "we need milk and corn",
     "I want to ride on a tractor"),
    ("firefighter", "puts out fires", "my house is on fire", "there is a big fire",
     "the cat is stuck in a tree"),
    ("police officer", "catches thieves and helps people", "somebody stole my bike",
     "I have lost my way", "I saw a thief"),
    ("pilot", "flies an aeroplane", "I want to fly to Spain", "I go by plane",
     "I want to see the clouds from above"),
    ("vet", "makes animals well again", "my cat is ill", "my dog hurt its paw",
     "my rabbit does not eat"),
    ("cook", "makes food", "I want a meal in a restaurant", "I want soup", "I want a hot lunch"),
    ("hairdresser", "cuts hair", "my hair is too long", "I want short hair", "I need a haircut"),
    ("postman", "brings letters and parcels", "I wait for a letter", "I sent a parcel",
     "I wait for a card"),
)  # fmt: skip
# a thing, the questions that it answers, a sentence
RIDDLES = (
    ("rain", "falls from the clouds and makes us wet", "falls down when the sky is grey",
     "comes out of dark clouds", "makes the street wet"),
    ("snow", "is white and falls in winter", "covers the ground in winter",
     "falls from the sky and is cold and white", "makes a snowman"),
    ("the sun", "shines in the sky by day", "gives us light and warmth",
     "is yellow and bright in the sky", "rises in the morning", "makes the day warm"),
    ("the moon", "shines in the sky at night", "goes around the earth",
     "is round and bright at night", "we see when it is dark"),
    ("a star", "twinkles in the sky at night", "is a small light in the night sky"),
    ("the wind", "blows the leaves around", "makes a kite fly", "moves the clouds"),
    ("honey", "do bees make", "is sweet and comes from bees", "do we get from a beehive"),
    ("milk", "do cows give us", "is white and we drink it", "do we get from a cow"),
    ("an egg", "does a hen lay", "do we get from hens", "has a shell and comes from a hen"),
    ("wool", "do we get from sheep", "does a sheep give us", "are warm jumpers made of"),
    ("a trunk", "does an elephant have for a nose", "is an elephant's long nose called",
     "does an elephant drink with"),
    ("a mane", "is the hair around a lion's head called", "does a lion have around its head"),
    ("a tail", "does a dog wag when it is happy", "does a cat have at its back"),
    ("an umbrella", "do we hold over us when it rains", "keeps us dry in the rain"),
    ("shoes", "do we wear on our feet", "do I put on my feet before I go out",
     "do people wear on their feet outside"),
    ("gloves", "do we wear on our hands in winter", "keep our hands warm"),
    ("a hat", "do we wear on our head", "do I put on my head in the sun"),
    ("a scarf", "do we wear around our neck", "keeps our neck warm"),
    ("a coat", "do we wear outside in winter", "do I put on when it is cold"),
    ("a nest", "do birds build in a tree", "does a bird lay its eggs in"),
    ("a web", "does a spider make", "does a spider catch flies with"),
    ("soap", "do we wash our hands with", "makes our hands clean"),
    ("a toothbrush", "do we clean our teeth with", "do I brush my teeth with"),
    ("a bed", "do we sleep in", "do I lie in at night"),
    ("a spoon", "do we eat soup with", "do I need for my soup"),
    ("a knife", "do we cut bread with", "do you cut an apple with"),
    ("a clock", "tells us the time", "goes tick tock"),
    ("a key", "opens a locked door", "do we open a lock with"),
    ("scissors", "do we cut paper with", "do I need to cut paper"),
    ("ice", "does water become when it freezes", "is frozen water", "is cold and hard water"),
    ("a rainbow", "has many colours and comes after rain",
     "do we see when the sun shines and it rains"),
    ("a tree", "has leaves, branches and a trunk", "do birds sit in", "do apples grow on"),
    ("a book", "has pages and can be read", "do we read at bedtime"),
    ("Earth", "is the name of our planet", "is the planet that people live on",
     "is the name of the planet we live on", "is our home in space called"),
    ("a telephone", "do we call somebody with", "rings when somebody calls"),
    ("a boat", "sails on the water", "do we cross a lake in"),
    ("a car", "has four wheels and drives on the road", "do people drive on a road"),
)  # fmt: skip
HOW_MANY = {
    "fingers do you have on one hand": "five",
    "fingers are there on two hands": "ten",
    "toes do I have on both feet": "ten",
    "toes are on one foot": "five",
    "eyes do we have": "two",
    "ears has a child": "two",
    "hands do people have": "two",
    "legs has a person": "two",
    "legs has a table": "four",
    "wheels has a car": "four",
    "wheels has a bicycle": "two",
    "wheels are on a tricycle": "three",
    "days are in a week": "seven",
    "days does a week have": "seven",
    "days are there from one Monday to the next": "seven",
    "months are in a year": "twelve",
    "months has a year": "twelve",
    "seasons are there": "four",
    "hours are in a day": "twenty-four",
    "minutes are in an hour": "sixty",
    "sides has a triangle": "three",
    "corners has a square": "four",
    "colours has the rainbow": "seven",
    "noses do you have": "one",
    "wings has a bird": "two",
    "thumbs do you have": "two",
    "eggs are in a dozen": "twelve",
    "days are in two weeks": "fourteen",
    "days are in a weekend": "two",
}
# right, wrong, about what
CHOICES = (
    ("cold", "hot", "ice"), ("cold", "warm", "snow"), ("hot", "cold", "fire"),
    ("hot", "cold", "the sun"), ("wet", "dry", "water"), ("big", "small", "an elephant"),
    ("small", "big", "an ant"), ("sweet", "sour", "sugar"), ("sour", "sweet", "a lemon"),
    ("hard", "soft", "a stone"), ("soft", "hard", "a pillow"), ("round", "square", "a ball"),
    ("fast", "slow", "a rocket"), ("slow", "fast", "a snail"), ("sharp", "blunt", "a knife"),
    ("heavy", "light", "a whale"), ("light", "heavy", "a feather"), ("loud", "quiet", "a drum"),
    ("tall", "short", "a giraffe"), ("white", "black", "milk"), ("cold", "hot", "ice cream"),
    ("bright", "dark", "the day"), ("dark", "bright", "the night"), ("warm", "cold", "summer"),
    ("cold", "warm", "winter"), ("green", "blue", "grass"), ("sweet", "salty", "honey"),
    ("salty", "sweet", "the sea"),
)  # fmt: skip
DOES = (
    ("fish", "swim", "fly", "They live in the water."),
    ("birds", "fly", "swim under water", "They have wings."),
    ("cows", "eat grass", "eat meat", "They live on a farm."),
    ("snakes", "crawl", "walk", "They have no legs."),
    ("frogs", "jump", "fly", "They have strong legs."),
    ("bees", "fly", "swim", "They have wings."),
    ("rabbits", "hop", "fly", "They have strong back legs."),
    ("horses", "run", "fly", "They have four legs."),
    ("lions", "eat meat", "eat grass", "They hunt."),
    ("ducks", "say quack", "say moo", "They live on ponds."),
    ("whales", "swim", "walk", "They live in the sea."),
    ("monkeys", "climb trees", "live under water", "They have long arms."),
    ("owls", "sleep by day", "sleep at night", "They hunt at night."),
    ("dogs", "bark", "meow", "That is how dogs talk."),
    ("cats", "meow", "bark", "That is how cats talk."),
)
WHY = (
    ("brush my teeth", "brush their teeth",
     "Brushing keeps your teeth clean and healthy", "Sugar makes holes in teeth",
     "Clean teeth stay strong and do not hurt"),
    ("wash my hands", "wash their hands", "Washing takes away dirt and germs",
     "Clean hands keep us healthy", "Dirty hands can make you sick"),
    ("go to bed early", "sleep", "Your body needs rest", "Sleep makes you strong again",
     "When you are tired you cannot learn"),
    ("eat vegetables", "eat vegetables", "Vegetables keep you healthy", "They help you to grow",
     "They are good for your body"),
    ("go to school", "go to school", "At school you learn to read and write",
     "You learn many things there", "There you learn and find friends"),
    ("wear a coat", "wear coats in winter", "It is cold outside", "A coat keeps you warm",
     "You get ill when you are cold"),
    ("drink water", "drink water", "Your body needs water", "Without water we cannot live",
     "Water keeps you healthy"),
    ("look both ways", "look both ways at a road", "Cars are fast and dangerous",
     "You must see the cars before you walk", "It keeps you safe"),
    ("wear a helmet", "wear a helmet on a bicycle", "It keeps your head safe",
     "You could fall on your head", "It protects your head"),
    ("say thank you", "say thank you", "It is polite", "It makes other people glad",
     "It shows that you are happy about it"),
    ("share my toys", "share", "It makes your friends happy", "Playing together is more fun",
     "Friends share with each other"),
    ("tidy my room", "tidy their rooms", "Then you find your things again",
     "A clean room is nicer", "Nobody falls over your toys then"),
    ("be quiet in the library", "whisper in a library", "Other people want to read",
     "Noise disturbs the readers", "People need quiet to read"),
)  # fmt: skip
SKY = (
    ("Why is it dark at night?", "Because the earth turns away from the sun."),
    ("Where is the sun when it is night?", "It shines on the other side of the earth."),
    ("Where does the sun go in the evening?",
     "It goes down, because the earth turns. Then it shines on the other side of the world."),
    ("Why can I not see the sun at night?", "The earth turns, and the sun is on the other side."),
    ("What happens to the sun when I sleep?", "It shines on the other side of the earth."),
    ("Why does the day get bright?", "Because the earth turns towards the sun."),
    ("Why does it rain?", "Water in the clouds gets heavy and falls down as rain."),
    ("Where do puddles come from?", "They come from the rain."),
    ("What are clouds made of?", "Clouds are made of tiny drops of water."),
    ("Where does snow come from?", "It falls from the clouds when it is very cold."),
    ("Does the moon shine by itself?", "No, the light of the sun shines on it."),
    ("Is the sun a star?", "Yes, the sun is a star that is very near to us."),
    ("Is the earth flat or round?", "The earth is round like a ball."),
    ("On which planet do people live?", "People live on the planet Earth."),
    ("What is our planet called?", "Our planet is called Earth."),
    ("Do we live on Mars or on Earth?", "We live on Earth."),
    ("Which planet is our home?", "Earth is our home."),
)  # fmt: skip
SELF = (
    ("Are you a human?", "No, I am a computer program."),
    ("Are you a robot?", "I am a computer program. I have no body."),
    ("Are you alive?", "No, I am a program on a computer."),
    ("Are you a boy or a girl?", "I am neither. I am a computer program."),
    ("Is there a person in this computer?", "No, there is only me, a little program."),
    ("Who are you?", "I am GPTDesk, a small language model."),
    ("What are you?", "I am a language model. I write words."),
    ("Can you eat ice cream?", "No, I am a computer program and cannot eat."),
    ("Do you have a mother?", "No, I am a program. People made me."),
    ("Are you a machine?", "Yes, I am a program that runs on a machine."),
    ("Am I talking to a person?", "No, you are talking to a computer program."),
    ("Do you live in my computer?", "Yes, I am a program on your computer."),
    ("Are you real?", "I am a real program, but I am not a person."),
    ("Are you a computer?", "I am a program that runs on a computer."),
)
SEASONS = (
    ("winter", "coldest", "snow falls", "people build snowmen", "the days are short"),
    ("summer", "hottest", "people swim in the sea", "the days are long", "school is out"),
    ("autumn", "windiest", "the leaves fall from the trees", "apples are ripe",
     "the leaves turn brown"),
    ("spring", "greenest", "the flowers come out", "birds build their nests", "lambs are born"),
)  # fmt: skip
TELL = ("", "", "", "", "Please tell me: ", "Can you tell me: ", "I want to know: ", "Tell me, ")
AFTER = ("", "", "", "", "", "", " I want to know.", " Do you know?", " Please tell me.")
BEFORE = (
    "", "", "", "", "", "", "", "I have a question. ", "Hello! ", "My sister asks: ",
    "My teacher asked: ", "I am five years old. ", "We talked about it at school. ", "Help me! ",
)  # fmt: skip
# How a text begins, and what goes on from it: one line of each list, in order.
FOODS = (
    ("pizza", "hot", "cheese and tomatoes"), ("soup", "warm", "carrots and potatoes"),
    ("pasta", "easy to make", "tomato sauce"), ("rice", "good with everything", "vegetables"),
    ("chocolate cake", "sweet", "a glass of milk"), ("fish", "healthy", "potatoes"),
    ("chicken", "crispy", "rice"), ("ice cream", "cold and sweet", "strawberries"),
    ("apple pie", "sweet", "cream"), ("pancakes", "soft", "honey"),
    ("curry", "spicy", "rice"), ("bread and cheese", "simple", "an apple"),
    ("salad", "fresh", "tomatoes"), ("spaghetti", "long and funny", "meatballs"),
)  # fmt: skip
JOBS = (
    ("a teacher", "help children to learn to read", "school"),
    ("a doctor", "make ill people well again", "hospital"),
    ("a pilot", "fly a big plane over the sea", "airport"),
    ("a farmer", "keep cows and grow corn", "farm"),
    ("a singer", "sing songs for many people", "stage"),
    ("a vet", "help ill animals", "animal hospital"),
    ("an artist", "paint big pictures", "studio"),
    ("a cook", "make good food", "restaurant"),
    ("a scientist", "find out new things", "laboratory"),
    ("a firefighter", "put out fires", "fire station"),
    ("an astronaut", "fly to the moon", "rocket"),
    ("a writer", "write books for children", "library"),
    ("a baker", "bake bread every morning", "bakery"),
)
PLACES = (
    ("the zoo", "a lion asleep in the sun", "the monkeys were the best"),
    ("the park", "many children on the swings", "we played football"),
    ("the beach", "a big ship far away", "we swam in the sea"),
    ("the market", "a man with a cart full of apples", "we bought bread and cheese"),
    ("the library", "a book about the stars", "I read it all afternoon"),
    ("the museum", "the bones of a dinosaur", "we drew pictures of them"),
    ("the swimming pool", "my friend Tom", "we jumped into the water"),
    ("the shop", "my teacher", "we bought milk and eggs"),
    ("my grandmother's house", "her new kitten", "we ate cake"),
    ("the forest", "a small brown deer", "we found mushrooms"),
    ("the cinema", "a film about a brave dog", "we ate popcorn"),
    ("the farm", "three little lambs", "we fed the hens"),
)
PRESENTS = ("a red bicycle", "a book", "a football", "a kite", "a puppy", "a box of paints",
            "a new coat", "a watch", "a guitar", "a board game")  # fmt: skip
NAMES = ("Anna", "Tom", "Lucy", "Ben", "Sara", "Max", "Mia", "Leo", "Emma", "Sam", "Nina", "Jack",
         "Ella", "Paul", "Rosa", "Tim")  # fmt: skip
CITIES = (
    ("France", "Paris", "on the river Seine"), ("Germany", "Berlin", "on the river Spree"),
    ("Italy", "Rome", "on the river Tiber"), ("Spain", "Madrid", "in the middle of the country"),
    ("England", "London", "on the river Thames"), ("Japan", "Tokyo", "near the sea"),
    ("China", "Beijing", "in the north of the country"),
    ("Russia", "Moscow", "on the river Moskva"),
    ("Portugal", "Lisbon", "near the sea"), ("Greece", "Athens", "in the south of the country"),
    ("Egypt", "Cairo", "on the river Nile"), ("Austria", "Vienna", "on the river Danube"),
    ("Poland", "Warsaw", "on the river Vistula"), ("Norway", "Oslo", "near the sea"),
    ("Canada", "Ottawa", "in the east of the country"), ("Ireland", "Dublin", "near the sea"),
    ("Hungary", "Budapest", "on the river Danube"), ("Sweden", "Stockholm", "near the sea"),
)  # fmt: skip
LIKED = ("reading", "swimming", "drawing", "football", "music")
EATEN_EARLY = ("bread and butter", "an egg", "porridge", "fruit")
# what is judged, with its verb, a reason, what may be said against it, the end
TOPICS = (
    ("homework", "is", "it helps us to remember what we learned",
     "too much of it makes children tired", "a little homework is enough"),
    ("reading", "is", "a good book takes you to other places",
     "some children would rather watch television", "everybody should read a little"),
    ("dogs", "are", "they are true friends", "they need a walk every day",
     "a dog is a good friend for a family"),
    ("cats", "are", "they are clean and quiet", "they sleep most of the day",
     "cats are the best pets"),
    ("computers", "are", "they help us with our work", "people sit in front of them too long",
     "we should use them with care"),
    ("sport", "is", "it keeps us healthy", "some people are too tired for it",
     "everyone should do some sport"),
    ("summer", "is", "the days are long and warm", "it can be too hot",
     "summer is the best time of the year"),
    ("trains", "are", "you can read while you travel", "they are sometimes late",
     "trains are better than cars"),
    ("music", "is", "it makes people happy", "it can be too loud",
     "every child should learn to sing"),
    ("television", "is", "you can learn from it", "it takes a lot of time",
     "one hour a day is enough"),
    ("school", "is", "children learn to read and write there", "the days are sometimes long",
     "school is important for everyone"),
    ("breakfast", "is", "it gives us strength for the day", "many people have no time",
     "everyone should eat in the morning"),
)  # fmt: skip
# a time, and what is good about it
GOOD = (
    ("summer", "the long, warm evenings", "swimming in the lake", "the holidays",
     "eating ice cream in the sun", "the light"),
    ("winter", "the snow", "hot chocolate", "building a snowman", "the quiet evenings"),
    ("spring", "the first flowers", "the birds in the garden", "the fresh air"),
    ("autumn", "the coloured leaves", "the ripe apples", "the wind in the trees"),
    ("school", "seeing my friends", "the music lessons", "learning new things"),
    ("the weekend", "sleeping long", "playing with my friends", "going to the park"),
    ("the holidays", "having time", "travelling to the sea", "reading all day"),
)  # fmt: skip
MACHINES_CAN = (
    "count very fast", "store many pictures", "play music", "show films", "help doctors",
    "send letters in a second", "play chess", "draw pictures", "translate words",
    "remember a lot of numbers", "help children to learn", "find the way for a driver",
)  # fmt: skip
# what is so, its cause, two things more
BECAUSE = (
    ("Birds can fly", "they have wings and light bones", "Their feathers help them in the air",
     "They fly to find food and to build nests"),
    ("Fish can breathe under water", "they have gills", "The gills take air out of the water",
     "On land a fish cannot live"),
    ("Leaves are green", "they have a green colour that catches light",
     "With this light the plant makes its food", "In autumn the leaves turn brown"),
    ("Ice floats", "it is lighter than water", "That is why lakes freeze from above",
     "The fish live on under the ice"),
    ("We sleep", "our body needs rest", "At night the body grows and heals",
     "Children need more sleep than adults"),
    ("It is cold in winter", "the sun stands low in the sky",
     "The days are short and the nights are long", "In summer it is the other way round"),
    ("Cats can see at night", "their eyes need little light", "They hunt mice in the dark",
     "By day cats sleep a lot"),
    ("Plants need water", "they drink with their roots", "Without water the leaves hang down",
     "In summer they need water every day"),
    ("Birds sing", "they want to call other birds", "In spring they sing most of all",
     "Each kind of bird has its own song"),
    ("Penguins cannot fly", "their wings are too short", "But they swim very well with them",
     "They catch fish in the cold sea"),
)  # fmt: skip
# what may be, and what then
IF = (
    ("it rains tomorrow", "we will stay at home and play a game",
     "I will take my umbrella with me", "we will go to the museum",
     "the garden will be glad of the water", "I will wear my boots and my coat"),
    ("the sun shines tomorrow", "we will go to the beach", "I will ride my bicycle",
     "we will eat in the garden", "the children can play outside"),
    ("it snows tonight", "we will build a snowman", "I will get my sledge",
     "the buses will be late", "the children will be happy"),
    ("I have time", "I will visit my grandmother", "I will read my book to the end",
     "I will bake a cake", "I will write a letter to my aunt"),
    ("I miss the bus", "I will walk to school", "I will call my mother",
     "I will be late for the lesson"),
)  # fmt: skip
# how it is, what one wears, what one does
WEATHERS = (
    ("sunny and warm", "a hat", "sit in the garden"),
    ("cold and windy", "a thick coat", "stay inside and read"),
    ("rainy", "rubber boots", "jump over the puddles"),
    ("snowy", "gloves and a scarf", "build a snowman"),
    ("hot and dry", "a light shirt", "swim in the lake"),
    ("cloudy but dry", "a jacket", "go for a walk"),
    ("foggy", "a warm jacket", "walk slowly to school"),
)
