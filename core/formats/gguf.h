#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/mapped_file.h"
#include "core/base/result.h"

namespace espalier::formats {

/// A metadata value. Whole numbers of every width are int64 (uint64 only where that does not hold it), f32 and f64 are
/// double; arrays keep f32 as it is; arrays of whole numbers and of booleans are int64. Texts point into the mapped
/// file.
using GgufValue = std::variant<bool, std::int64_t, std::uint64_t, double, std::string_view, std::vector<std::int64_t>,
                               std::vector<float>, std::vector<double>, std::vector<std::string_view>>;

/// An entry of the tensor directory.
struct GgufTensor
{
    std::string name;
    std::vector<std::int64_t> dimensions; ///< as stored: the fastest-running first, the reverse of a safetensors shape
    std::uint32_t type = 0;               ///< ggml type number: 0 F32, 1 F16, 2 Q4_0, 8 Q8_0, 30 BF16, ...
    std::uint64_t offset = 0;             ///< bytes from the start of the data part
};

/// Whether a file's name ends with ".gguf" or it begins with "GGUF".
bool isGgufFile(const std::filesystem::path& path);

/// Metadata and tensor directory of a GGUF file, versions 2 and 3, little-endian, memory-mapped.
/// Layout: "GGUF", u32 version, u64 tensors, u64 entries; entries of key, u32 type, value; tensor directory; padding to
/// `general.alignment` (32 without it); data. A text is u64 length + bytes, an array u32 type, u64 length, elements.
/// Every count and length is checked against the file: errors `gguf.magic` (no GGUF, other version or byte order),
/// `gguf.truncated`, `gguf.header` (unknown type, nested array, senseless shape or place), `gguf.duplicate`.
/// Copies share the mapping, which the texts point into.
class GgufFile
{
public:
    static Result<GgufFile> open(const std::filesystem::path& path);

    std::uint32_t version() const { return m_version; }
    const std::map<std::string, GgufValue, std::less<>>& metadata() const { return m_metadata; }

    // Nothing where the key is absent or of another kind.
    std::optional<std::string_view> text(std::string_view key) const;
    std::optional<std::int64_t> integer(std::string_view key) const;
    std::optional<double> number(std::string_view key) const; ///< whole or not
    std::optional<bool> flag(std::string_view key) const;
    const std::vector<std::string_view>* texts(std::string_view key) const;
    const std::vector<std::int64_t>* integers(std::string_view key) const;
    const std::vector<float>* floats(std::string_view key) const;

    const std::vector<GgufTensor>& tensors() const { return m_tensors; } ///< in directory order
    std::size_t dataStart() const { return m_dataStart; }                ///< place of the data part in the file
    const MappedFile& file() const { return m_file; }

private:
    template <typename T> const T* get(std::string_view key) const
    {
        const auto found = m_metadata.find(key);
        return found == m_metadata.end() ? nullptr : std::get_if<T>(&found->second);
    }

    MappedFile m_file;
    std::uint32_t m_version = 0;
    std::map<std::string, GgufValue, std::less<>> m_metadata;
    std::vector<GgufTensor> m_tensors;
    std::size_t m_dataStart = 0;
};

} // namespace espalier::formats
