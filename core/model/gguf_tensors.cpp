#include "core/model/gguf_tensors.h"

#include <cmath>
#include <unordered_map>

#include "core/model/module_tree.h"
#include "core/model/rope.h"

namespace espalier::model {
namespace {

class Collector
{
public:
    Collector(const ModelSpec& spec, const GgufArchitecture& architecture)
        : m_spec(spec), m_architecture(architecture), m_tree(buildModuleTree(spec))
    {
        for (const ModuleNode* module : allModules(m_tree)) {
            m_modules.emplace(module->name, module);
        }
    }

    std::vector<GgufTensor> collect()
    {
        addModule("token_embd", {part(m_spec.embedding)}, GgufUse::Embedding);
        if (!m_spec.positionEmbedding.empty()) {
            addModule("position_embd", {part(m_spec.positionEmbedding)}, GgufUse::Single);
        }
        addRopeFactors();
        for (m_layer = 0; m_layer < static_cast<int>(m_spec.layers.size()); ++m_layer) {
            addLayer(m_spec.layers[static_cast<std::size_t>(m_layer)]);
        }
        m_layer = -1;
        addNorm("output_norm", m_spec.finalNorm);
        if (!m_spec.tiedEmbeddings || m_architecture.headRequired) {
            addModule("output", {part(m_spec.tiedEmbeddings ? m_spec.embedding : m_spec.head)}, GgufUse::Output);
        }
        return std::move(m_tensors);
    }

private:
    GgufPart part(const std::string& module) const { return {module, false, 0, 0.0F, 1.0F}; }

    GgufPart part(const LinearSpec& linear) const
    {
        GgufPart result = part(linear.name);
        if (m_architecture.pairedRotation && (linear.role == Role::Query || linear.role == Role::Key)) {
            result.pairedChannels = m_spec.headDimension;
        }
        if (linear.role == Role::Query) { // what scores are multiplied by beside what llama.cpp does
            const double factor = m_spec.attentionScale / m_architecture.attentionScale(m_spec);
            constexpr double kSame = 1e-6;
            result.factor = std::abs(factor - 1.0) < kSame ? 1.0F : static_cast<float>(factor);
        }
        return result;
    }

    /// None where the name is empty.
    void addNorm(const std::string& name, const std::string& module)
    {
        if (!module.empty()) {
            GgufPart norm = part(module);
            norm.added = m_spec.normPlusOne ? 1.0F : 0.0F;
            addModule(name, {norm}, GgufUse::Single);
        }
    }

    /// Weight and, where the modules have one, bias. Modules one above the other.
    void addModule(const std::string& name, std::vector<GgufPart> parts, GgufUse use)
    {
        GgufTensor weight = tensor(name + ".weight", use);
        weight.shape = m_modules.at(parts.front().module)->shape;
        weight.shape.front() = 0;
        bool bias = false;
        for (const GgufPart& each : parts) {
            weight.shape.front() += m_modules.at(each.module)->shape.front();
            bias = bias || m_modules.at(each.module)->bias;
        }
        weight.parts = parts;
        const std::int64_t rows = weight.shape.front();
        m_tensors.push_back(std::move(weight));
        if (bias) {
            GgufTensor added = tensor(name + ".bias", GgufUse::Single);
            added.shape = {rows};
            for (GgufPart& each : parts) {
                each.bias = true;
            }
            added.parts = std::move(parts);
            m_tensors.push_back(std::move(added));
        }
    }

    GgufTensor tensor(const std::string& name, GgufUse use) const
    {
        GgufTensor result;
        result.name = m_layer < 0 ? name : "blk." + std::to_string(m_layer) + "." + name;
        result.use = use;
        result.layer = m_layer;
        return result;
    }

    void addLayer(const LayerSpec& layer)
    {
        addNorm("attn_norm", layer.inputNorm);
        addAttention(layer);
        addNorm("attn_q_norm", layer.queryNorm);
        addNorm("attn_k_norm", layer.keyNorm);
        addNorm("post_attention_norm", layer.attentionOutputNorm);
        addNorm("ffn_norm", layer.postAttentionNorm);
        addNorm("post_ffw_norm", layer.feedForwardOutputNorm);
        if (layer.moe) {
            addExperts(*layer.moe);
        } else {
            addFeedForward(layer.find(Role::Gate), *layer.find(Role::Up), *layer.find(Role::Down), "");
        }
    }

    void addAttention(const LayerSpec& layer)
    {
        const GgufPart query = part(*layer.find(Role::Query));
        const GgufPart key = part(*layer.find(Role::Key));
        const GgufPart value = part(*layer.find(Role::Value));
        if (m_architecture.fusedAttention) {
            addModule("attn_qkv", {query, key, value}, GgufUse::FusedAttention);
        } else {
            addModule("attn_q", {query}, GgufUse::Query);
            addModule("attn_k", {key}, GgufUse::Key);
            addModule("attn_v", {value}, GgufUse::Value);
        }
        addModule("attn_output", {part(*layer.find(Role::AttentionOutput))}, GgufUse::AttentionOutput);
    }

    void addFeedForward(const LinearSpec* gate, const LinearSpec& up, const LinearSpec& down, const std::string& suffix)
    {
        if (gate != nullptr && m_architecture.fusedFeedForward) {
            addModule("ffn_up" + suffix, {part(*gate), part(up)}, GgufUse::Up);
        } else {
            if (gate != nullptr) {
                addModule("ffn_gate" + suffix, {part(*gate)}, GgufUse::Gate);
            }
            addModule("ffn_up" + suffix, {part(up)}, GgufUse::Up);
        }
        addModule("ffn_down" + suffix, {part(down)}, GgufUse::Down);
    }

    void addExperts(const MoeSpec& moe)
    {
        addModule("ffn_gate_inp", {part(moe.router)}, GgufUse::Single);
        addStacked("ffn_gate_exps", moe, &ExpertSpec::gate, GgufUse::Gate);
        addStacked("ffn_down_exps", moe, &ExpertSpec::down, GgufUse::Down);
        addStacked("ffn_up_exps", moe, &ExpertSpec::up, GgufUse::Up);
        if (moe.shared) {
            addFeedForward(&moe.shared->gate, moe.shared->up, moe.shared->down, "_shexp");
        }
    }

    void addStacked(const std::string& name, const MoeSpec& moe, LinearSpec ExpertSpec::*linear, GgufUse use)
    {
        std::vector<GgufPart> parts;
        for (const ExpertSpec& expert : moe.experts) {
            parts.push_back(part((expert.*linear).name));
        }
        const auto experts = static_cast<std::int64_t>(parts.size());
        addModule(name, std::move(parts), use);
        std::vector<std::int64_t>& shape = m_tensors.back().shape;
        shape = {experts, shape[0] / experts, shape[1]};
    }

    /// By how much each frequency is divided, where no key of the metadata says it.
    void addRopeFactors()
    {
        const Rope& rope = m_spec.rope;
        if (rope.scaling == RopeScaling::Llama3) {
            addFactors("rope_freqs.weight", inverseFrequencies(rope));
        } else if (rope.scaling == RopeScaling::LongRope) {
            addFactors("rope_factors_long.weight", inverseFrequencies(rope, true));
            addFactors("rope_factors_short.weight", inverseFrequencies(rope, false));
        }
    }

    void addFactors(const std::string& name, const std::vector<double>& scaled)
    {
        GgufTensor factors = tensor(name, GgufUse::Single);
        for (std::size_t i = 0; i < scaled.size(); ++i) {
            const double exponent = 2.0 * static_cast<double>(i) / static_cast<double>(m_spec.rope.rotaryDimensions);
            factors.values.push_back(static_cast<float>(std::pow(m_spec.rope.theta, -exponent) / scaled[i]));
        }
        factors.shape = {static_cast<std::int64_t>(factors.values.size())};
        m_tensors.push_back(std::move(factors));
    }

    const ModelSpec& m_spec;
    const GgufArchitecture& m_architecture;
    const ModuleNode m_tree;
    std::unordered_map<std::string_view, const ModuleNode*> m_modules; ///< names lie in `m_tree`
    int m_layer = -1;
    std::vector<GgufTensor> m_tensors;
};

} // namespace

std::int64_t GgufPart::rowInFile(std::int64_t row) const
{
    if (pairedChannels == 0) {
        return row;
    }
    const std::int64_t half = pairedChannels / 2;
    const std::int64_t head = row / pairedChannels;
    const std::int64_t channel = row % pairedChannels;
    const bool second = channel >= half;
    return head * pairedChannels + 2 * (second ? channel - half : channel) + (second ? 1 : 0);
}

std::int64_t GgufTensor::rows() const
{
    std::int64_t rows = 1;
    for (std::size_t i = 0; i + 1 < shape.size(); ++i) {
        rows *= shape[i];
    }
    return rows;
}

std::vector<GgufTensor> ggufTensors(const ModelSpec& spec, const GgufArchitecture& architecture)
{
    return Collector(spec, architecture).collect();
}

} // namespace espalier::model
