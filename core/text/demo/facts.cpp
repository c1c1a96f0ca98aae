#include "core/text/demo/facts.h"

namespace espalier::text::demo {
namespace {

constexpr Animal kAnimals[] = {
    {"dog", "dogs", "a house", "meat", "brown", "barks", "puppy", "loyal", 4, 40},
    {"cat", "cats", "a house", "fish", "grey", "meows", "kitten", "quiet", 4, 20},
    {"cow", "cows", "a farm", "grass", "white", "moos", "calf", "calm", 4, 80},
    {"horse", "horses", "a farm", "hay", "brown", "neighs", "foal", "fast", 4, 85},
    {"sheep", "sheep", "a farm", "grass", "white", "bleats", "lamb", "gentle", 4, 50},
    {"pig", "pigs", "a farm", "corn", "pink", "grunts", "piglet", "clever", 4, 55},
    {"duck", "ducks", "a pond", "bread", "yellow", "quacks", "duckling", "cheerful", 2, 15},
    {"hen", "hens", "a farm", "seeds", "brown", "clucks", "chick", "busy", 2, 14},
    {"owl", "owls", "a tree", "mice", "brown", "hoots", "owlet", "wise", 2, 16},
    {"frog", "frogs", "a pond", "flies", "green", "croaks", "tadpole", "jumpy", 4, 5},
    {"fox", "foxes", "the forest", "berries", "red", "yelps", "kit", "sly", 4, 30},
    {"wolf", "wolves", "the forest", "meat", "grey", "howls", "pup", "strong", 4, 45},
    {"bear", "bears", "the forest", "honey", "brown", "growls", "cub", "strong", 4, 82},
    {"lion", "lions", "the grassland", "meat", "golden", "roars", "cub", "brave", 4, 75},
    {"elephant", "elephants", "the grassland", "leaves", "grey", "trumpets", "calf", "patient", 4, 95},
    {"monkey", "monkeys", "the jungle", "bananas", "brown", "chatters", "infant", "playful", 4, 32},
    {"mouse", "mice", "a small hole", "cheese", "grey", "squeaks", "pup", "shy", 4, 6},
    {"bee", "bees", "a hive", "nectar", "yellow", "buzzes", "larva", "busy", 6, 2},
    {"ant", "ants", "a hill of sand", "crumbs", "black", "makes no sound", "larva", "strong", 6, 1},
    {"spider", "spiders", "a web", "flies", "black", "makes no sound", "spiderling", "patient", 8, 3},
    {"rabbit", "rabbits", "a burrow", "carrots", "white", "makes no sound", "kit", "shy", 4, 12},
    {"squirrel", "squirrels", "a tree", "nuts", "red", "chatters", "kit", "quick", 4, 10},
    {"goat", "goats", "the mountains", "grass", "white", "bleats", "kid", "stubborn", 4, 48},
    {"penguin", "penguins", "the ice", "fish", "black", "honks", "chick", "funny", 2, 28},
    {"crow", "crows", "a tree", "seeds", "black", "caws", "chick", "clever", 2, 13},
    {"donkey", "donkeys", "a farm", "hay", "grey", "brays", "foal", "stubborn", 4, 70},
    {"whale", "whales", "the sea", "fish", "blue", "sings", "calf", "huge", 0, 99},
    {"snake", "snakes", "the desert", "eggs", "green", "hisses", "hatchling", "silent", 0, 18},
    {"turtle", "turtles", "the beach", "leaves", "green", "makes no sound", "hatchling", "slow", 4, 22},
    {"camel", "camels", "the desert", "dry grass", "golden", "grunts", "calf", "patient", 4, 90},
};

constexpr Country kCountries[] = {
    {"France", "Paris", "Europe", "French"},
    {"Germany", "Berlin", "Europe", "German"},
    {"Italy", "Rome", "Europe", "Italian"},
    {"Spain", "Madrid", "Europe", "Spanish"},
    {"Portugal", "Lisbon", "Europe", "Portuguese"},
    {"Poland", "Warsaw", "Europe", "Polish"},
    {"Greece", "Athens", "Europe", "Greek"},
    {"Austria", "Vienna", "Europe", "German"},
    {"Norway", "Oslo", "Europe", "Norwegian"},
    {"Sweden", "Stockholm", "Europe", "Swedish"},
    {"Hungary", "Budapest", "Europe", "Hungarian"},
    {"Ireland", "Dublin", "Europe", "English"},
    {"Japan", "Tokyo", "Asia", "Japanese"},
    {"China", "Beijing", "Asia", "Chinese"},
    {"Thailand", "Bangkok", "Asia", "Thai"},
    {"Egypt", "Cairo", "Africa", "Arabic"},
    {"Kenya", "Nairobi", "Africa", "Swahili"},
    {"Canada", "Ottawa", "North America", "English"},
    {"Mexico", "Mexico City", "North America", "Spanish"},
    {"Peru", "Lima", "South America", "Spanish"},
    {"Brazil", "Brasilia", "South America", "Portuguese"},
    {"Cuba", "Havana", "North America", "Spanish"},
};

constexpr Thing kThings[] = {
    {"knife", "cut bread", "steel"},
    {"spoon", "eat soup", "steel"},
    {"cup", "drink tea", "clay"},
    {"chair", "sit", "wood"},
    {"bed", "sleep", "wood"},
    {"pen", "write a letter", "plastic"},
    {"book", "read a story", "paper"},
    {"lamp", "see in the dark", "glass"},
    {"key", "open a door", "iron"},
    {"clock", "tell the time", "brass"},
    {"broom", "sweep the floor", "straw"},
    {"boat", "cross a river", "wood"},
    {"umbrella", "stay dry", "cloth"},
    {"hammer", "drive a nail", "iron"},
    {"needle", "sew a shirt", "steel"},
    {"map", "find the way", "paper"},
    {"drum", "play music", "wood"},
    {"ladder", "climb a wall", "wood"},
    {"bucket", "carry water", "iron"},
    {"kettle", "boil water", "copper"},
    {"coat", "keep warm", "wool"},
    {"rope", "tie a boat", "hemp"},
    {"shovel", "dig a hole", "iron"},
    {"brush", "paint a wall", "wood"},
};

constexpr Pair kOpposites[] = {
    {"hot", "cold"},   {"big", "small"},   {"fast", "slow"},    {"old", "young"},   {"happy", "sad"},
    {"day", "night"},  {"up", "down"},     {"left", "right"},   {"open", "closed"}, {"full", "empty"},
    {"light", "dark"}, {"loud", "quiet"},  {"hard", "soft"},    {"wet", "dry"},     {"early", "late"},
    {"rich", "poor"},  {"strong", "weak"}, {"clean", "dirty"},  {"near", "far"},    {"high", "low"},
    {"thick", "thin"}, {"sweet", "sour"},  {"brave", "afraid"}, {"first", "last"},  {"long", "short"},
};

constexpr Pair kColours[] = {
    {"grass", "green"},    {"the sky", "blue"},    {"snow", "white"},    {"coal", "black"},      {"a lemon", "yellow"},
    {"blood", "red"},      {"a carrot", "orange"}, {"a plum", "purple"}, {"chocolate", "brown"}, {"milk", "white"},
    {"the sun", "yellow"}, {"a tomato", "red"},    {"a leaf", "green"},  {"ash", "grey"},        {"the sea", "blue"},
};

constexpr Person kPeople[] = {
    {"Anna", "she", "her", "her"},  {"Ben", "he", "him", "his"},    {"Clara", "she", "her", "her"},
    {"David", "he", "him", "his"},  {"Ella", "she", "her", "her"},  {"Felix", "he", "him", "his"},
    {"Grace", "she", "her", "her"}, {"Henry", "he", "him", "his"},  {"Ida", "she", "her", "her"},
    {"Jonas", "he", "him", "his"},  {"Kate", "she", "her", "her"},  {"Leo", "he", "him", "his"},
    {"Mia", "she", "her", "her"},   {"Noah", "he", "him", "his"},   {"Olga", "she", "her", "her"},
    {"Paul", "he", "him", "his"},   {"Rosa", "she", "her", "her"},  {"Sam", "he", "him", "his"},
    {"Tina", "she", "her", "her"},  {"Victor", "he", "him", "his"},
};

} // namespace

std::span<const Animal> animals()
{
    return kAnimals;
}

std::span<const Country> countries()
{
    return kCountries;
}

std::span<const Thing> things()
{
    return kThings;
}

std::span<const Pair> opposites()
{
    return kOpposites;
}

std::span<const Pair> colours()
{
    return kColours;
}

std::span<const Person> people()
{
    return kPeople;
}

} // namespace espalier::text::demo
