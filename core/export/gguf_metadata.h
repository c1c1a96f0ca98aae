#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/export/gguf_writer.h"
#include "core/model/gguf_architecture.h"

namespace espalier::exporting {

using model::GgufArchitecture;

/// Errors: `export.family` (llama.cpp does not know it, or it has something that llama.cpp's version of it lacks; says
/// what).
Result<const GgufArchitecture*> ggufArchitecture(const model::ModelSpec& spec);

/// The keys `<architecture>.*`.
GgufMetadata architectureMetadata(const model::ModelSpec& spec, const GgufArchitecture& architecture);

/// What a reader of the file should know: what llama.cpp computes otherwise than the model does. Empty: nothing.
std::string differenceNote(const model::ModelSpec& spec, const GgufArchitecture& architecture);

} // namespace espalier::exporting
