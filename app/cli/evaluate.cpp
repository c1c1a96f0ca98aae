#include "app/cli/commands.h"
#include "app/cli/engine_work.h"
#include "app/cli/figures.h"
#include "app/cli/progress_line.h"
#include "app/cli/text_options.h"
#include "app/cli/worker_process.h"
#include "core/eval/engine_logits.h"
#include "core/eval/evaluation.h"
#include "core/protocol/jobs.h"

namespace espalier::cli {
namespace {

class Evaluate final : public Command
{
public:
    const char* name() const override { return "evaluate"; }
    const char* description() const override { return "Measure the perplexity of a model on text"; }

    void setup(CLI::App& app) override
    {
        app.add_option("model", m_job.model, "Model folder or GGUF file")->required();
        app.add_option("--data", m_files, std::string("Text: ") + kDataKinds)->allow_extra_args(false)->required();
        m_text.addTo(app);
        app.add_option("--seqlen", m_job.sequenceLength, "Tokens in a window (default: 2048 or the model's context)")
            ->check(CLI::Range(std::int64_t(2), std::int64_t(1) << 30));
        app.add_option("--protocol", m_job.protocol, "papers, samples, llama.cpp or sliding")
            ->check(CLI::IsMember({"papers", "samples", "llama.cpp", "sliding"}))
            ->capture_default_str();
        app.add_option("--stride", m_job.stride,
                       "Tokens between windows, with --protocol sliding (default: half a window)")
            ->check(CLI::PositiveNumber);
        app.add_option("--limit-tokens", m_job.limitTokens, "Use the first tokens only")->check(CLI::PositiveNumber);
        app.add_option("--engine", m_engine, "reference (float32, LibTorch) or int8 (the inference engine)")
            ->check(CLI::IsMember({"reference", "int8"}))
            ->capture_default_str();
        app.add_option("--baseline", m_job.baseline, "Model folder or GGUF file to compare with");
        addThreadsOption(app, m_job.threads);
    }

    int run(const Output& output) override
    {
        if (auto valid = check(); !valid) {
            return output.fail(valid.error());
        }
        auto answer = m_engine == "int8" ? runOnEngine(output.json) : runOnReference(output.json);
        if (!answer) {
            return output.fail(answer.error(), exitCodeOf(answer.error()));
        }
        return output.done(*answer, text(*answer));
    }

private:
    /// Whatever can be wrong and costs no worker to find out.
    Result<void> check()
    {
        if (m_job.stride > 0 && m_job.protocol != "sliding") {
            return Error{"usage", "--stride needs --protocol sliding.", ""};
        }
        auto source = m_text.source(m_files);
        if (!source) {
            return source.error();
        }
        m_job.text = source.take();
        if (auto model = checkModel(m_job.model); !model) {
            return model;
        }
        return m_job.baseline.empty() ? Result<void>() : checkModel(m_job.baseline);
    }

    Result<nlohmann::json> runOnReference(bool json) const
    {
        ProgressLine progress(ProgressLine::modeFor(json));
        return runInWorker(m_job.kKind, toJson(m_job), [&](const protocol::Event& event) { progress.show(event); });
    }

    Result<nlohmann::json> runOnEngine(bool json) const
    try {
        EngineWork work(json, m_job.threads, {{"loading", 0.1}, {"evaluation", 1.0}});
        const auto open = [&work](const std::string& folder) -> Result<std::unique_ptr<eval::LogitSource>> {
            auto model = work.load(folder);
            if (!model) {
                return model.error();
            }
            return std::unique_ptr<eval::LogitSource>(std::make_unique<eval::EngineLogits>(model.take(), work.pool()));
        };
        return eval::runEvaluation(m_job, open, work.cancel(),
                                   [&work](double fraction) { work.progress(1, fraction); });
    } catch (const Cancelled&) {
        return Error{"cancelled", "The evaluation was cancelled.", ""};
    } catch (const std::exception& failure) {
        return Error{"evaluate.failed", failure.what(), m_job.model};
    }

    static std::string text(const nlohmann::json& answer)
    {
        std::string text = "perplexity " + figure(answer.at("perplexity")) + " +- " +
                           figure(answer.at("standardError")) + "  (" + answer.at("windows").dump() + " windows, " +
                           answer.at("tokens").dump() + " predictions, " + figure(answer.at("tokensPerSecond")) +
                           " tokens/s)\n";
        if (answer.contains("baselinePerplexity")) {
            text += "baseline   " + figure(answer.at("baselinePerplexity")) + "\n";
            text += "mean KL    " + figure(answer.at("meanKl")) + " nats, top token agrees in " +
                    percent(answer.at("topTokenAgreement")) + "\n";
        }
        const auto& protocol = answer.at("protocol");
        text += "protocol   " + protocol.value("name", "") + ", windows of " + protocol.at("windowTokens").dump() +
                " tokens";
        return text;
    }

    protocol::EvaluateJob m_job;
    TextOptions m_text;
    std::vector<std::string> m_files;
    std::string m_engine = "reference";
};

} // namespace

std::unique_ptr<Command> makeEvaluateCommand()
{
    return std::make_unique<Evaluate>();
}

} // namespace espalier::cli
