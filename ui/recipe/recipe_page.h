#pragma once

#include <functional>
#include <memory>

#include <QTimer>

#include "ui/models/recipe_analysis.h"
#include "ui/models/recipe_edit.h"
#include "ui/page.h"

class QLabel;
class QListWidget;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QToolButton;
class QTreeView;

namespace espalier::ui {

class DataForm;
class EntryList;
class ImportList;
class LanesView;
class MessageBar;
class ModifierForm;
class PaletteView;
class PlanStrip;
class ProblemsList;
class RecipeEditor;
class RecipeFile;
class TargetModel;
class TargetsField;

/// The Recipe page: the YAML document, the cards that show and edit it, what is wrong with it, and what it makes of the
/// current model's modules. The document is the truth: a card edit is one undo step of its editor.
class RecipePage : public Page
{
    Q_OBJECT

public:
    explicit RecipePage(const PageContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("recipe"); }
    QString title() const override { return tr("Recipe"); }
    QString iconName() const override { return QStringLiteral("recipe"); }
    QAction* primaryAction() const override { return m_start; }
    QList<QWidget*> regions() const override;
    QWidget* filterField() const override;
    QList<QAction*> commands() const override { return {m_open, m_save, m_saveAs, m_undo, m_redo, m_addStage}; }
    Link location() const override;
    void showLink(const Link& link) override; ///< a line of the recipe
    void setActive(bool active) override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setupActions();
    void setupLayout();
    QWidget* makeHeader();
    QWidget* makeEmptyPage();
    QWidget* makeBoard();
    QWidget* makeLanes();
    QWidget* makeProblems();
    QWidget* makeTargets();
    void setNarrow(bool narrow); ///< the palette becomes a menu, the form a tab
    void connectParts();

    void readWorkspace(); ///< the recipe was replaced from outside
    void textEdited();
    void analyse();
    void updateState();
    void connectCards();
    void showCards(const CardPlace* select = nullptr);
    void showForm();
    /// The edit of the current outline as one undo step; what is refused is said above the page.
    void applyEdit(const std::function<Result<RecipeEdit>(const RecipeEditing&)>& edit);
    void insertModifier(CardPlace place, const QString& type);
    void addFromPalette(const QString& type);
    void showPaletteMenu(const QString& type, const QPoint& global);
    void renameStage(std::size_t lane);
    void goToCard();
    void convertToEspalier();
    void step(bool back); ///< undo or redo, wherever the focus is
    void updatePlan();
    void connectPlan();
    void showImport();
    void convertImport();
    void pickTargets(TargetsField* field);
    void fix(const recipe::Diagnostic& diagnostic);
    void askAboutFile(const QString& text); ///< that another program wrote
    void reload(const QString& text);
    void compareFile(const QString& text);
    QString reasonNotToStart() const;
    void preview(const recipe::EntryHits* entry);
    void revealHits();
    void useTemplate(const QString& resource);
    void openFile();
    void save(bool askForName);
    void startRun();

    QAction* m_start = nullptr;
    QAction* m_open = nullptr;
    QAction* m_save = nullptr;
    QAction* m_saveAs = nullptr;
    QAction* m_undo = nullptr;
    QAction* m_redo = nullptr;
    QAction* m_addStage = nullptr;
    QLabel* m_name = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_problemsTitle = nullptr;
    QLabel* m_targetsTitle = nullptr;
    QLabel* m_modelHint = nullptr;
    MessageBar* m_message = nullptr;
    QListWidget* m_templates = nullptr;
    DataForm* m_data = nullptr;
    RecipeEditor* m_editor = nullptr;
    QStackedWidget* m_body = nullptr; ///< the board, or what to begin with
    QSplitter* m_board = nullptr;
    QWidget* m_palettePane = nullptr;
    PaletteView* m_palette = nullptr;
    LanesView* m_lanes = nullptr;
    ModifierForm* m_form = nullptr;
    QTabWidget* m_tabs = nullptr;
    QWidget* m_dataTab = nullptr;
    QToolButton* m_add = nullptr;     ///< the palette as a menu
    QToolButton* m_fault = nullptr;   ///< why the cards do not follow
    QToolButton* m_convert = nullptr; ///< from a dialect that has no cards
    QStackedWidget* m_modules = nullptr;
    QWidget* m_problemsPane = nullptr;
    ProblemsList* m_problems = nullptr;
    EntryList* m_entries = nullptr;
    TargetModel* m_targetModel = nullptr;
    QTreeView* m_tree = nullptr;
    PlanStrip* m_plan = nullptr;
    ImportList* m_import = nullptr;
    RecipeFile* m_file = nullptr;
    QTimer m_typing;
    RecipeAnalysisPtr m_analysis;
    std::shared_ptr<const RecipeOutline> m_outline; ///< the last one that could be read
    bool m_narrow = false;
    bool m_refused = false; ///< the message says why an edit was refused
    bool m_reading = false; ///< the editor's text comes from the workspace
};

} // namespace espalier::ui
