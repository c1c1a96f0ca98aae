#include "core/compress/scaling/scaling_plan.h"

#include <algorithm>
#include <stdexcept>

#include "core/model/module_pattern.h"

namespace espalier::compress {
namespace {

using model::Role;

class Matcher
{
public:
    explicit Matcher(const ScalingMapping& mapping) : m_source(compiled(mapping.source))
    {
        for (const std::string& reader : mapping.readers)
            m_readers.push_back(compiled(reader));
    }

    bool hits(const ScalableInput& input) const
    {
        return m_source.matchName(input.source) != model::MatchKind::None &&
               std::any_of(m_readers.begin(), m_readers.end(), [&](const model::ModulePattern& pattern) {
                   return std::any_of(input.readers.begin(), input.readers.end(), [&](const std::string& reader) {
                       return pattern.matchName(reader) != model::MatchKind::None;
                   });
               });
    }

private:
    static model::ModulePattern compiled(const std::string& entry)
    {
        auto pattern = model::ModulePattern::compile(entry);
        if (!pattern)
            throw std::invalid_argument(pattern.error().message);
        return pattern.take();
    }

    model::ModulePattern m_source;
    std::vector<model::ModulePattern> m_readers;
};

} // namespace

std::vector<ScalableInput> scalableInputs(const model::ModelSpec& spec, const model::LayerSpec& layer)
{
    std::vector<ScalableInput> inputs;
    const auto add = [&](InputGroup group, const std::string& source, bool norm) {
        ScalableInput input{group, source, norm, {}};
        for (const model::LinearSpec& linear : layer.linears) {
            if (inputGroup(linear.role) == group)
                input.readers.push_back(linear.name);
        }
        if (!input.readers.empty())
            inputs.push_back(std::move(input));
    };
    add(InputGroup::Attention, layer.inputNorm, true);
    const model::LinearSpec* value = layer.find(Role::Value);
    const model::LinearSpec* output = layer.find(Role::AttentionOutput);
    if (value != nullptr && output != nullptr &&
        value->outFeatures * spec.heads == output->inFeatures * spec.keyValueHeads)
        add(InputGroup::AttentionOutput, value->name, false);
    add(InputGroup::FeedForward, layer.postAttentionNorm, true);
    const model::LinearSpec* up = layer.find(Role::Up);
    if (up != nullptr && (layer.find(Role::Gate) != nullptr || spec.activation == model::Activation::Relu))
        add(InputGroup::Down, up->name, false);
    return inputs;
}

ScalingPlan scalingPlan(const model::ModelSpec& spec, const std::vector<ScalingMapping>& mappings,
                        const std::vector<InputGroup>& inferred, const std::set<std::string>& ignored)
{
    const std::vector<Matcher> matchers(mappings.begin(), mappings.end());
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
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (!used[i])
            throw std::invalid_argument("The mapping from \"" + mappings[i].source + "\" to \"" +
                                        mappings[i].readers.front() +
                                        "\" fits no layer of this model. A smooth layer is a norm before its readers, "
                                        "v_proj before o_proj, or up_proj before down_proj.");
    }
    return plan;
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
