#include "core/formats/safetensors_layout.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_set>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/write_error.h"
#include "core/formats/safetensors_header.h"

namespace espalier::formats {
namespace {

std::string headOf(const std::vector<TensorInfo>& placed, const std::map<std::string, std::string>& metadata)
{
    // ordered: the bytes of a file must depend on nothing but its content
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty()) {
        header["__metadata__"] = metadata;
    }
    std::string text = header.dump();
    text.pop_back();
    for (const TensorInfo& tensor :
         placed) { // appended by hand: a map of 200,000 ordered entries would be searched linearly
        const nlohmann::ordered_json entry = {{"dtype", std::string(name(tensor.dtype))},
                                              {"shape", tensor.shape},
                                              {"data_offsets", {tensor.begin, tensor.end}}};
        text += (text.size() > 1 ? "," : "") + nlohmann::json(tensor.name).dump() + ":" + entry.dump();
    }
    text += '}';
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const auto bytes = static_cast<std::uint64_t>(text.size());
    return std::string(reinterpret_cast<const char*>(&bytes), sizeof(bytes)) + text;
}

Error layoutError(const std::filesystem::path& path)
{
    return {"safetensors.layout",
            "The file holds other tensors than those that would be written into it, so it cannot be continued.",
            path.string()};
}

} // namespace

Result<SafetensorsLayout> layOut(std::vector<TensorInfo> declarations,
                                 const std::map<std::string, std::string>& metadata, const std::filesystem::path& path)
{
    std::unordered_set<std::string_view> names;
    std::vector<std::size_t> order(declarations.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return sizeInBytes(declarations[i].dtype); });
    std::vector<TensorInfo> placed;
    std::uint64_t place = 0;
    for (const std::size_t i : order) {
        TensorInfo& tensor = declarations[i];
        if (!names.insert(tensor.name).second || tensor.name == "__metadata__") {
            return Error{"safetensors.duplicate", "Tensor '" + tensor.name + "' would be written twice.",
                         path.string()};
        }
        const auto size = storedBytes(tensor);
        if (!size || *size > std::numeric_limits<std::uint64_t>::max() - place) {
            return Error{"safetensors.size", "The shape of tensor '" + tensor.name + "' is negative or too large.",
                         path.string()};
        }
        tensor.begin = place;
        place = tensor.end = place + *size;
        placed.push_back(tensor);
    }
    return SafetensorsLayout{headOf(placed, metadata), std::move(declarations), place};
}

PreallocatedSafetensors::PreallocatedSafetensors(std::filesystem::path path, SafetensorsLayout layout)
    : m_path(std::move(path)), m_layout(std::move(layout))
{
}

PreallocatedSafetensors::PreallocatedSafetensors(PreallocatedSafetensors&& other) noexcept
    : m_path(std::move(other.m_path)), m_layout(std::move(other.m_layout)),
      m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

PreallocatedSafetensors& PreallocatedSafetensors::operator=(PreallocatedSafetensors&& other) noexcept
{
    m_path = std::move(other.m_path);
    m_layout = std::move(other.m_layout);
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

PreallocatedSafetensors::~PreallocatedSafetensors()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

Result<PreallocatedSafetensors> PreallocatedSafetensors::create(const std::filesystem::path& path,
                                                                SafetensorsLayout layout)
{
    PreallocatedSafetensors file(path, std::move(layout));
    file.m_descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file.m_descriptor < 0) {
        return writeError(path, errno);
    }
    // Room first: where there is too little nothing else is done.
    const auto bytes = static_cast<off_t>(file.m_layout.fileBytes());
    if (const int failed = ::posix_fallocate(file.m_descriptor, 0, bytes); failed != 0) {
        return writeError(path, failed);
    }
    const std::string& head = file.m_layout.head;
    if (auto written = file.writeAt(0, std::as_bytes(std::span(head.data(), head.size()))); !written) {
        return written.error();
    }
    if (auto synced = file.sync(); !synced) {
        return synced.error();
    }
    return file;
}

Result<PreallocatedSafetensors> PreallocatedSafetensors::reopen(const std::filesystem::path& path,
                                                                SafetensorsLayout layout)
{
    PreallocatedSafetensors file(path, std::move(layout));
    file.m_descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file.m_descriptor < 0) {
        return writeError(path, errno);
    }
    struct stat found = {};
    if (::fstat(file.m_descriptor, &found) != 0 ||
        static_cast<std::uint64_t>(found.st_size) != file.m_layout.fileBytes()) {
        return layoutError(path);
    }
    std::string head(file.m_layout.head.size(), '\0');
    const ssize_t got = ::pread(file.m_descriptor, head.data(), head.size(), 0);
    if (got != static_cast<ssize_t>(head.size()) || head != file.m_layout.head) {
        return layoutError(path);
    }
    return file;
}

Result<void> PreallocatedSafetensors::write(std::size_t tensor, std::span<const std::byte> data)
{
    const TensorInfo& info = m_layout.tensors.at(tensor);
    if (data.size() != info.bytes()) {
        throw std::invalid_argument("PreallocatedSafetensors: '" + info.name + "' got " + std::to_string(data.size()) +
                                    " bytes, expected " + std::to_string(info.bytes()));
    }
    return writeAt(m_layout.head.size() + info.begin, data);
}

Result<void> PreallocatedSafetensors::writeAt(std::uint64_t offsetBytes, std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(m_descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offsetBytes));
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return writeError(m_path, errno);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offsetBytes += static_cast<std::uint64_t>(written);
    }
    return {};
}

Result<void> PreallocatedSafetensors::sync()
{
    return ::fdatasync(m_descriptor) != 0 && errno != EINVAL ? Result<void>(writeError(m_path, errno)) : Result<void>();
}

} // namespace espalier::formats
