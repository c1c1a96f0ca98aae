#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "core/base/result.h"

namespace espalier {

/// A file that has its whole size from the beginning and is filled in any order: a full disk is found before the first
/// byte of content, and whoever comes after a crash can go on writing. Errors of all: `file.write`, `disk.full`.
class PreallocatedFile
{
public:
    /// The file must not exist; the bytes are zeros. Where there is too little room the begun file remains.
    static Result<PreallocatedFile> create(const std::filesystem::path& path, std::uint64_t bytes);
    /// One that is there, of whatever size.
    static Result<PreallocatedFile> reopen(const std::filesystem::path& path);

    PreallocatedFile(PreallocatedFile&& other) noexcept;
    PreallocatedFile& operator=(PreallocatedFile&& other) noexcept;
    ~PreallocatedFile();

    const std::filesystem::path& path() const { return m_path; }
    Result<std::uint64_t> size() const;
    /// Fills `bytes` from a place on. @return how many there were, fewer at the end of the file
    std::size_t readAt(std::uint64_t offsetBytes, std::span<std::byte> bytes) const;
    Result<void> writeAt(std::uint64_t offsetBytes, std::span<const std::byte> bytes);
    /// What was written is on the disk when this returns.
    Result<void> sync();

private:
    PreallocatedFile(std::filesystem::path path, int flags);

    std::filesystem::path m_path;
    int m_descriptor = -1;
};

} // namespace espalier
