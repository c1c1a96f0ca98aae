#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QElapsedTimer>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include "ui/models/recipe_text.h"
#include "ui/recipe/entry_list.h"
#include "ui/recipe/lanes_view.h"
#include "ui/recipe/modifier_card.h"
#include "ui/recipe/plan_cell_button.h"
#include "ui/recipe/plan_strip.h"
#include "ui/recipe/problems_list.h"
#include "ui/recipe/recipe_editor.h"
#include "ui/recipe/recipe_page.h"
#include "ui/recipe/target_model.h"
#include "ui/widgets/message_bar.h"
#include "ui/worker/run_controller.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

const QString kGood =
    QStringLiteral("espalier: 1\nstages:\n  - name: s\n    modifiers:\n"
                   "      - MagnitudePruningModifier:\n          sparsity: 0.5\n          targets: ['re:.*mlp']\n"
                   "          ignore: [model.layers.0]\n");
const QString kBad = QStringLiteral("espalier: 1\nstages:\n  - name: s\n    modifiers:\n"
                                    "      - SparseGPTModifier:\n          sparsity: 0.5\n          dampening: 0.01\n"
                                    "          targets: [q_proj]\n");

/// The page with everything that it is given in the window.
struct Fixture
{
    explicit Fixture(Theme& theme)
        : settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat),
          workspace(folder.filePath(QStringLiteral("runs"))), controller(workspace, {QStringLiteral("/bin/false")}),
          page({workspace, controller, theme, settings})
    {
        page.resize(1224, 728);
        page.show();
    }

    void openDemo()
    {
        QSignalSpy changed(&workspace, &Workspace::modelChanged);
        workspace.openModel(QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/model"));
        QVERIFY(changed.wait(10000));
    }

    void setText(const QString& text)
    {
        RecipeState state = workspace.recipe();
        state.text = text;
        workspace.setRecipe(state);
    }

    RecipeEditor& editor() { return *page.findChild<RecipeEditor*>(); }
    ProblemsList& problems() { return *page.findChild<ProblemsList*>(); }
    EntryList& entries() { return *page.findChild<EntryList*>(); }
    LanesView& lanes() { return *page.findChild<LanesView*>(); }
    TargetModel& targets() { return *page.findChild<TargetModel*>(); }

    QTemporaryDir folder;
    QSettings settings;
    Workspace workspace;
    RunController controller;
    RecipePage page;
};

QModelIndex findModule(const QAbstractItemModel& model, const QString& name, const QModelIndex& parent = {})
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        if (index.data(Qt::ToolTipRole).toString() == name) {
            return index;
        }
        if (const QModelIndex below = findModule(model, name, index); below.isValid()) {
            return below;
        }
    }
    return {};
}

/// Of the first problem.
QPushButton* fixButton(ProblemsList& problems)
{
    QWidget* cell = problems.itemWidget(problems.topLevelItem(0), 2);
    return cell == nullptr ? nullptr : cell->findChild<QPushButton*>();
}

} // namespace

class RecipePageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp);
        m_theme->setMode(Theme::Mode::Light);
    }

    void markedPieces_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("column");
        QTest::addColumn<QByteArray>("piece");
        QTest::newRow("key") << QByteArray("  dampening: 0.1") << 3 << QByteArray("dampening");
        QTest::newRow("value") << QByteArray("  sparsity: 50") << 13 << QByteArray("50");
        QTest::newRow("quoted") << QByteArray("a: ['re:x y', b]") << 5 << QByteArray("'re:x y'");
        QTest::newRow("in brackets") << QByteArray("a: [q_proj, b]") << 5 << QByteArray("q_proj");
        QTest::newRow("pattern without quotes") << QByteArray("a: re:.*proj") << 4 << QByteArray("re:.*proj");
        QTest::newRow("open quote") << QByteArray("a: 'bc") << 4 << QByteArray("'bc");
        QTest::newRow("beyond the end") << QByteArray("a") << 5 << QByteArray();
    }

    void markedPieces()
    {
        QFETCH(QByteArray, line);
        QFETCH(int, column);
        QFETCH(QByteArray, piece);
        const TextPiece found = markedPiece("x: 1\n" + line + "\ny: 2\n", 2, column);
        QCOMPARE(found.line, 1);
        QCOMPARE(line.mid(found.from, found.to - found.from), piece);
        QCOMPARE(markedPiece("a\n", 9, 1), (TextPiece{8, 0, 0}));
    }

    void replacementsAreQuotedWhereYamlNeedsIt()
    {
        QCOMPARE(replacementFor("dampening", "dampening_frac"), QByteArray("dampening_frac"));
        QCOMPARE(replacementFor("q_proj", "re:.*q_proj"), QByteArray("'re:.*q_proj'"));
        QCOMPARE(replacementFor("'linear'", "Linear"), QByteArray("'Linear'"));
        QCOMPARE(replacementFor("a", "it's"), QByteArray("'it''s'"));
    }

    void emptyPageOffersATemplate()
    {
        Fixture f(*m_theme);
        QVERIFY(!f.page.primaryAction()->isEnabled());
        QVERIFY(!f.editor().isVisible());
        QListWidget* templates = f.page.findChild<QListWidget*>();
        QVERIFY(templates->count() >= 4);
        for (int row = 0; row < templates->count(); ++row) {
            Q_EMIT templates->itemActivated(templates->item(row));
            QCOMPARE(f.problems().topLevelItemCount(), 0);
            QVERIFY(f.editor().isVisible());
            QCOMPARE(f.workspace.recipe().text, f.editor().text());
            QCOMPARE(f.workspace.recipe().name, templates->item(row)->text());
        }
        f.editor().undo(); // a template is one undo step
        Q_EMIT templates->itemActivated(templates->item(0));
        const QString first = f.editor().text();
        Q_EMIT templates->itemActivated(templates->item(1));
        f.editor().undo();
        QCOMPARE(f.editor().text(), first);
    }

    void problemsFollowTypingAfterAPause()
    {
        Fixture f(*m_theme);
        f.setText(kGood);
        QCOMPARE(f.problems().topLevelItemCount(), 0);
        f.editor().setCursorPosition(5, 10);
        f.editor().insert(QStringLiteral("x"));
        QCOMPARE(f.problems().topLevelItemCount(), 0);
        QTRY_VERIFY_WITH_TIMEOUT(f.problems().topLevelItemCount() > 0, 2000);
        QVERIFY(f.editor().markersAtLine(4) != 0 || f.editor().markersAtLine(5) != 0);
        QCOMPARE(f.workspace.recipe().text, f.editor().text());
        QVERIFY(!f.page.primaryAction()->isEnabled());
        QVERIFY(!f.page.primaryAction()->toolTip().isEmpty());
    }

    void analysisIsFast()
    {
        Fixture f(*m_theme);
        f.openDemo();
        QElapsedTimer timer;
        timer.start();
        const RecipeAnalysis analysis(kBad, f.workspace.model());
        QVERIFY2(timer.elapsed() < 300, "ten times the budget, so that a busy machine passes");
        QVERIFY(analysis.diagnostics().size() >= 2);
    }

    void aFixIsOneUndoStep()
    {
        Fixture f(*m_theme);
        f.openDemo();
        f.setText(kBad);
        QCOMPARE(f.problems().topLevelItemCount(), 2);
        auto* fix = fixButton(f.problems());
        QVERIFY(fix != nullptr);
        QTest::mouseClick(fix, Qt::LeftButton);
        QVERIFY(f.editor().text().contains(QStringLiteral("dampening_frac: 0.01")));
        QCOMPARE(f.problems().topLevelItemCount(), 1);
        fix = fixButton(f.problems());
        QVERIFY(fix != nullptr);
        QTest::mouseClick(fix, Qt::LeftButton);
        QVERIFY2(f.editor().text().contains(QStringLiteral("targets: ['re:.*q_proj']")), qPrintable(f.editor().text()));
        QCOMPARE(f.problems().topLevelItemCount(), 0);
        f.editor().undo();
        f.editor().undo();
        QCOMPARE(f.editor().text(), kBad);
    }

    void fixesSayWhatTheyDo()
    {
        Fixture f(*m_theme);
        f.openDemo();
        f.setText(kBad);
        QStringList buttons;
        for (const QPushButton* button : f.problems().findChildren<QPushButton*>()) {
            buttons << button->text();
        }
        QCOMPARE(buttons.size(), 2);
        QVERIFY(buttons.contains(QStringLiteral("Rename")));
        const int layers = int(f.workspace.model()->checkpoint->spec().layers.size());
        QVERIFY2(buttons.contains(QStringLiteral("Use re:.*q_proj (%1 hits)").arg(layers)),
                 qPrintable(buttons.join(u';')));
    }

    void altReturnTakesTheFixOfALine()
    {
        Fixture f(*m_theme);
        f.openDemo();
        f.setText(kBad);
        f.editor().setCursorPosition(1, 0);
        QTest::keyClick(&f.editor(), Qt::Key_Return, Qt::AltModifier);
        QCOMPARE(f.editor().text(), kBad); // nothing to mend on that line
        f.editor().setCursorPosition(6, 2);
        QTest::keyClick(&f.editor(), Qt::Key_Return, Qt::AltModifier);
        QVERIFY2(f.editor().text().contains(QStringLiteral("dampening_frac: 0.01")), qPrintable(f.editor().text()));
        QCOMPARE(f.problems().topLevelItemCount(), 1);
        f.problems().setCurrentItem(f.problems().topLevelItem(0));
        QTest::keyClick(&f.problems(), Qt::Key_Return, Qt::AltModifier);
        QCOMPARE(f.problems().topLevelItemCount(), 0);
        f.editor().undo();
        f.editor().undo();
        QCOMPARE(f.editor().text(), kBad);
    }

    void enterGoesToTheLineOfAProblem()
    {
        Fixture f(*m_theme);
        f.setText(kBad);
        f.problems().setCurrentItem(f.problems().topLevelItem(0));
        QTest::keyClick(&f.problems(), Qt::Key_Return);
        int line = 0;
        int column = 0;
        f.editor().getCursorPosition(&line, &column);
        QCOMPARE(line, 6);
    }

    void anotherProgramChangesTheFile()
    {
        Fixture f(*m_theme);
        const QString path = f.folder.filePath(QStringLiteral("mine.yaml"));
        const auto write = [&](const QString& text) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text.toUtf8());
        };
        write(kGood);
        QVERIFY(f.workspace.loadRecipe(path));
        QCOMPARE(f.editor().text(), kGood);
        auto* bar = f.page.findChild<MessageBar*>(QString(), Qt::FindDirectChildrenOnly);
        const auto press = [&](const QString& text) {
            for (QPushButton* button : bar->findChildren<QPushButton*>()) {
                if (button->text() == text) {
                    button->click();
                    return true;
                }
            }
            return false;
        };
        QVERIFY(!bar->isVisible());
        write(kBad);
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), 10000);
        QVERIFY(press(QStringLiteral("Keep mine")));
        QCOMPARE(f.editor().text(), kGood);
        QVERIFY(!bar->isVisible());
        const QString third = kGood + QStringLiteral("# third\n");
        write(third);
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), 10000);
        QVERIFY(press(QStringLiteral("Compare")));
        QTRY_VERIFY(f.page.findChild<QDialog*>() != nullptr);
        f.page.findChild<QDialog*>()->close();
        QVERIFY(press(QStringLiteral("Reload")));
        QCOMPARE(f.editor().text(), third);
        f.editor().undo(); // the own text is not lost
        QCOMPARE(f.editor().text(), kGood);
        QVERIFY(QFile::remove(path));
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), 10000);
        QVERIFY(bar->accessibleName().contains(QStringLiteral("gone")));
    }

    void savingIsNoOtherProgram()
    {
        Fixture f(*m_theme);
        const QString path = f.folder.filePath(QStringLiteral("mine.yaml"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(kGood.toUtf8());
        file.close();
        QVERIFY(f.workspace.loadRecipe(path));
        f.editor().setCursorPosition(0, 0);
        f.editor().insert(QStringLiteral("# mine\n"));
        for (QAction* action : f.page.commands()) {
            if (action->text() == QStringLiteral("Save")) {
                action->trigger();
            }
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith("# mine"));
        QTest::qWait(600); // longer than the watch waits for a file to settle
        QVERIFY(!f.page.findChild<MessageBar*>(QString(), Qt::FindDirectChildrenOnly)->isVisible());
    }

    void thePlanFollowsEdits()
    {
        Fixture f(*m_theme);
        f.openDemo();
        f.setText(kGood);
        auto* strip = f.page.findChild<PlanStrip*>();
        PlanCellButton* cell = strip->cell(PlanCell::Parameters);
        QTRY_VERIFY_WITH_TIMEOUT(!cell->isStale(), 20000);
        const QString half = cell->cell().value;
        QString more = kGood;
        f.setText(more.replace(QStringLiteral("sparsity: 0.5"), QStringLiteral("sparsity: 0.9")));
        QTRY_VERIFY_WITH_TIMEOUT(!cell->isStale() && cell->cell().value != half, 20000);
        f.setText(kBad);
        QVERIFY(cell->isStale());
        QVERIFY(cell->toolTip().contains(QStringLiteral("Line 7")));
    }

    void treeLightsUpWhatIsHit()
    {
        Fixture f(*m_theme);
        f.openDemo();
        f.setText(kGood);
        const TargetModel& targets = f.targets();
        const QModelIndex up = findModule(targets, QStringLiteral("model.layers.1.mlp.up_proj"));
        QVERIFY(up.isValid());
        QVERIFY(up.data(Qt::FontRole).value<QFont>().bold());
        QVERIFY(up.siblingAtColumn(TargetModel::Effect).data().toString().contains(QStringLiteral("zeros")));
        const QModelIndex query = findModule(targets, QStringLiteral("model.layers.1.self_attn.q_proj"));
        QCOMPARE(query.siblingAtColumn(TargetModel::Effect).data().toString(), QString());
        const QModelIndex ignored = findModule(targets, QStringLiteral("model.layers.0.mlp.up_proj"));
        QVERIFY(ignored.data(Qt::FontRole).value<QFont>().strikeOut());
        QVERIFY(!ignored.data(Qt::FontRole).value<QFont>().bold());
        const QModelIndex layer = findModule(targets, QStringLiteral("model.layers.1"));
        QVERIFY(layer.siblingAtColumn(TargetModel::Effect).data().toString().contains(QStringLiteral("3 of 7")));
    }

    void selectingAnEntryPreviewsItsHits()
    {
        Fixture f(*m_theme);
        f.openDemo();
        f.setText(
            QStringLiteral("espalier: 1\nstages:\n  - name: s\n    modifiers:\n      - MagnitudePruningModifier:\n"
                           "          sparsity: 0.5\n          targets: ['re:.*up_proj', 're:.*down_proj']\n"));
        const QModelIndex down = findModule(f.targets(), QStringLiteral("model.layers.0.mlp.down_proj"));
        QVERIFY(down.data(Qt::FontRole).value<QFont>().bold());
        QTreeWidgetItem* head = f.entries().topLevelItem(0);
        QCOMPARE(head->childCount(), 2);
        f.entries().setCurrentItem(head->child(0));
        QVERIFY(!down.data(Qt::FontRole).value<QFont>().bold());
        QVERIFY(findModule(f.targets(), QStringLiteral("model.layers.0.mlp.up_proj"))
                    .data(Qt::FontRole)
                    .value<QFont>()
                    .bold());
        f.entries().setCurrentItem(head);
        QVERIFY(down.data(Qt::FontRole).value<QFont>().bold());
    }

    void startingARunTakesTextAndData()
    {
        Fixture f(*m_theme);
        f.openDemo();
        f.setText(kGood);
        QVERIFY2(f.page.primaryAction()->isEnabled(), qPrintable(f.page.primaryAction()->toolTip()));
        QSignalSpy opened(&f.page, &Page::openRequested);
        f.page.primaryAction()->trigger();
        QCOMPARE(opened.size(), 1);
        const Link link = opened[0][0].value<Link>();
        QCOMPARE(link.page, QStringLiteral("runs"));
        Run* run = f.workspace.currentRun();
        QVERIFY(run != nullptr);
        QCOMPARE(run->number(), link.run);
        QCOMPARE(run->request().recipeText(), kGood);
        QCOMPARE(run->request().job.samples, std::int64_t{128});
        QVERIFY(run->request().job.calibration.files.empty());
        QTRY_VERIFY_WITH_TIMEOUT(!run->isActive(), 15000);
    }

    void calibrationIsAskedFor()
    {
        Fixture f(*m_theme);
        f.openDemo();
        f.setText(QStringLiteral(
            "espalier: 1\nstages:\n  - name: s\n    modifiers:\n      - SparseGPTModifier: {sparsity: 0.5}\n"));
        QVERIFY(!f.page.primaryAction()->isEnabled());
        QVERIFY(f.page.primaryAction()->toolTip().contains(QStringLiteral("calibration")));
        DataState data;
        data.calibration.files = {"/tmp/text.txt"};
        f.workspace.setData(data);
        QVERIFY(f.page.primaryAction()->isEnabled());
    }

    void regionsAndNames()
    {
        Fixture f(*m_theme);
        f.setText(kGood);
        QVERIFY(f.page.regions().size() >= 5);
        for (QWidget* region : f.page.regions()) {
            QVERIFY(region != nullptr && f.page.isAncestorOf(region));
        }
        for (const QWidget* region : f.page.regions()) {
            const QWidget* named = region->focusProxy() == nullptr ? region : region->focusProxy();
            QVERIFY2(!named->accessibleName().isEmpty(), named->metaObject()->className());
        }
    }

    /// For looking at: ESPALIER_SCREENSHOTS names a folder.
    void screenshots()
    {
        const QString folder = qEnvironmentVariable("ESPALIER_SCREENSHOTS");
        for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            m_theme->setMode(mode);
            const QString suffix = mode == Theme::Mode::Light ? QStringLiteral("light") : QStringLiteral("dark");
            Fixture f(*m_theme);
            const auto shoot = [&](const QString& name) {
                QTest::qWait(50);
                const QPixmap picture = f.page.grab();
                QVERIFY(!picture.isNull());
                if (!folder.isEmpty()) {
                    QVERIFY(picture.save(QStringLiteral("%1/recipe-%2-%3.png").arg(folder, name, suffix)));
                }
            };
            shoot(QStringLiteral("empty"));
            f.openDemo();
            QFile recipe(QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/recipe.yaml"));
            QVERIFY(recipe.open(QIODevice::ReadOnly));
            RecipeState state;
            state.name = QStringLiteral("Demo recipe");
            state.text = QString::fromUtf8(recipe.readAll());
            f.workspace.setRecipe(state);
            QVERIFY(f.problems().topLevelItemCount() > 0); // notes of what SparseML itself would have done
            shoot(QStringLiteral("demo"));
            QFile staged(QStringLiteral(ESPALIER_SOURCE_DIR "/recipes/llama-2of4-w4a16.yaml"));
            QVERIFY(staged.open(QIODevice::ReadOnly));
            f.setText(QString::fromUtf8(staged.readAll()));
            QVERIFY(f.page.findChildren<ModifierCard*>().size() >= 3);
            f.lanes().setFocus();
            QTest::keyClick(&f.lanes(), Qt::Key_Space);
            QTest::keyClick(&f.lanes(), Qt::Key_Right);
            shoot(QStringLiteral("lanes"));
            f.editor().insertAt(QStringLiteral("["), 5, 0);
            QTRY_VERIFY(f.lanes().isFrozen());
            shoot(QStringLiteral("frozen"));
            f.setText(kBad);
            shoot(QStringLiteral("problems"));
            f.page.resize(968, 568);
            QVERIFY2(f.page.width() == 968, "the page has to fit the smallest window");
            shoot(QStringLiteral("small"));
        }
        m_theme->setMode(Theme::Mode::Light);
    }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(RecipePageTest)
#include "recipe_page_test.moc"
