#include "ui/models/session_engine.h"

#include <chrono>
#include <mutex>
#include <utility>

#include <QFileInfo>

#include "core/engine/bandwidth.h"
#include "core/engine/chat_session.h"
#include "core/eval/token_divergence.h"
#include "core/text/utf8.h"
#include "ui/models/engine_guard.h"

namespace espalier::ui {

namespace {

constexpr int kDrainMilliseconds = 33; ///< people read no faster
constexpr std::size_t kAlternatives = 8;
using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Where the folder's chat template is read from; in the order of text::ChatTemplate::load().
QString templateSource(const QString& folder)
{
    for (const char* name : {"chat_template.jinja", "chat_template.json"}) {
        if (QFileInfo::exists(folder + QLatin1Char('/') + QLatin1String(name))) {
            return QLatin1String(name);
        }
    }
    return QFileInfo(folder).isFile() ? QFileInfo(folder).fileName() : QStringLiteral("tokenizer_config.json");
}

} // namespace

/// What was generated and not shown yet: written by the worker's thread, taken by the GUI's.
struct SessionEngine::Stream
{
    std::mutex mutex;
    std::string text;
    AnswerProgress progress;
    ReplyTokens tokens;
    int length = 0; ///< of all text so far, in UTF-16 units
    bool changed = false;
};

/// Holds the session; every method runs in the engine's thread.
class SessionWorker : public QObject
{
    Q_OBJECT

public:
    Result<ChatModel> open(const QString& folder, const QString& name, const CancelToken& cancel,
                           const std::function<void(double)>& progress)
    {
        close(); // first: two models may not fit
        engine::ChatOptions options;
        options.load.cancel = cancel;
        options.load.progress = progress;
        auto opened = guarded<std::unique_ptr<engine::ChatSession>>(
            [&] { return engine::ChatSession::open(folder.toStdString(), options); });
        if (!opened) {
            return opened.error();
        }
        m_session = opened.take();
        m_ownPrompts = m_session->prompts();
        ChatModel model;
        model.folder = folder;
        model.name = name;
        model.kernels = QString::fromStdString(m_session->model().kernelSummary());
        model.templateSource = m_session->hasTemplate() ? templateSource(folder) : QString();
        model.weightBytes = m_session->model().weightBytes();
        model.bytesPerToken = m_session->model().bytesPerToken();
        model.contextTokens = std::int64_t(m_session->contextTokens());
        model.threads = m_session->threads();
        model.templateText = QString::fromStdString(m_ownPrompts->templateText());
        model.weights = m_session->sharedModel();
        model.tokenizer = m_ownPrompts->sharedTokenizer();
        return model;
    }

    void close()
    {
        m_session.reset();
        m_ownPrompts.reset();
    }

    void setTemplate(const std::optional<QString>& source)
    {
        if (!m_session) {
            return;
        }
        if (!source) {
            m_session->setPrompts(*m_ownPrompts);
        } else if (auto prompts = m_ownPrompts->withTemplate(source->toStdString())) {
            m_session->setPrompts(prompts.take());
        } // whoever edits it sees why it does not parse: the last one that did goes on
    }

    Result<TokenScores> score(const ChatModel& dense, const ScoreRequest& request, const CancelToken& cancel,
                              const std::function<void(double)>& progress)
    {
        if (!m_session || !dense.weights) {
            return noModel();
        }
        return guarded<TokenScores>([&]() -> Result<TokenScores> {
            const auto prompt = m_session->prompts().encodeChat(request.messages);
            if (!prompt) {
                return prompt.error();
            }
            if (auto same = eval::requireSameVocabulary(*dense.tokenizer, m_session->tokenizer()); !same) {
                return same.error();
            }
            const auto scores =
                eval::divergenceOfReply(dense.weights, m_session->sharedModel(), {*prompt, request.tokens},
                                        kAlternatives, m_session->pool(), cancel, progress);
            return scores ? readable(*scores) : Result<TokenScores>(scores.error());
        });
    }

    std::optional<double> measureBandwidth() const
    {
        if (!m_session) {
            return std::nullopt;
        }
        ThreadPool pool(m_session->threads());
        return engine::measureReadBandwidth(pool);
    }

    Result<std::string> render(const nlohmann::ordered_json& messages, int& tokens) const
    {
        tokens = 0;
        if (!m_session) {
            return noModel();
        }
        return guarded<std::string>([&]() -> Result<std::string> {
            const auto ids = m_session->prompts().encodeChat(messages);
            tokens = ids ? int(ids->size()) : 0;
            return m_session->render(messages);
        });
    }

    template <typename Piece>
    Result<engine::GenerationFigures>
    answer(const nlohmann::ordered_json& messages, const engine::GenerationOptions& options,
           const std::vector<std::int32_t>& begun, const CancelToken& cancel, Piece piece)
    {
        if (!m_session) {
            return noModel();
        }
        return guarded<engine::GenerationFigures>([&] {
            return m_session->answer(
                messages, options, cancel,
                [&](const engine::GeneratedPiece& each) { piece(each, std::int64_t(m_session->usedTokens())); }, begun);
        });
    }

private:
    static Error noModel() { return {"chat.no-model", "The model is not loaded any more. Load it again.", ""}; }

    TokenScores readable(const std::vector<eval::TokenDivergence>& scores) const
    {
        const text::Tokenizer& tokenizer = m_session->tokenizer();
        TokenScores result;
        for (const eval::TokenDivergence& score : scores) {
            TokenScore& each = result.emplace_back(TokenScore{score.kl, int(score.baselineRank), {}});
            for (const eval::TokenAlternative& alternative : score.alternatives) {
                const std::string bytes = tokenizer.bytesOf(alternative.id);
                const bool isText = !bytes.empty() && text::toValidUtf8(bytes) == bytes;
                each.alternatives.push_back({alternative.id,
                                             QString::fromStdString(isText ? bytes : tokenizer.piece(alternative.id)),
                                             isText, alternative.baseline, alternative.model});
            }
        }
        return result;
    }

    std::unique_ptr<engine::ChatSession> m_session;
    std::optional<text::PromptEncoder> m_ownPrompts; ///< with the template that the model came with
};

SessionEngine::SessionEngine(QObject* parent) : ChatEngine(parent), m_worker(new SessionWorker)
{
    m_thread.setObjectName(QStringLiteral("chat engine"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_drainTimer.setInterval(kDrainMilliseconds);
    connect(&m_drainTimer, &QTimer::timeout, this, &SessionEngine::drain);
    m_thread.start();
}

SessionEngine::~SessionEngine()
{
    endWork();
    m_thread.quit();
    m_thread.wait();
}

void SessionEngine::endWork()
{
    m_loadCancel.request();
    m_answerCancel.request();
    m_scoreCancel.request();
    ++m_loads;
}

void SessionEngine::load(const QString& folder, const QString& name)
{
    endWork();
    m_loadCancel = CancelToken();
    becomeLoading(folder, name);
    const auto progress = [this, load = m_loads, shown = -1](double fraction) mutable {
        if (const int percent = int(fraction * 100.0); percent != std::exchange(shown, percent)) {
            QMetaObject::invokeMethod(this, [this, load, fraction] {
                if (load == m_loads) {
                    setLoadingFraction(fraction);
                }
            });
        }
    };
    QMetaObject::invokeMethod(m_worker, [this, folder, name, load = m_loads, cancel = m_loadCancel, progress] {
        Result<ChatModel> opened = m_worker->open(folder, name, cancel, progress);
        QMetaObject::invokeMethod(this, [this, load, opened = std::move(opened)] {
            if (load != m_loads) {
                return;
            }
            if (opened) {
                becomeReady(*opened);
                measureBandwidth();
                return;
            }
            becomeEmpty();
            if (opened.error().code != "cancelled") {
                Q_EMIT loadFailed(opened.error());
            }
        });
    });
}

void SessionEngine::measureBandwidth()
{
    if (readBandwidth()) {
        return;
    }
    QMetaObject::invokeMethod(m_worker, [this] {
        const std::optional<double> measured = m_worker->measureBandwidth();
        QMetaObject::invokeMethod(this, [this, measured] { setReadBandwidth(measured.value_or(0.0)); });
    });
}

void SessionEngine::cancelLoading()
{
    if (state() == State::Loading) {
        unload();
    }
}

void SessionEngine::unload()
{
    endWork();
    QMetaObject::invokeMethod(m_worker, [this] { m_worker->close(); });
    becomeEmpty();
}

void SessionEngine::answer(const nlohmann::ordered_json& messages, const engine::GenerationOptions& options,
                           const std::vector<std::int32_t>& begun)
{
    Q_ASSERT(state() == State::Ready);
    stopScoring();
    m_answerCancel = CancelToken();
    m_stream = std::make_shared<Stream>();
    m_drainTimer.start();
    becomeAnswering();
    const auto begin = Clock::now();
    const auto take = [stream = m_stream, begin, first = begin](const engine::GeneratedPiece& piece,
                                                                std::int64_t usedTokens) mutable {
        const std::lock_guard lock(stream->mutex);
        AnswerProgress& progress = stream->progress;
        stream->text += piece.text;
        stream->length += int(QString::fromStdString(piece.text).size());
        progress.usedTokens = usedTokens;
        if (!stream->tokens.empty() && !piece.token) {
            stream->tokens.back().end = stream->length; // text that was held back
        }
        if (piece.token) {
            ReplyToken token;
            token.id = *piece.token;
            token.end = stream->length;
            stream->tokens.push_back(std::move(token));
            ++progress.generatedTokens;
            if (!progress.firstTokenSeconds) {
                first = Clock::now();
                progress.firstTokenSeconds = std::chrono::duration<double>(first - begin).count();
            }
            progress.decodeSeconds = secondsSince(first);
        }
        stream->changed = true;
    };
    QMetaObject::invokeMethod(
        m_worker, [this, messages, options, begun, cancel = m_answerCancel, take, stream = m_stream]() mutable {
            auto done = m_worker->answer(messages, options, begun, cancel, take);
            QMetaObject::invokeMethod(this, [this, stream, done = std::move(done)] {
                drain();
                m_drainTimer.stop();
                if (done) {
                    AnswerProgress progress = stream->progress;
                    progress.generatedTokens = std::int64_t(done->generatedTokens);
                    progress.decodeSeconds = done->decodeSeconds; // without what showing it took
                    endAnswer(AnswerResult{*done, progress, stream->tokens});
                } else {
                    endAnswer(done.error());
                }
            });
        });
}

void SessionEngine::drain()
{
    std::string text;
    AnswerProgress progress;
    {
        const std::lock_guard lock(m_stream->mutex);
        if (!std::exchange(m_stream->changed, false)) {
            return;
        }
        text = std::exchange(m_stream->text, {});
        progress = m_stream->progress;
    }
    Q_EMIT grew(QString::fromStdString(text), progress); // whole characters: see GeneratedPiece
}

void SessionEngine::stop()
{
    m_answerCancel.request();
}

void SessionEngine::score(const ChatModel& dense, const ScoreRequest& request)
{
    stopScoring();
    m_scoreCancel = CancelToken();
    const auto progress = [this, cancel = m_scoreCancel](double fraction) {
        QMetaObject::invokeMethod(this, [this, cancel, fraction] {
            if (!cancel.requested()) {
                Q_EMIT scoringProgressed(fraction);
            }
        });
    };
    QMetaObject::invokeMethod(m_worker, [this, dense, request, progress, cancel = m_scoreCancel] {
        const Result<TokenScores> scores = m_worker->score(dense, request, cancel, progress);
        QMetaObject::invokeMethod(this, [this, scores] { Q_EMIT scored(scores); });
    });
}

void SessionEngine::stopScoring()
{
    m_scoreCancel.request();
}

void SessionEngine::setTemplate(const std::optional<QString>& source)
{
    QMetaObject::invokeMethod(m_worker, [this, source] { m_worker->setTemplate(source); });
}

void SessionEngine::render(const nlohmann::ordered_json& messages)
{
    QMetaObject::invokeMethod(m_worker, [this, messages] {
        int tokens = 0;
        Result<std::string> text = m_worker->render(messages, tokens);
        QMetaObject::invokeMethod(this, [this, text = std::move(text), tokens] { Q_EMIT rendered(text, tokens); });
    });
}

} // namespace espalier::ui

#include "session_engine.moc"
