#include <csignal>
#include <memory>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "tests/support/program.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::tests;

/// The desktop app on a screen of its own: the tile of GGUF is dragged out of the window and dropped on another
/// program, with the mouse, as a user does it.
class ExportDragTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const char* tool : {"Xvfb", "xdotool"}) {
            if (QStandardPaths::findExecutable(QLatin1String(tool)).isEmpty()) {
                QSKIP(qPrintable(QStringLiteral("%1 is not installed.").arg(QLatin1String(tool))));
            }
        }
        if (!QFile::exists(programPath("espalier"))) {
            QSKIP("The desktop app was not built.");
        }
        startScreen();
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        writeModel(path("tiny").toStdString(), tinyConfig(), tinyTensors());
        // the app starts the worker that lies beside it: here one that can be held up
        QVERIFY(QDir().mkpath(path("bin")));
        QVERIFY(QFile::copy(programPath("espalier"), path("bin/espalier")));
        const std::string script = "#!/bin/sh\necho $$ > '" + path("worker").toStdString() + "'\nwhile [ ! -e '" +
                                   path("go").toStdString() +
                                   "' ]; do [ -e \"$0\" ] || exit 1; sleep 0.05; done\nexec '" +
                                   programPath("espalier-worker").toStdString() + "'\n";
        write("bin/espalier-worker", script);
        QVERIFY(
            QFile::setPermissions(path("bin/espalier-worker"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }

    void cleanup()
    {
        xdotool({QStringLiteral("mouseup"), QStringLiteral("1")});
        const bool alive = m_app.state() == QProcess::Running;
        end(m_app);
        end(m_target);
        if (workerId() > 0) {
            ::kill(workerId(), SIGCONT); // else a stopped one stays for ever
        }
        QVERIFY2(alive, "the app has ended by itself");
    }

    void cleanupTestCase() { end(m_screen); }

    void dropWaitsForTheWholeFile()
    {
        QVERIFY(startPrograms());
        const QString planned = dragOverTheTarget();
        QVERIFY2(planned.endsWith(QStringLiteral("/tiny-F16.gguf")), qPrintable(planned));
        QVERIFY(!QFile::exists(planned));
        drop();
        QCOMPARE(nextLine(QStringLiteral("(dropped|empty)"), 500), QString());
        letWorkerGo();
        const QString said = nextLine(QStringLiteral("(dropped|empty)"));
        const auto match = QRegularExpression(QStringLiteral("dropped (.*) (\\d+)")).match(said);
        QVERIFY2(match.hasMatch(), qPrintable(said));
        QFile file(match.captured(1));
        QCOMPARE(file.fileName(), planned);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.size(), match.captured(2).toLongLong()); // nothing was added after the answer
        QCOMPARE(file.read(4), QByteArray("GGUF"));
        QCOMPARE(filesOfExports(),
                 QStringList({QStringLiteral("tiny-F16.gguf"), QStringLiteral("tiny-F16.gguf.certificate.json")}));
        // it is ready now: dragged again, the same file is there at once
        QCOMPARE(dragOverTheTarget(), planned);
        drop();
        QCOMPARE(nextLine(QStringLiteral("(dropped|empty)")), said);
    }

    void killedHalfWayItDeliversNothing()
    {
        dropWhileTheFileIsHalfWritten();
        if (QTest::currentTestFailed()) {
            return;
        }
        QCOMPARE(::kill(workerId(), SIGKILL), 0);
        QCOMPARE(nextLine(QStringLiteral("(dropped|empty)")), QStringLiteral("empty"));
        QTRY_COMPARE_WITH_TIMEOUT(filesOfExports(), QStringList(), 10000);
    }

    void cancelledHalfWayItDeliversNothing()
    {
        dropWhileTheFileIsHalfWritten();
        if (QTest::currentTestFailed()) {
            return;
        }
        xdotool({QStringLiteral("key"), QStringLiteral("Escape")}); // the worker, which is stopped, does not obey
        QCOMPARE(nextLine(QStringLiteral("(dropped|empty)")), QStringLiteral("empty"));
        QTRY_COMPARE_WITH_TIMEOUT(::kill(workerId(), 0), -1, 10000);
        QTRY_COMPARE_WITH_TIMEOUT(filesOfExports(), QStringList(), 10000);
    }

    void dragThatIsCancelledMakesNothing()
    {
        QVERIFY(startPrograms());
        QVERIFY(!dragOverTheTarget().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(workerId() > 0, 10000);
        xdotool({QStringLiteral("key"), QStringLiteral("Escape")});
        QTRY_COMPARE_WITH_TIMEOUT(::kill(workerId(), 0), -1, 10000);
        drop();
        QCOMPARE(nextLine(QStringLiteral("(dropped|empty)"), 500), QString());
        QCOMPARE(filesOfExports(), QStringList());
    }

    void receiverThatGivesUpCanBeGivenItLater()
    {
        QVERIFY(startPrograms());
        const QString planned = dragOverTheTarget();
        drop();
        QCOMPARE(nextLine(QStringLiteral("(dropped|empty)")), QStringLiteral("empty")); // after Qt's five seconds
        letWorkerGo();
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(planned), 20000);
        QCOMPARE(dragOverTheTarget(), planned);
        drop();
        QVERIFY(nextLine(QStringLiteral("(dropped|empty)")).startsWith(QStringLiteral("dropped ") + planned));
    }

private:
    void startScreen()
    {
        m_screen.start(QStringLiteral("Xvfb"),
                       {QStringLiteral("-displayfd"), QStringLiteral("1"), QStringLiteral("-screen"),
                        QStringLiteral("0"), QStringLiteral("1600x800x24"), QStringLiteral("-nolisten"),
                        QStringLiteral("tcp")});
        QVERIFY(m_screen.waitForReadyRead(20000));
        m_display = QLatin1Char(':') + QString::fromLatin1(m_screen.readLine()).trimmed();
    }

    bool startPrograms()
    {
        m_environment = environmentWith(QStringLiteral("DISPLAY"), m_display);
        m_environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
        m_environment.remove(QStringLiteral("QT_SCALE_FACTOR"));
        for (const char* name : {"CONFIG", "DATA", "CACHE"}) {
            m_environment.insert(QStringLiteral("XDG_%1_HOME").arg(QLatin1String(name)), path(name));
        }
        write("tiny/tokenizer.json", letterTokenizer().dump());
        QDir().mkpath(path("CONFIG/Espalier"));
        write("CONFIG/Espalier/espalier.ini", "[General]\nplace=espalier:page/export\nmodel=" +
                                                  path("tiny").toStdString() + "\n[exportType]\ngguf=F16\n");
        m_target.setProcessEnvironment(m_environment);
        m_target.start(QStringLiteral(ESPALIER_BINARY_DIR "/tests/espalier-drop-target"), {});
        if (nextLine(QStringLiteral("shown")).isEmpty()) {
            return false;
        }
        m_app.setProcessEnvironment(m_environment);
        m_app.start(path("bin/espalier"), {});
        QString window;
        for (int attempt = 0; window.isEmpty() && attempt < 300; ++attempt) {
            QTest::qWait(100);
            window = xdotool({QStringLiteral("search"), QStringLiteral("--onlyvisible"), QStringLiteral("--name"),
                              QStringLiteral("tiny - Espalier")})
                         .section(QLatin1Char('\n'), 0, 0);
        }
        // there is no window manager to do this
        xdotool({QStringLiteral("windowmove"), window, QStringLiteral("0"), QStringLiteral("0")});
        xdotool({QStringLiteral("windowfocus"), window});
        return !window.isEmpty();
    }

    /// The current test has failed where it is not.
    void dropWhileTheFileIsHalfWritten()
    {
        writeModel(path("tiny").toStdString(), largerConfig(), largerTensors());
        QVERIFY(startPrograms());
        QVERIFY(!dragOverTheTarget().isEmpty());
        letWorkerGo();
        QElapsedTimer clock;
        clock.start();
        while (filesOfExports(QStringLiteral("*.partial-*")).isEmpty() && clock.elapsed() < 20000) {
            QTest::qWait(1);
        }
        QVERIFY(workerId() > 0);
        QCOMPARE(::kill(workerId(), SIGSTOP), 0);
        QVERIFY(!filesOfExports(QStringLiteral("*.partial-*")).isEmpty());
        drop();
        QCOMPARE(nextLine(QStringLiteral("(dropped|empty)"), 500), QString());
    }

    /// From the first tile onto the other program's window, in steps as a hand moves.
    /// @return the path that the other program reads while it is hovered over
    QString dragOverTheTarget()
    {
        for (int attempt = 0; attempt < 20; ++attempt) { // until the model has been read
            // on the first tile's title or text, whether or not a message above it has moved it
            xdotool({QStringLiteral("mousemove"), QStringLiteral("230"), QStringLiteral("173"),
                     QStringLiteral("mousedown"), QStringLiteral("1")});
            for (const int x : {260, 300, 500, 900, 1200, 1350, 1400, 1420, 1430}) {
                xdotool({QStringLiteral("mousemove"), QString::number(x), QStringLiteral("200")});
            }
            const QString line = nextLine(QStringLiteral("hovering"), 1000);
            if (!line.isEmpty()) {
                return line.section(QLatin1Char(' '), 1);
            }
            drop();
        }
        return {};
    }

    void drop() { xdotool({QStringLiteral("mouseup"), QStringLiteral("1")}); }

    QString xdotool(const QStringList& arguments) const
    {
        QProcess process;
        process.setProcessEnvironment(environmentWith(QStringLiteral("DISPLAY"), m_display));
        process.start(QStringLiteral("xdotool"), arguments);
        process.waitForFinished(30000);
        return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
    }

    /// What the other program says next that looks so; empty where it does not in time.
    QString nextLine(const QString& pattern, int milliseconds = 20000)
    {
        const QRegularExpression expression(QLatin1Char('^') + pattern);
        QElapsedTimer clock;
        clock.start();
        do {
            while (m_target.canReadLine()) {
                const QString line = QString::fromUtf8(m_target.readLine()).trimmed();
                if (expression.match(line).hasMatch()) {
                    return line;
                }
            }
            m_target.waitForReadyRead(50);
        } while (clock.elapsed() < milliseconds);
        return {};
    }

    static void end(QProcess& process)
    {
        process.terminate();
        if (process.state() != QProcess::NotRunning && !process.waitForFinished(10000)) {
            process.kill();
            process.waitForFinished();
        }
    }

    void letWorkerGo() const { write("go", ""); }

    /// 0 before the first worker has said its own.
    pid_t workerId() const
    {
        QFile file(path("worker"));
        return file.open(QIODevice::ReadOnly) ? pid_t(file.readAll().trimmed().toInt()) : 0;
    }

    /// 17 M weights, so that writing and comparing them takes a while.
    static nlohmann::json largerConfig()
    {
        nlohmann::json config = tinyConfig();
        config["hidden_size"] = kHidden;
        config["intermediate_size"] = kIntermediate;
        return config;
    }

    static TinyTensors largerTensors()
    {
        TinyTensors tensors = tinyTensors();
        for (auto& [name, tensor] : tensors) {
            for (std::int64_t& size : tensor.shape) {
                // hidden 8, a key head of 4, intermediate 12, vocabulary 16
                size = size == 8 ? kHidden : size == 4 ? kHidden / 2 : size == 12 ? kIntermediate : size;
            }
            tensor = filled(tensor.shape);
        }
        return tensors;
    }

    /// Below the app's folder of exports, of all models.
    QStringList filesOfExports(const QString& pattern = QStringLiteral("*")) const
    {
        QStringList files;
        const QDir exports(path("DATA/Espalier/espalier/exports"));
        for (const QString& model : exports.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            files << QDir(exports.filePath(model))
                         .entryList({pattern}, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
        }
        return files;
    }

    void write(const char* name, const std::string& text) const
    {
        QVERIFY(bool(writeFileAtomically(path(name).toStdString(), text)));
    }

    QString path(const char* name) const { return m_folder->filePath(QString::fromLatin1(name)); }

    static constexpr std::int64_t kHidden = 1024;
    static constexpr std::int64_t kIntermediate = 2048;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_display;
    QProcessEnvironment m_environment;
    QProcess m_screen;
    QProcess m_target;
    QProcess m_app;
};

QTEST_GUILESS_MAIN(ExportDragTest)
#include "export_drag_test.moc"
