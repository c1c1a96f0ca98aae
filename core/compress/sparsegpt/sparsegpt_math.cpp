#include "core/compress/sparsegpt/sparsegpt_math.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <cblas.h>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>

#include "core/compress/quantization/integer_grid.h"
#include "core/compress/rank_selection.h"
#include "core/compress/sparsegpt/column_sweep.h"
#include "core/compress/tensor_checks.h"

namespace espalier::compress {
namespace {

constexpr std::int64_t kRowGrain = 16;
/// Columns whose errors are gathered before the columns to their right are updated: a product over few columns is bound
/// by the memory traffic of the matrix it updates.
constexpr std::int64_t kLazyColumns = 512;

/// The state of one sweep. Symbols of the paper: W weight, U upper factor of the inverse Hessian, E errors.
class Sweep
{
public:
    Sweep(const at::Tensor& weight, const HessianFactor& factor, const SparseGptOptions& options,
          const QuantizationGrid* grid, const at::Tensor& zerosOf);
    void run(const CancelToken& cancel);
    SweepResult take(const QuantizationGrid* grid);

private:
    void clearDeadInputs(const at::Tensor& dead);
    void takeOrder(const at::Tensor& order);
    at::Tensor inNaturalOrder(const at::Tensor& matrix) const;
    void chooseBlockMask(std::int64_t start, std::int64_t width);
    void sweepBlock(std::int64_t start, std::int64_t width, std::int64_t errorStart);
    void sweepRow(const ColumnBlock& block, std::int64_t row, std::int64_t errorStart, RowScratch& scratch);
    /// W[:, to..end) -= E[:, errorFrom..) U[from..from+count, to..end)
    void update(std::int64_t errorFrom, std::int64_t from, std::int64_t count, std::int64_t to, std::int64_t end);

    SparseGptOptions m_options;
    std::int64_t m_rows;
    std::int64_t m_columns;
    std::int64_t m_blockSize;
    std::int64_t m_lazyColumns;
    at::Tensor m_order;    ///< of the columns of all matrices here; undefined if natural
    at::Tensor m_original; ///< contiguous: preserveMask reads its zeros
    at::Tensor m_weight;
    at::Tensor m_factor;
    at::Tensor m_errors;
    at::Tensor m_codes;
    std::unique_ptr<GridView> m_grid;
    std::vector<float> m_scores;
    std::unique_ptr<bool[]> m_mask;     ///< [rows, block], unstructured
    std::vector<double> m_losses;       ///< by row
    std::vector<std::int64_t> m_pruned; ///< by row
};

void requireOptions(const SparseGptOptions& options)
{
    if (options.blockSize < 1)
        throw std::invalid_argument("SparseGPT: expected a block of 1 or more columns, got " +
                                    std::to_string(options.blockSize));
    if (options.groupSize > 0)
        requireGroups(options.keptOfGroup, options.groupSize);
    else
        requireSparsity(options.sparsity);
}

Sweep::Sweep(const at::Tensor& weight, const HessianFactor& factor, const SparseGptOptions& options,
             const QuantizationGrid* grid, const at::Tensor& zerosOf)
    : m_options(options)
{
    requireMatrix(weight, "weight");
    requireOptions(options);
    m_rows = weight.size(0);
    m_columns = weight.size(1);
    if (!factor.usable())
        throw std::invalid_argument("SparseGPT: the Hessian could not be factored");
    requireMatrix(factor.inverseUpper, "Hessian factor", m_columns, m_columns);
    const at::Tensor contiguous = weight.contiguous();
    requireFinite(contiguous, "weight");
    requireMatrix(zerosOf, "weight with the zeros to keep", m_rows, m_columns);
    m_original = zerosOf.contiguous();
    m_factor = factor.inverseUpper.contiguous();
    if (grid) {
        m_grid = std::make_unique<GridView>(*grid, m_rows, m_columns);
        if (!m_grid->isFloat)
            m_codes = at::empty({m_rows, m_columns}, at::kChar);
    }
    m_weight = contiguous.clone();
    if (factor.dead.defined())
        clearDeadInputs(factor.dead);
    takeOrder(factor.order);

    // Groups of N:M never straddle blocks; their result does not depend on the block size.
    const std::int64_t unit = std::max(options.groupSize, 1);
    m_blockSize =
        std::clamp<std::int64_t>((options.blockSize + unit - 1) / unit * unit, 1, std::max<std::int64_t>(m_columns, 1));
    m_lazyColumns = std::max<std::int64_t>(kLazyColumns / m_blockSize, 1) * m_blockSize;
    m_errors = at::empty({m_rows, m_lazyColumns}, at::kFloat);
    if (options.groupSize == 0) {
        m_scores.resize(static_cast<std::size_t>(m_rows * m_blockSize));
        m_mask = std::make_unique<bool[]>(m_scores.size());
    }
    m_losses.assign(static_cast<std::size_t>(m_rows), 0.0);
    m_pruned.assign(static_cast<std::size_t>(m_rows), 0);
}

void Sweep::clearDeadInputs(const at::Tensor& dead)
{
    if (dead.numel() != m_columns || dead.scalar_type() != at::kBool)
        throw std::invalid_argument("SparseGPT: expected one bool for each input in the list of dead inputs");
    const at::Tensor contiguous = dead.contiguous();
    const bool* marks = contiguous.data_ptr<bool>();
    float* w = m_weight.data_ptr<float>();
    for (std::int64_t column = 0; column < m_columns; ++column)
        if (marks[column])
            for (std::int64_t row = 0; row < m_rows; ++row)
                w[row * m_columns + column] = 0.0F;
}

void Sweep::takeOrder(const at::Tensor& order)
{
    if (!order.defined())
        return;
    if (m_options.groupSize > 0)
        throw std::invalid_argument("SparseGPT: groups of N:M need the natural order of the columns");
    if (order.numel() != m_columns || order.scalar_type() != at::kLong)
        throw std::invalid_argument("SparseGPT: expected one int64 for each input in the order of the columns");
    m_order = order.contiguous();
    m_weight = m_weight.index_select(1, m_order);
    if (m_options.preserveMask)
        m_original = m_original.index_select(1, m_order);
}

at::Tensor Sweep::inNaturalOrder(const at::Tensor& matrix) const
{
    return m_order.defined() ? at::empty_like(matrix).index_copy_(1, m_order, matrix) : matrix;
}

void Sweep::chooseBlockMask(std::int64_t start, std::int64_t width)
{
    const float* w = m_weight.data_ptr<float>();
    const float* original = m_original.data_ptr<float>();
    if (m_options.sparsity == 0.0) { // nothing to rank
        for (std::int64_t row = 0; row < m_rows; ++row)
            for (std::int64_t j = 0; j < width; ++j)
                m_mask[static_cast<std::size_t>(row * width + j)] =
                    m_options.preserveMask && original[row * m_columns + start + j] == 0.0F;
        return;
    }
    const float* u = m_factor.data_ptr<float>();
    std::vector<float> pivots(static_cast<std::size_t>(width));
    for (std::int64_t j = 0; j < width; ++j)
        pivots[static_cast<std::size_t>(j)] = u[(start + j) * (m_columns + 1)];

    std::vector<std::int64_t> zeros(static_cast<std::size_t>(m_rows), 0);
    at::parallel_for(0, m_rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            float* scores = m_scores.data() + row * width;
            const float* values = w + row * m_columns + start;
            // |w| / d ranks like w^2 / d^2 and neither underflows nor overflows.
            for (std::int64_t j = 0; j < width; ++j)
                scores[j] = std::abs(values[j]) / pivots[static_cast<std::size_t>(j)];
            if (m_options.preserveMask)
                zeros[static_cast<std::size_t>(row)] =
                    rankZerosFirst(scores, original + row * m_columns + start, width);
        }
    });
    std::int64_t kept = 0;
    for (const std::int64_t count : zeros)
        kept += count;
    const std::span<const float> scores(m_scores.data(), static_cast<std::size_t>(m_rows * width));
    RankCut cut = cutSmallest({scores}, std::max(exactCount(m_rows * width, m_options.sparsity), kept));
    markSmallest(scores, cut, m_mask.get());
}

void Sweep::sweepRow(const ColumnBlock& block, std::int64_t row, std::int64_t errorStart, RowScratch& scratch)
{
    const std::int64_t offset = row * m_columns + block.start();
    float* w = m_weight.data_ptr<float>() + offset;
    std::copy_n(w, block.width(), scratch.weight.begin());
    RowTask task;
    task.mask = m_mask ? m_mask.get() + row * block.width() : nullptr;
    task.original = m_options.preserveMask ? m_original.data_ptr<float>() + offset : nullptr;
    task.errors = m_errors.data_ptr<float>() + row * m_lazyColumns + errorStart;
    task.codes = m_codes.defined() ? m_codes.data_ptr<std::int8_t>() + offset : nullptr;
    task.grid = m_grid.get();
    task.inputs = m_order.defined() ? m_order.data_ptr<std::int64_t>() + block.start() : nullptr;
    task.row = row;
    task.keptZeros = m_options.keptZeros;
    m_losses[static_cast<std::size_t>(row)] += block.sweep(task, m_options, scratch);
    const bool* mask = task.mask ? task.mask : scratch.mask.get();
    m_pruned[static_cast<std::size_t>(row)] += std::count(mask, mask + block.width(), true);
    std::copy_n(scratch.weight.begin(), block.width(), w);
}

void Sweep::sweepBlock(std::int64_t start, std::int64_t width, std::int64_t errorStart)
{
    if (m_mask)
        chooseBlockMask(start, width);
    const ColumnBlock block(m_factor.data_ptr<float>(), m_columns, start, width);
    at::parallel_for(0, m_rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        RowScratch scratch(block);
        for (std::int64_t row = begin; row < end; ++row)
            sweepRow(block, row, errorStart, scratch);
    });
}

void Sweep::update(std::int64_t errorFrom, std::int64_t from, std::int64_t count, std::int64_t to, std::int64_t end)
{
    if (to >= end || m_rows == 0)
        return;
    const int stride = static_cast<int>(m_columns);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, static_cast<int>(m_rows), static_cast<int>(end - to),
                static_cast<int>(count), -1.0F, m_errors.data_ptr<float>() + errorFrom, static_cast<int>(m_lazyColumns),
                m_factor.data_ptr<float>() + from * m_columns + to, stride, 1.0F, m_weight.data_ptr<float>() + to,
                stride);
}

void Sweep::run(const CancelToken& cancel)
{
    for (std::int64_t lazyStart = 0; lazyStart < m_columns; lazyStart += m_lazyColumns) {
        const std::int64_t lazyEnd = std::min(lazyStart + m_lazyColumns, m_columns);
        for (std::int64_t start = lazyStart; start < lazyEnd; start += m_blockSize) {
            if (cancel.requested())
                throw Cancelled{};
            const std::int64_t width = std::min(m_blockSize, lazyEnd - start);
            sweepBlock(start, width, start - lazyStart);
            update(start - lazyStart, start, width, start + width, lazyEnd);
        }
        update(0, lazyStart, lazyEnd - lazyStart, lazyEnd, m_columns);
    }
}

SweepResult Sweep::take(const QuantizationGrid* grid)
{
    SweepResult result;
    result.weight = inNaturalOrder(m_weight);
    if (grid && m_codes.defined())
        result.quantized = {*grid, inNaturalOrder(m_codes)};
    else if (grid) // float8 that was rounded already: the same codes again
        result.quantized = roundToNearest(result.weight, *grid);
    for (const double loss : m_losses)
        result.loss += loss;
    for (const std::int64_t pruned : m_pruned)
        result.pruned += pruned;
    return result;
}

} // namespace

SweepResult sparseGptSweep(const at::Tensor& weight, const HessianFactor& factor, const SparseGptOptions& options,
                           const QuantizationGrid* grid, const CancelToken& cancel, const at::Tensor& zerosOf)
{
    Sweep sweep(weight, factor, options, grid, zerosOf.defined() ? zerosOf : weight);
    sweep.run(cancel);
    return sweep.take(grid);
}

} // namespace espalier::compress
