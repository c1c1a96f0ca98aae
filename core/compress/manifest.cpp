#include "core/compress/manifest.h"

#include <algorithm>
#include <unistd.h>

#include <torch/csrc/api/include/torch/version.h>

#include "core/base/atomic_file.h"
#include "core/base/mapped_file.h"
#include "core/base/sha256.h"

namespace espalier::compress {

Manifest::Manifest(std::filesystem::path directory, bool writes)
    : m_path(std::move(directory) / "manifest.json"), m_writes(writes)
{
    m_json["format"] = 1;
    m_json["process"] = ::getpid();
    m_json["program"] = {{"name", "espalier"}, {"version", ESPALIER_VERSION}};
    m_json["libraries"] = {{"libtorch", TORCH_VERSION}};
}

Result<std::optional<nlohmann::json>> Manifest::read(const std::filesystem::path& directory)
{
    std::error_code ignored;
    const std::filesystem::path path = directory / "manifest.json";
    if (!std::filesystem::exists(path, ignored))
        return std::optional<nlohmann::json>();
    const auto text = readTextFile(path);
    if (!text)
        return text.error();
    nlohmann::json json = nlohmann::json::parse(*text, nullptr, false);
    if (!json.is_object())
        return Error{"run.manifest", "The run's manifest cannot be read.", path.string()};
    return std::optional(std::move(json));
}

void Manifest::goOn(const nlohmann::json& earlier)
{
    nlohmann::json merged = earlier;
    merged.erase("error");
    merged.update(m_json);
    m_json = std::move(merged);
}

Result<void> Manifest::save(const std::string& status)
{
    m_json["status"] = status;
    return m_writes ? writeFileAtomically(m_path, m_json.dump(2) + "\n") : Result<void>();
}

Result<nlohmann::json> describeFile(const std::filesystem::path& path, const CancelToken& cancel)
{
    const auto file = MappedFile::open(path);
    if (!file)
        return file.error();
    Sha256 hash;
    std::span<const std::byte> rest = file->bytes();
    constexpr std::size_t kPart = std::size_t(16) << 20; // some 20 ms: a cancel is noticed at once
    while (!rest.empty()) {
        if (cancel.requested())
            throw Cancelled{};
        const auto part = rest.first(std::min(kPart, rest.size()));
        hash.update(part);
        file->release(part);
        rest = rest.subspan(part.size());
    }
    return nlohmann::json{{"path", path.string()}, {"bytes", file->bytes().size()}, {"sha256", hash.finish()}};
}

} // namespace espalier::compress
