#include "core/engine/kernels/multiply.h"

#include <stdexcept>
#include <string>

#include "core/engine/kernels/bitmask.h"
#include "core/engine/kernels/cpu_target.h"
#include "core/engine/kernels/float_rows.h"
#include "core/engine/kernels/int4.h"
#include "core/engine/kernels/int8.h"
#include "core/engine/kernels/nm.h"
#include "core/engine/kernels/reference.h"
#include "core/engine/kernels/unpacked.h"
#include "core/engine/kernels/window.h"

namespace espalier::engine {
namespace {

/// From so many tokens on, unpacking unstructured codes to dense ones costs less than decoding them for each tile.
constexpr std::size_t kUnpackTokens = 64;

void check(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
           std::size_t outStride)
{
    if (input.columns() != weight.columns) {
        throw std::invalid_argument("multiply: a weight [" + std::to_string(weight.rows) + ", " +
                                    std::to_string(weight.columns) + "] got inputs of " +
                                    std::to_string(input.columns()) + " columns");
    }
    if (weight.isFloat() != (input.rounding().kind == InputRounding::Kind::None)) {
        throw std::invalid_argument("multiply: " + describe(weight) + " weights got inputs that were " +
                                    (weight.isFloat() ? "rounded" : "not rounded"));
    }
    if (firstBlock > lastBlock || lastBlock > weight.blocks() || outStride < weight.rows) {
        throw std::invalid_argument("multiply: blocks " + std::to_string(firstBlock) + " to " +
                                    std::to_string(lastBlock) + " of " + std::to_string(weight.blocks()) + ", " +
                                    std::to_string(weight.rows) + " rows, written " + std::to_string(outStride) +
                                    " apart");
    }
}

} // namespace

void multiply(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
              float* out, std::size_t outStride)
{
    check(weight, firstBlock, lastBlock, input, outStride);
    if (weight.isFloat()) {
        return multiplyFloat(weight, firstBlock, lastBlock, input, out, outStride);
    }
    const bool unstructured = weight.format == WeightFormat::Bitmask || weight.format == WeightFormat::Window;
    if (unstructured && input.tokens() >= kUnpackTokens) {
        return multiplyUnpacked(weight, firstBlock, lastBlock, input, out, outStride);
    }
    switch (weight.format) {
    case WeightFormat::Int8:
        return multiplyInt8(weight, firstBlock, lastBlock, input, out, outStride);
    case WeightFormat::Int4:
        return multiplyInt4(weight, firstBlock, lastBlock, input, out, outStride);
    case WeightFormat::NmInt8:
    case WeightFormat::NmInt4:
        return multiplyNm(weight, firstBlock, lastBlock, input, out, outStride);
    case WeightFormat::Bitmask:
        return multiplyBitmask(weight, firstBlock, lastBlock, input, out, outStride);
    case WeightFormat::Window:
        if (weight.groups() > 1 || input.blocks() > 1) { // windows span the borders of segments
            return multiplyUnpacked(weight, firstBlock, lastBlock, input, out, outStride);
        }
        return multiplyWindow(weight, firstBlock, lastBlock, input, out, outStride);
    default:
        return multiplyReference(weight, firstBlock, lastBlock, input, out, outStride);
    }
}

} // namespace espalier::engine
