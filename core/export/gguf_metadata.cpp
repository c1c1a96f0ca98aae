#include "core/export/gguf_metadata.h"

#include <algorithm>

namespace espalier::exporting {
namespace {

Error refused(const std::string& reason)
{
    return {"export.family", reason + " Export the model as ONNX or as a Hugging Face folder instead.", ""};
}

std::uint32_t count(std::int64_t value)
{
    return static_cast<std::uint32_t>(value);
}

const model::LinearSpec* upOf(const model::LayerSpec& layer)
{
    return layer.moe ? &layer.moe->experts.front().up : layer.find(model::Role::Up);
}

std::int64_t feedForwardWidth(const model::LayerSpec& layer)
{
    return upOf(layer)->outFeatures;
}

class Keys
{
public:
    explicit Keys(std::string_view prefix) : m_prefix(prefix) {}

    void set(const char* key, GgufValue value) { m_metadata.emplace_back(m_prefix + "." + key, std::move(value)); }
    GgufMetadata take() { return std::move(m_metadata); }

private:
    std::string m_prefix;
    GgufMetadata m_metadata;
};

/// One number where all layers are alike, else one a layer.
void setFeedForward(const model::ModelSpec& spec, Keys& keys)
{
    std::vector<std::uint32_t> widths;
    const auto dense = std::ranges::find_if(spec.layers, [](const auto& layer) { return !layer.moe; });
    for (const model::LayerSpec& layer : spec.layers) {
        // Where some layers are dense the number is theirs; the experts' has a key of its own.
        const bool other = layer.moe && dense != spec.layers.end();
        widths.push_back(count(feedForwardWidth(other ? *dense : layer)));
    }
    if (std::ranges::all_of(widths, [&](std::uint32_t width) { return width == widths.front(); })) {
        keys.set("feed_forward_length", widths.front());
    } else {
        keys.set("feed_forward_length", widths);
    }
}

void setExperts(const model::ModelSpec& spec, Keys& keys)
{
    const auto routed = std::ranges::find_if(spec.layers, [](const auto& layer) { return layer.moe.has_value(); });
    if (routed == spec.layers.end()) {
        return;
    }
    const model::MoeSpec& moe = *routed->moe;
    keys.set("expert_count", count(static_cast<std::int64_t>(moe.experts.size())));
    keys.set("expert_used_count", count(moe.expertsPerToken));
    if (spec.family == "deepseek_moe") {
        const std::int64_t width = moe.experts.front().up.outFeatures;
        keys.set("leading_dense_block_count", count(routed - spec.layers.begin()));
        keys.set("expert_feed_forward_length", count(width));
        keys.set("expert_shared_count", count(moe.shared ? moe.shared->up.outFeatures / width : 0));
        keys.set("expert_weights_scale", 1.0F);
    }
}

void setRope(const model::Rope& rope, Keys& keys)
{
    if (rope.rotaryDimensions == 0) {
        return;
    }
    keys.set("rope.dimension_count", count(rope.rotaryDimensions));
    keys.set("rope.freq_base", static_cast<float>(rope.theta));
    if (rope.scaling == model::RopeScaling::Linear) {
        keys.set("rope.scaling.type", std::string("linear"));
        keys.set("rope.scaling.factor", static_cast<float>(rope.factor));
    } else if (rope.scaling == model::RopeScaling::LongRope) { // the factors are tensors
        keys.set("rope.scaling.original_context_length", count(rope.originalContextLength));
        keys.set("rope.scaling.attn_factor", static_cast<float>(rope.attentionFactor));
    }
}

/// What single families have beside.
void setExtras(const model::ModelSpec& spec, Keys& keys)
{
    if (spec.family == "cohere") {
        keys.set("logit_scale", static_cast<float>(spec.logitScale));
        keys.set("rope.scaling.type", std::string("none"));
    }
    if (spec.family == "gemma2") {
        keys.set("attn_logit_softcapping", static_cast<float>(spec.attentionSoftcap));
        keys.set("final_logit_softcapping", static_cast<float>(spec.logitSoftcap));
    }
    if (spec.family == "gemma2" || spec.family == "phi3") {
        keys.set("attention.sliding_window", count(spec.layers.front().slidingWindow));
    }
    if (spec.family == "gpt_neox") {
        keys.set("use_parallel_residual", spec.parallelResidual);
    }
}

/// What llama.cpp's version of a family takes for granted of a layer.
Result<void> checkLayer(const model::ModelSpec& spec, std::size_t index)
{
    constexpr std::size_t kLayersWithHeadNorms = 64; // Command-R+
    const model::LayerSpec& layer = spec.layers[index];
    if (spec.family == "cohere" && !layer.queryNorm.empty() && spec.layers.size() < kLayersWithHeadNorms) {
        return refused("llama.cpp has norms of queries and keys in Command-R models of 64 layers alone.");
    }
    if (spec.family == "gemma2" && (layer.slidingWindow > 0) != (index % 2 == 0)) {
        return refused("llama.cpp limits the attention of each second layer of Gemma 2, which this model does not.");
    }
    return {};
}

/// What it takes for granted of the model.
Result<void> checkDifferences(const model::ModelSpec& spec, const GgufArchitecture& architecture)
{
    const bool gelu = spec.activation == model::Activation::Gelu || spec.activation == model::Activation::GeluTanh;
    if (architecture.gelu ? !gelu : spec.activation != model::Activation::Silu) {
        return refused("llama.cpp has another activation function in this family.");
    }
    if (architecture.headTied && !spec.tiedEmbeddings) {
        return refused("llama.cpp takes the embedding for the head in this family, but this model has a head.");
    }
    if (architecture.pairedRotation && spec.rope.rotaryDimensions != spec.headDimension) {
        return refused("llama.cpp rotates whole heads in this family, but this model a part of each.");
    }
    bool routed = false;
    for (const model::LayerSpec& layer : spec.layers) {
        if (auto checked = checkLayer(spec, static_cast<std::size_t>(&layer - spec.layers.data())); !checked) {
            return checked;
        }
        if (spec.family == "deepseek_moe" && layer.moe && layer.moe->renormalize) {
            return refused("llama.cpp does not divide the experts' weights by their sum, which this model does.");
        }
        if (routed && !layer.moe) {
            return refused("llama.cpp has no dense layer after one with experts.");
        }
        routed = layer.moe.has_value();
    }
    return {};
}

} // namespace

Result<const GgufArchitecture*> ggufArchitecture(const model::ModelSpec& spec)
{
    const GgufArchitecture* found = model::findGgufArchitecture(spec.family);
    if (found == nullptr || found->name.empty()) {
        return refused(found == nullptr ? "llama.cpp does not know models of the family '" + spec.family + "'."
                                        : std::string(found->reason));
    }
    if (auto checked = checkDifferences(spec, *found); !checked) {
        return checked.error();
    }
    return found;
}

GgufMetadata architectureMetadata(const model::ModelSpec& spec, const GgufArchitecture& architecture)
{
    Keys keys(architecture.name);
    keys.set("vocab_size", count(spec.vocabularySize));
    keys.set("context_length", count(spec.contextLength));
    keys.set("embedding_length", count(spec.hiddenSize));
    keys.set("block_count", count(static_cast<std::int64_t>(spec.layers.size())));
    setFeedForward(spec, keys);
    setExperts(spec, keys);
    keys.set("attention.head_count", count(spec.heads));
    keys.set("attention.head_count_kv", count(spec.keyValueHeads));
    keys.set("attention.key_length", count(spec.headDimension));
    keys.set("attention.value_length", count(spec.headDimension));
    keys.set(spec.norm == model::NormKind::Rms ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon",
             static_cast<float>(spec.normEpsilon));
    setRope(spec.rope, keys);
    setExtras(spec, keys);
    return keys.take();
}

std::string differenceNote(const model::ModelSpec& spec, const GgufArchitecture& architecture)
{
    std::string note;
    std::int64_t window = 0;
    for (const model::LayerSpec& layer : spec.layers) {
        window = std::max(window, layer.slidingWindow);
    }
    if (window > 0 && architecture.name != "gemma2") {
        note += "llama.cpp does not limit the attention of this family to the last " + std::to_string(window) +
                " tokens: longer texts are continued otherwise than by the model. ";
    }
    if (spec.rope.scaling == model::RopeScaling::LongRope) {
        note += "llama.cpp takes the factors for long texts when its context is longer than " +
                std::to_string(spec.rope.originalContextLength) + " tokens, however short the text is. ";
    }
    if (architecture.gelu) {
        note += "llama.cpp computes GELU from a table in half precision, so that logits differ by some thousandths. ";
    }
    if (!note.empty()) {
        note.pop_back();
    }
    return note;
}

} // namespace espalier::exporting
