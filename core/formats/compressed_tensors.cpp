#include "core/formats/compressed_tensors.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace espalier::formats {
namespace {

constexpr std::size_t kWordBits = 32;

std::size_t codesPerWord(int bits)
{
    return kWordBits / static_cast<std::size_t>(bits);
}

/// First bit of code i, counted from the first word of its line.
std::size_t bitPlace(std::size_t i, int bits, PackLayout layout)
{
    const auto width = static_cast<std::size_t>(bits);
    return layout == PackLayout::Stream ? i * width
                                        : i / codesPerWord(bits) * kWordBits + i % codesPerWord(bits) * width;
}

/// One line of codes and its words, each with the distance from one to the next.
struct Line
{
    std::size_t firstCode;
    std::size_t codeStep;
    std::size_t count;
    std::size_t firstWord;
    std::size_t wordStep;
};

void packLine(std::span<const std::int8_t> codes, const Line& line, int bits, PackLayout layout,
              std::vector<std::uint32_t>& words)
{
    for (std::size_t i = 0; i < line.count; ++i) {
        const int code = codes[line.firstCode + i * line.codeStep];
        const auto stored = static_cast<std::uint64_t>(code + (1 << (bits - 1)));
        const std::size_t bit = bitPlace(i, bits, layout);
        const std::uint64_t shifted = stored << (bit % kWordBits);
        const std::size_t word = line.firstWord + bit / kWordBits * line.wordStep;
        words[word] |= static_cast<std::uint32_t>(shifted);
        if ((shifted >> kWordBits) != 0) {
            words[word + line.wordStep] |= static_cast<std::uint32_t>(shifted >> kWordBits);
        }
    }
}

std::uint64_t wordAt(std::span<const std::byte> words, std::size_t index)
{
    std::uint32_t word = 0;
    std::memcpy(&word, words.data() + index * sizeof(word), sizeof(word));
    return word;
}

template <typename Code>
void unpackLine(std::span<const std::byte> words, const Line& line, int bits, PackLayout layout, std::span<Code> codes)
{
    const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
    const int offset = 1 << (bits - 1);
    for (std::size_t i = 0; i < line.count; ++i) {
        const std::size_t bit = bitPlace(i, bits, layout);
        const std::size_t word = line.firstWord + bit / kWordBits * line.wordStep;
        std::uint64_t value = wordAt(words, word);
        if (bit % kWordBits + static_cast<std::size_t>(bits) > kWordBits) {
            value |= wordAt(words, word + line.wordStep) << kWordBits;
        }
        codes[line.firstCode + i * line.codeStep] =
            static_cast<Code>(static_cast<int>((value >> (bit % kWordBits)) & mask) - offset);
    }
}

Line rowLine(std::size_t row, std::size_t columns, std::size_t words)
{
    return {row * columns, 1, columns, row * words, 1};
}

Line columnLine(std::size_t column, std::size_t rows, std::size_t columns)
{
    return {column, columns, rows, column, columns};
}

template <typename Code>
void unpackAllRows(std::span<const std::byte> words, std::size_t rows, std::size_t columns, int bits, PackLayout layout,
                   std::span<Code> codes)
{
    const std::size_t perRow = packedWords(columns, bits, layout);
    assert(words.size() == rows * perRow * sizeof(std::int32_t) && codes.size() == rows * columns);
    for (std::size_t row = 0; row < rows; ++row) {
        unpackLine(words, rowLine(row, columns, perRow), bits, layout, codes);
    }
}

std::vector<std::int32_t> asSigned(const std::vector<std::uint32_t>& words)
{
    std::vector<std::int32_t> result(words.size());
    std::ranges::transform(words, result.begin(), [](std::uint32_t word) { return static_cast<std::int32_t>(word); });
    return result;
}

} // namespace

std::size_t packedWords(std::size_t count, int bits, PackLayout layout)
{
    assert(bits >= 1 && bits <= 8);
    return layout == PackLayout::Stream ? (count * static_cast<std::size_t>(bits) + kWordBits - 1) / kWordBits
                                        : (count + codesPerWord(bits) - 1) / codesPerWord(bits);
}

std::optional<PackLayout> packLayout(std::size_t count, int bits, std::size_t words)
{
    for (const PackLayout layout : {PackLayout::Stream, PackLayout::Words}) {
        if (packedWords(count, bits, layout) == words) {
            return layout;
        }
    }
    return std::nullopt;
}

std::vector<std::int32_t> packRows(std::span<const std::int8_t> codes, std::size_t rows, std::size_t columns, int bits,
                                   PackLayout layout)
{
    const std::size_t perRow = packedWords(columns, bits, layout);
    std::vector<std::uint32_t> words(rows * perRow);
    for (std::size_t row = 0; row < rows; ++row) {
        packLine(codes, rowLine(row, columns, perRow), bits, layout, words);
    }
    return asSigned(words);
}

std::vector<std::int32_t> packColumns(std::span<const std::int8_t> codes, std::size_t rows, std::size_t columns,
                                      int bits, PackLayout layout)
{
    std::vector<std::uint32_t> words(packedWords(rows, bits, layout) * columns);
    for (std::size_t column = 0; column < columns; ++column) {
        packLine(codes, columnLine(column, rows, columns), bits, layout, words);
    }
    return asSigned(words);
}

void unpackRows(std::span<const std::byte> words, std::size_t rows, std::size_t columns, int bits, PackLayout layout,
                std::span<float> codes)
{
    unpackAllRows(words, rows, columns, bits, layout, codes);
}

void unpackRows(std::span<const std::byte> words, std::size_t rows, std::size_t columns, int bits, PackLayout layout,
                std::span<std::int8_t> codes)
{
    unpackAllRows(words, rows, columns, bits, layout, codes);
}

void unpackColumns(std::span<const std::byte> words, std::size_t rows, std::size_t columns, int bits, PackLayout layout,
                   std::span<float> codes)
{
    assert(words.size() == packedWords(rows, bits, layout) * columns * sizeof(std::int32_t) &&
           codes.size() == rows * columns);
    for (std::size_t column = 0; column < columns; ++column) {
        unpackLine(words, columnLine(column, rows, columns), bits, layout, codes);
    }
}

void dequantizeRows(std::span<float> values, std::size_t firstRow, std::size_t in, const ScaleGrid& grid)
{
    const std::size_t rows = in == 0 ? 0 : values.size() / in;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t gridRow = (grid.rows == 1 ? 0 : (firstRow + row) / grid.rowsPerScale) * grid.columns;
        float* line = values.data() + row * in;
        const auto convert = [&](std::size_t column, std::size_t place) {
            const float zero = grid.zeroPoints.empty() ? 0.0F : grid.zeroPoints[place];
            line[column] = (line[column] - zero) * grid.scales[place];
        };
        if (!grid.groupOfInput.empty()) {
            for (std::size_t column = 0; column < in; ++column) {
                convert(column, gridRow + static_cast<std::size_t>(grid.groupOfInput[column]));
            }
            continue;
        }
        const std::size_t group = grid.columns == 1 ? in : grid.groupSize;
        for (std::size_t column = 0; column < in; ++column) {
            convert(column, gridRow + column / group);
        }
    }
}

} // namespace espalier::formats
