#include "core/export/export.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "core/base/atomic_file.h"
#include "core/export/gguf.h"
#include "core/export/gguf_certificate.h"
#include "core/export/hf_target.h"
#include "core/export/onnx_target.h"
#include "core/formats/gguf.h"
#include "core/model/checkpoint.h"

namespace espalier::exporting {
namespace {

constexpr std::array kTargets = {ExportTarget::Gguf, ExportTarget::Onnx, ExportTarget::HuggingFace};

/// The last part of a path that names something.
std::string nameOf(const std::filesystem::path& folder)
{
    const auto path = (std::filesystem::absolute(folder) / "").parent_path();
    return (formats::isGgufFile(path) ? path.stem() : path.filename()).string();
}

/// "model.gguf" -> "model.gguf.certificate.json"
std::filesystem::path certificatePath(const std::filesystem::path& file)
{
    return file.string() + ".certificate.json";
}

} // namespace

Result<void> addPredictions(const ExportRequest& request, const std::filesystem::path& exported,
                            const PhaseProgress& progress, nlohmann::json& certificate)
{
    if (!request.comparePredictions) {
        return {};
    }
    double noise = 0.0;
    for (const nlohmann::json& module : certificate.at("modules")) {
        noise = std::max(noise, module.value("noise", 0.0));
    }
    auto compared = request.comparePredictions(exported, noise);
    if (!compared) {
        return compared.error();
    }
    certificate["predictions"] = compared.take();
    progress("predictions", 1.0);
    return {};
}

namespace {

Result<ExportReport> exportGguf(const model::Checkpoint& checkpoint, const ExportRequest& request,
                                const PhaseProgress& progress, const CancelToken& cancel)
{
    const auto type = ggufFileType(request.type.empty() ? "AUTO" : request.type);
    if (!type) {
        return type.error();
    }
    GgufOptions options;
    options.out = request.out;
    options.name = nameOf(request.model);
    options.type = *type;
    options.importance = request.importance;
    options.threads = request.threads;
    auto written = writeGguf(
        checkpoint, options, [&](double fraction) { progress("writing", fraction); }, cancel);
    if (!written) {
        return written.error();
    }
    ExportReport report;
    report.bytes = written->writer.fileBytes();
    report.modulesExact = written->modulesExact;
    report.modulesRounded = written->modulesRounded;
    report.notes = written->notes;
    if (request.certificate) {
        auto certificate = certifyGguf(
            checkpoint, written->writer.temporary(), written->tensors,
            [&](double fraction) { progress("certificate", fraction); }, cancel);
        if (!certificate) {
            return certificate.error();
        }
        report.certificate = certificate.take();
        if (auto compared = addPredictions(request, written->writer.temporary(), progress, report.certificate);
            !compared) {
            return compared.error();
        }
        if (auto kept = writeFileAtomically(certificatePath(request.out), report.certificate.dump(1) + "\n"); !kept) {
            return kept.error();
        }
    }
    if (auto committed = written->writer.commit(); !committed) {
        std::error_code ignored;
        std::filesystem::remove(certificatePath(request.out), ignored);
        return committed.error();
    }
    return report;
}

} // namespace

std::string_view name(ExportTarget target)
{
    switch (target) {
    case ExportTarget::Gguf:
        return "gguf";
    case ExportTarget::Onnx:
        return "onnx";
    case ExportTarget::HuggingFace:
        break;
    }
    return "hf";
}

Result<ExportTarget> exportTarget(std::string_view asked)
{
    for (const ExportTarget target : kTargets) {
        if (name(target) == asked) {
            return target;
        }
    }
    return Error{"export.target", "There is no target '" + std::string(asked) + "'. There are gguf, onnx and hf.", ""};
}

nlohmann::json toJson(const ExportReport& report)
{
    return {{"path", report.path.string()},
            {"bytes", report.bytes},
            {"seconds", report.seconds},
            {"modulesExact", report.modulesExact},
            {"modulesRounded", report.modulesRounded},
            {"notes", report.notes},
            {"certificate", report.certificate}};
}

Result<ExportReport> exportModel(const ExportRequest& request, const PhaseProgress& progress, const CancelToken& cancel)
{
    const auto begin = std::chrono::steady_clock::now();
    std::error_code ignored;
    if (std::filesystem::exists(request.out, ignored)) {
        return Error{"file.exists", "It is there already. Choose another name.", request.out.string()};
    }
    auto checkpoint = model::Checkpoint::open(request.model);
    if (!checkpoint) {
        return checkpoint.error();
    }
    if (auto complete = checkpoint->requireComplete(); !complete) {
        return complete.error();
    }
    auto report = request.target == ExportTarget::Gguf   ? exportGguf(*checkpoint, request, progress, cancel)
                  : request.target == ExportTarget::Onnx ? exportOnnxModel(*checkpoint, request, progress, cancel)
                                                         : exportHuggingFace(*checkpoint, request, progress, cancel);
    if (report) {
        if (const std::string& from = checkpoint->dequantizedFrom(); !from.empty() && !checkpoint->quantization()) {
            report->notes.push_back("The model's weights were dequantized from " + from +
                                    ": what that rounding lost stays lost.");
        }
        report->path = request.out;
        report->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    }
    return report;
}

} // namespace espalier::exporting
