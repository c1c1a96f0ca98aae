#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

#include "ui/models/card_summary.h"
#include "ui/models/recipe_diff.h"
#include "ui/models/recipe_file.h"
#include "ui/recipe/data_form.h"
#include "ui/recipe/import_list.h"
#include "ui/recipe/modifier_form.h"
#include "ui/recipe/plan_strip.h"
#include "ui/recipe/problems_list.h"
#include "ui/recipe/recipe_editor.h"
#include "ui/recipe/recipe_page.h"
#include "ui/recipe/target_picker.h"
#include "ui/recipe/targets_field.h"
#include "ui/theme/espalier_style.h"
#include "ui/widgets/diff_table.h"
#include "ui/widgets/message_bar.h"

namespace espalier::ui {

/// What the page says of the recipe: what it would do, what mends it, and that its file is another one now.
void RecipePage::connectPlan()
{
    connect(m_data, &DataForm::edited, this, &RecipePage::updatePlan);
    connect(&workspace(), &Workspace::dataChanged, this, &RecipePage::updatePlan);
    connect(m_plan, &PlanStrip::dataRequested, m_data, &DataForm::setSamples);
    const auto open = [this](const QString& page) {
        Link link;
        link.page = page;
        Q_EMIT openRequested(link);
    };
    connect(m_plan, &PlanStrip::settingsRequested, this, [open] { open(QStringLiteral("settings")); });
    connect(m_plan, &PlanStrip::runsRequested, this, [open] { open(QStringLiteral("runs")); });
    connect(m_problems, &ProblemsList::fixRequested, this, &RecipePage::fix);
    connect(m_editor, &RecipeEditor::fixRequested, this, &RecipePage::fix);
    connect(m_form, &ModifierForm::pickRequested, this, &RecipePage::pickTargets);
    m_import = new ImportList(theme());
    m_tabs->setTabVisible(m_tabs->addTab(m_import, tr("Import")), false);
    connect(m_import, &ImportList::convertRequested, this, &RecipePage::convertImport);
    connect(m_import, &ImportList::goToRequested, this, [this](const recipe::Location& location) {
        m_tabs->setCurrentWidget(m_editor);
        m_editor->goTo(location);
    });
    m_file = new RecipeFile(this);
    connect(m_file, &RecipeFile::changed, this, &RecipePage::askAboutFile);
    connect(m_file, &RecipeFile::removed, this, [this] {
        m_message->showMessage(MessageBar::Kind::Warning,
                               tr("%1 is gone from the disk. Saving writes it again.").arg(workspace().recipe().name));
        m_message->addAction(m_save->text(), [this] { m_save->trigger(); });
    });
    const auto watch = [this] {
        const RecipeState& state = workspace().recipe();
        if (state.path != m_file->path()) { // just read, or just written
            m_file->setFile(state.path, state.text);
        }
    };
    connect(&workspace(), &Workspace::recipeChanged, this, watch);
    watch();
}

/// Differences stand beside the text that they are of; a file that was just opened shows them first.
void RecipePage::showImport()
{
    const bool imported = m_analysis && m_analysis->dialect() && *m_analysis->dialect() != recipe::Dialect::Espalier &&
                          !m_editor->text().trimmed().isEmpty();
    const int tab = m_tabs->indexOf(m_import);
    const bool appears = imported && !m_tabs->isTabVisible(tab);
    m_tabs->setTabVisible(tab, imported);
    if (imported) {
        m_import->show(*m_analysis);
    }
    if (appears && !m_editor->hasFocus() && m_import->count() > 0) { // not while it is typed
        m_tabs->setCurrentWidget(m_import);
    }
}

void RecipePage::convertImport()
{
    convertToEspalier();
    if (m_analysis->dialect() == recipe::Dialect::Espalier) {
        m_tabs->setCurrentWidget(m_editor);
        m_message->showMessage(MessageBar::Kind::Info,
                               tr("The recipe is in Espalier's own dialect now. Comments were not kept."));
        m_message->addAction(tr("Undo"), [this] { step(true); });
    }
}

void RecipePage::pickTargets(TargetsField* field)
{
    const CardPlace place = m_form->place();
    const RecipeCard* card = m_outline ? m_outline->card(place.lane, place.card) : nullptr;
    const recipe::ResolvedModifier* resolved = card == nullptr ? nullptr : resolvedOf(*card, m_analysis.get());
    if (resolved == nullptr) {
        m_message->showMessage(MessageBar::Kind::Info, workspace().model()
                                                           ? tr("Modules can be chosen for a card that is switched on.")
                                                           : tr("Open a model to choose among its modules."));
        return;
    }
    ModifierPlace at;
    const auto& stages = m_analysis->resolved().stages;
    for (std::size_t s = 0; s < stages.size(); ++s) {
        for (std::size_t m = 0; m < stages[s].modifiers.size(); ++m) {
            if (&stages[s].modifiers[m] == resolved) {
                at = {s, m};
            }
        }
    }
    QStringList entries = field->entries();
    if (entries.isEmpty()) { // the schema's default
        const bool ignoring = field->key() == QLatin1String("ignore");
        for (const std::string& entry : ignoring ? resolved->modifier->ignore() : resolved->modifier->targets()) {
            entries << QString::fromStdString(entry);
        }
    }
    auto* picker = new TargetPicker(theme(), m_analysis, at, field->key(), entries, this);
    picker->setAttribute(Qt::WA_DeleteOnClose);
    connect(picker, &QDialog::accepted, this, [picker, guard = QPointer<TargetsField>(field)] {
        if (guard) {
            guard->setPicked(picker->entries());
        }
    });
    picker->open();
}

void RecipePage::fix(const recipe::Diagnostic& diagnostic)
{
    m_editor->applySuggestion(diagnostic);
    analyse(); // at once: the places of the other problems may have moved
}

void RecipePage::askAboutFile(const QString& text)
{
    if (text == m_editor->text()) {
        return; // what this page has saved
    }
    m_message->showMessage(MessageBar::Kind::Warning,
                           tr("Another program has changed %1.").arg(workspace().recipe().name));
    m_message->addAction(tr("Reload"), [this, text] { reload(text); });
    m_message->addAction(tr("Keep mine"), [] {});
    m_message->addAction(
        tr("Compare"), [this, text] { compareFile(text); }, false, true);
}

void RecipePage::reload(const QString& text)
{
    m_editor->replaceAll(text); // undo brings the other one back
    m_editor->setModified(false);
    analyse();
}

void RecipePage::compareFile(const QString& text)
{
    auto* dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("%1: the editor's text and the file's").arg(workspace().recipe().name));
    dialog->resize(880, 560);
    auto* sides = new QHBoxLayout;
    for (const QString& side : {tr("In the editor"), tr("In the file")}) {
        auto* label = new QLabel(side);
        label->setForegroundRole(QPalette::PlaceholderText);
        sides->addWidget(label, 1);
    }
    auto* table = new DiffTable(theme());
    table->setRows(diffLines(m_editor->text(), text, false));
    auto* buttons = new QDialogButtonBox;
    QPushButton* take = buttons->addButton(tr("Reload"), QDialogButtonBox::AcceptRole);
    QPushButton* keep = buttons->addButton(tr("Keep mine"), QDialogButtonBox::RejectRole);
    keep->setProperty(kPrimaryProperty, true);
    keep->setDefault(true);
    connect(take, &QPushButton::clicked, this, [this, dialog, text] {
        dialog->close();
        m_message->hide();
        reload(text);
    });
    connect(keep, &QPushButton::clicked, this, [this, dialog] {
        dialog->close();
        m_message->hide();
    });
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addLayout(sides);
    layout->addWidget(table, 1);
    layout->addWidget(buttons);
    dialog->open();
}

/// Limits of runs may have changed meanwhile, and what is free always does.
void RecipePage::setActive(bool active)
{
    if (active) {
        updatePlan();
    }
}

void RecipePage::updatePlan()
{
    protocol::CompressJob job = workspace().currentRequest().job;
    m_data->fill(job);
    m_plan->setRecipe(m_analysis, job, workspace().runs().folder());
    showImport();
}

} // namespace espalier::ui
