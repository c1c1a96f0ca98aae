#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/mapped_file.h"
#include "core/base/result.h"
#include "core/formats/dtype.h"

namespace espalier::formats {

/// One entry of a safetensors header.
struct TensorInfo
{
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape; ///< empty for a scalar
    std::uint64_t begin = 0;         ///< byte offsets into the data part, as in the header
    std::uint64_t end = 0;

    std::int64_t elements() const; ///< product of the shape; 1 for a scalar
    std::uint64_t bytes() const { return end - begin; }
};

/// A memory-mapped safetensors file: u64 little-endian header size, JSON header, data part.
/// Every property of the format is checked on open: errors `safetensors.truncated`, `safetensors.header` (bad JSON,
/// wrong types, unknown dtype, negative or overflowing shape), `safetensors.duplicate`, `safetensors.overlap`
/// (two tensors share bytes, or bytes that belong to none), `safetensors.size` (shape and bytes disagree).
class SafetensorsFile
{
public:
    static Result<SafetensorsFile> open(const std::filesystem::path& path);

    const std::vector<TensorInfo>& tensors() const { return m_tensors; } ///< in order of their bytes
    const TensorInfo* find(std::string_view name) const;
    std::span<const std::byte> data(const TensorInfo& tensor) const;
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }
    const MappedFile& file() const { return m_file; }

private:
    MappedFile m_file;
    std::size_t m_dataStart = 0;
    std::vector<TensorInfo> m_tensors;
    std::unordered_map<std::string, std::size_t> m_index;
    std::map<std::string, std::string> m_metadata;
};

/// Writes one safetensors file atomically, tensor by tensor, so that only one tensor need be in memory.
/// Names, dtypes and shapes are declared first (begin/end are ignored and computed); data follows in that order.
/// In the file tensors with wider elements come first, so that every tensor is aligned to its element size, as readers
/// that cast mapped bytes need it (the format forbids gaps); the data part begins at a multiple of 8.
class SafetensorsWriter
{
public:
    /// Errors: `safetensors.duplicate`, `safetensors.size` (negative or overflowing shape), `file.write`, `disk.full`.
    static Result<SafetensorsWriter> create(const std::filesystem::path& path, std::vector<TensorInfo> declarations,
                                            const std::map<std::string, std::string>& metadata = {});

    /// Appends the next declared tensor. @throws std::invalid_argument if the size is not the declared one
    Result<void> append(std::span<const std::byte> data);
    /// Appends some bytes of it, so that it need not be in memory as a whole. @throws std::invalid_argument beyond its
    /// end
    Result<void> appendPart(std::span<const std::byte> data);
    /// @throws std::logic_error if a declared tensor was not appended
    Result<void> commit();

private:
    explicit SafetensorsWriter(AtomicFile file) : m_file(std::move(file)) {}

    AtomicFile m_file;
    std::vector<TensorInfo> m_declarations; ///< with their computed places
    std::size_t m_next = 0;
    std::uint64_t m_partBytes = 0; ///< of the next tensor, that are written
    std::uint64_t m_dataStart = 0;
};

} // namespace espalier::formats
