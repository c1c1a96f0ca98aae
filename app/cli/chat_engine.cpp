#include <utility>

#include "app/cli/answer_interrupt.h"
#include "app/cli/chat_backend.h"
#include "app/cli/progress_line.h"

namespace espalier::cli {
namespace {

class EngineBackend final : public ChatBackend
{
public:
    explicit EngineBackend(std::unique_ptr<engine::ChatSession> session) : m_session(std::move(session)) {}

    bool hasTemplate() const override { return m_session->hasTemplate(); }

    std::string description() const override
    {
        return m_session->model().kernelSummary() + "; " + std::to_string(m_session->threads()) + " threads, context " +
               std::to_string(m_session->contextTokens()) + " tokens";
    }

    Result<engine::GenerationFigures> answer(const ChatPrompt& prompt, const engine::GenerationOptions& options,
                                             const std::function<void(const std::string& text)>& show) override
    {
        const CancelToken cancel;
        const AnswerInterrupt interrupt(cancel);
        const auto piece = [&](const engine::GeneratedPiece& each) { show(each.text); };
        return prompt.raw ? m_session->complete(prompt.text, options, cancel, piece)
                          : m_session->answer(prompt.messages, options, cancel, piece);
    }

private:
    std::unique_ptr<engine::ChatSession> m_session;
};

} // namespace

Result<std::unique_ptr<ChatBackend>> openEngineBackend(const std::string& model, int threads, engine::KvType kv)
{
    ProgressLine progress(ProgressLine::modeFor(true)); // a bar or nothing: it takes a moment only
    engine::ChatOptions options;
    options.threads = threads;
    options.kv = kv;
    options.load.progress = [&](double fraction) {
        progress.show({"", 0.0, protocol::Progress{"loading", fraction, {}}});
    };
    const AnswerInterrupt interrupt(options.load.cancel);
    auto session = engine::ChatSession::open(model, options);
    if (!session) {
        return session.error();
    }
    return std::unique_ptr<ChatBackend>(std::make_unique<EngineBackend>(session.take()));
}

} // namespace espalier::cli
