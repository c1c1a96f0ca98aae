#pragma once

#include <optional>

#include <QDateTime>
#include <QObject>

#include "core/compress/sensitivity/record.h"
#include "core/protocol/events.h"
#include "core/protocol/sweep_job.h"

namespace espalier::ui {

/// A sensitivity sweep, live or read again from its folder.
class Sweep : public QObject
{
    Q_OBJECT

public:
    enum class State { Ended, Working, Stopping };

    explicit Sweep(QString folder, QObject* parent = nullptr);

    const QString& folder() const { return m_folder; }
    /// Cells and what they are of; nothing before the worker has written any.
    const std::optional<compress::sensitivity::Record>& record() const { return m_record; }
    State state() const { return m_state; }
    bool isActive() const { return m_state != State::Ended; }
    double fraction() const { return m_fraction; }
    std::optional<double> etaSeconds() const { return m_eta; }
    const std::optional<Error>& failure() const { return m_failure; } ///< of the last attempt; not a cancel
    QString model() const;                                            ///< folder or file; empty before it is known
    QDateTime changed() const;                                        ///< when its folder last was
    /// What it was asked, to go on with it; nothing if it does not say.
    std::optional<protocol::SweepJob> request() const;

    /// Reads the folder again. Error `sweep.format`.
    Result<void> load();

    // for its owner
    void begin();
    void setStopping();
    void take(const protocol::EventBody& body);
    void end(); ///< the worker is gone

Q_SIGNALS:
    void cellsChanged();
    void progressChanged();
    void stateChanged();

private:
    void setState(State state);

    const QString m_folder;
    std::optional<compress::sensitivity::Record> m_record;
    State m_state = State::Ended;
    double m_fraction = 0.0;
    std::optional<double> m_eta;
    std::optional<Error> m_failure;
};

/// Folders of sweeps below `root`, the one that was changed last first. What is no sweep is left out.
QStringList sweepFolders(const QString& root);
/// A folder that is not there yet.
QString newSweepFolder(const QString& root);

} // namespace espalier::ui
