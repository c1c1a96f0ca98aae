#pragma once

#include <QFrame>

#include "ui/models/recipe_outline.h"
#include "ui/theme/theme.h"

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace espalier::ui {

class ModifierCard;

/// One stage: its name and kind above its cards.
class Lane : public QFrame
{
    Q_OBJECT

public:
    Lane(const Theme& theme, std::size_t index, QWidget* parent = nullptr);

    void show(const RecipeLane& lane);
    std::size_t index() const { return m_index; }
    const QList<ModifierCard*>& cards() const { return m_cards; }
    ModifierCard* addCard();
    void setFrozen(bool frozen);
    /// Before which card something at this height goes (of this widget).
    std::size_t cardAbove(int y) const;
    /// A line where something will be put; -1 takes it away.
    void setMarker(int card);

Q_SIGNALS:
    void renameRequested(std::size_t lane);
    void removeRequested(std::size_t lane);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    std::size_t m_index;
    QLabel* m_name;
    QLabel* m_kind;
    QToolButton* m_menu;
    QVBoxLayout* m_layout;
    QLabel* m_hint;
    QList<ModifierCard*> m_cards;
    int m_marker = -1;
};

} // namespace espalier::ui
