#include <QDBusAbstractAdaptor>
#include <QDBusMessage>
#include <QProcess>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

#include "ui/worker/run_notifier.h"

using namespace espalier;
using namespace espalier::ui;

/// Stands for the desktop on a bus of its own.
class Desktop : public QDBusAbstractAdaptor
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    explicit Desktop(QObject* parent) : QDBusAbstractAdaptor(parent) {}

    QStringList titles;
    QStringList texts;
    QStringList actions;

public Q_SLOTS:
    uint Notify(const QString&, uint, const QString&, const QString& title, const QString& text,
                const QStringList& offered, const QVariantMap&, int)
    {
        titles << title;
        texts << text;
        actions = offered;
        return uint(titles.size()) + 40;
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString& action);
    void NotificationClosed(uint id, uint reason);
};

class RunNotifierTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QString daemon = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
        if (daemon.isEmpty()) {
            QSKIP("dbus-daemon is not installed");
        }
        m_daemon.start(daemon,
                       {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address"),
                        QStringLiteral("--address=unix:path=%1").arg(m_folder.filePath(QStringLiteral("bus")))});
        QVERIFY(m_daemon.waitForReadyRead());
        m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
        QDBusConnection server = QDBusConnection::connectToBus(m_address, QStringLiteral("desktop"));
        QVERIFY(server.isConnected());
        m_desktop = new Desktop(&m_object);
        QVERIFY(server.registerObject(QStringLiteral("/org/freedesktop/Notifications"), &m_object));
        QVERIFY(server.registerService(QStringLiteral("org.freedesktop.Notifications")));
    }

    void cleanupTestCase()
    {
        QDBusConnection::disconnectFromBus(QStringLiteral("desktop"));
        QDBusConnection::disconnectFromBus(QStringLiteral("app"));
        m_daemon.terminate();
        m_daemon.waitForFinished();
    }

    void endOfARunIsToldAndAClickShowsIt()
    {
        QWidget window; // never shown, so never active
        const QSettings settings(m_folder.filePath(QStringLiteral("a.ini")), QSettings::IniFormat);
        RunNotifier notifier(window, settings, bus());
        const QSignalSpy activated(&notifier, &RunNotifier::activated);
        m_desktop->titles.clear();
        Run run(7, m_folder.filePath(QStringLiteral("7")), {});
        run.setNotes({QStringLiteral("best"), {}, {}, false});
        run.append({"run-7", 1.0, protocol::Finished{{{"bytesBefore", 100}, {"bytesAfter", 50}, {"sparsity", 0.5}}}});
        notifier.tell(&run);
        QTRY_COMPARE(m_desktop->titles.size(), 1);
        QCOMPARE(m_desktop->titles.first(), QStringLiteral("Run 7: best is finished"));
        QVERIFY(m_desktop->texts.last().contains(QStringLiteral("50")));
        QCOMPARE(m_desktop->actions.first(), QStringLiteral("default"));
        QTest::qWait(50);                                               // the answer, which has the id
        Q_EMIT m_desktop->ActionInvoked(99, QStringLiteral("default")); // another program's
        Q_EMIT m_desktop->ActionInvoked(41, QStringLiteral("default"));
        QTRY_COMPARE(activated.size(), 1);
        QCOMPARE(activated.first().first().toInt(), 7);
    }

    void whatTheUserEndedOrDoesNotWantIsNotTold()
    {
        QWidget window;
        QSettings settings(m_folder.filePath(QStringLiteral("b.ini")), QSettings::IniFormat);
        RunNotifier notifier(window, settings, bus());
        m_desktop->titles.clear();
        Run cancelled(1, m_folder.filePath(QStringLiteral("1")), {});
        cancelled.fail({"cancelled", "Stopped.", ""});
        notifier.tell(&cancelled);
        settings.setValue(QLatin1String(RunNotifier::kSetting), false);
        Run failed(2, m_folder.filePath(QStringLiteral("2")), {});
        failed.fail({"disk.full", "No room < here.", ""});
        notifier.tell(&failed);
        settings.setValue(QLatin1String(RunNotifier::kSetting), true);
        notifier.tell(&failed);
        QTRY_COMPARE(m_desktop->titles.size(), 1);
        QCOMPARE(m_desktop->titles.first(), QStringLiteral("Run 2 failed"));
        QVERIFY(m_desktop->texts.last().contains(QStringLiteral("&lt; here")));
    }

    void withoutABusNothingHappens()
    {
        QWidget window;
        const QSettings settings(m_folder.filePath(QStringLiteral("c.ini")), QSettings::IniFormat);
        RunNotifier notifier(window, settings, QDBusConnection(QStringLiteral("there is none")));
        m_desktop->titles.clear();
        Run failed(2, m_folder.filePath(QStringLiteral("2")), {});
        failed.fail({"disk.full", "No room.", ""});
        notifier.tell(&failed);
        QTest::qWait(50);
        QVERIFY(m_desktop->titles.isEmpty());
    }

private:
    QDBusConnection bus() const { return QDBusConnection::connectToBus(m_address, QStringLiteral("app")); }

    QTemporaryDir m_folder;
    QProcess m_daemon;
    QString m_address;
    QObject m_object;
    Desktop* m_desktop = nullptr;
};

QTEST_MAIN(RunNotifierTest)
#include "run_notifier_test.moc"
