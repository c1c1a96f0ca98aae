#pragma once

#include <memory>

#include <QElapsedTimer>
#include <QThread>
#include <QTimer>

#include "core/base/cancel.h"
#include "ui/models/chat_engine.h"

namespace espalier::ui {

class SessionWorker;

/// The engine of the app: an engine::ChatSession on a thread of its own.
class SessionEngine : public ChatEngine
{
    Q_OBJECT

public:
    explicit SessionEngine(QObject* parent = nullptr);
    ~SessionEngine() override; ///< ends what is under way and waits for it

    void load(const QString& folder, const QString& name) override;
    void cancelLoading() override;
    void unload() override;
    void answer(const nlohmann::ordered_json& messages, const engine::GenerationOptions& options,
                const std::vector<std::int32_t>& begun) override;
    void stop() override;
    void score(const ChatModel& dense, const ScoreRequest& request) override;
    void stopScoring() override;
    void setTemplate(const std::optional<QString>& source) override;
    void render(const nlohmann::ordered_json& messages) override;

private:
    struct Stream;

    void endWork();
    void drain();
    void measureBandwidth();

    QThread m_thread;
    SessionWorker* m_worker; ///< lives in m_thread
    CancelToken m_loadCancel;
    CancelToken m_answerCancel;
    CancelToken m_scoreCancel;
    int m_loads = 0; ///< number of the last load: what an older one reports is dropped
    std::shared_ptr<Stream> m_stream;
    QTimer m_drainTimer;
};

} // namespace espalier::ui
