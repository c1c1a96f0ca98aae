#include <filesystem>

#include "app/cli/commands.h"
#include "app/cli/figures.h"
#include "app/cli/progress_line.h"
#include "app/cli/text_options.h"
#include "app/cli/worker_process.h"
#include "core/export/export.h"
#include "core/export/gguf_types.h"
#include "core/export/hf_target.h"
#include "core/export/onnx_weights.h"
#include "core/protocol/jobs.h"

namespace espalier::cli {
namespace {

class Export final : public Command
{
public:
    const char* name() const override { return "export"; }
    const char* description() const override { return "Write a model in a format that other programs load"; }

    void setup(CLI::App& app) override
    {
        app.add_option("model", m_job.model, "Model folder or GGUF file")->required();
        app.add_option("--to", m_job.target, "gguf (llama.cpp), onnx (onnxruntime, transformers.js) or hf (a folder)")
            ->check(CLI::IsMember({"gguf", "onnx", "hf"}))
            ->required();
        app.add_option("--type", m_job.type,
                       "Of the weights (default: as the model stores them). " + ggufTypes() +
                           "; onnx: " + exporting::onnxTypeNames() + "; hf: " + exporting::hfTypeNames());
        app.add_option("--out", m_job.out, "File (gguf) or folder to write; must not exist")->required();
        app.add_flag("--no-certificate{false}", m_job.certificate,
                     "Do not read the result again and compare it with the model");
        app.add_option("--data", m_files,
                       "Text whose activations say how much errors of each weight count, where a type rounds "
                       "(repeatable)")
            ->allow_extra_args(false);
        m_text.addTo(app);
        app.add_option("--samples", m_job.samples, "Windows of --data")
            ->check(CLI::PositiveNumber)
            ->capture_default_str();
        app.add_option("--seqlen", m_job.sequenceLength, "Tokens in a window (default: 2048 or the model's context)")
            ->check(CLI::Range(std::int64_t(2), std::int64_t(1) << 30));
        addThreadsOption(app, m_job.threads);
    }

    int run(const Output& output) override
    {
        if (auto valid = check(); !valid) {
            return output.fail(valid.error());
        }
        ProgressLine progress(ProgressLine::modeFor(output.json));
        const auto answer =
            runInWorker(m_job.kKind, toJson(m_job), [&](const protocol::Event& event) { progress.show(event); });
        progress.clear();
        if (!answer) {
            return output.fail(answer.error(), exitCodeOf(answer.error()));
        }
        return output.done(*answer, text(*answer));
    }

private:
    static std::string ggufTypes()
    {
        std::string text = "gguf:";
        for (const exporting::GgufFileType& type : exporting::ggufFileTypes()) {
            text += " " + std::string(type.name);
        }
        return text;
    }

    /// Whatever can be wrong and costs no worker to find out.
    Result<void> check()
    {
        std::error_code failed;
        if (std::filesystem::exists(m_job.out, failed)) {
            return Error{"file.exists", "It is there already. Choose another name.", m_job.out};
        }
        auto source = m_text.source(m_files);
        if (!source) {
            return source.error();
        }
        m_job.text = source.take();
        if (m_job.target == "gguf" && !m_job.type.empty()) {
            if (const auto type = exporting::ggufFileType(m_job.type); !type) {
                return type.error();
            }
        }
        return checkModel(m_job.model);
    }

    static std::string text(const nlohmann::json& answer)
    {
        std::string text = answer.value("path", "") + ": " + mebibytes(answer.at("bytes")) + ", " +
                           figure(answer.at("seconds")) + " s";
        const auto codes = [&](const char* key, const char* what) {
            const auto modules = answer.value(key, std::int64_t(0));
            text += modules > 0 ? "\n" + std::to_string(modules) + " quantized modules went over " + what : "";
        };
        codes("modulesExact", "unchanged");
        codes("modulesRounded", "with the same codes, their scales rounded to half precision");
        return text;
    }

    protocol::ExportJob m_job;
    TextOptions m_text;
    std::vector<std::string> m_files;
};

} // namespace

std::unique_ptr<Command> makeExportCommand()
{
    return std::make_unique<Export>();
}

} // namespace espalier::cli
