#include "ui/models/chat_engine.h"

#include <cmath>
#include <utility>

namespace espalier::ui {

void ChatEngine::becomeLoading(const QString& folder, const QString& name)
{
    m_model.reset();
    m_loadingFolder = folder;
    m_loadingName = name;
    m_loadingFraction = 0.0;
    m_state = State::Loading;
    Q_EMIT stateChanged();
}

void ChatEngine::setLoadingFraction(double fraction)
{
    m_loadingFraction = fraction;
    Q_EMIT loadProgressed();
}

void ChatEngine::becomeReady(const ChatModel& model)
{
    m_model = model;
    m_loadingFolder.clear();
    m_state = State::Ready;
    Q_EMIT stateChanged();
}

void ChatEngine::becomeAnswering()
{
    m_state = State::Answering;
    Q_EMIT stateChanged();
}

void ChatEngine::becomeEmpty()
{
    m_model.reset();
    m_loadingFolder.clear();
    m_state = State::Empty;
    Q_EMIT stateChanged();
}

void ChatEngine::endAnswer(const Result<AnswerResult>& result)
{
    // another model may be on its way by now: the answer has ended all the same
    const bool wasAnswering = m_state == State::Answering;
    if (wasAnswering) {
        m_state = State::Ready;
    }
    if (result) {
        Q_EMIT answered(*result);
    } else {
        Q_EMIT answerFailed(result.error());
    }
    if (wasAnswering) {
        Q_EMIT stateChanged();
    }
}

void ChatEngine::setReadBandwidth(double bytesPerSecond)
{
    if (std::isfinite(bytesPerSecond) && bytesPerSecond > 0.0) {
        m_readBandwidth = bytesPerSecond;
        Q_EMIT readBandwidthMeasured();
    }
}

} // namespace espalier::ui
