#pragma once

#include <filesystem>

#include "core/base/result.h"

namespace espalier::exporting {

/// Copies what a model folder needs beside config.json and weights (tokenizer, chat template, generation_config.json)
/// and the licences that must travel with it. Errors: `file.open`, `file.write`, `disk.full`.
Result<void> copyCompanionFiles(const std::filesystem::path& source, const std::filesystem::path& target);

} // namespace espalier::exporting
