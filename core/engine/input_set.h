#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "core/engine/aligned_buffer.h"
#include "core/engine/input_rows.h"
#include "core/engine/loaded_model.h"

namespace espalier::engine {

/// The inputs that several linear modules share, ordered and rounded once for each way in which one of them wants them.
class InputSet
{
public:
    static constexpr std::size_t kMaximumReaders = 3;

    /// Makes room for `tokens` rows. Existing contents are lost. @param readers 1 to 3 modules of equal `columns`
    void resize(std::size_t tokens, std::span<const LinearLayer* const> readers);
    /// Rows may be set by several threads at once. `values` must live as long as the rows are read (see InputRows).
    void setRow(std::size_t token, const float* values);

    const InputRows& of(const LinearLayer& reader) const;

private:
    struct Kind
    {
        InputRows rows;
        const std::vector<std::uint32_t>* order = nullptr;
        AlignedBuffer<float> ordered; ///< [tokens, columns], if there is an order

        bool fits(const LinearLayer& reader) const;
    };

    std::array<Kind, kMaximumReaders> m_kinds;
    std::size_t m_used = 0;
};

} // namespace espalier::engine
