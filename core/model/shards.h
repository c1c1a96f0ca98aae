#pragma once

#include <filesystem>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/formats/safetensors.h"

namespace espalier::model {

/// The safetensors files of a model folder, in order of their names: model.safetensors, else those that
/// model.safetensors.index.json lists, else model*.safetensors.
/// Errors: `model.open` (none, or a bad index), `model.shard.missing`, `safetensors.*`.
Result<std::vector<formats::SafetensorsFile>> openShards(const std::filesystem::path& folder);

/// A JSON object from a file of the folder. `model.open` if it is not there, `code` if it is not a JSON object.
Result<nlohmann::json> readJsonObject(const std::filesystem::path& path, const char* code);

} // namespace espalier::model
