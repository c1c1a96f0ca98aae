#include <algorithm>
#include <cstring>
#include <limits>
#include <span>
#include <vector>

#include "core/engine/kernels/window.h"
#include "core/engine/pack_formats.h"

namespace espalier::engine {
namespace {

constexpr std::size_t kLargestAdvance = std::numeric_limits<std::uint8_t>::max();

// Places of the fields of a step, see kernels/window.h.
constexpr std::size_t kLowPlaces = 32;
constexpr std::size_t kHighPlaces = 48;
constexpr std::size_t kAdvances = 56;

/// What one row has in a step.
struct RowStep
{
    std::uint8_t advance = 0;
    std::uint8_t count = 0;
    std::int8_t codes[kWindowCodes] = {};
    std::uint8_t places[kWindowCodes] = {};
};

std::vector<RowStep> stepsOf(const std::int8_t* codes, std::size_t columns)
{
    std::vector<RowStep> steps;
    std::size_t begin = 0; // of the window before
    const auto* end = codes + columns;
    const auto isCode = [](std::int8_t code) { return code != 0; };
    for (const auto* next = std::find_if(codes, end, isCode); next != end; next = std::find_if(next, end, isCode)) {
        const auto first = static_cast<std::size_t>(next - codes);
        for (; first - begin > kLargestAdvance; begin += kLargestAdvance) {
            steps.push_back({static_cast<std::uint8_t>(kLargestAdvance)});
        }
        RowStep step{static_cast<std::uint8_t>(first - begin)};
        begin = first;
        for (; next != end && next < codes + first + kWindowColumns && step.count < kWindowCodes; ++next) {
            if (isCode(*next)) {
                step.codes[step.count] = *next;
                step.places[step.count++] =
                    static_cast<std::uint8_t>(next - codes - static_cast<std::ptrdiff_t>(first));
            }
        }
        steps.push_back(step);
    }
    return steps;
}

/// Steps of the rows 2 * pair and 2 * pair + 1, filled up to the same number.
struct PairSteps
{
    PairSteps(const BlockCodes& block, std::size_t pair)
    {
        for (std::size_t row = 0; row < 2; ++row) {
            rows[row] = stepsOf(block.codes + (2 * pair + row) * block.stride, block.columns);
        }
        count = std::max(rows[0].size(), rows[1].size());
        rows[0].resize(count);
        rows[1].resize(count);
    }

    std::vector<RowStep> rows[2];
    std::size_t count = 0;
};

std::size_t blockBytes(const BlockCodes& block)
{
    std::size_t bytes = kWindowHeaderBytes;
    for (std::size_t pair = 0; pair < kWindowPairs; ++pair) {
        bytes += PairSteps(block, pair).count * kWindowStepBytes;
    }
    return (bytes + 63) / 64 * 64;
}

void writeRowStep(const RowStep& step, std::size_t row, std::byte* data)
{
    for (std::size_t i = 0; i < kWindowCodes; ++i) {
        const unsigned place = step.places[i];
        data[row * kWindowCodes + i] = static_cast<std::byte>(step.codes[i]);
        data[kLowPlaces + i] |= static_cast<std::byte>((place & 15U) << (4 * row));
        data[kHighPlaces + i % 8] |= static_cast<std::byte>((place >> 4U) << (6 - 2 * (2 * row + i / 8)));
    }
    data[kAdvances + row] = static_cast<std::byte>(step.advance);
}

void packBlock(const BlockCodes& block, std::byte* data)
{
    std::byte* step = data + kWindowHeaderBytes;
    for (std::size_t pair = 0; pair < kWindowPairs; ++pair) {
        const PairSteps steps(block, pair);
        const auto count = static_cast<std::uint32_t>(steps.count);
        std::memcpy(data + pair * sizeof count, &count, sizeof count);
        for (std::size_t i = 0; i < steps.count; ++i, step += kWindowStepBytes) {
            writeRowStep(steps.rows[0][i], 0, step);
            writeRowStep(steps.rows[1][i], 1, step);
        }
    }
}

/// Of code i of a row, in the step's window.
unsigned placeOf(const std::byte* step, std::size_t row, std::size_t i)
{
    const unsigned low = static_cast<unsigned>(step[kLowPlaces + i]) >> (4 * row) & 15U;
    const unsigned high = static_cast<unsigned>(step[kHighPlaces + i % 8]) >> (6 - 2 * (2 * row + i / 8)) & 3U;
    return high << 4U | low;
}

/// @param codes of the row, from the first column of the step's window on
void readRowStep(const std::byte* data, std::size_t row, std::int8_t* codes)
{
    for (std::size_t i = 0; i < kWindowCodes; ++i) {
        const auto code = static_cast<std::int8_t>(data[row * kWindowCodes + i]);
        if (code != 0) {
            codes[placeOf(data, row, i)] = code;
        }
    }
}

void unpackBlock(const PackedMatrix& /*weight*/, const std::byte* data, std::int8_t* codes, std::size_t stride)
{
    const std::byte* step = data + kWindowHeaderBytes;
    for (std::size_t pair = 0; pair < kWindowPairs; ++pair) {
        std::uint32_t count = 0;
        std::memcpy(&count, data + pair * sizeof count, sizeof count);
        std::size_t columns[2] = {};
        for (std::uint32_t i = 0; i < count; ++i, step += kWindowStepBytes) {
            for (std::size_t row = 0; row < 2; ++row) {
                columns[row] += static_cast<std::size_t>(step[kAdvances + row]);
                readRowStep(step, row, codes + (2 * pair + row) * stride + columns[row]);
            }
        }
    }
}

/// Whether the codes of a row in a step stand in the first `columns` of its window.
bool isRowStepWithin(const std::byte* step, std::size_t row, std::size_t columns)
{
    for (std::size_t i = 0; columns < kWindowColumns && i < kWindowCodes; ++i) {
        if (step[row * kWindowCodes + i] != std::byte{0} && placeOf(step, row, i) >= columns) {
            return false;
        }
    }
    return true;
}

bool isBlockSound(const PackedMatrix& weight, std::span<const std::byte> block)
{
    std::size_t place = kWindowHeaderBytes;
    for (std::size_t pair = 0; pair < kWindowPairs; ++pair) {
        std::uint32_t count = 0;
        if (block.size() < place) {
            return false;
        }
        std::memcpy(&count, block.data() + pair * sizeof count, sizeof count);
        if ((block.size() - place) / kWindowStepBytes < count) {
            return false;
        }
        std::size_t columns[2] = {};
        for (std::uint32_t i = 0; i < count; ++i, place += kWindowStepBytes) {
            const std::byte* step = block.data() + place;
            for (std::size_t row = 0; row < 2; ++row) {
                columns[row] += static_cast<std::size_t>(step[kAdvances + row]);
                if (columns[row] >= weight.columns || !isRowStepWithin(step, row, weight.columns - columns[row])) {
                    return false;
                }
            }
        }
    }
    return true;
}

} // namespace

const FormatPacker kWindowPacker = {.blockBytes = blockBytes,
                                    .offsets = true,
                                    .packBlock = packBlock,
                                    .unpackBlock = unpackBlock,
                                    .isBlockSound = isBlockSound};

} // namespace espalier::engine
