#pragma once

#include <cstddef>
#include <filesystem>

#include "core/base/result.h"

namespace espalier::text::demo {

/// What the demo's calibration and evaluation figures are measured on.
inline constexpr std::size_t kCalibrationBytes = 600'000;
inline constexpr std::size_t kEvaluationBytes = 200'000;

/// The folder of the model that ships with the programs. Error `resource.missing`.
Result<std::filesystem::path> shippedModel();

/// Writes the demo: `model/`, `calibration.txt`, `evaluation.txt`, `recipe.yaml`. The folder must not exist and appears
/// whole. @param model folder to copy as `model/`
/// Errors: `demo.exists`, `resource.missing`, `file.*`.
Result<void> writeDemo(const std::filesystem::path& folder, const std::filesystem::path& model);

} // namespace espalier::text::demo
