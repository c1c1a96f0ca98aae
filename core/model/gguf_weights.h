#pragma once

#include <string>

#include "core/base/result.h"
#include "core/formats/gguf.h"
#include "core/model/model_spec.h"
#include "core/model/tensor_table.h"

namespace espalier::model {

/// Presents a GGUF file's tensors under the names of the model's modules: parts of fused and stacked ones each by
/// itself, rows in the order of the module. F32, F16 and BF16 stay what they are; blocks of quantized weights are read
/// as F32, dequantized row by row where they are asked for. What no
/// module has keeps its name.
/// Errors: `model.tensor.shape`, `gguf.type` (a type that is not read), `gguf.truncated`.
Result<void> addGgufTensors(const formats::GgufFile& file, const ModelSpec& spec, TensorTable& table);

/// The types of blocks that the file's weights are quantized as, the one of most weights first: "Q4_K, Q6_K". Empty
/// where all are F32, F16 and BF16.
std::string quantizedTypes(const formats::GgufFile& file);

} // namespace espalier::model
