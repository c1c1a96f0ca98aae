#pragma once

#include <memory>

#include <QScrollArea>

#include "ui/models/recipe_analysis.h"
#include "ui/models/recipe_edit.h"
#include "ui/theme/theme.h"

class QLabel;
class QMenu;

namespace espalier::ui {

class Lane;
class ModifierCard;

/// What a drag from the palette carries: the class of a modifier.
inline constexpr const char* kModifierMime = "application/x-espalier-modifier";
/// What a dragged card carries: "lane card".
inline constexpr const char* kCardMime = "application/x-espalier-card";

/// The stages side by side, each a lane of cards. One stop of the Tab order: arrows go from card to card, Space
/// switches, Ctrl+D duplicates, Delete removes, Alt+arrows move, Enter opens. It only says what is asked for; the page
/// edits the text, and what the text then says is shown.
class LanesView : public QScrollArea
{
    Q_OBJECT

public:
    /// What the drag of a card carries: its place, and the window whose recipe it is a place of.
    static QByteArray cardData(CardPlace place);

    explicit LanesView(const Theme& theme, QWidget* parent = nullptr);
    ~LanesView() override;

    /// The current card stays: the one at `select` if there is one, else the same class at the same place of its stage.
    void show(const std::shared_ptr<const RecipeOutline>& outline, const RecipeAnalysisPtr& analysis,
              const CardPlace* select = nullptr);
    /// The text cannot be read: cards stay as they were, grey.
    void setFrozen(bool frozen);
    bool isFrozen() const { return m_frozen; }
    bool hasCurrent() const; ///< a card, not only a lane
    CardPlace current() const { return m_current; }
    void setCurrent(CardPlace place);
    /// Where a new card goes: behind the current one.
    CardPlace insertionPlace() const;
    QList<ModifierCard*> cards() const;   ///< lane by lane
    QMenu* makeCardMenu(CardPlace place); ///< everything that dragging does, too; deletes itself when it closes

Q_SIGNALS:
    void currentChanged();
    void openRequested(); ///< the form of the current card
    void textRequested(); ///< its lines
    void insertRequested(espalier::ui::CardPlace place, const QString& type);
    void moveRequested(espalier::ui::CardPlace from, espalier::ui::CardPlace to);
    void copyRequested(espalier::ui::CardPlace from, espalier::ui::CardPlace to);
    void removeRequested(espalier::ui::CardPlace place);
    void enableRequested(espalier::ui::CardPlace place, bool enabled);
    void addStageRequested();
    void renameStageRequested(std::size_t lane);
    void removeStageRequested(std::size_t lane);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void rebuild();
    void connectCard(ModifierCard* card);
    void markCurrent();
    void startDrag(CardPlace place);
    void moveCurrent(int lanes, int cards);
    bool stepCurrent(int key);
    CardPlace dropPlace(const QPoint& position) const; ///< of the viewport
    void showMarker(const CardPlace* place);
    bool takes(const QDropEvent& event) const;
    ModifierCard* cardAt(CardPlace place) const;
    const RecipeLane* lane(std::size_t index) const;

    const Theme& m_theme;
    std::shared_ptr<const RecipeOutline> m_outline;
    RecipeAnalysisPtr m_analysis;
    QWidget* m_content;
    QList<Lane*> m_lanes;
    CardPlace m_current;
    std::string m_currentType; ///< of the current card, to find it again
    bool m_frozen = false;
};

} // namespace espalier::ui
