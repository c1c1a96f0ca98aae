#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>

namespace espalier::compress {

/// Where a ranking by magnitude is cut: everything below `threshold` is taken, and of the values equal to it the first
/// `ties` in order. Keys are the bits of |x|, which order like the (finite) values.
struct RankCut
{
    std::uint32_t threshold = 0;
    std::int64_t ties = 0;
};

/// int(n * share), the double product truncated: the exact-count rule of every unstructured mask.
std::int64_t exactCount(std::int64_t values, double share);

/// The cut below which exactly `count` of all values of all parts lie, by |x|. Linear time, independent of threads.
RankCut cutSmallest(const std::vector<std::span<const float>>& parts, std::int64_t count);

/// mask[i] = whether |values[i]| falls below the cut; uses up `cut.ties`, so that parts are marked in their order.
void markSmallest(std::span<const float> values, RankCut& cut, bool* mask);

/// Marks the `count` smallest |x| of a short run (ties: the lower index).
void markSmallestOfGroup(const float* values, std::int64_t size, std::int64_t count, bool* mask);

/// How many of a group of `size` (<= group) inputs are pruned so that kept of every group stay: floor in proportion.
constexpr std::int64_t prunedOfGroup(std::int64_t size, int kept, int group)
{
    return size * (group - kept) / group;
}

/// For each row of scores, `kept` of every `group` consecutive columns with the largest |score| stay.
/// @param scores [out, in] float32  @return bool [out, in], true = pruned
at::Tensor maskOfGroups(const at::Tensor& scores, int kept, int group);

} // namespace espalier::compress
