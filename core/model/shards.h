#pragma once

#include <filesystem>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/model/tensor_table.h"

namespace espalier::model {

/// Puts the tensors of a model folder's weight files into a table: model.safetensors, else those that
/// model.safetensors.index.json lists, else model*.safetensors; else the same of pytorch_model.bin.
/// @return the files, in order of their names
/// Errors: `model.open` (none, or a bad index), `model.shard.missing`, `safetensors.*`, `torch.*`, `pickle.*`, `zip.*`.
Result<std::vector<std::filesystem::path>> readShards(const std::filesystem::path& folder, TensorTable& tensors);

/// A JSON object from a file of the folder. `model.open` if it is not there, `code` if it is not a JSON object.
Result<nlohmann::json> readJsonObject(const std::filesystem::path& path, const char* code);

} // namespace espalier::model
