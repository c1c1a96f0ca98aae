#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/export/export.h"
#include "core/model/checkpoint.h"

namespace espalier::exporting {

/// The ONNX part of exportModel(). An empty type is the one that holds what the model stores: int4 or int8 for codes
/// that it can hold, fp16 for half-precision weights, else fp32. The certificate is `certificate.json` in the folder.
Result<ExportReport> exportOnnxModel(const model::Checkpoint& checkpoint, const ExportRequest& request,
                                     const PhaseProgress& progress, const CancelToken& cancel);

} // namespace espalier::exporting
