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
    void answer(const nlohmann::ordered_json& messages, const engine::GenerationOptions& options,
                const std::vector<std::int32_t>& begun) override
    {
        stopScoring();
        asked = messages;
        askedBegun = begun;
        m_tokens.clear();
        m_length = 0;
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
    void score(const ui::ChatModel& dense, const ui::ScoreRequest& request) override
    {
        stopScoring();
        scoredAgainst = dense.name;
        scoreRequest = request;
        isScoring = true;
    }
    void stopScoring() override
    {
        if (isScoring) {
            finishScoring(Error{"cancelled", "Stopped.", ""});
        }
    }
    void setTemplate(const std::optional<QString>& source) override { editedTemplate = source; }
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
        // as many tokens as said, the text with the last one
        for (int i = 1; i <= tokens; ++i) {
            ui::ReplyToken token;
            token.id = i < tokens ? 0 : int(qHash(text) % 1000);
            token.end = i < tokens ? m_length : m_length + int(text.size());
            m_tokens.push_back(token);
        }
        m_length += int(text.size());
        m_progress.generatedTokens += tokens;
        m_progress.usedTokens = 40 + m_progress.generatedTokens;
        m_progress.firstTokenSeconds = 0.42;
        m_progress.decodeSeconds = seconds;
        Q_EMIT grew(text, m_progress);
    }
    void writeToken(int id, const QString& text)
    {
        write(text, 1, 0.1 * double(m_tokens.size()));
        m_tokens.back().id = id;
    }
    void end(engine::StopReason stop)
    {
        ui::AnswerResult result;
        result.figures.promptTokens = 40;
        result.figures.generatedTokens = std::size_t(m_progress.generatedTokens);
        result.figures.stop = stop;
        result.progress = m_progress;
        result.tokens = m_tokens;
        m_answering = false;
        endAnswer(result);
    }
    void fail(const Error& error)
    {
        m_answering = false;
        endAnswer(error);
    }

    void progressScoring(double fraction) { Q_EMIT scoringProgressed(fraction); }
    void finishScoring(const Result<ui::TokenScores>& scores)
    {
        isScoring = false;
        Q_EMIT scored(scores);
    }

    nlohmann::ordered_json asked;
    std::vector<std::int32_t> askedBegun;
    QString scoredAgainst;
    ui::ScoreRequest scoreRequest;
    bool isScoring = false;
    std::optional<QString> editedTemplate;
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
    ui::ReplyTokens m_tokens;
    int m_length = 0;
};

} // namespace espalier::tests
