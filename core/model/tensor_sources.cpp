#include "core/model/tensor_sources.h"

#include <algorithm>
#include <cstring>

namespace espalier::model {

MappedSource::MappedSource(MappedFile file, std::span<const std::byte> bytes, std::size_t rows)
    : m_file(std::move(file)), m_bytes(bytes), m_rowBytes(rows == 0 ? 0 : bytes.size() / rows)
{
}

TensorBytes MappedSource::rows(std::size_t first, std::size_t count) const
{
    return TensorBytes(m_bytes.subspan(first * m_rowBytes, count * m_rowBytes));
}

RowsSource::RowsSource(const TensorSource& whole, std::size_t rowBytes, std::size_t first, std::size_t count,
                       std::size_t run, std::size_t stride)
    : m_whole(whole), m_rowBytes(rowBytes), m_first(first), m_count(count), m_run(run), m_stride(stride)
{
}

std::span<const std::byte> RowsSource::mapped() const
{
    const auto whole = m_whole.mapped();
    return m_run != 0 || whole.empty() ? std::span<const std::byte>()
                                       : whole.subspan(m_first * m_rowBytes, m_count * m_rowBytes);
}

TensorBytes RowsSource::rows(std::size_t first, std::size_t count) const
{
    if (m_run == 0) {
        return m_whole.rows(m_first + first, count);
    }
    std::vector<std::byte> bytes(count * m_rowBytes);
    for (std::size_t done = 0; done < count;) {
        const std::size_t row = first + done;
        const std::size_t within = row % m_run;
        const std::size_t taken = std::min(m_run - within, count - done);
        const TensorBytes part = m_whole.rows(m_first + row / m_run * m_stride + within, taken);
        std::memcpy(bytes.data() + done * m_rowBytes, part.span().data(), part.span().size());
        done += taken;
    }
    return TensorBytes(std::move(bytes));
}

void RowsSource::release() const
{
    if (const auto bytes = mapped(); !bytes.empty()) {
        file().release(bytes);
    } else {
        m_whole.release();
    }
}

TransposedSource::TransposedSource(const TensorSource& whole, std::size_t elementBytes, std::size_t height,
                                   std::size_t width, std::size_t first)
    : m_whole(whole), m_elementBytes(elementBytes), m_height(height), m_width(width), m_first(first)
{
}

TensorBytes TransposedSource::rows(std::size_t first, std::size_t count) const
{
    std::vector<std::byte> bytes(count * m_height * m_elementBytes);
    const std::size_t width = m_elementBytes;
    for (std::size_t i = 0; i < m_height; ++i) {
        const TensorBytes row = m_whole.rows(i, 1);
        const std::byte* from = row.span().data() + (m_first + first) * width;
        for (std::size_t j = 0; j < count; ++j) {
            std::memcpy(bytes.data() + (j * m_height + i) * width, from + j * width, width);
        }
    }
    return TensorBytes(std::move(bytes));
}

OwnedSource::OwnedSource(MappedFile file, std::vector<std::byte> bytes, std::size_t rows)
    : m_file(std::move(file)), m_bytes(std::move(bytes)), m_rowBytes(rows == 0 ? 0 : m_bytes.size() / rows)
{
}

TensorBytes OwnedSource::rows(std::size_t first, std::size_t count) const
{
    return TensorBytes(std::span<const std::byte>(m_bytes).subspan(first * m_rowBytes, count * m_rowBytes));
}

} // namespace espalier::model
