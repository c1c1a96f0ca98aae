#pragma once

#include "ui/models/chat_engine.h"

namespace espalier::tests {

/// An engine whose every step the test makes: nothing happens by itself.
class FakeChatEngine : public ui::ChatEngine
{
public:
    using ui::ChatEngine::ChatEngine;

    void load(const QString& folder, const QString& name) override
    {
        abandonAnswer();
        becomeLoading(folder, name);
    }
    void cancelLoading() override { becomeEmpty(); }
    void unload() override
    {
        becomeEmpty();
        abandonAnswer();
    }
    void answer(const nlohmann::ordered_json& messages, const engine::GenerationOptions& options) override
    {
        asked = messages;
        askedOptions = options;
        m_progress = {};
        m_answering = true;
        becomeAnswering();
    }
    void stop() override
    {
        ++stops;
        end(engine::StopReason::Cancelled);
    }
    void render(const nlohmann::ordered_json& messages) override
    {
        Q_EMIT rendered(Result<std::string>(messages.dump()), int(messages.size()));
    }

    // the test's steps
    void progressLoading(double fraction) { setLoadingFraction(fraction); }
    void finishLoading(const QString& templateSource = QStringLiteral("tokenizer_config.json"))
    {
        ui::ChatModel model;
        model.folder = loadingFolder();
        model.name = loadingName();
        model.kernels = QStringLiteral("8:16 int8 (154 of 155 matrices), bf16; avx2");
        model.templateSource = templateSource;
        model.weightBytes = 860'000'000;
        model.bytesPerToken = 780'000'000;
        model.contextTokens = 2048;
        model.threads = 2;
        becomeReady(model);
        setReadBandwidth(31.2e9);
    }
    void failLoading(const Error& error)
    {
        becomeEmpty();
        Q_EMIT loadFailed(error);
    }
    /// @param seconds since the first token
    void write(const QString& text, int tokens, double seconds)
    {
        m_progress.generatedTokens += tokens;
        m_progress.usedTokens = 40 + m_progress.generatedTokens;
        m_progress.firstTokenSeconds = 0.42;
        m_progress.decodeSeconds = seconds;
        Q_EMIT grew(text, m_progress);
    }
    void end(engine::StopReason stop)
    {
        ui::AnswerResult result;
        result.figures.promptTokens = 40;
        result.figures.generatedTokens = std::size_t(m_progress.generatedTokens);
        result.figures.stop = stop;
        result.progress = m_progress;
        m_answering = false;
        endAnswer(result);
    }
    void fail(const Error& error)
    {
        m_answering = false;
        endAnswer(error);
    }

    nlohmann::ordered_json asked;
    engine::GenerationOptions askedOptions;
    int stops = 0;

private:
    void abandonAnswer()
    {
        if (m_answering) {
            end(engine::StopReason::Cancelled);
        }
    }

    ui::AnswerProgress m_progress;
    bool m_answering = false;
};

} // namespace espalier::tests
