#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

#include "core/engine/kernels/int4.h"
#include "core/engine/kernels/int8.h"
#include "core/engine/pack_formats.h"

namespace espalier::engine {
namespace {

std::size_t stepsOf(std::size_t columns, std::size_t stepColumns)
{
    return (columns + stepColumns - 1) / stepColumns;
}

std::size_t int8BlockBytes(const BlockCodes& block)
{
    return stepsOf(block.columns, kInt8StepColumns) * kInt8StepBytes;
}

void packInt8(const BlockCodes& block, std::byte* data)
{
    for (std::size_t c = 0; c < block.columns; c += kInt8StepColumns) {
        for (std::size_t row = 0; row < kBlockRows; ++row, data += kInt8StepColumns) {
            std::memcpy(data, block.codes + row * block.stride + c, kInt8StepColumns);
        }
    }
}

void unpackInt8(const PackedMatrix& weight, const std::byte* data, std::int8_t* codes, std::size_t stride)
{
    for (std::size_t c = 0; c < weight.columns; c += kInt8StepColumns) {
        const std::size_t count = std::min(kInt8StepColumns, weight.columns - c);
        for (std::size_t row = 0; row < kBlockRows; ++row, data += kInt8StepColumns) {
            std::memcpy(codes + row * stride + c, data, count);
        }
    }
}

std::size_t int4BlockBytes(const BlockCodes& block)
{
    return stepsOf(block.columns, kInt4StepColumns) * kInt4StepBytes;
}

/// code + 8 of a column. @throws std::invalid_argument if it has more than 4 bits
unsigned nibble(const BlockCodes& block, std::size_t row, std::size_t column)
{
    const int code = block.at(row, column) + kInt4Offset;
    if (code < 0 || code > 15) {
        throw std::invalid_argument("pack: int4 codes of -8 to 7 expected, got " +
                                    std::to_string(block.at(row, column)));
    }
    return static_cast<unsigned>(code);
}

void packInt4(const BlockCodes& block, std::byte* data)
{
    constexpr std::size_t kHalf = kInt4StepColumns / 2;
    for (std::size_t c = 0; c < block.columns; c += kInt4StepColumns) {
        for (std::size_t row = 0; row < kBlockRows; ++row) {
            for (std::size_t j = 0; j < kHalf; ++j) {
                *data++ = static_cast<std::byte>(nibble(block, row, c + j) | nibble(block, row, c + kHalf + j) << 4);
            }
        }
    }
}

void unpackInt4(const PackedMatrix& weight, const std::byte* data, std::int8_t* codes, std::size_t stride)
{
    constexpr std::size_t kHalf = kInt4StepColumns / 2;
    for (std::size_t c = 0; c < weight.columns; c += kInt4StepColumns) {
        for (std::size_t row = 0; row < kBlockRows; ++row, data += kHalf) {
            for (std::size_t j = 0; j < std::min(kInt4StepColumns, weight.columns - c); ++j) {
                const int value = std::to_integer<int>(data[j % kHalf]);
                codes[row * stride + c + j] =
                    static_cast<std::int8_t>((j < kHalf ? value & 15 : value >> 4) - kInt4Offset);
            }
        }
    }
}

} // namespace

const FormatPacker kInt8Packer = {
    .blockBytes = int8BlockBytes, .packBlock = packInt8, .unpackBlock = unpackInt8, .takesExtremes = true};
const FormatPacker kInt4Packer = {
    .blockBytes = int4BlockBytes, .packBlock = packInt4, .unpackBlock = unpackInt4, .takesExtremes = true};

} // namespace espalier::engine
