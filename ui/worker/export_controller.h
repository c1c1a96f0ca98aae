#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include <QObject>
#include <QStringList>

#include "ui/models/export_item.h"
#include "ui/models/export_target.h"

class QSettings;

namespace espalier::ui {

class WorkerClient;

/// Makes exports in worker processes, one after another, whatever page is shown, and writes into each ExportItem how
/// far it is. When it goes, the worker stops cleanly; what was half written is removed.
class ExportController : public QObject
{
    Q_OBJECT

public:
    /// Free bytes where a folder is or will be.
    using FreeBytes = std::function<std::uint64_t(const QString& folder)>;

    /// @param workerCommand see WorkerClient  @param settings remembers how fast exports went; outlives this
    ExportController(QSettings& settings, QStringList workerCommand, QObject* parent = nullptr);
    ~ExportController() override;

    /// The export of a model to a target and type, made or not; the same one each time. Lives as long as this.
    ExportItem* item(const ExportSource& source, const ExportTarget& target, const QString& type);
    /// The same at a place of the user's choice.
    ExportItem* itemAt(const ExportSource& source, const QString& target, const QString& type, const QString& path);

    /// Begins, or waits for the one that works. An older one goes, if it is a staged one. Without room for `bytes` it
    /// fails at once (`plan.disk`) and nothing is written.
    void start(ExportItem* item, std::uint64_t bytes);
    void cancel(ExportItem* item);
    /// Removes a made export, and its certificate. Error `file.remove`.
    Result<void> remove(ExportItem* item);
    bool isBusy() const { return m_current != nullptr || !m_queue.isEmpty(); }
    /// Cancels what is being made of models below a folder, which is about to go.
    void forget(const QString& folder);

    /// How long an export of so many weights will take, by how fast the last one of its kind was.
    double predictedSeconds(const QString& target, const QString& type, std::int64_t weights) const;
    static std::uint64_t freeBytes(const QString& folder);
    void setFreeBytes(FreeBytes freeBytes) { m_freeBytes = std::move(freeBytes); }

Q_SIGNALS:
    void changed(espalier::ui::ExportItem* item);
    void ended(espalier::ui::ExportItem* item); ///< whatever the outcome
    void busyChanged();

private:
    void startNext();
    void launch(ExportItem* item);
    void take(const protocol::EventBody& body);
    void finishCurrent();
    void tidy(const ExportItem& item) const;
    void learnPace(const ExportItem& item, const nlohmann::json& report);

    QSettings& m_settings;
    QStringList m_workerCommand;
    FreeBytes m_freeBytes = &ExportController::freeBytes;
    QList<ExportItem*> m_items;
    QList<ExportItem*> m_queue;
    ExportItem* m_current = nullptr;
    std::unique_ptr<WorkerClient> m_client; ///< of m_current
    int m_jobs = 0;
};

} // namespace espalier::ui
