#pragma once

#include <optional>

#include <QWidget>

#include "core/recipe/schema.h"
#include "ui/recipe/targets_field.h"
#include "ui/theme/theme.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace espalier::ui {

/// One key of a modifier: a control that fits its type, its default in grey, unit, range and help; bold with a reset
/// button where the document says something. It commits on Enter, or when the focus leaves it.
class FormField : public QWidget
{
    Q_OBJECT

public:
    FormField(const Theme& theme, const recipe::KeySchema& key, QWidget* parent = nullptr);

    const recipe::KeySchema& key() const { return m_key; }
    TargetsField* targets() const { return m_targets; } ///< of lists of entries, else null
    /// What the document says; null: nothing, so the default holds. If the user was typing meanwhile and the document
    /// has changed, the document wins and both values are told.
    void showValue(const recipe::Value* value);
    void setReadOnly(bool readOnly);
    QString note() const; ///< what is said below the control, or nothing

Q_SIGNALS:
    void committed(const espalier::recipe::Value& value);
    void resetRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeControl();
    void makeEdit();
    void makeCombo();
    void commitText(const QString& typed);
    QString reasonAgainst(const recipe::Value& value) const;
    QString rangeText() const;
    void showNote(const QString& text, bool error, const QString& offered = {});
    void showDefaultLook(bool isDefault);

    const Theme& m_theme;
    recipe::KeySchema m_key;
    QLabel* m_name;
    QToolButton* m_reset;
    QWidget* m_noteRow;
    QLabel* m_note;
    QToolButton* m_use;
    QLineEdit* m_edit = nullptr;
    QComboBox* m_combo = nullptr;
    TargetsField* m_targets = nullptr;
    std::optional<recipe::Value> m_value; ///< of the document
    QString m_offered;                    ///< typed, but the document won
    bool m_readOnly = false;
    bool m_committing = false;
};

} // namespace espalier::ui
