#pragma once

#include <optional>

#include <QDBusConnection>
#include <QHash>
#include <QObject>

#include "ui/models/run.h"

class QSettings;

namespace espalier::ui {

/// Tells the desktop that a run has ended while another window was used: by org.freedesktop.Notifications, which every
/// desktop has and no tray is needed for. Where nobody answers there, the window's entry in the task bar asks for
/// attention, and nothing else happens.
class RunNotifier : public QObject
{
    Q_OBJECT

public:
    static constexpr const char* kSetting = "runs/notify"; ///< bool; true where it is absent

    /// @param window whose use makes a notification needless  @param bus the session's if there is none
    RunNotifier(QWidget& window, const QSettings& settings, std::optional<QDBusConnection> bus = {});

    void tell(const Run* run);

Q_SIGNALS:
    void activated(int run); ///< the user clicked what was told of it

private Q_SLOTS:
    void actionInvoked(uint id, const QString& action);
    void activationToken(uint id, const QString& token);
    void closed(uint id);

private:
    bool connectBus();
    void send(int run, const QString& title, const QString& text);

    QWidget& m_window;
    const QSettings& m_settings;
    std::optional<QDBusConnection> m_bus;
    bool m_listens = false;
    QHash<uint, int> m_told; ///< number of the run of each notification that is still shown
};

} // namespace espalier::ui
