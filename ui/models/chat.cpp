#include "ui/models/chat.h"

#include <algorithm>
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
    connectEngine(engine, 0);
}

void Chat::connectEngine(ChatEngine& engine, int pane)
{
    connect(&engine, &ChatEngine::grew, this,
            [this, pane](const QString& text, const AnswerProgress& progress) { grow(pane, text, progress); });
    connect(&engine, &ChatEngine::answered, this, [this, pane](const AnswerResult& result) { finish(pane, result); });
    connect(&engine, &ChatEngine::answerFailed, this, [this, pane](const Error& error) { fail(pane, error); });
}

void Chat::setSecond(ChatEngine* engine)
{
    if (m_second) {
        disconnect(m_second, nullptr, this, nullptr);
    }
    m_second = engine;
    if (m_second) {
        connectEngine(*m_second, 1);
    }
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
    // a second model that is on its way is waited for: it shall answer the same
    const bool waits = m_second && m_second->state() == ChatEngine::State::Loading;
    return m_engine.state() == ChatEngine::State::Ready && !m_target && !waits;
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
        startBranch(m_shown->messages.size() - 1);
    }
    ask();
}

std::optional<int> Chat::lastQuestion() const
{
    for (int i = int(m_shown->messages.size()) - 1; i >= 0; --i) {
        if (m_shown->messages[std::size_t(i)].role == ChatMessage::Role::User) {
            return i;
        }
    }
    return std::nullopt;
}

void Chat::askInstead(int index, const QString& question)
{
    if (canAnswer() && !question.trimmed().isEmpty()) {
        startBranch(std::size_t(index));
        send(question);
    }
}

void Chat::continueFrom(int index, int token, const std::optional<ReplyAlternative>& alternative)
{
    if (!canAnswer() || m_shown->messages[std::size_t(index)].beside.empty()) {
        return;
    }
    const ChatMessage& from = m_shown->messages[std::size_t(index)].beside.front();
    Begun begun;
    begun.tokens.assign(from.tokens.begin(), from.tokens.begin() + token + 1);
    begun.text = from.text.left(begun.tokens.back().end);
    if (alternative) {
        begun.text = from.text.left(tokenBegin(from.tokens, token)) + alternative->text;
        begun.tokens.back() = {};
        begun.tokens.back().id = alternative->id;
        begun.tokens.back().end = int(begun.text.size());
    }
    startBranch(std::size_t(index));
    ask(begun);
}

void Chat::startBranch(std::size_t index)
{
    m_shown->startBranch(index);
    Q_EMIT messagesRemoved(int(index));
}

void Chat::showBranch(int index, int place)
{
    if (!canBranch() || place < 0 || place >= m_shown->branchCount(std::size_t(index))) {
        return;
    }
    m_shown->showBranch(std::size_t(index), place);
    save(*m_shown);
    Q_EMIT messagesRemoved(index);
    for (int i = index; i < int(m_shown->messages.size()); ++i) {
        Q_EMIT messageAdded(i);
    }
}

ChatMessage Chat::newReply(const ChatEngine& engine, const Begun& begun) const
{
    ChatMessage message;
    message.role = ChatMessage::Role::Assistant;
    message.modelName = engine.model()->name;
    message.modelFolder = engine.model()->folder;
    message.text = begun.text;
    message.unfinished = true;
    return message;
}

void Chat::ask(const Begun& begun)
{
    m_target = m_shown;
    m_begun = begun;
    m_pane = 0;
    m_stopped = false;
    m_progress = {};
    m_seed = m_target->settings.seed.value_or(QRandomGenerator::global()->bounded(kSeeds));
    ChatMessage answer = newReply(m_engine, begun);
    if (m_second && m_second->state() == ChatEngine::State::Ready) {
        answer.beside.push_back(newReply(*m_second, begun));
    }
    m_target->add(std::move(answer));
    save(*m_target);
    Q_EMIT messageAdded(replyIndex());
    Q_EMIT answeringChanged();
    askPane(0);
}

void Chat::askPane(int pane)
{
    m_pane = pane;
    m_progressTold.start();
    ChatEngine& engine = *engineOf(pane);
    m_contextTokens = engine.model()->contextTokens;
    std::vector<std::int32_t> begun;
    for (const ReplyToken& token : m_begun.tokens) {
        begun.push_back(token.id);
    }
    engine.answer(m_target->prompt(m_target->messages.size() - 1, pane), m_target->settings.generation(m_seed), begun);
}

void Chat::stop()
{
    if (m_target) {
        m_stopped = true;
        engineOf(m_pane)->stop();
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

std::optional<std::int64_t> Chat::usedTokens(int pane) const
{
    const ChatEngine* engine = engineOf(pane);
    if (isAnsweringShown() && progress(pane).usedTokens > 0) {
        return progress(pane).usedTokens;
    }
    for (auto each = m_shown->messages.rbegin(); each != m_shown->messages.rend(); ++each) {
        const ChatMessage* reply = pane == 0 ? &*each : each->beside.empty() ? nullptr : &each->beside.front();
        const bool asked = isAnsweringShown() && each == m_shown->messages.rbegin(); // nothing is written yet
        if (each->role == ChatMessage::Role::Assistant && !asked) {
            const bool same =
                reply && engine && engine->model() && engine->model()->folder == reply->modelFolder && reply->figures;
            return same ? std::optional(reply->figures->usedTokens) : std::nullopt;
        }
    }
    return 0;
}

void Chat::setScores(int index, const TokenScores& scores)
{
    ReplyTokens& tokens = m_shown->messages[std::size_t(index)].beside.front().tokens;
    for (std::size_t i = 0; i < std::min(tokens.size(), scores.size()); ++i) {
        tokens[i].kl = scores[i].kl;
        tokens[i].denseRank = scores[i].denseRank;
        tokens[i].alternatives = scores[i].alternatives;
    }
    save(*m_shown);
}

void Chat::grow(int pane, const QString& text, const AnswerProgress& progress)
{
    if (!m_target || pane != m_pane) {
        return;
    }
    AnswerProgress& known = m_progress[std::size_t(pane)];
    const bool first = !known.firstTokenSeconds && progress.firstTokenSeconds;
    known = progress;
    reply().text += text;
    if (isAnsweringShown() && !text.isEmpty()) {
        Q_EMIT messageGrew(replyIndex(), pane, text);
    }
    if (first || m_progressTold.hasExpired(kProgressMilliseconds)) {
        m_progressTold.start();
        Q_EMIT progressed();
    }
    if (!m_saveTimer.isActive()) {
        m_saveTimer.start();
    }
}

bool Chat::isNothingWritten() const
{
    const ChatMessage& message = m_target->messages.back();
    return m_pane == 0 && message.text == m_begun.text;
}

void Chat::finish(int pane, const AnswerResult& result)
{
    if (!m_target || pane != m_pane) {
        return;
    }
    m_progress[std::size_t(pane)] = result.progress;
    if (isNothingWritten() && result.figures.stop == engine::StopReason::Cancelled) {
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
    reply().tokens = m_begun.tokens;
    for (ReplyToken token : result.tokens) {
        token.end += int(m_begun.text.size());
        reply().tokens.push_back(std::move(token));
    }
    endPane();
}

void Chat::fail(int pane, const Error& error)
{
    if (!m_target || pane != m_pane) {
        return;
    }
    if (!m_target->messages.back().beside.empty()) {
        reply().failure = QString::fromStdString(error.message); // the other model answers on
        endPane();
        return;
    }
    if (isNothingWritten()) {
        withdrawReply();
    } else {
        endAnswer();
    }
    Q_EMIT answerFailed(error);
}

void Chat::endPane()
{
    auto& beside = m_target->messages.back().beside;
    reply().unfinished = false;
    if (m_pane == 1 || beside.empty()) {
        endAnswer();
        return;
    }
    if (isAnsweringShown()) {
        Q_EMIT replyFinished(replyIndex(), 0);
    }
    if (!m_stopped && m_second && m_second->state() == ChatEngine::State::Ready) {
        askPane(1);
        Q_EMIT progressed();
        return;
    }
    beside.front().failure = m_stopped ? tr("Stopped before this model was asked.")
                                       : tr("The second model was unloaded before it was asked.");
    endAnswer();
}

void Chat::withdrawReply()
{
    const bool shown = isAnsweringShown();
    const int index = replyIndex();
    m_target->withdrawLast();
    save(*m_target);
    const ConversationPtr target = std::exchange(m_target, nullptr);
    if (shown) {
        Q_EMIT messagesRemoved(index);
        for (int i = index; i < int(target->messages.size()); ++i) {
            Q_EMIT messageAdded(i);
        }
    }
    Q_EMIT answeringChanged();
}

void Chat::endAnswer()
{
    ChatMessage& message = m_target->messages.back();
    message.unfinished = false;
    for (ChatMessage& second : message.beside) {
        second.unfinished = false;
    }
    save(*m_target);
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
