#include "ui/recipe/form_field.h"

#include <cmath>

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/models/card_summary.h"

namespace espalier::ui {

namespace {

using recipe::KeyType;
using recipe::Value;

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

QStringList choicesOf(const recipe::KeySchema& key)
{
    if (key.type == KeyType::Boolean) {
        return {QStringLiteral("true"), QStringLiteral("false")};
    }
    if (key.type == KeyType::MaskStructure) {
        return {QStringLiteral("unstructured"), QStringLiteral("8:16"), QStringLiteral("2:4"), QStringLiteral("4:8"),
                QStringLiteral("16:32")};
    }
    QStringList words;
    for (const std::string& choice : key.choices) {
        words << text(choice);
    }
    return words;
}

} // namespace

FormField::FormField(const Theme& theme, const recipe::KeySchema& key, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_key(key), m_name(new QLabel(text(key.name))), m_reset(new QToolButton),
      m_noteRow(new QWidget), m_note(new QLabel), m_use(new QToolButton)
{
    auto* head = new QHBoxLayout;
    head->setSpacing(4);
    m_name->setToolTip(text(key.help));
    m_reset->setText(tr("Reset"));
    m_reset->setAutoRaise(true);
    m_reset->setAccessibleName(tr("Reset %1").arg(m_name->text()));
    m_reset->setToolTip(tr("Removes the line, so that the default holds: %1")
                            .arg(key.defaultValue.isNull() ? tr("none", "a default") : fieldText(key.defaultValue)));
    connect(m_reset, &QToolButton::clicked, this, &FormField::resetRequested);
    auto* range = new QLabel(rangeText());
    range->setFont(Theme::font(TextStyle::Caption));
    range->setForegroundRole(QPalette::PlaceholderText);
    head->addWidget(m_name);
    head->addWidget(range, 1);
    head->addWidget(m_reset);
    m_note->setWordWrap(true);
    m_note->setFont(Theme::font(TextStyle::Caption));
    auto* noteLayout = new QHBoxLayout(m_noteRow);
    noteLayout->setContentsMargins(0, 0, 0, 0);
    noteLayout->addWidget(m_note, 1);
    noteLayout->addWidget(m_use);
    connect(m_use, &QToolButton::clicked, this, [this] { commitText(m_offered); });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    makeControl();
    layout->addWidget(m_edit != nullptr    ? static_cast<QWidget*>(m_edit)
                      : m_combo != nullptr ? static_cast<QWidget*>(m_combo)
                                           : m_targets);
    layout->addWidget(m_noteRow);
    m_noteRow->hide();
    QWidget* control = layout->itemAt(1)->widget();
    m_name->setBuddy(control);
    setFocusProxy(control);
    showValue(nullptr);
    connect(&theme, &Theme::changed, this, [this] { showDefaultLook(!m_value.has_value()); });
}

QString FormField::rangeText() const
{
    const bool low = std::isfinite(m_key.minimum);
    const bool high = std::isfinite(m_key.maximum) && m_key.maximum < 1e5; // larger ones only keep nonsense out
    const QString unit = text(m_key.unit);
    const QLocale locale;
    QString range;
    if (low && high) {
        range =
            tr("%1 to %2", "a range of numbers").arg(locale.toString(m_key.minimum), locale.toString(m_key.maximum));
    } else if (low && m_key.type != KeyType::Boolean) {
        range = tr("from %1", "a smallest number").arg(locale.toString(m_key.minimum));
    }
    return unit.isEmpty()    ? range
           : range.isEmpty() ? unit
                             : tr("%1 %2", "a range of numbers, then its unit").arg(range, unit);
}

void FormField::makeControl()
{
    if (m_key.type == KeyType::TextList) {
        m_targets = new TargetsField(m_theme, text(m_key.name));
        connect(m_targets, &TargetsField::edited, this, [this](const QStringList& entries) {
            Value::List items;
            for (const QString& entry : entries) {
                items.push_back({entry.toStdString(), {}, {}});
            }
            if (entries.isEmpty() && !m_key.required) {
                Q_EMIT resetRequested();
            } else {
                Q_EMIT committed({items, {}, {}});
            }
        });
    } else if (!choicesOf(m_key).isEmpty()) {
        makeCombo();
    } else {
        makeEdit();
    }
}

void FormField::makeEdit()
{
    m_edit = new QLineEdit;
    m_edit->setPlaceholderText(fieldText(m_key.defaultValue));
    m_edit->setAccessibleName(text(m_key.name));
    m_edit->setAccessibleDescription(text(m_key.help));
    m_edit->setToolTip(text(m_key.help));
    m_edit->installEventFilter(this);
    connect(m_edit, &QLineEdit::editingFinished, this, [this] {
        if (m_edit->isModified() && !m_readOnly) {
            commitText(m_edit->text());
        }
    });
}

void FormField::makeCombo()
{
    m_combo = new QComboBox;
    m_combo->addItems(choicesOf(m_key));
    m_combo->setPlaceholderText(tr("not set", "a key without a value"));
    m_combo->setAccessibleName(text(m_key.name));
    m_combo->setAccessibleDescription(text(m_key.help));
    m_combo->setToolTip(text(m_key.help));
    m_combo->setFocusPolicy(Qt::StrongFocus); // the wheel scrolls the form
    m_combo->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_combo->installEventFilter(this);
    if (m_key.type == KeyType::MaskStructure) {
        m_combo->setEditable(true);
        m_combo->setInsertPolicy(QComboBox::NoInsert);
        m_combo->lineEdit()->setAccessibleName(text(m_key.name));
        m_combo->lineEdit()->installEventFilter(this);
        connect(m_combo->lineEdit(), &QLineEdit::editingFinished, this, [this] {
            if (m_combo->lineEdit()->isModified() && !m_readOnly) {
                commitText(m_combo->lineEdit()->text());
            }
        });
    }
    connect(m_combo, &QComboBox::textActivated, this, &FormField::commitText);
}

void FormField::commitText(const QString& typed)
{
    if (typed.trimmed().isEmpty()) {
        if (m_key.required) {
            showNote(tr("This key is needed."), true);
        } else {
            Q_EMIT resetRequested();
        }
        return;
    }
    const Value value = typedValue(typed, m_key.type == KeyType::Boolean ? KeyType::Any : m_key.type);
    if (const QString reason = reasonAgainst(value); !reason.isEmpty()) {
        showNote(reason, true);
        return;
    }
    showNote({}, false);
    if (m_edit != nullptr) {
        m_edit->setModified(false);
    }
    if (m_value && *m_value == value) {
        return;
    }
    Q_EMIT committed(value);
}

QString FormField::reasonAgainst(const Value& value) const
{
    const auto outside = [&](double number) { return number < m_key.minimum || number > m_key.maximum; };
    const QLocale locale;
    const auto items = std::get_if<Value::List>(&value.data);
    switch (m_key.type) {
    case KeyType::Integer:
        if (!std::holds_alternative<std::int64_t>(value.data)) {
            return tr("This is no whole number.");
        }
        break;
    case KeyType::NumberOrList:
        if (items != nullptr) {
            for (const Value& item : *items) {
                if (!item.number() || outside(*item.number())) {
                    return tr("Each entry is a number from %1 to %2.")
                        .arg(locale.toString(m_key.minimum), locale.toString(m_key.maximum));
                }
            }
            return {};
        }
        [[fallthrough]];
    case KeyType::Number:
        if (!value.number()) {
            return value.text() && value.text()->starts_with("eval(") ? QString() : tr("This is no number.");
        }
        break;
    default:
        return {};
    }
    return value.number() && outside(*value.number())
               ? tr("It has to be from %1 to %2.").arg(locale.toString(m_key.minimum), locale.toString(m_key.maximum))
               : QString();
}

void FormField::showDefaultLook(bool isDefault)
{
    QFont font = Theme::font(TextStyle::Body);
    const bool changed = m_value && !(*m_value == m_key.defaultValue);
    font.setWeight(changed ? QFont::DemiBold : QFont::Normal);
    m_name->setFont(font);
    m_reset->setVisible(m_value.has_value() && !m_key.required && !m_readOnly);
    if (m_combo != nullptr) {
        QPalette palette = this->palette();
        if (isDefault) {
            for (const QPalette::ColorRole role : {QPalette::ButtonText, QPalette::Text}) {
                palette.setColor(role, m_theme.colors().placeholder);
            }
        }
        m_combo->setPalette(palette);
    }
}

void FormField::showValue(const Value* value)
{
    const std::optional<Value> before = m_value;
    const bool sameAsBefore = (value == nullptr) == !before.has_value() && (value == nullptr || *value == *before);
    m_value = value == nullptr ? std::nullopt : std::optional(Value{value->data, {}, {}});
    const QString shown = value == nullptr ? QString() : fieldText(*value);
    if (m_targets != nullptr) {
        QStringList entries;
        for (const std::string& entry :
             value == nullptr ? std::vector<std::string>() : value->texts().value_or(std::vector<std::string>())) {
            entries << text(entry);
        }
        QStringList defaults;
        for (const std::string& entry : m_key.defaultValue.texts().value_or(std::vector<std::string>())) {
            defaults << text(entry);
        }
        m_targets->setEntries(entries, defaults);
    } else if (QLineEdit* edit = m_edit != nullptr ? m_edit : m_combo->lineEdit(); edit != nullptr) {
        const bool typing = edit->isModified() && edit->hasFocus();
        const QString typed = edit->text();
        if (!typing || !sameAsBefore) {
            const QString now = m_combo != nullptr && value == nullptr ? fieldText(m_key.defaultValue) : shown;
            if (now != edit->text()) {
                edit->setText(now);
            }
            edit->setModified(false);
            if (typing && typed != now) {
                showNote(tr("The text says %1 now; %2 was typed here.")
                             .arg(shown.isEmpty() ? tr("nothing", "what the document says of a key") : shown, typed),
                         false, typed);
            } else if (!sameAsBefore || m_note->text().isEmpty()) {
                showNote({}, false);
            }
        }
    } else {
        const QString now = value == nullptr ? fieldText(m_key.defaultValue) : shown;
        int index = m_combo->findText(now);
        if (index < 0 && !now.isEmpty()) {
            m_combo->addItem(now); // a value of the document that is none of the choices
            index = m_combo->count() - 1;
        }
        m_combo->setCurrentIndex(index);
    }
    showDefaultLook(value == nullptr);
}

void FormField::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    if (m_edit != nullptr) {
        m_edit->setReadOnly(readOnly);
        m_edit->setEnabled(!readOnly);
    }
    if (m_combo != nullptr) {
        m_combo->setEnabled(!readOnly);
    }
    if (m_targets != nullptr) {
        m_targets->setReadOnly(readOnly);
    }
    showDefaultLook(!m_value.has_value());
}

QString FormField::note() const
{
    return m_noteRow->isHidden() ? QString() : m_note->text();
}

void FormField::showNote(const QString& words, bool error, const QString& offered)
{
    m_note->setText(words);
    QPalette palette = m_note->palette();
    palette.setColor(QPalette::WindowText, error ? m_theme.colors().error : m_theme.colors().warning);
    m_note->setPalette(palette);
    m_offered = offered;
    m_use->setText(tr("Use %1").arg(offered));
    m_use->setVisible(!offered.isEmpty());
    m_noteRow->setVisible(!words.isEmpty());
}

/// Undo belongs to the recipe unless something is being typed; Escape gives up what was typed.
bool FormField::eventFilter(QObject* watched, QEvent* event)
{
    auto* edit = qobject_cast<QLineEdit*>(watched);
    if (event->type() == QEvent::Wheel && watched == m_combo && !m_combo->hasFocus()) {
        event->ignore();
        return true;
    }
    if (edit != nullptr && event->type() == QEvent::ShortcutOverride && !edit->isModified()) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    if (edit != nullptr && event->type() == QEvent::KeyPress && edit->isModified() &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        edit->setModified(false);
        const std::optional<Value> value = m_value;
        m_note->clear();
        showValue(value ? &*value : nullptr);
        showNote({}, false);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace espalier::ui
