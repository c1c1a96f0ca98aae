#include "core/worker/jobs/registry.h"

#include "core/eval/evaluation.h"
#include "core/eval/reference/reference_logits.h"
#include "core/protocol/progress_tracker.h"
#include "core/worker/jobs/inputs.h"

namespace espalier::worker {
namespace {

Result<std::unique_ptr<eval::LogitSource>> openReference(const std::string& folder)
{
    auto checkpoint = openComplete(folder);
    if (!checkpoint) {
        return checkpoint.error();
    }
    return std::unique_ptr<eval::LogitSource>(std::make_unique<eval::ReferenceLogits>(checkpoint.take()));
}

/// Perplexity of a model as stored, beside a baseline if one is given.
class EvaluateWork final : public Job
{
public:
    explicit EvaluateWork(protocol::EvaluateJob parameters) : m_parameters(std::move(parameters)) {}

    Result<nlohmann::json> run(JobContext& context) override
    {
        useThreads(m_parameters.threads);
        protocol::ProgressTracker tracker({{"evaluation", 1.0}});
        return eval::runEvaluation(m_parameters, openReference, context.cancel(), [&](double fraction) {
            if (auto progress = tracker.advance(0, fraction, 1.0)) {
                context.send(std::move(*progress));
            }
        });
    }

private:
    protocol::EvaluateJob m_parameters;
};

} // namespace

Result<std::unique_ptr<Job>> createEvaluateJob(const nlohmann::json& parameters)
{
    return createJob<EvaluateWork, protocol::EvaluateJob>(parameters);
}

} // namespace espalier::worker
