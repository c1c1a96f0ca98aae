#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/model/model_spec.h"
#include "core/model/stored_tensor.h"

namespace espalier::model {

/// Bytes that lie in a mapped file as they are needed.
class MappedSource final : public TensorSource
{
public:
    /// @param bytes within the file @param rows of the tensor's first dimension, 1 of a scalar
    MappedSource(MappedFile file, std::span<const std::byte> bytes, std::size_t rows);

    const MappedFile& file() const override { return m_file; }
    std::span<const std::byte> mapped() const override { return m_bytes; }
    TensorBytes rows(std::size_t first, std::size_t count) const override;
    void release() const override { m_file.release(m_bytes); }

private:
    MappedFile m_file;
    std::span<const std::byte> m_bytes;
    std::size_t m_rowBytes = 0;
};

/// Some rows of another tensor, in runs that stand `stride` rows apart: what StoredPart describes.
class RowsSource final : public TensorSource
{
public:
    /// @param whole outlives this @param rowBytes of one of its rows
    /// @param first, run, stride in rows of `whole`; run 0: all rows follow each other
    RowsSource(const TensorSource& whole, std::size_t rowBytes, std::size_t first, std::size_t count, std::size_t run,
               std::size_t stride);

    const MappedFile& file() const override { return m_whole.file(); }
    std::span<const std::byte> mapped() const override;
    TensorBytes rows(std::size_t first, std::size_t count) const override;
    void release() const override;

private:
    const TensorSource& m_whole;
    std::size_t m_rowBytes;
    std::size_t m_first;
    std::size_t m_count;
    std::size_t m_run;
    std::size_t m_stride;
};

/// Columns of a matrix as rows: of [in, total] the columns [first, first + out) as [out, in].
class TransposedSource final : public TensorSource
{
public:
    /// @param whole outlives this @param width columns of `whole`
    TransposedSource(const TensorSource& whole, std::size_t elementBytes, std::size_t height, std::size_t width,
                     std::size_t first);

    const MappedFile& file() const override { return m_whole.file(); }
    std::span<const std::byte> mapped() const override { return {}; }
    TensorBytes rows(std::size_t first, std::size_t count) const override;
    void release() const override { m_whole.release(); }

private:
    const TensorSource& m_whole;
    std::size_t m_elementBytes;
    std::size_t m_height;
    std::size_t m_width;
    std::size_t m_first;
};

/// A few values that no file holds.
class OwnedSource final : public TensorSource
{
public:
    /// @param file that they were derived from @param rows of the tensor's first dimension
    OwnedSource(MappedFile file, std::vector<std::byte> bytes, std::size_t rows);

    const MappedFile& file() const override { return m_file; }
    std::span<const std::byte> mapped() const override { return m_bytes; }
    TensorBytes rows(std::size_t first, std::size_t count) const override;
    void release() const override {}

private:
    MappedFile m_file;
    std::vector<std::byte> m_bytes;
    std::size_t m_rowBytes = 0;
};

} // namespace espalier::model
