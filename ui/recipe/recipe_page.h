#pragma once

#include <QTimer>

#include "ui/models/recipe_analysis.h"
#include "ui/page.h"

class QLabel;
class QListWidget;
class QStackedWidget;
class QTreeView;

namespace espalier::ui {

class DataForm;
class EntryList;
class MessageBar;
class PlanStrip;
class ProblemsList;
class RecipeEditor;
class RecipeFile;
class TargetModel;

/// The Recipe page: the YAML document, what is wrong with it, and what it makes of the current model's modules.
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
    QList<QAction*> commands() const override { return {m_open, m_save, m_saveAs}; }
    Link location() const override;
    void showLink(const Link& link) override; ///< a line of the recipe
    void setActive(bool active) override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setupActions();
    void setupLayout();
    QWidget* makeHeader();
    QWidget* makeSide();
    QWidget* makeCenter();
    QWidget* makeTargets();
    void connectParts();

    void readWorkspace(); ///< the recipe was replaced from outside
    void textEdited();
    void analyse();
    void updateState();
    void updatePlan();
    void connectPlan();
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
    QLabel* m_name = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_problemsTitle = nullptr;
    QLabel* m_targetsTitle = nullptr;
    QLabel* m_modelHint = nullptr;
    MessageBar* m_message = nullptr;
    QListWidget* m_templates = nullptr;
    DataForm* m_data = nullptr;
    RecipeEditor* m_editor = nullptr;
    QStackedWidget* m_document = nullptr;
    QStackedWidget* m_modules = nullptr;
    QWidget* m_problemsPane = nullptr;
    ProblemsList* m_problems = nullptr;
    EntryList* m_entries = nullptr;
    TargetModel* m_targetModel = nullptr;
    QTreeView* m_tree = nullptr;
    PlanStrip* m_plan = nullptr;
    RecipeFile* m_file = nullptr;
    QTimer m_typing;
    RecipeAnalysisPtr m_analysis;
    bool m_reading = false; ///< the editor's text comes from the workspace
};

} // namespace espalier::ui
