// The Runs page on runs of the history: list, filter, notes, log, deleting, report.
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QToolButton>
#include <QXmlStreamReader>

#include "core/base/atomic_file.h"
#include "core/protocol/run_log.h"
#include "tests/ui/compared_runs.h"
#include "tests/ui/fake_chat_engine.h"
#include "ui/runs/log_view.h"
#include "ui/runs/run_details.h"
#include "ui/runs/run_panel.h"
#include "ui/runs/run_report.h"
#include "ui/runs/runs_page.h"
#include "ui/runs/time_charts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/message_bar.h"
#include "ui/window/main_window.h"

using namespace espalier;
using namespace espalier::ui;

class RunsPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        for (int number = 1; number <= 3; ++number) {
            tests::PastRun run;
            run.number = number;
            run.finished = number != 2;
            QVERIFY(tests::writeRun(m_folder->filePath(QStringLiteral("runs")), run));
        }
        m_settings =
            std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        MainWindow::Options options;
        options.runsFolder = m_folder->filePath(QStringLiteral("runs"));
        options.workerCommand = {QStringLiteral("/nonexistent/worker")};
        options.chatEngine = [] { return std::make_unique<tests::FakeChatEngine>(); };
        m_window = std::make_unique<MainWindow>(*m_theme, *m_settings, options);
        history().load();
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        Link link;
        link.page = QStringLiteral("runs");
        link.run = 3;
        m_window->open(link);
        m_page = m_window->page(link.page);
    }

    void cleanup() { m_window.reset(); }

    void filterNarrowsTheListAndKeepsTheRun()
    {
        auto* panel = m_page->findChild<RunPanel*>();
        QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(panel->filterField()->hasFocus());
        QTest::keyClicks(panel->filterField(), QStringLiteral("recipe2"));
        QCOMPARE(panel->list()->runs().rowCount(), 1);
        QTest::keyClicks(panel->filterField(), QStringLiteral("x"));
        QCOMPARE(panel->list()->runs().rowCount(), 0);
        QTRY_VERIFY(shows(QStringLiteral("No run fits the filter.")));
        panel->filterField()->clear();
        QCOMPARE(panel->list()->runs().rowCount(), 3);
        QVERIFY(!shows(QStringLiteral("No run fits the filter.")));
    }

    void notesAreStoredAsTheyAreTyped()
    {
        auto* list = m_page->findChild<RunList*>();
        list->setFocus();
        QTest::keyClick(list, Qt::Key_F2); // to the name
        auto* name = line("Name of the run");
        QTRY_VERIFY(name->hasFocus());
        QTest::keyClicks(name, QStringLiteral("baseline"));
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(history().find(3)->notes().name, QStringLiteral("baseline"));
        QTest::keyClicks(line("Tags of the run"), QStringLiteral("int4, paper,int4"));
        auto* text = m_page->findChild<RunDetails*>()->currentWidget()->findChild<QPlainTextEdit*>();
        QTest::keyClicks(text, QStringLiteral("Worth keeping"));
        const QString file = m_folder->filePath(QStringLiteral("runs/3/notes.json"));
        QTRY_VERIFY(history().find(3)->notes().text == QStringLiteral("Worth keeping"));
        const auto stored = nlohmann::json::parse(readTextFile(file.toStdString()).value());
        QCOMPARE(stored["tags"].dump(), std::string(R"(["int4","paper"])"));
        QCOMPARE(list->model()->index(0, 0).data().toString(), QStringLiteral("Run 3: baseline"));
        // typed for one run, and another is chosen at once: nothing is lost
        QTest::keyClicks(text, QStringLiteral(" more"));
        m_window->workspace().setCurrentRun(history().find(1));
        QCOMPARE(history().find(3)->notes().text, QStringLiteral("Worth keeping more"));
        QCOMPARE(text->toPlainText(), QString());
    }

    void notesThatCannotBeStoredSaySo()
    {
        QVERIFY(QDir(m_folder->filePath(QStringLiteral("runs/3"))).removeRecursively());
        QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("runs/3/notes.json/in the way")));
        auto* list = m_page->findChild<RunList*>();
        QTest::keyClick(list, Qt::Key_F2);
        QTest::keyClicks(line("Name of the run"), QStringLiteral("x"));
        QTest::keyClick(line("Name of the run"), Qt::Key_Return);
        QTRY_VERIFY(shows(QStringLiteral("The notes are not stored")));
        QVERIFY(history().find(3)->notes().isEmpty());
    }

    void deletingAsksAndSaysHowMuchItHolds()
    {
        auto* list = m_page->findChild<RunList*>();
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Delete);
        auto* bar = m_page->findChild<MessageBar*>();
        QTRY_VERIFY(bar->isVisible());
        QVERIFY(shows(QStringLiteral("Delete Run 3?")));
        QVERIFY(shows(QStringLiteral("KiB")));
        press(bar, "Keep run");
        QVERIFY(history().find(3) != nullptr);
        QTest::keyClick(list, Qt::Key_Delete);
        press(bar, "Delete for good");
        QVERIFY(history().find(3) == nullptr);
        QVERIFY(!QFile::exists(m_folder->filePath(QStringLiteral("runs/3"))));
        QCOMPARE(m_window->workspace().currentRun(), history().find(2));
    }

    void deletingSaysWhatUsesTheRun()
    {
        RunRequest fork;
        fork.job.model = "/models/tiny";
        fork.job.forkFrom = history().find(3)->folder().toStdString() + "/stage_compression";
        auto made = history().create(fork);
        QVERIFY(bool(made));
        QVERIFY(history().usesOf(*history().find(3)).join(u' ').contains(QStringLiteral("Run 4 reads its files")));
        QVERIFY(history().usesOf(*history().find(2)).isEmpty());
    }

    void logIsFilteredAndFollows()
    {
        RunFigures figures;
        for (int i = 0; i < 200; ++i) {
            figures.apply(
                {"run", double(i), protocol::Log{i % 10 == 0 ? "warning" : "info", "line " + std::to_string(i)}});
        }
        LogView view;
        view.resize(400, 120);
        view.show();
        Run run(9, m_folder->filePath(QStringLiteral("9")), {});
        run.appendLog(QStringLiteral("from the worker"));
        view.takeNewLines(run, figures);
        auto* text = view.findChild<QPlainTextEdit*>();
        QCOMPARE(text->blockCount(), 201);
        view.findChild<QComboBox*>()->setCurrentIndex(1);
        QCOMPARE(text->blockCount(), 20);
        view.findChild<QComboBox*>()->setCurrentIndex(0);
        view.filterField()->setText(QStringLiteral("LINE 19"));
        QCOMPARE(text->blockCount(), 11); // 19, 190 to 199
        view.showTime(42.2);
        QCOMPARE(text->blockCount(), 201);
        QVERIFY(text->textCursor().block().text().endsWith(QStringLiteral("line 42")));
        QVERIFY(!view.findChild<QCheckBox*>()->isChecked());
    }

    void reportHoldsEverythingAndNothingForeign()
    {
        Run* run = history().find(1);
        QVERIFY(bool(history().setNotes(run, {QStringLiteral("a <b>"), QStringLiteral("Line & line"), {}, false})));
        const RunReport report(*run, *m_theme);
        const QString html = report.html();
        QVERIFY(html.contains(QStringLiteral("Run 1: a &lt;b&gt;")));
        QVERIFY(html.contains(QStringLiteral("Line &amp; line")));
        QVERIFY(html.contains(QStringLiteral("model.layers.1.mlp.down_proj")));
        QVERIFY(html.contains(QStringLiteral("papers")));
        QVERIFY(html.count(QStringLiteral("<svg")) >= 3);
        QVERIFY(!html.contains(QStringLiteral("src=")));
        const auto begin = html.indexOf(QStringLiteral("<svg"));
        const auto end = html.indexOf(QStringLiteral("</svg>"), begin) + 6;
        QXmlStreamReader xml(html.mid(begin, end - begin));
        while (!xml.atEnd()) {
            xml.readNext();
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        m_theme->setMode(Theme::Mode::Dark);
        QCOMPARE(RunReport(*run, *m_theme).html(), html); // always on the light palette
        m_theme->setMode(Theme::Mode::Light);
    }

    void reportIsWrittenAsHtmlAndPdf()
    {
        const RunReport report(*history().find(1), *m_theme);
        const QString pdf = m_folder->filePath(QStringLiteral("report.pdf"));
        QVERIFY(bool(report.save(pdf)));
        QFile file(pdf);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.startsWith("%PDF") && bytes.size() > 10000);
        QVERIFY(bool(report.save(m_folder->filePath(QStringLiteral("report.html")))));
        for (const char* name : {"none/report.pdf", "none/report.html"}) {
            const auto failed = report.save(m_folder->filePath(QLatin1String(name)));
            QVERIFY(!failed);
            QCOMPARE(failed.error().code, std::string("file.write"));
        }
    }

    void lossesAreSmoothedAsAsked()
    {
        RunFigures figures;
        for (int step = 1; step <= 50; ++step) {
            protocol::TrainingStep body{step, 100, step % 2 == 0 ? 1.0 : 3.0, 1e-4};
            body.stage = "finetuning";
            figures.apply({"run", double(step), body});
        }
        QVERIFY(std::abs(figures.losses().back().smoothed - 2.0) < 0.1);
        figures.setLossHalfLife(0);
        QCOMPARE(figures.losses().back().smoothed, 1.0);
        figures.setLossHalfLife(200);
        QVERIFY(std::abs(figures.losses().back().smoothed - 2.0) < 0.02);
    }

    void stageAndTimeAreJoined()
    {
        RunFigures figures;
        figures.apply({"run", 0.0, protocol::RunBegun{"m", {"a"}, 4, 0.5, {}}});
        figures.apply({"run", 1.0, protocol::StageBegun{"a", 0, {"M"}}});
        QVERIFY(!figures.stageRemainingSeconds());
        for (int layer = 0; layer < 2; ++layer) {
            figures.apply({"run", 1.0 + layer * 10.0, protocol::LayerBegun{"a", layer}});
            figures.apply({"run", 11.0 + layer * 10.0, protocol::LayerFinished{"a", layer, 10.0}});
        }
        QCOMPARE(figures.stageRemainingSeconds().value(), 20.0);
        QCOMPARE(figures.timeOfLayer(1).value(), 16.0);
        QCOMPARE(figures.layerAt(4.0), 0);
        QCOMPARE(figures.layerAt(400.0), -1);
        figures.apply({"run", 22.0, protocol::Log{protocol::kPauseLevel, "12.5"}});
        QCOMPARE(int(figures.pauses().size()), 1);
        QCOMPARE(figures.pauses().front().seconds, 12.5);
        QVERIFY(figures.log().empty());
        QVERIFY(figures.markers().back().text.contains(QStringLiteral("pause")));
    }

private:
    RunHistory& history() { return m_window->workspace().runs(); }

    QLineEdit* line(const char* name) const
    {
        for (auto* each : m_page->findChildren<QLineEdit*>()) {
            if (each->accessibleName() == QLatin1String(name)) {
                return each;
            }
        }
        return nullptr;
    }

    static void press(const QWidget* bar, const char* text)
    {
        for (auto* each : bar->findChildren<QAbstractButton*>()) {
            if (each->text() == QLatin1String(text)) {
                each->click();
                return;
            }
        }
        QFAIL(text);
    }

    bool shows(const QString& text) const
    {
        const auto labels = m_page->findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel* label) { return label->isVisible() && label->text().contains(text); });
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MainWindow> m_window;
    Page* m_page = nullptr;
};

QTEST_MAIN(RunsPageTest)
#include "runs_page_test.moc"
