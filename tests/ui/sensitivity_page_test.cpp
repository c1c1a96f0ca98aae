#include <csignal>
#include <unistd.h>

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QSlider>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "core/base/atomic_file.h"
#include "core/compress/schemas.h"
#include "core/protocol/sweep_job.h"
#include "core/recipe/parse.h"
#include "tests/support/tiny_model.h"
#include "tests/ui/fake_chat_engine.h"
#include "tests/ui/pretended_worker.h"
#include "ui/sensitivity/budget_chart.h"
#include "ui/sensitivity/heat_map.h"
#include "ui/sensitivity/sensitivity_page.h"
#include "ui/sensitivity/sweep_dialog.h"
#include "ui/theme/theme.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/message_bar.h"
#include "ui/window/main_window.h"

using namespace espalier;
using namespace espalier::ui;
using namespace espalier::compress;
using sensitivity::Cell;
using sensitivity::Record;

namespace {

// This program is its own worker when it is started with --worker BEHAVIOUR.

Record recordOf(const protocol::SweepJob& job)
{
    Record record;
    record.model = job.model;
    record.levels = sensitivity::parseLevels(job.levels).value();
    record.layers = {"model.layers.0", "model.layers.1"};
    record.otherBytes = 100000;
    record.denseBytes = {{200000, 200000}, {200000, 200000}};
    for (std::size_t level = 0; level < record.levels.size(); ++level) {
        const std::uint64_t bytes = 120000 / (level + 1);
        record.levelBytes.push_back({{bytes, 200000}, {bytes, 200000}});
    }
    record.protocol = {{"split", "calibration"}, {"windows", 4}, {"windowTokens", 16}};
    record.densePerplexity = 8.0;
    record.request = protocol::toJson(job);
    record.shape();
    return record;
}

Cell cellOf(const Record& record, int layer, std::size_t level)
{
    Cell cell;
    cell.layer = layer;
    cell.level = record.levels[level].id;
    cell.kl = 0.001 * double(layer + 1) * std::pow(3.0, double(level));
    cell.klError = cell.kl / 10.0;
    cell.perplexity = 8.0 * std::exp(cell.kl);
    cell.lossError = cell.kl / 5.0;
    cell.windows = 4;
    cell.tokens = 60;
    return cell;
}

void saySweep(const protocol::Start& start, const std::string& behaviour, protocol::FrameReader& reader)
{
    protocol::SweepJob job;
    if (!protocol::fromJson(start.parameters, job)) {
        tests::say(start.job, protocol::Failed{"protocol.job", "not read", ""});
        return;
    }
    if (behaviour == "refuses") {
        tests::say(start.job, protocol::Failed{"model.open", "There is no model here. Choose another folder.", ""});
        return;
    }
    Record record = recordOf(job);
    if (auto earlier = Record::read(job.out)) {
        record = earlier.take();
    }
    auto journal = sensitivity::Journal::open(job.out, record);
    if (!journal) {
        return;
    }
    for (int layer = 0; layer < 2; ++layer) {
        for (std::size_t level = 0; level < record.levels.size(); ++level) {
            if (record.cells[std::size_t(layer)][level]) {
                continue;
            }
            Cell cell = cellOf(record, layer, level);
            if (behaviour == "fails-one" && layer == 1 && level == 0) {
                cell.failure = "The columns are no groups of 16.";
            }
            static_cast<void>(bool(journal->append(cell)));
            tests::say(start.job, protocol::Log{protocol::SweepJob::kCellLevel, sensitivity::toJson(cell).dump()});
        }
        tests::say(start.job, protocol::Progress{"sweep", (layer + 1) * 0.5, 60.0});
        if (layer == 0 && !job.resume && behaviour == "dies") {
            std::raise(SIGKILL);
        }
        if (layer == 0 && !job.resume && behaviour == "waits") {
            static_cast<void>(tests::heard(reader)); // until it is cancelled
            tests::say(start.job, protocol::Failed{"cancelled", "The run was cancelled.", ""});
            return;
        }
    }
    tests::say(start.job, protocol::Finished{{{"seconds", 1.0}}});
}

int actAsWorker(const std::string& behaviour)
{
    tests::say("", protocol::Hello{});
    protocol::FrameReader reader;
    const auto first = tests::heard(reader);
    if (const auto* start = first ? std::get_if<protocol::Start>(&*first) : nullptr) {
        saySweep(*start, behaviour, reader);
    }
    return 0;
}

} // namespace

/// The Sensitivity page in the real window.
class SensitivityPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_model = m_folder->filePath(QStringLiteral("tiny"));
        tests::writeModel(m_model.toStdString(), tests::tinyConfig(), tests::tinyTensors());
        QVERIFY(
            bool(writeFileAtomically((m_model + "/tokenizer.json").toStdString(), tests::letterTokenizer().dump())));
        m_text = m_folder->filePath(QStringLiteral("calibration.txt"));
        QVERIFY(bool(writeFileAtomically(m_text.toStdString(), tests::letters(1536, 1))));
        m_report = m_folder->filePath(QStringLiteral("evaluation.txt"));
        QVERIFY(bool(writeFileAtomically(m_report.toStdString(), tests::letters(256, 2))));
        m_settings =
            std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    }

    void cleanup() { m_window.reset(); }

    void itStandsBetweenCompareAndChat()
    {
        makeWindow("finishes", false);
        QTest::keyClick(m_window.get(), Qt::Key_5, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage(), static_cast<Page*>(page()));
        QTest::keyClick(m_window.get(), Qt::Key_6, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("chat"));
        QTest::keyClick(m_window.get(), Qt::Key_7, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("export"));
    }

    void withoutASweepItSaysWhatOneIs()
    {
        makeWindow("finishes", false);
        show();
        QVERIFY(page()->findChild<EmptyState*>()->isVisible());
        QCOMPARE(page()->primaryAction()->text(), QStringLiteral("Open model..."));
        open();
        QTRY_COMPARE(page()->primaryAction()->text(), QStringLiteral("Sweep..."));
        QVERIFY(page()->primaryAction()->isEnabled());
        QVERIFY(!map()->isVisible());
    }

    void theDialogChoosesAndForesees()
    {
        makeWindow("finishes");
        SweepDialog dialog(m_window->workspace(), {});
        const auto usual = dialog.job().levels;
        QCOMPARE(usual.size(), sensitivity::defaultLevels().size());
        QCOMPARE(dialog.job().calibration.files, std::vector<std::string>{m_text.toStdString()});
        QCOMPARE(dialog.job().evaluation.files, std::vector<std::string>{m_report.toStdString()});
        auto* estimate = dialog.findChild<QLabel*>(QStringLiteral("estimate"));
        QTRY_VERIFY_WITH_TIMEOUT(estimate->text().startsWith(QStringLiteral("14 cells, about ")), 20000);
        for (QCheckBox* box : dialog.findChildren<QCheckBox*>()) {
            box->setChecked(false);
        }
        auto* start = buttonOf(dialog, QStringLiteral("Start sweep"));
        QVERIFY(!start->isEnabled());
        QLineEdit* further = field(dialog, QStringLiteral("Further levels"));
        further->setText(QStringLiteral("wanda:60, magic:3"));
        QVERIFY(!start->isEnabled());
        QVERIFY2(estimate->text().startsWith(QStringLiteral("\"magic:3\" is no method and level")),
                 qPrintable(estimate->text()));
        further->setText(QStringLiteral("wanda:60, gptq:4g32"));
        QVERIFY(start->isEnabled());
        QCOMPARE(dialog.job().levels, (std::vector<std::string>{"wanda:60", "gptq:4g32"}));
    }

    void evaluationTextIsRefusedBeforehand()
    {
        makeWindow("finishes");
        SweepDialog dialog(m_window->workspace(), {});
        field(dialog, QStringLiteral("Calibration text"))->setText(m_report);
        QVERIFY(!buttonOf(dialog, QStringLiteral("Start sweep"))->isEnabled());
        QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("estimate"))
                    ->text()
                    .startsWith(QStringLiteral("evaluation.txt is the evaluation text")));
        field(dialog, QStringLiteral("Calibration text"))->setText(QStringLiteral("/nothing"));
        QVERIFY(!buttonOf(dialog, QStringLiteral("Start sweep"))->isEnabled());
        field(dialog, QStringLiteral("Calibration text"))->clear();
        QVERIFY(!buttonOf(dialog, QStringLiteral("Start sweep"))->isEnabled());
    }

    void theActionAsksAndStarts()
    {
        makeWindow("finishes");
        show();
        QTimer::singleShot(0, this, [this] {
            auto* dialog = qobject_cast<SweepDialog*>(QApplication::activeModalWidget());
            QVERIFY(dialog != nullptr);
            buttonOf(*dialog, QStringLiteral("Start sweep"))->click();
        });
        page()->primaryAction()->trigger();
        QTRY_VERIFY(page()->sweep() && page()->sweep()->record() && page()->sweep()->record()->complete());
        QTRY_VERIFY(!page()->sweeps().working());
        QVERIFY(map()->isVisible());
    }

    void cellsComeRowByRowAndCancelKeepsThem()
    {
        makeWindow("waits");
        show();
        page()->start(job());
        QTRY_COMPARE(page()->sweep()->record() ? page()->sweep()->record()->cellsDone() : 0, std::size_t(3));
        QVERIFY(label(QStringLiteral("split"))->text().startsWith(QStringLiteral("calibration")));
        QVERIFY(cellText(0, 0).startsWith(QStringLiteral("Layer 0, SparseGPT 8:16: KL 0.00100 ± 0.00010")) ||
                cellText(0, 0).startsWith(QStringLiteral("Layer 0, SparseGPT 8:16: KL 0.001")));
        QVERIFY(cellText(1, 0).endsWith(QStringLiteral("not computed yet")));
        QVERIFY(page()->stopAction()->isEnabled());
        page()->stopAction()->trigger();
        QTRY_VERIFY(!page()->sweeps().working());
        QCOMPARE(page()->sweep()->record()->cellsDone(), std::size_t(3));
        QVERIFY(!page()->sweep()->failure());
        QVERIFY(hasMessage(QStringLiteral("3 of 6 cells are measured")));
        trigger(QStringLiteral("Resume sweep"));
        QTRY_VERIFY(page()->sweep()->record()->complete() && !page()->sweeps().working());
        QVERIFY(!page()->findChild<MessageBar*>()->isVisible());
    }

    void aWorkerThatDiesLeavesItsCells()
    {
        makeWindow("dies");
        show();
        page()->start(job());
        QTRY_VERIFY(page()->sweep() && page()->sweep()->failure());
        QTRY_VERIFY(!page()->sweeps().working());
        QCOMPARE(QString::fromStdString(page()->sweep()->failure()->code), QStringLiteral("worker.lost"));
        QCOMPARE(page()->sweep()->record()->cellsDone(), std::size_t(3));
        QVERIFY(page()->findChild<MessageBar*>()->isVisible());
        trigger(QStringLiteral("Resume sweep"));
        QTRY_VERIFY(page()->sweep()->record()->complete());
        QVERIFY(!page()->sweep()->failure());
    }

    void aRefusedSweepLeavesTheReason()
    {
        makeWindow("refuses");
        show();
        page()->start(job());
        QTRY_VERIFY(page()->findChild<MessageBar*>()->isVisible());
        QTRY_VERIFY(!page()->sweeps().working());
        QVERIFY(hasMessage(QStringLiteral("There is no model here.")));
        QVERIFY(page()->findChild<EmptyState*>()->isVisible());
        QCOMPARE(page()->sweep(), nullptr);
    }

    void aCellThatFailedKeepsItsReason()
    {
        makeWindow("fails-one");
        sweep();
        QCOMPARE(cellText(1, 0), QStringLiteral("Layer 1, SparseGPT 8:16: failed. The columns are no groups of 16."));
        page()->findChild<QSlider*>()->setValue(0);
        QTRY_VERIFY(page()->plan() && page()->plan()->levels == (std::vector<int>{2, 2}));
        for (int place = 0; place <= 1000; place += 50) {
            page()->findChild<QSlider*>()->setValue(place);
            QVERIFY(page()->plan()->levels[1] != 0); // never chosen
        }
    }

    void arrowsWalkAndEnterOpensTheLayer()
    {
        makeWindow("finishes");
        sweep();
        map()->setFocus(Qt::TabFocusReason);
        QCOMPARE(map()->currentLayer(), 0);
        QTest::keyClick(map(), Qt::Key_Down);
        QTest::keyClick(map(), Qt::Key_Right);
        QCOMPARE(map()->currentLayer(), 1);
        QCOMPARE(map()->currentLevel(), 1);
        QVERIFY(map()->accessibleDescription().startsWith(QStringLiteral("Layer 1, GPTQ 8b: KL ")));
        QTest::keyClick(map(), Qt::Key_Down); // the last
        QCOMPARE(map()->currentLayer(), 1);
        QTest::keyClick(map(), Qt::Key_Home);
        QCOMPARE(map()->currentLayer(), 0);
        QTest::keyClick(map(), Qt::Key_S);
        QTRY_VERIFY(page()->findChild<QSlider*>()->hasFocus());
        map()->setFocus();
        QTest::mouseClick(map()->viewport(), Qt::LeftButton, {}, map()->cellRect(1, 2).center());
        QCOMPARE(map()->currentLevel(), 2);
        QTest::keyClick(map(), Qt::Key_Return);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("explorer"));
        QTRY_COMPARE(m_window->workspace().selectedModule(), QStringLiteral("model.layers.1"));
    }

    void theSliderChoosesWithinTheBudget()
    {
        makeWindow("finishes");
        sweep();
        auto* slider = page()->findChild<QSlider*>();
        slider->setValue(0);                                                               // the smallest
        QTRY_VERIFY(page()->plan() && page()->plan()->levels == (std::vector<int>{2, 2})); // of all cells
        QCOMPARE(label(QStringLiteral("summary"))->text(), QStringLiteral("2 layers 4b"));
        slider->setValue(slider->maximum());
        QCOMPARE(page()->plan()->levels, (std::vector<int>{-1, -1}));
        QCOMPARE(label(QStringLiteral("summary"))->text(), QStringLiteral("2 layers dense"));
        for (const int kind : {0, 1, 2}) {
            combo(QStringLiteral("What the budget bounds"))->setCurrentIndex(kind);
            Q_EMIT combo(QStringLiteral("What the budget bounds"))->activated(kind);
            std::uint64_t bytes = 0;
            for (const int place : {0, 250, 500, 750, 1000}) {
                slider->setValue(place);
                QVERIFY2(page()->plan().has_value(), qPrintable(QString::number(kind)));
                QVERIFY(page()->plan()->predicted.bytes >= bytes); // to the right models grow
                bytes = page()->plan()->predicted.bytes;
            }
        }
        QVERIFY(page()->findChild<BudgetChart*>()->table().size() > 3);
    }

    void theTableHasTheSameFigures()
    {
        makeWindow("finishes");
        sweep();
        trigger(QStringLiteral("Show as table"));
        auto* table = page()->findChild<QTableView*>();
        QVERIFY(table->isVisible() && !map()->isVisible());
        QCOMPARE(table->model()->rowCount(), 2);
        QCOMPARE(table->model()->headerData(0, Qt::Horizontal).toString(), QStringLiteral("SparseGPT 8:16"));
        QVERIFY(table->model()->index(0, 0).data().toString().startsWith(QStringLiteral("0.001")));
        trigger(QStringLiteral("Show as table"));
        QVERIFY(map()->isVisible());
    }

    void theRecipeOpensOnItsPage()
    {
        makeWindow("finishes");
        sweep();
        page()->findChild<QSlider*>()->setValue(0);
        QTRY_VERIFY(page()->plan() && page()->plan()->levels == (std::vector<int>{2, 2}));
        QVERIFY(page()->primaryAction()->isEnabled());
        QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("recipe"));
        const QString text = m_window->workspace().recipe().text;
        QVERIFY(text.startsWith(QStringLiteral("# Made from a sensitivity sweep of ")));
        const auto parsed = recipe::parseRecipe(text.toStdString(), compress::modifierSchemas());
        QVERIFY2(parsed.recipe && parsed.diagnostics.empty(), qPrintable(text));
    }

    void sweepsAreFoundAgain()
    {
        makeWindow("finishes");
        sweep();
        page()->findChild<QSlider*>()->setValue(123);
        const QString shown = page()->sweep()->folder();
        m_window.reset();
        makeWindow("finishes", false);
        show();
        QCOMPARE(page()->sweep(), nullptr);
        open();
        QTRY_VERIFY(page()->sweep() != nullptr);
        QCOMPARE(page()->sweep()->folder(), shown);
        QCOMPARE(page()->findChild<QSlider*>()->value(), 123);
        QVERIFY(page()->sweep()->record()->complete());
        QVERIFY(map()->isVisible());
    }

    void theRealWorkerFillsTheMap()
    {
        const QString worker = QStringLiteral(ESPALIER_BINARY_DIR "/bin/espalier-worker");
        if (!QFileInfo::exists(worker)) {
            QSKIP("The worker is not built.");
        }
        makeWindow({}, true, {worker});
        show();
        protocol::SweepJob asked = job();
        asked.levels = {"sparsegpt:2:4", "rtn:4g8"};
        asked.samples = 16;
        asked.sequenceLength = 16;
        page()->start(asked);
        QTRY_VERIFY_WITH_TIMEOUT(page()->sweep() && !page()->sweeps().working(), 120000);
        QVERIFY2(!page()->sweep()->failure(),
                 page()->sweep()->failure() ? page()->sweep()->failure()->message.c_str() : "");
        QVERIFY(page()->sweep()->record()->complete());
        QVERIFY(page()->sweep()->record()->cells[0][0]->kl > 0.0);
        QTRY_VERIFY(page()->plan().has_value());
        // and one that cannot be: the folder is gone
        asked.model = "/nothing/here";
        page()->start(asked);
        QTRY_VERIFY_WITH_TIMEOUT(!page()->sweeps().working(), 60000);
        QVERIFY(page()->findChild<MessageBar*>()->isVisible());
    }

private:
    void makeWindow(const QString& behaviour, bool withModel = true, QStringList command = {})
    {
        if (command.isEmpty()) {
            command = {QCoreApplication::applicationFilePath(), QStringLiteral("--worker"), behaviour};
        }
        MainWindow::Options options;
        options.runsFolder = m_folder->filePath(QStringLiteral("data/runs"));
        options.workerCommand = command;
        options.chatEngine = [] { return std::make_unique<tests::FakeChatEngine>(); };
        m_window = std::make_unique<MainWindow>(*m_theme, *m_settings, options);
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        DataState data;
        data.calibration.files = {m_text.toStdString()};
        data.evaluation.files = {m_report.toStdString()};
        m_window->workspace().setData(data);
        if (withModel) {
            open();
        }
    }

    void open()
    {
        m_window->workspace().openModel(m_model);
        QTRY_VERIFY(m_window->workspace().model() != nullptr);
    }

    void show()
    {
        Link link;
        link.page = QStringLiteral("sensitivity");
        m_window->open(link);
        QTRY_VERIFY(page()->isVisible());
    }

    void sweep()
    {
        show();
        page()->start(job());
        QTRY_VERIFY(page()->sweep() && page()->sweep()->record() && page()->sweep()->record()->complete());
        QTRY_VERIFY(!page()->sweeps().working());
        QTRY_VERIFY(page()->plan().has_value());
    }

    protocol::SweepJob job() const
    {
        protocol::SweepJob asked;
        asked.model = m_model.toStdString();
        asked.levels = {"sparsegpt:8:16", "gptq:8", "gptq:4"};
        asked.calibration.files = {m_text.toStdString()};
        asked.evaluation.files = {m_report.toStdString()};
        return asked;
    }

    QString cellText(int layer, int level) const { return cellDescription(*page()->sweep()->record(), layer, level); }

    bool hasMessage(const QString& text) const
    {
        const auto labels = page()->findChild<MessageBar*>()->findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel* each) { return each->text().contains(text); });
    }

    void trigger(const QString& text) const
    {
        for (QAction* action : page()->commands()) {
            if (action->text() == text) {
                QVERIFY2(action->isEnabled(), qPrintable(text));
                return action->trigger();
            }
        }
        QFAIL(qPrintable(text));
    }

    static QPushButton* buttonOf(const QWidget& parent, const QString& text)
    {
        for (QPushButton* each : parent.findChildren<QPushButton*>()) {
            if (each->text() == text) {
                return each;
            }
        }
        return nullptr;
    }

    static QLineEdit* field(const QWidget& parent, const QString& name)
    {
        for (QLineEdit* each : parent.findChildren<QLineEdit*>()) {
            if (each->accessibleName() == name) {
                return each;
            }
        }
        return nullptr;
    }

    QComboBox* combo(const QString& name) const
    {
        for (QComboBox* each : page()->findChildren<QComboBox*>()) {
            if (each->accessibleName() == name) {
                return each;
            }
        }
        return nullptr;
    }

    QLabel* label(const QString& name) const { return page()->findChild<QLabel*>(name); }
    HeatMap* map() const { return page()->findChild<HeatMap*>(); }
    SensitivityPage* page() const
    {
        return qobject_cast<SensitivityPage*>(m_window->page(QStringLiteral("sensitivity")));
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<MainWindow> m_window;
    QString m_model;
    QString m_text;
    QString m_report;
};

int main(int argc, char* argv[])
{
    if (argc > 2 && std::string(argv[1]) == "--worker") {
        return actAsWorker(argv[2]);
    }
    QApplication app(argc, argv);
    SensitivityPageTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "sensitivity_page_test.moc"
