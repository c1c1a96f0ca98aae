#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/recipe/mask.h"

namespace espalier::ui {

/// Side of a tile in cells; a cell of level n stands for 2^n x 2^n weights.
inline constexpr int kTileCells = 256;

/// Which tile: its level, and its place there in tiles.
struct TileKey
{
    int level = 0;
    int row = 0;
    int column = 0;

    auto operator<=>(const TileKey&) const = default;
    std::int64_t weights() const { return std::int64_t(kTileCells) << level; } ///< along a side
};

/// Rows and columns of the weight, and the pattern that its groups of inputs are judged by.
struct MatrixForm
{
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    recipe::MaskStructure pattern;

    /// A short last group of r weights keeps r - floor(r * (group - kept) / group).
    int keptIn(std::int64_t groupSize) const;
    bool conforms(std::span<const float> row, std::int64_t group) const; ///< @param row a whole one
    std::int64_t groups() const { return (columns + pattern.group - 1) / pattern.group; }
    std::int64_t cells(std::int64_t weights, int level) const
    {
        return (weights + (std::int64_t(1) << level) - 1) >> level;
    }
    /// The level at which one tile holds the whole matrix.
    int coarsestLevel() const;
};

/// What a cell's weights come to.
struct MatrixCell
{
    float mean = 0.0F;       ///< signed; NaN where a weight is not finite
    float maximum = 0.0F;    ///< of the absolute values
    float zeros = 0.0F;      ///< share of exact ones
    float conforming = 0.0F; ///< share of the groups that reach into the cell which keep to the pattern
};

/// 256 x 256 cells, fewer at the right and lower edge. Immutable once it is handed out.
struct MatrixTile
{
    TileKey key;
    int width = 0; ///< in cells
    int height = 0;
    int done = 0;         ///< rows of cells that hold figures, from the top
    bool sampled = false; ///< of a few weights a cell only
    std::vector<MatrixCell> cells;

    const MatrixCell& at(int row, int column) const
    {
        return cells[std::size_t(row) * std::size_t(width) + std::size_t(column)];
    }
    bool isComplete() const { return done == height; }
    std::size_t bytes() const { return cells.size() * sizeof(MatrixCell); }
    static MatrixTile empty(const MatrixForm& form, const TileKey& key);
};

using MatrixTilePtr = std::shared_ptr<const MatrixTile>;

/// Makes the tiles of one row of tiles, exactly, from whole rows of weights that come in order.
class TileBand
{
public:
    /// @param first, last tile columns, both included
    TileBand(const MatrixForm& form, int level, int tileRow, int first, int last);

    std::int64_t firstRow() const { return m_firstRow; } ///< of the weights that are needed
    std::int64_t lastRow() const { return m_lastRow; }   ///< past the end
    void add(std::span<const float> row);
    const std::vector<MatrixTile>& tiles() const { return m_tiles; }

private:
    void finishCells();
    void judge(std::span<const float> row);

    MatrixForm m_form;
    int m_level;
    std::int64_t m_firstRow;
    std::int64_t m_lastRow;
    std::int64_t m_row;         ///< the next one
    std::int64_t m_firstColumn; ///< of weights
    std::int64_t m_lastColumn;
    std::int64_t m_firstGroup;
    std::int64_t m_lastGroup; ///< past the end
    std::vector<MatrixTile> m_tiles;
    // of the rows of the cells in work, column by column
    std::vector<float> m_sums;
    std::vector<float> m_maxima;
    std::vector<std::int32_t> m_zeros;
    std::vector<std::int32_t> m_conforming; ///< by group
    std::int64_t m_rowsInCell = 0;
};

/// One row of cells of tiles, guessed from one row of weights within it: at most 8 weights and one group a cell.
/// @param cellRow within the tiles @param row a whole row of weights
void sampleCells(const MatrixForm& form, std::span<const float> row, int cellRow, std::span<MatrixTile> tiles);

} // namespace espalier::ui
