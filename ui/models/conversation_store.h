#pragma once

#include <map>
#include <mutex>

#include <QList>
#include <QObject>
#include <QThreadPool>

#include "ui/models/conversation.h"

namespace espalier::ui {

/// Conversations on disk: <folder>/<id>.jsonl. Written and deleted by one background thread, in order and atomically;
/// of several versions that wait only the last is written. The destructor waits until all is stored.
class ConversationStore : public QObject
{
    Q_OBJECT

public:
    explicit ConversationStore(QString folder, QObject* parent = nullptr);
    ~ConversationStore() override;

    /// Of every conversation, the last changed first. Reads one line a file. A file whose first line is damaged is
    /// listed with the text of its first message.
    QList<ConversationHeader> headers() const;
    /// What was stored last may still be on its way: whoever has a conversation open keeps it.
    /// Errors: `file.open`, `file.tooLarge`. Damaged lines are left out and counted; the file is then kept as
    /// <id>.damaged, for the next write would lose them.
    Result<Conversation> read(const QString& id) const;
    void write(const Conversation& conversation);
    void remove(const QString& id);
    void flush(); ///< waits until all is stored

    QString pathOf(const QString& id) const;

Q_SIGNALS:
    void failed(const espalier::Error& error); ///< something could not be written or deleted

private:
    void runWaiting(const QString& id);

    const QString m_folder;
    QThreadPool m_writer; ///< one thread: changes of a file keep their order
    std::mutex m_mutex;
    std::map<QString, std::optional<std::string>> m_waiting; ///< text to write; none: to delete
};

} // namespace espalier::ui
