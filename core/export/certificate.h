#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/formats/ggml_blocks.h"
#include "core/model/checkpoint.h"

namespace espalier::exporting {

/// What may be otherwise in a module of an exported model.
struct WeightTolerance
{
    double relative = 0.0; ///< of each weight; 0: it must be the same number
    double absolute = 0.0; ///< added to that
    double noise = 0.0;    ///< in place of the two where it is not 0: sum of squared errors over sum of squared weights
    bool keepsZeros = true;
};

/// Rounding to a type alone: half a unit in the last place of F16 and BF16, ten times the noise of normally spread
/// weights in the types of blocks, whose weights may be spread otherwise or count differently.
WeightTolerance toleranceOf(formats::GgmlType type);

/// Error `export.weights`: a module of the model holds NaN or infinity, which no export can be compared with.
Error weightsAreNoNumbers(const std::string& module, const std::filesystem::path& model);

/// Gives rows of a module as the exported model has them.
using ReadExported = std::function<Result<void>(std::int64_t firstRow, std::span<float> rows)>;

/// One module (or bias), read from both. @param tensor "model.layers.0.mlp.up_proj.weight" or ".bias"
/// @return {name, shape, weights, zeros, zerosLost, largestError, meanError, noise}. Errors: `export.mismatch`,
/// `export.weights`, and what reading gives. Throws Cancelled.
Result<nlohmann::json> compareWeights(const model::Checkpoint& source, const std::string& tensor,
                                      const WeightTolerance& tolerance, const ReadExported& read,
                                      const CancelToken& cancel);

/// Token ids of a corpus and rendered chats of two tokenizers (folders or GGUF files), `null` where the model has none
/// or one that is not supported.
/// @param leadingSpaces texts that begin with a space are compared as well
/// @return {tokenizer: {texts, tokens}, chatTemplate: {chats}}. Errors: `export.mismatch`, those of the loaders.
Result<nlohmann::json> compareText(const std::filesystem::path& source, const std::filesystem::path& exported,
                                   bool leadingSpaces = true);

} // namespace espalier::exporting
