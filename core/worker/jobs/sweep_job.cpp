#include "core/worker/jobs/registry.h"

#include <algorithm>
#include <chrono>

#include "core/compress/sensitivity/sweep.h"
#include "core/protocol/sweep_job.h"
#include "core/worker/jobs/inputs.h"

namespace espalier::worker {
namespace {

static_assert(std::string_view(protocol::SweepJob::kCellLevel) == compress::sensitivity::kCellLevel);

/// What changing single decoder layers does to a model's predictions.
class SweepWork final : public Job
{
public:
    explicit SweepWork(protocol::SweepJob parameters) : m_parameters(std::move(parameters)) {}

    Result<nlohmann::json> run(JobContext& context) override
    {
        const auto begin = std::chrono::steady_clock::now();
        useThreads(m_parameters.threads);
        auto levels = compress::sensitivity::parseLevels(m_parameters.levels);
        if (!levels) {
            return levels.error();
        }
        auto sweep = compress::sensitivity::Sweep::prepare(options(levels.take(), context));
        if (!sweep) {
            return sweep.error();
        }
        auto answer = (*sweep)->run(context.sink(), context.cancel());
        if (answer) {
            (*answer)["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
            (*answer)["peakMemoryBytes"] = context.peakMemoryBytes();
        }
        return answer;
    }

private:
    compress::sensitivity::SweepOptions options(std::vector<compress::sensitivity::Level> levels,
                                                const JobContext& context) const
    {
        compress::sensitivity::SweepOptions options;
        options.model = m_parameters.model;
        options.output = m_parameters.out;
        options.levels = std::move(levels);
        options.calibrationFiles = paths(m_parameters.calibration.files);
        options.reportFiles = paths(m_parameters.evaluation.files);
        options.dataset = datasetOptions(m_parameters.calibration);
        options.samples = static_cast<std::size_t>(std::max<std::int64_t>(1, m_parameters.samples));
        options.windowTokens = m_parameters.sequenceLength;
        options.selectionWindows = m_parameters.windows;
        options.seed = static_cast<std::uint64_t>(m_parameters.seed);
        options.memoryBytes = std::uint64_t(m_parameters.memoryGiB * double(std::uint64_t(1) << 30));
        options.resume = m_parameters.resume;
        options.processBytes = context.peakMemoryBytes();
        options.request = protocol::toJson(m_parameters);
        return options;
    }

    protocol::SweepJob m_parameters;
};

} // namespace

Result<std::unique_ptr<Job>> createSweepJob(const nlohmann::json& parameters)
{
    return createJob<SweepWork, protocol::SweepJob>(parameters);
}

} // namespace espalier::worker
