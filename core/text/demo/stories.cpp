#include <algorithm>

#include "core/text/demo/facts.h"
#include "core/text/demo/template.h"

namespace espalier::text::demo {
namespace {

constexpr const char* kPlaces[] = {"park", "forest", "garden", "village", "market", "river",  "lake",      "beach",
                                   "hill", "barn",   "mill",   "harbour", "meadow", "school", "old tower", "bakery"};
constexpr const char* kToys[] = {"ball", "kite",  "hat",     "box",     "doll",   "drum",   "bell",
                                 "boat", "scarf", "lantern", "key",     "book",   "cup",    "coin",
                                 "ring", "flute", "basket",  "blanket", "mirror", "whistle"};
constexpr const char* kLooks[] = {"red",   "blue",  "green",  "yellow", "golden", "old",   "tiny",  "big",
                                  "round", "shiny", "wooden", "soft",   "broken", "heavy", "white", "striped"};
constexpr const char* kFoods[] = {"bread", "soup",  "apples", "cake",  "cheese",
                                  "plums", "honey", "nuts",   "pears", "rice"};
constexpr const char* kWeathers[] = {"sunny", "rainy", "windy", "cold", "warm", "foggy", "snowy", "quiet"};

constexpr const char* kOpenings[] = {
    "[Once upon a time|One {weather} morning|One {weather} day|Long ago], {hero} [went to|walked to|was in] the "
    "{place}.",
    "There [was|once was] a [child|little child] named {hero}. {He} lived near the {place} and [loved|liked] to "
    "[walk|play|sit] there.",
    "It was a {weather} [day|morning|evening]. {hero} [took {his} bag|put on {his} shoes|ate some {food}] and went to "
    "the {place}.",
    "{hero} and {friend} were [good friends|neighbours|in the same class]. They often met at the {place}.",
};

constexpr const char* kPlots[] = {
    // something is lost and found
    "{hero} had {a_toy} that {he} [loved|liked very much]. But [that day|in the afternoon] the {toy} was [gone|lost]. "
    "{hero} "
    "looked [under the table|behind the door|in the grass|near the {place}] and [could not find it|found nothing]. "
    "{He} "
    "felt sad. Then {friend} came and asked, \"What [is wrong|happened], {hero}?\" \"I lost my {toy},\" said {hero}. "
    "\"I will help you,\" said {friend}. They looked [together|everywhere|for a long time]. At last {friend} saw the "
    "{look} {toy} [under a bush|on a bench|beside the path|in the tall grass]. \"[Here it is|I found it]!\" {fhe} "
    "said. "
    "{hero} was [so happy|very happy|glad] and [gave {friend} a hug|thanked {friend}].",
    // an animal needs help
    "There {he} saw {a_animal}. The {animal} was [hungry|cold|tired|hurt]. \"[Poor {animal}|Do not be afraid],\" said "
    "{hero}. "
    "{He} [gave it some {afood}|brought it some {afood}]. The {animal} ate the {afood} and [looked happy|was strong "
    "again]. [From that day on|After that], the {animal} [followed {hero} everywhere|came to {hero} every morning|was "
    "{hero}'s friend].",
    // sharing
    "{hero} had [some|a lot of] {food}. {friend} had [nothing to eat|no {food}]. \"Can I have some?\" asked {friend}. "
    "At "
    "first {hero} said no, because {he} [was hungry too|wanted it all]. {friend} was sad and [sat down|went away|said "
    "nothing]. Then {hero} felt [bad|sorry]. \"[Wait|Come here], {friend},\" {he} said. \"We can share the {food}.\" "
    "They "
    "ate together, and the {food} [tasted better|tasted very good].",
    // building
    "{hero} and {friend} wanted to [build|make] {a_toy}. They needed [wood|paper|cloth] and [a rope|a hammer|glue]. "
    "{hero} "
    "[brought|found] the first, and {friend} [brought|found] the second. They worked [all day|until evening|for "
    "hours]. When it was [done|ready], the {toy} was {look}. \"[We did it|Look at our {toy}]!\" said {friend}. "
    "[Everyone in the {place} came to see it|They were proud of it|They showed it to everyone].",
    // weather
    "Suddenly [the wind began to blow|it began to rain|dark clouds came]. The wind took {hero}'s {toy} and carried it "
    "[over the {place}|up into a tree|into the water]. \"My {toy}!\" cried {hero}. {A_animal} saw the {toy} and "
    "[brought it back|carried it home]. \"Thank you, {animal},\" said {hero}, and gave it some {afood}.",
    // fear
    "{hero} was afraid of [the dark|the deep water|the {animal}|the old house]. {friend} said, \"[Take my hand|Do not "
    "worry|"
    "We will go together].\" Step by step they went [on|in|closer]. It was not so bad [after all|in the end]. {hero} "
    "smiled. \"I am not afraid any more,\" {he} said. {friend} [smiled too|was proud of {him}].",
    // a find
    "[On the way|Near a tree|Under a stone] {hero} found {a_toy}. \"Whose {toy} is this?\" {he} asked. {He} asked "
    "{friend}, but "
    "it was not {friend}'s {toy}. {He} asked [the baker|an old woman|the teacher]. \"[Yes, that is my {toy}|I lost it "
    "yesterday|I looked for it all day],\" was the answer. {hero} gave the {toy} back and got [some {food}|a smile|a "
    "coin] [for it|as thanks].",
    // a race
    "\"I am faster than you,\" said {friend}. \"[Let us see|Let us run to the {place}],\" said {hero}. They ran [as "
    "fast as they "
    "could|side by side]. {friend} was [ahead|faster] at first, but then {fhe} fell [down|over a stone]. {hero} "
    "stopped and "
    "helped {friend} up. They walked to the {place} together. \"[You could have won|Why did you stop]?\" said "
    "{friend}. "
    "\"A friend is better than a [race|prize],\" said {hero}.",
    // a gift
    "It was {friend}'s birthday. {hero} wanted to give {friend} {a_toy}, but {he} had no money. So {he} "
    "[worked|helped] at "
    "the {place} for [two|three|four] days and got [a few coins|some coins]. Then {hero} bought the {toy}. {friend} "
    "opened the [box|bag] and [smiled|laughed]. \"{A_toy}! [This is what I wanted|How nice],\" said {friend}.",
};

constexpr const char* kEndings[] = {
    "[They went home|{hero} went home] [before dark|for dinner|and slept well].",
    "It was [a good day|a day to remember|the best day of the year].",
    "And {hero} [never forgot|always remembered] [that day|what {friend} did].",
    "From then on, {hero} and {friend} [were best friends|met every day|always helped each other].",
    "In the evening they [ate {food} and told stories|sat by the fire|looked at the stars].",
};

Slots drawSlots(Random& random, const std::string& about)
{
    const Person& hero = pick(people(), random);
    const Person* friendly = &pick(people(), random);
    while (friendly == &hero)
        friendly = &pick(people(), random);
    const Animal* animal = &pick(animals(), random);
    std::string toy = random.pick(kToys);
    for (const Animal& candidate : animals())
        if (about == candidate.name)
            animal = &candidate;
    for (const char* candidate : kToys)
        if (about == candidate)
            toy = candidate;
    const std::string look = random.pick(kLooks);
    return {{"hero", hero.name},
            {"he", hero.he},
            {"He", capitalized(hero.he)},
            {"him", hero.him},
            {"his", hero.his},
            {"friend", friendly->name},
            {"fhe", friendly->he},
            {"animal", animal->name},
            {"a_animal", withArticle(std::string(animal->trait) + " " + animal->name)},
            {"A_animal", capitalized(withArticle(std::string(animal->trait) + " " + animal->name))},
            {"afood", animal->food},
            {"toy", toy},
            {"look", look},
            {"a_toy", withArticle(look + " " + toy)},
            {"A_toy", capitalized(withArticle(look + " " + toy))},
            {"place", random.pick(kPlaces)},
            {"food", random.pick(kFoods)},
            {"weather", random.pick(kWeathers)}};
}

/// A plot that tells of what was asked for.
const char* drawPlot(Random& random, const std::string& about)
{
    const bool animal = std::ranges::any_of(animals(), [&](const Animal& a) { return about == a.name; });
    for (;;) {
        const char* plot = random.pick(kPlots);
        const std::string_view text = plot;
        if (about.empty() || text.find(animal ? "a_animal}" : "a_toy}") != std::string_view::npos ||
            (animal && text.find("A_animal}") != std::string_view::npos))
            return plot;
    }
}

} // namespace

std::string drawStory(Random& random, const std::string& about)
{
    const Slots slots = drawSlots(random, about);
    const std::string opening = random.pick(kOpenings);
    const std::string plot = drawPlot(random, about);
    const std::string ending = random.pick(kEndings);
    return expand(opening + " " + plot + (random.chance(70) ? " " + ending : ""), slots, random);
}

} // namespace espalier::text::demo
