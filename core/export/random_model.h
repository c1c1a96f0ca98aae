#pragma once

#include <cstdint>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::exporting {

/// Writes a bf16 model with random weights of the shape that a config.json gives, for measurements at full size.
/// Matrices are normal with standard deviation 1 / sqrt(in), so that activations keep their size; norms are 1, biases
/// 0. The same seed gives the same bytes. One tensor is in memory at a time. Errors: `model.config`,
/// `model.family.unknown`, those of HfWriter. @return bytes of weights
Result<std::uint64_t> writeRandomModel(const nlohmann::json& config, const std::filesystem::path& out,
                                       std::uint64_t seed);

} // namespace espalier::exporting
