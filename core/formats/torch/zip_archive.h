#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace espalier::formats {

/// The stored (uncompressed) files of a zip archive in memory, also of more than 4 GiB (zip64).
/// Errors: `zip.damaged`, `zip.unsupported` (compressed or encrypted files, several volumes).
class ZipArchive
{
public:
    /// @param bytes the whole archive; must outlive this
    static Result<ZipArchive> open(std::span<const std::byte> bytes);

    /// By their path in the archive.
    const std::map<std::string, std::span<const std::byte>, std::less<>>& files() const { return m_files; }

private:
    std::map<std::string, std::span<const std::byte>, std::less<>> m_files;
};

} // namespace espalier::formats
