#include "core/worker/jobs/registry.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <system_error>

#include <malloc.h>

#include "core/compress/distributed/launch.h"
#include "core/compress/pipeline.h"
#include "core/compress/schemas.h"
#include "core/nn/device.h"
#include "core/protocol/run_directory.h"
#include "core/recipe/diagnostic_error.h"
#include "core/recipe/parse.h"
#include "core/worker/jobs/inputs.h"

namespace espalier::worker {
namespace {

Result<recipe::Recipe> readRecipe(const protocol::CompressJob& job)
{
    const std::string document = job.recipePath.empty() ? "recipe" : job.recipePath;
    const auto& schemas = compress::modifierSchemas();
    auto parsed = recipe::parseRecipe(job.recipeText, schemas, recipe::documentKind(job.recipePath));
    if (!parsed.recipe) {
        return recipe::firstError(parsed.diagnostics, document);
    }
    if (const auto problems = recipe::checkRunnable(*parsed.recipe, schemas); !problems.empty()) {
        return recipe::firstError(problems, document);
    }
    return std::move(*parsed.recipe);
}

/// Ranks wait for each other while the first evaluates, or does a stage that cannot be shared out. One that dies is
/// seen at once, by its connections.
constexpr std::chrono::hours kRankTimeout{72};

Result<compress::Ranks> joinRanks(JobContext& context)
{
    const auto launch = compress::launchFromEnvironment();
    if (!launch) {
        return launch.error();
    }
    if (!launch->alone()) { // some minutes if one is missing
        context.send(protocol::Log{"info", "Rank " + std::to_string(launch->rank) + " of " +
                                               std::to_string(launch->size) + " waits for the others."});
    }
    return compress::Ranks::join(*launch, kRankTimeout);
}

/// A dry run's answer: what would be done, with every figure still unknown.
nlohmann::json unrunAnswer(nlohmann::json plan, const std::string& out)
{
    plan["dryRun"] = true;
    plan["runDirectory"] = out;
    for (const char* unknown : {"model", "sparsity", "bytesBefore", "bytesAfter", "perplexityBefore", "perplexityAfter",
                                "seconds", "peakMemoryBytes"}) {
        plan[unknown] = nullptr;
    }
    return plan;
}

/// The job as it can be resumed from any folder.
protocol::CompressJob withAbsolutePaths(protocol::CompressJob job)
{
    const auto complete = [](std::string& path) {
        std::error_code failed;
        const std::filesystem::path absolute = std::filesystem::absolute(path, failed);
        if (!path.empty() && !failed) {
            path = absolute.string();
        }
    };
    complete(job.model);
    complete(job.forkFrom);
    for (protocol::TextSource* source : {&job.calibration, &job.evaluation}) {
        std::for_each(source->files.begin(), source->files.end(), complete);
    }
    return job;
}

/// By itself the C library comes to keep freed buffers of up to 32 MiB in its heap, in pieces: a third of a run's peak.
/// Buffers of a few megabytes and more take longer to be computed than fresh pages take to come.
void returnLargeBuffers()
{
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

/// One compression run (compress::Pipeline) with its run directory and log.
class CompressWork final : public Job
{
public:
    explicit CompressWork(protocol::CompressJob parameters) : m_parameters(std::move(parameters)) {}

    Result<nlohmann::json> run(JobContext& context) override
    {
        useThreads(m_parameters.threads);
        returnLargeBuffers();
        auto recipe = readRecipe(m_parameters);
        if (!recipe) {
            return recipe.error();
        }
        const auto device = nn::deviceFrom(m_parameters.device);
        if (!device) {
            return device.error();
        }
        const auto ranks = joinRanks(context);
        if (!ranks) {
            return ranks.error();
        }
        std::error_code ignored;
        const bool goesOn = m_parameters.resume && std::filesystem::is_directory(m_parameters.out, ignored);
        if (goesOn && ranks->leads() && !m_parameters.dryRun) { // another process may be at work in it
            if (auto locked = lockRunDirectory(); !locked) {
                return locked.error();
            }
        }
        auto pipeline = compress::Pipeline::prepare(options(recipe.take(), *device, *ranks, context));
        if (!pipeline) {
            return pipeline.error();
        }
        if (m_parameters.dryRun) {
            return unrunAnswer(pipeline->plan(), m_parameters.out);
        }
        if (!ranks->leads()) { // the first alone speaks and writes
            return pipeline->run([](const protocol::EventBody&) {}, context.cancel());
        }
        if (!goesOn) {
            if (auto made = makeRunDirectory(); !made) {
                return made.error();
            }
        }
        // What does not fit is refused before anything is written into a run that is there.
        if (auto known = pipeline->identify(context.cancel()); !known) {
            return known.error();
        }
        if (auto made = context.setRunDirectory(m_parameters.out); !made) {
            return made.error();
        }
        return pipeline->run(context.sink(), context.cancel());
    }

private:
    compress::CompressOptions options(recipe::Recipe recipe, at::Device device, const compress::Ranks& ranks,
                                      JobContext& context) const
    {
        compress::CompressOptions options;
        options.model = m_parameters.model;
        options.output = m_parameters.out;
        options.recipe = std::move(recipe);
        options.calibrationFiles = paths(m_parameters.calibration.files);
        options.evaluationFiles = paths(m_parameters.evaluation.files);
        options.dataset = datasetOptions(m_parameters.calibration);
        options.samples = static_cast<std::size_t>(std::max<std::int64_t>(1, m_parameters.samples));
        options.windowTokens = m_parameters.sequenceLength;
        options.seed = static_cast<std::uint64_t>(m_parameters.seed);
        options.threads = m_parameters.threads;
        options.memoryBytes = std::uint64_t(m_parameters.memoryGiB * double(std::uint64_t(1) << 30));
        options.halfActivations = m_parameters.halfActivations;
        options.device = device;
        options.ranks = ranks;
        options.resume = m_parameters.resume;
        options.forkFrom = m_parameters.forkFrom;
        options.forkLayer = m_parameters.forkLayer;
        options.request = protocol::toJson(withAbsolutePaths(m_parameters));
        options.peakMemory = [&context] { return context.peakMemoryBytes(); };
        return options;
    }

    Result<void> makeRunDirectory()
    {
        std::error_code failed;
        std::filesystem::create_directories(m_parameters.out, failed);
        if (failed) {
            return Error{"file.write", "The run directory cannot be made: " + failed.message() + ".", m_parameters.out};
        }
        return lockRunDirectory();
    }

    Result<void> lockRunDirectory()
    {
        auto lock = protocol::RunDirectoryLock::take(m_parameters.out);
        if (!lock) {
            return lock.error();
        }
        m_lock.emplace(lock.take());
        protocol::removeTemporaryFiles(m_parameters.out); // of a process that was killed
        return {};
    }

    std::optional<protocol::RunDirectoryLock> m_lock; ///< held to the end of the process
    protocol::CompressJob m_parameters;
};

} // namespace

Result<std::unique_ptr<Job>> createCompressJob(const nlohmann::json& parameters)
{
    return createJob<CompressWork, protocol::CompressJob>(parameters);
}

} // namespace espalier::worker
