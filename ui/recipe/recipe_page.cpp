#include "ui/recipe/recipe_page.h"

#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTreeView>

#include "ui/recipe/data_form.h"
#include "ui/recipe/entry_list.h"
#include "ui/recipe/lanes_view.h"
#include "ui/recipe/modifier_form.h"
#include "ui/recipe/palette_view.h"
#include "ui/recipe/plan_strip.h"
#include "ui/recipe/problems_list.h"
#include "ui/recipe/recipe_editor.h"
#include "ui/recipe/target_model.h"

namespace espalier::ui {

namespace {

constexpr int kTypingPause = 150; // ms

/// "2 errors, 1 warning": only what there is.
QString problemCounts(int errors, int warnings)
{
    QStringList parts;
    if (errors > 0) {
        parts << (errors == 1 ? RecipePage::tr("1 error") : RecipePage::tr("%1 errors").arg(errors));
    }
    if (warnings > 0) {
        parts << (warnings == 1 ? RecipePage::tr("1 warning") : RecipePage::tr("%1 warnings").arg(warnings));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

RecipePage::RecipePage(const PageContext& context, QWidget* parent) : Page(context, parent)
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPause);
    setupActions();
    setupLayout();
    connectParts();
    readWorkspace();
}

void RecipePage::connectParts()
{
    connect(m_editor, &QsciScintilla::textChanged, this, &RecipePage::textEdited);
    connect(&m_typing, &QTimer::timeout, this, &RecipePage::analyse);
    connect(&workspace(), &Workspace::recipeChanged, this, &RecipePage::readWorkspace);
    connect(&workspace(), &Workspace::modelChanged, this, &RecipePage::analyse);
    connect(&workspace(), &Workspace::dataChanged, this, &RecipePage::updateState);
    connect(m_problems, &ProblemsList::goToRequested, this, [this](const recipe::Diagnostic& diagnostic) {
        m_tabs->setCurrentWidget(m_editor);
        m_editor->goTo(diagnostic.location);
    });
    connect(m_entries, &EntryList::previewChanged, this, &RecipePage::preview);
    const auto goTo = [this](const recipe::Location& location) {
        m_tabs->setCurrentWidget(m_editor);
        m_editor->goTo(location);
    };
    connect(m_entries, &EntryList::goToRequested, this, goTo);
    connect(m_form, &ModifierForm::goToRequested, this, goTo);
    connectPlan();
    connectCards();
    connect(m_templates, &QListWidget::itemActivated, this,
            [this](QListWidgetItem* item) { useTemplate(item->data(Qt::UserRole).toString()); });
    connect(m_templates, &QListWidget::itemClicked, this,
            [this](QListWidgetItem* item) { useTemplate(item->data(Qt::UserRole).toString()); });
}

QList<QWidget*> RecipePage::regions() const
{
    return {m_templates, m_palette, m_lanes, m_form, m_editor, m_entries, m_tree, m_data, m_problems, m_plan};
}

Link RecipePage::location() const
{
    Link link = Page::location();
    link.recipe = workspace().recipe().path;
    return link;
}

void RecipePage::showLink(const Link& link)
{
    if (link.line > 0) {
        m_tabs->setCurrentWidget(m_editor);
        m_editor->goTo({link.line, 1});
        m_editor->setFocus(Qt::OtherFocusReason);
    }
}

void RecipePage::readWorkspace()
{
    const RecipeState& state = workspace().recipe();
    if (m_editor->text() != state.text) {
        m_reading = true;
        if (m_editor->text().trimmed().isEmpty()) {
            m_editor->openText(state.text);
        } else {
            m_editor->replaceAll(state.text); // undo brings back what was there
            m_editor->setModified(state.path.isEmpty());
        }
        m_reading = false;
        analyse();
    }
    updateState();
}

void RecipePage::textEdited()
{
    if (m_reading) {
        return;
    }
    m_typing.start();
}

void RecipePage::analyse()
{
    m_typing.stop();
    const QString text = m_editor->text();
    if (text != workspace().recipe().text) {
        RecipeState state = workspace().recipe();
        state.text = text;
        workspace().setRecipe(state);
    }
    m_analysis = std::make_shared<const RecipeAnalysis>(text, workspace().model());
    m_editor->showDiagnostics(m_analysis->diagnostics());
    m_problems->show(m_analysis->diagnostics(), workspace().model() ? &workspace().model()->tree() : nullptr);
    const bool firstOfModel = m_targetModel->rowCount() == 0;
    m_targetModel->setAnalysis(m_analysis);
    m_entries->setAnalysis(m_analysis);
    m_targetsTitle->setText(tr("Modules")); // a preview ends with its entries
    if (firstOfModel) {
        revealHits();
    }
    showCards();
    updateState();
    updatePlan();
}

/// Opens the tree down to the first decoder layer, where most recipes do their work.
void RecipePage::revealHits()
{
    QModelIndex index;
    while (m_targetModel->rowCount(index) > 0) {
        QModelIndex next;
        for (int row = 0; row < m_targetModel->rowCount(index) && !next.isValid(); ++row) {
            const QModelIndex child = m_targetModel->index(row, 0, index);
            if (m_targetModel->rowCount(child) > 0) {
                next = child;
            }
        }
        if (!next.isValid()) {
            break;
        }
        m_tree->expand(next);
        const model::ModuleNode* module = m_targetModel->moduleAt(next);
        if (module->layer >= 0) {
            m_tree->expandRecursively(next);
            break;
        }
        index = next;
    }
}

void RecipePage::preview(const recipe::EntryHits* entry)
{
    std::vector<const model::ModuleNode*> modules;
    if (entry != nullptr) {
        modules = entry->modules;
        if (entry->kind == recipe::EntryKind::Ignore) {
            modules.insert(modules.end(), entry->hits.begin(), entry->hits.end());
        }
    }
    m_targetModel->setPreview(modules, entry == nullptr ? recipe::EntryKind::Target : entry->kind, entry != nullptr);
    m_targetsTitle->setText(entry == nullptr ? tr("Modules")
                                             : tr("Modules hit by %1").arg(QString::fromStdString(entry->entry)));
}

QString RecipePage::reasonNotToStart() const
{
    if (!m_analysis || m_editor->text().trimmed().isEmpty()) {
        return tr("Choose a template or open a recipe.");
    }
    if (const int errors = m_analysis->count(recipe::Severity::Error); errors > 0) {
        return errors == 1 ? tr("The recipe has an error.") : tr("The recipe has %1 errors.").arg(errors);
    }
    if (!workspace().model()) {
        return tr("Open a model first.");
    }
    if (!workspace().model()->checkpoint) {
        return tr("This model cannot be worked on; the Explorer says why.");
    }
    if (m_analysis->needsCalibration() && workspace().data().calibration.files.empty()) {
        return tr("Choose a calibration text.");
    }
    return {};
}

void RecipePage::updateState()
{
    const RecipeState& state = workspace().recipe();
    const bool empty = m_editor->text().trimmed().isEmpty();
    m_body->setCurrentIndex(empty && !m_editor->hasFocus() ? 1 : 0);
    m_name->setText(state.name.isEmpty() ? tr("Untitled recipe") : state.name);
    const int errors = m_analysis && !empty ? m_analysis->count(recipe::Severity::Error) : 0;
    const int warnings = m_analysis && !empty ? m_analysis->count(recipe::Severity::Warning) : 0;
    const int notes = m_analysis && !empty ? m_analysis->count(recipe::Severity::Note) : 0;
    m_problemsTitle->setText(errors + warnings > 0 ? tr("Problems: %1").arg(problemCounts(errors, warnings))
                             : notes > 0           ? tr("No problems, notes: %1").arg(notes)
                                                   : tr("No problems"));
    m_problemsPane->setVisible(!empty);
    if (m_analysis) {
        m_data->setCalibrationNeeded(m_analysis->needsCalibration());
        const bool missing = m_analysis->needsCalibration() && workspace().data().calibration.files.empty();
        m_tabs->setTabIcon(m_tabs->indexOf(m_dataTab),
                           missing ? theme().icon(QStringLiteral("warning"), &Colors::warning) : QIcon());
        m_tabs->setTabToolTip(m_tabs->indexOf(m_dataTab), missing ? tr("Choose a calibration text.") : QString());
    }
    m_modules->setCurrentIndex(workspace().model() ? 0 : 1);
    const QString reason = reasonNotToStart();
    m_start->setEnabled(reason.isEmpty());
    m_start->setToolTip(reason.isEmpty() ? tr("Runs this recipe on the current model") : reason);
    QString dialect;
    if (m_analysis && !empty && m_analysis->dialect() && *m_analysis->dialect() != recipe::Dialect::Espalier) {
        const std::string_view program = recipe::programName(*m_analysis->dialect());
        dialect = tr("%1 dialect").arg(QString::fromUtf8(program.data(), static_cast<int>(program.size())));
    }
    m_summary->setText(reason.isEmpty() || dialect.isEmpty()
                           ? dialect + reason
                           : tr("%1. %2", "dialect; why the recipe cannot start").arg(dialect, reason));
}

} // namespace espalier::ui
