#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/formats/quantization.h"
#include "core/model/tensor_table.h"

namespace espalier::model {

/// The `quantization_config` of a folder: that of config.json (or the older `compression_config`), else what the first
/// GPTQ and AWQ folders have in quantize_config.json and quant_config.json. null where there is none.
nlohmann::json quantizationJson(const std::filesystem::path& folder, const nlohmann::json& config);

/// Whether its method and format are read, before any weights are looked at. Error `quantization.config`.
Result<void> checkQuantization(const nlohmann::json& quantization);

/// "GPTQ" or "AWQ", else empty.
std::string foreignMethod(const nlohmann::json& quantization);

/// Presents the weights of other formats as those that Espalier computes with, without reading the weights themselves
/// (but for bitmasks and zero points), and says how they are quantized:
/// | folder | presented as |
/// |---|---|
/// | GPTQ, AWQ (gptq_awq.h) | pack-quantized: `weight_packed`, `weight_scale`, `weight_zero_point`, `weight_g_idx` |
/// | compressed-tensors sparse-bitmask, sparse-24-bitmask | `weight` with its zeros |
/// | compressed-tensors nvfp4-pack-quantized | `weight` F32 |
/// @param quantization quantizationJson() @return nothing for a dense model
/// Errors: `quantization.config`, `model.tensor.shape`, `model.tensor.missing`.
Result<std::optional<formats::QuantizationConfig>> decodeForeignWeights(TensorTable& table,
                                                                        const nlohmann::json& quantization);

} // namespace espalier::model
