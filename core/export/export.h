#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/export/gguf_rows.h"

namespace espalier::exporting {

enum class ExportTarget { Gguf, Onnx, HuggingFace };
std::string_view name(ExportTarget target); ///< "gguf", "onnx", "hf", as on the command line
/// Error `export.target` lists what there is.
Result<ExportTarget> exportTarget(std::string_view name);

struct ExportRequest
{
    std::filesystem::path model; ///< folder or GGUF file
    ExportTarget target = ExportTarget::Gguf;
    std::string type;             ///< of the target; empty: what the model stores, as far as the target holds it
    std::filesystem::path out;    ///< file (GGUF) or folder; must not exist
    bool certificate = true;      ///< the result is read again and compared before it gets its name
    ImportanceWeights importance; ///< where the type rounds weights; may be empty
    int threads = 0;              ///< 0: all cores
    /// What the source and the result predict, for the certificate; called on a result that model::Checkpoint opens,
    /// which has not got its name yet. Its error fails the export. None: predictions are not compared.
    /// @param noise the largest of the modules: squared errors over squared weights
    std::function<Result<nlohmann::json>(const std::filesystem::path& exported, double noise)> comparePredictions = {};
};

struct ExportReport
{
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    double seconds = 0.0;
    std::int64_t modulesExact = 0;   ///< quantized modules whose codes and scales went over unchanged
    std::int64_t modulesRounded = 0; ///< whose codes went over, with scales rounded to half precision
    std::vector<std::string> notes;  ///< what the user should know
    nlohmann::json certificate;      ///< null without one
};

/// `path bytes seconds modulesExact modulesRounded notes certificate`
nlohmann::json toJson(const ExportReport& report);

/// What is done now ("writing", "certificate", "predictions") and its share, 0 to 1. Called on the thread of
/// exportModel().
using PhaseProgress = std::function<void(std::string_view phase, double fraction)>;

/// Puts request.comparePredictions() of what was written into the certificate.
Result<void> addPredictions(const ExportRequest& request, const std::filesystem::path& exported,
                            const PhaseProgress& progress, nlohmann::json& certificate);

/// Writes a model in another format. The certificate of a file is stored beside it ("model.gguf.certificate.json"),
/// that of a folder in it. Nothing is left under the final name unless everything is done. Throws Cancelled.
/// Errors: those of model::Checkpoint::open() and requireComplete(), `file.exists`, `disk.full`, `export.type`,
/// `export.family`, `export.mismatch` (the certificate failed).
Result<ExportReport> exportModel(const ExportRequest& request, const PhaseProgress& progress,
                                 const CancelToken& cancel);

} // namespace espalier::exporting
