#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/export/onnx_weights.h"
#include "core/model/checkpoint.h"

namespace espalier::exporting {

/// One weight of an exported model, read again and compared with the checkpoint's.
struct OnnxWeightCheck
{
    std::string module;
    std::string stored;             ///< "float32", "float16", "int8", "4 bit"
    bool exact = false;             ///< computes with the very numbers of the checkpoint
    double largestDifference = 0.0; ///< of a weight
    std::uint64_t weights = 0;
    std::uint64_t zeros = 0; ///< in the file
};

/// Opens a written model by a path of its own (the parsed protobuf, its nodes and the mapped data file, nothing that
/// the export knew) and compares all that it computes with: every weight, bias and norm is there once, has the shape
/// that the spec asks for, and
/// - codes and scales of a quantized checkpoint give the same numbers, bit by bit;
/// - float16 holds the nearest numbers; float32 the same;
/// - dense weights that became codes lie within half a step (one rounding more), and what was zero is zero.
/// Errors: `export.mismatch` (names the module and the difference), `file.open`, those of the checkpoint.
/// @throws Cancelled
Result<std::vector<OnnxWeightCheck>> checkOnnxWeights(const model::Checkpoint& checkpoint,
                                                      const std::filesystem::path& model, const OnnxProgress& progress,
                                                      const CancelToken& cancel);

} // namespace espalier::exporting
