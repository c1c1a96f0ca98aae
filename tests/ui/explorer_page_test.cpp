#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <QWheelEvent>

#include "core/base/atomic_file.h"
#include "core/protocol/events.h"
#include "tests/support/tiny_model.h"
#include "ui/explorer/config_dialog.h"
#include "ui/explorer/detail_pane.h"
#include "ui/explorer/explorer_page.h"
#include "ui/explorer/layer_strip.h"
#include "ui/explorer/matrix_pane.h"
#include "ui/explorer/matrix_view.h"
#include "ui/explorer/norms_pane.h"
#include "ui/explorer/spectrum_pane.h"
#include "ui/widgets/message_bar.h"
#include "ui/window/main_window.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

const QString kUp = QStringLiteral("model.layers.0.mlp.up_proj");

/// Keeps 2 of every 4 inputs, but in the first group of row 3.
tests::TinyTensors prunedTensors()
{
    tests::TinyTensors tensors = tests::tinyTensors();
    auto& floats = tensors["model.layers.0.mlp.up_proj.weight"].floats; // 12 x 8
    for (std::size_t i = 0; i < floats.size(); ++i) {
        floats[i] = i % 4 < 2 ? 0.25F + float(i) / 100.0F : 0.0F;
    }
    floats[3 * 8 + 2] = -0.5F;
    return tensors;
}

} // namespace

class ExplorerPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings =
            std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        m_settings->setValue(QStringLiteral("demoOffered"), true);
    }

    void cleanup() { m_window.reset(); }

    void matrixShowsWeightsOneByOne()
    {
        open(tests::tinyConfig(), prunedTensors());
        select(kUp);
        tree()->setFocus();
        QTest::keyClick(tree(), Qt::Key_M);
        auto* view = m_window->findChild<MatrixView*>();
        QVERIFY(view->isVisible());
        QTRY_VERIFY(view->tiles() && view->tiles()->isComplete());
        QVERIFY(view->hasFocus());
        QVERIFY(view->scale() >= MatrixView::kWeightsFrom); // 12 x 8: all can be told apart
        QTRY_VERIFY(view->describe(placeOf(*view, 3, 2)).contains(QStringLiteral("-0.5")));
        QVERIFY(view->describe(placeOf(*view, 3, 2)).contains(QStringLiteral("does not keep to 2:4")));
        QVERIFY(view->describe(placeOf(*view, 4, 5)).contains(QStringLiteral("keeps to 2:4")));
        QCOMPARE(view->describe(QPointF(-5, -5)), QString());
        QCOMPARE(view->visibleTable().size(), 12 * 8 + 1);
        const QImage plain = view->grab().toImage();
        auto* mode = m_window->findChild<MatrixPane*>()->findChild<QComboBox*>();
        mode->setCurrentIndex(mode->findData(int(MatrixView::Mode::Pattern)));
        QTRY_VERIFY(view->tiles()->isComplete());
        const QColor error = m_theme.colors().error;
        QVERIFY(contains(view->grab().toImage(), error)); // the one group is framed
        QVERIFY(!contains(plain, error));                 // the whole matrix does not keep to 2:4: no frames but there
    }

    void wheelZoomsAtThePointer()
    {
        tests::TinyTensors tensors = tests::tinyTensors();
        nlohmann::json config = tests::tinyConfig();
        config["hidden_size"] = 640;
        config["head_dim"] = 4;
        config["intermediate_size"] = 700;
        tensors.clear();
        tensors["model.layers.0.mlp.up_proj.weight"] = tests::filled({700, 640});
        open(config, tensors);
        select(kUp);
        QTest::keyClick(tree(), Qt::Key_M);
        auto* view = m_window->findChild<MatrixView*>();
        QTRY_VERIFY(view->tiles() && view->tiles()->isComplete());
        const QPointF pointer = placeOf(*view, 350, 320);
        const double before = view->scale();
        const auto turnWheel = [&] {
            for (int i = 0; i < 4; ++i) {
                QWheelEvent wheel(pointer, view->mapToGlobal(pointer), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier,
                                  Qt::NoScrollPhase, false);
                QCoreApplication::sendEvent(view, &wheel);
            }
        };
        turnWheel(); // the matrix fills the view now
        const QPointF fixed = view->origin() + pointer / view->scale();
        turnWheel();
        QVERIFY(view->scale() > 5.0 * before);
        const QPointF after = view->origin() + pointer / view->scale();
        QVERIFY(std::abs(after.x() - fixed.x()) < 0.01 && std::abs(after.y() - fixed.y()) < 0.01);
        const QPointF origin = view->origin();
        QTest::keyClick(view, Qt::Key_Right);
        QVERIFY(view->origin().x() > origin.x());
        QTest::mousePress(view, Qt::LeftButton, {}, QPoint(50, 50));
        QTest::mouseMove(view, QPoint(90, 50));
        QTest::mouseRelease(view, Qt::LeftButton, {}, QPoint(90, 50));
        QTRY_VERIFY(view->tiles()->isComplete());
        QTest::keyClick(view, Qt::Key_Home);
        QCOMPARE(view->scale(), before);
        QTest::keyClick(view, Qt::Key_Plus);
        QVERIFY(view->scale() > before);
        QTest::keyClick(view, Qt::Key_Minus);
        QCOMPARE(view->scale(), before);
    }

    void summaryNamesPatternAndRange()
    {
        tests::TinyTensors tensors = prunedTensors();
        tensors["model.layers.0.mlp.up_proj.weight"].floats[3 * 8 + 2] = 0.0F;
        open(tests::tinyConfig(), tensors);
        select(kUp);
        QTRY_VERIFY(detailTexts().contains(QStringLiteral("2:4 in every group")));
        QVERIFY(detailTexts().contains(QStringLiteral("0 to 1.18")));
    }

    void spectrumIsComputedOnDemand()
    {
        open(tests::tinyConfig(), tests::tinyTensors());
        select(kUp);
        auto* pane = m_window->findChild<SpectrumPane*>();
        tabs()->setCurrentWidget(pane);
        QCOMPARE(pane->chart().table().size(), 1);
        auto* compute = pane->findChild<QPushButton*>();
        QVERIFY(compute->isVisible());
        QTest::mouseClick(compute, Qt::LeftButton);
        QTRY_COMPARE(pane->chart().table().size(), 8 + 1);
        const auto spectrum = model::weightSpectrum(*m_window->workspace().model()->checkpoint, kUp.toStdString());
        QCOMPARE(pane->chart().spectrum().values, spectrum->values);
        QVERIFY(compute->isHidden());
        const QString file = m_folder->filePath(QStringLiteral("spectrum.svg"));
        QVERIFY(pane->findChild<Chart*>()->save(file));
        QVERIFY(QFileInfo(file).size() > 1000);
        select(QStringLiteral("model.layers.1.mlp.up_proj"));
        QVERIFY(compute->isVisible());
        select(kUp); // kept
        QCOMPARE(pane->chart().table().size(), 8 + 1);
    }

    void normsCanBeSorted()
    {
        open(tests::tinyConfig(), tests::tinyTensors());
        select(kUp);
        auto* chart = m_window->findChild<NormsChart*>();
        QTRY_COMPARE(chart->table().size(), 12 + 1);
        chart->setSorted(true);
        const auto rows = chart->table();
        for (int i = 2; i < rows.size(); ++i) {
            QVERIFY(rows[i - 1][1].toDouble() >= rows[i][1].toDouble());
        }
    }

    void columnsAreChosenAndKept()
    {
        open(tests::tinyConfig(), tests::tinyTensors());
        QVERIFY(tree()->isColumnHidden(ModuleTreeModel::RangeColumn));
        action(QStringLiteral("Range"))->setChecked(true);
        QVERIFY(!tree()->isColumnHidden(ModuleTreeModel::RangeColumn));
        action(QStringLiteral("Shape"))->setChecked(false);
        QVERIFY(tree()->isColumnHidden(ModuleTreeModel::ShapeColumn));
        const QModelIndex up = indexOf(kUp, ModuleTreeModel::RangeColumn);
        QTRY_VERIFY(up.data().toString().contains(QStringLiteral(" to ")));
        m_window.reset();
        open(tests::tinyConfig(), tests::tinyTensors());
        QVERIFY(!tree()->isColumnHidden(ModuleTreeModel::RangeColumn));
        QVERIFY(tree()->isColumnHidden(ModuleTreeModel::ShapeColumn));
        action(QStringLiteral("Usual columns"))->trigger();
        QVERIFY(tree()->isColumnHidden(ModuleTreeModel::RangeColumn));
        QVERIFY(!tree()->isColumnHidden(ModuleTreeModel::ShapeColumn));
    }

    void resultOfARunShowsErrorsAndWhatWasBefore()
    {
        const QString run = m_folder->filePath(QStringLiteral("7"));
        const QString source = m_folder->filePath(QStringLiteral("source"));
        tests::writeModel(source.toStdString(), tests::tinyConfig(), tests::tinyTensors());
        tests::writeModel((run + QStringLiteral("/stage_pruning")).toStdString(), tests::tinyConfig(), prunedTensors());
        std::string log;
        for (const auto& [stage, error] : {std::pair("pruning", 0.25), {"pruning", 0.125}, {"later", 0.9}}) {
            protocol::StageBegun begun;
            begun.stage = stage;
            log += protocol::toJson(protocol::Event{"j", 1.0, begun}).dump() + "\n";
            protocol::ModuleResult result;
            result.module = kUp.toStdString();
            result.role = "up";
            result.layer = 0;
            result.relativeError = error;
            log += protocol::toJson(protocol::Event{"j", 2.0, result}).dump() + "\n";
        }
        QVERIFY(bool(writeFileAtomically((run + QStringLiteral("/events.jsonl")).toStdString(), log)));
        const nlohmann::json manifest = {{"request", {{"model", source.toStdString()}}}};
        QVERIFY(bool(writeFileAtomically((run + QStringLiteral("/manifest.json")).toStdString(), manifest.dump())));
        show(run + QStringLiteral("/stage_pruning"));
        QCOMPARE(indexOf(kUp, ModuleTreeModel::ErrorColumn).data().toString(), QStringLiteral("0.125"));
        QCOMPARE(indexOf(QStringLiteral("model.layers.0"), ModuleTreeModel::ErrorColumn).data().toString(),
                 QStringLiteral("0.125"));
        QCOMPARE(indexOf(QStringLiteral("model.layers.1"), ModuleTreeModel::ErrorColumn).data().toString(), QString());
        QCOMPARE(indexOf(kUp, ModuleTreeModel::BeforeColumn).data().toString(), QStringLiteral("384 B"));
        select(kUp);
        QVERIFY(detailTexts().contains(QStringLiteral("Relative output error")));
        QVERIFY(detailTexts().contains(QStringLiteral("0.125")));
        auto* strip = m_window->findChild<LayerStrip*>();
        auto* measure = strip->parentWidget()->findChild<QComboBox*>();
        measure->setCurrentIndex(measure->findData(int(LayerStrip::Measure::Error)));
        QCOMPARE(strip->measure(), LayerStrip::Measure::Error);
        QCOMPARE(strip->largest(), 0.125);
    }

    void rowsGainErrorsWhileARunWorks()
    {
        open(tests::tinyConfig(), tests::tinyTensors());
        RunRequest request;
        request.job.model = m_window->workspace().model()->folder.toStdString();
        const auto run = m_window->workspace().runs().create(request);
        QVERIFY(bool(run));
        m_window->workspace().setCurrentRun(*run);
        QCOMPARE(indexOf(kUp, ModuleTreeModel::ErrorColumn).data().toString(), QString());
        protocol::ModuleResult result;
        result.module = kUp.toStdString();
        result.layer = 0;
        result.relativeError = 0.5;
        (*run)->append({"run-1", 1.0, result});
        QTRY_COMPARE(indexOf(kUp, ModuleTreeModel::ErrorColumn).data().toString(), QStringLiteral("0.500"));
        QVERIFY(m_window->findChild<LayerStrip*>()->largest() > 0.0);
    }

    void rowsAreDraggedAsLinksAndTargets()
    {
        open(tests::tinyConfig(), tests::tinyTensors());
        const std::unique_ptr<QMimeData> mime(tree()->model()->mimeData({indexOf(kUp)}));
        QCOMPARE(mime->text(), kUp);
        const auto link = Link::fromString(QString::fromUtf8(mime->data(QLatin1String(kLinkMimeType))));
        QVERIFY(link);
        QCOMPARE(link->module, kUp);
        const auto modules = static_cast<const ModuleTreeModel*>(tree()->model())->tree();
        QCOMPARE(modules->patternAcross(modules->find(kUp)),
                 QStringLiteral("re:model\\.layers\\.\\d+\\.mlp\\.up_proj$"));
        QVERIFY(!(tree()->model()->flags(tree()->model()->index(0, 0)) & Qt::ItemIsDragEnabled)); // the model itself
    }

    void configurationIsSearched()
    {
        open(tests::tinyConfig(), tests::tinyTensors());
        ConfigDialog dialog(*m_window->workspace().model(), m_theme, nullptr);
        auto* text = dialog.findChild<QPlainTextEdit*>();
        QVERIFY(text->toPlainText().contains(QStringLiteral("\"hidden_size\": 8")));
        QTest::keyClicks(dialog.findChild<QLineEdit*>(), QStringLiteral("num_"));
        QCOMPARE(text->textCursor().selectedText(), QStringLiteral("num_"));
        const int first = text->textCursor().position();
        QTest::keyClick(dialog.findChild<QLineEdit*>(), Qt::Key_Return);
        QVERIFY(text->textCursor().position() > first);
    }

    void damagedFilesAreNamedAndTheRestIsShown()
    {
        const QString folder = m_folder->filePath(QStringLiteral("damaged"));
        tests::writeModel(folder.toStdString(), tests::tinyConfig(), tests::tinyTensors());
        const std::filesystem::path path = folder.toStdString();
        tests::TinyTensors other;
        other["model.extra.weight"] = tests::filled({4, 4});
        tests::writeTensors(path / "model-00002-of-00002.safetensors", other);
        std::filesystem::rename(path / "model.safetensors", path / "model-00001-of-00002.safetensors");
        std::filesystem::resize_file(path / "model-00002-of-00002.safetensors", 20);
        show(folder);
        auto* bar = m_window->page(QStringLiteral("explorer"))->findChild<MessageBar*>();
        QTRY_VERIFY(bar->isVisible());
        QCOMPARE(bar->kind(), MessageBar::Kind::Error);
        QVERIFY(textOf(*bar).contains(QStringLiteral("model-00002-of-00002.safetensors")));
        QVERIFY(indexOf(kUp).isValid());
    }

    void unreadableWeightsAreNamedAndTheRestIsCounted()
    {
        tests::TinyTensors tensors = tests::tinyTensors();
        tensors["model.layers.0.mlp.up_proj.weight"].dtype = formats::DType::I8; // codes without a scheme
        tensors["model.layers.0.mlp.up_proj.weight"].floats.clear();
        tensors["model.layers.0.mlp.up_proj.weight"].bytes.resize(96);
        open(tests::tinyConfig(), tensors);
        auto* bar = m_window->page(QStringLiteral("explorer"))->findChild<MessageBar*>();
        QTRY_VERIFY(bar->isVisible());
        QVERIFY(textOf(*bar).contains(kUp));
        QCOMPARE(
            indexOf(QStringLiteral("model.layers.1.mlp.up_proj"), ModuleTreeModel::SparsityColumn).data().toString(),
            QStringLiteral("25.0 %"));
        select(kUp);
        QTest::keyClick(tree(), Qt::Key_M); // says why instead of a picture
        QTest::qWait(50);
        QVERIFY(m_window->findChild<MatrixView*>()->tiles() == nullptr);
    }

    void weightsThatAreNoNumbersAreNamed()
    {
        tests::TinyTensors tensors = tests::tinyTensors();
        tensors["model.layers.1.mlp.down_proj.weight"].floats[5] = std::numeric_limits<float>::quiet_NaN();
        open(tests::tinyConfig(), tensors);
        auto* bar = m_window->page(QStringLiteral("explorer"))->findChild<MessageBar*>();
        QTRY_VERIFY(bar->isVisible());
        QCOMPARE(bar->kind(), MessageBar::Kind::Warning);
        QVERIFY(textOf(*bar).contains(QStringLiteral("model.layers.1.mlp.down_proj")));
        auto* show = bar->findChild<QPushButton*>();
        QVERIFY(show);
        QTest::mouseClick(show, Qt::LeftButton);
        QCOMPARE(m_window->workspace().selectedModule(), QStringLiteral("model.layers.1.mlp.down_proj"));
    }

private:
    void open(const nlohmann::json& config, const tests::TinyTensors& tensors)
    {
        const QString folder = m_folder->filePath(QStringLiteral("model%1").arg(m_models++));
        tests::writeModel(folder.toStdString(), config, tensors);
        show(folder);
    }

    void show(const QString& folder)
    {
        MainWindow::Options options;
        options.runsFolder = m_folder->filePath(QStringLiteral("runs"));
        options.workerCommand = {QStringLiteral("/nonexistent/worker")};
        m_window = std::make_unique<MainWindow>(m_theme, *m_settings, options);
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->openPaths({folder});
        QTRY_COMPARE(tree()->model()->rowCount(), 1);
        Link link;
        link.page = QStringLiteral("explorer");
        m_window->open(link);
    }

    QTreeView* tree() const { return m_window->page(QStringLiteral("explorer"))->findChild<QTreeView*>(); }
    QTabWidget* tabs() const { return m_window->findChild<DetailPane*>()->findChild<QTabWidget*>(); }

    void select(const QString& module)
    {
        m_window->workspace().setSelectedModule(module);
        const auto* modules = static_cast<const ModuleTreeModel*>(tree()->model());
        QTRY_COMPARE(modules->tree()->name(modules->rowOf(tree()->currentIndex())), module);
    }

    QModelIndex indexOf(const QString& module, int column = 0) const
    {
        const auto* modules = static_cast<const ModuleTreeModel*>(tree()->model());
        return modules->indexOf(modules->tree()->find(module), column);
    }

    QAction* action(const QString& text) const
    {
        for (QMenu* menu : tree()->findChildren<QMenu*>()) {
            for (QAction* each : menu->actions()) {
                if (each->text() == text) {
                    return each;
                }
            }
        }
        return nullptr;
    }

    QStringList detailTexts() const
    {
        QStringList texts;
        for (const QLabel* label : m_window->findChild<DetailPane*>()->findChildren<QLabel*>()) {
            texts << label->text();
        }
        return texts;
    }

    static QString textOf(const MessageBar& bar)
    {
        QString text;
        for (const QLabel* label : bar.findChildren<QLabel*>()) {
            text += label->text();
        }
        return text;
    }

    static QPointF placeOf(const MatrixView& view, double row, double column)
    {
        return (QPointF(column + 0.5, row + 0.5) - view.origin()) * view.scale();
    }

    static bool contains(const QImage& image, const QColor& color)
    {
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixel(x, y) == color.rgb()) {
                    return true;
                }
            }
        }
        return false;
    }

    Theme m_theme{*qApp};
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<MainWindow> m_window;
    int m_models = 0;
};

QTEST_MAIN(ExplorerPageTest)
#include "explorer_page_test.moc"
