#include "core/engine/kernels/float_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/kernels/float_rows.cpp"
#define ESPALIER_WITHOUT_VNNI
#include "core/engine/kernels/highway.h"

#include "core/engine/kernels/float_tile-inl.h"

#ifndef ESPALIER_FLOAT_ROWS_ONCE
#define ESPALIER_FLOAT_ROWS_ONCE

#include <sstream>
#include <stdexcept>
#include <vector>

#include "core/formats/dtype.h"

namespace espalier::engine {
namespace {

/// A product of some rows of the weight with the inputs; all sizes in elements unless named otherwise.
struct FloatProduct
{
    const std::byte* weights = nullptr; ///< first row
    std::size_t rowBytes = 0;
    std::size_t rows = 0;
    std::size_t columns = 0;
    const float* bias = nullptr; ///< [rows] or null
    const float* const* inputs = nullptr;
    std::size_t tokens = 0;
    float* out = nullptr; ///< first row's, of the first token
    std::size_t outStride = 0;
};

} // namespace
} // namespace espalier::engine

#endif

HWY_BEFORE_NAMESPACE();
namespace espalier::engine::HWY_NAMESPACE {
#if ESPALIER_VECTORS

/// Up to this many tokens the weights are read as they lie, for kDotTokens tokens at a time; the second group of tokens
/// finds them in the first cache.
constexpr std::size_t kDotTokens = 4;
constexpr std::size_t kMaximumDotTokens = 16;
/// A slab of weights as floats: kSlabRows x kSlabColumns, 128 KiB in the second cache.
constexpr std::size_t kSlabRows = 128;
constexpr std::size_t kSlabColumns = 256;

template <Element kElement, std::size_t kRows, std::size_t kTokens>
HWY_INLINE void dotTile(const FloatProduct& product, std::size_t row, std::size_t token)
{
    const Floats d;
    const std::byte* weights[kRows];
    FloatVector sums[kRows][kTokens];
    for (std::size_t r = 0; r < kRows; ++r) {
        weights[r] = product.weights + (row + r) * product.rowBytes;
        for (std::size_t t = 0; t < kTokens; ++t) {
            sums[r][t] = hn::Zero(d);
        }
    }
    std::size_t column = 0;
    for (; column + kLanes <= product.columns; column += kLanes) {
        FloatVector inputs[kTokens];
        for (std::size_t t = 0; t < kTokens; ++t) {
            inputs[t] = hn::LoadU(d, product.inputs[token + t] + column);
        }
        for (std::size_t r = 0; r < kRows; ++r) {
            const auto weight = loadElements<kElement>(d, weights[r] + column * bytesOf(kElement));
            for (std::size_t t = 0; t < kTokens; ++t) {
                sums[r][t] = hn::MulAdd(weight, inputs[t], sums[r][t]);
            }
        }
    }
    const std::size_t left = product.columns - column;
    for (std::size_t r = 0; r < kRows; ++r) {
        for (std::size_t t = 0; t < kTokens; ++t) {
            if (left > 0) {
                const auto weight = loadFirstElements<kElement>(d, weights[r] + column * bytesOf(kElement), left);
                sums[r][t] = hn::MulAdd(weight, loadFirst(product.inputs[token + t] + column, left), sums[r][t]);
            }
            const float bias = product.bias == nullptr ? 0.0F : product.bias[row + r];
            product.out[(token + t) * product.outStride + row + r] = sumOfLanes(sums[r][t]) + bias;
        }
    }
}

template <Element kElement, std::size_t kRows> HWY_INLINE void dotTiles(const FloatProduct& product, std::size_t row)
{
    for (std::size_t token = 0; token < product.tokens; token += kDotTokens) {
        switch (std::min(kDotTokens, product.tokens - token)) {
        case 1:
            dotTile<kElement, kRows, 1>(product, row, token);
            break;
        case 2:
            dotTile<kElement, kRows, 2>(product, row, token);
            break;
        case 3:
            dotTile<kElement, kRows, 3>(product, row, token);
            break;
        default: // 12 accumulators are what 16 registers hold
            if constexpr (kRows == 4) {
                dotTile<kElement, 2, 4>(product, row, token);
                dotTile<kElement, 2, 4>(product, row + 2, token);
            } else {
                dotTile<kElement, kRows, 4>(product, row, token);
            }
        }
    }
}

template <Element kElement> void multiplyByDots(const FloatProduct& product)
{
    std::size_t row = 0;
    for (; row + 4 <= product.rows; row += 4) {
        dotTiles<kElement, 4>(product, row);
    }
    for (; row < product.rows; ++row) {
        dotTiles<kElement, 1>(product, row);
    }
}

/// Adds the product of one slab of weights [rows, depth] from `firstColumn` on to the outputs of rows from `firstRow`.
template <Element kElement>
void addSlab(const FloatProduct& product, std::size_t firstRow, std::size_t rows, std::size_t firstColumn,
             std::size_t depth, float* panels)
{
    for (std::size_t r = 0; r < rows; r += kTileColumns) {
        packTransposed<kElement>(product.weights + (firstRow + r) * product.rowBytes + firstColumn * bytesOf(kElement),
                                 product.rowBytes, std::min(kTileColumns, rows - r), depth, nullptr, panels + r * depth,
                                 kTileColumns, kTileColumns);
    }
    for (std::size_t token = 0; token < product.tokens; token += kTileRows) {
        const std::size_t tokens = std::min(kTileRows, product.tokens - token);
        const float* inputs[kTileRows];
        for (std::size_t t = 0; t < tokens; ++t) {
            inputs[t] = product.inputs[token + t] + firstColumn;
        }
        float* out = product.out + token * product.outStride + firstRow;
        for (std::size_t r = 0; r < rows; r += kTileColumns) {
            const float* panel = panels + r * depth;
            if (r + kTileColumns <= rows) {
                registerTileOf(tokens, inputs, depth, panel, kTileColumns, true, out + r, product.outStride);
                continue;
            }
            // Added in the same order as in a whole tile, so that no result depends on how the rows are shared out.
            float last[kTileRows * kTileColumns] = {};
            for (std::size_t t = 0; t < tokens; ++t) {
                std::copy_n(out + t * product.outStride + r, rows - r, last + t * kTileColumns);
            }
            registerTileOf(tokens, inputs, depth, panel, kTileColumns, true, last, kTileColumns);
            for (std::size_t t = 0; t < tokens; ++t) {
                std::copy_n(last + t * kTileColumns, rows - r, out + t * product.outStride + r);
            }
        }
    }
}

template <Element kElement> void multiplyByPanels(const FloatProduct& product)
{
    for (std::size_t t = 0; t < product.tokens; ++t) {
        float* out = product.out + t * product.outStride;
        if (product.bias == nullptr) {
            std::fill_n(out, product.rows, 0.0F);
        } else {
            std::copy_n(product.bias, product.rows, out);
        }
    }
    thread_local std::vector<float> panels(kSlabRows * kSlabColumns);
    for (std::size_t row = 0; row < product.rows; row += kSlabRows) {
        for (std::size_t column = 0; column < product.columns; column += kSlabColumns) {
            addSlab<kElement>(product, row, std::min(kSlabRows, product.rows - row), column,
                              std::min(kSlabColumns, product.columns - column), panels.data());
        }
    }
}

template <Element kElement> void multiplyElements(const FloatProduct& product)
{
    if (product.tokens <= kMaximumDotTokens) {
        multiplyByDots<kElement>(product);
    } else {
        multiplyByPanels<kElement>(product);
    }
}

void multiplyRows(const FloatProduct& product, WeightFormat format)
{
    switch (format) {
    case WeightFormat::Float16:
        return multiplyElements<Element::Float16>(product);
    case WeightFormat::BFloat16:
        return multiplyElements<Element::BFloat16>(product);
    default:
        return multiplyElements<Element::Float32>(product);
    }
}

#endif // ESPALIER_VECTORS
} // namespace espalier::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace espalier::engine {
namespace {

formats::DType dtypeOf(WeightFormat format)
{
    return format == WeightFormat::Float32   ? formats::DType::F32
           : format == WeightFormat::Float16 ? formats::DType::F16
                                             : formats::DType::BF16;
}

void multiplyRowsScalar(const FloatProduct& product, WeightFormat format)
{
    std::vector<float> weights(product.columns);
    for (std::size_t r = 0; r < product.rows; ++r) {
        formats::convertToFloat32(dtypeOf(format), {product.weights + r * product.rowBytes, product.rowBytes}, weights);
        for (std::size_t t = 0; t < product.tokens; ++t) {
            float sum = 0.0F;
            for (std::size_t c = 0; c < product.columns; ++c) {
                sum += weights[c] * product.inputs[t][c];
            }
            product.out[t * product.outStride + r] = sum + (product.bias == nullptr ? 0.0F : product.bias[r]);
        }
    }
}

void requireFit(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input)
{
    std::ostringstream message;
    if (!weight.isFloat()) {
        message << "got a weight of format " << name(weight.format) << ", expected f32, f16 or bf16";
    } else if (weight.data.size() != weight.rows * weight.columns * formats::sizeInBytes(dtypeOf(weight.format))) {
        message << "got " << weight.data.size() << " bytes for a weight [" << weight.rows << ", " << weight.columns
                << "] of " << name(weight.format);
    } else if (input.columns() != weight.columns || input.rounding().kind != InputRounding::Kind::None) {
        message << "got inputs of " << input.columns() << " columns"
                << (input.rounding().kind == InputRounding::Kind::None ? "" : ", rounded") << ", expected "
                << weight.columns << ", not rounded";
    } else if (firstBlock > lastBlock || lastBlock > weight.blocks()) {
        message << "got blocks " << firstBlock << " to " << lastBlock << " of " << weight.blocks();
    }
    if (const std::string text = message.str(); !text.empty()) {
        throw std::invalid_argument("float product: " + text);
    }
}

} // namespace

void multiplyFloat(const PackedMatrix& weight, std::size_t firstBlock, std::size_t lastBlock, const InputRows& input,
                   float* out, std::size_t outStride)
{
    requireFit(weight, firstBlock, lastBlock, input);
    std::vector<const float*> inputs(input.tokens());
    for (std::size_t t = 0; t < inputs.size(); ++t) {
        inputs[t] = input.values(t);
    }
    const std::size_t firstRow = firstBlock * kBlockRows;
    const std::size_t rowBytes = weight.columns * formats::sizeInBytes(dtypeOf(weight.format));
    const FloatProduct product{weight.data.data() + firstRow * rowBytes,
                               rowBytes,
                               std::min(lastBlock * kBlockRows, weight.rows) - std::min(firstRow, weight.rows),
                               weight.columns,
                               weight.bias.empty() ? nullptr : weight.bias.data() + firstRow,
                               inputs.data(),
                               inputs.size(),
                               out + firstRow,
                               outStride};
    ESPALIER_KERNEL(multiplyRowsScalar, multiplyRows)(product, weight.format);
}

} // namespace espalier::engine
#endif // HWY_ONCE
