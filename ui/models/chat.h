#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include "ui/models/chat_engine.h"
#include "ui/models/conversation_model.h"
#include "ui/models/conversation_store.h"

namespace espalier::ui {

/// What the Chat page shows and does, without widgets: the conversations, which of them is shown, and the answer that
/// is being written. An answer goes on when another conversation is shown, and ends when another model is loaded; what
/// was written is kept.
class Chat : public QObject
{
    Q_OBJECT

public:
    /// @param folder of the conversations @param engine must outlive this
    Chat(const QString& folder, ChatEngine& engine, QObject* parent = nullptr);
    ~Chat() override; ///< stores an unfinished answer

    void load(); ///< the list of conversations; later calls do nothing

    ChatEngine& engine() { return m_engine; }
    const ChatEngine& engine() const { return m_engine; }
    ConversationModel& list() { return m_list; }
    ConversationStore& store() { return m_store; }
    const Conversation& shown() const { return *m_shown; }
    bool isAnswering() const { return m_target != nullptr; }
    bool isAnsweringShown() const { return m_target != nullptr && m_target == m_shown; }
    const AnswerProgress& progress() const { return m_progress; } ///< of the answer being written, or the last one

    void startNew(); ///< with the settings of the shown one
    void show(const QString& id);
    void remove(const QString& id);
    void setSettings(const ChatSettings& settings); ///< of the shown conversation, from its next answer on

    bool canAnswer() const; ///< a model is ready and nothing is being written
    void send(const QString& question);
    bool canRegenerate() const; ///< there is a last reply to replace, or a question without one
    void regenerate();
    std::optional<QString> lastQuestion() const;       ///< of the shown conversation
    void replaceLastQuestion(const QString& question); ///< and what follows it, and answers
    void stop();

    /// Of the context, by the shown conversation; nothing if another model answered last.
    std::optional<std::int64_t> usedTokens() const;
    /// What the next answer would be asked with; `draft` is a question that was not sent yet, or empty.
    nlohmann::ordered_json prompt(const QString& draft) const;

Q_SIGNALS:
    void shownChanged();                               ///< another conversation
    void messagesRemoved(int from);                    ///< the last ones of the shown one
    void messageAdded(int index);                      ///< to the shown one
    void messageGrew(int index, const QString& piece); ///< of the shown one; at most 30 times a second
    void messageFinished(int index);                   ///< of the shown one: it has its figures
    void answeringChanged();
    void progressed(); ///< five times a second: figures that change faster cannot be read
    void answerFailed(const espalier::Error& error);
    void storeFailed(const espalier::Error& error); ///< a conversation could not be read, written or deleted
    void damaged(int lines);                        ///< the conversation that is shown now lost some messages

private:
    void ask();
    void truncate(std::size_t count);
    void grow(const QString& text, const AnswerProgress& progress);
    void finish(const AnswerResult& result);
    void fail(const Error& error);
    void endAnswer();
    void withdrawReply(); ///< of which nothing was written
    void save(const Conversation& conversation);
    void saveSettings();
    ChatMessage& reply() { return m_target->messages.back(); }
    int replyIndex() const { return int(m_target->messages.size()) - 1; }

    ChatEngine& m_engine;
    ConversationStore m_store;
    ConversationModel m_list;
    bool m_loaded = false;
    QHash<QString, ConversationPtr> m_open; ///< of this session: the truth while a write is on its way
    ConversationPtr m_shown;
    ConversationPtr m_target;              ///< whose last message is being written; null if none
    std::optional<ChatMessage> m_replaced; ///< the reply that is written anew; comes back if nothing is written
    AnswerProgress m_progress;
    std::uint32_t m_seed = 0;
    std::int64_t m_contextTokens = 0; ///< of the model that writes
    ConversationPtr m_changed;        ///< whose settings wait to be stored
    QTimer m_saveTimer;
    QElapsedTimer m_progressTold;
};

} // namespace espalier::ui
