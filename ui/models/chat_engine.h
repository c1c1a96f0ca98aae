#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/engine/generation.h"
#include "ui/models/reply_token.h"

namespace espalier::ui {

/// A model that is loaded for chatting.
struct ChatModel
{
    QString folder;
    QString name;
    QString kernels;        ///< LoadedModel::kernelSummary()
    QString templateSource; ///< the file that the chat template is from; empty: the model has none
    QString templateText;   ///< the template as that file has it; empty likewise
    std::uint64_t weightBytes = 0;
    std::uint64_t bytesPerToken = 0; ///< weights that decoding one token reads
    std::int64_t contextTokens = 0;
    int threads = 1;
    std::shared_ptr<const engine::LoadedModel> weights; ///< for scoring other models' replies; null without
    std::shared_ptr<const text::Tokenizer> tokenizer;   ///< the same
};

/// How far an answer is.
struct AnswerProgress
{
    std::int64_t generatedTokens = 0;
    std::int64_t usedTokens = 0;             ///< of the context
    std::optional<double> firstTokenSeconds; ///< from asking to the first token
    double decodeSeconds = 0.0;              ///< since the first token

    /// After the first token; 0 before the second.
    double tokensPerSecond() const
    {
        return generatedTokens > 1 && decodeSeconds > 0.0 ? double(generatedTokens - 1) / decodeSeconds : 0.0;
    }
};

struct AnswerResult
{
    engine::GenerationFigures figures;
    AnswerProgress progress; ///< the last one
    ReplyTokens tokens;      ///< what was generated; places count from the start of that text
};

/// A reply to be compared token by token with what another model would have said.
struct ScoreRequest
{
    nlohmann::ordered_json messages;  ///< that it answered
    std::vector<std::int32_t> tokens; ///< all of it
};

/// Of one token: see ReplyToken.
struct TokenScore
{
    double kl = 0.0;
    int denseRank = 1;
    std::vector<ReplyAlternative> alternatives;
};
using TokenScores = std::vector<TokenScore>;

/// Runs one model for the Chat page, away from the GUI thread; lives itself in the GUI thread, and so do its signals.
/// Requests are worked on one after the other. Asking for another model, or to unload, ends what is under way; the old
/// model's memory is freed before the new one is loaded.
class ChatEngine : public QObject
{
    Q_OBJECT

public:
    enum class State { Empty, Loading, Ready, Answering };

    using QObject::QObject;

    State state() const { return m_state; }
    bool isLoaded() const { return m_state == State::Ready || m_state == State::Answering; }
    const std::optional<ChatModel>& model() const { return m_model; } ///< the loaded one
    const QString& loadingFolder() const { return m_loadingFolder; }  ///< empty if none is being loaded
    const QString& loadingName() const { return m_loadingName; }
    double loadingFraction() const { return m_loadingFraction; }
    /// Bytes per second that the memory gives; measured once, after the first model was loaded.
    std::optional<double> readBandwidth() const { return m_readBandwidth; }

    /// State::Loading, then Ready or, with loadFailed(), Empty. @param name as people are shown it
    virtual void load(const QString& folder, const QString& name) = 0;
    virtual void cancelLoading() = 0; ///< Empty soon; no loadFailed()
    virtual void unload() = 0;        ///< Empty at once
    /// Only in State::Ready: answers the last of the messages. Then grew() some times and answered() or answerFailed(),
    /// in every case.
    /// @param begun tokens that the answer begins with; they are not given out again
    virtual void answer(const nlohmann::ordered_json& messages, const engine::GenerationOptions& options,
                        const std::vector<std::int32_t>& begun) = 0;
    virtual void stop() = 0; ///< answered() follows, at the next token or prompt chunk
    /// Only where loaded: compares this model's reply with what `dense` predicts of the same text, in the background.
    /// Then scoringProgressed() some times and scored(), in every case. Answering ends it.
    virtual void score(const ChatModel& dense, const ScoreRequest& request) = 0;
    virtual void stopScoring() = 0; ///< scored() with the error `cancelled` follows
    /// Makes prompts with another template, from the next one on; nothing: with the model's own.
    virtual void setTemplate(const std::optional<QString>& source) = 0;
    /// The prompt's text as the template gives it: rendered().
    virtual void render(const nlohmann::ordered_json& messages) = 0;

Q_SIGNALS:
    void stateChanged();
    void loadProgressed(); ///< see loadingFraction()
    void loadFailed(const espalier::Error& error);
    void grew(const QString& text, const espalier::ui::AnswerProgress& progress); ///< at most 30 times a second
    void answered(const espalier::ui::AnswerResult& result);
    void answerFailed(const espalier::Error& error);
    void rendered(const espalier::Result<std::string>& text, int tokens);
    void readBandwidthMeasured();
    void scoringProgressed(double fraction);
    void scored(const espalier::Result<espalier::ui::TokenScores>& scores);

protected:
    // what the engines tell; each emits its signals
    void becomeLoading(const QString& folder, const QString& name);
    void setLoadingFraction(double fraction);
    void becomeReady(const ChatModel& model);
    void becomeAnswering();
    void becomeEmpty();
    void endAnswer(const Result<AnswerResult>& result);
    void setReadBandwidth(double bytesPerSecond);

private:
    State m_state = State::Empty;
    std::optional<ChatModel> m_model;
    QString m_loadingFolder;
    QString m_loadingName;
    double m_loadingFraction = 0.0;
    std::optional<double> m_readBandwidth;
};

} // namespace espalier::ui
