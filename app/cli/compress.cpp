#include <cmath>
#include <filesystem>
#include <variant>

#include "app/cli/commands.h"
#include "app/cli/figures.h"
#include "app/cli/progress_line.h"
#include "app/cli/text_options.h"
#include "app/cli/worker_process.h"
#include "core/base/atomic_file.h"
#include "core/compress/distributed/launch.h"
#include "core/compress/schemas.h"
#include "core/model/checkpoint.h"
#include "core/protocol/jobs.h"
#include "core/protocol/run_directory.h"
#include "core/recipe/diagnostic_error.h"
#include "core/recipe/parse.h"
#include "core/recipe/resolve.h"

namespace espalier::cli {
namespace {

class Compress final : public Command
{
public:
    const char* name() const override { return "compress"; }
    const char* description() const override { return "Carry a model through a recipe and write the smaller model"; }

    void setup(CLI::App& app) override
    {
        m_app = &app;
        app.add_option("model", m_job.model, "Model folder or GGUF file (not needed to resume)");
        app.add_option("--recipe", m_job.recipePath, "Recipe (YAML; not needed to resume)");
        app.add_option("--data", m_files, std::string("Text to calibrate and train on: ") + kDataKinds)
            ->allow_extra_args(false);
        m_text.addTo(app);
        app.add_option("--samples", m_job.samples, "Calibration windows")
            ->check(CLI::PositiveNumber)
            ->capture_default_str();
        app.add_option("--seqlen", m_job.sequenceLength, "Tokens in a window (default: 2048 or the model's context)")
            ->check(CLI::Range(std::int64_t(2), std::int64_t(1) << 30));
        app.add_option("--out", m_job.out, "Run directory that is made");
        app.add_option("--seed", m_job.seed, "Seed of everything random")->capture_default_str();
        addThreadsOption(app, m_job.threads);
        app.add_option("--memory", m_job.memoryGiB,
                       "Memory to stay within, GiB: activations beyond it lie in the run directory (default: what is "
                       "free)")
            ->check(CLI::Validator(
                [](const std::string& given) {
                    double value = 0.0;
                    const bool fits = CLI::detail::lexical_cast(given, value) && value > 0.0 && std::isfinite(value);
                    return fits ? std::string() : given + " is no amount of memory. Write GiB as a number: 0.5";
                },
                ""));
        app.add_flag("--bf16-activations", m_job.halfActivations,
                     "Keep activations between layers in half the size, rounded");
        app.add_option("--device", m_job.device,
                       "cpu, cuda or cuda:N: where windows pass the decoder layers and their moments are summed. What "
                       "solves, trains and evaluates is on the CPU")
            ->capture_default_str();
        app.add_flag("--resume", m_job.resume,
                     "Go on with the run in --out where it ended (begin if there is none). What is not given is as in "
                     "that run; what is given must not differ, but for --threads, --memory and --device");
        auto* fork = app.add_option("--fork-from", m_job.forkFrom,
                                    "Stage folder of another run (RUN/stage_x or RUN/stage_x.partial) whose first "
                                    "layers are taken over as they are, with what was decided there (widths, layers, "
                                    "sparsities) where the settings are the same");
        app.add_option("--fork-layer", m_job.forkLayer, "Layer that work begins at")
            ->check(CLI::NonNegativeNumber)
            ->needs(fork);
        app.add_option(
               "--eval-data", m_evaluationFiles,
               "Held-out text for the perplexity before and after (repeatable). Without it, figures on the way are of "
               "the calibration text, and say so")
            ->allow_extra_args(false);
        app.add_flag("--dry-run", m_job.dryRun, "Check everything and write nothing");
        app.footer(
            "Several processes share a run that torchrun, srun or mpirun starts, or whoever sets RANK, WORLD_SIZE, "
            "MASTER_ADDR and MASTER_PORT for each: calibration windows and matrices are shared out, rank 0 "
            "alone writes and speaks. Stages that cannot be shared out (training, block reconstruction, "
            "structured pruning, scaling) are done by rank 0. --threads and --memory are of each process.");
    }

    int run(const Output& output) override
    {
        const auto launch = compress::launchFromEnvironment();
        if (!launch) {
            return output.fail(launch.error());
        }
        m_leads = launch->leads();
        if (auto valid = check(); !valid) {
            return output.fail(valid.error());
        }
        if (!m_leads) {
            return follow(output);
        }
        ProgressLine progress(ProgressLine::modeFor(output.json));
        for (const std::string& warning : m_warnings) {
            progress.show({"", 0.0, protocol::Log{"warning", warning}});
        }
        std::string job;
        bool begun = false;
        auto answer = runInWorker(m_job.kKind, toJson(m_job), [&](const protocol::Event& event) {
            job = event.job;
            begun = begun || std::holds_alternative<protocol::RunBegun>(event.body);
            progress.show(event);
        });
        progress.clear();
        if (!answer) {
            const Error& error = answer.error();
            if (begun) { // a worker that was killed could not do it itself
                protocol::closeRunDirectory(m_job.out, job, {error.code, error.message, error.place});
            }
            return output.fail(error, exitCodeOf(error));
        }
        return output.done(*answer, m_job.dryRun ? "Everything fits; nothing was written." : text(*answer));
    }

private:
    /// One of several ranks, of which the first alone speaks.
    int follow(const Output& output) const
    {
        const auto answer = runInWorker(m_job.kKind, toJson(m_job), [](const protocol::Event&) {});
        return answer ? kDone : output.fail(answer.error(), exitCodeOf(answer.error()));
    }

    /// Whatever can be wrong and costs no worker to find out.
    Result<void> check()
    {
        if (auto out = checkOut(); !out) {
            return out;
        }
        if (auto known = m_job.resume ? takeEarlierRequest() : Result<void>(); !known) {
            return known;
        }
        if (m_job.resume && !m_goesOn && m_job.model.empty()) {
            return Error{"run.none",
                         "There is no run here to go on with. Check --out, or give a model and a recipe to begin one.",
                         m_job.out};
        }
        if (m_job.model.empty() || m_job.recipePath.empty()) {
            return Error{"usage", m_job.model.empty() ? "MODEL is required." : "--recipe is required.", ""};
        }
        auto calibration = m_text.source(m_files);
        auto evaluation = m_text.source(m_evaluationFiles);
        if (!calibration || !evaluation) {
            return !calibration ? calibration.error() : evaluation.error();
        }
        if (!m_goesOn || !m_files.empty()) {
            m_job.calibration = calibration.take();
        }
        if (!m_goesOn || !m_evaluationFiles.empty()) {
            m_job.evaluation = evaluation.take();
        }
        if (auto model = checkModel(m_job.model); !model) {
            return model;
        }
        return checkRecipe();
    }

    Result<void> checkOut() const
    {
        if (m_job.out.empty()) {
            return m_job.dryRun ? Result<void>()
                                : Error{"usage", "--out is required. Name the run directory to make.", ""};
        }
        std::error_code failed;
        if (m_leads && !m_job.resume && std::filesystem::exists(m_job.out, failed)) {
            return Error{"run.exists",
                         "The run directory is there already. Choose another name, remove it, or go on with "
                         "its run (--resume).",
                         m_job.out};
        }
        return {};
    }

    bool isGiven(const char* option) const { return m_app->get_option(option)->count() > 0; }

    /// What the run in --out was asked, in place of what this command was not.
    Result<void> takeEarlierRequest()
    {
        const auto text = readTextFile(std::filesystem::path(m_job.out) / protocol::kManifestName);
        if (!text) { // it ended before it had begun, or there is none
            return {};
        }
        const auto manifest = nlohmann::json::parse(*text, nullptr, false);
        protocol::CompressJob earlier;
        if (!manifest.is_object() || !protocol::fromStored(manifest.value("request", nlohmann::json()), earlier)) {
            return Error{"run.manifest", "The run's manifest cannot be read, so the run cannot go on.", m_job.out};
        }
        m_goesOn = true;
        const auto keep = [&](const char* option, auto protocol::CompressJob::*member) {
            if (!isGiven(option)) {
                m_job.*member = earlier.*member;
            }
        };
        keep("model", &protocol::CompressJob::model);
        keep("--recipe", &protocol::CompressJob::recipePath);
        keep("--recipe", &protocol::CompressJob::recipeText);
        keep("--samples", &protocol::CompressJob::samples);
        keep("--seqlen", &protocol::CompressJob::sequenceLength);
        keep("--seed", &protocol::CompressJob::seed);
        keep("--threads", &protocol::CompressJob::threads);
        keep("--memory", &protocol::CompressJob::memoryGiB);
        keep("--bf16-activations", &protocol::CompressJob::halfActivations);
        keep("--device", &protocol::CompressJob::device);
        keep("--fork-from", &protocol::CompressJob::forkFrom);
        keep("--fork-layer", &protocol::CompressJob::forkLayer);
        m_job.calibration = earlier.calibration; // unless files are given
        m_job.evaluation = earlier.evaluation;
        return {};
    }

    Result<void> readRecipe()
    {
        if (!m_job.recipeText.empty()) { // of the run that goes on
            return {};
        }
        auto document = readTextFile(m_job.recipePath, std::size_t(16) << 20);
        if (!document) {
            return document.error();
        }
        m_job.recipeText = document.take();
        return {};
    }

    Result<void> checkRecipe()
    {
        if (auto read = readRecipe(); !read) {
            return read;
        }
        const auto& schemas = compress::modifierSchemas();
        const auto parsed = recipe::parseRecipe(m_job.recipeText, schemas, recipe::documentKind(m_job.recipePath));
        if (!parsed.recipe) {
            return recipe::firstError(parsed.diagnostics, m_job.recipePath);
        }
        if (const auto problems = recipe::checkRunnable(*parsed.recipe, schemas); !problems.empty()) {
            return recipe::firstError(problems, m_job.recipePath);
        }
        const auto checkpoint = model::Checkpoint::open(m_job.model);
        if (!checkpoint) {
            return checkpoint.error();
        }
        const auto resolved = recipe::resolve(*parsed.recipe, checkpoint->tree(), schemas);
        if (resolved.hasErrors()) {
            return recipe::firstError(resolved.diagnostics, m_job.recipePath);
        }
        if (m_job.calibration.files.empty() && recipe::needsCalibration(*parsed.recipe, schemas)) {
            return Error{"run.data", "The recipe calibrates on text. Give some with --data.", m_job.recipePath};
        }
        keepWarnings(parsed.diagnostics);
        if (m_job.dryRun) { // a run says these itself
            keepWarnings(resolved.diagnostics);
        }
        return {};
    }

    void keepWarnings(const std::vector<recipe::Diagnostic>& diagnostics)
    {
        for (const recipe::Diagnostic& diagnostic : diagnostics) {
            if (diagnostic.severity == recipe::Severity::Warning) {
                m_warnings.push_back(recipe::placeOf(diagnostic, m_job.recipePath) + ": " + diagnostic.message);
            }
        }
    }

    static std::string text(const nlohmann::json& answer)
    {
        std::string text;
        for (const auto& stage : answer.at("stages")) {
            text += "stage " + stage.value("name", "") + ": " + figure(stage.at("seconds")) + " s";
            text += stage.at("perplexity").is_null() ? "" : ", perplexity " + figure(stage.at("perplexity"));
            text += stage.value("kl", nlohmann::json()).is_null() ? "" : ", KL " + figure(stage.at("kl"));
            if (stage.value("activationBytesOnDisk", 0.0) > 0.0)
                text += ", " + mebibytes(stage.at("activationBytesOnDisk")) + " of activations on disk";
            text += "\n";
        }
        if (const std::string source = answer.value("probeSource", ""); !source.empty() && source != "evaluation") {
            text += "KL is measured on: " + source + "\n";
        }
        text += "              before        after\n";
        text +=
            "size          " + padded(mebibytes(answer.at("bytesBefore"))) + mebibytes(answer.at("bytesAfter")) + "\n";
        text += "perplexity    " + padded(figure(answer.at("perplexityBefore"))) +
                figure(answer.at("perplexityAfter")) + "\n";
        text += "sparsity      " + padded("") + percent(answer.at("sparsity")) + "\n";
        text +=
            figure(answer.at("seconds")) + " s, " + mebibytes(answer.at("peakMemoryBytes")) + " of memory at most\n";
        return text + "model: " + answer.value("model", "");
    }

    static std::string padded(std::string cell)
    {
        cell.resize(std::max<std::size_t>(cell.size() + 1, 14), ' ');
        return cell;
    }

    protocol::CompressJob m_job;
    TextOptions m_text;
    std::vector<std::string> m_files;
    std::vector<std::string> m_evaluationFiles;
    std::vector<std::string> m_warnings;
    CLI::App* m_app = nullptr;
    bool m_goesOn = false; ///< with a run that is there
    bool m_leads = true;   ///< rank 0 of several processes, or alone
};

} // namespace

std::unique_ptr<Command> makeCompressCommand()
{
    return std::make_unique<Compress>();
}

} // namespace espalier::cli
