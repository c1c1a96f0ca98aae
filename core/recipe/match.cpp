#define PCRE2_CODE_UNIT_WIDTH 8
#include "core/recipe/match.h"

#include <algorithm>
#include <array>
#include <set>

#include <pcre2.h>

#include "core/recipe/diagnostics.h"

namespace espalier::recipe {

namespace {

constexpr std::uint32_t kMatchLimit = 100'000; ///< steps, so that a hostile pattern ends

PCRE2_SPTR bytes(std::string_view text)
{
    return reinterpret_cast<PCRE2_SPTR>(text.data());
}

Result<std::shared_ptr<void>> compile(const std::string& pattern)
{
    int code = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code* compiled = pcre2_compile(bytes(pattern), pattern.size(), PCRE2_ANCHORED | PCRE2_UTF, &code, &offset, nullptr);
    if (compiled == nullptr) {
        std::array<PCRE2_UCHAR, 200> text{};
        pcre2_get_error_message(code, text.data(), text.size());
        return Error{"recipe.target.pattern",
                     "The pattern \"" + pattern + "\" is not valid at character " + std::to_string(offset + 1) + ": "
                         + reinterpret_cast<const char*>(text.data()) + ".",
                     ""};
    }
    return std::shared_ptr<void>(compiled, [](void* code_) { pcre2_code_free(static_cast<pcre2_code*>(code_)); });
}

/// Limits and workspace are one for each thread: matching a 126-layer model asks thousands of times.
struct Workspace
{
    pcre2_match_context* context = pcre2_match_context_create(nullptr);
    pcre2_match_data* data = pcre2_match_data_create(1, nullptr);

    Workspace()
    {
        pcre2_set_match_limit(context, kMatchLimit);
        pcre2_set_depth_limit(context, kMatchLimit);
    }
    ~Workspace()
    {
        pcre2_match_data_free(data);
        pcre2_match_context_free(context);
    }
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;
};

std::size_t weightsHit(const EntryMatcher& matcher, const std::vector<const model::ModuleNode*>& modules)
{
    return static_cast<std::size_t>(std::count_if(modules.begin(), modules.end(), [&](const model::ModuleNode* module) {
        return !module->shape.empty() && matcher.match(*module) != MatchStrength::None;
    }));
}

} // namespace

Result<EntryMatcher> EntryMatcher::create(const std::string& entry)
{
    EntryMatcher matcher;
    matcher.m_entry = entry;
    if (entry.starts_with("re:")) {
        Result<std::shared_ptr<void>> pattern = compile(entry.substr(3));
        if (!pattern) {
            return pattern.error();
        }
        matcher.m_pattern = pattern.take();
    }
    return matcher;
}

bool EntryMatcher::matchesPattern(std::string_view name) const
{
    thread_local Workspace workspace;
    const int result = pcre2_match(static_cast<const pcre2_code*>(m_pattern.get()), bytes(name), name.size(), 0, 0,
                                   workspace.data, workspace.context);
    return result >= 0; // a pattern that exceeds the limit matches nothing, which is reported as such
}

MatchStrength EntryMatcher::match(const model::ModuleNode& module, bool matchParameters) const
{
    if (module.name.empty()) {
        return MatchStrength::None; // the model itself
    }
    const std::string parameter = matchParameters && !module.shape.empty() ? module.name + ".weight" : std::string();
    if (isPattern()) {
        const bool hit = matchesPattern(module.name) || (!parameter.empty() && matchesPattern(parameter));
        return hit ? MatchStrength::Pattern : MatchStrength::None;
    }
    if (m_entry == module.name || (!parameter.empty() && m_entry == parameter)) {
        return MatchStrength::Name;
    }
    if (std::find(module.classNames.begin(), module.classNames.end(), m_entry) != module.classNames.end()) {
        return MatchStrength::Class;
    }
    return m_entry == "__ALL__" && !module.shape.empty() ? MatchStrength::All : MatchStrength::None;
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
