#include <QApplication>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "ui/models/recipe_templates.h"
#include "ui/recipe/form_field.h"
#include "ui/recipe/import_list.h"
#include "ui/recipe/lanes_view.h"
#include "ui/recipe/modifier_form.h"
#include "ui/recipe/recipe_editor.h"
#include "ui/recipe/recipe_page.h"
#include "ui/recipe/target_choice_model.h"
#include "ui/recipe/target_picker.h"
#include "ui/recipe/targets_field.h"
#include "ui/worker/run_controller.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

const QString kSparseMl = QStringLiteral("# a comment\n"
                                         "test_stage:\n"
                                         "  run_type: oneshot\n"
                                         "  obcq_modifiers:\n"
                                         "    SparseGPTModifier:\n"
                                         "      sparsity: 0.5\n"
                                         "      targets: ['re:model.layers.\\d+$']\n");
const QString kOwn = QStringLiteral("espalier: 1\nstages:\n  - name: s\n    modifiers:\n"
                                    "      # half of it\n"
                                    "      - MagnitudePruningModifier:\n          sparsity: 0.5\n"
                                    "          targets: ['re:.*q_proj']   # queries\n");

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

    void setText(const QString& text)
    {
        RecipeState state = workspace.recipe();
        state.text = text;
        workspace.setRecipe(state);
    }

    RecipeEditor& editor() { return *page.findChild<RecipeEditor*>(); }

    QTemporaryDir folder;
    QSettings settings;
    Workspace workspace;
    RunController controller;
    RecipePage page;
};

} // namespace

/// What opens beside a recipe: the differences of an import, and the picker of targets.
class RecipeSideTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp);
        m_theme->setMode(Theme::Mode::Light);
    }

    void anImportIsExplainedAndConverted()
    {
        Fixture f(*m_theme);
        auto* list = f.page.findChild<ImportList*>();
        auto* tabs = f.page.findChild<QTabWidget*>();
        QVERIFY(!tabs->isTabVisible(tabs->indexOf(list)));
        f.setText(kSparseMl);
        QVERIFY(tabs->isTabVisible(tabs->indexOf(list)));
        QCOMPARE(tabs->currentWidget(), list);
        QVERIFY(list->count() > 0);
        Q_EMIT list->convertRequested();
        QVERIFY2(f.editor().text().startsWith(QStringLiteral("espalier: 1")), qPrintable(f.editor().text()));
        QVERIFY(!tabs->isTabVisible(tabs->indexOf(list)));
        f.editor().undo(); // one step
        QCOMPARE(f.editor().text(), kSparseMl);
    }

    void pickedTargetsAreOneUndoStep()
    {
        Fixture f(*m_theme);
        QSignalSpy changed(&f.workspace, &Workspace::modelChanged);
        f.workspace.openModel(QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/model"));
        QVERIFY(changed.wait(10000));
        f.setText(kOwn);
        f.page.findChild<LanesView*>()->setCurrent({0, 0});
        auto* form = f.page.findChild<ModifierForm*>();
        QVERIFY(form->field(QStringLiteral("targets")) != nullptr);
        TargetsField* field = form->field(QStringLiteral("targets"))->targets();
        QCOMPARE(field->entries(), QStringList{QStringLiteral("re:.*q_proj")});
        Q_EMIT field->pickRequested(field->entries());
        auto* picker = f.page.findChild<TargetPicker*>();
        QVERIFY(picker != nullptr);
        for (QPushButton* button : picker->findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Tick all")) {
                button->click();
            }
        }
        QTRY_COMPARE_WITH_TIMEOUT(picker->entries(), QStringList{QStringLiteral("Linear")}, 10000);
        picker->accept();
        QVERIFY2(f.editor().text().contains(QStringLiteral("Linear")), qPrintable(f.editor().text()));
        QVERIFY(f.editor().text().contains(QStringLiteral("# half of it"))); // comments survive
        f.editor().undo();
        QCOMPARE(f.editor().text(), kOwn);
    }

    void templatesHaveASentenceEach()
    {
        for (const RecipeTemplate& ready : recipeTemplates()) {
            QVERIFY2(ready.sentence().endsWith(QLatin1Char('.')) || ready.sentence() == ready.help,
                     qPrintable(ready.name));
            QVERIFY2(ready.sentence().size() > 20, qPrintable(ready.name));
        }
    }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(RecipeSideTest)
#include "recipe_side_test.moc"
