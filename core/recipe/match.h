#pragma once

#include <string>

#include "core/base/result.h"
#include "core/model/module_pattern.h"
#include "core/model/module_tree.h"

namespace espalier::recipe {

/// How an entry matched; larger is stronger (an exact name beats a pattern, a pattern beats a class).
enum class MatchStrength { None, All, Class, Pattern, Name };

/// One entry of a recipe: what model::ModulePattern matches, `__ALL__`, and names of parameters where a modifier's
/// entries may be those. There is no matching of suffixes: `q_proj` alone hits nothing. Thread-safe.
class EntryMatcher
{
public:
    /// Error `recipe.target.pattern`: the pattern does not compile (the message says where).
    static Result<EntryMatcher> create(const std::string& entry);

    /// @param matchParameters also try the name of the module's weight, NAME.weight
    MatchStrength match(const model::ModuleNode& module, bool matchParameters = false) const;

private:
    explicit EntryMatcher(model::ModulePattern pattern) : m_pattern(std::move(pattern)) {}

    model::ModulePattern m_pattern;
};

/// Modules with weights that an entry hits by itself; 0 if its pattern is wrong.
std::size_t weightsHit(const std::string& entry, const model::ModuleNode& root);

/// What was probably meant by an entry that hits nothing: a pattern for a bare suffix (`q_proj` -> `re:.*q_proj`), the
/// nearest class, or the nearest full name; empty if nothing is near.
/// @param hits number of modules with weights that it would hit
std::string suggestEntry(const std::string& entry, const model::ModuleNode& root, std::size_t& hits);

} // namespace espalier::recipe
