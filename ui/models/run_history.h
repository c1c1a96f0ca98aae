#pragma once

#include <functional>
#include <map>

#include <QLockFile>
#include <QObject>
#include <QString>

#include "core/base/result.h"
#include "ui/models/run.h"
#include "ui/models/run_index.h"

namespace espalier::ui {

/// All runs of one folder: <folder>/<n> is what the worker wrote, <folder>/<n>.json what was asked and how it ended,
/// <folder>/<n>/notes.json what the user wrote about it. An index of all of it, runs.sqlite, spares reading the logs;
/// it is made again whenever it is lost. Owns the runs; a run lives as long as the history.
class RunHistory : public QObject
{
    Q_OBJECT

public:
    explicit RunHistory(QString folder, QObject* parent = nullptr);

    /// Reads every run of the folder again. Runs that were working when the app last ended are Interrupted.
    void load();

    QString folder() const { return m_folder; }
    const QList<Run*>& runs() const { return m_runs; } ///< ascending numbers
    Run* find(int number) const;
    Run* active() const; ///< the one that works now, if any

    /// A new waiting run with the next number; `file.write` if its record cannot be stored.
    Result<Run*> create(const RunRequest& request);
    /// Deletes what a run wrote, and its record. Asserts that it does not work. Error `file.remove`: it stays listed.
    Result<void> remove(Run* run);
    /// Moves the same to the desktop's trash: one folder, in which the record lies too. Error `file.remove`.
    Result<void> moveToTrash(Run* run);
    /// Stores them beside the run's manifest. Error `file.write`: they stay as they were.
    Result<void> setNotes(Run* run, const RunNotes& notes);
    QStringList tags() const;                    ///< of all runs, sorted
    std::uint64_t bytesOf(const Run& run) const; ///< of everything that a run's folder holds

    /// Whoever uses what a run wrote says so before it is deleted: a sentence, or nothing.
    using Use = std::function<QString(const Run&)>;
    void addUse(Use use) { m_uses.push_back(std::move(use)); }
    QStringList usesOf(const Run& run) const;

    /// The worker of a run is gone, so that its log is whole.
    void settle(const Run& run);
    const RunIndex& index() const { return m_index; }
    /// Does in a run's folder what its worker did not if it was killed or cut off: see protocol::closeRunDirectory.
    static void tidy(const Run& run, const protocol::Failed& failure);

Q_SIGNALS:
    void added(Run* run);
    void aboutToRemove(Run* run); ///< no longer in runs(), its files still there: let go of both
    void changed(Run* run);       ///< state or progress of any run

private:
    void adopt(Run* run);
    void list(Run* run);
    Run* read(int number, const IndexedRun* indexed) const;
    bool restore(Run& run, const IndexedRun& indexed) const;
    void readNotes(Run& run, const IndexedRun* indexed) const;
    Result<void> storeNotes(const Run& run, const RunNotes& notes) const;
    Result<void> store(const Run& run) const;
    void indexRun(const Run& run);
    Result<void> letGo(Run* run, const std::function<bool()>& removeFolder);
    QString recordPath(int number) const;
    QString notesPath(int number) const;
    QString stampOf(int number) const; ///< of the files that a run is read of
    int reserveNumber() const;         ///< that no other window takes; 0: nothing can be written

    const QString m_folder;
    QLockFile m_lock; ///< held by the first window on this folder; only its holder ends runs that were cut off
    QList<Run*> m_runs;
    RunIndex m_index;
    std::vector<Use> m_uses;
};

} // namespace espalier::ui
