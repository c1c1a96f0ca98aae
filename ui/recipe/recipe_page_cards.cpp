#include <utility>

#include <QInputDialog>
#include <QMenu>
#include <QTabWidget>
#include <QToolButton>

#include "core/compress/schemas.h"
#include "core/recipe/write.h"
#include "ui/recipe/form_field.h"
#include "ui/recipe/lanes_view.h"
#include "ui/recipe/modifier_form.h"
#include "ui/recipe/palette_view.h"
#include "ui/recipe/recipe_editor.h"
#include "ui/recipe/recipe_page.h"
#include "ui/widgets/message_bar.h"

namespace espalier::ui {

void RecipePage::connectCards()
{
    connect(m_palette, &PaletteView::insertRequested, this, &RecipePage::addFromPalette);
    connect(m_palette, &PaletteView::menuRequested, this, &RecipePage::showPaletteMenu);
    connect(m_lanes, &LanesView::currentChanged, this, &RecipePage::showForm);
    connect(m_lanes, &LanesView::textRequested, this, &RecipePage::goToCard);
    connect(m_lanes, &LanesView::insertRequested, this, &RecipePage::insertModifier);
    connect(m_lanes, &LanesView::addStageRequested, m_addStage, &QAction::trigger);
    connect(m_lanes, &LanesView::renameStageRequested, this, &RecipePage::renameStage);
    connect(m_lanes, &LanesView::openRequested, this, [this] {
        if (m_narrow) {
            m_tabs->setCurrentWidget(m_form);
        }
        m_form->focusFirst();
    });
    connect(m_lanes, &LanesView::moveRequested, this, [this](CardPlace from, CardPlace to) {
        applyEdit([&](const RecipeEditing& editing) { return editing.moveCard(from, to); });
    });
    connect(m_lanes, &LanesView::copyRequested, this, [this](CardPlace from, CardPlace to) {
        applyEdit([&](const RecipeEditing& editing) { return editing.copyCard(from, to); });
    });
    connect(m_lanes, &LanesView::removeRequested, this, [this](CardPlace place) {
        applyEdit([&](const RecipeEditing& editing) { return editing.removeCard(place); });
    });
    connect(m_lanes, &LanesView::enableRequested, this, [this](CardPlace place, bool enabled) {
        applyEdit([&](const RecipeEditing& editing) { return editing.setEnabled(place, enabled); });
    });
    connect(m_lanes, &LanesView::removeStageRequested, this, [this](std::size_t lane) {
        applyEdit([&](const RecipeEditing& editing) { return editing.removeStage(lane); });
    });
    connect(m_form, &ModifierForm::keyChanged, this,
            [this](CardPlace place, const std::string& key, const recipe::Value& value) {
                applyEdit([&](const RecipeEditing& editing) { return editing.setKey(place, key, value); });
            });
    connect(m_form, &ModifierForm::keyRemoved, this, [this](CardPlace place, const std::string& key) {
        applyEdit([&](const RecipeEditing& editing) { return editing.removeKey(place, key); });
    });
    connect(m_form, &ModifierForm::previewChanged, this, &RecipePage::preview);
    connect(m_fault, &QToolButton::clicked, this, [this] {
        m_tabs->setCurrentWidget(m_editor);
        m_editor->goTo({m_fault->property("line").toInt(), 1});
    });
    connect(m_convert, &QToolButton::clicked, this, &RecipePage::convertToEspalier);
}

QWidget* RecipePage::filterField() const
{
    return m_palette->filterField();
}

/// Cards follow the text; while it is no YAML, they stay as they were.
void RecipePage::showCards(const CardPlace* select)
{
    auto outline = std::make_shared<const RecipeOutline>(m_editor->text().toStdString());
    const bool valid = outline->valid();
    m_fault->setVisible(!valid);
    m_palette->setFrozen(!valid);
    m_add->setEnabled(valid);
    m_convert->setVisible(valid && outline->dialect() == recipe::Dialect::Quark);
    if (valid) {
        m_outline = outline;
        m_lanes->show(m_outline, m_analysis, select);
    } else {
        m_fault->setText(tr("Line %1 stops the cards from following.").arg(outline->faultLine()));
        m_fault->setProperty("line", outline->faultLine());
        m_lanes->setFrozen(true);
    }
    m_form->setFrozen(!valid);
}

void RecipePage::showForm()
{
    const CardPlace place = m_lanes->current();
    const RecipeCard* card = m_outline ? m_outline->card(place.lane, place.card) : nullptr;
    m_form->show(place, card, m_outline ? m_outline->dialect() : recipe::Dialect::Espalier, m_analysis);
}

void RecipePage::applyEdit(const std::function<Result<RecipeEdit>(const RecipeEditing&)>& edit)
{
    if (m_typing.isActive() || !m_outline) {
        analyse(); // the cards of what is on the screen now
    }
    if (!m_outline || m_lanes->isFrozen()) {
        return;
    }
    const std::shared_ptr<const RecipeOutline> outline = m_outline;
    const Result<RecipeEdit> result = edit(RecipeEditing(*outline));
    if (!result) {
        m_message->showError(result.error());
        m_refused = true;
        showForm(); // a field shows the document's value again
        return;
    }
    if (std::exchange(m_refused, false)) {
        m_message->hide(); // what is said of other things stays
    }
    const CardPlace place = result->card;
    if (result->replacements.empty()) {
        return;
    }
    m_editor->applyEdit(result->replacements);
    analyse();
    m_lanes->setCurrent(place);
}

void RecipePage::insertModifier(CardPlace place, const QString& type)
{
    if (const recipe::ModifierSchema* schema = compress::modifierSchemas().find(type.toStdString())) {
        applyEdit([&](const RecipeEditing& editing) { return editing.insertCard(place, *schema); });
    }
}

/// What trains goes into a stage that does, made if there is none.
void RecipePage::addFromPalette(const QString& type)
{
    const recipe::ModifierSchema* schema = compress::modifierSchemas().find(type.toStdString());
    CardPlace place = m_lanes->insertionPlace();
    if (schema != nullptr && m_outline) {
        const auto& lanes = m_outline->lanes();
        const auto fits = [&](std::size_t lane) {
            return lane < lanes.size() && (lanes[lane].runType == recipe::RunType::Train) == schema->trains;
        };
        if (!fits(place.lane)) {
            std::size_t lane = 0;
            while (lane < lanes.size() && !fits(lane)) {
                ++lane;
            }
            place = {lane, lane < lanes.size() ? lanes[lane].cards.size() : 0};
        }
    }
    insertModifier(place, type);
}

/// Everything that dragging does, too.
void RecipePage::showPaletteMenu(const QString& type, const QPoint& global)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Add behind the current card"), this, [this, type] { addFromPalette(type); });
    for (std::size_t lane = 0; m_outline && lane < m_outline->lanes().size(); ++lane) {
        const RecipeLane& one = m_outline->lanes()[lane];
        menu->addAction(tr("Add to stage %1").arg(QString::fromStdString(one.name)), this,
                        [this, type, place = CardPlace{lane, one.cards.size()}] { insertModifier(place, type); });
    }
    const CardPlace next{m_outline ? m_outline->lanes().size() : 0, 0};
    menu->addAction(tr("Add in a new stage"), this, [this, type, next] { insertModifier(next, type); });
    menu->popup(global);
}

void RecipePage::renameStage(std::size_t lane)
{
    if (!m_outline || lane >= m_outline->lanes().size()) {
        return;
    }
    bool accepted = false;
    const QString before = QString::fromStdString(m_outline->lanes()[lane].name);
    const QString name = QInputDialog::getText(this, tr("Rename stage"), tr("Name; its result is a folder called so:"),
                                               QLineEdit::Normal, before, &accepted);
    if (accepted) {
        applyEdit(
            [&](const RecipeEditing& editing) { return editing.renameStage(lane, name.trimmed().toStdString()); });
    }
}

void RecipePage::goToCard()
{
    const CardPlace place = m_lanes->current();
    if (const RecipeCard* card = m_outline ? m_outline->card(place.lane, place.card) : nullptr) {
        m_tabs->setCurrentWidget(m_editor);
        m_editor->goTo({card->line, 1});
    }
}

void RecipePage::convertToEspalier()
{
    const recipe::SchemaRegistry& schemas = compress::modifierSchemas();
    const recipe::ParsedRecipe parsed = recipe::parseRecipe(m_editor->text().toStdString(), schemas);
    if (!parsed.recipe) {
        m_message->showError({"recipe.edit.form", tr("The recipe has errors. Mend them first.").toStdString(), {}});
        return;
    }
    const recipe::WrittenRecipe written = recipe::writeRecipe(*parsed.recipe, recipe::Dialect::Espalier, schemas);
    m_editor->replaceAll(QString::fromStdString(written.document));
    analyse();
}

void RecipePage::step(bool back)
{
    back ? m_editor->undo() : m_editor->redo();
    analyse();
}

} // namespace espalier::ui
