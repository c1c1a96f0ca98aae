#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "core/compress/compress_options.h"
#include "core/compress/run_texts.h"

namespace espalier::compress {

/// Everything that a run's results depend on, so that a run goes on only as the one that was begun: hashes of the
/// model's files, each stage of the recipe in canonical form, hashes of the token windows, the seed. Numbers of threads
/// and memory are left out: they move results by rounding at most.
/// @param modelFiles as describeFile() describes them
nlohmann::json runFingerprint(const CompressOptions& options, const nlohmann::json& modelFiles, const RunTexts& texts);

/// What differs between two fingerprints, in words: "sparsity is now 0.6, was 0.5; the seed is now 1, was 0". Empty if
/// nothing does.
std::string whatDiffers(const nlohmann::json& now, const nlohmann::json& before);

} // namespace espalier::compress
