#include "core/model/gguf_config.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <unordered_map>

#include "core/formats/ggml_blocks.h"
#include "core/model/gguf_architecture.h"
#include "core/model/rope.h"
#include "core/model/structure.h"

namespace espalier::model {
namespace {

using nlohmann::json;

std::string familyOf(const formats::GgufFile& file, std::string_view architecture)
{
    if (architecture == "llama") { // Mistral and Mixtral as well
        return file.integer("llama.expert_count").value_or(0) > 0 ? "mixtral" : "llama";
    }
    for (const GgufArchitecture& known : ggufArchitectures()) {
        if (!known.name.empty() && known.name == architecture) {
            return std::string(known.family);
        }
    }
    return {};
}

std::string knownArchitectures()
{
    std::set<std::string_view> names;
    for (const GgufArchitecture& known : ggufArchitectures()) {
        if (!known.name.empty()) {
            names.insert(known.name);
        }
    }
    std::string list;
    for (const std::string_view name : names) {
        list += (list.empty() ? "" : ", ") + std::string(name);
    }
    return list;
}

/// A float32 as the number that it was written as: 1e-05, not 9.99999974e-06.
double shortest(double value)
{
    char text[64];
    const auto written = std::to_chars(std::begin(text), std::end(text), static_cast<float>(value));
    double result = value;
    std::from_chars(std::begin(text), written.ptr, result);
    return result;
}

/// Where the factors of Llama 3.1 to 3.3 are the file's, its config names them as theirs does.
bool isLlama3(const std::vector<double>& factors, double theta, Rope& rope)
{
    rope.theta = theta;
    rope.rotaryDimensions = 2 * static_cast<std::int64_t>(factors.size());
    rope.scaling = RopeScaling::Llama3;
    rope.originalContextLength = 8192;
    rope.lowFrequencyFactor = 1.0;
    rope.highFrequencyFactor = 4.0;
    rope.factor = std::round(*std::ranges::max_element(factors));
    const std::vector<double> frequencies = inverseFrequencies(rope);
    for (std::size_t i = 0; i < factors.size(); ++i) {
        const double plain =
            std::pow(theta, -2.0 * static_cast<double>(i) / static_cast<double>(rope.rotaryDimensions));
        constexpr double kRounding = 1e-5; // the file has them as float32
        if (std::abs(plain / factors[i] - frequencies[i]) > kRounding * frequencies[i]) {
            return false;
        }
    }
    return rope.factor > 1.0;
}

class Converter
{
public:
    Converter(const formats::GgufFile& file, std::string_view architecture, std::string family)
        : m_file(file), m_prefix(std::string(architecture) + "."), m_family(std::move(family))
    {
        for (const formats::GgufTensor& tensor : file.tensors()) {
            m_tensors.emplace(tensor.name, &tensor);
        }
    }

    Result<json> convert()
    {
        const auto* embedding = tensor("token_embd.weight");
        if (embedding == nullptr || embedding->dimensions.size() != 2) {
            return Error{"model.tensor.missing",
                         "The GGUF file has no matrix 'token_embd.weight': it may hold a vocabulary alone, or a part "
                         "of a model that was split. Give the whole model as one file.",
                         ""};
        }
        setCommon(*embedding);
        setFamily();
        if (m_error) {
            return *m_error;
        }
        return std::move(m_config);
    }

private:
    const formats::GgufTensor* tensor(const std::string& name) const
    {
        const auto found = m_tensors.find(name);
        return found == m_tensors.end() ? nullptr : found->second;
    }
    bool has(const std::string& name) const { return tensor(name) != nullptr; }
    bool isFamily(std::string_view name) const { return m_family == name; }

    void fail(const std::string& key, const std::string& why)
    {
        if (!m_error) {
            m_error = Error{"model.config", "The key '" + m_prefix + key + "' of the GGUF file " + why + ".", ""};
        }
    }

    bool given(const std::string& key) const { return m_file.metadata().contains(m_prefix + key); }

    /// One number, which may be written once for each layer.
    std::int64_t integer(const std::string& key)
    {
        if (const auto value = m_file.integer(m_prefix + key)) {
            return *value;
        }
        const auto* each = m_file.integers(m_prefix + key);
        if (each == nullptr || each->empty()) {
            fail(key, "is missing");
            return 1;
        }
        if (std::ranges::any_of(*each, [&](std::int64_t value) { return value != each->front(); })) {
            fail(key, "is another one for each layer, which is not supported");
        }
        return each->front();
    }
    std::int64_t integer(const std::string& key, std::int64_t fallback) { return given(key) ? integer(key) : fallback; }

    double number(const std::string& key)
    {
        const auto value = m_file.number(m_prefix + key);
        if (!value) {
            fail(key, "is missing");
        }
        return shortest(value.value_or(1.0));
    }
    double number(const std::string& key, double fallback) { return given(key) ? number(key) : fallback; }

    void setCommon(const formats::GgufTensor& embedding)
    {
        const Family* family = nullptr;
        for (const Family& known : families()) {
            family = known.id == m_family ? &known : family;
        }
        m_keys = family->keys;
        m_config["model_type"] = family->modelTypes.front();
        m_config["architectures"] = {family->architectures.back()};
        m_config["torch_dtype"] = dtypeOf(embedding);
        m_config["vocab_size"] = embedding.dimensions[1];
        m_config["tie_word_embeddings"] = !has("output.weight");
        m_config[m_keys.hidden] = m_hidden = integer("embedding_length");
        m_config[m_keys.layers] = integer("block_count");
        m_config[m_keys.heads] = m_heads = integer("attention.head_count");
        m_headDimension = integer("attention.key_length", m_hidden / std::max<std::int64_t>(m_heads, 1));
        if (integer("attention.value_length", m_headDimension) != m_headDimension) {
            fail("attention.value_length", "is not attention.key_length, which is not supported");
        }
        if (!isFamily("gpt2")) {
            m_config[m_keys.headDimension] = m_headDimension;
            m_config[m_keys.keyValueHeads] = integer("attention.head_count_kv", m_heads);
        }
        setWidths();
        setEndOfSequence();
    }

    std::string dtypeOf(const formats::GgufTensor& embedding) const
    {
        const auto type = formats::ggmlTypeFromNumber(embedding.type);
        return type == formats::GgmlType::F16 ? "float16" : type == formats::GgmlType::BF16 ? "bfloat16" : "float32";
    }

    void setWidths()
    {
        const auto* each = m_file.integers(m_prefix + "feed_forward_length");
        if (each != nullptr && !each->empty()) {
            m_config[m_keys.width] = *std::ranges::max_element(*each);
            if (std::ranges::any_of(*each, [&](std::int64_t width) { return width != each->front(); })) {
                m_config[kLayerWidthsKey] = *each;
            }
        } else {
            m_config[m_keys.width] = integer("feed_forward_length");
        }
    }

    void setEndOfSequence()
    {
        json ids = json::array();
        for (const char* key : {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"}) {
            const auto id = m_file.integer(key);
            if (id && std::ranges::find(ids, json(*id)) == ids.end()) {
                ids.push_back(*id);
            }
        }
        if (!ids.empty()) {
            m_config["eos_token_id"] = ids.size() == 1 ? ids.front() : ids;
        }
        if (const auto id = m_file.integer("tokenizer.ggml.bos_token_id")) {
            m_config["bos_token_id"] = *id;
        }
    }

    void setFamily()
    {
        if (isFamily("chatglm3")) {
            setChatGlm();
        } else if (isFamily("gpt2")) {
            m_config["n_positions"] = integer("context_length");
            m_config["layer_norm_epsilon"] = number("attention.layer_norm_epsilon");
        } else {
            m_config["max_position_embeddings"] = integer("context_length");
            const bool layerNorm = isFamily("cohere") || isFamily("gpt_neox");
            m_config[layerNorm ? "layer_norm_eps" : "rms_norm_eps"] =
                number(layerNorm ? "attention.layer_norm_epsilon" : "attention.layer_norm_rms_epsilon");
            m_config["attention_bias"] = has("blk.0.attn_q.bias") || has("blk.0.attn_qkv.bias");
            setRope();
        }
        if (isFamily("llama")) {
            m_config["mlp_bias"] = has("blk.0.ffn_up.bias");
        } else if (isFamily("mixtral") || isFamily("deepseek_moe")) {
            setExperts();
        } else if (isFamily("cohere")) {
            m_config["use_qk_norm"] = has("blk.0.attn_q_norm.weight");
            m_config["logit_scale"] = number("logit_scale");
        } else if (isFamily("gemma2")) {
            setGemma();
        } else if (isFamily("gpt_neox")) {
            m_config["use_parallel_residual"] = m_file.flag(m_prefix + "use_parallel_residual").value_or(true);
        } else if (isFamily("phi3") && integer("attention.sliding_window", 0) > 0) {
            m_config["sliding_window"] = integer("attention.sliding_window");
        }
    }

    void setChatGlm()
    {
        constexpr double kBase = 10000.0;
        m_config["multi_query_attention"] = true;
        m_config["padded_vocab_size"] = m_config["vocab_size"];
        m_config["seq_length"] = integer("context_length");
        m_config["layernorm_epsilon"] = number("attention.layer_norm_rms_epsilon");
        m_config["add_qkv_bias"] = has("blk.0.attn_qkv.bias");
        m_config["rope_ratio"] = number("rope.freq_base", kBase) / kBase;
        if (const std::int64_t rotated = integer("rope.dimension_count", m_headDimension / 2);
            rotated != m_headDimension / 2) {
            fail("rope.dimension_count", "is not half of a head, which is not supported");
        }
    }

    void setGemma()
    {
        m_config["hidden_activation"] = "gelu_pytorch_tanh";
        m_config["attn_logit_softcapping"] = number("attn_logit_softcapping", 50.0);
        m_config["final_logit_softcapping"] = number("final_logit_softcapping", 30.0);
        m_config["sliding_window"] = integer("attention.sliding_window", 4096);
        ModelSpec sizes; // as far as the scale depends on them
        sizes.layers.resize(static_cast<std::size_t>(std::clamp<std::int64_t>(integer("block_count"), 0, 4096)));
        sizes.hiddenSize = m_hidden;
        sizes.heads = std::max<std::int64_t>(m_heads, 1);
        sizes.headDimension = m_headDimension;
        const double scale = findGgufArchitecture(m_family)->attentionScale(sizes);
        m_config["query_pre_attn_scalar"] = std::round(1.0 / (scale * scale));
    }

    void setExperts()
    {
        m_config["num_experts_per_tok"] = integer("expert_used_count");
        if (isFamily("mixtral")) {
            m_config["num_local_experts"] = integer("expert_count");
            return;
        }
        m_config["n_routed_experts"] = integer("expert_count");
        m_config["moe_intermediate_size"] = integer("expert_feed_forward_length");
        m_config["n_shared_experts"] = integer("expert_shared_count", 0);
        m_config["first_k_dense_replace"] = integer("leading_dense_block_count", 0);
        m_config["norm_topk_prob"] = false;
        if (number("expert_weights_scale", 1.0) != 1.0) {
            fail("expert_weights_scale", "is not 1, which is not supported");
        }
    }

    void setRope()
    {
        m_config["rope_theta"] = number("rope.freq_base", 10000.0);
        const std::int64_t rotated = integer("rope.dimension_count", m_headDimension);
        const GgufArchitecture& architecture = *findGgufArchitecture(m_family);
        if (rotated != m_headDimension && (architecture.pairedRotation || rotated > m_headDimension)) {
            fail("rope.dimension_count", "is not the size of a head, which is not supported here");
        } else if (rotated != m_headDimension || isFamily("gpt_neox")) {
            // families multiply it by the head again and round down
            m_config["partial_rotary_factor"] =
                std::nextafter(static_cast<double>(rotated) / static_cast<double>(m_headDimension), 2.0);
        }
        // as llama.cpp reads it: linear unless another type is named, 0 means 1, and scale_linear is of older files
        const auto type = m_file.text(m_prefix + "rope.scaling.type").value_or("linear");
        const double factor = number("rope.scaling.factor", number("rope.scale_linear", 1.0));
        if (type == "linear") {
            if (factor != 0.0 && factor != 1.0) {
                m_config["rope_scaling"] = {{"rope_type", "linear"}, {"factor", factor}};
            }
        } else if (type != "none" && type != "longrope") {
            fail("rope.scaling.type",
                 "is '" + std::string(type) + "', which is not supported (none, linear, longrope)");
        }
        if (has("rope_freqs.weight")) {
            setLlama3Factors();
        } else if (has("rope_factors_long.weight")) {
            setLongRope(factors("rope_factors_short.weight"), factors("rope_factors_long.weight"));
            m_config["original_max_position_embeddings"] = integer("rope.scaling.original_context_length");
        }
    }

    /// Factors that no key describes: the same for texts of every length.
    void setLlama3Factors()
    {
        const std::vector<double> values = factors("rope_freqs.weight");
        Rope rope;
        if (!values.empty() && isLlama3(values, m_config["rope_theta"].get<double>(), rope)) {
            m_config["rope_scaling"] = {{"rope_type", "llama3"},
                                        {"factor", rope.factor},
                                        {"low_freq_factor", rope.lowFrequencyFactor},
                                        {"high_freq_factor", rope.highFrequencyFactor},
                                        {"original_max_position_embeddings", rope.originalContextLength}};
        } else {
            setLongRope(values, values);
        }
    }

    void setLongRope(std::vector<double> shortFactors, std::vector<double> longFactors)
    {
        json scaling = {{"rope_type", "longrope"},
                        {"short_factor", std::move(shortFactors)},
                        {"long_factor", std::move(longFactors)}};
        if (given("rope.scaling.attn_factor") || has("rope_freqs.weight")) {
            scaling["attention_factor"] = number("rope.scaling.attn_factor", 1.0);
        }
        m_config["rope_scaling"] = std::move(scaling);
    }

    std::vector<double> factors(const std::string& name)
    {
        const auto* found = tensor(name);
        const auto bytes = m_file.file().bytes();
        const bool vector = found != nullptr && found->dimensions.size() == 1 && found->type == 0;
        const auto count = vector ? static_cast<std::size_t>(found->dimensions[0]) : 0;
        const std::size_t begin = vector ? m_file.dataStart() + found->offset : 0;
        if (!vector || (bytes.size() - begin) / sizeof(float) < count) {
            fail("rope.scaling.type", "needs a tensor '" + name + "' of F32");
            return {};
        }
        std::vector<float> values(count);
        formats::decodeGgml(formats::GgmlType::F32, bytes.subspan(begin, count * sizeof(float)), values);
        return {values.begin(), values.end()};
    }

    const formats::GgufFile& m_file;
    std::string m_prefix;
    std::string m_family;
    std::unordered_map<std::string_view, const formats::GgufTensor*> m_tensors; ///< names lie in the file
    StructureKeys m_keys;
    std::int64_t m_hidden = 0;
    std::int64_t m_heads = 0;
    std::int64_t m_headDimension = 0;
    json m_config = json::object();
    std::optional<Error> m_error;
};

} // namespace

Result<json> configFromGguf(const formats::GgufFile& file)
{
    if (const auto parts = file.integer("split.count"); parts && *parts > 1) {
        return Error{"model.shard.missing",
                     "The GGUF file is one of " + std::to_string(*parts) +
                         " that a model was split into. Join them with llama.cpp's llama-gguf-split --merge first.",
                     ""};
    }
    const auto architecture = file.text("general.architecture");
    if (!architecture) {
        return Error{"model.config", "The GGUF file does not say its architecture: it holds no language model.", ""};
    }
    const std::string family = familyOf(file, *architecture);
    if (family.empty()) {
        return Error{"model.family.unknown",
                     "GGUF files of the architecture '" + std::string(*architecture) +
                         "' are not read. Read are: " + knownArchitectures() + ".",
                     ""};
    }
    return Converter(file, *architecture, family).convert();
}

} // namespace espalier::model
