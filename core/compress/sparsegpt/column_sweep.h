#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/compress/quantization/integer_grid.h"
#include "core/compress/sparsegpt/sparsegpt_math.h"

namespace espalier::compress {

class ColumnBlock;

/// A thread's working memory: one row of one block, padded so that inner loops have no remainder.
struct RowScratch
{
    explicit RowScratch(const ColumnBlock& block);

    std::vector<float> weight;
    std::vector<float> scores;
    std::unique_ptr<bool[]> mask;
};

/// What the sweep of one row reads and writes; each pointer is at the block's first column.
struct RowTask
{
    const bool* mask = nullptr;           ///< chosen beforehand, or null: N:M, chosen on the way
    const float* original = nullptr;      ///< zeros to keep, or null
    const std::int64_t* inputs = nullptr; ///< the input of each column, or null: column c is input c
    float* errors = nullptr;              ///< out: (w - q) / d
    std::int8_t* codes = nullptr;         ///< out, null without a grid of integers
    const GridView* grid = nullptr;
    std::int64_t row = 0;
    KeptZeros keptZeros = KeptZeros::Undo;
};

/// The diagonal block U[start.., start..] of the factor, packed for the column loop over one row at a time.
class ColumnBlock
{
public:
    /// @param factor U, row-major [columns, columns]
    ColumnBlock(const float* factor, std::int64_t columns, std::int64_t start, std::int64_t width);

    std::int64_t start() const { return m_start; }
    std::int64_t width() const { return m_width; }
    std::int64_t stride() const { return m_stride; }

    /// Prunes and quantizes scratch.weight[0, width) column by column, moving each error to the columns on its right.
    /// @return sum (w - q)^2 / (2 d_j)
    double sweep(const RowTask& task, const SparseGptOptions& options, RowScratch& scratch) const;

private:
    void chooseGroupMask(const RowTask& task, const SparseGptOptions& options, std::int64_t column,
                         RowScratch& scratch) const;

    std::int64_t m_start;
    std::int64_t m_width;
    std::int64_t m_stride;
    std::vector<float> m_upper;  ///< rows of U without the diagonal, zero below it
    std::vector<float> m_pivots; ///< the diagonal
};

/// Scores of weights that are zero already become 0, all others more than 0. @return how many are zero
std::int64_t rankZerosFirst(float* scores, const float* original, std::int64_t count);

} // namespace espalier::compress
