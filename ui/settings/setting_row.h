#pragma once

#include <functional>

#include <QWidget>

class QLabel;
class QToolButton;

namespace espalier::ui {

/// A setting: its name, what it does, the control, and a button that sets it back. Names and help are what the page is
/// searched for.
class SettingRow : public QWidget
{
    Q_OBJECT

public:
    /// @param control gets the name as its accessible name; becomes a child
    SettingRow(const QString& name, const QString& help, QWidget* control, QWidget* parent = nullptr);

    /// Shows the button while `isDefault` says no; it runs `reset`.
    void setReset(const std::function<bool()>& isDefault, const std::function<void()>& reset);
    void updateReset(); ///< after the value has changed
    bool matches(const QString& text) const;
    QWidget* control() const { return m_control; }

private:
    QLabel* m_name;
    QLabel* m_help;
    QWidget* m_control;
    QToolButton* m_reset;
    std::function<bool()> m_isDefault;
};

} // namespace espalier::ui
