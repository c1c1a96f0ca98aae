#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/formats/quantization.h"
#include "core/model/model_spec.h"
#include "core/model/module_tree.h"
#include "core/model/stored_tensor.h"

namespace espalier::model {

/// A model as its files hold it, memory-mapped: a Hugging Face folder of config.json and one or more safetensors shards
/// or pytorch_model.bin files (dense, compressed-tensors, GPTQ or AWQ: foreign_weights.h), or a GGUF file
/// (gguf_weights.h). Only headers are read on open, so that any size of model opens at once. Thread-safe to read.
class Checkpoint
{
public:
    /// @param path of the folder or the GGUF file
    /// Errors: `model.open` (no config.json / no weights), `model.config`, `model.family.unknown`, `safetensors.*`,
    /// `torch.*`, `gguf.*`, `model.shard.missing`, `model.tensor.shape`, `quantization.config`. Missing tensors are not
    /// an error here: see requireComplete().
    static Result<Checkpoint> open(const std::filesystem::path& path);

    const std::filesystem::path& folder() const;     ///< that was opened; of a GGUF file the file itself
    const std::filesystem::path& configFile() const; ///< config.json, or the GGUF file
    const nlohmann::json& config() const;            ///< of a GGUF file as configFromGguf() derives it
    const ModelSpec& spec() const;
    const ModuleNode& tree() const;
    const std::optional<formats::QuantizationConfig>& quantization() const;
    const std::vector<std::filesystem::path>& files() const; ///< the shards, in order of their names
    /// How another program had quantized weights that compression computes with as if they were the original ones:
    /// "GPTQ", "AWQ", "Q4_K, Q6_K". Empty for none, and for what compressed-tensors says.
    const std::string& dequantizedFrom() const;

    std::optional<StoredTensor> find(std::string_view tensorName) const;
    std::vector<std::string> tensorNames() const;              ///< sorted
    const std::vector<std::string>& missingTensors() const;    ///< what the spec needs and no shard holds
    const std::vector<std::string>& unexpectedTensors() const; ///< what no module of the spec owns
    /// `model.tensor.missing` / `model.tensor.shape` with the list, else nothing.
    Result<void> requireComplete() const;

    /// The scheme that a module's weights are stored under; nothing if dense.
    std::optional<formats::QuantizationScheme> storedScheme(const std::string& moduleName) const;

    /// The module of that name; nullptr if the tree has none.
    const ModuleNode* module(std::string_view moduleName) const;
    /// What the files hold of a module: weight, bias, scales, ...
    std::vector<StoredTensor> tensorsOf(const std::string& moduleName) const;

    /// Shape of a module's weight as computed with ([out, in]), whatever the stored format.
    std::vector<std::int64_t> weightShape(const std::string& moduleName) const;

    /// The module's weight as float32, dequantized if need be; of a tied head the embedding's. destination.size() is
    /// the product of weightShape().
    Result<void> readWeight(const std::string& moduleName, std::span<float> destination) const;

    /// Some of its rows only (elements of a vector), for passes over weights that need not be in memory at once.
    /// destination.size() is a multiple of the row length.
    Result<void> readWeightRows(const std::string& moduleName, std::int64_t firstRow,
                                std::span<float> destination) const;

    /// Any dense tensor as float32 (norm weights, biases, scales).
    Result<std::vector<float>> readFloats(std::string_view tensorName) const;

    /// Lets the kernel drop the pages of a module's tensors after use.
    void release(const std::string& moduleName) const;

private:
    struct State;
    std::shared_ptr<const State> m_state;
};

} // namespace espalier::model
