#pragma once

#include <cmath>
#include <cstring>
#include <filesystem>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/formats/safetensors.h"

namespace espalier::tests {

/// A tensor to be written; `floats` are converted to the dtype, `bytes` taken as they are.
struct TinyTensor
{
    formats::DType dtype = formats::DType::F32;
    std::vector<std::int64_t> shape;
    std::vector<float> floats;
    std::vector<std::byte> bytes;
};
using TinyTensors = std::map<std::string, TinyTensor>;

inline nlohmann::json tinyConfig()
{
    return {{"model_type", "llama"},
            {"architectures", {"LlamaForCausalLM"}},
            {"hidden_size", 8},
            {"intermediate_size", 12},
            {"num_hidden_layers", 2},
            {"num_attention_heads", 2},
            {"num_key_value_heads", 1},
            {"max_position_embeddings", 32},
            {"vocab_size", 16},
            {"rms_norm_eps", 1e-5},
            {"tie_word_embeddings", false},
            {"hidden_act", "silu"},
            {"eos_token_id", 2}};
}

/// One token a letter; what tinyConfig() has room for.
inline nlohmann::json letterTokenizer()
{
    nlohmann::json vocabulary = nlohmann::json::object();
    int id = 0;
    for (const char* piece : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "\xC4\xA0"}) {
        vocabulary[piece] = id++;
    }
    const nlohmann::json byteLevel = {
        {"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
    return {{"version", "1.0"},
            {"added_tokens", nlohmann::json::array()},
            {"normalizer", nullptr},
            {"pre_tokenizer", byteLevel},
            {"post_processor", nullptr},
            {"decoder", byteLevel},
            {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", nlohmann::json::array()}}}};
}

/// Random text of letterTokenizer(): as many tokens as letters.
inline std::string letters(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text.push_back(static_cast<char>('a' + random() % 15));
    }
    return text;
}

/// The contents of a folder's files, by name.
inline std::map<std::string, std::string> filesOf(const std::filesystem::path& folder)
{
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        files[entry.path().filename().string()] = readTextFile(entry.path()).value();
    }
    return files;
}

/// Half of the weights of the decoder layers.
inline constexpr const char* kSparseGpt = R"(
test_stage:
  run_type: oneshot
  test_modifiers:
    SparseGPTModifier:
      sparsity: 0.5
      targets: ['re:model.layers.\d+$']
)";

/// Half of the weights, then codes of what is left.
inline constexpr const char* kPruneAndQuantize = R"(
prune_stage:
  run_type: oneshot
  pruning_modifiers:
    SparseGPTModifier:
      sparsity: 0.5
      targets: ['re:model.layers.\d+$']
quantize_stage:
  run_type: oneshot
  quantization_modifiers:
    QuantizationModifier:
      post_oneshot_calibration: true
      scheme_overrides:
        Linear:
          weights: {num_bits: 8, symmetric: true, strategy: channel}
        Embedding:
          input_activations: null
          weights: {num_bits: 8, symmetric: false}
)";

/// Values that differ from each other; every fourth is 0.
inline TinyTensor filled(std::vector<std::int64_t> shape, float seed = 1.0F)
{
    TinyTensor tensor;
    std::int64_t count = 1;
    for (const std::int64_t dimension : shape) {
        count *= dimension;
    }
    for (std::int64_t i = 0; i < count; ++i) {
        tensor.floats.push_back(i % 4 == 3 ? 0.0F : std::sin(seed + static_cast<float>(i)) * 0.5F);
    }
    tensor.shape = std::move(shape);
    return tensor;
}

/// Every tensor that tinyConfig() needs.
inline TinyTensors tinyTensors()
{
    TinyTensors tensors;
    const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) {
        tensors[name] = filled(std::move(shape), static_cast<float>(tensors.size()));
    };
    add("model.embed_tokens.weight", {16, 8});
    for (const std::string layer : {"model.layers.0.", "model.layers.1."}) {
        add(layer + "input_layernorm.weight", {8});
        add(layer + "post_attention_layernorm.weight", {8});
        add(layer + "self_attn.q_proj.weight", {8, 8});
        add(layer + "self_attn.k_proj.weight", {4, 8});
        add(layer + "self_attn.v_proj.weight", {4, 8});
        add(layer + "self_attn.o_proj.weight", {8, 8});
        add(layer + "mlp.gate_proj.weight", {12, 8});
        add(layer + "mlp.up_proj.weight", {12, 8});
        add(layer + "mlp.down_proj.weight", {8, 12});
    }
    add("model.norm.weight", {8});
    add("lm_head.weight", {16, 8});
    return tensors;
}

/// The same as Phi-3 stores it: query, key and value in one matrix, gate and up in another.
inline nlohmann::json fusedConfig()
{
    nlohmann::json config = tinyConfig();
    config["model_type"] = "phi3";
    config["architectures"] = {"Phi3ForCausalLM"};
    config["pad_token_id"] = 0;
    return config;
}

inline TinyTensors fusedTensors()
{
    TinyTensors tensors = tinyTensors();
    for (const std::string layer : {"model.layers.0.", "model.layers.1."}) {
        for (const char* part :
             {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "mlp.gate_proj", "mlp.up_proj"}) {
            tensors.erase(layer + part + ".weight");
        }
        tensors[layer + "self_attn.qkv_proj.weight"] = filled({16, 8});
        tensors[layer + "mlp.gate_up_proj.weight"] = filled({24, 8});
    }
    return tensors;
}

/// Throws std::runtime_error if it cannot be written.
inline void writeTensors(const std::filesystem::path& path, const TinyTensors& tensors)
{
    const auto require = [](auto&& result) {
        if (!result) {
            throw std::runtime_error(toString(result.error()));
        }
    };
    std::vector<formats::TensorInfo> declarations;
    for (const auto& [name, tensor] : tensors) {
        formats::TensorInfo info;
        info.name = name;
        info.dtype = tensor.dtype;
        info.shape = tensor.shape;
        declarations.push_back(info);
    }
    auto writer = formats::SafetensorsWriter::create(path, declarations);
    require(writer);
    for (const auto& [name, tensor] : tensors) {
        std::vector<std::byte> bytes = tensor.bytes;
        if (bytes.empty()) {
            bytes.resize(tensor.floats.size() * formats::sizeInBytes(tensor.dtype));
            formats::convertFromFloat32(tensor.dtype, tensor.floats, bytes);
        }
        require(writer->append(bytes));
    }
    require(writer->commit());
}

template <typename T>
TinyTensor raw(formats::DType dtype, std::vector<std::int64_t> shape, const std::vector<T>& values)
{
    TinyTensor tensor;
    tensor.dtype = dtype;
    tensor.shape = std::move(shape);
    tensor.bytes.resize(values.size() * sizeof(T));
    std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
    return tensor;
}

/// A Hugging Face folder of one file.
inline void writeModel(const std::filesystem::path& folder, const nlohmann::json& config, const TinyTensors& tensors)
{
    std::filesystem::create_directories(folder);
    if (auto written = writeFileAtomically(folder / "config.json", config.dump()); !written) {
        throw std::runtime_error(toString(written.error()));
    }
    writeTensors(folder / "model.safetensors", tensors);
}

} // namespace espalier::tests
