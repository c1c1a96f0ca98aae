#pragma once

#include <QLockFile>
#include <QObject>
#include <QString>

#include "core/base/result.h"
#include "ui/models/run.h"

namespace espalier::ui {

/// All runs of one folder: <folder>/<n> is what the worker wrote, <folder>/<n>.json what was asked and how it ended.
/// Owns the runs; a run lives as long as the history.
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
    /// Does in a run's folder what its worker did not if it was killed or cut off: see protocol::closeRunDirectory.
    static void tidy(const Run& run, const protocol::Failed& failure);

Q_SIGNALS:
    void added(Run* run);
    void aboutToRemove(Run* run); ///< no longer in runs(), its files still there: let go of both
    void changed(Run* run);       ///< state or progress of any run

private:
    void adopt(Run* run);
    void list(Run* run);
    Run* read(int number) const;
    Result<void> store(const Run& run) const;
    QString recordPath(int number) const;

    const QString m_folder;
    QLockFile m_lock; ///< held by the first window on this folder; only its holder ends runs that were cut off
    QList<Run*> m_runs;
};

} // namespace espalier::ui
