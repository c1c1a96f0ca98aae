#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "core/engine/input_rows.h"
#include "core/engine/loaded_model.h"

namespace espalier::engine {

/// The inputs that several linear modules share, rounded once for each way in which one of them wants them.
class InputSet
{
public:
    static constexpr std::size_t kMaximumReaders = 3;

    /// Makes room for `tokens` rows. Existing contents are lost. @param readers 1 to 3 modules of equal `columns`
    void resize(std::size_t tokens, std::span<const LinearLayer* const> readers);
    /// Rows may be set by several threads at once. `values` must live as long as the rows are read (see InputRows).
    void setRow(std::size_t token, const float* values);

    std::size_t tokens() const { return m_rows.front().tokens(); }
    const InputRows& of(const LinearLayer& reader) const;

private:
    std::array<InputRows, kMaximumReaders> m_rows;
    std::size_t m_kinds = 0;
};

} // namespace espalier::engine
