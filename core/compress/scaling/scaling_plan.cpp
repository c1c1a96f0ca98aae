#include "core/compress/scaling/scaling_plan.h"

#include <algorithm>

#include "core/compress/run_error.h"
#include "core/model/module_pattern.h"

namespace espalier::compress {
namespace {

using model::Role;

class Matcher
{
public:
    static Result<Matcher> compile(const ScalingMapping& mapping)
    {
        Matcher matcher;
        std::vector<std::string> entries = mapping.readers;
        entries.push_back(mapping.source);
        for (const std::string& entry : entries) {
            auto pattern = model::ModulePattern::compile(entry);
            if (!pattern)
                return pattern.error();
            matcher.m_patterns.push_back(pattern.take());
        }
        return matcher;
    }

    bool hits(const ScalableInput& input) const
    {
        const auto matches = [](const model::ModulePattern& pattern, const std::string& name) {
            return pattern.matchName(name) != model::MatchKind::None;
        };
        return matches(m_patterns.back(), input.source) &&
               std::any_of(m_patterns.begin(), m_patterns.end() - 1, [&](const model::ModulePattern& pattern) {
                   return std::any_of(input.readers.begin(), input.readers.end(),
                                      [&](const std::string& reader) { return matches(pattern, reader); });
               });
    }

private:
    std::vector<model::ModulePattern> m_patterns; ///< of the readers, then of the source
};

std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// The mapping, and what there is instead in the model's first layer.
Error fitsNowhere(const ScalingMapping& mapping, const model::ModelSpec& spec)
{
    std::string has;
    for (const ScalableInput& input : scalableInputs(spec, spec.layers.front()))
        has += (has.empty() ? "" : "; ") + input.source + " before " + joined(input.readers);
    return {"recipe.mappings",
            "The mapping from \"" + mapping.source + "\" to \"" + joined(mapping.readers) +
                "\" fits no layer of this model. What can be scaled in its first layer: " + has + ".",
            "line " + std::to_string(mapping.location.line)};
}

} // namespace

std::vector<ScalableInput> scalableInputs(const model::ModelSpec& spec, const model::LayerSpec& layer)
{
    std::vector<ScalableInput> inputs;
    const auto add = [&](InputGroup group, const std::string& source, bool norm) {
        ScalableInput input{group, source, norm, {}};
        for (const model::LinearSpec* linear : layer.allLinears()) {
            if (inputGroup(*linear) == group)
                input.readers.push_back(linear->name);
        }
        if (!input.readers.empty())
            inputs.push_back(std::move(input));
    };
    // One norm for both halves would have to be divided for all of their modules together.
    const bool oneNorm = layer.postAttentionNorm.empty();
    const bool routed = layer.moe.has_value(); // the router and all experts read the norm before them
    if (!oneNorm)
        add(InputGroup::Attention, layer.inputNorm, true);
    const model::LinearSpec* value = layer.find(Role::Value);
    const model::LinearSpec* output = layer.find(Role::AttentionOutput);
    if (value != nullptr && output != nullptr &&
        value->outFeatures * spec.heads == output->inFeatures * spec.keyValueHeads)
        add(InputGroup::AttentionOutput, value->name, false);
    if (!oneNorm && !routed)
        add(InputGroup::FeedForward, layer.postAttentionNorm, true);
    const model::LinearSpec* up = layer.find(Role::Up);
    if (up != nullptr && (layer.find(Role::Gate) != nullptr || spec.activation == model::Activation::Relu))
        add(InputGroup::Down, up->name, false);
    for (const model::LinearSpec* linear : layer.allLinears()) {
        if (linear->expert != model::kNoExpert && linear->role == Role::Up)
            add({InputGroup::Down, linear->expert}, linear->name, false);
    }
    return inputs;
}

Result<ScalingPlan> scalingPlan(const model::ModelSpec& spec, const std::vector<ScalingMapping>& mappings,
                                const std::vector<InputGroup>& inferred, const std::set<std::string>& ignored)
{
    std::vector<Matcher> matchers;
    for (const ScalingMapping& mapping : mappings) {
        auto matcher = Matcher::compile(mapping);
        if (!matcher)
            return matcher.error();
        matchers.push_back(matcher.take());
    }
    std::vector<bool> used(matchers.size(), false);
    ScalingPlan plan;
    for (const model::LayerSpec& layer : spec.layers) {
        std::vector<ScalableInput>& chosen = plan.emplace_back();
        for (ScalableInput& input : scalableInputs(spec, layer)) {
            bool wanted =
                mappings.empty() && std::find(inferred.begin(), inferred.end(), input.group) != inferred.end();
            for (std::size_t i = 0; i < matchers.size(); ++i) {
                const bool hit = matchers[i].hits(input);
                used[i] = used[i] || hit;
                wanted = wanted || hit;
            }
            if (wanted && ignored.count(input.source) == 0)
                chosen.push_back(std::move(input));
        }
    }
    if (const auto unused = std::find(used.begin(), used.end(), false); unused != used.end())
        return fitsNowhere(mappings[std::size_t(unused - used.begin())], spec);
    return plan;
}

ScalingPlan requiredScalingPlan(const model::ModelSpec& spec, const std::vector<ScalingMapping>& mappings,
                                const std::vector<InputGroup>& inferred, const std::set<std::string>& ignored)
{
    auto plan = scalingPlan(spec, mappings, inferred, ignored);
    if (!plan)
        throw RunError(plan.error());
    return plan.take();
}

std::set<std::string> markScaled(ModelView& model, const ScalingPlan& plan)
{
    std::set<std::string> changed;
    for (const std::vector<ScalableInput>& layer : plan) {
        for (const ScalableInput& input : layer) {
            for (const std::string& reader : input.readers) {
                model.find(reader)->inputScaled = true;
                changed.insert(reader);
            }
            if (!input.sourceIsNorm)
                changed.insert(input.source);
        }
    }
    for (const std::string& name : changed)
        model.find(name)->written = true;
    return changed;
}

std::set<std::string> ignoredNames(const recipe::ResolvedModifier& resolved)
{
    std::set<std::string> names;
    for (const recipe::EntryHits& entry : resolved.entries) {
        for (const model::ModuleNode* hit : entry.hits) {
            if (entry.kind == recipe::EntryKind::Ignore)
                names.insert(hit->name);
        }
    }
    return names;
}

} // namespace espalier::compress
