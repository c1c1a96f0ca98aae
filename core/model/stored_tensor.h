#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/mapped_file.h"
#include "core/formats/safetensors.h"

namespace espalier::model {

/// Bytes of a tensor: a view of a mapped file, or assembled from it and owned.
class TensorBytes
{
public:
    explicit TensorBytes(std::span<const std::byte> mapped) : m_bytes(mapped) {}
    explicit TensorBytes(std::vector<std::byte> own) : m_own(std::move(own)), m_bytes(m_own) {}
    TensorBytes(TensorBytes&&) noexcept = default; // a moved vector keeps its memory, so the view stays good
    TensorBytes& operator=(TensorBytes&&) noexcept = default;
    TensorBytes(const TensorBytes&) = delete;
    TensorBytes& operator=(const TensorBytes&) = delete;
    ~TensorBytes() = default;

    std::span<const std::byte> span() const { return m_bytes; }

private:
    std::vector<std::byte> m_own;
    std::span<const std::byte> m_bytes;
};

/// What a tensor takes in its file where that is not what its info says.
struct StoredForm
{
    std::string_view name; ///< "Q4_K"; empty: the info's dtype
    std::uint64_t bytes = 0;
};

/// Where a tensor's bytes come from. Thread-safe.
class TensorSource
{
public:
    virtual ~TensorSource() = default;

    /// The file that holds it. Copies keep the mapping alive.
    virtual const MappedFile& file() const = 0;
    /// All bytes where they lie in the file as the tensor's info says; empty where rows() must assemble them.
    virtual std::span<const std::byte> mapped() const = 0;
    /// Rows [first, first + count) of the first dimension, elements of a vector, little-endian and row-major.
    virtual TensorBytes rows(std::size_t first, std::size_t count) const = 0;
    /// Lets the kernel drop its pages after use.
    virtual void release() const = 0;
    /// Nothing where the file holds what rows() gives.
    virtual std::optional<StoredForm> storedForm() const { return std::nullopt; }
};

/// A tensor of a checkpoint as the module that owns it needs it: name, dtype and shape are those of the module,
/// whatever the file holds (a part of a fused matrix, a transposed one, another format's blocks).
struct StoredTensor
{
    const formats::TensorInfo* info = nullptr;
    const TensorSource* source = nullptr;

    bool isMapped() const { return !source->mapped().empty(); }
    std::span<const std::byte> mapped() const { return source->mapped(); }
    std::size_t rowCount() const { return info->shape.empty() ? 1 : static_cast<std::size_t>(info->shape[0]); }
    TensorBytes rows(std::size_t first, std::size_t count) const { return source->rows(first, count); }
    TensorBytes bytes() const { return source->rows(0, rowCount()); }
    const MappedFile& file() const { return source->file(); }
    std::filesystem::path path() const { return source->file().path(); }
    void release() const { source->release(); }
};

} // namespace espalier::model
