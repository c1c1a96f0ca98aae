#pragma once

#include <filesystem>

#include "core/base/result.h"

namespace espalier {

/// Why a file could not be written. A full disk, an exhausted quota and a limit on the size of files are `disk.full`,
/// anything else is `file.write`.
/// @param number of errno
Error writeError(const std::filesystem::path& path, int number);

/// Makes the names in a folder (what was created, renamed or removed there) survive a crash. Errors as writeError().
Result<void> syncDirectory(const std::filesystem::path& directory);

} // namespace espalier
