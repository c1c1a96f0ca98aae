#include "core/worker/jobs/registry.h"

#include <algorithm>

#include "core/compress/input_energies.h"
#include "core/export/export.h"
#include "core/protocol/progress_tracker.h"
#include "core/text/tokenizer.h"
#include "core/worker/jobs/compare_predictions.h"
#include "core/worker/jobs/inputs.h"

namespace espalier::worker {
namespace {

constexpr std::int64_t kDefaultWindow = 2048;

/// A model in another format.
class ExportWork final : public Job
{
public:
    explicit ExportWork(protocol::ExportJob parameters) : m_parameters(std::move(parameters)) {}

    Result<nlohmann::json> run(JobContext& context) override
    {
        const auto target = exporting::exportTarget(m_parameters.target);
        if (!target)
            return target.error();
        exporting::ExportRequest request;
        request.model = m_parameters.model;
        request.target = *target;
        request.type = m_parameters.type;
        request.out = m_parameters.out;
        request.certificate = m_parameters.certificate;
        request.threads = m_parameters.threads;
        const bool calibrates = !m_parameters.text.files.empty();
        const bool predicts = *target != exporting::ExportTarget::Onnx && m_parameters.certificate;
        if (predicts)
            request.comparePredictions = [&](const std::filesystem::path& exported, double noise) {
                useThreads(m_parameters.threads);
                return comparePredictions(m_parameters.model, exported, noise, context.cancel());
            };
        protocol::ProgressTracker tracker({{"calibration", calibrates ? 1.0 : 0.0},
                                           {"writing", 1.0},
                                           {"certificate", 0.5},
                                           {"predictions", predicts ? 0.5 : 0.0}});
        const auto say = [&](std::size_t phase, double fraction) {
            if (auto progress = tracker.advance(phase, fraction, 1.0))
                context.send(std::move(*progress));
        };
        if (calibrates) {
            auto importance = measureImportance(context, [&](double fraction) { say(0, fraction); });
            if (!importance)
                return importance.error();
            request.importance = importance.take();
        }
        auto report = exporting::exportModel(
            request,
            [&](std::string_view phase, double fraction) {
                say(phase == "writing" ? 1 : phase == "certificate" ? 2 : 3, fraction);
            },
            context.cancel());
        if (!report)
            return report.error();
        for (const std::string& note : report->notes)
            context.send(protocol::Log{"info", note});
        return exporting::toJson(*report);
    }

private:
    Result<exporting::ImportanceWeights> measureImportance(JobContext& context,
                                                           const std::function<void(double)>& progress) const
    {
        useThreads(m_parameters.threads);
        auto checkpoint = openComplete(m_parameters.model);
        if (!checkpoint)
            return checkpoint.error();
        const auto tokenizer = text::Tokenizer::load(m_parameters.model);
        if (!tokenizer)
            return tokenizer.error();
        const auto stream = text::loadStream(paths(m_parameters.text.files), datasetOptions(m_parameters.text),
                                             **tokenizer, m_parameters.model);
        if (!stream)
            return stream.error();
        const std::int64_t length = m_parameters.sequenceLength > 0
                                        ? m_parameters.sequenceLength
                                        : std::min(kDefaultWindow, checkpoint->spec().contextLength);
        const auto windows = text::windows(stream->tokens, std::size_t(length),
                                           std::size_t(std::max<std::int64_t>(m_parameters.samples, 1)));
        if (!windows)
            return windows.error();
        return compress::meanSquaredInputs(*checkpoint, *windows, progress, context.cancel());
    }

    protocol::ExportJob m_parameters;
};

} // namespace

Result<std::unique_ptr<Job>> createExportJob(const nlohmann::json& parameters)
{
    return createJob<ExportWork, protocol::ExportJob>(parameters);
}

} // namespace espalier::worker
