#pragma once

#include <optional>
#include <vector>

#include <QDateTime>
#include <QObject>
#include <QString>
#include <QStringList>

#include "core/protocol/events.h"
#include "core/protocol/jobs.h"
#include "ui/models/run_notes.h"

namespace espalier::ui {

/// Everything that one run needs; stored beside the run so that it can be repeated and explained.
struct RunRequest
{
    QString modelName;         ///< as lists show it
    QString recipeName;        ///< the same
    protocol::CompressJob job; ///< its `out` is set when the run is created

    QString recipeText() const { return QString::fromStdString(job.recipeText); }
    QString modelFolder() const { return QString::fromStdString(job.model); }
    nlohmann::json toJson() const;
    static RunRequest fromJson(const nlohmann::json& json); ///< what is missing or unreadable keeps its defaults
};

enum class RunState { Waiting, Running, Stopping, Finished, Failed, Cancelled, Interrupted, Paused };

/// One run, live or read again from its folder: the events tell everything, in both cases the same ones.
class Run : public QObject
{
    Q_OBJECT

public:
    Run(int number, QString folder, RunRequest request, QObject* parent = nullptr);

    int number() const { return m_number; }
    QString folder() const { return m_folder; } ///< the worker's output folder; may not exist before the run starts
    const RunRequest& request() const { return m_request; }
    QString title() const;     ///< "Run 7"
    QString fullTitle() const; ///< "Run 7: the user's name", or the title
    const RunNotes& notes() const { return m_notes; }
    RunState state() const { return m_state; }
    /// A worker has it: it runs, stands still or stops.
    bool isActive() const
    {
        return m_state == RunState::Running || m_state == RunState::Paused || m_state == RunState::Stopping;
    }
    bool hasEnded() const { return m_state == RunState::Finished || m_failure; } ///< an event or its owner said so
    bool canGoOn() const;                                                        ///< it has ended without its result
    QDateTime created() const { return m_created; }

    /// Of a run of the history they are read of its log when they are first asked for.
    const std::vector<protocol::Event>& events() const;
    double fraction() const { return m_fraction; }                  ///< of the whole job, 0..1
    std::optional<double> etaSeconds() const { return m_eta; }      ///< of the whole job
    QString phase() const { return m_phase; }                       ///< "calibration", ...
    int layer() const { return m_layer; }                           ///< begun last, -1 before
    int layers() const { return m_layers; }                         ///< of the model, 0 before it is known
    std::uint64_t residentBytes() const { return m_residentBytes; } ///< of the worker
    std::uint64_t peakBytes() const { return m_peakBytes; }
    const std::optional<protocol::Failed>& failure() const { return m_failure; }
    const nlohmann::json& result() const { return m_result; } ///< of Finished, keys as of the command line; null before
    QString resultModel() const;                              ///< folder of the finished model, empty before
    const QStringList& workerLog() const { return m_log; }    ///< the worker's stderr, newest last, 2,000 lines at most
    int logLinesDropped() const { return m_logLinesDropped; } ///< that came before the first of workerLog()

    // for the owner of the run
    void append(protocol::Event event);
    void appendLog(const QString& line);
    void setState(RunState state);
    void setCreated(const QDateTime& created) { m_created = created; }
    void fail(protocol::Failed failure);
    void goOn(); ///< an ended run waits again, to go on where it ended
    void setNotes(const RunNotes& notes);
    /// What an index knows of an ended run: its log is not read before events() is called.
    void restore(RunState state, int layers, nlohmann::json result, std::optional<protocol::Failed> failure);

Q_SIGNALS:
    void eventAppended(int index); ///< into events()
    void logAppended(const QString& line);
    void progressChanged();
    void stateChanged();
    void notesChanged();

private:
    void note(const protocol::EventBody& body);

    const int m_number;
    const QString m_folder;
    const RunRequest m_request;
    RunState m_state = RunState::Waiting;
    QDateTime m_created;
    mutable std::vector<protocol::Event> m_events; ///< see events()
    mutable bool m_logUnread = false;
    double m_fraction = 0.0;
    std::optional<double> m_eta;
    QString m_phase;
    int m_layer = -1;
    int m_layers = 0;
    std::uint64_t m_residentBytes = 0;
    std::uint64_t m_peakBytes = 0;
    std::optional<protocol::Failed> m_failure;
    nlohmann::json m_result;
    RunNotes m_notes;
    QStringList m_log;
    int m_logLinesDropped = 0;
};

/// "waiting", "41 %", "finished", ... for lists; translated.
QString stateText(const Run& run);
/// A worker's phase in the user's language: "calibrating", "training", ...
QString phaseName(const QString& phase);
/// "layer 9/22", "training": what a working run does now. Layers count from 0.
QString phaseText(const Run& run);

} // namespace espalier::ui
