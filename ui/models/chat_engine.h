#pragma once

#include <cstdint>
#include <optional>

#include <QObject>
#include <QString>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/engine/generation.h"

namespace espalier::ui {

/// A model that is loaded for chatting.
struct ChatModel
{
    QString folder;
    QString name;
    QString kernels;        ///< LoadedModel::kernelSummary()
    QString templateSource; ///< the file that the chat template is from; empty: the model has none
    std::uint64_t weightBytes = 0;
    std::uint64_t bytesPerToken = 0; ///< weights that decoding one token reads
    std::int64_t contextTokens = 0;
    int threads = 1;
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
};

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
    virtual void answer(const nlohmann::ordered_json& messages, const engine::GenerationOptions& options) = 0;
    virtual void stop() = 0; ///< answered() follows, at the next token or prompt chunk
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
