#include "core/engine/input_set.h"

#include <algorithm>
#include <cassert>

namespace espalier::engine {

bool InputSet::Kind::fits(const LinearLayer& reader) const
{
    return rows.rounding() == reader.rounding && order == reader.inputOrder.get();
}

void InputSet::resize(std::size_t tokens, std::span<const LinearLayer* const> readers)
{
    m_used = 0;
    for (const LinearLayer* reader : readers) {
        const auto used = std::span(m_kinds).first(m_used);
        if (std::ranges::any_of(used, [reader](const Kind& kind) { return kind.fits(*reader); })) {
            continue;
        }
        Kind& kind = m_kinds[m_used++];
        kind.rows.resize(tokens, reader->weight.columns, reader->rounding);
        kind.order = reader->inputOrder.get();
        if (kind.order != nullptr) {
            kind.ordered.resize(tokens * kind.order->size());
        }
    }
}

void InputSet::setRow(std::size_t token, const float* values)
{
    for (Kind& kind : std::span(m_kinds).first(m_used)) {
        const float* row = values;
        if (kind.order != nullptr) {
            float* ordered = kind.ordered.data() + token * kind.order->size();
            std::ranges::transform(*kind.order, ordered, [values](std::uint32_t input) { return values[input]; });
            row = ordered;
        }
        kind.rows.setRow(token, row);
    }
}

const InputRows& InputSet::of(const LinearLayer& reader) const
{
    const auto found = std::ranges::find_if(m_kinds, [&reader](const Kind& kind) { return kind.fits(reader); });
    assert(found < m_kinds.begin() + m_used);
    return found->rows;
}

} // namespace espalier::engine
