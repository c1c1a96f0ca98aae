#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/result.h"

namespace espalier::recipe {

/// Place in the YAML document, counted from 1; 0 where there is none.
struct Location
{
    int line = 0;
    int column = 0;
};

enum class Severity { Note, Warning, Error };

struct Diagnostic
{
    Severity severity = Severity::Error;
    Location location;
    std::string code; ///< stable: "recipe.key.unknown"
    std::string message;
    std::string suggestion; ///< replacement for the marked text, or empty
};

/// A YAML value that remembers where it stood.
struct Value
{
    using List = std::vector<Value>;
    using Map = std::vector<std::pair<std::string, Value>>; ///< in document order

    std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map> data;
    Location location;
    Location keyLocation; ///< of the key that holds it, if it stands in a map

    bool operator==(const Value& other) const; ///< the same data, wherever it stood
    bool isNull() const { return std::holds_alternative<std::monostate>(data); }
    const Value* find(std::string_view key) const; ///< member of a map, else nullptr
    std::optional<double> number() const;          ///< int or float
    std::optional<bool> boolean() const;
    std::optional<std::string> text() const;
    std::optional<std::vector<std::string>> texts() const; ///< a list of strings, or one string
};

enum class Dialect { Espalier, SparseML, LlmCompressor, Quark };
enum class RunType { OneShot, Train };

/// One modifier with its arguments in Espalier's canonical keys (N:M means N kept of M; schemes as config groups).
struct Modifier
{
    std::string type; ///< canonical id: "SparseGPTModifier", "QuantizationModifier", "MagnitudePruningModifier", ...
    Value arguments;  ///< a map
    Location location;

    std::vector<std::string> targets() const; ///< `targets`, or the schema's default
    std::vector<std::string> ignore() const;
};

struct Stage
{
    std::string name; ///< "compression" for `compression_stage`
    RunType runType = RunType::OneShot;
    std::vector<Modifier> modifiers; ///< in run order
    Location location;
};

struct Recipe
{
    Dialect dialect = Dialect::Espalier;
    std::vector<Stage> stages;
    std::string source; ///< the document as read
};

/// Parse result: diagnostics are always complete; recipe is there unless one of them is an error.
struct ParsedRecipe
{
    std::optional<Recipe> recipe;
    std::vector<Diagnostic> diagnostics;
    std::optional<Dialect> dialect; ///< nothing if the document is no YAML mapping
    std::optional<Recipe>
        draft; ///< what could be read in spite of errors: good for matching and display, not for a run

    bool hasErrors() const;
};

} // namespace espalier::recipe
