#include <filesystem>

#include "app/cli/commands.h"
#include "app/cli/figures.h"
#include "app/cli/progress_line.h"
#include "app/cli/text_options.h"
#include "app/cli/worker_process.h"
#include "core/base/atomic_file.h"
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
        app.add_option("model", m_job.model, "Model folder")->required();
        app.add_option("--recipe", m_job.recipePath, "Recipe (YAML)")->required();
        app.add_option("--data", m_files, "Calibration text: txt, jsonl, json or csv (repeatable)")
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
            ->check(CLI::PositiveNumber);
        app.add_flag("--bf16-activations", m_job.halfActivations,
                     "Keep activations between layers in half the size, rounded");
        app.add_option("--device", m_device, "cpu or cuda")
            ->check(CLI::IsMember({"cpu", "cuda"}))
            ->capture_default_str();
        app.add_flag("--resume", m_resume, "Go on with an interrupted run (later version)");
        app.add_option("--eval-data", m_evaluationFiles,
                       "Held-out text for the perplexity before and after (repeatable)")
            ->allow_extra_args(false);
        app.add_flag("--dry-run", m_job.dryRun, "Check everything and write nothing");
    }

    int run(const Output& output) override
    {
        if (auto valid = check(); !valid) {
            return output.fail(valid.error());
        }
        ProgressLine progress(ProgressLine::modeFor(output.json));
        for (const std::string& warning : m_warnings) {
            progress.show({"", 0.0, protocol::Log{"warning", warning}});
        }
        std::string job;
        auto answer = runInWorker(m_job.kKind, toJson(m_job), [&](const protocol::Event& event) {
            job = event.job;
            progress.show(event);
        });
        progress.clear();
        if (!answer) {
            const Error& error = answer.error();
            if (!m_job.dryRun) { // a worker that was killed could not do it itself
                protocol::closeRunDirectory(m_job.out, job, {error.code, error.message, error.place});
            }
            return output.fail(error, exitCodeOf(error));
        }
        return output.done(*answer, m_job.dryRun ? "Everything fits; nothing was written." : text(*answer));
    }

private:
    /// Whatever can be wrong and costs no worker to find out.
    Result<void> check()
    {
        if (m_resume || m_device != "cpu") {
            return laterVersion(m_resume ? "--resume" : "--device " + m_device);
        }
        if (auto out = checkOut(); !out) {
            return out;
        }
        auto calibration = m_text.source(m_files);
        auto evaluation = m_text.source(m_evaluationFiles);
        if (!calibration || !evaluation) {
            return !calibration ? calibration.error() : evaluation.error();
        }
        m_job.calibration = calibration.take();
        m_job.evaluation = evaluation.take();
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
        if (std::filesystem::exists(m_job.out, failed)) {
            return Error{"run.exists", "The run directory is there already. Choose another name or remove it.",
                         m_job.out};
        }
        return {};
    }

    Result<void> checkRecipe()
    {
        auto document = readTextFile(m_job.recipePath, std::size_t(16) << 20);
        if (!document) {
            return document.error();
        }
        m_job.recipeText = document.take();
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
        if (m_files.empty() && recipe::needsCalibration(*parsed.recipe, schemas)) {
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
            text += "stage " + stage.value("name", "") + ": " + figure(stage.at("seconds")) + " s\n";
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
    std::string m_device = "cpu";
    bool m_resume = false;
};

} // namespace

std::unique_ptr<Command> makeCompressCommand()
{
    return std::make_unique<Compress>();
}

} // namespace espalier::cli
