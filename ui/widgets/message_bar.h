#pragma once

#include <functional>

#include <QFrame>

#include "core/base/result.h"
#include "ui/theme/theme.h"

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace espalier::ui {

class IconLabel;

/// A message within a page: icon, text, buttons that do what the text says, and a close button. Hidden until shown.
class MessageBar : public QFrame
{
    Q_OBJECT

public:
    enum class Kind { Info, Ok, Warning, Error };

    explicit MessageBar(const Theme& theme, QWidget* parent = nullptr);

    void setGapAbove(int pixels);
    /// Replaces the message; buttons of the last one go.
    void showMessage(Kind kind, const QString& text);
    Kind kind() const { return m_kind; } ///< of the message shown last
    /// An error's sentence, its place and code below it.
    void showError(const Error& error);
    /// A button of the current message. The bar closes when it is clicked, unless `stays`.
    QAction* addAction(const QString& text, const std::function<void()>& run, bool primary = false, bool stays = false);

Q_SIGNALS:
    void dismissed(); ///< by its close button

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void updateIcon();

    const Theme& m_theme;
    Kind m_kind = Kind::Info;
    int m_gapAbove = 0;
    IconLabel* m_icon;
    QLabel* m_text;
    QHBoxLayout* m_buttons;
    QToolButton* m_close;
};

} // namespace espalier::ui
