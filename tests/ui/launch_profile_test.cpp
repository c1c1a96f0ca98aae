#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

#include "ui/settings/launch_panel.h"

using namespace espalier::ui;

namespace {
const QString kOwn = QStringLiteral("/opt/espalier-worker");
const QString kWorker = QStringLiteral(ESPALIER_BINARY_DIR "/bin/espalier-worker");
} // namespace

/// Where runs work: the commands of the profiles, and the panel that edits and tests them.
class LaunchProfileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings =
            std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        m_theme = std::make_unique<Theme>(*qApp);
    }

    void commandsSayWhatIsStarted()
    {
        LaunchProfile profile;
        QCOMPARE(commandsOf(profile, QStringLiteral("/runs"), kOwn, 7), QList<QStringList>{QStringList()});

        profile.kind = LaunchProfile::Kind::Ranks;
        profile.ranks = 3;
        const auto ranks = commandsOf(profile, QStringLiteral("/runs"), kOwn, 7);
        QCOMPARE(ranks.size(), 3);
        QCOMPARE(ranks[2].join(u' '), QStringLiteral("env RANK=2 WORLD_SIZE=3 MASTER_ADDR=127.0.0.1 MASTER_PORT=7 "
                                                     "/opt/espalier-worker"));

        profile.kind = LaunchProfile::Kind::Ssh;
        profile.target = QStringLiteral("me@big");
        const auto ssh = commandsOf(profile, QStringLiteral("/it's here/runs"), kOwn, 7);
        QCOMPARE(ssh.size(), 1);
        QCOMPARE(ssh.first().mid(3),
                 QStringList(
                     {QStringLiteral("me@big"), QStringLiteral("cd '/it'\\''s here/runs' && exec 'espalier-worker'")}));

        profile.kind = LaunchProfile::Kind::Slurm;
        profile.target = QStringLiteral("--partition=cpu --comment=\"two words\"");
        const QStringList srun = commandsOf(profile, QStringLiteral("/runs"), kOwn, 7).first();
        QCOMPARE(srun.mid(0, 5),
                 QStringList({QStringLiteral("srun"), QStringLiteral("--ntasks=3"), QStringLiteral("--chdir=/runs"),
                              QStringLiteral("--partition=cpu"), QStringLiteral("--comment=two words")}));
    }

    void onlyTheFirstTaskOfSlurmSpeaks()
    {
        LaunchProfile profile{QStringLiteral("s"), LaunchProfile::Kind::Slurm, {}, QStringLiteral("/bin/echo"), 2};
        QStringList command = commandsOf(profile, QStringLiteral("/"), kOwn, 7).first();
        const QStringList script = command.mid(command.indexOf(QStringLiteral("sh")) + 1);
        for (const auto& [task, spoken] : {std::pair("0", "\n"), std::pair("1", "")}) {
            QProcess shell;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QStringLiteral("SLURM_PROCID"), QLatin1String(task));
            shell.setProcessEnvironment(environment);
            shell.start(QStringLiteral("/bin/sh"), script);
            QVERIFY(shell.waitForFinished());
            QCOMPARE(shell.readAllStandardOutput(), QByteArray(spoken));
        }
    }

    void freePortsDiffer()
    {
        const quint16 port = freePort();
        QVERIFY(port > 1024);
    }

    void panelKeepsWhatIsEdited()
    {
        LaunchPanel panel(*m_settings, m_folder->path(), *m_theme);
        QSignalSpy changed(&panel, &LaunchPanel::profileChanged);
        panel.show();
        button(panel, QStringLiteral("Add profile"))->click();
        auto* kind = panel.findChildren<QComboBox*>().last();
        kind->setCurrentIndex(kind->findData(int(LaunchProfile::Kind::Ranks)));
        Q_EMIT kind->activated(kind->currentIndex());
        QVERIFY(panel.findChild<QSpinBox*>()->isVisible());
        panel.findChild<QSpinBox*>()->setValue(4);
        QVERIFY(!changed.isEmpty());
        QCOMPARE(panel.profile().ranks, 4);
        const LaunchProfiles kept = LaunchProfiles::load(*m_settings);
        QCOMPARE(kept.all.size(), 2);
        QCOMPARE(kept.chosen(), panel.profile());
        button(panel, QStringLiteral("Remove"))->click();
        QCOMPARE(LaunchProfiles::load(*m_settings).all.size(), 1);
        QCOMPARE(panel.profile().kind, LaunchProfile::Kind::Local);
    }

    void damagedSettingsGiveThisComputer()
    {
        m_settings->setValue(QStringLiteral("launch/current"), 99);
        m_settings->setValue(QStringLiteral("launch/profiles/size"), QStringLiteral("many"));
        const LaunchProfiles profiles = LaunchProfiles::load(*m_settings);
        QCOMPARE(profiles.current, 0);
        QCOMPARE(profiles.chosen().kind, LaunchProfile::Kind::Local);
    }

    void testSaysWhatAnswered()
    {
        LaunchTest test;
        QSignalSpy ended(&test, &LaunchTest::ended);
        test.start({kWorker});
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 30000);
        QCOMPARE(ended.takeFirst().first().toString(), QString());

        test.start({QStringLiteral("/bin/sh"), QStringLiteral("-c"), QStringLiteral("echo no route >&2; exit 255")});
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 30000);
        const QString problem = ended.takeFirst().first().toString();
        QVERIFY2(problem.contains(QStringLiteral("255")) && problem.contains(QStringLiteral("no route")),
                 qPrintable(problem));

        test.start({QStringLiteral("/nonexistent/ssh")});
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 30000);
        QVERIFY(!ended.takeFirst().first().toString().isEmpty());
    }

private:
    static QPushButton* button(const QWidget& panel, const QString& text)
    {
        for (auto* each : panel.findChildren<QPushButton*>()) {
            if (each->text() == text) {
                return each;
            }
        }
        return nullptr;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(LaunchProfileTest)
#include "launch_profile_test.moc"
