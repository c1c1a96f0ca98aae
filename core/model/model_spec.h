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
enum class RopeScaling { None, Linear, Llama3, LongRope };

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
    std::int64_t originalContextLength = 0; ///< Llama3 and LongRope
    /// LongRope (Ding et al. 2024): each pair's frequency is divided by its factor. A text of at most
    /// originalContextLength tokens takes the short ones, a longer one the long ones for all of its positions.
    std::vector<double> shortFactors = {}; ///< [rotaryDimensions / 2]
    std::vector<double> longFactors = {};
    double attentionFactor = 1.0; ///< LongRope: cosines and sines are multiplied by it, whatever the text's length

    /// Whether a text of so many tokens takes the long factors.
    bool isLong(std::int64_t tokens) const
    {
        return scaling == RopeScaling::LongRope && tokens > originalContextLength;
    }
};

/// Where a file holds a module's weight and bias as a part of another's: fused projections, and matrices stored as
/// [in, out]. Output i of the module is output first + (i / run) * stride + i % run of the other, all one after the
/// other where run is 0.
struct StoredPart
{
    std::string module;           ///< "model.layers.3.self_attn.qkv_proj"
    std::int64_t outFeatures = 0; ///< of that module
    std::int64_t first = 0;
    std::int64_t run = 0;    ///< outputs of one head that stand together
    std::int64_t stride = 0; ///< from one head's outputs to the next one's
    bool transposed = false; ///< its weight is [in, out], as GPT-2's Conv1D holds it
};

inline constexpr int kNoExpert = -1;
inline constexpr int kSharedExpert = -2; ///< that every token takes

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
    /// Of a module that the family's files hold within another. Files with a tensor of the module's own name are read
    /// as well: compressed parts that no longer fit together.
    std::optional<StoredPart> stored = std::nullopt;
    int expert = kNoExpert; ///< of its layer's routed experts the one that it belongs to
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
    /// The norm before the feed-forward part; empty where that takes what inputNorm gave (parallelResidual with one
    /// norm).
    std::string postAttentionNorm;
    // The following are empty where the family has none.
    std::string queryNorm; ///< of each head's query before rotation; its weight is [headDimension] or [heads, ..]
    std::string keyNorm;
    std::string attentionOutputNorm; ///< of what attention adds to the hidden state
    std::string feedForwardOutputNorm;
    std::int64_t slidingWindow = 0; ///< keys that a query sees, itself included; 0 for all

    const LinearSpec* find(Role role) const; ///< of `linears`
    /// Those of the experts as well, in forward order: each expert's gate, up and down, the shared one's last.
    std::vector<const LinearSpec*> allLinears() const;
    std::vector<std::string> norms() const; ///< names of those that the layer has
};

/// Classes of a family's modules as Hugging Face prints them.
struct ModuleClasses
{
    std::string model = "LlamaModel";
    std::string layer = "LlamaDecoderLayer";
    std::string attention = "LlamaAttention";
    std::string feedForward = "LlamaMLP";
    std::string norm = "LlamaRMSNorm";
    std::string rotary = "LlamaRotaryEmbedding";
};
ModuleClasses classesOf(const std::string& prefix); ///< "Llama": the above

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
    bool normBias = false;         ///< a layer norm has a bias: its tensor is name + ".bias" (not those of q and k)
    bool normPlusOne = false;      ///< norms multiply by 1 + weight
    bool headNorms = false;        ///< queryNorm and keyNorm have a weight for each head: [heads, headDimension]
    bool parallelResidual = false; ///< x + attention(norm(x)) + feedForward(norm(x)), both of the layer's input
    Activation activation = Activation::Silu;
    Rope rope;                   ///< none where rotaryDimensions is 0
    double attentionScale = 0.0; ///< scores are multiplied by it, usually headDimension^-0.5
    /// Scores become cap * tanh(score / cap) before they are masked; 0: they stay.
    double attentionSoftcap = 0.0;
    double logitSoftcap = 0.0;   ///< the same of logits
    double embeddingScale = 1.0; ///< of a token's embedding when it enters the first layer
    double logitScale = 1.0;
    bool tiedEmbeddings = false;
    std::string embedding = "model.embed_tokens"; ///< module names
    std::string positionEmbedding;                ///< learned, [contextLength + positionOffset, hidden]; empty without
    std::int64_t positionOffset = 0;              ///< row of position 0
    std::string finalNorm = "model.norm";
    std::string head = "lm_head";
    std::vector<LayerSpec> layers;
    std::vector<std::int64_t> endOfSequenceIds;
    ModuleClasses classes;
    /// What names of tensors begin with, save in a file of the model without its head, which leaves it out: "model.".
    std::string basePrefix = "model.";
};

/// Keys of config.json that structured pruning changes.
struct StructureKeys
{
    const char* layers = "num_hidden_layers";
    const char* hidden = "hidden_size";
    const char* width = "intermediate_size"; ///< of the feed-forward part
    const char* heads = "num_attention_heads";
    const char* keyValueHeads = "num_key_value_heads";
    const char* headDimension = "head_dim";
    const char* expertWidth = "intermediate_size"; ///< of a routed expert
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
    StructureKeys keys = {};
};

/// All families, in the order of families/registry.cpp.
const std::vector<Family>& families();

/// Errors: `model.family.unknown` (lists what is supported), `model.config` (missing or senseless key, named).
Result<ModelSpec> modelSpecFromConfig(const nlohmann::json& config);
const Family* findFamily(const nlohmann::json& config);

} // namespace espalier::model
