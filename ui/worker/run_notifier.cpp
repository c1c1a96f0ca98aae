#include "ui/worker/run_notifier.h"

#include <QApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QSettings>
#include <QWidget>

#include "ui/models/run_summary.h"

namespace espalier::ui {
namespace {

const QString kService = QStringLiteral("org.freedesktop.Notifications");
const QString kPath = QStringLiteral("/org/freedesktop/Notifications");

} // namespace

RunNotifier::RunNotifier(QWidget& window, const QSettings& settings, std::optional<QDBusConnection> bus)
    : QObject(&window), m_window(window), m_settings(settings), m_bus(std::move(bus))
{
}

/// Not before it is needed: the start of the app waits for nobody.
bool RunNotifier::connectBus()
{
    if (!m_bus) {
        m_bus = QDBusConnection::sessionBus();
    }
    if (!m_bus->isConnected()) {
        return false;
    }
    if (!m_listens) {
        m_listens = m_bus->connect({}, kPath, kService, QStringLiteral("ActionInvoked"), this,
                                   SLOT(actionInvoked(uint, QString)));
        m_bus->connect({}, kPath, kService, QStringLiteral("ActivationToken"), this,
                       SLOT(activationToken(uint, QString)));
        m_bus->connect({}, kPath, kService, QStringLiteral("NotificationClosed"), this, SLOT(closed(uint)));
    }
    return true;
}

void RunNotifier::tell(const Run* run)
{
    const bool wanted = m_settings.value(QLatin1String(kSetting), true).toBool();
    if (!wanted || m_window.isActiveWindow()) {
        return;
    }
    switch (run->state()) {
    case RunState::Finished:
        send(run->number(), tr("%1 is finished").arg(run->fullTitle()), RunSummary::sentence(*run));
        break;
    case RunState::Failed:
        send(run->number(), tr("%1 failed").arg(run->fullTitle()), RunSummary::sentence(*run));
        break;
    default: // the user ended it
        return;
    }
    QApplication::alert(&m_window);
}

void RunNotifier::send(int run, const QString& title, const QString& text)
{
    if (!connectBus()) {
        return;
    }
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kService, QStringLiteral("Notify"));
    const QStringList actions = {QStringLiteral("default"), tr("Show run")};
    const QVariantMap hints = {{QStringLiteral("desktop-entry"), QStringLiteral("espalier")},
                               {QStringLiteral("category"), QStringLiteral("transfer.complete")}};
    call << QApplication::applicationDisplayName() << 0U << QStringLiteral("espalier") << title << text.toHtmlEscaped()
         << actions << hints << -1;
    auto* watcher = new QDBusPendingCallWatcher(m_bus->asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, run, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<uint> reply = *watcher;
        if (!reply.isError()) {
            m_told[reply.value()] = run;
        }
    });
}

void RunNotifier::actionInvoked(uint id, const QString&)
{
    if (const auto told = m_told.constFind(id); told != m_told.constEnd()) {
        Q_EMIT activated(*told);
    }
}

/// With it Wayland lets the window come to the front.
void RunNotifier::activationToken(uint id, const QString& token)
{
    if (m_told.contains(id)) {
        qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8());
    }
}

void RunNotifier::closed(uint id)
{
    m_told.remove(id);
}

} // namespace espalier::ui
