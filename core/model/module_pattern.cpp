#define PCRE2_CODE_UNIT_WIDTH 8
#include "core/model/module_pattern.h"

#include <algorithm>
#include <pcre2.h>

namespace espalier::model {
namespace {

constexpr std::string_view kPrefix = "re:";
constexpr std::uint32_t kMaximumSteps = 100'000; // names are short: more means a pattern that explodes

struct MatchState
{
    pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
    pcre2_match_context* context = pcre2_match_context_create(nullptr);

    MatchState() { pcre2_set_match_limit(context, kMaximumSteps); }
    MatchState(const MatchState&) = delete;
    MatchState& operator=(const MatchState&) = delete;
    ~MatchState()
    {
        pcre2_match_data_free(data);
        pcre2_match_context_free(context);
    }
};

} // namespace

Result<ModulePattern> ModulePattern::compile(const std::string& entry)
{
    ModulePattern pattern;
    pattern.m_entry = entry;
    if (!entry.starts_with(kPrefix)) {
        return pattern;
    }
    int code = 0;
    PCRE2_SIZE place = 0;
    pcre2_code* compiled =
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(entry.data() + kPrefix.size()), entry.size() - kPrefix.size(),
                      PCRE2_ANCHORED | PCRE2_UTF, &code, &place, nullptr);
    if (compiled == nullptr) {
        PCRE2_UCHAR message[256] = {};
        pcre2_get_error_message(code, message, sizeof(message));
        return Error{"target.pattern",
                     "The regular expression '" + entry.substr(kPrefix.size()) + "' is wrong at character " +
                         std::to_string(place + 1) + ": " + reinterpret_cast<const char*>(message) + ".",
                     ""};
    }
    pattern.m_code = std::shared_ptr<const void>(
        compiled, [](const void* p) { pcre2_code_free(const_cast<pcre2_code*>(static_cast<const pcre2_code*>(p))); });
    return pattern;
}

MatchKind ModulePattern::matchName(std::string_view name) const
{
    if (!m_code) {
        return name == m_entry ? MatchKind::Name : MatchKind::None;
    }
    thread_local const MatchState state;
    const int found =
        pcre2_match(static_cast<const pcre2_code*>(m_code.get()), reinterpret_cast<PCRE2_SPTR>(name.data()),
                    name.size(), 0, 0, state.data, state.context);
    return found >= 0 ? MatchKind::Pattern : MatchKind::None;
}

bool ModulePattern::meansWhole(std::string_view whole) const
{
    std::string_view leaf = whole.substr(whole.rfind('.') + 1);
    if (leaf.ends_with("_proj")) {
        leaf.remove_suffix(5);
    }
    return !leaf.empty() && m_entry.find(leaf) != std::string::npos;
}

MatchKind ModulePattern::match(const ModuleNode& module) const
{
    const MatchKind byName =
        std::max(matchName(module.name), meansWhole(module.storedIn) ? matchName(module.storedIn) : MatchKind::None);
    if (byName != MatchKind::None || m_code) {
        return byName;
    }
    return std::ranges::find(module.classNames, m_entry) != module.classNames.end() ? MatchKind::Class
                                                                                    : MatchKind::None;
}

} // namespace espalier::model
