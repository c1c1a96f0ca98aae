#pragma once

#include <filesystem>
#include <string_view>

#include "core/base/result.h"

namespace espalier {

/// A file or folder that ships with the programs ("demo"), looked up at run time: below $ESPALIER_RESOURCES, else below
/// `../share/espalier` of the running program, else in the source tree that it was built from.
/// Error `resource.missing` lists the places.
Result<std::filesystem::path> resourcePath(std::string_view relative);

} // namespace espalier
