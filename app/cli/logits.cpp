#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include "app/cli/commands.h"
#include "app/cli/engine_work.h"
#include "app/cli/progress_line.h"
#include "app/cli/text_options.h"
#include "app/cli/worker_process.h"
#include "core/engine/executor.h"
#include "core/formats/safetensors.h"
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
        app.add_option("model", m_job.model, "Model folder or GGUF file")->required();
        app.add_option("--ids", m_ids, "Token ids, 1,2,3, as given (no BOS is added)")->required();
        app.add_option("--engine", m_engine, "reference (float32, LibTorch) or int8 (the inference engine)")
            ->check(CLI::IsMember({"reference", "int8"}))
            ->capture_default_str();
        app.add_option("--out", m_job.out, "safetensors file for the tensor `logits`, f32 [tokens, vocabulary]");
        addThreadsOption(app, m_job.threads);
    }

    int run(const Output& output) override
    {
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
        auto answer = m_engine == "int8" ? runOnEngine(output.json) : runOnReference(output.json);
        if (!answer) {
            return output.fail(answer.error(), exitCodeOf(answer.error()));
        }
        return output.done(*answer, text(*answer));
    }

private:
    Result<nlohmann::json> runOnReference(bool json) const
    {
        ProgressLine progress(ProgressLine::modeFor(json));
        return runInWorker(m_job.kKind, toJson(m_job), [&](const protocol::Event& event) { progress.show(event); });
    }

    Result<nlohmann::json> runOnEngine(bool json) const
    {
        EngineWork work(json, m_job.threads, {{"loading", 1.0}, {"running", 1.0}});
        auto model = work.load(m_job.model);
        if (!model) {
            return model.error();
        }
        if (auto fits = checkLength((*model)->spec().contextLength); !fits) {
            return fits.error();
        }
        const std::int64_t vocabulary = (*model)->spec().vocabularySize;
        std::optional<formats::SafetensorsWriter> writer;
        if (!m_job.out.empty()) {
            formats::TensorInfo info;
            info.name = "logits";
            info.dtype = formats::DType::F32;
            info.shape = {std::int64_t(m_job.ids.size()), vocabulary};
            auto created = formats::SafetensorsWriter::create(m_job.out, {info});
            if (!created) {
                return created.error();
            }
            writer = created.take();
        }
        if (auto done = writeLogits(*model, work, writer); !done) {
            return done.error();
        }
        return nlohmann::json{{"tokens", m_job.ids.size()},
                              {"vocabulary", vocabulary},
                              {"file", m_job.out.empty() ? nlohmann::json() : nlohmann::json(m_job.out)}};
    }

    Result<void> checkLength(std::int64_t contextLength) const
    {
        if (std::int64_t(m_job.ids.size()) <= contextLength) {
            return {};
        }
        return Error{"engine.context",
                     "There are " + std::to_string(m_job.ids.size()) + " token ids, but the model's context is " +
                         std::to_string(contextLength) + ". Give fewer.",
                     m_job.model};
    }

    /// Some tokens at a time: all logits of a long text would take gigabytes.
    Result<void> writeLogits(const std::shared_ptr<const engine::LoadedModel>& model, EngineWork& work,
                             std::optional<formats::SafetensorsWriter>& writer) const
    {
        engine::Executor executor(model, work.pool());
        engine::Sequence sequence(model->spec(), m_job.ids.size(), engine::KvType::Float32);
        for (std::span<const std::int32_t> left = m_job.ids; !left.empty();) {
            const auto tokens = left.first(std::min(left.size(), engine::Executor::kPromptChunkTokens));
            const engine::BatchPart part{&sequence, tokens, engine::BatchPart::Logits::All};
            if (auto done = executor.forward({&part, 1}, work.cancel()); !done) {
                return done;
            }
            for (std::size_t row = 0; writer && row < tokens.size(); ++row) {
                if (auto written = writer->appendPart(std::as_bytes(executor.logits(row))); !written) {
                    return written;
                }
            }
            left = left.subspan(tokens.size());
            work.progress(1, 1.0 - double(left.size()) / double(m_job.ids.size()));
        }
        return writer ? writer->commit() : Result<void>();
    }

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
