#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/model/model_spec.h"

namespace espalier::model {

/// A part's rows on the way into the whole.
struct PartRows
{
    const StoredPart* place = nullptr;
    std::span<const std::byte> bytes; ///< row-major
    std::size_t rows = 0;             ///< in units of the tensor's first dimension
};

/// The whole's bytes: one part after the other, or run by run where they alternate.
/// @param unit outputs that a row stands for (packed zero points, scales by block), else 1
/// @param transposedElement bytes of an element where the whole is [in, out], else 0
std::vector<std::byte> joinParts(std::span<const PartRows> parts, std::size_t unit, std::size_t transposedElement);

} // namespace espalier::model
