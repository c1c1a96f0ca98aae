#include "core/export/hf.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <unistd.h>
#include <unordered_set>

#include "core/base/atomic_file.h"
#include "core/base/write_error.h"
#include "core/export/companion_files.h"
#include "core/formats/safetensors_layout.h"

namespace espalier::exporting {
namespace {

namespace fs = std::filesystem;

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

fs::path withoutTrailingSlash(const fs::path& folder)
{
    return fs::absolute(folder / "").parent_path();
}

Result<void> checkNames(const HfWriterOptions& options)
{
    std::unordered_set<std::string_view> names;
    for (const auto& tensor : options.tensors) { // across shards; within one layOut() checks
        if (!names.insert(tensor.name).second) {
            return Error{"safetensors.duplicate", "Tensor '" + tensor.name + "' would be written twice.",
                         options.out.string()};
        }
    }
    return {};
}

} // namespace

fs::path partialFolder(const fs::path& out)
{
    return withoutTrailingSlash(out).string() + ".partial";
}

struct HfWriter::State
{
    explicit State(HfWriterOptions asked) : options(std::move(asked))
    {
        options.out = withoutTrailingSlash(options.out);
        folder = partialFolder(options.out);
        if (!options.keepPartial) {
            folder += "-" + std::to_string(::getpid());
        }
        starts = shardStarts(options.tensors, options.maximumShardBytes);
    }

    ~State()
    {
        file.reset();
        if (!keep) {
            std::error_code ignored;
            fs::remove_all(folder, ignored);
        }
    }

    std::size_t shardBegin(std::size_t index) const
    {
        return index < starts.size() ? starts[index] : options.tensors.size();
    }
    fs::path shardPath(std::size_t index) const { return folder / shardName(index, starts.size()); }

    Result<formats::SafetensorsLayout> layout(std::size_t index) const
    {
        const auto first = options.tensors.begin();
        return formats::layOut({first + static_cast<std::ptrdiff_t>(shardBegin(index)),
                                first + static_cast<std::ptrdiff_t>(shardBegin(index + 1))},
                               options.metadata, shardPath(index));
    }

    /// Every shard: made anew, or compared with what is there.
    Result<void> prepareShards(bool anew) const
    {
        for (std::size_t i = 0; i < starts.size(); ++i) {
            auto placed = layout(i);
            if (!placed) {
                return placed.error();
            }
            const auto opened = anew ? formats::PreallocatedSafetensors::create(shardPath(i), placed.take())
                                     : formats::PreallocatedSafetensors::reopen(shardPath(i), placed.take());
            if (!opened) {
                return opened.error();
            }
        }
        return {};
    }

    Result<void> writeIndex() const
    {
        if (starts.size() == 1) {
            return {};
        }
        std::uint64_t total = 0;
        nlohmann::json map = nlohmann::json::object();
        for (std::size_t s = 0; s < starts.size(); ++s) {
            for (std::size_t i = shardBegin(s); i < shardBegin(s + 1); ++i) {
                map[options.tensors[i].name] = shardName(s, starts.size());
                total += sizeOf(options.tensors[i]);
            }
        }
        const nlohmann::json index = {{"metadata", {{"total_size", total}}}, {"weight_map", std::move(map)}};
        return writeFileAtomically(folder / "model.safetensors.index.json", index.dump(2) + "\n");
    }

    Result<void> writeOtherFiles() const
    {
        if (auto written = writeIndex(); !written) {
            return written;
        }
        if (!options.source.empty()) {
            if (auto copied = copyCompanionFiles(options.source, folder); !copied) {
                return copied;
            }
        }
        return writeFileAtomically(folder / "config.json", options.config.dump(2) + "\n");
    }

    /// The shard that the next tensor belongs to; the one before it is on the disk then.
    Result<void> openShard()
    {
        while (shard + 1 < starts.size() && next >= shardBegin(shard + 1)) {
            if (auto synced = closeShard(); !synced) {
                return synced;
            }
            ++shard;
        }
        if (file) {
            return {};
        }
        auto placed = layout(shard);
        if (!placed) {
            return placed.error();
        }
        auto opened = formats::PreallocatedSafetensors::reopen(shardPath(shard), placed.take());
        if (!opened) {
            return opened.error();
        }
        file.emplace(opened.take());
        return {};
    }

    Result<void> closeShard()
    {
        auto synced = file ? file->sync() : Result<void>();
        file.reset();
        return synced;
    }

    HfWriterOptions options;
    fs::path folder;
    std::vector<std::size_t> starts; ///< first tensor of each shard
    std::size_t shard = 0;           ///< that `file` is
    std::size_t next = 0;            ///< tensor
    bool keep = false;               ///< the folder, when this goes
    std::optional<formats::PreallocatedSafetensors> file;
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
    if (auto named = checkNames(options); !named) {
        return named.error();
    }
    auto state = std::make_unique<State>(std::move(options));
    fs::remove_all(state->folder, code); // of a writer that died
    fs::create_directories(state->folder, code);
    if (code) {
        return writeError(state->folder, code.value());
    }
    if (auto laidOut = state->prepareShards(true); !laidOut) {
        return laidOut.error();
    }
    if (auto written = state->writeOtherFiles(); !written) {
        return written.error();
    }
    if (auto synced = syncDirectory(state->folder); !synced) {
        return synced.error();
    }
    state->keep = state->options.keepPartial;
    return HfWriter(std::move(state));
}

Result<HfWriter> HfWriter::resume(HfWriterOptions options, std::size_t written)
{
    std::error_code code;
    if (fs::exists(options.out, code)) {
        return Error{"file.exists", "The folder is there already. Choose another name.", options.out.string()};
    }
    if (auto named = checkNames(options); !named) {
        return named.error();
    }
    auto state = std::make_unique<State>(std::move(options));
    state->keep = true; // also when it turns out to be unfit
    if (auto same = state->prepareShards(false); !same) {
        return same.error();
    }
    const auto config = readTextFile(state->folder / "config.json");
    if (!config || nlohmann::json::parse(*config, nullptr, false) != state->options.config) {
        return Error{"export.partial", "The folder was begun for another config.json, so it cannot be continued.",
                     state->folder.string()};
    }
    state->next = std::min(written, state->options.tensors.size());
    return HfWriter(std::move(state));
}

const fs::path& HfWriter::folder() const
{
    return m_state->folder;
}

std::size_t HfWriter::appended() const
{
    return m_state->next;
}

Result<void> HfWriter::append(std::span<const std::byte> data)
{
    State& state = *m_state;
    if (state.next == state.options.tensors.size()) {
        throw std::invalid_argument("HfWriter: more tensors appended than declared");
    }
    if (auto opened = state.openShard(); !opened) {
        return opened;
    }
    if (auto written = state.file->write(state.next - state.starts[state.shard], data); !written) {
        return written;
    }
    ++state.next;
    return {};
}

Result<void> HfWriter::sync()
{
    return m_state->file ? m_state->file->sync() : Result<void>();
}

Result<void> HfWriter::commit()
{
    State& state = *m_state;
    if (state.next != state.options.tensors.size()) {
        throw std::logic_error("HfWriter: '" + state.options.tensors[state.next].name +
                               "' was declared but not appended");
    }
    if (auto closed = state.closeShard(); !closed) {
        return closed;
    }
    return commitDirectory(state.folder, state.options.out);
}

} // namespace espalier::exporting
