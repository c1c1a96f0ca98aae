#include "core/model/shards.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "core/base/atomic_file.h"
#include "core/formats/safetensors.h"
#include "core/formats/torch/torch_file.h"
#include "core/model/tensor_sources.h"

namespace espalier::model {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaximumJsonBytes = std::size_t(256) << 20;
/// How a kind of weight files is named.
struct ShardNames
{
    std::string stem; ///< model.safetensors, model-00001-of-00002.safetensors, model.safetensors.index.json
    std::string extension;

    std::string single() const { return stem + extension; }
    std::string index() const { return single() + ".index.json"; }
};

const ShardNames kSafetensors{"model", ".safetensors"};
const ShardNames kPyTorch{"pytorch_model", ".bin"};

Result<std::vector<fs::path>> filesOfIndex(const fs::path& path)
{
    const auto index = readJsonObject(path, "model.open");
    if (!index) {
        return index.error();
    }
    const auto map = index->find("weight_map");
    if (map == index->end() || !map->is_object() || map->empty()) {
        return Error{"model.open", "The index has no weight_map.", path.string()};
    }
    std::set<std::string> names;
    for (const auto& file : *map) {
        // a name, not a path: an index must not reach beyond its folder
        if (!file.is_string() || file.get_ref<const std::string&>() != fs::path(file.get<std::string>()).filename()) {
            return Error{"model.open", "The index names the file " + file.dump() + ", which is no file of this folder.",
                         path.string()};
        }
        names.insert(file.get<std::string>());
    }
    std::vector<fs::path> files;
    for (const std::string& name : names) {
        files.push_back(path.parent_path() / name);
    }
    return files;
}

/// model-00002-of-00003.safetensors: 3; 0 for other names.
int announcedShards(const std::string& name, const ShardNames& names)
{
    const std::string end = name.substr(0, name.size() - names.extension.size());
    const std::size_t of = end.rfind("-of-");
    int total = 0;
    if (of != std::string::npos) {
        std::from_chars(end.data() + of + 4, end.data() + end.size(), total);
    }
    return total;
}

/// Empty if the folder has none.
Result<std::vector<fs::path>> filesByName(const fs::path& folder, const ShardNames& names)
{
    std::vector<fs::path> files;
    int announced = 0;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(names.stem) && name.ends_with(names.extension)) {
            files.push_back(entry.path());
            announced = std::max(announced, announcedShards(name, names));
        }
    }
    std::ranges::sort(files);
    if (static_cast<std::size_t>(announced) > files.size()) {
        return Error{"model.shard.missing",
                     "The folder has " + std::to_string(files.size()) + " of " + std::to_string(announced) +
                         " shards. Fetch the others.",
                     folder.string()};
    }
    return files;
}

Result<std::vector<fs::path>> filesOf(const fs::path& folder, const ShardNames& names)
{
    std::error_code code;
    if (fs::exists(folder / names.single(), code)) {
        return std::vector<fs::path>{folder / names.single()};
    }
    return fs::exists(folder / names.index(), code) ? filesOfIndex(folder / names.index()) : filesByName(folder, names);
}

Error duplicate(const std::string& tensor, const fs::path& path)
{
    return {"safetensors.duplicate", "Tensor '" + tensor + "' is in two shards.", path.string()};
}

Result<void> addTorchFile(const fs::path& path, TensorTable& tensors)
{
    const auto file = formats::TorchFile::open(path);
    if (!file) {
        return file.error();
    }
    for (const formats::TorchTensor& tensor : file->tensors()) {
        const auto& shape = tensor.info.shape;
        const std::size_t rows = shape.empty() ? 1 : static_cast<std::size_t>(shape[tensor.isTransposed ? 1 : 0]);
        if (!tensors.add(tensor.info, std::make_unique<MappedSource>(file->file(), file->data(tensor), rows))) {
            return duplicate(tensor.info.name, path);
        }
        if (tensor.isTransposed) {
            const StoredTensor whole = *tensors.find(tensor.info.name);
            tensors.remove(tensor.info.name);
            tensors.add(tensor.info,
                        std::make_unique<TransposedSource>(*whole.source, formats::sizeInBytes(tensor.info.dtype), rows,
                                                           static_cast<std::size_t>(shape[0]), std::size_t(0)));
        }
    }
    return {};
}

Result<void> addSafetensors(const fs::path& path, TensorTable& tensors)
{
    const auto file = formats::SafetensorsFile::open(path);
    return file ? tensors.add(*file) : Result<void>(file.error());
}

} // namespace

Result<nlohmann::json> readJsonObject(const std::filesystem::path& path, const char* code)
{
    const auto text = readTextFile(path, kMaximumJsonBytes);
    if (!text) {
        return Error{"model.open", "'" + path.filename().string() + "' cannot be read: " + text.error().message,
                     path.parent_path().string()};
    }
    // Depth is bounded before a tree is built, because the tree is torn down recursively.
    constexpr int kMaximumDepth = 64;
    bool tooDeep = false;
    const auto stop = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        tooDeep = tooDeep || depth > kMaximumDepth;
        return !tooDeep;
    };
    nlohmann::json json = nlohmann::json::parse(*text, stop, false);
    if (json.is_discarded() || tooDeep || !json.is_object()) {
        return Error{code, "'" + path.filename().string() + "' is not a valid JSON object.", path.string()};
    }
    return json;
}

Result<std::vector<fs::path>> readShards(const fs::path& folder, TensorTable& tensors)
{
    auto paths = filesOf(folder, kSafetensors);
    const bool torch = paths && paths->empty();
    if (torch) {
        paths = filesOf(folder, kPyTorch);
    }
    if (!paths) {
        return paths.error();
    }
    if (paths->empty()) {
        return Error{"model.open", "The folder has no model*.safetensors and no pytorch_model*.bin.", folder.string()};
    }
    std::error_code code;
    for (const fs::path& path : *paths) {
        if (!fs::exists(path, code)) {
            return Error{"model.shard.missing", "The shard '" + path.filename().string() + "' is not there. Fetch it.",
                         folder.string()};
        }
        if (auto added = torch ? addTorchFile(path, tensors) : addSafetensors(path, tensors); !added) {
            return added.error();
        }
    }
    return paths;
}

} // namespace espalier::model
