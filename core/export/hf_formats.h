#pragma once

#include <string>
#include <string_view>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/export/export.h"
#include "core/export/hf_tensors.h"
#include "core/model/checkpoint.h"

namespace espalier::exporting {

// The formats of compressed-tensors that a folder may be written in, whatever the model's own is.
inline constexpr const char* kIntQuantized = "int-quantized";
inline constexpr const char* kPackQuantized = "pack-quantized";
inline constexpr const char* kFloatQuantized = "float-quantized";
inline constexpr const char* kNaiveQuantized = "naive-quantized";
inline constexpr const char* kSparseBitmask = "sparse-bitmask";

bool isCodesFormat(std::string_view format);

/// Whether the model's codes can be stored in the format as the numbers that they are, from headers and scheme alone.
/// | format | holds |
/// |---|---|
/// | int-quantized | whole numbers of up to 8 bits, one a byte |
/// | pack-quantized | the same, packed |
/// | float-quantized | 8-bit floats |
/// | naive-quantized | both |
/// Error `export.type` says what stands against it; a dense model has no codes: recipes make them.
Result<void> checkCodesFormat(const model::Checkpoint& checkpoint, const std::string& format);

/// The same codes, scales, zero points, activation order and activation schemes in another format. Checks beforehand
/// as above. The checkpoint must outlive the plan. Errors: `export.type`, those of model::StoredWeight.
Result<FolderPlan> codesPlan(const model::Checkpoint& checkpoint, const std::string& format);

/// Whether weights lie in the files one by one, so that their zeros can be left out, from headers alone.
/// Error `export.type` (packed, 4-bit floats).
Result<void> checkSparseFormat(const model::Checkpoint& checkpoint);

/// What sparsePlan() would leave of the linear matrices' bytes, by some rows of a few layers. 1: it gains nothing.
double sparseShare(const model::Checkpoint& checkpoint);
inline constexpr double kWorthwhileShare = 0.98;

/// Every tensor as stored, but of each linear matrix that becomes smaller by it only what is not zero, and a bit for
/// each element (compressed-tensors' sparse-bitmask, formats/sparse_bitmask.h). Values are kept bit by bit, -0 too.
/// Reads every such matrix once. The checkpoint must outlive the plan.
/// Errors: those of checkSparseFormat(), `export.type` (too few zeros). Throws Cancelled.
Result<FolderPlan> sparsePlan(const model::Checkpoint& checkpoint, const PhaseProgress& progress,
                              const CancelToken& cancel);

} // namespace espalier::exporting
