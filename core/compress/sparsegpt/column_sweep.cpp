#include "core/compress/sparsegpt/column_sweep.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/compress/rank_selection.h"

// The loop is compiled for several instruction sets and the loader picks one (sanitizers start too late for that).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define ESPALIER_CPU_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ESPALIER_CPU_CLONES
#endif

namespace espalier::compress {
namespace {

constexpr std::int64_t kPadding = 16;

/// target[i] -= error * row[i]
ESPALIER_CPU_CLONES
void subtractScaled(float* __restrict target, const float* __restrict row, float error, std::int64_t chunks)
{
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk)
        for (std::int64_t i = 0; i < kPadding; ++i)
            target[chunk * kPadding + i] -= error * row[chunk * kPadding + i];
}

} // namespace

RowScratch::RowScratch(const ColumnBlock& block)
    : weight(static_cast<std::size_t>(block.stride()), 0.0F), scores(weight.size()),
      mask(std::make_unique<bool[]>(weight.size()))
{
}

ColumnBlock::ColumnBlock(const float* factor, std::int64_t columns, std::int64_t start, std::int64_t width)
    : m_start(start), m_width(width), m_stride((width + kPadding - 1) / kPadding * kPadding),
      m_upper(static_cast<std::size_t>(width * m_stride), 0.0F), m_pivots(static_cast<std::size_t>(width))
{
    for (std::int64_t i = 0; i < width; ++i) {
        const float* row = factor + (start + i) * columns + start;
        m_pivots[static_cast<std::size_t>(i)] = row[i];
        std::copy(row + i + 1, row + width, m_upper.begin() + i * m_stride + i + 1);
    }
}

void ColumnBlock::chooseGroupMask(const RowTask& task, const SparseGptOptions& options, std::int64_t column,
                                  RowScratch& scratch) const
{
    const std::int64_t size = std::min<std::int64_t>(options.groupSize, m_width - column);
    std::int64_t pruned = prunedOfGroup(size, options.keptOfGroup, options.groupSize);
    for (std::int64_t i = column; i < column + size; ++i)
        scratch.scores[static_cast<std::size_t>(i)] =
            std::abs(scratch.weight[static_cast<std::size_t>(i)]) / m_pivots[static_cast<std::size_t>(i)];
    float* scores = scratch.scores.data() + column;
    if (task.original)
        pruned = std::max(pruned, rankZerosFirst(scores, task.original + column, size));
    markSmallestOfGroup(scores, size, pruned, scratch.mask.get() + column);
}

double ColumnBlock::sweep(const RowTask& task, const SparseGptOptions& options, RowScratch& scratch) const
{
    float* w = scratch.weight.data();
    const bool* mask = task.mask ? task.mask : scratch.mask.get();
    double loss = 0.0;
    for (std::int64_t j = 0; j < m_width; ++j) {
        if (!task.mask && j % options.groupSize == 0)
            chooseGroupMask(task, options, j, scratch);
        if (task.original && task.keptZeros == KeptZeros::Drop && task.original[j] == 0.0F)
            w[j] = 0.0F;
        float q = mask[j] ? 0.0F : w[j];
        if (task.grid) {
            const GridPoint point = task.grid->at(task.row, task.inputs ? task.inputs[j] : m_start + j);
            const float code = mask[j] ? point.zeroPoint : task.grid->code(w[j], point);
            if (task.codes)
                task.codes[j] = static_cast<std::int8_t>(code);
            q = (code - point.zeroPoint) * point.scale;
        }
        const float error = (w[j] - q) / m_pivots[static_cast<std::size_t>(j)];
        task.errors[j] = error;
        if (error != 0.0F) {
            const std::int64_t first = (j + 1) / kPadding * kPadding;
            subtractScaled(w + first, m_upper.data() + j * m_stride + first, error, (m_stride - first) / kPadding);
            loss += 0.5 * static_cast<double>(error) * static_cast<double>(error);
        }
        w[j] = q;
    }
    return loss;
}

std::int64_t rankZerosFirst(float* scores, const float* original, std::int64_t count)
{
    std::int64_t zeros = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        const bool zero = original[i] == 0.0F;
        scores[i] = zero ? 0.0F : std::max(scores[i], std::numeric_limits<float>::min());
        zeros += zero;
    }
    return zeros;
}

} // namespace espalier::compress
