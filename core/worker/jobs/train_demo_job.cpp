#include "core/worker/jobs/registry.h"

#include <malloc.h>

#include "core/base/atomic_file.h"
#include "core/protocol/progress_tracker.h"
#include "core/text/demo/demo_text.h"
#include "core/text/tokenizer.h"
#include "core/worker/demo/demo_model.h"
#include "core/worker/jobs/inputs.h"

namespace espalier::worker {
namespace {

constexpr std::size_t kTrainingBytes = 24'000'000;
constexpr std::size_t kTokenizerBytes = 4'000'000; ///< more text finds the same frequent pairs
constexpr std::int64_t kReportEvery = 10;          ///< steps

/// The folder under construction, gone unless it was renamed into place.
class TemporaryFolder
{
public:
    explicit TemporaryFolder(std::filesystem::path path) : m_path(std::move(path)) { create(); }
    ~TemporaryFolder()
    {
        std::error_code ignored; // nothing more can be done while an exception may be under way
        std::filesystem::remove_all(m_path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return m_path; }

private:
    void create()
    {
        std::error_code failed;
        std::filesystem::remove_all(m_path, failed);
        std::filesystem::create_directories(m_path, failed);
        if (failed)
            throw JobError({"file.write", "Cannot make the folder: " + failed.message() + ".", m_path.string()});
    }

    std::filesystem::path m_path;
};

/// Trains the demo's tokenizer and model on generated text.
class TrainDemoWork final : public Job
{
public:
    explicit TrainDemoWork(protocol::TrainDemoJob parameters) : m_parameters(std::move(parameters)) {}

    Result<nlohmann::json> run(JobContext& context) override
    {
        useThreads(m_parameters.threads);
        // A step allocates hundreds of buffers of megabytes: kept in the heap they need no fresh pages each time.
        mallopt(M_MMAP_THRESHOLD, 32 << 20);
        mallopt(M_TRIM_THRESHOLD, 1 << 30);
        const std::filesystem::path target = m_parameters.out;
        if (std::filesystem::exists(target))
            return Error{"demo.exists", "The folder is there already. Choose another name or remove it.",
                         target.string()};
        const TemporaryFolder folder(target.string() + ".incomplete");
        const std::string text = text::demo::text(text::demo::Split::Training, kTrainingBytes);
        const auto options = demo::demoTokenizerOptions();
        if (auto trained =
                text::trainBpeTokenizer(std::string_view(text).substr(0, kTokenizerBytes), options, folder.path());
            !trained)
            return trained.error();
        auto tokenizer = text::Tokenizer::load(folder.path());
        if (!tokenizer)
            return tokenizer.error();
        return train(context, (*tokenizer)->encode(text), (*tokenizer)->vocabularySize(), folder.path());
    }

private:
    Result<nlohmann::json> train(JobContext& context, std::vector<text::TokenId> stream, std::int64_t vocabularySize,
                                 const std::filesystem::path& folder) const
    {
        const nlohmann::json config = demo::demoConfig(vocabularySize);
        const auto spec = model::modelSpecFromConfig(config);
        if (!spec)
            return spec.error();
        demo::TrainingOptions options;
        if (m_parameters.steps > 0)
            options.steps = m_parameters.steps;
        options.seed = std::uint64_t(m_parameters.seed);
        demo::Trainer trainer(*spec, std::move(stream), options);
        const double loss = runSteps(context, trainer, options.steps);
        if (auto saved = demo::saveModel(*spec, config, trainer.ends(), trainer.blocks(), folder); !saved)
            return saved.error();
        if (auto committed = commitDirectory(folder, m_parameters.out); !committed)
            return committed.error();
        return nlohmann::json{{"model", m_parameters.out}, {"steps", options.steps}, {"loss", loss}};
    }

    /// @return the mean loss of the last steps, nats per token
    static double runSteps(JobContext& context, demo::Trainer& trainer, std::int64_t steps)
    {
        protocol::ProgressTracker tracker({{"training", 1.0}});
        double sum = 0.0;
        double mean = 0.0;
        std::int64_t summed = 0;
        for (std::int64_t step = 1; step <= steps; ++step) {
            if (context.cancel().requested())
                throw Cancelled();
            const auto [loss, learningRate] = trainer.step();
            sum += loss;
            ++summed;
            if (step % kReportEvery == 0 || step == steps) {
                mean = sum / double(summed);
                context.send(protocol::TrainingStep{step, steps, mean, learningRate});
                sum = 0.0;
                summed = 0;
            }
            if (auto progress = tracker.advance(0, double(step), double(steps)))
                context.send(std::move(*progress));
        }
        return mean;
    }

    protocol::TrainDemoJob m_parameters;
};

} // namespace

Result<std::unique_ptr<Job>> createTrainDemoJob(const nlohmann::json& parameters)
{
    return createJob<TrainDemoWork, protocol::TrainDemoJob>(parameters);
}

} // namespace espalier::worker
