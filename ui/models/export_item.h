#pragma once

#include <cstdint>
#include <optional>

#include <QObject>
#include <QString>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/protocol/events.h"

namespace espalier::ui {

/// A model that can be exported.
struct ExportSource
{
    QString name;    ///< for file names: "tiny", "tiny-run7"
    QString title;   ///< for lists: "tiny", "Run 7 (tiny)"
    QString folder;  ///< of the model
    QString staging; ///< folder that exports of it are made in

    bool operator==(const ExportSource&) const = default;
};

enum class ExportState { Idle, Waiting, Working, Stopping, Ready, Failed };

/// One export of one model to one target and type: what it is or was made of, how far it is, what came of it.
/// Told what happens by its ExportController.
class ExportItem : public QObject
{
    Q_OBJECT

public:
    ExportItem(ExportSource source, QString target, QString type, QString path, QObject* parent = nullptr);

    const ExportSource& source() const { return m_source; }
    const QString& target() const { return m_target; }
    const QString& type() const { return m_type; }
    const QString& path() const { return m_path; } ///< file or folder, there when Ready
    bool isStaged() const;                         ///< made in the app's own folder, not where the user said

    ExportState state() const { return m_state; }
    /// It has begun or waits to; its end will be told.
    bool isActive() const
    {
        return m_state == ExportState::Waiting || m_state == ExportState::Working || m_state == ExportState::Stopping;
    }
    /// Another program, which it was dropped on, waits for it.
    bool isAwaited() const { return m_awaited > 0; }
    double fraction() const { return m_fraction; }
    QString phase() const { return m_phase; } ///< "writing", "certificate"
    std::optional<double> etaSeconds() const { return m_eta; }
    const std::optional<Error>& error() const { return m_error; }       ///< why it Failed
    std::uint64_t bytes() const { return m_bytes; }                     ///< when Ready
    const nlohmann::json& certificate() const { return m_certificate; } ///< null without one
    const QStringList& notes() const { return m_notes; }                ///< of the export that was made just now

    /// Looks whether the export lies there, as new as its model, and becomes Ready or Idle. Not while it is active.
    void lookAtDisk();
    /// Where the certificate of an export lies.
    static QString certificatePath(const QString& path);

    // for the drag that it is dropped by
    void beginAwait();
    void endAwait();

    // for its controller
    void setWaiting();
    void setWorking();
    void setStopping();
    void progress(const protocol::Progress& progress);
    void finish(const nlohmann::json& report);
    void fail(const Error& error);
    void reset(); ///< Idle

Q_SIGNALS:
    void changed();

private:
    void setState(ExportState state);

    const ExportSource m_source;
    const QString m_target;
    const QString m_type;
    const QString m_path;
    ExportState m_state = ExportState::Idle;
    int m_awaited = 0;
    double m_fraction = 0.0;
    QString m_phase;
    std::optional<double> m_eta;
    std::optional<Error> m_error;
    std::uint64_t m_bytes = 0;
    nlohmann::json m_certificate;
    QStringList m_notes;
};

} // namespace espalier::ui
