#pragma once

#include <array>

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
/// was written is kept. With a second model both answer each question, the first one and then the second, so that each
/// has all cores of the processor to itself; each goes on with its own answers.
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
    /// Answers beside the first one where it is loaded. @param engine must outlive this; null: none (does not delete)
    void setSecond(ChatEngine* engine);
    ChatEngine* second() const { return m_second; }
    ChatEngine* engineOf(int pane) const { return pane == 0 ? &m_engine : m_second; }
    ConversationModel& list() { return m_list; }
    ConversationStore& store() { return m_store; }
    const Conversation& shown() const { return *m_shown; }
    bool isAnswering() const { return m_target != nullptr; }
    bool isAnsweringShown() const { return m_target != nullptr && m_target == m_shown; }
    int answeringPane() const { return m_pane; } ///< 0 or 1: which model writes now
    /// Of the answer being written, or the last one.
    const AnswerProgress& progress(int pane = 0) const { return m_progress[std::size_t(pane)]; }

    void startNew(); ///< with the settings of the shown one
    void show(const QString& id);
    void remove(const QString& id);
    void setSettings(const ChatSettings& settings); ///< of the shown conversation, from its next answer on

    bool canAnswer() const; ///< a model is ready and nothing is being written
    void send(const QString& question);
    bool canRegenerate() const;              ///< there is a last reply to replace, or a question without one
    void regenerate();                       ///< in another branch
    std::optional<int> lastQuestion() const; ///< index in the shown conversation
    void askInstead(int index, const QString& question); ///< in another branch that begins with it, and answers
    /// Both models go on, in another branch, from a token of the second one's reply. @param alternative takes its place
    void continueFrom(int index, int token, const std::optional<ReplyAlternative>& alternative);
    bool canBranch() const { return !isAnsweringShown(); }
    void showBranch(int index, int place);
    void stop();

    /// Of the context, by the shown conversation; nothing if another model answered last.
    std::optional<std::int64_t> usedTokens(int pane = 0) const;
    /// What the next answer would be asked with; `draft` is a question that was not sent yet, or empty.
    nlohmann::ordered_json prompt(const QString& draft) const;
    /// Of the second model's reply in the shown conversation: stores them.
    void setScores(int index, const TokenScores& scores);

Q_SIGNALS:
    void shownChanged();                                         ///< another conversation
    void messagesRemoved(int from);                              ///< the last ones of the shown one
    void messageAdded(int index);                                ///< to the shown one
    void messageGrew(int index, int pane, const QString& piece); ///< of the shown one; at most 30 times a second
    void replyFinished(int index, int pane); ///< one of two: it has its figures or its failure; the other may go on
    void messageFinished(int index);         ///< of the shown one: it has its figures
    void answeringChanged();
    void progressed(); ///< five times a second: figures that change faster cannot be read
    void answerFailed(const espalier::Error& error);
    void storeFailed(const espalier::Error& error); ///< a conversation could not be read, written or deleted
    void damaged(int lines);                        ///< the conversation that is shown now lost some messages

private:
    /// What a reply begins with.
    struct Begun
    {
        QString text;
        ReplyTokens tokens;
    };
    void connectEngine(ChatEngine& engine, int pane);
    void ask(const Begun& begun = {});
    ChatMessage newReply(const ChatEngine& engine, const Begun& begun) const;
    void askPane(int pane);
    void startBranch(std::size_t index);
    void grow(int pane, const QString& text, const AnswerProgress& progress);
    void finish(int pane, const AnswerResult& result);
    void fail(int pane, const Error& error);
    void endPane(); ///< the second model's turn, or the end
    void endAnswer();
    void withdrawReply(); ///< of which nothing was written
    void save(const Conversation& conversation);
    void saveSettings();
    bool isNothingWritten() const;
    ChatMessage& reply() { return reply(m_pane); }
    ChatMessage& reply(int pane)
    {
        return pane == 0 ? m_target->messages.back() : m_target->messages.back().beside.front();
    }
    int replyIndex() const { return int(m_target->messages.size()) - 1; }

    ChatEngine& m_engine;
    ChatEngine* m_second = nullptr;
    ConversationStore m_store;
    ConversationModel m_list;
    bool m_loaded = false;
    QHash<QString, ConversationPtr> m_open; ///< of this session: the truth while a write is on its way
    ConversationPtr m_shown;
    ConversationPtr m_target; ///< whose last message is being written; null if none
    int m_pane = 0;
    bool m_stopped = false; ///< by the user: the second model is not asked any more
    Begun m_begun;          ///< of the answer being written
    std::array<AnswerProgress, 2> m_progress;
    std::uint32_t m_seed = 0;
    std::int64_t m_contextTokens = 0; ///< of the model that writes
    ConversationPtr m_changed;        ///< whose settings wait to be stored
    QTimer m_saveTimer;
    QElapsedTimer m_progressTold;
};

} // namespace espalier::ui
