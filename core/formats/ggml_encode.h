#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/formats/ggml_blocks.h"

namespace espalier::formats {

/// Rounds weights into whole blocks of a type (all of GgmlType but IQ4_NL and IQ4_XS, which are only read).
///
/// Scales, minima and codes of a block minimise sum_i importance_i (weight_i - decoded_i)^2 by a search over the step
/// of each group, least squares for its scale and minimum, and then for the scales of the block, in which those of its
/// groups are rounded. Deterministic. Weights are finite; a block of zeros decodes to zeros, and in the types without
/// minimum every zero weight does.
/// @param weights a multiple of the type's blockWeights
/// @param importance not negative, as many as weights (the mean square of the inputs that meet them); empty: all alike
/// @param blocks room for all blocks
void encodeGgml(GgmlType type, std::span<const float> weights, std::span<const float> importance,
                std::span<std::byte> blocks);

/// One block of Q4_0 (codes -8..7), Q5_0 (-16..15), Q8_0 (-128..127), Q4_1 (0..15) or Q5_1 (0..31) from codes that are
/// there already, so that nothing but scale and minimum is rounded (to half precision).
/// @param minimum of Q4_1 and Q5_1: weight = scale * code + minimum
void packGgmlCodes(GgmlType type, std::span<const std::int8_t, 32> codes, float scale, float minimum,
                   std::span<std::byte> block);

} // namespace espalier::formats
