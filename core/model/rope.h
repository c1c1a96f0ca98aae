#pragma once

#include <vector>

#include "core/model/model_spec.h"

namespace espalier::model {

/// Inverse frequencies of the rotated channel pairs, scaling applied: the angle of pair i at a position is position *
/// result[i]. @param isLong LongRope: of a text longer than the original context (Rope::isLong)
/// @return [rotaryDimensions / 2]
std::vector<double> inverseFrequencies(const Rope& rope, bool isLong = false);

} // namespace espalier::model
