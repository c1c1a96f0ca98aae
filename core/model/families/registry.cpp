#include <algorithm>
#include <array>

#include "core/model/families/families.h"

namespace espalier::model {

const std::vector<Family>& families()
{
    static const std::vector<Family> kFamilies = {
        llamaFamily(),       mistralFamily(), qwen2Family(),  qwen3Family(), mixtralFamily(),
        deepseekMoeFamily(), phi3Family(),    cohereFamily(), optFamily(),   chatglm3Family(),
        gemma2Family(),      gptNeoxFamily(), gpt2Family(),
    };
    return kFamilies;
}

const Family* findFamily(const nlohmann::json& config)
{
    const auto among = [](const std::vector<std::string>& names, const nlohmann::json& value) {
        return value.is_string() && std::ranges::find(names, value.get_ref<const std::string&>()) != names.end();
    };
    if (!config.is_object()) {
        return nullptr;
    }
    const nlohmann::json type = config.value("model_type", nlohmann::json());
    const nlohmann::json architectures = config.value("architectures", nlohmann::json());
    const nlohmann::json architecture =
        architectures.is_array() && !architectures.empty() ? architectures.front() : nlohmann::json();
    for (const Family& family : families()) {
        if (among(family.modelTypes, type) || (type.is_null() && among(family.architectures, architecture))) {
            return &family;
        }
    }
    return nullptr;
}

Result<ModelSpec> modelSpecFromConfig(const nlohmann::json& config)
{
    if (!config.is_object()) {
        return Error{"model.config", "config.json must hold one JSON object.", ""};
    }
    const Family* family = findFamily(config);
    if (family == nullptr) {
        std::string known;
        for (const Family& candidate : families()) {
            known += (known.empty() ? "" : ", ") + candidate.id;
        }
        const nlohmann::json type = config.value("model_type", nlohmann::json());
        return Error{"model.family.unknown",
                     type.is_string() ? "Models of the type '" + type.get<std::string>() +
                                            "' are not supported. Supported are: " + known + "."
                                      : "config.json has no model_type. Supported are: " + known + ".",
                     ""};
    }
    auto spec = family->parse(config);
    if (spec) {
        spec->family = family->id;
    }
    return spec;
}

std::string_view name(Role role)
{
    static constexpr std::array<std::string_view, kRoleCount> kNames = {"q", "k", "v", "o", "gate", "up", "down"};
    return kNames[static_cast<std::size_t>(role)];
}

const LinearSpec* LayerSpec::find(Role role) const
{
    const auto found = std::ranges::find(linears, role, &LinearSpec::role);
    return found == linears.end() ? nullptr : &*found;
}

std::vector<const LinearSpec*> LayerSpec::allLinears() const
{
    std::vector<const LinearSpec*> all;
    for (const LinearSpec& linear : linears) {
        all.push_back(&linear);
    }
    const auto add = [&](const ExpertSpec& expert) { all.insert(all.end(), {&expert.gate, &expert.up, &expert.down}); };
    if (moe) {
        std::ranges::for_each(moe->experts, add);
        if (moe->shared) {
            add(*moe->shared);
        }
    }
    return all;
}

std::vector<std::string> LayerSpec::norms() const
{
    std::vector<std::string> names;
    for (const std::string* norm :
         {&inputNorm, &queryNorm, &keyNorm, &attentionOutputNorm, &postAttentionNorm, &feedForwardOutputNorm}) {
        if (!norm->empty()) {
            names.push_back(*norm);
        }
    }
    return names;
}

ModuleClasses classesOf(const std::string& prefix)
{
    return {prefix + "Model", prefix + "DecoderLayer", prefix + "Attention",
            prefix + "MLP",   prefix + "RMSNorm",      prefix + "RotaryEmbedding"};
}

} // namespace espalier::model
