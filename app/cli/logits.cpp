#include <charconv>

#include "app/cli/commands.h"
#include "app/cli/progress_line.h"
#include "app/cli/text_options.h"
#include "app/cli/worker_process.h"
#include "core/protocol/jobs.h"

namespace espalier::cli {
namespace {

Result<std::vector<std::int32_t>> parseIds(const std::string& text)
{
    std::vector<std::int32_t> ids;
    for (const std::string& part : splitAtCommas(text)) {
        std::int32_t id = 0;
        const char* end = part.data() + part.size();
        const auto [stop, failed] = std::from_chars(part.data(), end, id);
        if (failed != std::errc() || stop != end || id < 0) {
            return Error{"logits.ids", "\"" + part + "\" is no token id. Give numbers like 1,2,3.", ""};
        }
        ids.push_back(id);
    }
    if (ids.empty()) {
        return Error{"logits.ids", "There are no token ids. Give numbers like 1,2,3.", ""};
    }
    return ids;
}

class Logits final : public Command
{
public:
    const char* name() const override { return "logits"; }
    const char* description() const override { return "Run token ids through a model and write the logits"; }

    void setup(CLI::App& app) override
    {
        app.add_option("model", m_job.model, "Model folder")->required();
        app.add_option("--ids", m_ids, "Token ids, 1,2,3, as given (no BOS is added)")->required();
        app.add_option("--engine", m_engine, "reference or int8")
            ->check(CLI::IsMember({"reference", "int8"}))
            ->capture_default_str();
        app.add_option("--out", m_job.out, "safetensors file for the tensor `logits`, f32 [tokens, vocabulary]");
        app.add_option("--threads", m_job.threads, "Threads (default: all cores)")->check(CLI::PositiveNumber);
    }

    int run(const Output& output) override
    {
        if (m_engine != "reference") {
            return output.fail(laterVersion("--engine " + m_engine));
        }
        auto ids = parseIds(m_ids);
        if (!ids) {
            return output.fail(ids.error());
        }
        m_job.ids = ids.take();
        if (auto model = checkModel(m_job.model); !model) {
            return output.fail(model.error());
        }
        if (!m_job.out.empty()) {
            if (auto file = checkOutputFile(m_job.out); !file) {
                return output.fail(file.error());
            }
        }
        ProgressLine progress(ProgressLine::modeFor(output.json));
        auto answer =
            runInWorker(m_job.kKind, toJson(m_job), [&](const protocol::Event& event) { progress.show(event); });
        progress.clear();
        if (!answer) {
            return output.fail(answer.error(), exitCodeOf(answer.error()));
        }
        return output.done(*answer, text(*answer));
    }

private:
    static std::string text(const nlohmann::json& answer)
    {
        const std::string shape = answer.at("tokens").dump() + " x " + answer.at("vocabulary").dump() + " logits";
        const auto& file = answer.at("file");
        return file.is_string() ? shape + " written to " + file.get<std::string>()
                                : shape + "; --out writes them to a file";
    }

    protocol::LogitsJob m_job;
    std::string m_ids;
    std::string m_engine = "reference";
};

} // namespace

std::unique_ptr<Command> makeLogitsCommand()
{
    return std::make_unique<Logits>();
}

} // namespace espalier::cli
