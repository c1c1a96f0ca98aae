#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/formats/ggml_blocks.h"

namespace espalier::exporting {

/// A metadata value, written with the type that llama.cpp reads it with.
using GgufValue =
    std::variant<bool, std::uint32_t, float, std::string, std::vector<std::uint32_t>, std::vector<std::int32_t>,
                 std::vector<std::uint8_t>, std::vector<float>, std::vector<std::string>>;
using GgufMetadata = std::vector<std::pair<std::string, GgufValue>>; ///< in the order of the file

struct GgufDeclaration
{
    std::string name;
    std::vector<std::int64_t> shape; ///< as in safetensors, rows first; stored in the reverse order. Rows are whole
                                     ///< blocks of the type
    formats::GgmlType type = formats::GgmlType::F32;

    std::uint64_t bytes() const;
};

/// Writes a GGUF file, version 3, little-endian. It has its header and its whole size from the beginning, under a name
/// beside its own ("model.partial-123.gguf"), so that a full disk is found at once; commit() renames it. Destroyed
/// without commit() it leaves nothing behind. Errors: `file.exists`, `file.write`, `disk.full`.
class GgufWriter
{
public:
    /// @param out must not exist; its parent is made
    static Result<GgufWriter> create(const std::filesystem::path& out, const GgufMetadata& metadata,
                                     std::vector<GgufDeclaration> tensors);
    GgufWriter(GgufWriter&&) noexcept;
    GgufWriter& operator=(GgufWriter&&) noexcept;
    ~GgufWriter();

    /// The next bytes of the tensor that is being written, which may end it but not go beyond.
    /// @throws std::invalid_argument if they do
    Result<void> append(std::span<const std::byte> data);
    /// Everything is on the disk, still under the temporary name. @throws std::logic_error if bytes are missing
    Result<void> finish();
    Result<void> commit(); ///< after finish()

    const std::filesystem::path& temporary() const;
    std::uint64_t fileBytes() const;

private:
    struct State;
    explicit GgufWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace espalier::exporting
