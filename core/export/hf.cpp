#include "core/export/hf.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <unistd.h>
#include <unordered_set>

#include "core/base/atomic_file.h"

namespace espalier::exporting {
namespace {

namespace fs = std::filesystem;

/// Files that a model folder needs beside config.json and weights, and the licences that must travel with it.
bool isCompanion(const std::string& name)
{
    static const std::unordered_set<std::string> kNames = {
        "added_tokens.json",  "special_tokens_map.json", "vocab.json",     "merges.txt",   "generation_config.json",
        "chat_template.json", "chat_template.jinja",     "tiktoken.model", "USE_POLICY.md"};
    const auto begins = [&](const char* prefix) { return name.rfind(prefix, 0) == 0; };
    return kNames.contains(name) || begins("tokenizer") || begins("LICENSE") || begins("NOTICE") || begins("Notice");
}

Error fileError(const fs::path& path, const std::error_code& code)
{
    const bool full = code == std::errc::no_space_on_device;
    return {full ? "disk.full" : "file.write", "Writing failed: " + code.message() + ".", path.string()};
}

Result<void> copyCompanions(const fs::path& source, const fs::path& target)
{
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(source, failed)) {
        const std::string name = entry.path().filename().string();
        std::error_code ignored;
        if (!isCompanion(name) || !entry.is_regular_file(ignored)) {
            continue;
        }
        const auto content = readTextFile(entry.path());
        if (!content) {
            return content.error();
        }
        if (auto written = writeFileAtomically(target / name, *content); !written) {
            return written;
        }
    }
    return failed ? Result<void>(fileError(source, failed)) : Result<void>();
}

std::uint64_t sizeOf(const formats::TensorInfo& tensor)
{
    return static_cast<std::uint64_t>(tensor.elements()) * formats::sizeInBytes(tensor.dtype);
}

/// First tensor of each shard, filled in order.
std::vector<std::size_t> shardStarts(const std::vector<formats::TensorInfo>& tensors, std::uint64_t maximumBytes)
{
    std::vector<std::size_t> starts = {0};
    std::uint64_t filled = 0;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const std::uint64_t bytes = sizeOf(tensors[i]);
        if (filled > 0 && bytes > maximumBytes - std::min(filled, maximumBytes)) {
            starts.push_back(i);
            filled = 0;
        }
        filled += bytes;
    }
    return starts;
}

std::string shardName(std::size_t shard, std::size_t shards)
{
    if (shards == 1) {
        return "model.safetensors";
    }
    char name[64];
    std::snprintf(name, sizeof(name), "model-%05zu-of-%05zu.safetensors", shard + 1, shards);
    return name;
}

} // namespace

struct HfWriter::State
{
    HfWriterOptions options;
    fs::path folder;
    std::vector<std::size_t> starts;
    std::size_t shard = 0; ///< that is written or comes next
    std::size_t next = 0;  ///< tensor
    std::optional<formats::SafetensorsWriter> file;

    ~State()
    {
        file.reset();
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }

    std::size_t shardEnd() const { return shard + 1 < starts.size() ? starts[shard + 1] : options.tensors.size(); }

    Result<void> beginShard()
    {
        const auto first = options.tensors.begin();
        auto created = formats::SafetensorsWriter::create(
            folder / shardName(shard, starts.size()),
            {first + static_cast<std::ptrdiff_t>(starts[shard]), first + static_cast<std::ptrdiff_t>(shardEnd())},
            options.metadata);
        if (!created) {
            return created.error();
        }
        file.emplace(created.take());
        return {};
    }

    Result<void> endShard()
    {
        auto done = file->commit();
        file.reset();
        ++shard;
        return done;
    }

    Result<void> writeIndex() const
    {
        if (starts.size() == 1) {
            return {};
        }
        std::uint64_t total = 0;
        nlohmann::json map = nlohmann::json::object();
        for (std::size_t s = 0; s < starts.size(); ++s) {
            const std::size_t end = s + 1 < starts.size() ? starts[s + 1] : options.tensors.size();
            for (std::size_t i = starts[s]; i < end; ++i) {
                map[options.tensors[i].name] = shardName(s, starts.size());
                total += sizeOf(options.tensors[i]);
            }
        }
        const nlohmann::json index = {{"metadata", {{"total_size", total}}}, {"weight_map", std::move(map)}};
        return writeFileAtomically(folder / "model.safetensors.index.json", index.dump(2) + "\n");
    }
};

HfWriter::HfWriter(std::unique_ptr<State> state) : m_state(std::move(state)) {}
HfWriter::HfWriter(HfWriter&&) noexcept = default;
HfWriter& HfWriter::operator=(HfWriter&&) noexcept = default;
HfWriter::~HfWriter() = default;

Result<HfWriter> HfWriter::create(HfWriterOptions options)
{
    std::error_code code;
    if (fs::exists(options.out, code)) {
        return Error{"file.exists", "The folder is there already. Choose another name.", options.out.string()};
    }
    std::unordered_set<std::string_view> names;
    for (const auto& tensor : options.tensors) { // across shards; within one SafetensorsWriter checks
        if (!names.insert(tensor.name).second) {
            return Error{"safetensors.duplicate", "Tensor '" + tensor.name + "' would be written twice.",
                         options.out.string()};
        }
    }
    auto state = std::make_unique<State>();
    state->starts = shardStarts(options.tensors, options.maximumShardBytes);
    const fs::path out = fs::absolute(options.out / "").parent_path(); // without a trailing slash
    const fs::path temporary = out.string() + ".partial-" + std::to_string(::getpid());
    fs::remove_all(temporary, code); // of a process that died under the same id
    fs::create_directories(temporary, code);
    if (code) {
        return fileError(temporary, code);
    }
    state->folder = temporary;
    state->options = std::move(options);
    state->options.out = out;
    if (auto begun = state->beginShard(); !begun) {
        return begun.error();
    }
    return HfWriter(std::move(state));
}

const fs::path& HfWriter::folder() const
{
    return m_state->folder;
}

Result<void> HfWriter::append(std::span<const std::byte> data)
{
    State& state = *m_state;
    if (state.next == state.options.tensors.size()) {
        throw std::invalid_argument("HfWriter: more tensors appended than declared");
    }
    if (!state.file) {
        if (auto begun = state.beginShard(); !begun) {
            return begun;
        }
    }
    if (auto written = state.file->append(data); !written) {
        return written;
    }
    ++state.next;
    return state.next == state.shardEnd() ? state.endShard() : Result<void>();
}

Result<void> HfWriter::commit()
{
    State& state = *m_state;
    if (state.next != state.options.tensors.size()) {
        throw std::logic_error("HfWriter: '" + state.options.tensors[state.next].name +
                               "' was declared but not appended");
    }
    if (state.options.tensors.empty()) { // a file without tensors: nothing else ended its only shard
        if (auto ended = state.endShard(); !ended) {
            return ended;
        }
    }
    if (auto written = state.writeIndex(); !written) {
        return written;
    }
    if (!state.options.source.empty()) {
        if (auto copied = copyCompanions(state.options.source, state.folder); !copied) {
            return copied;
        }
    }
    if (auto written = writeFileAtomically(state.folder / "config.json", state.options.config.dump(2) + "\n");
        !written) {
        return written;
    }
    return commitDirectory(state.folder, state.options.out);
}

} // namespace espalier::exporting
