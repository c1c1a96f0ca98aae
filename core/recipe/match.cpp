#include "core/recipe/match.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "core/recipe/diagnostics.h"

namespace espalier::recipe {

namespace {

MatchStrength strength(model::MatchKind kind)
{
    switch (kind) {
    case model::MatchKind::None:
        break;
    case model::MatchKind::Class:
        return MatchStrength::Class;
    case model::MatchKind::Pattern:
        return MatchStrength::Pattern;
    case model::MatchKind::Name:
        return MatchStrength::Name;
    }
    return MatchStrength::None;
}

std::string withoutDigits(std::string text)
{
    std::erase_if(text, [](unsigned char c) { return std::isdigit(c) != 0; });
    return text;
}

std::size_t weightsHit(const EntryMatcher& matcher, const std::vector<const model::ModuleNode*>& modules)
{
    return static_cast<std::size_t>(std::count_if(modules.begin(), modules.end(), [&](const model::ModuleNode* module) {
        return !module->shape.empty() && matcher.match(*module) != MatchStrength::None;
    }));
}

} // namespace

Result<EntryMatcher> EntryMatcher::create(const std::string& entry)
{
    Result<model::ModulePattern> pattern = model::ModulePattern::compile(entry);
    if (!pattern) {
        return Error{"recipe.target.pattern", pattern.error().message, {}};
    }
    return EntryMatcher(pattern.take());
}

MatchStrength EntryMatcher::match(const model::ModuleNode& module, bool matchParameters) const
{
    if (module.name.empty()) {
        return MatchStrength::None; // the model itself
    }
    const model::MatchKind kind = m_pattern.match(module);
    if (kind != model::MatchKind::None || module.shape.empty()) {
        return strength(kind);
    }
    if (m_pattern.entry() == "__ALL__") {
        return MatchStrength::All;
    }
    return matchParameters ? strength(m_pattern.matchName(module.name + ".weight")) : MatchStrength::None;
}

std::size_t weightsHit(const std::string& entry, const model::ModuleNode& root)
{
    const Result<EntryMatcher> matcher = EntryMatcher::create(entry);
    return matcher ? weightsHit(*matcher, model::allModules(root)) : 0;
}

std::string suggestEntry(const std::string& entry, const model::ModuleNode& root, std::size_t& hits)
{
    const std::vector<const model::ModuleNode*> modules = model::allModules(root);
    const auto accept = [&](const std::string& candidate) {
        const Result<EntryMatcher> matcher = EntryMatcher::create(candidate);
        hits = matcher ? weightsHit(*matcher, modules) : 0;
        return hits > 0;
    };
    hits = 0;
    const std::string plain = entry.starts_with("re:") ? entry.substr(3) : entry;
    const bool isWord = !plain.empty() && plain.find_first_of("\\*+?[](){}|^$") == std::string::npos;
    if (isWord && plain.size() > 1 && accept("re:.*" + plain)) { // a suffix, or a part of a name
        return "re:.*" + plain;
    }
    std::set<std::string> classes;
    std::set<std::string> leaves;
    std::vector<std::string> names;
    for (const model::ModuleNode* module : modules) {
        classes.insert(module->classNames.begin(), module->classNames.end());
        if (!module->name.empty()) {
            names.push_back(module->name);
            leaves.insert(module->name.substr(module->name.rfind('.') + 1));
        }
    }
    const bool isPath = plain.find('.') != std::string::npos;
    const auto sameButForNumbers = [&](const std::string& name) { return withoutDigits(name) == withoutDigits(plain); };
    if (isPath && std::any_of(names.begin(), names.end(), sameButForNumbers)) {
        return {}; // a layer that this model does not have: another one was not meant
    }
    std::string near = isPath ? std::string() : nearest(plain, {classes.begin(), classes.end()});
    if (near.empty() && isPath && isWord) {
        near = nearest(plain, names);
    }
    if (!near.empty()) {
        accept(near);
        return near;
    }
    const std::string leaf = isWord && !isPath ? nearest(plain, {leaves.begin(), leaves.end()}) : std::string();
    return !leaf.empty() && accept("re:.*" + leaf) ? "re:.*" + leaf : std::string();
}

} // namespace espalier::recipe
