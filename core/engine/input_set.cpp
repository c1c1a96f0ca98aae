#include "core/engine/input_set.h"

#include <algorithm>
#include <cassert>

namespace espalier::engine {

void InputSet::resize(std::size_t tokens, std::span<const LinearLayer* const> readers)
{
    m_kinds = 0;
    for (const LinearLayer* reader : readers) {
        const auto used = std::span(m_rows).first(m_kinds);
        if (std::ranges::find(used, reader->rounding, &InputRows::rounding) == used.end()) {
            m_rows[m_kinds++].resize(tokens, reader->weight.columns, reader->rounding);
        }
    }
}

void InputSet::setRow(std::size_t token, const float* values)
{
    for (std::size_t kind = 0; kind < m_kinds; ++kind) {
        m_rows[kind].setRow(token, values);
    }
}

const InputRows& InputSet::of(const LinearLayer& reader) const
{
    const auto used = std::span(m_rows).first(m_kinds);
    const auto found = std::ranges::find(used, reader.rounding, &InputRows::rounding);
    assert(found != used.end());
    return *found;
}

} // namespace espalier::engine
