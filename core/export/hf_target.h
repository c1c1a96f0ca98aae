#pragma once

#include "core/export/export.h"
#include "core/model/checkpoint.h"

namespace espalier::exporting {

/// Types of `--to hf`: "" or "AUTO" (every tensor byte by byte as the model's files hold it), "F32", "F16", "BF16"
/// (dense; codes are dequantized).
std::string hfTypeNames();

/// Writes a Hugging Face folder: weights under the family's own names, config.json, tokenizer and template files, and a
/// model card that says what was done to the model and what was measured, if a run made it.
/// Errors: `export.type`, those of HfWriter and Checkpoint, `export.mismatch`. Throws Cancelled.
Result<ExportReport> exportHuggingFace(const model::Checkpoint& checkpoint, const ExportRequest& request,
                                       const PhaseProgress& progress, const CancelToken& cancel);

} // namespace espalier::exporting
