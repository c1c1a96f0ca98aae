#include "core/model/shards.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "core/base/atomic_file.h"

namespace espalier::model {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaximumJsonBytes = std::size_t(256) << 20;
constexpr const char* kSingle = "model.safetensors";
constexpr const char* kIndex = "model.safetensors.index.json";

Result<std::vector<fs::path>> filesOfIndex(const fs::path& folder)
{
    const auto index = readJsonObject(folder / kIndex, "model.open");
    if (!index) {
        return index.error();
    }
    const auto map = index->find("weight_map");
    if (map == index->end() || !map->is_object() || map->empty()) {
        return Error{"model.open", "The index has no weight_map.", (folder / kIndex).string()};
    }
    std::set<std::string> names;
    for (const auto& file : *map) {
        // a name, not a path: an index must not reach beyond its folder
        if (!file.is_string() || file.get_ref<const std::string&>() != fs::path(file.get<std::string>()).filename()) {
            return Error{"model.open", "The index names the file " + file.dump() + ", which is no file of this folder.",
                         (folder / kIndex).string()};
        }
        names.insert(file.get<std::string>());
    }
    std::vector<fs::path> files;
    for (const std::string& name : names) {
        files.push_back(folder / name);
    }
    return files;
}

/// model-00002-of-00003.safetensors: 3; 0 for other names.
int announcedShards(const std::string& name)
{
    int number = 0;
    int total = 0;
    return std::sscanf(name.c_str(), "model-%d-of-%d.safetensors", &number, &total) == 2 ? total : 0;
}

Result<std::vector<fs::path>> filesByName(const fs::path& folder)
{
    std::vector<fs::path> files;
    int announced = 0;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("model") && name.ends_with(".safetensors")) {
            files.push_back(entry.path());
            announced = std::max(announced, announcedShards(name));
        }
    }
    std::ranges::sort(files);
    if (files.empty()) {
        const bool pickled =
            fs::exists(folder / "pytorch_model.bin", code) || fs::exists(folder / "pytorch_model.bin.index.json", code);
        return Error{
            "model.open",
            pickled
                ? "The weights are PyTorch pickles, which can run code when read. Convert them to safetensors first."
                : "The folder has no model*.safetensors.",
            folder.string()};
    }
    if (static_cast<std::size_t>(announced) > files.size()) {
        return Error{"model.shard.missing",
                     "The folder has " + std::to_string(files.size()) + " of " + std::to_string(announced) +
                         " shards. Fetch the others.",
                     folder.string()};
    }
    return files;
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

Result<std::vector<formats::SafetensorsFile>> openShards(const fs::path& folder)
{
    std::error_code code;
    Result<std::vector<fs::path>> paths = std::vector<fs::path>{folder / kSingle};
    if (!fs::exists(folder / kSingle, code)) {
        paths = fs::exists(folder / kIndex, code) ? filesOfIndex(folder) : filesByName(folder);
    }
    if (!paths) {
        return paths.error();
    }
    std::vector<formats::SafetensorsFile> files;
    for (const fs::path& path : *paths) {
        if (!fs::exists(path, code)) {
            return Error{"model.shard.missing", "The shard '" + path.filename().string() + "' is not there. Fetch it.",
                         folder.string()};
        }
        auto file = formats::SafetensorsFile::open(path);
        if (!file) {
            return file.error();
        }
        files.push_back(file.take());
    }
    return files;
}

} // namespace espalier::model
