#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

#include "core/base/result.h"

namespace espalier {

/// A whole file mapped read-only. Copies share the mapping; it lives as long as the last copy.
/// Errors: `file.open` (missing, unreadable, a folder), `file.map`.
class MappedFile
{
public:
    static Result<MappedFile> open(const std::filesystem::path& path);

    std::span<const std::byte> bytes() const { return m_bytes; }
    const std::filesystem::path& path() const { return m_path; }

    /// Tells the kernel that this part will not be read again soon, so that resident memory stays small.
    void release(std::span<const std::byte> part) const;

private:
    std::filesystem::path m_path;
    std::shared_ptr<const void> m_mapping; ///< unmaps when the last copy goes
    std::span<const std::byte> m_bytes;
};

} // namespace espalier
