#include "core/model/stored_schemes.h"

#include <algorithm>

namespace espalier::model {
namespace {

Result<std::vector<ModulePattern>> compileAll(const std::vector<std::string>& entries)
{
    std::vector<ModulePattern> patterns;
    for (const std::string& entry : entries) {
        auto pattern = ModulePattern::compile(entry);
        if (!pattern) {
            return Error{"quantization.config", pattern.error().message, ""};
        }
        patterns.push_back(pattern.take());
    }
    return patterns;
}

MatchKind best(const std::vector<ModulePattern>& patterns, const ModuleNode& module)
{
    MatchKind kind = MatchKind::None;
    for (const ModulePattern& pattern : patterns) {
        kind = std::max(kind, pattern.match(module));
    }
    return kind;
}

} // namespace

std::array<std::string, 2> keyValueScales(const LayerSpec& layer)
{
    const std::string& key = layer.find(Role::Key)->name;
    const std::string attention = key.substr(0, key.rfind('.'));
    return {attention + ".k_scale", attention + ".v_scale"};
}

Result<StoredSchemes> StoredSchemes::create(const formats::QuantizationConfig& config)
{
    StoredSchemes schemes;
    for (const formats::QuantizationScheme& group : config.groups) {
        auto targets = compileAll(group.targets);
        if (!targets) {
            return targets.error();
        }
        schemes.m_targets.push_back(targets.take());
    }
    auto ignore = compileAll(config.ignore);
    if (!ignore) {
        return ignore.error();
    }
    schemes.m_ignore = ignore.take();
    return schemes;
}

const formats::QuantizationScheme* StoredSchemes::find(const formats::QuantizationConfig& config,
                                                       const ModuleNode& module) const
{
    if (best(m_ignore, module) != MatchKind::None) {
        return nullptr;
    }
    const formats::QuantizationScheme* found = nullptr;
    MatchKind strongest = MatchKind::None;
    for (std::size_t i = 0; i < m_targets.size(); ++i) {
        if (const MatchKind kind = best(m_targets[i], module); kind > strongest) {
            strongest = kind;
            found = &config.groups[i];
        }
    }
    return found;
}

} // namespace espalier::model
