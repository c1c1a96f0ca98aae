#pragma once

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/formats/gguf.h"

namespace espalier::model {

/// The config.json that a Hugging Face folder of the same model has, from a GGUF file's metadata and from which tensors
/// are there (biases, head, norms of queries and keys). Files of llama.cpp's converters and of Espalier's own export.
/// Errors: `model.family.unknown` (lists the architectures that are read), `model.config` (a key is missing, or says
/// something that is not supported).
Result<nlohmann::json> configFromGguf(const formats::GgufFile& file);

} // namespace espalier::model
