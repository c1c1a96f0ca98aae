#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/formats/safetensors.h"

namespace espalier::exporting {

inline constexpr std::uint64_t kDefaultShardBytes = std::uint64_t(2) << 30;

struct HfWriterOptions
{
    std::filesystem::path out; ///< must not exist; its parent is made
    std::filesystem::path
        source;            ///< model folder whose tokenizer, generation and template files are copied; may be empty
    nlohmann::json config; ///< becomes config.json
    std::vector<formats::TensorInfo>
        tensors; ///< name, dtype and shape, in the order of append(); begin and end are ignored
    std::uint64_t maximumShardBytes = kDefaultShardBytes;             ///< a larger tensor has a shard of its own
    std::map<std::string, std::string> metadata = {{"format", "pt"}}; ///< of each safetensors file
    /// Without commit() the folder `<out>.partial` stays, so that resume() can go on; otherwise nothing is left.
    bool keepPartial = false;
};

/// The folder that a writer with keepPartial works in.
std::filesystem::path partialFolder(const std::filesystem::path& out);

/// Writes a Hugging Face model folder with one tensor in memory: model.safetensors, or shards
/// model-00001-of-00002.safetensors and model.safetensors.index.json. All files are laid out in their full size before
/// the first tensor, in a temporary folder that commit() renames: a full disk is found at once, and the temporary
/// folder opens as a model whose tensors are zeros until they are written.
/// Errors: `file.exists`, `file.write`, `disk.full`, `safetensors.duplicate`, `safetensors.size`.
class HfWriter
{
public:
    /// Begins anew; what an earlier writer left in the temporary folder is removed.
    static Result<HfWriter> create(HfWriterOptions options);
    /// Goes on in the partial folder that a writer with keepPartial left.
    /// @param written how many of the declared tensors are there
    /// Errors also: `safetensors.layout` (the files there were laid out for other tensors), `export.partial` (they
    /// belong to another config.json).
    static Result<HfWriter> resume(HfWriterOptions options, std::size_t written);
    HfWriter(HfWriter&&) noexcept;
    HfWriter& operator=(HfWriter&&) noexcept;
    ~HfWriter();

    /// The next declared tensor's bytes. @throws std::invalid_argument if the size is not the declared one
    Result<void> append(std::span<const std::byte> data);
    std::size_t appended() const; ///< tensors so far
    /// Everything appended so far is on the disk when this returns.
    Result<void> sync();
    /// The temporary folder, for further files that belong to the result.
    const std::filesystem::path& folder() const;
    /// Renames the folder into place once everything in it is on the disk.
    /// @throws std::logic_error if a declared tensor was not appended
    Result<void> commit();

private:
    struct State;
    explicit HfWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace espalier::exporting
