#include "ui/models/matrix_tile.h"

#include <cmath>
#include <limits>

namespace espalier::ui {

namespace {

constexpr std::int64_t kSamplesPerCell = 8;

/// The largest absolute value; NaN does not count, the mean shows it.
float larger(float maximum, float value)
{
    const float absolute = std::abs(value);
    return absolute > maximum ? absolute : maximum;
}

} // namespace

int MatrixForm::keptIn(std::int64_t groupSize) const
{
    return int(groupSize - groupSize * (pattern.group - pattern.kept) / pattern.group);
}

bool MatrixForm::conforms(std::span<const float> row, std::int64_t group) const
{
    const std::int64_t begin = group * pattern.group;
    const std::int64_t size = std::min<std::int64_t>(pattern.group, columns - begin);
    int kept = 0;
    for (std::int64_t i = begin; i < begin + size; ++i) {
        kept += row[std::size_t(i)] != 0.0F ? 1 : 0;
    }
    return kept <= keptIn(size);
}

int MatrixForm::coarsestLevel() const
{
    int level = 0;
    while (cells(std::max(rows, columns), level) > kTileCells) {
        ++level;
    }
    return level;
}

MatrixTile MatrixTile::empty(const MatrixForm& form, const TileKey& key)
{
    MatrixTile tile;
    tile.key = key;
    const auto side = [&key](std::int64_t cells, int place) {
        return int(std::clamp<std::int64_t>(cells - std::int64_t(place) * kTileCells, 0, kTileCells));
    };
    tile.width = side(form.cells(form.columns, key.level), key.column);
    tile.height = side(form.cells(form.rows, key.level), key.row);
    tile.cells.resize(std::size_t(tile.width) * std::size_t(tile.height));
    return tile;
}

TileBand::TileBand(const MatrixForm& form, int level, int tileRow, int first, int last)
    : m_form(form), m_level(level), m_firstRow(TileKey{level, tileRow, first}.weights() * tileRow),
      m_lastRow(std::min(form.rows, m_firstRow + TileKey{level, tileRow, first}.weights())), m_row(m_firstRow),
      m_firstColumn(TileKey{level, tileRow, first}.weights() * first),
      m_lastColumn(std::min(form.columns, TileKey{level, tileRow, first}.weights() * (last + 1)))
{
    for (int column = first; column <= last; ++column) {
        m_tiles.push_back(MatrixTile::empty(form, {level, tileRow, column}));
    }
    m_firstGroup = m_firstColumn / form.pattern.group;
    m_lastGroup = (m_lastColumn + form.pattern.group - 1) / form.pattern.group;
    const auto width = std::size_t(m_lastColumn - m_firstColumn);
    m_sums.assign(width, 0.0F);
    m_maxima.assign(width, 0.0F);
    m_zeros.assign(width, 0);
    m_conforming.assign(std::size_t(m_lastGroup - m_firstGroup), 0);
}

void TileBand::add(std::span<const float> row)
{
    const float* values = row.data() + m_firstColumn;
    for (std::size_t i = 0; i < m_sums.size(); ++i) {
        const float value = values[i];
        m_sums[i] += value;
        m_maxima[i] = larger(m_maxima[i], value);
        m_zeros[i] += value == 0.0F ? 1 : 0;
    }
    for (std::size_t i = 0; i < m_conforming.size(); ++i) {
        m_conforming[i] += m_form.conforms(row, m_firstGroup + std::int64_t(i)) ? 1 : 0;
    }
    ++m_rowsInCell;
    ++m_row;
    if (m_rowsInCell == std::int64_t(1) << m_level || m_row == m_lastRow) {
        finishCells();
    }
}

void TileBand::finishCells()
{
    const std::int64_t side = std::int64_t(1) << m_level;
    for (MatrixTile& tile : m_tiles) {
        for (int cell = 0; cell < tile.width; ++cell) {
            const std::int64_t begin = (std::int64_t(tile.key.column) * kTileCells + cell) * side;
            const std::int64_t end = std::min(m_form.columns, begin + side);
            double sum = 0.0;
            std::int64_t zeros = 0;
            MatrixCell& figures = tile.cells[std::size_t(tile.done) * std::size_t(tile.width) + std::size_t(cell)];
            for (auto i = std::size_t(begin - m_firstColumn); i < std::size_t(end - m_firstColumn); ++i) {
                sum += double(m_sums[i]);
                zeros += m_zeros[i];
                figures.maximum = larger(figures.maximum, m_maxima[i]);
            }
            const double count = double(end - begin) * double(m_rowsInCell);
            figures.mean = std::isfinite(sum) ? float(sum / count) : std::numeric_limits<float>::quiet_NaN();
            figures.zeros = float(double(zeros) / count);
            const std::int64_t firstGroup = begin / m_form.pattern.group;
            const std::int64_t lastGroup = (end - 1) / m_form.pattern.group;
            std::int64_t conforming = 0;
            for (std::int64_t group = firstGroup; group <= lastGroup; ++group) {
                conforming += m_conforming[std::size_t(group - m_firstGroup)];
            }
            figures.conforming =
                float(double(conforming) / (double(lastGroup - firstGroup + 1) * double(m_rowsInCell)));
        }
        ++tile.done;
    }
    std::fill(m_sums.begin(), m_sums.end(), 0.0F);
    std::fill(m_maxima.begin(), m_maxima.end(), 0.0F);
    std::fill(m_zeros.begin(), m_zeros.end(), 0);
    std::fill(m_conforming.begin(), m_conforming.end(), 0);
    m_rowsInCell = 0;
}

void sampleCells(const MatrixForm& form, std::span<const float> row, int cellRow, std::span<MatrixTile> tiles)
{
    for (MatrixTile& tile : tiles) {
        const std::int64_t side = std::int64_t(1) << tile.key.level;
        for (int cell = 0; cell < tile.width; ++cell) {
            const std::int64_t begin = (std::int64_t(tile.key.column) * kTileCells + cell) * side;
            const std::int64_t end = std::min(form.columns, begin + side);
            const std::int64_t step = std::max<std::int64_t>(1, (end - begin) / kSamplesPerCell);
            MatrixCell figures;
            double sum = 0.0;
            int count = 0;
            int zeros = 0;
            for (std::int64_t i = begin; i < end; i += step) {
                const float value = row[std::size_t(i)];
                sum += double(value);
                figures.maximum = larger(figures.maximum, value);
                zeros += value == 0.0F ? 1 : 0;
                ++count;
            }
            figures.mean = std::isfinite(sum) ? float(sum / count) : std::numeric_limits<float>::quiet_NaN();
            figures.zeros = float(zeros) / float(count);
            figures.conforming = form.conforms(row, (begin + end) / 2 / form.pattern.group) ? 1.0F : 0.0F;
            tile.cells[std::size_t(cellRow) * std::size_t(tile.width) + std::size_t(cell)] = figures;
        }
    }
}

} // namespace espalier::ui
