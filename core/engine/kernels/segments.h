#pragma once

#include <algorithm>
#include <cstddef>

#include "core/engine/input_rows.h"
#include "core/engine/packed_matrix.h"

namespace espalier::engine {

/// Walks over the segments of a product: columns that share both a weight group and an input block, within which sums
/// are exact integers. The first one from the start; columns must not be 0.
class SegmentWalk
{
public:
    SegmentWalk(const PackedMatrix& weight, const InputRows& input)
        : m_columns(weight.columns), m_groupColumns(weight.groups() == 1 ? weight.columns : weight.groupColumns),
          m_blockColumns(input.blockColumns()), m_groupEnd(m_groupColumns), m_blockEnd(m_blockColumns)
    {
        setEnd();
    }

    std::size_t begin() const { return m_begin; } ///< column
    std::size_t end() const { return m_end; }
    std::size_t group() const { return m_group; }           ///< of weights
    std::size_t inputBlock() const { return m_inputBlock; } ///< of InputRows

    /// False after the last segment.
    bool next()
    {
        if (m_end == m_columns) {
            return false;
        }
        m_begin = m_end;
        if (m_begin == m_groupEnd) {
            m_groupEnd += m_groupColumns;
            ++m_group;
        }
        if (m_begin == m_blockEnd) {
            m_blockEnd += m_blockColumns;
            ++m_inputBlock;
        }
        setEnd();
        return true;
    }

private:
    void setEnd() { m_end = std::min({m_groupEnd, m_blockEnd, m_columns}); }

    std::size_t m_columns;
    std::size_t m_groupColumns;
    std::size_t m_blockColumns;
    std::size_t m_groupEnd;
    std::size_t m_blockEnd;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::size_t m_group = 0;
    std::size_t m_inputBlock = 0;
};

} // namespace espalier::engine
