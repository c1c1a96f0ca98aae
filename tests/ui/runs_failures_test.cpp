// The Runs page and the real worker when things go wrong: killed, no disk, no model, cancelled, paused, queued.
#include <csignal>

#include <QFile>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "tests/support/program.h"
#include "tests/support/tiny_model.h"
#include "tests/ui/fake_chat_engine.h"
#include "ui/models/run_figures.h"
#include "ui/runs/run_list.h"
#include "ui/theme/theme.h"
#include "ui/widgets/action_button.h"
#include "ui/window/main_window.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

constexpr int kPatience = 60000; ///< milliseconds; the machine may be busy

template <typename Event> bool has(const Run& run)
{
    return std::any_of(run.events().begin(), run.events().end(),
                       [](const protocol::Event& event) { return std::holds_alternative<Event>(event.body); });
}

/// The first process that this one has started and that still is.
pid_t childProcess()
{
    QFile children(QStringLiteral("/proc/self/task/%1/children").arg(::getpid()));
    return children.open(QIODevice::ReadOnly) ? pid_t(children.readAll().split(' ').first().toInt()) : 0;
}

/// "R", "S", "T" for stopped, ...
QByteArray stateOf(pid_t process)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(process));
    const QByteArray text = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    return text.mid(text.lastIndexOf(')') + 2, 1);
}

RunFigures figuresOf(const Run& run)
{
    RunFigures figures;
    for (const protocol::Event& event : run.events()) {
        figures.apply(event);
    }
    return figures;
}

} // namespace

class RunsFailuresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp);
        nlohmann::json config = tests::tinyConfig();
        config["hidden_size"] = 64;
        config["intermediate_size"] = 160;
        config["num_hidden_layers"] = kLayers;
        config["num_attention_heads"] = 4;
        const QString file = m_shared.filePath(QStringLiteral("config.json"));
        QVERIFY(bool(writeFileAtomically(file.toStdString(), config.dump())));
        m_model = m_shared.filePath(QStringLiteral("model"));
        const auto made = tests::runCli(
            {QStringLiteral("bench"), QStringLiteral("--random-shape"), file, QStringLiteral("--out"), m_model});
        QVERIFY2(made.exitCode == 0, made.standardError.constData());
        const auto write = [](const QString& path, const std::string& text) {
            QVERIFY(bool(writeFileAtomically(path.toStdString(), text)));
        };
        write(m_model + QStringLiteral("/tokenizer.json"), tests::letterTokenizer().dump());
        m_text = m_shared.filePath(QStringLiteral("text.txt"));
        m_heldOut = m_shared.filePath(QStringLiteral("held.txt"));
        write(m_text, tests::letters(2500, 3));
        write(m_heldOut, tests::letters(400, 4));
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings =
            std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        openWindow();
    }

    void cleanup() { m_window.reset(); }

    void killedWorkerLeavesARunThatGoesOn()
    {
        Run* run = start();
        QTRY_VERIFY_WITH_TIMEOUT(has<protocol::LayerFinished>(*run), kPatience);
        QCOMPARE(::kill(childProcess(), SIGKILL), 0);
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Failed, kPatience);
        QCOMPARE(run->failure()->code, std::string("worker.lost"));
        QTRY_VERIFY(shows(QString::fromStdString(run->failure()->message)));
        click("Resume");
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Finished, kPatience);
        const RunFigures figures = figuresOf(*run);
        QCOMPARE(int(figures.layers().size()), 2 * kLayers); // of two stages, none twice
        QVERIFY(QFile::exists(run->resultModel() + QStringLiteral("/model.safetensors")));
        QTRY_VERIFY(button("Chat with it")->isVisible());
    }

    void fullDiskSaysSoAndNothingIsLost()
    {
        // the worker may write no file beyond 40 KiB, which is a full disk to it
        openWindow(
            {QStringLiteral("/bin/sh"), QStringLiteral("-c"), QStringLiteral("ulimit -f 80; exec %1").arg(worker())});
        Run* run = start();
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Failed, kPatience);
        QCOMPARE(run->failure()->code, std::string("disk.full"));
        QTRY_VERIFY(shows(QStringLiteral("Free some space")));
        const int number = run->number();
        openWindow(); // room again
        run = m_window->workspace().runs().find(number);
        QCOMPARE(run->state(), RunState::Failed);
        m_window->workspace().setCurrentRun(run);
        click("Resume");
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Finished, kPatience);
    }

    void unreadableModelIsNamed()
    {
        const QString copy = m_folder->filePath(QStringLiteral("broken"));
        QVERIFY(QDir().mkpath(copy));
        for (const char* name : {"config.json", "tokenizer.json"}) {
            QVERIFY(QFile::copy(m_model + u'/' + QLatin1String(name), copy + u'/' + QLatin1String(name)));
        }
        QVERIFY(bool(writeFileAtomically((copy + QStringLiteral("/model.safetensors")).toStdString(), "no tensors")));
        RunRequest broken = request();
        broken.job.model = copy.toStdString();
        Run* run = start(broken);
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Failed, kPatience);
        QVERIFY2(!run->failure()->code.starts_with("worker."), run->failure()->code.c_str());
        QTRY_VERIFY(shows(QString::fromStdString(run->failure()->message)));
        QVERIFY(!button("Chat with it")->isVisible());
    }

    void recipeWithErrorsStopsBeforeAnythingIsWritten()
    {
        RunRequest wrong = request();
        wrong.job.recipeText = "test_stage:\n  run_type: oneshot\n  test_modifiers:\n    SparseGPTModifier:\n"
                               "      sparsity: half of it\n      targets: ['re:model.layers.\\d+$']\n";
        Run* run = start(wrong);
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Failed, kPatience);
        QVERIFY2(run->failure()->code.starts_with("recipe"), run->failure()->code.c_str());
        QVERIFY(QString::fromStdString(run->failure()->message).contains(QStringLiteral("sparsity")));
        QVERIFY(!QDir(run->folder()).exists(QStringLiteral("stage_test")));
        QTRY_VERIFY(shows(QStringLiteral("sparsity")));
    }

    void cancelWorksInEachPhase_data()
    {
        QTest::addColumn<QString>("phase");
        for (const char* phase : {"start", "evaluation", "layers", "second stage"}) {
            QTest::newRow(phase) << QString::fromLatin1(phase);
        }
    }
    void cancelWorksInEachPhase()
    {
        QFETCH(const QString, phase);
        Run* run = start();
        const auto reached = [&] {
            return phase == QLatin1String("start")        ? true
                   : phase == QLatin1String("evaluation") ? has<protocol::RunBegun>(*run)
                   : phase == QLatin1String("layers")     ? has<protocol::ModuleResult>(*run)
                                                          : has<protocol::StageFinished>(*run);
        };
        QTRY_VERIFY_WITH_TIMEOUT(reached(), kPatience);
        click("Cancel run");
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Cancelled, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(childProcess() == 0, kPatience);
        click("Resume");
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Finished, kPatience);
        QCOMPARE(int(figuresOf(*run).layers().size()), 2 * kLayers);
    }

    void pausedRunStandsStillAndGoesOn()
    {
        Run* run = start();
        QTRY_VERIFY_WITH_TIMEOUT(has<protocol::ModuleResult>(*run), kPatience);
        const pid_t process = childProcess();
        click("Pause");
        QCOMPARE(run->state(), RunState::Paused);
        QTRY_COMPARE(stateOf(process), QByteArray("T"));
        QTest::qWait(50); // what was on its way has come
        const std::size_t events = run->events().size();
        QTest::qWait(700);
        QCOMPARE(run->events().size(), events);
        QVERIFY(m_window->workspace().runs().active() == run);
        click("Continue");
        QCOMPARE(run->state(), RunState::Running);
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Finished, kPatience);
        const RunFigures figures = figuresOf(*run);
        QCOMPARE(int(figures.pauses().size()), 1);
        QVERIFY(figures.pauses().front().seconds >= 0.7);
    }

    void pausedRunIsCancelledAndClosedCleanly()
    {
        Run* run = start();
        QTRY_VERIFY_WITH_TIMEOUT(has<protocol::LayerFinished>(*run), kPatience);
        click("Pause");
        click("Cancel run");
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Cancelled, kPatience);
        click("Resume");
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Running, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->controller().canPause(run), kPatience);
        click("Pause");
        const pid_t process = childProcess();
        const int number = run->number();
        m_window.reset(); // the app closes
        QVERIFY(stateOf(process).isEmpty());
        openWindow();
        run = m_window->workspace().runs().find(number);
        QCOMPARE(run->state(), RunState::Interrupted);
        m_window->workspace().setCurrentRun(run);
        click("Resume");
        QTRY_COMPARE_WITH_TIMEOUT(run->state(), RunState::Finished, kPatience);
        QCOMPARE(int(figuresOf(*run).layers().size()), 2 * kLayers);
    }

    void queuedRunsWaitAreReorderedAndTakenOut()
    {
        Run* first = start();
        Run* second = start();
        Run* third = start();
        Run* fourth = start();
        auto& rows = m_window->findChild<RunList*>()->runs();
        const auto order = [&] {
            QList<int> numbers;
            for (int row = 0; row < rows.rowCount(); ++row) {
                numbers << rows.runAt(rows.index(row, 0))->number();
            }
            return numbers;
        };
        QCOMPARE(rows.headingOf(rows.index(0, 0)), QStringLiteral("Queue"));
        QCOMPARE(order(), (QList<int>{1, 2, 3, 4}));
        QCOMPARE(second->state(), RunState::Waiting);
        m_window->workspace().setCurrentRun(third);
        auto* list = m_window->findChild<RunList*>();
        QTest::keyClick(list, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(order(), (QList<int>{1, 3, 2, 4}));
        m_window->workspace().setCurrentRun(fourth);
        click("Cancel run");
        QCOMPARE(fourth->state(), RunState::Cancelled);
        const QSignalSpy started(&m_window->controller(), &RunController::runStarted);
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), RunState::Finished, 2 * kPatience);
        QCOMPARE(first->state(), RunState::Finished);
        QCOMPARE(third->state(), RunState::Finished);
        QCOMPARE(started.first().first().value<Run*>(), third);
        QCOMPARE(order(), (QList<int>{4, 3, 2, 1})); // the history, newest first
    }

private:
    static constexpr int kLayers = 4;

    static QString worker() { return tests::programPath("espalier-worker"); }

    void openWindow(const QStringList& command = {worker()})
    {
        m_window.reset();
        MainWindow::Options options;
        options.runsFolder = m_folder->filePath(QStringLiteral("runs"));
        options.workerCommand = command;
        options.chatEngine = [] { return std::make_unique<tests::FakeChatEngine>(); };
        m_window = std::make_unique<MainWindow>(*m_theme, *m_settings, options);
        m_window->workspace().runs().load();
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        Link link;
        link.page = QStringLiteral("runs");
        m_window->open(link);
    }

    RunRequest request() const
    {
        RunRequest request;
        request.modelName = QStringLiteral("tiny");
        request.recipeName = QStringLiteral("both.yaml");
        request.job.model = m_model.toStdString();
        request.job.recipeText = tests::kPruneAndQuantize;
        request.job.calibration.files = {m_text.toStdString()};
        request.job.evaluation.files = {m_heldOut.toStdString()};
        request.job.samples = 40;
        request.job.sequenceLength = 32;
        request.job.threads = 1;
        return request;
    }

    Run* start() { return start(request()); }
    Run* start(const RunRequest& request)
    {
        auto run = m_window->controller().start(request);
        return run ? *run : nullptr;
    }

    ActionButton* button(const char* text) const
    {
        for (auto* each : m_window->page(QStringLiteral("runs"))->findChildren<ActionButton*>()) {
            if (each->text() == QLatin1String(text)) {
                return each;
            }
        }
        return nullptr;
    }

    void click(const char* text) const
    {
        QTRY_VERIFY2(button(text) && button(text)->isVisible() && button(text)->isEnabled(), text);
        QTest::mouseClick(button(text), Qt::LeftButton);
    }

    /// Whether a label of the page has it.
    bool shows(const QString& text) const
    {
        const auto labels = m_window->page(QStringLiteral("runs"))->findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel* label) { return label->isVisible() && label->text().contains(text); });
    }

    QTemporaryDir m_shared;
    QString m_model;
    QString m_text;
    QString m_heldOut;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(RunsFailuresTest)
#include "runs_failures_test.moc"
