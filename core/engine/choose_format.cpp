#include <algorithm>

#include "core/engine/pack.h"

namespace espalier::engine {

SparsePattern findPattern(const CodedWeight& weight)
{
    const auto zeros = std::ranges::count(weight.codes, std::int8_t{0});
    return {weight.codes.empty() ? 0.0 : static_cast<double>(zeros) / static_cast<double>(weight.codes.size()), 0, 0};
}

/// The dense ones: no kernel of a sparse format is there yet.
WeightFormat chooseFormat(const CodedWeight& weight, const SparsePattern& /*pattern*/)
{
    return weight.bits <= 4 ? WeightFormat::Int4 : WeightFormat::Int8;
}

} // namespace espalier::engine
