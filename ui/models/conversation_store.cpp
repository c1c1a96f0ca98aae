#include "ui/models/conversation_store.h"

#include <algorithm>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include "core/base/atomic_file.h"

namespace espalier::ui {

namespace {
constexpr qint64 kHeaderBytes = 1 << 20;      ///< a header holds a title and a system prompt
constexpr std::size_t kFileBytes = 256 << 20; ///< a conversation is text that someone read
} // namespace

ConversationStore::ConversationStore(QString folder, QObject* parent) : QObject(parent), m_folder(std::move(folder))
{
    m_writer.setMaxThreadCount(1);
}

ConversationStore::~ConversationStore()
{
    flush();
}

void ConversationStore::flush()
{
    m_writer.waitForDone();
}

QString ConversationStore::pathOf(const QString& id) const
{
    return QStringLiteral("%1/%2.jsonl").arg(m_folder, id);
}

QList<ConversationHeader> ConversationStore::headers() const
{
    QList<ConversationHeader> headers;
    const auto files = QDir(m_folder).entryInfoList({QStringLiteral("*.jsonl")}, QDir::Files);
    for (const QFileInfo& info : files) {
        QFile file(info.absoluteFilePath());
        const QString id = info.completeBaseName();
        if (!file.open(QIODevice::ReadOnly)) {
            continue;
        }
        auto header = Conversation::headerFromLine(id, file.readLine(kHeaderBytes).toStdString());
        if (!header) {
            const auto whole = read(id);
            header = {id, whole ? whole->header.title : QString(), {}};
        }
        if (!header->changed.isValid()) {
            header->changed = info.lastModified();
        }
        headers << *header;
    }
    std::ranges::stable_sort(headers, [](const auto& a, const auto& b) { return a.changed > b.changed; });
    return headers;
}

Result<Conversation> ConversationStore::read(const QString& id) const
{
    const auto text = readTextFile(pathOf(id).toStdString(), kFileBytes);
    if (!text) {
        return text.error();
    }
    Conversation conversation = Conversation::fromText(id, *text);
    if (conversation.damagedLines > 0) {
        // fails where there is such a copy already: the first one has the most in it
        QFile::copy(pathOf(id), QStringLiteral("%1/%2.damaged").arg(m_folder, id));
    }
    return conversation;
}

void ConversationStore::write(const Conversation& conversation)
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting[conversation.header.id] = conversation.toText();
    }
    runWaiting(conversation.header.id);
}

void ConversationStore::remove(const QString& id)
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting[id] = std::nullopt;
    }
    runWaiting(id);
}

void ConversationStore::runWaiting(const QString& id)
{
    m_writer.start([this, id] {
        std::optional<std::string> text;
        {
            const std::lock_guard lock(m_mutex);
            const auto found = m_waiting.find(id);
            if (found == m_waiting.end()) {
                return; // done together with an earlier version
            }
            text = std::move(found->second);
            m_waiting.erase(found);
        }
        Result<void> done;
        if (!text) {
            QFile file(pathOf(id));
            if (file.exists() && !file.remove()) {
                done = Error{"file.remove", "The conversation could not be deleted. Check the permissions of its file.",
                             pathOf(id).toStdString()};
            }
        } else {
            QDir().mkpath(m_folder); // if it fails, the next line says so
            done = writeFileAtomically(pathOf(id).toStdString(), *text);
        }
        if (!done) {
            QMetaObject::invokeMethod(
                this, [this, error = done.error()] { Q_EMIT failed(error); }, Qt::QueuedConnection);
        }
    });
}

} // namespace espalier::ui
