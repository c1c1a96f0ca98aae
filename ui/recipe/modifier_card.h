#pragma once

#include <QFrame>

#include "ui/models/card_summary.h"
#include "ui/models/recipe_edit.h"
#include "ui/theme/theme.h"

class QCheckBox;

namespace espalier::ui {

/// One modifier in its lane: the bar of its class with a letter, name, two settings, hits, and a switch.
class ModifierCard : public QFrame
{
    Q_OBJECT

public:
    explicit ModifierCard(const Theme& theme, QWidget* parent = nullptr);

    /// @param frozen the text cannot be read, so the card shows an older state
    void show(CardPlace place, const RecipeCard& card, const recipe::ModifierSchema* schema,
              const RecipeAnalysis* analysis);
    CardPlace place() const { return m_place; }
    bool isCardEnabled() const { return m_enabled; }
    void setCurrent(bool current);
    void setFrozen(bool frozen);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void pressed(espalier::ui::CardPlace place);
    void opened(espalier::ui::CardPlace place); ///< double-clicked
    void dragRequested(espalier::ui::CardPlace place);
    void enabledChanged(espalier::ui::CardPlace place, bool enabled);
    void menuRequested(espalier::ui::CardPlace place, const QPoint& global);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    QColor classColor() const;

    const Theme& m_theme;
    QCheckBox* m_switch;
    CardPlace m_place;
    CardClass m_class = CardClass::Dense;
    QString m_title;
    QString m_settings;
    QString m_hits;
    QString m_problemIcon;
    bool m_enabled = true;
    bool m_current = false;
    bool m_frozen = false;
    QPoint m_pressedAt;
};

} // namespace espalier::ui
