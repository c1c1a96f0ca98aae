#pragma once

#include <string>

#include "core/model/checkpoint.h"

namespace espalier::exporting {

/// README.md of an exported folder: what the model is, the recipe and the measured figures if the folder is the last
/// stage of a run (whose manifest.json and recipe.yaml lie above it), and which programs load it.
/// @param format that the folder holds the weights in, whatever the model stored: "dense", "pack-quantized", "gptq",
/// ...
std::string modelCard(const model::Checkpoint& checkpoint, const std::string& format);

} // namespace espalier::exporting
