#include <algorithm>

#include "core/text/demo/facts.h"
#include "core/text/demo/template.h"

namespace espalier::text::demo {
namespace {

constexpr const char* kDays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                   "July",    "August",   "September", "October", "November", "December"};
constexpr const char* kStoryThings[] = {"ball", "kite", "hat", "box", "bell", "boat", "lantern", "key", "book", "ring"};
constexpr const char* kPaints[] = {"red", "blue", "green", "yellow", "white", "black", "brown", "pink"};
constexpr const char* kGoods[] = {"ball", "hat", "cup", "bag", "coat", "bike", "kite", "box", "lamp", "scarf"};
constexpr const char* kFruits[] = {"apples", "pears", "plums", "nuts", "coins", "books", "eggs", "cards"};
constexpr const char* kRooms[] = {"kitchen", "garden", "school", "market", "park", "library", "station", "bakery"};

Exchange fill(const char* question, const char* answer, const Slots& slots, Random& random)
{
    return {expand(question, slots, random), expand(answer, slots, random)};
}

Exchange arithmetic(Random& random)
{
    const int kind = random.between(0, 2);
    int a = random.between(0, kind == 2 ? 6 : 12);
    int b = random.between(0, kind == 2 ? 6 : 12);
    if (kind == 1)
        a += b; // the difference stays in 0..12
    const int result = kind == 0 ? a + b : kind == 1 ? a - b : a * b;
    const char* words[] = {"plus", "minus", "times"};
    const char* signs[] = {"+", "-", "*"};
    const Slots slots{{"a", std::to_string(a)},
                      {"b", std::to_string(b)},
                      {"c", std::to_string(result)},
                      {"word", words[kind]},
                      {"sign", signs[kind]}};
    if (random.chance(30))
        return fill("[What is {a} {sign} {b}?|How much is {a} {sign} {b}?|Compute {a} {sign} {b}.]", "{a} {sign} {b} = {c}.", slots, random);
    return fill("[What is|How much is|Can you tell me what is] {a} {word} {b}?", "{a} {word} {b} is {c}.", slots,
                random);
}

Exchange aboutAnimal(Random& random)
{
    const Animal& animal = pick(animals(), random);
    const Slots slots{{"a", withArticle(animal.name)},
                      {"A", capitalized(withArticle(animal.name))},
                      {"home", animal.home},
                      {"food", animal.food},
                      {"colour", animal.colour},
                      {"sound", animal.sound},
                      {"young", withArticle(animal.young)},
                      {"Many", capitalized(animal.plural)},
                      {"many", animal.plural},
                      {"legs", animal.legs == 0 ? "no" : std::to_string(animal.legs)}};
    switch (random.between(0, 5)) {
    case 0:
        return fill("[Where does {a} live|Where do {many} live|In what place does {a} live]?", "{A} lives in {home}.",
                    slots, random);
    case 1:
        return fill("What [does {a} eat|do {many} eat|does {a} like to eat]?", "{A} eats {food}.", slots, random);
    case 2:
        return fill("[What colour is {a}|What is the colour of {a}|What colour are {many}]?", "{A} is {colour}.", slots,
                    random);
    case 3:
        return fill("[What sound does {a} make|What noise does {a} make|How does {a} sound]?", "{A} {sound}.", slots,
                    random);
    case 4:
        return fill(
            "[What is a young {x}|What do you call a young {x}|What is the young of {a}]?",
            "A young {x} is called {young}.",
            [&] {
                Slots named = slots;
                named["x"] = animal.name;
                return named;
            }(),
            random);
    default:
        return fill("How many legs [does {a} have|do {many} have|has {a}]?", "{A} has {legs} legs.", slots, random);
    }
}

Exchange comparison(Random& random)
{
    const Animal* first = &pick(animals(), random);
    const Animal* second = &pick(animals(), random);
    while (second == first)
        second = &pick(animals(), random);
    const bool bigger = random.chance(50);
    const bool firstIsIt = bigger == (first->size > second->size);
    const Animal* winner = firstIsIt ? first : second;
    const Animal* loser = firstIsIt ? second : first;
    const Slots slots{{"a", withArticle(first->name)},
                      {"b", withArticle(second->name)},
                      {"W", capitalized(withArticle(winner->name))},
                      {"l", withArticle(loser->name)},
                      {"more", bigger ? "bigger" : "smaller"}};
    return fill("[Which is {more}, {a} or {b}|What is {more}, {a} or {b}]?", "{W} is {more} than {l}.", slots, random);
}

Exchange aboutCountry(Random& random)
{
    const Country& country = pick(countries(), random);
    const Slots slots{
        {"c", country.name}, {"city", country.capital}, {"land", country.continent}, {"tongue", country.language}};
    switch (random.between(0, 3)) {
    case 0:
        return fill("[What is the capital of {c}|Which city is the capital of {c}|Tell me the capital of {c}]?",
                    "The capital of {c} is {city}.", slots, random);
    case 1:
        return fill("[Where is {c}|On which continent is {c}|In what part of the world is {c}]?", "{c} is in {land}.",
                    slots, random);
    case 2:
        return fill("[What language do people speak in {c}|Which language is spoken in {c}]?",
                    "People in {c} speak {tongue}.", slots, random);
    default:
        return fill("[{city} is the capital of which country|Of which country is {city} the capital]?",
                    "{city} is the capital of {c}.", slots, random);
    }
}

Exchange aboutThing(Random& random)
{
    const Thing& thing = pick(things(), random);
    const Slots slots{{"a", withArticle(thing.name)},
                      {"A", capitalized(withArticle(thing.name))},
                      {"use", thing.use},
                      {"stuff", thing.material}};
    if (random.chance(60))
        return fill("What [is {a} for|do you do with {a}|can you use {a} for]?", "You use {a} to {use}.", slots,
                    random);
    return fill("What is {a} made of?", "{A} is made of {stuff}.", slots, random);
}

Exchange wordOrColour(Random& random)
{
    if (random.chance(50)) {
        const Pair& pair = pick(colours(), random);
        return fill("[What colour is {x}|Which colour does {x} have|Tell me the colour of {x}]?", "{X} is {y}.",
                    {{"x", pair.first}, {"X", capitalized(pair.first)}, {"y", pair.second}}, random);
    }
    const Pair& pair = pick(opposites(), random);
    const bool turned = random.chance(50);
    return fill("[What is the opposite of {x}|Tell me the opposite of {x}|Which word is the opposite of {x}]?",
                "The opposite of {x} is {y}.",
                {{"x", turned ? pair.second : pair.first}, {"y", turned ? pair.first : pair.second}}, random);
}

Exchange calendar(Random& random)
{
    const bool days = random.chance(50);
    const std::size_t count = days ? std::size(kDays) : std::size(kMonths);
    const auto name = [&](std::size_t i) { return std::string(days ? kDays[i % count] : kMonths[i % count]); };
    const std::size_t at = random.below(count);
    const bool after = random.chance(50);
    const Slots slots{{"unit", days ? "day" : "month"},
                      {"x", name(at)},
                      {"where", after ? "after" : "before"},
                      {"y", name(after ? at + 1 : at + count - 1)}};
    return fill("[Which|What] {unit} comes {where} {x}?", "The {unit} {where} {x} is {y}.", slots, random);
}

/// The answer stands in the question: the model has to look it up there.
Exchange reading(Random& random)
{
    const Person& first = pick(people(), random);
    const Person* second = &pick(people(), random);
    while (second == &first)
        second = &pick(people(), random);
    Slots slots{{"n", first.name}, {"m", second->name}, {"He", capitalized(first.he)}};
    if (random.chance(40)) {
        slots["t"] = random.pick(kGoods);
        slots["c"] = random.pick(kPaints);
        slots["d"] = random.pick(kPaints);
        return fill("{n} has a {c} {t}. {m} has a {d} {t}. What colour is {n}'s {t}?", "{n}'s {t} is {c}.", slots,
                    random);
    }
    if (random.chance(50)) {
        slots["p"] = random.pick(kRooms);
        slots["q"] = random.pick(kRooms);
        return fill("{n} went to the {p}. {m} went to the {q}. Where is {n}?", "{n} is in the {p}.", slots, random);
    }
    const int a = random.between(1, 9);
    const int b = random.between(1, 9);
    const bool gets = random.chance(50);
    slots["f"] = random.pick(kFruits);
    slots["a"] = std::to_string(gets ? a : a + b);
    slots["b"] = std::to_string(b);
    slots["c"] = std::to_string(gets ? a + b : a);
    return fill(gets ? "{n} has {a} {f} and gets {b} more. How many {f} does {n} have now?"
                     : "{n} has {a} {f} and gives {b} to {m}. How many {f} does {n} have now?",
                "{n} has {c} {f} now.", slots, random);
}

Exchange smallTalk(Random& random)
{
    constexpr Pair kTalk[] = {
        {"[Hello|Hi|Hello there|Good morning|Good evening][!|.]", "Hello! How can I help you?"},
        {"[Who are you|What are you|What is your name|Tell me who you are]?",
         "I am a small language model that came with Espalier."},
        {"[How are you|How are you today|How do you do]?", "I am fine, thank you. What would you like to know?"},
        {"[Thank you|Thanks|Thank you very much|Thanks a lot][!|.]", "You are welcome!"},
        {"[What can you do|How can you help me|What do you know|What can I ask you]?",
         "I can tell short stories, answer simple questions and do small sums."},
        {"[Goodbye|Bye|See you soon|Good night][!|.]", "Goodbye! Have a nice day."},
        {"[What is Espalier|What does Espalier do|Tell me about Espalier]?",
         "Espalier makes language models smaller by pruning and quantizing them."},
    };
    const Pair& talk = random.pick(kTalk);
    return fill(talk.first, talk.second, {}, random);
}

Exchange storyWish(Random& random)
{
    const bool animal = random.chance(60);
    const std::string about =
        animal ? std::string(pick(animals(), random).name) : std::string(random.pick(kStoryThings));
    Exchange exchange =
        fill("[Tell me a story about {a}|Can you tell me a story about {a}?|Please tell me a story about {a}|"
             "I want to hear a story about {a}][.|]",
             "", {{"a", withArticle(about)}}, random);
    exchange.answer = drawStory(random, about);
    return exchange;
}

} // namespace

Exchange drawExchange(Random& random)
{
    const int kind = random.between(0, 99);
    if (kind < 25)
        return arithmetic(random);
    if (kind < 45)
        return aboutAnimal(random);
    if (kind < 52)
        return comparison(random);
    if (kind < 63)
        return aboutCountry(random);
    if (kind < 70)
        return aboutThing(random);
    if (kind < 78)
        return wordOrColour(random);
    if (kind < 83)
        return calendar(random);
    if (kind < 92)
        return reading(random);
    if (kind < 96)
        return smallTalk(random);
    return storyWish(random);
}

std::string drawDescription(Random& random)
{
    if (random.chance(50)) {
        const Animal& animal = pick(animals(), random);
        const Slots slots{{"A", capitalized(withArticle(animal.name))},
                          {"trait", animal.trait},
                          {"home", animal.home},
                          {"food", animal.food},
                          {"colour", animal.colour},
                          {"sound", animal.sound},
                          {"name", animal.name},
                          {"young", withArticle(animal.young)},
                          {"legs", animal.legs == 0 ? "no" : std::to_string(animal.legs)}};
        return expand(
            "{A} is {trait}. It lives in {home} and eats {food}. [It is {colour} and has {legs} legs.|It has {legs} "
            "legs and is {colour}.] [When it calls, it {sound}.|It {sound}.] A young {name} is called {young}.",
            slots, random);
    }
    if (random.chance(60)) {
        const Country& country = pick(countries(), random);
        return expand(
            "{c} is a country in {land}. [Its capital is {city}.|The capital of {c} is {city}.] [People there speak "
            "{tongue}.|The people of {c} speak {tongue}.]",
            {{"c", country.name}, {"city", country.capital}, {"land", country.continent}, {"tongue", country.language}},
            random);
    }
    const Thing& thing = pick(things(), random);
    return expand("{A} is made of {stuff}. [You use it to|People use it to|It helps you to] {use}.",
                  {{"A", capitalized(withArticle(thing.name))}, {"stuff", thing.material}, {"use", thing.use}}, random);
}

} // namespace espalier::text::demo
