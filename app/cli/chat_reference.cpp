#include <utility>

#include "app/cli/chat_backend.h"
#include "app/cli/progress_line.h"
#include "app/cli/worker_process.h"
#include "core/protocol/jobs.h"
#include "core/text/prompt_encoder.h"

namespace espalier::cli {
namespace {

engine::StopReason stopReason(const std::string& name)
{
    using engine::StopReason;
    for (const StopReason reason : {StopReason::StopText, StopReason::MaximumTokens, StopReason::ContextFull}) {
        if (engine::name(reason) == name) {
            return reason;
        }
    }
    return StopReason::EndOfSequence;
}

engine::GenerationFigures figuresOf(const nlohmann::json& answer)
{
    engine::GenerationFigures figures;
    figures.promptTokens = answer.value("promptTokens", std::size_t(0));
    figures.generatedTokens = answer.value("generatedTokens", std::size_t(0));
    figures.prefillSeconds = answer.value("prefillSeconds", 0.0);
    figures.decodeSeconds = answer.value("decodeSeconds", 0.0);
    figures.stop = stopReason(answer.value("stopReason", ""));
    return figures;
}

class ReferenceBackend final : public ChatBackend
{
public:
    ReferenceBackend(std::string model, int threads, text::PromptEncoder prompts)
        : m_model(std::move(model)), m_threads(threads), m_prompts(std::move(prompts))
    {
    }

    bool hasTemplate() const override { return m_prompts.hasTemplate(); }

    std::string description() const override
    {
        return "reference forward pass (float32, LibTorch): it runs the whole text again for each token";
    }

    Result<engine::GenerationFigures> answer(const ChatPrompt& prompt, const engine::GenerationOptions& options,
                                             const std::function<void(const std::string& text)>& show) override
    {
        auto ids = prompt.raw ? Result(m_prompts.encodeText(prompt.text)) : m_prompts.encodeChat(prompt.messages);
        if (!ids) {
            return ids.error();
        }
        protocol::GenerateJob job;
        job.model = m_model;
        job.ids = ids.take();
        job.maxTokens = options.maxTokens;
        job.temperature = options.sampling.temperature;
        job.topK = options.sampling.topK;
        job.topP = options.sampling.topP;
        job.minP = options.sampling.minP;
        job.repetitionPenalty = options.sampling.repetitionPenalty;
        job.seed = options.sampling.seed;
        job.threads = m_threads;
        ProgressLine warnings(ProgressLine::Mode::WarningsOnly);
        const auto answer = runInWorker(job.kKind, toJson(job), [&](const protocol::Event& event) {
            const auto* log = std::get_if<protocol::Log>(&event.body);
            if (log != nullptr && log->level == job.kTextLevel) {
                show(log->text);
            } else {
                warnings.show(event);
            }
        });
        return answer ? Result(figuresOf(*answer)) : answer.error();
    }

private:
    std::string m_model;
    int m_threads;
    text::PromptEncoder m_prompts;
};

} // namespace

Result<std::unique_ptr<ChatBackend>> openReferenceBackend(const std::string& model, int threads)
{
    auto prompts = text::PromptEncoder::load(model);
    if (!prompts) {
        return prompts.error();
    }
    return std::unique_ptr<ChatBackend>(std::make_unique<ReferenceBackend>(model, threads, prompts.take()));
}

} // namespace espalier::cli
