#pragma once

#include <cstdint>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::exporting {

/// How the matrices of a random model are stored.
struct RandomWeights
{
    enum class Type {
        BFloat16,
        Int8, ///< W8A8: a scale an output, inputs rounded to int8 for each token
        Int4  ///< W4A16: a scale for each 128 inputs
    };
    Type type = Type::BFloat16;
    /// Kept weights: `kept` of every `of` columns; or, where `of` is 0, each with the probability `density`.
    int kept = 0;
    int of = 0;
    double density = 1.0;
    std::uint64_t seed = 0;
};

/// Writes a model with random weights of the shape that a config.json gives, for measurements at full size. Linear
/// modules, the head included, are stored as `weights` says; embedding and norms are bf16. Matrices have the standard
/// deviation 1 / sqrt(in * density), so that activations keep their size; norms are 1, biases 0. The same seed gives
/// the same bytes. One tensor is in memory at a time. Errors: `model.config`, `model.family.unknown`, those of
/// HfWriter.
/// @return bytes of weights
Result<std::uint64_t> writeRandomModel(const nlohmann::json& config, const std::filesystem::path& out,
                                       const RandomWeights& weights);

} // namespace espalier::exporting
