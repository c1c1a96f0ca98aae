#pragma once

#include <span>
#include <string>

#include "core/base/random.h"

namespace espalier::text::demo {

struct Animal
{
    const char* name;
    const char* plural;
    const char* home;
    const char* food;
    const char* colour;
    const char* sound; ///< "barks"
    const char* young; ///< "puppy"
    const char* trait;
    int legs;
    int size; ///< for "which is bigger": the order alone counts
};

struct Country
{
    const char* name;
    const char* capital;
    const char* continent;
    const char* language;
};

struct Thing
{
    const char* name;
    const char* use; ///< "cut paper"
    const char* material;
};

struct Pair
{
    const char* first;
    const char* second;
};

struct Person
{
    const char* name;
    const char* he;
    const char* him;
    const char* his;
};

std::span<const Animal> animals();
std::span<const Country> countries();
std::span<const Thing> things();
std::span<const Pair> opposites();
std::span<const Pair> colours(); ///< what has which colour: {"grass", "green"}
std::span<const Person> people();

template <typename T> const T& pick(std::span<const T> values, Random& random)
{
    return values[random.below(values.size())];
}

/// One question and its answer: arithmetic, facts, opposites, short reading tasks, small talk.
struct Exchange
{
    std::string question;
    std::string answer;
};
Exchange drawExchange(Random& random);

/// A paragraph that describes an animal, a country or a thing.
std::string drawDescription(Random& random);

/// A story of five to fourteen sentences. `about`: an animal's or thing's name that it tells of, or empty.
std::string drawStory(Random& random, const std::string& about = {});

} // namespace espalier::text::demo
