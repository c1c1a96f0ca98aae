#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/export/companion_files.h"
#include "core/export/onnx_certificate.h"
#include "core/export/onnx_weights.h"
#include "core/model/checkpoint.h"

namespace espalier::exporting {

struct OnnxExportOptions
{
    OnnxWeightOptions weights;
    std::filesystem::path out; ///< must not exist; its parent is made
    bool certificate = true;   ///< every weight is read again and compared, texts and chats by both tokenizers
    /// What is done now ("writing", "certificate") and its share, 0 to 1; from the exporting thread. May be empty.
    std::function<void(std::string_view phase, double fraction)> progress;
    CancelToken cancel;
};

struct OnnxExportReport
{
    std::filesystem::path model;          ///< the .onnx file
    std::uint64_t bytes = 0;              ///< of model and data file
    std::int64_t storedModules = 0;       ///< modules whose codes are the checkpoint's
    std::vector<OnnxWeightCheck> weights; ///< with a certificate
    CompletedTokenizer tokenizer;         ///< what became of it
    nlohmann::json certificate;           ///< the same as in `certificate.json` of the folder; null without
};

/// Writes a folder that onnxruntime and the text-generation pipeline of @huggingface/transformers run from:
/// `onnx/model.onnx` (model_fp16.onnx, ... as the type is called) with its data file `onnx/model.onnx_data` beside
/// config.json, generation_config.json and the tokenizer. The graph is made of the model's spec, weights go straight
/// from the shards into the data file, some rows in memory at a time. Everything is written into
/// `<out>.partial-<process>`, in full size before the first weight, checked (checker, shape inference, every weight
/// read again) and then renamed: without success nothing is left. The certificate stays in the folder. Errors:
/// `file.exists`, `disk.full`, `file.write`, `export.type`, `export.range`, `export.onnx.check`, `export.mismatch` and
/// those of the checkpoint.
/// @throws Cancelled
Result<OnnxExportReport> exportOnnx(const model::Checkpoint& checkpoint, const OnnxExportOptions& options);

} // namespace espalier::exporting
