#include <QCheckBox>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QSettings>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "core/base/atomic_file.h"
#include "tests/ui/compared_runs.h"
#include "tests/ui/fake_chat_engine.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/delta_view.h"
#include "ui/compare/layer_pair_chart.h"
#include "ui/compare/pareto_chart.h"
#include "ui/compare/run_picker.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

using namespace espalier;
using namespace espalier::ui;
using tests::PastRun;

/// The Compare page in the real window, on runs of the history.
class ComparePageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings =
            std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    }

    void cleanup() { m_window.reset(); }

    void withoutRunsItSaysWhereTheyComeFrom()
    {
        makeWindow({});
        QVERIFY(!picker()->isVisible());
        QVERIFY(page()->primaryAction()->isEnabled());
        QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("runs"));
    }

    void theOneActionComparesTheNewestTwo()
    {
        makeWindow({PastRun{1}, PastRun{2}, PastRun{3}});
        QVERIFY(picker()->isVisible());
        QVERIFY(!chart()->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(chart()->isVisible());
        QCOMPARE(tickedNumbers(), (std::vector<int>{2, 3}));
        QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier); // the others
        QCOMPARE(tickedNumbers(), (std::vector<int>{1, 2, 3}));
        QVERIFY(!page()->primaryAction()->isEnabled());
        trigger(QStringLiteral("Clear comparison"));
        QVERIFY(tickedNumbers().empty());
        QVERIFY(!chart()->isVisible());
    }

    void spaceTicksAndEnterOpens()
    {
        makeWindow({PastRun{1}, PastRun{2}});
        picker()->setFocus();
        picker()->setCurrentIndex(picker()->model()->index(1, 0)); // newest first
        QTest::keyClick(picker(), Qt::Key_Space);
        QCOMPARE(tickedNumbers(), (std::vector<int>{1}));
        QVERIFY(chart()->isVisible()); // with its dense model
        QCOMPARE(chart()->table().size(), 3);
        QTest::keyClick(picker(), Qt::Key_Space);
        QVERIFY(tickedNumbers().empty());
        QTest::keyClick(picker(), Qt::Key_Return);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("runs"));
        QCOMPARE(m_window->workspace().currentRun()->number(), 1);
    }

    void pointsAreReachedByKeysAndOpenTheirRun()
    {
        PastRun small{1};
        small.bytes = 100'000;
        makeWindow({small, PastRun{2}});
        addRuns();
        chart()->setFocus();
        QTest::keyClick(chart(), Qt::Key_Right);
        QVERIFY2(chart()->accessibleDescription().startsWith(QStringLiteral("Run 1, recipe1.yaml: pruned, perplexity "
                                                                            "8.00 ± 0.10, 97.7 KiB, on the front")),
                 qPrintable(chart()->accessibleDescription()));
        QTest::keyClick(chart(), Qt::Key_Return);
        QCOMPARE(m_window->currentPage()->id(), QStringLiteral("runs"));
        QCOMPARE(m_window->workspace().currentRun()->number(), 1);
    }

    void otherProtocolsAreNamedNotDrawn()
    {
        PastRun other{3};
        other.windowTokens = 4096;
        makeWindow({PastRun{1}, PastRun{2}, other});
        addRuns();
        addRuns();
        QCOMPARE(chart()->table().size(), 4); // header, the dense model, two runs
        QVERIFY(hasLabel(QStringLiteral("1 run hidden: other protocol")));
        QVERIFY(!hasLabel(QStringLiteral("windows of 2048 and of 4096 tokens")));
        auto* why = button(QStringLiteral("Why?"));
        QVERIFY(why != nullptr && why->isVisible());
        why->click();
        QVERIFY(hasLabel(QStringLiteral("Run 3: windows of 2048 and of 4096 tokens")));
        QComboBox* protocols = combo(QStringLiteral("How the figures were measured"));
        QCOMPARE(protocols->count(), 2);
        choose(protocols, 1);
        QCOMPARE(chart()->table().size(), 3);
        QVERIFY(hasLabel(QStringLiteral("2 runs hidden: other protocol")));
    }

    void axesAreChosen()
    {
        makeWindow({PastRun{1}, PastRun{2}});
        addRuns();
        choose(combo(QStringLiteral("Quality that is shown")), 1);
        QCOMPARE(chart()->table().first()[4], QStringLiteral("kl"));
        QCOMPARE(chart()->table()[1][4], QStringLiteral("0.1"));
        choose(combo(QStringLiteral("What quality is weighed against")), 2);
        QCOMPARE(chart()->table().size(), 1); // no speed is measured
        QVERIFY(hasLabel(QStringLiteral("2 runs hidden: no such figure")));
    }

    void differencesFollowTheReference()
    {
        PastRun better{2, "GPTQModifier", 7.5};
        makeWindow({PastRun{1}, better});
        addRuns();
        DeltaTable& table = page()->findChild<DeltaView*>()->table();
        QCOMPARE(table.reference(), QStringLiteral("Dense: Tiny"));
        QComboBox* reference = combo(QStringLiteral("Reference column"));
        choose(reference, reference->findText(QStringLiteral("Run 1")));
        QCOMPARE(table.index(0, 2).data().toString(), QStringLiteral("7.50 ± 0.10 (−0.50, better)"));
        const int all = table.rowCount();
        page()->findChild<DeltaView*>()->findChild<QCheckBox*>()->click();
        QVERIFY(table.rowCount() < all);
    }

    void recipesStandSideBySide()
    {
        PastRun first{1};
        first.recipe = "# one\nsparsity: 0.5\nseed: 1\n";
        PastRun second{2};
        second.recipe = "seed: 1\nsparsity: 0.6\n";
        makeWindow({first, second});
        addRuns();
        page()->findChild<QTabWidget*>()->setCurrentIndex(1);
        auto* diff = page()->findChild<QTableWidget*>();
        QVERIFY(diff->isVisible());
        QVERIFY(hasLabel(QStringLiteral("3 differences")));
        choose(combo(QStringLiteral("How recipes are compared")), 1);
        QVERIFY(hasLabel(QStringLiteral("1 difference")));
        QCOMPARE(diff->item(0, 1)->text(), QStringLiteral("sparsity: 0.5"));
        QCOMPARE(diff->item(0, 2)->text(), QStringLiteral("≠"));
        QCOMPARE(diff->item(0, 4)->text(), QStringLiteral("sparsity: 0.6"));
    }

    void layersOfTwoRunsAreChosen()
    {
        PastRun worse{3};
        worse.error = 0.3;
        makeWindow({PastRun{1}, PastRun{2}, worse});
        addRuns();
        addRuns();
        auto* tabs = page()->findChild<QTabWidget*>();
        tabs->setCurrentIndex(2);
        const auto charts = tabs->currentWidget()->findChildren<LayerPairChart*>();
        QCOMPARE(charts.size(), 2);
        QCOMPARE(charts[1]->table().first().mid(1, 2), (QStringList{QStringLiteral("Run 1"), QStringLiteral("Run 2")}));
        QCOMPARE(charts[1]->table()[1][3].toDouble(), 1.0);
        for (QComboBox* box : tabs->currentWidget()->findChildren<QComboBox*>()) {
            if (box->accessibleName() == QStringLiteral("Run on the right")) {
                choose(box, 2);
            }
        }
        QVERIFY(std::abs(charts[1]->table()[1][3].toDouble() - 3.0) < 1e-6);
    }

    void aDraggedRunIsAdded()
    {
        makeWindow({PastRun{1}, PastRun{2}});
        Link link;
        link.run = 2;
        QVERIFY(drop(link.toString()));
        QCOMPARE(tickedNumbers(), (std::vector<int>{2}));
        link.run = 9; // is not there
        QVERIFY(!drop(link.toString()));
        QVERIFY(!drop(QStringLiteral("nonsense")));
        QCOMPARE(tickedNumbers(), (std::vector<int>{2}));
    }

    void linksAndTheNextStartBringRunsBack()
    {
        makeWindow({PastRun{1}, PastRun{2}, PastRun{3}});
        m_window->open(*Link::fromString(QStringLiteral("espalier:page/compare/run/3")));
        m_window->open(*Link::fromString(QStringLiteral("espalier:page/compare/run/1")));
        QCOMPARE(m_window->currentPage(), static_cast<Page*>(page()));
        QCOMPARE(tickedNumbers(), (std::vector<int>{1, 3}));
        m_window->close();
        makeWindow({PastRun{1}, PastRun{2}, PastRun{3}});
        QCOMPARE(tickedNumbers(), (std::vector<int>{1, 3}));
        QVERIFY(chart()->isVisible());
    }

    void aDeletedRunLeavesTheComparison()
    {
        makeWindow({PastRun{1}, PastRun{2}});
        addRuns();
        RunHistory& history = m_window->workspace().runs();
        QVERIFY(bool(history.remove(history.find(2))));
        QCOMPARE(tickedNumbers(), (std::vector<int>{1}));
        QVERIFY(bool(history.remove(history.find(1))));
        QVERIFY(!picker()->isVisible()); // nothing to choose from
    }

    void theWholePlotIsSaved()
    {
        makeWindow({PastRun{1}, PastRun{2}});
        addRuns();
        const QString picture = m_folder->filePath(QStringLiteral("plot.png"));
        QVERIFY(chart()->save(picture));
        QCOMPARE(QImage(picture).size(), QSize(1920, 1080));
        QVERIFY(chart()->save(m_folder->filePath(QStringLiteral("plot.csv"))));
        QVERIFY(!chart()->save(QStringLiteral("/nowhere/plot.csv")));
    }

private:
    void makeWindow(const std::vector<PastRun>& runs)
    {
        const QString folder = m_folder->filePath(QStringLiteral("runs"));
        for (const PastRun& run : runs) {
            QVERIFY(tests::writeRun(folder, run));
        }
        MainWindow::Options options;
        options.runsFolder = folder;
        options.workerCommand = {QStringLiteral("/nonexistent/worker")};
        options.chatEngine = [] { return std::make_unique<tests::FakeChatEngine>(); };
        m_settings->setValue(QStringLiteral("model"), QString()); // not the first start: no demo
        m_window = std::make_unique<MainWindow>(*m_theme, *m_settings, options);
        m_window->restore();
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->open(*Link::fromString(QStringLiteral("espalier:page/compare")));
    }

    ComparePage* page() const { return qobject_cast<ComparePage*>(m_window->page(QStringLiteral("compare"))); }
    RunPicker* picker() const { return page()->findChild<RunPicker*>(); }
    ParetoChart* chart() const { return page()->findChild<ParetoChart*>(); }

    void addRuns() { page()->primaryAction()->trigger(); }

    void trigger(const QString& text)
    {
        for (QAction* action : page()->commands()) {
            if (action->text() == text) {
                action->trigger();
            }
        }
    }

    std::vector<int> tickedNumbers() const
    {
        std::vector<int> numbers;
        for (const Run* run : page()->comparison().ticked()) {
            numbers.push_back(run->number());
        }
        return numbers;
    }

    bool hasLabel(const QString& part) const
    {
        const auto labels = page()->findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel* label) { return label->isVisible() && label->text().contains(part); });
    }

    QToolButton* button(const QString& text) const
    {
        for (QToolButton* each : page()->findChildren<QToolButton*>()) {
            if (each->text() == text) {
                return each;
            }
        }
        return nullptr;
    }

    QComboBox* combo(const QString& accessibleName) const
    {
        for (QComboBox* each : page()->findChildren<QComboBox*>()) {
            if (each->accessibleName() == accessibleName) {
                return each;
            }
        }
        return nullptr;
    }

    static void choose(QComboBox* box, int index)
    {
        QVERIFY(box != nullptr && index >= 0 && index < box->count());
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index); // as the reader's choice does
    }

    bool drop(const QString& link) const
    {
        QMimeData mime;
        mime.setData(QLatin1String(kLinkMimeType), link.toUtf8());
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(page(), &enter);
        QDropEvent event(QPointF(300, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(page(), &event);
        return enter.isAccepted() && event.isAccepted();
    }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(ComparePageTest)
#include "compare_page_test.moc"
