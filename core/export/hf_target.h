#pragma once

#include <string>
#include <vector>

#include "core/export/export.h"
#include "core/model/checkpoint.h"

namespace espalier::exporting {

/// Types of `--to hf`: "" or "AUTO" (every tensor byte by byte as the model's files hold it), "F32", "F16", "BF16"
/// (dense; codes are dequantized), and the formats of compressed-tensors of hf_formats.h.
std::string hfTypeNames();

/// Those of them that hold what the model stores. Reads headers and samples of weights, quickly for any size.
std::vector<std::string> hfTypesFor(const model::Checkpoint& checkpoint);

/// Writes a Hugging Face folder: weights under the family's own names, config.json, tokenizer and template files, and a
/// model card that says what was done to the model and what was measured, if a run made it.
/// Errors: `export.type`, those of HfWriter and Checkpoint, `export.mismatch`. Throws Cancelled.
Result<ExportReport> exportHuggingFace(const model::Checkpoint& checkpoint, const ExportRequest& request,
                                       const PhaseProgress& progress, const CancelToken& cancel);

} // namespace espalier::exporting
