#include "ui/models/chat.h"

#include <utility>

#include <QRandomGenerator>

namespace espalier::ui {

namespace {
constexpr int kSaveMilliseconds = 2000; ///< of an answer, a crash loses no more
constexpr int kProgressMilliseconds = 200;
constexpr quint32 kSeeds = 1U << 31; ///< as many as the settings can show
} // namespace

Chat::Chat(const QString& folder, ChatEngine& engine, QObject* parent)
    : QObject(parent), m_engine(engine), m_store(folder), m_shown(std::make_shared<Conversation>(Conversation::make()))
{
    m_saveTimer.setInterval(kSaveMilliseconds);
    m_saveTimer.setSingleShot(true);
    connect(&m_saveTimer, &QTimer::timeout, this, [this] {
        if (m_target) {
            save(*m_target);
        }
        saveSettings();
    });
    connect(&m_store, &ConversationStore::failed, this, &Chat::storeFailed);
    connect(&engine, &ChatEngine::grew, this, &Chat::grow);
    connect(&engine, &ChatEngine::answered, this, &Chat::finish);
    connect(&engine, &ChatEngine::answerFailed, this, &Chat::fail);
}

Chat::~Chat()
{
    if (m_target) {
        save(*m_target);
    }
    saveSettings();
}

void Chat::load()
{
    if (!std::exchange(m_loaded, true)) {
        m_list.setHeaders(m_store.headers());
    }
}

void Chat::startNew()
{
    auto conversation = std::make_shared<Conversation>(Conversation::make());
    conversation->settings = m_shown->settings;
    m_shown = std::move(conversation);
    Q_EMIT shownChanged();
}

void Chat::show(const QString& id)
{
    if (id == m_shown->header.id) {
        return;
    }
    if (const auto found = m_open.constFind(id); found != m_open.constEnd()) {
        m_shown = *found;
        Q_EMIT shownChanged();
        return;
    }
    auto stored = m_store.read(id);
    if (!stored) {
        Q_EMIT storeFailed(stored.error());
        return;
    }
    m_shown = std::make_shared<Conversation>(stored.take());
    m_open[id] = m_shown;
    Q_EMIT shownChanged();
    if (m_shown->damagedLines > 0) {
        Q_EMIT damaged(m_shown->damagedLines);
    }
}

void Chat::remove(const QString& id)
{
    if (m_target && m_target->header.id == id) {
        stop();
    }
    m_open.remove(id);
    m_list.remove(id);
    m_store.remove(id);
    if (m_shown->header.id == id) {
        startNew();
    }
}

void Chat::setSettings(const ChatSettings& settings)
{
    if (settings == m_shown->settings) {
        return;
    }
    if (m_changed != m_shown) {
        saveSettings();
        m_changed = m_shown;
    }
    m_shown->settings = settings;
    m_saveTimer.start(); // a spin box changes many times in a row
}

void Chat::saveSettings()
{
    if (m_changed && m_open.contains(m_changed->header.id)) {
        m_store.write(*m_changed);
    }
    m_changed.reset();
}

bool Chat::canAnswer() const
{
    return m_engine.state() == ChatEngine::State::Ready && !m_target;
}

void Chat::send(const QString& question)
{
    if (!canAnswer() || question.trimmed().isEmpty()) {
        return;
    }
    ChatMessage message;
    message.text = question;
    m_shown->add(std::move(message));
    m_open[m_shown->header.id] = m_shown;
    Q_EMIT messageAdded(int(m_shown->messages.size()) - 1);
    ask();
}

bool Chat::canRegenerate() const
{
    return canAnswer() && !m_shown->messages.empty();
}

void Chat::regenerate()
{
    if (!canRegenerate()) {
        return;
    }
    if (m_shown->messages.back().role == ChatMessage::Role::Assistant) {
        m_replaced = m_shown->messages.back();
        truncate(m_shown->messages.size() - 1);
    }
    ask();
}

std::optional<QString> Chat::lastQuestion() const
{
    for (auto each = m_shown->messages.rbegin(); each != m_shown->messages.rend(); ++each) {
        if (each->role == ChatMessage::Role::User) {
            return each->text;
        }
    }
    return std::nullopt;
}

void Chat::replaceLastQuestion(const QString& question)
{
    if (!canAnswer() || question.trimmed().isEmpty() || !lastQuestion()) {
        return;
    }
    std::size_t count = m_shown->messages.size();
    while (m_shown->messages[count - 1].role != ChatMessage::Role::User) {
        --count;
    }
    truncate(count - 1);
    send(question);
}

void Chat::truncate(std::size_t count)
{
    m_shown->messages.resize(count);
    Q_EMIT messagesRemoved(int(count));
}

void Chat::ask()
{
    m_target = m_shown;
    m_progress = {};
    m_progressTold.start();
    m_seed = m_target->settings.seed.value_or(QRandomGenerator::global()->bounded(kSeeds));
    const nlohmann::ordered_json messages = m_target->prompt(m_target->messages.size());
    ChatMessage answer;
    answer.role = ChatMessage::Role::Assistant;
    answer.modelName = m_engine.model()->name;
    answer.modelFolder = m_engine.model()->folder;
    answer.unfinished = true;
    m_contextTokens = m_engine.model()->contextTokens;
    m_target->add(std::move(answer));
    save(*m_target);
    Q_EMIT messageAdded(replyIndex());
    Q_EMIT answeringChanged();
    m_engine.answer(messages, m_target->settings.generation(m_seed));
}

void Chat::stop()
{
    if (m_target) {
        m_engine.stop();
    }
}

nlohmann::ordered_json Chat::prompt(const QString& draft) const
{
    Conversation next = *m_shown;
    if (!draft.trimmed().isEmpty()) {
        ChatMessage message;
        message.text = draft;
        next.messages.push_back(std::move(message));
    } else {
        while (!next.messages.empty() && next.messages.back().role == ChatMessage::Role::Assistant) {
            next.messages.pop_back(); // the last answer was asked with what stands before it
        }
    }
    return next.prompt(next.messages.size());
}

std::optional<std::int64_t> Chat::usedTokens() const
{
    if (isAnsweringShown() && m_progress.usedTokens > 0) {
        return m_progress.usedTokens;
    }
    for (auto each = m_shown->messages.rbegin(); each != m_shown->messages.rend(); ++each) {
        const bool asked = isAnsweringShown() && each == m_shown->messages.rbegin(); // nothing is written yet
        if (each->role == ChatMessage::Role::Assistant && !asked) {
            const bool same = m_engine.model() && m_engine.model()->folder == each->modelFolder && each->figures;
            return same ? std::optional(each->figures->usedTokens) : std::nullopt;
        }
    }
    return 0;
}

void Chat::grow(const QString& text, const AnswerProgress& progress)
{
    if (!m_target) {
        return;
    }
    const bool first = !m_progress.firstTokenSeconds && progress.firstTokenSeconds;
    m_progress = progress;
    reply().text += text;
    if (isAnsweringShown() && !text.isEmpty()) {
        Q_EMIT messageGrew(replyIndex(), text);
    }
    if (first || m_progressTold.hasExpired(kProgressMilliseconds)) {
        m_progressTold.start();
        Q_EMIT progressed();
    }
    if (!m_saveTimer.isActive()) {
        m_saveTimer.start();
    }
}

void Chat::finish(const AnswerResult& result)
{
    if (!m_target) {
        return;
    }
    m_progress = result.progress;
    if (reply().text.isEmpty() && result.figures.stop == engine::StopReason::Cancelled) {
        withdrawReply();
        return;
    }
    ReplyFigures figures;
    figures.promptTokens = std::int64_t(result.figures.promptTokens);
    figures.reusedTokens = std::int64_t(result.figures.reusedTokens);
    figures.generatedTokens = std::int64_t(result.figures.generatedTokens);
    figures.usedTokens = result.progress.usedTokens;
    figures.contextTokens = m_contextTokens;
    figures.firstTokenSeconds = result.progress.firstTokenSeconds.value_or(0.0);
    figures.tokensPerSecond = result.progress.tokensPerSecond();
    figures.seed = m_seed;
    figures.stop = result.figures.stop;
    reply().figures = figures;
    endAnswer();
}

void Chat::fail(const Error& error)
{
    if (!m_target) {
        return;
    }
    if (reply().text.isEmpty()) {
        withdrawReply();
    } else {
        endAnswer();
    }
    Q_EMIT answerFailed(error);
}

void Chat::withdrawReply()
{
    const bool shown = isAnsweringShown();
    m_target->messages.pop_back();
    const int count = int(m_target->messages.size());
    const bool restored = m_replaced.has_value();
    if (restored) {
        m_target->messages.push_back(*m_replaced);
        m_replaced.reset();
    }
    save(*m_target);
    m_target.reset();
    if (shown) {
        Q_EMIT messagesRemoved(count);
    }
    if (shown && restored) {
        Q_EMIT messageAdded(count);
    }
    Q_EMIT answeringChanged();
}

void Chat::endAnswer()
{
    reply().unfinished = false;
    save(*m_target);
    m_replaced.reset();
    const bool shown = isAnsweringShown();
    const int index = replyIndex();
    m_target.reset();
    if (shown) {
        Q_EMIT messageFinished(index);
    }
    Q_EMIT answeringChanged();
}

void Chat::save(const Conversation& conversation)
{
    if (!m_open.contains(conversation.header.id)) {
        return; // deleted while its answer was written
    }
    m_store.write(conversation);
    m_list.put(conversation.header);
}

} // namespace espalier::ui
