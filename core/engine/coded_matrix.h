#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"
#include "core/model/stored_weight.h"

namespace espalier::engine {

/// Error `engine.scale` with module and row: a scale that is NaN, infinite or not above 0, or a zero point that is no
/// code of `bits` bits.
Result<void> requireScales(const std::string& module, const formats::ScaleGrid& grid, int bits);

/// The columns by their groups, if each group (but for the last) has as many as it should; nothing else.
/// Empty where they stand in that order already.
std::optional<std::vector<std::uint32_t>> columnOrder(const formats::ScaleGrid& grid);

/// A weight of whole-number codes, packed in the format that is fastest for it.
/// @param bits the stored width, at least 2 @param rounding of the inputs
/// @param order column i of the result is order[i] of the weight; may be null
PackedMatrix packedMatrix(const model::StoredWeight& weight, int bits, const InputRounding& rounding,
                          const std::vector<std::uint32_t>* order, std::span<const float> bias);

} // namespace espalier::engine
