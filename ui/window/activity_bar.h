#pragma once

#include <QAbstractButton>
#include <QTimer>
#include <QWidget>

class QVBoxLayout;

namespace espalier::ui {

class Page;
class Theme;

/// One entry of the activity bar: icon over label; a bar at its left and the accent colour when it is the current one.
class ActivityButton : public QAbstractButton
{
    Q_OBJECT

public:
    ActivityButton(const Theme& theme, const QString& iconName, const QString& text, QWidget* parent = nullptr);

    void setDot(bool dot, const QString& description); ///< something works there, and what
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    /// What hovers over it for a moment during a drag is brought up, as a place to drop on.
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;

private:
    const Theme& m_theme;
    QIcon m_icon;
    QIcon m_currentIcon;
    bool m_dot = false;
    QTimer m_spring;
};

/// The pages at the left edge; one tab stop, arrows move.
class ActivityBar : public QWidget
{
    Q_OBJECT

public:
    explicit ActivityBar(const Theme& theme, QWidget* parent = nullptr);

    ActivityButton* addPage(const Page* page, const QString& shortcut);
    ActivityButton* addFootPage(const Page* page, const QString& shortcut); ///< at the bar's foot
    void setCurrent(int index);

Q_SIGNALS:
    void pageChosen(int index);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    ActivityButton* add(const Page* page, const QString& shortcut, int place);

    const Theme& m_theme;
    QVBoxLayout* m_layout;
    QList<ActivityButton*> m_pages;
};

} // namespace espalier::ui
