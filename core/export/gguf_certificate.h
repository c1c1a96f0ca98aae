#pragma once

#include <filesystem>
#include <functional>

#include <nlohmann/json.hpp>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/export/gguf.h"

namespace espalier::exporting {

/// Opens a GGUF file with the reader and the decoders that GGUF models are read with, and compares everything in it
/// with the model: each module's shape, type, zeros and weights, token ids of a corpus, rendered chats.
/// @param tensors what writeGguf() was to write
/// @return {modules: [...], tokenizer, chatTemplate}. Errors: `export.mismatch`. Throws Cancelled.
Result<nlohmann::json> certifyGguf(const model::Checkpoint& checkpoint, const std::filesystem::path& file,
                                   const std::vector<GgufTensor>& tensors, const std::function<void(double)>& progress,
                                   const CancelToken& cancel);

} // namespace espalier::exporting
