#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"

namespace espalier::formats {

/// How GPTQ and AWQ folders hold weights: by input, unlike compressed-tensors, in 32-bit words. With b bits, u the
/// unsigned code, z the zero point and s the scale of its group, weight = (u - z) * s. Tensors of a linear module:
/// | | GPTQ (AutoGPTQ, GPTQModel) | AWQ (AutoAWQ, version gemm) |
/// |---|---|---|
/// | `qweight` I32 | [in * b / 32, out]: along the inputs one bit stream, code i at bit i * b | [in, out / 8]: 4 bits |
/// | `qzeros` I32 | [groups, out * b / 32], a stream along the outputs | [groups, out / 8] |
/// | `scales` | [groups, out] | [groups, out] |
/// | `g_idx` I32 | [in]: the group of each input; may be absent | |
/// The transposes of GPTQ's are compressed-tensors' `weight_packed` (PackLayout::Stream) and `weight_zero_point`. Bits
/// i * 4 of an AWQ word hold the code of output 8 * word + {0, 2, 4, 6, 1, 3, 5, 7}[i]. GPTQ's first version stores
/// z - 1, its second (`checkpoint_format` gptq_v2) and AWQ z.
enum class WordOrder { Gptq, Awq };

/// `quantization_config` of a config.json with `quant_method` gptq or awq.
struct GroupedConfig
{
    WordOrder order = WordOrder::Gptq;
    int bits = 4;
    int groupSize = 128; ///< 0: all inputs
    bool symmetric = true;
    bool storesZeroPoints = false; ///< rather than zero points - 1
};

/// Error `quantization.config`: names the key (a version or format that is not read), or the method, with the list of
/// those that are.
Result<GroupedConfig> groupedConfigFromJson(const nlohmann::json& json);

/// Codes u - 8 of outputs firstOutput .. of AWQ's words. @param words [in, out / 8] @param codes [n, in]
void unpackAwq(std::span<const std::byte> words, std::size_t in, std::size_t out, std::size_t firstOutput,
               std::span<std::int8_t> codes);

/// Zero points z - 2^(b-1) of qzeros, [out, groups]. Some writers of GPTQ's second version do not say so; with
/// symmetric codes z can only be 2^(b-1), which tells.
std::vector<std::int8_t> groupedZeroPoints(std::span<const std::byte> words, const GroupedConfig& config,
                                           std::size_t groups, std::size_t out, int bits);

} // namespace espalier::formats
