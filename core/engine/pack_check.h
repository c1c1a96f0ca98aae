#pragma once

#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// Whether all parts of a matrix have the sizes that its figures demand and no kernel would read or write beyond them:
/// for matrices that come from a file. What the codes and scales say is not looked at.
bool isSound(const PackedMatrix& matrix);

} // namespace espalier::engine
