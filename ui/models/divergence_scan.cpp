#include "ui/models/divergence_scan.h"

#include <algorithm>
#include <utility>

namespace espalier::ui {

DivergenceScan::DivergenceScan(Chat& chat, QObject* parent) : QObject(parent), m_chat(chat)
{
    const auto forget = [this](int from) {
        std::erase_if(m_left, [from](int index) { return index >= from; });
        std::erase_if(m_again, [from](int index) { return index >= from; });
        std::erase_if(m_failures, [from](const auto& failure) { return failure.first >= from; });
        if (m_current && *m_current >= from) {
            drop();
        }
    };
    connect(&chat, &Chat::shownChanged, this, [this, forget] {
        forget(0); // who shows the messages shows all of them anew
        consider();
    });
    connect(&chat, &Chat::messagesRemoved, this, forget);
    connect(&chat, &Chat::messageAdded, this, &DivergenceScan::consider); // another branch: nothing is answered
    connect(&chat, &Chat::answeringChanged, this, [this] {
        if (const auto index = m_current; index && m_chat.isAnswering()) {
            drop(); // answers come first; it begins anew after them
            Q_EMIT changed(*index);
        }
        consider();
    });
    connect(&chat.engine(), &ChatEngine::stateChanged, this, [this] {
        if (!m_chat.engine().isLoaded()) {
            drop(); // its memory shall be free
        }
        noteLoaded();
        consider();
    });
}

void DivergenceScan::setSecond(ChatEngine* engine)
{
    drop();
    if (m_second) {
        disconnect(m_second, nullptr, this, nullptr);
    }
    m_second = engine;
    m_taken = m_asked;
    if (m_second) {
        connect(m_second, &ChatEngine::scoringProgressed, this, [this](double fraction) {
            if (m_current && m_taken + 1 == m_asked) {
                m_fraction = fraction;
                Q_EMIT changed(*m_current);
            }
        });
        connect(m_second, &ChatEngine::scored, this, &DivergenceScan::take);
        connect(m_second, &ChatEngine::stateChanged, this, [this] {
            noteLoaded();
            consider();
        });
    }
    Q_EMIT reset();
}

void DivergenceScan::noteLoaded()
{
    const auto folderOf = [](const ChatEngine* engine) {
        return engine && engine->model() ? engine->model()->folder : QString();
    };
    const std::pair loaded(folderOf(&m_chat.engine()), folderOf(m_second));
    if (std::exchange(m_loaded, loaded) != loaded) {
        Q_EMIT reset();
    }
}

void DivergenceScan::setEnabled(bool enabled)
{
    if (std::exchange(m_enabled, enabled) != enabled) {
        drop();
        m_left.clear();
        Q_EMIT reset();
        consider();
    }
}

bool DivergenceScan::isScored(int index) const
{
    const auto& tokens = m_chat.shown().messages[std::size_t(index)].beside.front().tokens;
    return std::ranges::all_of(tokens, [](const ReplyToken& token) { return token.kl.has_value(); });
}

bool DivergenceScan::canScore(int index) const
{
    const ChatMessage& message = m_chat.shown().messages[std::size_t(index)];
    if (message.beside.empty() || message.beside.front().tokens.empty() || message.unfinished) {
        return false;
    }
    const auto is = [](const ChatEngine* engine, const ChatMessage& reply) {
        return engine && engine->isLoaded() && engine->model()->folder == reply.modelFolder;
    };
    return is(&m_chat.engine(), message) && is(m_second, message.beside.front());
}

DivergenceScan::State DivergenceScan::state(int index) const
{
    using Kind = State::Kind;
    const ChatMessage& message = m_chat.shown().messages[std::size_t(index)];
    if (!m_enabled || message.beside.empty() || message.beside.front().tokens.empty()) {
        return {};
    }
    if (m_current == index) {
        return {Kind::Scoring, m_fraction, {}, false};
    }
    if (const auto failure = m_failures.find(index); failure != m_failures.end()) {
        return {Kind::Failed, 0.0, failure->second, false};
    }
    if (isScored(index)) {
        const bool known = !message.beside.front().tokens.front().alternatives.empty();
        return {Kind::Scored, 1.0, {}, !known && canScore(index)};
    }
    if (!canScore(index)) {
        return {};
    }
    return {m_left.contains(index) ? Kind::Stopped : Kind::Waiting, 0.0, {}, false};
}

void DivergenceScan::consider()
{
    if (!m_enabled || m_current || m_chat.isAnswering()) {
        return;
    }
    for (int index = int(m_chat.shown().messages.size()) - 1; index >= 0; --index) {
        const bool wanted = canScore(index) && !m_left.contains(index) && !m_failures.contains(index) &&
                            (m_again.contains(index) || !isScored(index));
        if (wanted) {
            start(index);
            return;
        }
    }
}

void DivergenceScan::start(int index)
{
    const Conversation& conversation = m_chat.shown();
    ScoreRequest request;
    request.messages = conversation.prompt(std::size_t(index), 1);
    for (const ReplyToken& token : conversation.messages[std::size_t(index)].beside.front().tokens) {
        request.tokens.push_back(token.id);
    }
    m_current = index;
    m_fraction = 0.0;
    m_stopping = false;
    ++m_asked;
    m_second->score(*m_chat.engine().model(), request);
    Q_EMIT changed(index);
}

void DivergenceScan::take(const Result<TokenScores>& scores)
{
    if (++m_taken < m_asked || !m_current) {
        return; // of a reply that is not waited for any more
    }
    const int index = *std::exchange(m_current, std::nullopt);
    m_again.erase(index);
    if (scores) {
        m_chat.setScores(index, *scores);
    } else if (scores.error().code != "cancelled") {
        m_failures[index] = QString::fromStdString(scores.error().message);
    } else if (std::exchange(m_stopping, false)) {
        for (int each = 0; each < int(m_chat.shown().messages.size()); ++each) {
            if (canScore(each) && !isScored(each)) {
                m_left.insert(each);
            }
        }
        Q_EMIT reset();
    }
    Q_EMIT changed(index);
    consider();
}

void DivergenceScan::drop()
{
    if (m_current) {
        m_current.reset();
        m_second->stopScoring();
    }
}

void DivergenceScan::stop()
{
    if (m_current) {
        m_stopping = true;
        m_second->stopScoring();
    }
}

void DivergenceScan::scoreAgain(int index)
{
    m_left.erase(index);
    m_failures.erase(index);
    m_again.insert(index);
    Q_EMIT changed(index);
    consider();
}

} // namespace espalier::ui
