// What the bell of the main window tells of.
#include <QDir>

#include "ui/export/export_page.h"
#include "ui/models/export_item.h"
#include "ui/models/format.h"
#include "ui/window/main_window.h"
#include "ui/window/notification_bell.h"
#include "ui/window/top_bar.h"
#include "ui/worker/run_notifier.h"

namespace espalier::ui {

void MainWindow::connectNotifications()
{
    connect(m_topBar->bell(), &NotificationBell::openRequested, this, &MainWindow::open);
    connect(&m_controller, &RunController::runEnded, this, [this](const Run* run) { notifyOfRun(*run); });
    connect(&m_exportPage->exports(), &ExportController::ended, this,
            [this](const ExportItem* item) { notifyOfExport(*item); });
    auto* notifier = new RunNotifier(*this, m_settings); // the desktop's, while another window is used
    connect(&m_controller, &RunController::runEnded, notifier, &RunNotifier::tell);
    connect(notifier, &RunNotifier::activated, this, [this](int number) {
        setWindowState(windowState() & ~Qt::WindowMinimized);
        show();
        raise();
        activateWindow();
        Link link;
        link.run = number;
        open(link);
    });
}

void MainWindow::notifyOfRun(const Run& run)
{
    Notification notification;
    notification.link.run = run.number();
    const QString reason = run.failure() ? QString::fromStdString(run.failure()->message) : QString();
    switch (run.state()) {
    case RunState::Finished:
        notification.kind = Notification::Kind::Ok;
        notification.text = tr("%1 has finished.").arg(run.title());
        break;
    case RunState::Failed:
        notification.kind = Notification::Kind::Error;
        notification.text = tr("%1 has failed. %2").arg(run.title(), reason);
        break;
    case RunState::Interrupted:
        notification.kind = Notification::Kind::Warning;
        notification.text = tr("%1 was interrupted. Resume goes on after its last finished layer.").arg(run.title());
        break;
    default:
        return; // cancelled: by the user, who knows
    }
    m_notifications.add(notification);
}

void MainWindow::notifyOfExport(const ExportItem& item)
{
    const bool ready = item.state() == ExportState::Ready;
    if (!ready && item.state() != ExportState::Failed) {
        return;
    }
    Notification notification;
    notification.link.page = QStringLiteral("export");
    notification.kind = ready ? Notification::Kind::Ok : Notification::Kind::Error;
    notification.text =
        ready ? tr("The export of %1 is ready: %2").arg(item.source().title, QDir::toNativeSeparators(item.path()))
              : tr("The export of %1 has failed. %2")
                    .arg(item.source().title, item.error() ? QString::fromStdString(item.error()->message) : QString());
    m_notifications.add(notification);
}

} // namespace espalier::ui
