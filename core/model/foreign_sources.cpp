#include "core/model/foreign_sources.h"

#include <cstring>

#include "core/formats/compressed_tensors.h"
#include "core/formats/float4.h"
#include "core/formats/gptq_awq.h"
#include "core/formats/sparse_bitmask.h"

namespace espalier::model {
namespace {

template <typename T> TensorBytes bytesOf(const std::vector<T>& values)
{
    std::vector<std::byte> bytes(values.size() * sizeof(T));
    if (!values.empty()) {
        std::memcpy(bytes.data(), values.data(), bytes.size());
    }
    return TensorBytes(std::move(bytes));
}

} // namespace

AwqSource::AwqSource(const TensorSource& words, std::size_t in, std::size_t out) : m_words(words), m_in(in), m_out(out)
{
}

TensorBytes AwqSource::rows(std::size_t first, std::size_t count) const
{
    constexpr int kBits = 4;
    std::vector<std::int8_t> codes(count * m_in);
    const TensorBytes words = m_words.rows(0, m_in);
    formats::unpackAwq(words.span(), m_in, m_out, first, codes);
    return bytesOf(formats::packRows(codes, count, m_in, kBits, formats::PackLayout::Stream));
}

BitmaskSource::BitmaskSource(const TensorSource& values, const TensorSource& bitmask, std::vector<std::uint64_t> starts,
                             std::size_t columns, std::size_t elementBytes)
    : m_values(values), m_bitmask(bitmask), m_starts(std::move(starts)), m_columns(columns),
      m_elementBytes(elementBytes)
{
}

TensorBytes BitmaskSource::rows(std::size_t first, std::size_t count) const
{
    std::vector<std::byte> dense(count * m_columns * m_elementBytes);
    formats::expandBitmask(m_values.mapped(), m_bitmask.mapped(), m_starts, m_columns, m_elementBytes, first, dense);
    return TensorBytes(std::move(dense));
}

void BitmaskSource::release() const
{
    m_values.release();
    m_bitmask.release();
}

std::optional<StoredForm> BitmaskSource::storedForm() const
{
    return StoredForm{"", m_values.mapped().size() + m_bitmask.mapped().size()};
}

Float4Source::Float4Source(const TensorSource& packed, const TensorSource& scales, std::size_t columns,
                           std::size_t groups, float globalScale)
    : m_packed(packed), m_scales(scales), m_columns(columns), m_groups(groups), m_globalScale(globalScale)
{
}

TensorBytes Float4Source::rows(std::size_t first, std::size_t count) const
{
    std::vector<float> values(count * m_columns);
    std::vector<float> scales(count * m_groups);
    const TensorBytes packed = m_packed.rows(first, count);
    const TensorBytes stored = m_scales.rows(first, count);
    formats::unpackE2m1(packed.span(), values);
    formats::convertToFloat32(formats::DType::F8E4M3, stored.span(), scales);
    const std::size_t group = m_columns / m_groups;
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] *= scales[i / group] / m_globalScale;
    }
    return bytesOf(values);
}

std::optional<StoredForm> Float4Source::storedForm() const
{
    return StoredForm{"NVFP4", m_packed.mapped().size() + m_scales.mapped().size()};
}

void Float4Source::release() const
{
    m_packed.release();
    m_scales.release();
}

} // namespace espalier::model
