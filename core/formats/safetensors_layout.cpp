#include "core/formats/safetensors_layout.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <nlohmann/json.hpp>

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

Result<PreallocatedSafetensors> PreallocatedSafetensors::create(const std::filesystem::path& path,
                                                                SafetensorsLayout layout)
{
    // Room first: where there is too little nothing else is done.
    auto file = PreallocatedFile::create(path, layout.fileBytes());
    if (!file) {
        return file.error();
    }
    if (auto written = file->writeAt(0, std::as_bytes(std::span(layout.head))); !written) {
        return written.error();
    }
    if (auto synced = file->sync(); !synced) {
        return synced.error();
    }
    return PreallocatedSafetensors(file.take(), std::move(layout));
}

Result<PreallocatedSafetensors> PreallocatedSafetensors::reopen(const std::filesystem::path& path,
                                                                SafetensorsLayout layout)
{
    auto file = PreallocatedFile::reopen(path);
    if (!file) {
        return file.error();
    }
    const auto size = file->size();
    if (!size || *size != layout.fileBytes()) {
        return layoutError(path);
    }
    std::string head(layout.head.size(), '\0');
    if (file->readAt(0, std::as_writable_bytes(std::span(head))) != head.size() || head != layout.head) {
        return layoutError(path);
    }
    return PreallocatedSafetensors(file.take(), std::move(layout));
}

Result<void> PreallocatedSafetensors::write(std::size_t tensor, std::span<const std::byte> data)
{
    const TensorInfo& info = m_layout.tensors.at(tensor);
    if (data.size() != info.bytes()) {
        throw std::invalid_argument("PreallocatedSafetensors: '" + info.name + "' got " + std::to_string(data.size()) +
                                    " bytes, expected " + std::to_string(info.bytes()));
    }
    return m_file.writeAt(m_layout.head.size() + info.begin, data);
}

Result<void> PreallocatedSafetensors::sync()
{
    return m_file.sync();
}

} // namespace espalier::formats
