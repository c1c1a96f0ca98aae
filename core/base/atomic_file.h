#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "core/base/result.h"

namespace espalier {

/// Writes a file under a temporary name beside its target; commit() flushes, fsyncs and renames it into place.
/// Destroyed without commit() it leaves nothing behind. A full disk is `file.write`; the old file stays as it was.
class AtomicFile
{
public:
    static Result<AtomicFile> create(const std::filesystem::path& target);
    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&& other) noexcept;
    ~AtomicFile();

    Result<void> write(std::span<const std::byte> bytes);
    Result<void> write(std::string_view text);
    /// Writes at a place from the start of the file; does not move where write() goes on.
    Result<void> writeAt(std::uint64_t offsetBytes, std::span<const std::byte> bytes);
    Result<void> commit();

private:
    AtomicFile() = default;
    void discard();

    std::filesystem::path m_target;
    std::filesystem::path m_temporary;
    int m_descriptor = -1;
};

/// Whole text at once, atomically.
Result<void> writeFileAtomically(const std::filesystem::path& target, std::string_view text);

/// Renames a finished folder into place and fsyncs the parent. The target must not exist.
Result<void> commitDirectory(const std::filesystem::path& temporary, const std::filesystem::path& target);

/// Reads a whole text file, `file.open` / `file.tooLarge` beyond the limit.
Result<std::string> readTextFile(const std::filesystem::path& path, std::size_t limitBytes = std::size_t(1) << 31);

} // namespace espalier
