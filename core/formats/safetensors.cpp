#include "core/formats/safetensors.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <stdexcept>
#include <tuple>

#include "core/formats/safetensors_header.h"
#include "core/formats/safetensors_layout.h"

namespace espalier::formats {
namespace {

Error headerError(const char* code, const std::string& message, const std::filesystem::path& path)
{
    return {code, message + " The file is damaged or is not a safetensors file: fetch it again.", path.string()};
}

/// The tensors, sorted by place, must tile the data part.
Result<void> checkPlaces(const std::vector<TensorInfo>& tensors, std::uint64_t dataBytes,
                         const std::filesystem::path& path)
{
    std::uint64_t next = 0;
    for (const TensorInfo& tensor : tensors) {
        if (tensor.end < tensor.begin || tensor.end > dataBytes) {
            return headerError("safetensors.truncated",
                               "Tensor '" + tensor.name + "' ends beyond the file (byte " + std::to_string(tensor.end) +
                                   " of " + std::to_string(dataBytes) + ").",
                               path);
        }
        const auto size = storedBytes(tensor);
        if (!size) {
            return headerError("safetensors.header",
                               "The shape of tensor '" + tensor.name + "' is negative or too large.", path);
        }
        if (*size != tensor.bytes()) {
            return headerError("safetensors.size",
                               "Tensor '" + tensor.name + "' has " + std::to_string(tensor.bytes()) +
                                   " bytes, but its shape and type need " + std::to_string(*size) + ".",
                               path);
        }
        if (tensor.begin != next) {
            return headerError("safetensors.overlap",
                               tensor.begin < next ? "Tensor '" + tensor.name + "' shares bytes with the one before it."
                                                   : "Bytes before tensor '" + tensor.name + "' belong to no tensor.",
                               path);
        }
        next = tensor.end;
    }
    if (next != dataBytes) {
        return headerError("safetensors.overlap",
                           std::to_string(dataBytes - next) + " bytes at the end belong to no tensor.", path);
    }
    return {};
}

} // namespace

std::int64_t TensorInfo::elements() const
{
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& path)
{
    auto mapped = MappedFile::open(path);
    if (!mapped) {
        return mapped.error();
    }
    SafetensorsFile file;
    file.m_file = mapped.take();
    const auto bytes = file.m_file.bytes();
    std::uint64_t headerBytes = 0;
    if (bytes.size() < sizeof(headerBytes)) {
        return headerError("safetensors.truncated", "The file is shorter than a safetensors header.", path);
    }
    std::memcpy(&headerBytes, bytes.data(), sizeof(headerBytes));
    if (headerBytes > kMaximumHeaderBytes) {
        return headerError("safetensors.header", "The header claims to be larger than 100 MB.", path);
    }
    if (headerBytes > bytes.size() - sizeof(headerBytes)) {
        return headerError("safetensors.truncated", "The file ends within its header.", path);
    }
    file.m_dataStart = sizeof(headerBytes) + static_cast<std::size_t>(headerBytes);
    const std::string_view header(reinterpret_cast<const char*>(bytes.data()) + sizeof(headerBytes),
                                  static_cast<std::size_t>(headerBytes));
    if (auto parsed = parseHeader(header, file.m_tensors, file.m_metadata); !parsed) {
        return headerError(parsed.error().code.c_str(), parsed.error().message, path);
    }
    std::ranges::sort(file.m_tensors, {}, [](const TensorInfo& t) { return std::tie(t.begin, t.end, t.name); });
    file.m_index.reserve(file.m_tensors.size());
    for (std::size_t i = 0; i < file.m_tensors.size(); ++i) {
        if (!file.m_index.emplace(file.m_tensors[i].name, i).second) {
            return headerError("safetensors.duplicate", "Tensor '" + file.m_tensors[i].name + "' is there twice.",
                               path);
        }
    }
    if (auto placed = checkPlaces(file.m_tensors, bytes.size() - file.m_dataStart, path); !placed) {
        return placed.error();
    }
    return file;
}

const TensorInfo* SafetensorsFile::find(std::string_view name) const
{
    const auto found = m_index.find(std::string(name));
    return found == m_index.end() ? nullptr : &m_tensors[found->second];
}

std::span<const std::byte> SafetensorsFile::data(const TensorInfo& tensor) const
{
    return m_file.bytes().subspan(m_dataStart + static_cast<std::size_t>(tensor.begin),
                                  static_cast<std::size_t>(tensor.bytes()));
}

Result<SafetensorsWriter> SafetensorsWriter::create(const std::filesystem::path& path,
                                                    std::vector<TensorInfo> declarations,
                                                    const std::map<std::string, std::string>& metadata)
{
    auto layout = layOut(std::move(declarations), metadata, path);
    if (!layout) {
        return layout.error();
    }
    auto file = AtomicFile::create(path);
    if (!file) {
        return file.error();
    }
    SafetensorsWriter writer(file.take());
    if (auto written = writer.m_file.write(layout->head); !written) {
        return written.error();
    }
    writer.m_dataStart = layout->head.size();
    writer.m_declarations = std::move(layout->tensors);
    return writer;
}

Result<void> SafetensorsWriter::append(std::span<const std::byte> data)
{
    if (m_next < m_declarations.size() && data.size() != m_declarations[m_next].bytes()) {
        const TensorInfo& tensor = m_declarations[m_next];
        throw std::invalid_argument("SafetensorsWriter: '" + tensor.name + "' got " + std::to_string(data.size()) +
                                    " bytes, expected " + std::to_string(tensor.bytes()));
    }
    return appendPart(data);
}

Result<void> SafetensorsWriter::appendPart(std::span<const std::byte> data)
{
    if (m_next == m_declarations.size()) {
        throw std::invalid_argument("SafetensorsWriter: more tensors appended than declared");
    }
    const TensorInfo& tensor = m_declarations[m_next];
    const std::uint64_t place = m_partBytes;
    if (data.size() > tensor.bytes() - place) {
        throw std::invalid_argument("SafetensorsWriter: '" + tensor.name + "' got " +
                                    std::to_string(place + data.size()) + " bytes, expected " +
                                    std::to_string(tensor.bytes()));
    }
    m_partBytes += data.size();
    if (m_partBytes == tensor.bytes()) {
        m_partBytes = 0;
        ++m_next;
    }
    return m_file.writeAt(m_dataStart + tensor.begin + place, data);
}

Result<void> SafetensorsWriter::commit()
{
    if (m_next != m_declarations.size()) {
        throw std::logic_error("SafetensorsWriter: '" + m_declarations[m_next].name +
                               "' was declared but not appended");
    }
    return m_file.commit();
}

} // namespace espalier::formats
