#pragma once

#include <optional>
#include <vector>

#include "core/engine/packed_matrix.h"
#include "core/model/stored_weight.h"

namespace espalier::engine {

/// A dense weight in f32, f16 or bf16 where it lies in its file, which stays mapped as long as the matrix lives.
/// Nothing for weights that are stored otherwise.
std::optional<PackedMatrix> mappedMatrix(const model::StoredWeight& weight, std::vector<float> bias);

/// Any weight, dequantized if need be, as a float matrix with memory of its own: bf16 or f16 if all values are exact in
/// it, else f32.
PackedMatrix floatMatrix(const model::StoredWeight& weight, std::vector<float> bias);

} // namespace espalier::engine
