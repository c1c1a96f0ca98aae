#include "core/compress/rank_selection.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <mutex>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include "core/compress/tensor_checks.h"

namespace espalier::compress {
namespace {

constexpr std::int64_t kGrain = 1 << 15;
constexpr int kRadixBits = 11;
using Histogram = std::array<std::int64_t, 1 << kRadixBits>;

std::uint32_t keyOf(float value)
{
    return std::bit_cast<std::uint32_t>(value) & 0x7FFFFFFFU;
}

/// Counts the digit at `shift` of all keys whose higher bits equal those of `prefix`.
Histogram digitCounts(const std::vector<std::span<const float>>& parts, std::uint32_t prefix, int shift)
{
    Histogram total{};
    std::mutex mutex;
    const int high = shift + kRadixBits;
    for (const auto part : parts) {
        at::parallel_for(0, static_cast<std::int64_t>(part.size()), kGrain, [&](std::int64_t begin, std::int64_t end) {
            Histogram counts{};
            for (std::int64_t i = begin; i < end; ++i) {
                const std::uint32_t key = keyOf(part[static_cast<std::size_t>(i)]);
                if (high >= 31 || (key ^ prefix) >> high == 0)
                    ++counts[(key >> shift) & ((1U << kRadixBits) - 1)];
            }
            const std::lock_guard lock(mutex);
            for (std::size_t digit = 0; digit < counts.size(); ++digit)
                total[digit] += counts[digit];
        });
    }
    return total;
}

} // namespace

std::int64_t exactCount(std::int64_t values, double share)
{
    return static_cast<std::int64_t>(static_cast<double>(values) * share);
}

RankCut cutSmallest(const std::vector<std::span<const float>>& parts, std::int64_t count)
{
    if (count <= 0)
        return {};
    std::uint32_t prefix = 0;
    for (const int shift : {22, 11, 0}) {
        const Histogram counts = digitCounts(parts, prefix, shift);
        std::uint32_t digit = 0;
        while (digit + 1 < counts.size() && counts[digit] < count)
            count -= counts[digit++];
        prefix |= digit << shift;
    }
    return {prefix, count};
}

void markSmallest(std::span<const float> values, RankCut& cut, bool* mask)
{
    const auto size = static_cast<std::int64_t>(values.size());
    const std::uint32_t threshold = cut.threshold;
    at::parallel_for(0, size, kGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            mask[i] = keyOf(values[static_cast<std::size_t>(i)]) < threshold;
    });
    for (std::int64_t i = 0; i < size && cut.ties > 0; ++i) {
        if (keyOf(values[static_cast<std::size_t>(i)]) != threshold)
            continue;
        mask[i] = true;
        --cut.ties;
    }
}

void markSmallestOfGroup(const float* values, std::int64_t size, std::int64_t count, bool* mask)
{
    std::fill(mask, mask + size, false);
    for (std::int64_t taken = 0; taken < count; ++taken) {
        std::int64_t best = -1;
        for (std::int64_t i = 0; i < size; ++i)
            if (!mask[i] && (best < 0 || std::abs(values[i]) < std::abs(values[best])))
                best = i;
        mask[best] = true;
    }
}

at::Tensor maskOfGroups(const at::Tensor& scores, int kept, int group)
{
    requireMatrix(scores, "scores");
    requireGroups(kept, group);
    const at::Tensor contiguous = scores.contiguous();
    requireFinite(contiguous, "scores");
    const std::int64_t columns = scores.size(1);
    at::Tensor mask = at::empty(scores.sizes(), at::kBool);
    const float* values = contiguous.data_ptr<float>();
    bool* marks = mask.data_ptr<bool>();
    at::parallel_for(0, scores.size(0), 16, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            for (std::int64_t column = 0; column < columns; column += group) {
                const std::int64_t size = std::min<std::int64_t>(group, columns - column);
                const std::int64_t offset = row * columns + column;
                markSmallestOfGroup(values + offset, size, prunedOfGroup(size, kept, group), marks + offset);
            }
        }
    });
    return mask;
}

} // namespace espalier::compress
