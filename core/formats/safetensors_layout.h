#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/preallocated_file.h"
#include "core/base/result.h"
#include "core/formats/safetensors.h"

namespace espalier::formats {

/// Where everything of a safetensors file lies, known before any tensor is. Tensors with wider elements come first, so
/// that every tensor is aligned to its element size, as readers that cast mapped bytes need it (the format forbids
/// gaps); the data part begins at a multiple of 8.
struct SafetensorsLayout
{
    std::string head;                ///< every byte before the data part
    std::vector<TensorInfo> tensors; ///< as they were declared, with their places in the data part
    std::uint64_t dataBytes = 0;

    std::uint64_t fileBytes() const { return head.size() + dataBytes; }
};

/// @param declarations name, dtype and shape; begin and end are ignored
/// @param path for messages. Errors: `safetensors.duplicate`, `safetensors.size` (negative or overflowing shape).
Result<SafetensorsLayout> layOut(std::vector<TensorInfo> declarations,
                                 const std::map<std::string, std::string>& metadata, const std::filesystem::path& path);

/// A safetensors file that has its header and its whole size from the beginning: readers can open it while it is
/// written, a full disk is found before the first tensor, and whoever comes after a crash can go on writing.
class PreallocatedSafetensors
{
public:
    /// The file must not exist. Everything is on the disk when this returns. Errors: `file.write`, `disk.full`; a file
    /// that was begun then remains.
    static Result<PreallocatedSafetensors> create(const std::filesystem::path& path, SafetensorsLayout layout);
    /// One that is there. Errors: `file.write`, `safetensors.layout` (it is not what create() would have made).
    static Result<PreallocatedSafetensors> reopen(const std::filesystem::path& path, SafetensorsLayout layout);

    /// @param tensor index into the layout
    /// @throws std::invalid_argument if the size is not the declared one. Errors: `file.write`, `disk.full`.
    Result<void> write(std::size_t tensor, std::span<const std::byte> data);
    /// What was written is on the disk when this returns.
    Result<void> sync();

private:
    PreallocatedSafetensors(PreallocatedFile file, SafetensorsLayout layout)
        : m_file(std::move(file)), m_layout(std::move(layout))
    {
    }

    PreallocatedFile m_file;
    SafetensorsLayout m_layout;
};

} // namespace espalier::formats
