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
};

/// Writes a Hugging Face model folder with one tensor in memory: model.safetensors, or shards
/// model-00001-of-00002.safetensors and model.safetensors.index.json, whose layout is fixed before the first byte.
/// All of it goes to `<out>.partial-<pid>`, which commit() renames; without commit() nothing is left behind.
/// Errors: `file.exists`, `file.write`, `disk.full`, `safetensors.duplicate`, `safetensors.size`.
class HfWriter
{
public:
    static Result<HfWriter> create(HfWriterOptions options);
    HfWriter(HfWriter&&) noexcept;
    HfWriter& operator=(HfWriter&&) noexcept;
    ~HfWriter();

    /// The next declared tensor's bytes. @throws std::invalid_argument if the size is not the declared one
    Result<void> append(std::span<const std::byte> data);
    /// The temporary folder, for further files that belong to the result.
    const std::filesystem::path& folder() const;
    /// Writes config.json and the index, copies the files of `source` and renames the folder into place.
    /// @throws std::logic_error if a declared tensor was not appended
    Result<void> commit();

private:
    struct State;
    explicit HfWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace espalier::exporting
