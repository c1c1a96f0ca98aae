#include <filesystem>

#include "app/cli/commands.h"
#include "app/cli/progress_line.h"
#include "app/cli/text_options.h"
#include "app/cli/worker_process.h"
#include "core/protocol/jobs.h"
#include "core/text/demo/demo_folder.h"

namespace espalier::cli {
namespace {

class Demo final : public Command
{
public:
    const char* name() const override { return "demo"; }
    const char* description() const override
    {
        return "Write the demo: a small chat model, texts to calibrate and evaluate with, and a recipe";
    }

    void setup(CLI::App& app) override
    {
        app.add_option("folder", m_folder, "Folder to write; must not exist")->required();
        app.add_flag("--retrain", m_retrain,
                     "Train the model anew on generated text instead of copying the shipped one");
        app.add_option("--steps", m_job.steps, "Training steps (default: the trainer's own number)")
            ->check(CLI::PositiveNumber);
        app.add_option("--seed", m_job.seed, "Seed of the training")->capture_default_str();
        addThreadsOption(app, m_job.threads);
    }

    int run(const Output& output) override
    {
        if (std::error_code failed; std::filesystem::exists(m_folder, failed)) {
            return output.fail(
                {"demo.exists", "The folder is there already. Choose another name or remove it.", m_folder});
        }
        return m_retrain ? retrain(output) : write(output);
    }

private:
    int write(const Output& output) const
    {
        const auto model = text::demo::shippedModel();
        if (!model) {
            return output.fail(model.error(), kWorkFailed);
        }
        return writeFrom(*model, output);
    }

    int retrain(const Output& output)
    {
        m_job.out = m_folder + ".training";
        ProgressLine progress(ProgressLine::modeFor(output.json));
        const auto trained =
            runInWorker(m_job.kKind, toJson(m_job), [&](const protocol::Event& event) { progress.show(event); });
        progress.clear();
        if (!trained) {
            return output.fail(trained.error(), exitCodeOf(trained.error()));
        }
        const int code = writeFrom(m_job.out, output);
        std::error_code ignored; // a leftover copy harms nobody
        std::filesystem::remove_all(m_job.out, ignored);
        return code;
    }

    int writeFrom(const std::filesystem::path& model, const Output& output) const
    {
        if (auto written = text::demo::writeDemo(m_folder, model); !written) {
            return output.fail(written.error(), kWorkFailed);
        }
        const std::filesystem::path folder = m_folder;
        const nlohmann::json answer{{"model", (folder / "model").string()},
                                    {"calibration", (folder / "calibration.txt").string()},
                                    {"evaluation", (folder / "evaluation.txt").string()},
                                    {"recipe", (folder / "recipe.yaml").string()}};
        return output.done(answer, "The demo is in " + m_folder + ". Next: espalier-cli compress " +
                                       (folder / "model").string() + " --recipe " + (folder / "recipe.yaml").string() +
                                       " --data " + (folder / "calibration.txt").string() + " --out " +
                                       (folder / "result").string());
    }

    std::string m_folder;
    bool m_retrain = false;
    protocol::TrainDemoJob m_job;
};

} // namespace

std::unique_ptr<Command> makeDemoCommand()
{
    return std::make_unique<Demo>();
}

} // namespace espalier::cli
