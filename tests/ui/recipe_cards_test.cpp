#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

#include "ui/recipe/form_field.h"
#include "ui/recipe/lanes_view.h"
#include "ui/recipe/modifier_card.h"
#include "ui/recipe/modifier_form.h"
#include "ui/recipe/palette_view.h"
#include "ui/recipe/recipe_editor.h"
#include "ui/recipe/recipe_page.h"
#include "ui/recipe/targets_field.h"
#include "ui/worker/run_controller.h"

using namespace espalier;
using namespace espalier::ui;

namespace {

const QString kTwoStages = QStringLiteral("# kept\n"
                                          "espalier: 1\n"
                                          "stages:\n"
                                          "  - name: one\n"
                                          "    modifiers:\n"
                                          "      - MagnitudePruningModifier: # by size\n"
                                          "          sparsity: 0.5\n"
                                          "          targets: ['re:.*mlp']\n"
                                          "      - ConstantPruningModifier:\n"
                                          "  - name: two\n"
                                          "    modifiers:\n"
                                          "      - QuantizationModifier:\n"
                                          "          scheme: W8A8\n");

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
        page.activateWindow();
        (void)QTest::qWaitForWindowActive(&page);
    }

    void setText(const QString& text)
    {
        RecipeState state = workspace.recipe();
        state.text = text;
        workspace.setRecipe(state);
    }

    QStringList cardNames() { return namesOf(lanes().cards()); }

    static QStringList namesOf(const QList<ModifierCard*>& cards)
    {
        QStringList names;
        for (const ModifierCard* card : cards) {
            names << card->accessibleName().section(u',', 0, 0);
        }
        return names;
    }

    /// As the mouse does it, at a place of the lanes.
    bool drop(const char* format, const QByteArray& data, const QPoint& where, Qt::KeyboardModifiers keys = {})
    {
        QMimeData mime;
        mime.setData(QLatin1String(format), data);
        QWidget* target = lanes().viewport();
        const Qt::DropActions actions = Qt::CopyAction | Qt::MoveAction;
        QDragEnterEvent enter(where, actions, &mime, Qt::LeftButton, keys);
        QApplication::sendEvent(target, &enter);
        QDragMoveEvent move(where, actions, &mime, Qt::LeftButton, keys);
        QApplication::sendEvent(target, &move);
        QDropEvent dropped(where, actions, &mime, Qt::LeftButton, keys);
        QApplication::sendEvent(target, &dropped);
        return dropped.isAccepted();
    }

    QPoint below(int card) { return at(card, 0.9); }
    QPoint above(int card) { return at(card, 0.1); }
    QPoint at(int card, double share)
    {
        ModifierCard* widget = lanes().cards().at(card);
        return widget->mapTo(lanes().viewport(), QPoint(widget->width() / 2, int(widget->height() * share)));
    }

    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        lanes().setFocus();
        QTest::keyClick(&lanes(), Qt::Key(key), modifiers);
    }

    RecipeEditor& editor() { return *page.findChild<RecipeEditor*>(); }
    LanesView& lanes() { return *page.findChild<LanesView*>(); }
    PaletteView& palette() { return *page.findChild<PaletteView*>(); }
    ModifierForm& form() { return *page.findChild<ModifierForm*>(); }

    QTemporaryDir folder;
    QSettings settings;
    Workspace workspace;
    RunController controller;
    RecipePage page;
};

QTreeWidgetItem* paletteItem(PaletteView& palette, const QString& title)
{
    for (int group = 0; group < palette.list()->topLevelItemCount(); ++group) {
        for (int row = 0; row < palette.list()->topLevelItem(group)->childCount(); ++row) {
            if (palette.list()->topLevelItem(group)->child(row)->text(0) == title) {
                return palette.list()->topLevelItem(group)->child(row);
            }
        }
    }
    return nullptr;
}

void type(QLineEdit* edit, const QString& text, bool enter = true)
{
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, text);
    if (enter) {
        QTest::keyClick(edit, Qt::Key_Return);
    }
}

QAction* actionOf(const QMenu& menu, const QString& text)
{
    for (QAction* action : menu.actions()) {
        if (action->text().section(u'\t', 0, 0) == text) {
            return action;
        }
    }
    return nullptr;
}

} // namespace

class RecipeCardsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp);
        m_theme->setMode(Theme::Mode::Light);
    }

    void cardsShowTheRecipe()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        QCOMPARE(f.cardNames(), (QStringList{QStringLiteral("Magnitude pruning"), QStringLiteral("Constant pruning"),
                                             QStringLiteral("Quantization")}));
        QVERIFY(f.lanes().cards()[0]->accessibleName().contains(QStringLiteral("sparsity 0.5")));
        QVERIFY(f.lanes().cards()[2]->accessibleName().contains(QStringLiteral("W8A8")));
        QSignalSpy changed(&f.workspace, &Workspace::modelChanged);
        f.workspace.openModel(QStringLiteral(ESPALIER_SOURCE_DIR "/resources/demo/model"));
        QVERIFY(changed.wait(10000));
        QVERIFY(f.lanes().cards()[0]->accessibleName().contains(QStringLiteral("matrices")));
    }

    void dropsFromThePaletteInsert()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        QVERIFY(f.drop(kModifierMime, "WandaPruningModifier", f.below(0)));
        QCOMPARE(f.cardNames().value(1), QStringLiteral("Wanda"));
        QVERIFY(f.editor().text().contains(QStringLiteral("- WandaPruningModifier:\n          sparsity: 0.5\n")));
        QCOMPARE(f.lanes().current(), (CardPlace{0, 1}));
        f.editor().undo(); // one step
        QCOMPARE(f.editor().text(), kTwoStages);
    }

    void dropsMoveAndCopyCards()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        QVERIFY(!f.drop(kCardMime, "0 0 1", f.above(2))); // of another window, where it is another card
        QVERIFY(f.drop(kCardMime, LanesView::cardData({0, 0}), f.above(2)));
        QCOMPARE(f.cardNames(), (QStringList{QStringLiteral("Constant pruning"), QStringLiteral("Magnitude pruning"),
                                             QStringLiteral("Quantization")}));
        QVERIFY(f.editor().text().contains(QStringLiteral("# by size")));
        QVERIFY(f.drop(kCardMime, LanesView::cardData({1, 0}), f.below(2), Qt::ControlModifier));
        QCOMPARE(f.cardNames().count(QStringLiteral("Magnitude pruning")), 2);
        f.editor().undo();
        f.editor().undo();
        QCOMPARE(f.editor().text(), kTwoStages);
    }

    void filesAreLeftToTheWindow()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(QStringLiteral("/tmp/model"))});
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(f.lanes().viewport(), &enter);
        QVERIFY(!enter.isAccepted());
    }

    void theKeyboardDoesWhatDraggingDoes()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        f.lanes().setCurrent({0, 0});
        f.press(Qt::Key_Down);
        QCOMPARE(f.lanes().current(), (CardPlace{0, 1}));
        f.press(Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(f.cardNames().value(0), QStringLiteral("Constant pruning"));
        QCOMPARE(f.lanes().current(), (CardPlace{0, 0})); // it stays the current one
        f.press(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(f.lanes().current(), (CardPlace{1, 0}));
        QCOMPARE(f.cardNames().value(1), QStringLiteral("Constant pruning"));
        f.press(Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(f.cardNames().size(), 4);
        f.press(Qt::Key_Delete);
        QCOMPARE(f.cardNames().size(), 3);
        f.press(Qt::Key_Up);
        f.press(Qt::Key_Space);
        QVERIFY(f.editor().text().contains(QStringLiteral("#off - ConstantPruningModifier")));
        QVERIFY(!f.lanes().cards()[1]->isCardEnabled());
        f.press(Qt::Key_Space);
        QVERIFY(!f.editor().text().contains(QStringLiteral("#off")));
        for (int i = 0; i < 6; ++i) {
            QTest::keyClick(&f.lanes(), Qt::Key_Z, Qt::ControlModifier);
        }
        QCOMPARE(f.editor().text(), kTwoStages);
        QCOMPARE(f.cardNames().value(0), QStringLiteral("Magnitude pruning")); // the cards followed
        QTest::keyClick(&f.lanes(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(f.cardNames().value(0), QStringLiteral("Constant pruning"));
    }

    void menusDoWhatDraggingDoes()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        QMenu* menu = f.lanes().makeCardMenu({0, 0});
        QVERIFY(!actionOf(*menu, QStringLiteral("Move up"))->isEnabled());
        actionOf(*menu, QStringLiteral("Move down"))->trigger();
        QCOMPARE(f.cardNames().value(1), QStringLiteral("Magnitude pruning"));
        menu = f.lanes().makeCardMenu({0, 1});
        QMenu* stages = actionOf(*menu, QStringLiteral("Move to stage"))->menu();
        QVERIFY(!actionOf(*stages, QStringLiteral("one"))->isEnabled());
        actionOf(*stages, QStringLiteral("two"))->trigger();
        QCOMPARE(f.cardNames().value(2), QStringLiteral("Magnitude pruning"));
        actionOf(*f.lanes().makeCardMenu({1, 1}), QStringLiteral("Switch off"))->trigger();
        QVERIFY(actionOf(*f.lanes().makeCardMenu({1, 1}), QStringLiteral("Switch on")) != nullptr);
        actionOf(*f.lanes().makeCardMenu({1, 1}), QStringLiteral("Remove"))->trigger();
        QCOMPARE(f.cardNames().size(), 2);
        actionOf(*f.lanes().makeCardMenu({1, 0}), QStringLiteral("Remove stage"))->trigger();
        QVERIFY(!f.editor().text().contains(QStringLiteral("two")));
    }

    void thePaletteFiltersAndInserts()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        f.palette().filterField()->setText(QStringLiteral("wanda"));
        QVERIFY(!paletteItem(f.palette(), QStringLiteral("Wanda"))->isHidden());
        QVERIFY(paletteItem(f.palette(), QStringLiteral("GPTQ"))->isHidden());
        f.palette().filterField()->clear();
        f.lanes().setCurrent({0, 0});
        f.palette().list()->setCurrentItem(paletteItem(f.palette(), QStringLiteral("Wanda")));
        f.palette().list()->setFocus();
        QTest::keyClick(f.palette().list(), Qt::Key_Return);
        QCOMPARE(f.cardNames().value(1), QStringLiteral("Wanda"));
        Q_EMIT f.palette().insertRequested(QStringLiteral("FineTuningModifier")); // there is no stage that trains
        QVERIFY(f.editor().text().contains(QStringLiteral("run_type: train\n    modifiers:\n      - FineTuning")));
        f.editor().undo();
        QVERIFY(!f.editor().text().contains(QStringLiteral("train")));
    }

    void fieldsCommitOneUndoStepEach()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        f.lanes().setCurrent({0, 0});
        QLineEdit* sparsity = f.form().field(QStringLiteral("sparsity"))->findChild<QLineEdit*>();
        QCOMPARE(sparsity->text(), QStringLiteral("0.5"));
        type(sparsity, QStringLiteral("0.25"));
        QVERIFY(f.editor().text().contains(QStringLiteral("          sparsity: 0.25\n")));
        QVERIFY(f.editor().text().contains(QStringLiteral("# by size")));
        QTest::keyClick(sparsity, Qt::Key_Z, Qt::ControlModifier); // nothing is being typed, so it is the recipe's
        QCOMPARE(f.editor().text(), kTwoStages);
        QCOMPARE(sparsity->text(), QStringLiteral("0.5"));
        type(sparsity, QStringLiteral("1.5"));
        QCOMPARE(f.editor().text(), kTwoStages);
        QVERIFY(f.form().field(QStringLiteral("sparsity"))->note().contains(QStringLiteral("0 to 1")));
        QTest::keyClick(sparsity, Qt::Key_Escape);
        QCOMPARE(sparsity->text(), QStringLiteral("0.5"));
        type(sparsity, QStringLiteral("0.75"), false);
        f.lanes().setFocus(); // losing the focus commits as well
        QVERIFY(f.editor().text().contains(QStringLiteral("sparsity: 0.75\n")));
    }

    void defaultsAreGreyAndChangesCanBeReset()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        f.lanes().setCurrent({1, 0});
        FormField* scheme = f.form().field(QStringLiteral("scheme"));
        auto* combo = scheme->findChild<QComboBox*>();
        QCOMPARE(combo->currentText(), QStringLiteral("W8A8"));
        combo->setCurrentText(QStringLiteral("W4A16"));
        Q_EMIT combo->textActivated(QStringLiteral("W4A16"));
        QVERIFY(f.editor().text().contains(QStringLiteral("scheme: W4A16\n")));
        f.lanes().setCurrent({0, 0});
        FormField* mask = f.form().field(QStringLiteral("mask_structure"));
        Q_EMIT mask->findChild<QComboBox*>()->textActivated(QStringLiteral("2:4"));
        QVERIFY(f.editor().text().contains(QStringLiteral("          mask_structure: '2:4'\n")));
        const QList<QToolButton*> buttons = mask->findChildren<QToolButton*>();
        const auto reset = std::find_if(buttons.begin(), buttons.end(), [](const QToolButton* button) {
            return button->accessibleName() == QLatin1String("Reset mask_structure");
        });
        QVERIFY(reset != buttons.end() && !(*reset)->isHidden());
        QTest::mouseClick(*reset, Qt::LeftButton);
        QVERIFY(!f.editor().text().contains(QStringLiteral("mask_structure")));
        QVERIFY((*reset)->isHidden());
    }

    void entriesAreAList()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        f.lanes().setCurrent({0, 0});
        TargetsField* targets = f.form().field(QStringLiteral("targets"))->targets();
        QCOMPARE(targets->entries(), QStringList{QStringLiteral("re:.*mlp")});
        QSignalSpy asked(&f.form(), &ModifierForm::pickRequested);
        Q_EMIT targets->pickRequested(targets->entries());
        QCOMPARE(asked.size(), 1);
        targets->setPicked({QStringLiteral("re:.*mlp"), QStringLiteral("lm_head")});
        QVERIFY(f.editor().text().contains(QStringLiteral("targets: ['re:.*mlp', lm_head]\n")));
        QTreeWidget* list = targets->findChild<QTreeWidget*>();
        list->setCurrentItem(list->topLevelItem(0));
        QTest::keyClick(list, Qt::Key_Delete);
        QVERIFY(f.editor().text().contains(QStringLiteral("targets: [lm_head]\n")));
    }

    void theTextWinsOverAFieldInEdit()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        f.lanes().setCurrent({0, 0});
        FormField* field = f.form().field(QStringLiteral("sparsity"));
        QLineEdit* sparsity = field->findChild<QLineEdit*>();
        type(sparsity, QStringLiteral("0.7"), false);
        f.editor().setSelection(6, 20, 6, 23);
        f.editor().replaceSelectedText(QStringLiteral("0.3"));
        QTRY_COMPARE_WITH_TIMEOUT(sparsity->text(), QStringLiteral("0.3"), 2000);
        QVERIFY(field->note().contains(QStringLiteral("0.3")) && field->note().contains(QStringLiteral("0.7")));
        const QList<QToolButton*> buttons = field->findChildren<QToolButton*>();
        const auto use = std::find_if(buttons.begin(), buttons.end(), [](const QToolButton* button) {
            return button->text() == QLatin1String("Use 0.7");
        });
        QVERIFY(use != buttons.end());
        QTest::mouseClick(*use, Qt::LeftButton);
        QVERIFY(f.editor().text().contains(QStringLiteral("sparsity: 0.7\n")));
    }

    void typingIsFollowedAndTheSelectionStays()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        f.lanes().setCurrent({0, 1});
        f.editor().insertAt(QStringLiteral("      - WandaPruningModifier: {sparsity: 0.5}\n"), 5, 0);
        QTRY_COMPARE_WITH_TIMEOUT(f.cardNames().size(), 4, 2000);
        QCOMPARE(f.lanes().current(), (CardPlace{0, 2}));
    }

    void aRecipeThatIsNoYamlFreezesTheCards()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        f.lanes().setCurrent({0, 0});
        f.editor().insertAt(QStringLiteral("["), 7, 20);
        QTRY_VERIFY_WITH_TIMEOUT(f.lanes().isFrozen(), 2000);
        QCOMPARE(f.cardNames().size(), 3); // the last state that could be read
        const QList<QToolButton*> buttons = f.page.findChildren<QToolButton*>();
        const auto fault = std::find_if(buttons.begin(), buttons.end(), [](const QToolButton* button) {
            return button->text().contains(QLatin1String("stops the cards from following."));
        });
        QVERIFY(fault != buttons.end() && !(*fault)->isHidden());
        const QString broken = f.editor().text();
        f.press(Qt::Key_Delete);
        QVERIFY(!f.drop(kModifierMime, "WandaPruningModifier", f.below(0)));
        QVERIFY(!f.form().field(QStringLiteral("sparsity"))->findChild<QLineEdit*>()->isEnabled());
        QCOMPARE(f.editor().text(), broken);
        f.editor().undo();
        QTRY_VERIFY_WITH_TIMEOUT(!f.lanes().isFrozen(), 2000);
        QVERIFY((*fault)->isHidden());
    }

    void problemsAreOnTheirCards()
    {
        Fixture f(*m_theme);
        f.setText(QString(kTwoStages).replace(QStringLiteral("sparsity: 0.5"), QStringLiteral("sparsity: 5")));
        QVERIFY2(f.lanes().cards()[0]->toolTip().contains(QStringLiteral("sparsity")),
                 qPrintable(f.lanes().cards()[0]->toolTip()));
        QVERIFY(!f.page.primaryAction()->isEnabled());
        f.lanes().setCurrent({0, 0});
        type(f.form().field(QStringLiteral("sparsity"))->findChild<QLineEdit*>(), QStringLiteral("0.5"));
        QCOMPARE(f.editor().text(), kTwoStages);
    }

    void whatCannotBeDoneIsSaid()
    {
        Fixture f(*m_theme);
        const QString shared =
            QStringLiteral("espalier: 1\nstages:\n  - name: s\n    modifiers:\n      - MagnitudePruningModifier: &x\n"
                           "          sparsity: 0.5\n      - WandaPruningModifier: *x\n");
        f.setText(shared);
        f.lanes().setCurrent({0, 0});
        type(f.form().field(QStringLiteral("sparsity"))->findChild<QLineEdit*>(), QStringLiteral("0.25"));
        QCOMPARE(f.editor().text(), shared);
        QLineEdit* sparsity = f.form().field(QStringLiteral("sparsity"))->findChild<QLineEdit*>();
        QCOMPARE(sparsity->text(), QStringLiteral("0.5"));
    }

    void aSmallWindowHasAMenuAndTabs()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        f.page.resize(968, 568);
        QTRY_VERIFY(!f.palette().isVisible());
        QVERIFY(f.form().isVisible());
        QVERIFY(!f.editor().isVisible());
        f.lanes().setCurrent({0, 0});
        f.press(Qt::Key_F2);
        QVERIFY(f.editor().isVisible());
        f.press(Qt::Key_Return);
        QVERIFY(f.form().isVisible());
        f.page.resize(1224, 728);
        QTRY_VERIFY(f.palette().isVisible());
        QVERIFY(f.form().isVisible() && f.lanes().isVisible());
    }

    void everythingHasANameAndAWay()
    {
        Fixture f(*m_theme);
        f.setText(kTwoStages);
        for (const QToolButton* button : f.page.findChildren<QToolButton*>()) {
            if (button->isVisible() && button->parentWidget()->inherits("espalier::ui::Lane")) {
                QVERIFY(!button->accessibleName().isEmpty());
            }
        }
        f.lanes().setCurrent({0, 0});
        for (const FormField* field : f.form().fields()) {
            QVERIFY(field->focusProxy() != nullptr);
            const QWidget* control =
                field->focusProxy()->focusProxy() == nullptr ? field->focusProxy() : field->focusProxy()->focusProxy();
            QVERIFY2(!control->accessibleName().isEmpty(), field->key().name.c_str());
        }
    }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(RecipeCardsTest)
#include "recipe_cards_test.moc"
