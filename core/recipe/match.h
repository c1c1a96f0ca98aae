#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/model/module_tree.h"

namespace espalier::recipe {

/// How an entry matched; larger is stronger (an exact name beats a pattern, a pattern beats a class).
enum class MatchStrength { None, All, Class, Pattern, Name };

/// One entry of `targets` or `ignore`, as compressed-tensors understands it:
/// `re:PATTERN` is Python's re.match (anchored at the start only), `__ALL__` is everything, anything else is a full
/// module name or the name of a class or one of its bases. There is no matching of suffixes: `q_proj` alone hits nothing.
/// Copies share the compiled pattern. Thread-safe.
class EntryMatcher
{
public:
    /// Error `recipe.target.pattern`: the pattern does not compile (the message says where).
    static Result<EntryMatcher> create(const std::string& entry);

    /// @param matchParameters also try the name of the module's weight, NAME.weight
    MatchStrength match(const model::ModuleNode& module, bool matchParameters = false) const;

    bool isPattern() const { return m_pattern != nullptr; }

private:
    bool matchesPattern(std::string_view name) const;

    std::string m_entry;
    std::shared_ptr<void> m_pattern; ///< pcre2_code
};

/// What was probably meant by an entry that hits nothing: a pattern for a bare suffix (`q_proj` -> `re:.*q_proj`), the
/// nearest class, or the nearest full name; empty if nothing is near.
/// @param hits number of modules with weights that it would hit
std::string suggestEntry(const std::string& entry, const model::ModuleNode& root, std::size_t& hits);

} // namespace espalier::recipe
