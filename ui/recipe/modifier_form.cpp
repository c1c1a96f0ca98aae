#include "ui/recipe/modifier_form.h"

#include <algorithm>

#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/compress/schemas.h"
#include "ui/models/card_summary.h"
#include "ui/recipe/form_field.h"

namespace espalier::ui {

namespace {

constexpr int kMargin = 12;

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

QLabel* caption(const QString& words)
{
    auto* label = new QLabel(words);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setFont(Theme::font(TextStyle::Caption));
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

} // namespace

ModifierForm::ModifierForm(const Theme& theme, QWidget* parent) : QScrollArea(parent), m_theme(theme)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Keys of the modifier"));
    setMinimumWidth(220);
    show({}, nullptr, recipe::Dialect::Espalier, nullptr);
}

void ModifierForm::show(CardPlace place, const RecipeCard* card, recipe::Dialect dialect,
                        const RecipeAnalysisPtr& analysis)
{
    m_analysis = analysis;
    m_place = place;
    if (card == nullptr) {
        m_fields.clear();
        m_type.clear();
        m_isBuilt = false;
        m_content = caption(tr("Choose a card to see its keys."));
        static_cast<QLabel*>(m_content)->setAlignment(Qt::AlignTop);
        m_content->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
        setWidget(m_content);
        return;
    }
    if (!m_isBuilt || card->type != m_type) {
        m_isBuilt = true;
        build(*card, compress::modifierSchemas().find(card->type));
    }
    m_arguments = card->arguments;
    m_enabled = card->enabled;
    fillFields(*card);
    fillHits(*card);
    fillOthers(*card);
    const bool imported = dialect != recipe::Dialect::Espalier;
    m_state->setText(!m_enabled ? tr("Switched off: its lines are a comment. Space on the card switches it on.")
                     : imported ? tr("Keys are those of %1, whose N:M counts what is pruned.")
                                      .arg(QString::fromUtf8(recipe::programName(dialect).data()))
                                : QString());
    m_state->setVisible(!m_state->text().isEmpty());
    updateReadOnly();
}

void ModifierForm::build(const RecipeCard& card, const recipe::ModifierSchema* schema)
{
    m_schema = schema;
    m_type = card.type;
    m_fields.clear();
    m_others = nullptr;
    m_content = new QWidget;
    m_layout = new QVBoxLayout(m_content);
    m_layout->setContentsMargins(kMargin, 8, kMargin, kMargin);
    m_layout->setSpacing(12);
    m_title = new QLabel(cardTitle(card, schema));
    QFont bold = Theme::font(TextStyle::Body);
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_layout->addWidget(m_title);
    m_layout->addWidget(caption(schema == nullptr
                                    ? tr("This version does not know this class, so its keys have no fields.")
                                    : text(schema->help)));
    if (schema != nullptr && !schema->paper.empty()) {
        m_layout->addWidget(caption(text(schema->paper)));
    }
    m_hits = new QLabel;
    m_hits->setWordWrap(true);
    m_layout->addWidget(m_hits);
    m_state = caption({});
    m_layout->addWidget(m_state);
    for (std::size_t i = 0; schema != nullptr && i < schema->keys.size(); ++i) {
        if (hasField(schema->keys[i])) {
            addField(schema->keys[i]);
        }
    }
    m_layout->addStretch(1);
    setWidget(m_content);
}

void ModifierForm::addField(const recipe::KeySchema& key)
{
    auto* field = new FormField(m_theme, key);
    connect(field, &FormField::committed, this,
            [this, field](const recipe::Value& value) { Q_EMIT keyChanged(m_place, documentKey(*field), value); });
    connect(field, &FormField::resetRequested, this,
            [this, field] { Q_EMIT keyRemoved(m_place, documentKey(*field)); });
    if (TargetsField* list = field->targets()) {
        connect(list, &TargetsField::pickRequested, this, [this, list] { Q_EMIT pickRequested(list); });
        connect(list, &TargetsField::previewChanged, this, [this, list](int entry) {
            const recipe::EntryHits* found = nullptr;
            const QString wanted = list->entries().value(entry);
            const auto kind =
                list->key() == QLatin1String("ignore") ? recipe::EntryKind::Ignore : recipe::EntryKind::Target;
            const RecipeCard probe = [&] {
                RecipeCard made;
                made.line = list->property("line").toInt();
                return made;
            }();
            if (const recipe::ResolvedModifier* resolved = resolvedOf(probe, m_analysis.get())) {
                for (const recipe::EntryHits& one : resolved->entries) {
                    if (one.kind == kind && text(one.entry) == wanted) {
                        found = &one;
                    }
                }
            }
            Q_EMIT previewChanged(found);
        });
    }
    m_fields << field;
    m_layout->addWidget(field);
}

std::string ModifierForm::documentKey(const FormField& field) const
{
    for (const std::string& other : field.key().otherNames) {
        if (m_arguments.find(other) != nullptr) {
            return other;
        }
    }
    return field.key().name;
}

void ModifierForm::fillFields(const RecipeCard& card)
{
    for (FormField* field : std::as_const(m_fields)) {
        const recipe::Value* value = card.arguments.find(documentKey(*field));
        field->showValue(value == nullptr || value->isNull() ? nullptr : value);
        if (field->targets() != nullptr) {
            field->targets()->setProperty("line", card.line);
        }
    }
}

void ModifierForm::fillHits(const RecipeCard& card)
{
    const recipe::ResolvedModifier* resolved = resolvedOf(card, m_analysis.get());
    m_hits->setVisible(resolved != nullptr && !(resolved->entries.empty() && resolved->modules.empty()));
    if (resolved == nullptr) {
        return;
    }
    const auto count = resolved->modules.size();
    m_hits->setText(count == 1 ? tr("1 matrix is hit.")
                               : tr("%1 matrices are hit.").arg(QLocale().toString(qulonglong(count))));
    for (FormField* field : std::as_const(m_fields)) {
        if (field->targets() == nullptr) {
            continue;
        }
        const auto kind =
            field->targets()->key() == QLatin1String("ignore") ? recipe::EntryKind::Ignore : recipe::EntryKind::Target;
        QList<int> hits;
        for (const QString& entry : field->targets()->entries()) {
            const auto found = std::find_if(resolved->entries.begin(), resolved->entries.end(), [&](const auto& one) {
                return one.kind == kind && text(one.entry) == entry;
            });
            hits << (found == resolved->entries.end() ? -1 : int(found->modules.size()));
        }
        field->targets()->setHits(hits);
    }
}

/// Groups of schemes, keys of other programs and unknown ones: where they stand.
void ModifierForm::fillOthers(const RecipeCard& card)
{
    if (m_others != nullptr) {
        m_layout->removeWidget(m_others);
        m_others->hide();
        m_others->deleteLater();
        m_others = nullptr;
    }
    const auto shown = [&](const std::string& key) {
        return std::any_of(m_fields.begin(), m_fields.end(),
                           [&](const FormField* field) { return documentKey(*field) == key; });
    };
    auto* others = new QWidget;
    auto* rows = new QVBoxLayout(others);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    rows->addWidget(caption(tr("Only in the YAML")));
    for (const auto& [key, value] : std::get<recipe::Value::Map>(card.arguments.data)) {
        if (shown(key)) {
            continue;
        }
        const recipe::Location place = value.keyLocation;
        auto* link = new QToolButton;
        link->setText(card.enabled ? tr("%1, line %2").arg(text(key)).arg(place.line) : text(key));
        link->setToolTip(tr("Goes to the line of %1").arg(text(key)));
        link->setAutoRaise(true);
        link->setEnabled(card.enabled);
        connect(link, &QToolButton::clicked, this, [this, place] { Q_EMIT goToRequested(place); });
        rows->addWidget(link);
    }
    if (rows->count() == 1) {
        delete others;
        return;
    }
    m_others = others;
    m_layout->insertWidget(m_layout->count() - 1, others);
}

FormField* ModifierForm::field(const QString& key) const
{
    for (FormField* one : m_fields) {
        if (text(one->key().name) == key) {
            return one;
        }
    }
    return nullptr;
}

void ModifierForm::focusFirst()
{
    if (!m_fields.isEmpty()) {
        m_fields.first()->setFocus(Qt::OtherFocusReason);
    } else {
        setFocus(Qt::OtherFocusReason);
    }
}

void ModifierForm::setFrozen(bool frozen)
{
    m_frozen = frozen;
    updateReadOnly();
}

void ModifierForm::updateReadOnly()
{
    for (FormField* field : std::as_const(m_fields)) {
        field->setReadOnly(m_frozen || !m_enabled);
    }
}

} // namespace espalier::ui
