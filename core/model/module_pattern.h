#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/model/module_tree.h"

namespace espalier::model {

/// How an entry hits a module; a greater one wins where several entries of different schemes do.
enum class MatchKind { None, Class, Pattern, Name };

/// An entry of `targets` or `ignore`, by the rules of compressed-tensors: `re:` and a pattern that must match from the
/// start of the name (not up to its end), else the exact full name, else the exact name of a class or of one of its
/// bases. The name of a fused module hits all of its parts.
class ModulePattern
{
public:
    /// Error `target.pattern`: the regular expression is wrong (PCRE2's words and the place in it).
    static Result<ModulePattern> compile(const std::string& entry);

    MatchKind match(const ModuleNode& module) const;
    /// As for match(), but for any dotted name (a parameter's, say), which has no class. A pattern that costs too many
    /// steps on a name counts as no match.
    MatchKind matchName(std::string_view name) const;
    const std::string& entry() const { return m_entry; }

private:
    /// Whether the entry speaks of a fused module: "v_proj" at the end of a pattern is not meant to hit qkv_proj, of
    /// which the value is a part.
    bool meansWhole(std::string_view whole) const;

    std::string m_entry;
    std::shared_ptr<const void> m_code; ///< compiled pattern; none for a plain name
};

} // namespace espalier::model
