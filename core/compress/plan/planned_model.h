#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/formats/dtype.h"
#include "core/formats/quantization.h"
#include "core/model/checkpoint.h"
#include "core/model/model_spec.h"
#include "core/model/module_tree.h"

namespace espalier::compress::plan {

/// One matrix of a model on its way through a recipe's stages, by its sizes alone.
struct PlannedModule
{
    std::string name;
    std::string role; ///< "q" .. "down", "embedding", "head", "router"
    int expert = model::kNoExpert;
    int layer = -1;
    std::int64_t rows = 0;                             ///< outputs
    std::int64_t columns = 0;                          ///< inputs
    bool tied = false;                                 ///< a head that is stored as the embedding
    std::optional<formats::QuantizationScheme> scheme; ///< that it is stored under
    double sparsity = 0.0;                             ///< expected share of zeros

    std::int64_t weights() const { return rows * columns; }
};

/// A model by its sizes: of a checkpoint, or of a config.json alone.
struct PlannedModel
{
    model::ModelSpec spec;
    model::ModuleNode tree;
    formats::DType dtype = formats::DType::BF16; ///< of what is not quantized
    std::vector<PlannedModule> modules;          ///< in model order
    std::int64_t parameters = 0;                 ///< weights, biases and norms; tied ones once
    std::uint64_t otherFileBytes = 0;            ///< tokenizer and the like, copied with every stage
    std::uint64_t foreignBytes = 0;              ///< of a source in GGUF's blocks: its file; 0 for all others

    /// The same model in another shape (structured pruning): modules of the same name keep scheme and sparsity.
    static PlannedModel reshaped(const PlannedModel& before, model::ModelSpec spec);
    std::uint64_t bytes() const; ///< of the folder
    /// A head whose weights `parameters` counts with the embedding, though it may be stored on its own by now.
    bool countsOnce(const PlannedModule& module) const;
    const PlannedModule* find(const std::string& name) const;
};

/// @param folder a model's; config.json alone will do (dense weights of its `torch_dtype`, or its quantization)
/// Errors: `model.open`, `model.config`, `model.family.unknown`, `safetensors.*`, `quantization.config`.
Result<PlannedModel> plannedModel(const std::filesystem::path& folder);
PlannedModel plannedModel(const model::Checkpoint& checkpoint);

/// Bytes that a matrix takes as the stages write it: dense, or codes, scales and zero points of compressed-tensors.
std::uint64_t storedBytes(const PlannedModule& module, formats::DType dtype);

} // namespace espalier::compress::plan
