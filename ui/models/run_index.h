#pragma once

#include <map>
#include <string>

#include <QString>

#include "ui/models/run_notes.h"

class QSqlQuery;

namespace espalier::ui {

/// What the index keeps of one run, so that its log need not be read to list it.
struct IndexedRun
{
    QString stamp;   ///< of the files that this was read of; other ones: it is stale
    QString created; ///< ISO 8601
    QString state;
    QString model;
    QString recipe;
    std::string summary; ///< JSON; empty: only the notes are known
    RunNotes notes;
};

/// The history as an SQLite file beside the run folders. Only an index: whatever is lost with it is read again of the
/// folders, and notes that a folder lacks are taken out of a damaged or older file. Writes never wait long for another
/// window: what could not be written is stale at the next start and read anew.
class RunIndex
{
public:
    enum class Status {
        Closed,
        Open,
        Newer,      ///< made by a newer version: left as it is, neither read nor written
        Unavailable ///< no driver, no place to write, or damaged and not ours to replace
    };
    static constexpr int kVersion = 1;

    explicit RunIndex(QString file);
    ~RunIndex();
    RunIndex(const RunIndex&) = delete;
    RunIndex& operator=(const RunIndex&) = delete;

    /// @param owner may replace a damaged or older file; it stays beside the new one as "<file>.damaged" or ".old"
    Status open(bool owner);
    Status status() const { return m_status; }
    bool wasReplaced() const { return m_replaced; } ///< by open(): it was damaged

    std::map<int, IndexedRun> read(); ///< by number
    bool put(int number, const IndexedRun& run);
    bool remove(int number);
    bool beginAll(); ///< one transaction around many put()
    void endAll();

private:
    bool connectFile();
    void disconnectFile();
    int version() const; ///< -1: damaged
    bool isSound() const;
    bool isEmpty() const;
    bool create();
    void rescueNotes();
    void setAside(const QString& suffix);

    const QString m_file;
    const QString m_connection;
    Status m_status = Status::Closed;
    bool m_replaced = false;
    std::map<int, IndexedRun> m_rescued; ///< notes of a file that is replaced
};

} // namespace espalier::ui
