#include "core/export/onnx_target.h"

#include <algorithm>

#include "core/export/certificate.h"
#include "core/export/onnx.h"
#include "core/export/stored_codes.h"
#include "core/model/module_tree.h"

namespace espalier::exporting {
namespace {

bool storesHalf(const model::Checkpoint& checkpoint)
{
    return std::ranges::all_of(model::allModules(checkpoint.tree()), [&](const model::ModuleNode* module) {
        const auto tensor = checkpoint.find(module->name + ".weight");
        return module->shape.size() != 2 || !tensor || tensor->info->dtype == formats::DType::F16;
    });
}

/// The smallest type that holds what the model stores as it is.
OnnxType storedType(const model::Checkpoint& checkpoint)
{
    const bool codes = holdsCodes(checkpoint);
    for (const OnnxType type : {OnnxType::Int4, OnnxType::Int8}) {
        if (codes && OnnxWeights::plan(checkpoint, {type})) {
            return type;
        }
    }
    return !codes && storesHalf(checkpoint) ? OnnxType::Float16 : OnnxType::Float32;
}

Result<OnnxType> typeOf(const model::Checkpoint& checkpoint, const std::string& asked)
{
    if (asked.empty()) {
        return storedType(checkpoint);
    }
    if (const auto type = onnxTypeFromName(asked)) {
        return *type;
    }
    return Error{"export.type", "There is no ONNX type '" + asked + "'. There are " + onnxTypeNames() + ".", {}};
}

} // namespace

Result<ExportReport> exportOnnxModel(const model::Checkpoint& checkpoint, const ExportRequest& request,
                                     const PhaseProgress& progress, const CancelToken& cancel)
{
    const auto type = typeOf(checkpoint, request.type);
    if (!type) {
        return type.error();
    }
    OnnxExportOptions options;
    options.weights.type = *type;
    options.out = request.out;
    options.certificate = request.certificate;
    options.cancel = cancel;
    options.progress = progress;
    auto written = exportOnnx(checkpoint, options);
    if (!written) {
        return written.error();
    }
    ExportReport report;
    report.bytes = written->bytes;
    report.certificate = std::move(written->certificate);
    report.notes = std::move(written->tokenizer.notes);
    report.modulesExact = written->storedModules;
    const bool codes = *type != OnnxType::Float32 && *type != OnnxType::Float16;
    if (holdsCodes(checkpoint) && !codes) {
        report.notes.push_back("The stored codes were dequantized.");
    }
    if (codes && !holdsCodes(checkpoint)) {
        report.notes.push_back("The weights were rounded to nearest.");
    }
    return report;
}

} // namespace espalier::exporting
