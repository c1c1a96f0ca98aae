#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::model {

enum class Activation { Silu, Gelu, GeluTanh, Relu };
enum class NormKind { Rms, Layer };
enum class RopeScaling { None, Linear, Llama3 };

/// Rotary position embedding. Angles are position * inverseFrequency(i), i < rotaryDimensions / 2.
struct Rope
{
    double theta = 10000.0;
    std::int64_t rotaryDimensions = 0; ///< first channels of each head that are rotated
    bool interleaved = false;          ///< pairs (2i, 2i+1) instead of (i, i + rotaryDimensions / 2)
    RopeScaling scaling = RopeScaling::None;
    double factor = 1.0;
    double lowFrequencyFactor = 1.0; ///< Llama3 scaling only
    double highFrequencyFactor = 4.0;
    std::int64_t originalContextLength = 0;
};

/// What a linear module does inside its decoder layer.
enum class Role { Query, Key, Value, AttentionOutput, Gate, Up, Down };
inline constexpr int kRoleCount = 7;
std::string_view name(Role role); ///< "q", "k", "v", "o", "gate", "up", "down"

struct LinearSpec
{
    Role role = Role::Query;
    std::string name; ///< full module name, "model.layers.3.self_attn.q_proj"; weight is name + ".weight" [out, in]
    std::int64_t outFeatures = 0;
    std::int64_t inFeatures = 0;
    bool bias = false;
};

/// One feed-forward part of a mixture of experts: down(activation(gate(x)) * up(x)).
struct ExpertSpec
{
    LinearSpec gate;
    LinearSpec up;
    LinearSpec down;
};

/// A routed feed-forward part. The router's logits are softmaxed over all experts in float32, the best
/// `expertsPerToken` are chosen and weighted by their probabilities.
struct MoeSpec
{
    std::string router; ///< module name; weight [experts, hidden], never quantized
    std::int64_t expertsPerToken = 0;
    bool renormalize = false; ///< the chosen probabilities are divided by their sum
    std::vector<ExpertSpec> experts;
    std::optional<ExpertSpec> shared; ///< runs for every token, added with weight 1
    std::string className;            ///< of the feed-forward part as Hugging Face prints it: MixtralSparseMoeBlock
    std::string routerClass;
    std::string expertClass;
};

struct LayerSpec
{
    std::string name;                ///< "model.layers.3"
    std::vector<LinearSpec> linears; ///< in forward order; of a layer with `moe` those of the attention alone
    std::optional<MoeSpec> moe;      ///< in place of gate, up and down
    std::string inputNorm;           ///< module name; its tensor is name + ".weight"
    std::string postAttentionNorm;   ///< the norm before the feed-forward part
    std::int64_t slidingWindow = 0;  ///< keys that a query sees, itself included; 0 for all

    const LinearSpec* find(Role role) const;
};

/// Everything that a forward pass and the tools need to know of a model, from config.json by its family.
struct ModelSpec
{
    std::string family;       ///< registry id: "llama"
    std::string architecture; ///< "LlamaForCausalLM"
    std::int64_t hiddenSize = 0;
    std::int64_t heads = 0;
    std::int64_t keyValueHeads = 0; ///< query head h reads key/value head h / (heads / keyValueHeads)
    std::int64_t headDimension = 0;
    std::int64_t vocabularySize = 0;
    std::int64_t contextLength = 0;
    NormKind norm = NormKind::Rms;
    double normEpsilon = 1e-5;
    Activation activation = Activation::Silu;
    Rope rope;
    double attentionScale = 0.0; ///< scores are multiplied by it, usually headDimension^-0.5
    bool tiedEmbeddings = false;
    std::string embedding = "model.embed_tokens"; ///< module names
    std::string finalNorm = "model.norm";
    std::string head = "lm_head";
    std::vector<LayerSpec> layers;
    std::vector<std::int64_t> endOfSequenceIds;
    std::string classPrefix = "Llama"; ///< of module classes as Hugging Face prints them: LlamaDecoderLayer
};

/// One model family: a row of data and its differences, in families/<family>.cpp.
struct Family
{
    std::string id;
    std::vector<std::string> modelTypes;    ///< values of `model_type` in config.json
    std::vector<std::string> architectures; ///< values of `architectures[0]`
    Result<ModelSpec> (*parse)(const nlohmann::json& config) = nullptr;
    /// Tensors that a checkpoint may hold without effect ("*.rotary_emb.inv_freq"): a `*` at either end matches
    /// anything.
    std::vector<std::string> ignoredTensors;
};

/// All families, in the order of families/registry.cpp.
const std::vector<Family>& families();

/// Errors: `model.family.unknown` (lists what is supported), `model.config` (missing or senseless key, named).
Result<ModelSpec> modelSpecFromConfig(const nlohmann::json& config);
const Family* findFamily(const nlohmann::json& config);

} // namespace espalier::model
