#include "ui/recipe/lanes_view.h"

#include <algorithm>

#include <QAccessible>
#include <QCoreApplication>
#include <QDrag>
#include <QDragMoveEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QToolButton>

#include "core/compress/schemas.h"
#include "ui/recipe/lane.h"
#include "ui/recipe/modifier_card.h"

namespace espalier::ui {

namespace {

constexpr int kGap = 8;

CardPlace placeOf(const QByteArray& data)
{
    const QList<QByteArray> parts = data.split(' ');
    return {std::size_t(parts.value(0).toULongLong()), std::size_t(parts.value(1).toULongLong())};
}

/// The window that a dragged card is of; there is one in each process.
QByteArray ownWindow()
{
    return QByteArray::number(QCoreApplication::applicationPid());
}

} // namespace

QByteArray LanesView::cardData(CardPlace place)
{
    return QByteArray::number(qulonglong(place.lane)) + ' ' + QByteArray::number(qulonglong(place.card)) + ' ' +
           ownWindow();
}

LanesView::LanesView(const Theme& theme, QWidget* parent) : QScrollArea(parent), m_theme(theme), m_content(new QWidget)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setWidget(m_content);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setAcceptDrops(true); // a scroll area gets drags from there
    auto* layout = new QHBoxLayout(m_content);
    layout->setContentsMargins(12, 4, 12, 12);
    layout->setSpacing(kGap);
    setAccessibleName(tr("Stages and their modifiers"));
    setAccessibleDescription(tr("Arrows go from card to card, Space switches one off or on, Ctrl+D duplicates it, "
                                "Delete removes it, Alt and arrows move it, Enter opens its form."));
}

LanesView::~LanesView() = default;

const RecipeLane* LanesView::lane(std::size_t index) const
{
    return m_outline && index < m_outline->lanes().size() ? &m_outline->lanes()[index] : nullptr;
}

bool LanesView::hasCurrent() const
{
    return m_outline && m_outline->card(m_current.lane, m_current.card) != nullptr;
}

void LanesView::show(const std::shared_ptr<const RecipeOutline>& outline, const RecipeAnalysisPtr& analysis,
                     const CardPlace* select)
{
    m_outline = outline;
    m_analysis = analysis;
    if (select != nullptr) {
        m_current = *select;
    } else if (const RecipeCard* card = outline->card(m_current.lane, m_current.card);
               card == nullptr || card->type != m_currentType) {
        const RecipeLane* same = lane(m_current.lane);
        for (std::size_t i = 0; same != nullptr && !m_currentType.empty() && i < same->cards.size(); ++i) {
            if (same->cards[i].type == m_currentType) { // it has moved within its stage
                m_current.card = i;
                break;
            }
        }
    }
    m_current.lane = std::min(m_current.lane, outline->lanes().empty() ? 0 : outline->lanes().size() - 1);
    if (const RecipeLane* here = lane(m_current.lane)) {
        m_current.card = std::min(m_current.card, here->cards.empty() ? 0 : here->cards.size() - 1);
    }
    rebuild();
    setFrozen(false);
    markCurrent();
    Q_EMIT currentChanged();
}

/// Widgets are used again where there are as many, so that nothing flickers while a value is typed.
void LanesView::rebuild()
{
    const auto& lanes = m_outline->lanes();
    bool sameShape = m_lanes.size() == qsizetype(lanes.size());
    for (std::size_t i = 0; sameShape && i < lanes.size(); ++i) {
        sameShape = m_lanes[int(i)]->cards().size() == qsizetype(lanes[i].cards.size());
    }
    auto* layout = static_cast<QHBoxLayout*>(m_content->layout());
    if (!sameShape) {
        while (QLayoutItem* item = layout->takeAt(0)) {
            if (item->widget() != nullptr) {
                item->widget()->hide();
                item->widget()->deleteLater(); // its own signal may be running
            }
            delete item;
        }
        m_lanes.clear();
        for (std::size_t i = 0; i < lanes.size(); ++i) {
            auto* made = new Lane(m_theme, i, m_content);
            connect(made, &Lane::renameRequested, this, &LanesView::renameStageRequested);
            connect(made, &Lane::removeRequested, this, &LanesView::removeStageRequested);
            for (std::size_t card = 0; card < lanes[i].cards.size(); ++card) {
                connectCard(made->addCard());
            }
            layout->addWidget(made, 1);
            made->setVisible(true); // at once: hidden ones have no share of the layout
            m_lanes << made;
        }
        auto* add = new QToolButton(m_content);
        add->setIcon(Theme::icon(QStringLiteral("add")));
        add->setToolTip(tr("Adds a stage; stages run in order, each from the result of the one before"));
        add->setAccessibleName(tr("Add stage"));
        connect(add, &QToolButton::clicked, this, &LanesView::addStageRequested);
        layout->addWidget(add, 0, Qt::AlignTop);
        add->setVisible(true);
        layout->addStretch(0);
    }
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        m_lanes[int(i)]->show(lanes[i]);
        for (std::size_t card = 0; card < lanes[i].cards.size(); ++card) {
            const RecipeCard& shown = lanes[i].cards[card];
            m_lanes[int(i)]->cards()[int(card)]->show({i, card}, shown, compress::modifierSchemas().find(shown.type),
                                                      m_analysis.get());
        }
    }
}

void LanesView::connectCard(ModifierCard* card)
{
    connect(card, &ModifierCard::pressed, this, [this](CardPlace place) {
        setFocus(Qt::MouseFocusReason);
        setCurrent(place);
    });
    connect(card, &ModifierCard::opened, this, &LanesView::openRequested);
    connect(card, &ModifierCard::dragRequested, this, &LanesView::startDrag);
    connect(card, &ModifierCard::enabledChanged, this, &LanesView::enableRequested);
    connect(card, &ModifierCard::menuRequested, this, [this](CardPlace place, const QPoint& global) {
        setCurrent(place);
        makeCardMenu(place)->popup(global);
    });
}

void LanesView::setFrozen(bool frozen)
{
    m_frozen = frozen;
    for (Lane* one : m_lanes) {
        one->setFrozen(frozen);
    }
}

QList<ModifierCard*> LanesView::cards() const
{
    QList<ModifierCard*> all;
    for (const Lane* one : m_lanes) {
        all << one->cards();
    }
    return all;
}

ModifierCard* LanesView::cardAt(CardPlace place) const
{
    const Lane* one = place.lane < std::size_t(m_lanes.size()) ? m_lanes[int(place.lane)] : nullptr;
    return one != nullptr && place.card < std::size_t(one->cards().size()) ? one->cards()[int(place.card)] : nullptr;
}

void LanesView::setCurrent(CardPlace place)
{
    m_current = place;
    markCurrent();
    Q_EMIT currentChanged();
}

void LanesView::markCurrent()
{
    const RecipeCard* card = m_outline ? m_outline->card(m_current.lane, m_current.card) : nullptr;
    m_currentType = card == nullptr ? std::string() : card->type;
    for (ModifierCard* one : cards()) {
        one->setCurrent(one->place() == m_current);
    }
    QMetaObject::invokeMethod( // new cards have no place before they are laid out
        this,
        [this] {
            if (ModifierCard* one = cardAt(m_current)) {
                ensureWidgetVisible(one, kGap, kGap);
            }
        },
        Qt::QueuedConnection);
    if (ModifierCard* one = cardAt(m_current)) {
        if (hasFocus()) { // for screen readers: the lanes keep the focus themselves
            QAccessibleEvent event(one, QAccessible::Focus);
            QAccessible::updateAccessibility(&event);
        }
    }
    viewport()->update();
}

CardPlace LanesView::insertionPlace() const
{
    return hasCurrent() ? CardPlace{m_current.lane, m_current.card + 1} : m_current;
}

QMenu* LanesView::makeCardMenu(CardPlace place)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const RecipeCard* card = m_outline ? m_outline->card(place.lane, place.card) : nullptr;
    if (card == nullptr) {
        return menu;
    }
    const std::size_t count = m_outline->lanes()[place.lane].cards.size();
    const auto act = [&](QMenu* into, const QString& text, bool enabled, const QString& shortcut, auto run) {
        QAction* action = into->addAction(shortcut.isEmpty() ? text : text + u'\t' + shortcut, this, run);
        action->setEnabled(enabled && !m_frozen);
    };
    act(menu, tr("Open form"), true, tr("Enter"), [this] { Q_EMIT openRequested(); });
    act(menu, tr("Show in YAML"), true, QStringLiteral("F2"), [this] { Q_EMIT textRequested(); });
    menu->addSeparator();
    const bool enabled = card->enabled;
    act(menu, enabled ? tr("Switch off") : tr("Switch on"), true, tr("Space"),
        [this, place, enabled] { Q_EMIT enableRequested(place, !enabled); });
    act(menu, tr("Duplicate"), true, QStringLiteral("Ctrl+D"), [this, place] {
        Q_EMIT copyRequested(place, {place.lane, place.card + 1});
    });
    act(menu, tr("Move up"), place.card > 0, QStringLiteral("Alt+Up"), [this, place] {
        Q_EMIT moveRequested(place, {place.lane, place.card - 1});
    });
    act(menu, tr("Move down"), place.card + 1 < count, QStringLiteral("Alt+Down"), [this, place] {
        Q_EMIT moveRequested(place, {place.lane, place.card + 2});
    });
    QMenu* move = menu->addMenu(tr("Move to stage"));
    QMenu* copy = menu->addMenu(tr("Copy to stage"));
    for (std::size_t to = 0; to < m_outline->lanes().size(); ++to) {
        const CardPlace end{to, m_outline->lanes()[to].cards.size()};
        const QString name = QString::fromStdString(m_outline->lanes()[to].name);
        act(move, name, to != place.lane, {}, [this, place, end] { Q_EMIT moveRequested(place, end); });
        act(copy, name, true, {}, [this, place, end] { Q_EMIT copyRequested(place, end); });
    }
    menu->addSeparator();
    act(menu, tr("Remove"), true, tr("Delete"), [this, place] { Q_EMIT removeRequested(place); });
    menu->addSeparator();
    act(menu, tr("Rename stage..."), true, {}, [this, place] { Q_EMIT renameStageRequested(place.lane); });
    act(menu, tr("Remove stage"), true, {}, [this, place] { Q_EMIT removeStageRequested(place.lane); });
    return menu;
}

bool LanesView::stepCurrent(int key)
{
    const RecipeLane* here = lane(m_current.lane);
    if (here == nullptr) {
        return false;
    }
    CardPlace to = m_current;
    switch (key) {
    case Qt::Key_Up:
        to.card -= to.card > 0 ? 1 : 0;
        break;
    case Qt::Key_Down:
        to.card += to.card + 1 < here->cards.size() ? 1 : 0;
        break;
    case Qt::Key_Left:
        to.lane -= to.lane > 0 ? 1 : 0;
        break;
    case Qt::Key_Right:
        to.lane += to.lane + 1 < m_outline->lanes().size() ? 1 : 0;
        break;
    case Qt::Key_Home:
        to.card = 0;
        break;
    case Qt::Key_End:
        to.card = here->cards.size();
        break;
    default:
        return false;
    }
    const std::size_t count = m_outline->lanes()[to.lane].cards.size();
    to.card = std::min(to.card, count == 0 ? 0 : count - 1);
    setCurrent(to);
    return true;
}

void LanesView::moveCurrent(int lanes, int cards)
{
    if (!hasCurrent()) {
        return;
    }
    const int lane = int(m_current.lane) + lanes;
    const int card = int(m_current.card) + (cards > 0 ? cards + 1 : cards); // before which one it goes
    if (lane < 0 || lane >= int(m_outline->lanes().size()) || card < 0 ||
        (lanes == 0 && card > int(m_outline->lanes()[std::size_t(lane)].cards.size()))) {
        return;
    }
    Q_EMIT moveRequested(m_current, {std::size_t(lane), std::size_t(card)});
}

/// Alt and arrows move cards here; elsewhere in the window they go back and forward.
bool LanesView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && hasFocus()) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool arrow = key->key() == Qt::Key_Left || key->key() == Qt::Key_Right || key->key() == Qt::Key_Up ||
                           key->key() == Qt::Key_Down;
        if (hasCurrent() && arrow && (key->modifiers() & Qt::AltModifier) != 0) {
            event->accept();
            return true;
        }
    }
    return QScrollArea::event(event);
}

void LanesView::keyPressEvent(QKeyEvent* event)
{
    const bool alt = (event->modifiers() & Qt::AltModifier) != 0;
    const bool control = (event->modifiers() & Qt::ControlModifier) != 0;
    const int key = event->key();
    if (!alt && !control && stepCurrent(key)) {
        return;
    }
    if (key == Qt::Key_F2 && hasCurrent()) {
        Q_EMIT textRequested();
    } else if ((key == Qt::Key_Return || key == Qt::Key_Enter) && !control && hasCurrent()) {
        Q_EMIT openRequested();
    } else if ((key == Qt::Key_Menu || (key == Qt::Key_F10 && (event->modifiers() & Qt::ShiftModifier) != 0)) &&
               hasCurrent()) {
        makeCardMenu(m_current)->popup(cardAt(m_current)->mapToGlobal(QPoint(kGap, kGap)));
    } else if (m_frozen || !hasCurrent()) {
        QScrollArea::keyPressEvent(event);
    } else if (alt && key == Qt::Key_Up) {
        moveCurrent(0, -1);
    } else if (alt && key == Qt::Key_Down) {
        moveCurrent(0, 1);
    } else if (alt && key == Qt::Key_Left) {
        moveCurrent(-1, 0);
    } else if (alt && key == Qt::Key_Right) {
        moveCurrent(1, 0);
    } else if (key == Qt::Key_Space && !control) {
        Q_EMIT enableRequested(m_current, !m_outline->card(m_current.lane, m_current.card)->enabled);
    } else if (control && key == Qt::Key_D) {
        Q_EMIT copyRequested(m_current, {m_current.lane, m_current.card + 1});
    } else if (key == Qt::Key_Delete) {
        Q_EMIT removeRequested(m_current);
    } else {
        QScrollArea::keyPressEvent(event);
    }
}

void LanesView::focusInEvent(QFocusEvent* event)
{
    QScrollArea::focusInEvent(event);
    viewport()->update();
}

void LanesView::focusOutEvent(QFocusEvent* event)
{
    QScrollArea::focusOutEvent(event);
    viewport()->update();
}

/// The ring round the current card; a scroll area paints its viewport.
void LanesView::paintEvent(QPaintEvent* event)
{
    QScrollArea::paintEvent(event);
    if (!hasFocus()) {
        return;
    }
    QPainter painter(viewport());
    painter.setPen(QPen(m_theme.colors().accent, 2));
    painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
}

void LanesView::startDrag(CardPlace place)
{
    ModifierCard* card = cardAt(place);
    if (card == nullptr || m_frozen) {
        return;
    }
    auto* drag = new QDrag(this);
    auto* mime = new QMimeData;
    mime->setData(QLatin1String(kCardMime), cardData(place));
    drag->setMimeData(mime);
    drag->setPixmap(card->grab());
    drag->setHotSpot(QPoint(card->width() / 2, card->height() / 2));
    drag->exec(Qt::MoveAction | Qt::CopyAction, Qt::MoveAction);
}

bool LanesView::takes(const QDropEvent& event) const
{
    return !m_frozen && (event.mimeData()->hasFormat(QLatin1String(kModifierMime)) ||
                         // a card is a place in this recipe: of another window it means nothing here
                         event.mimeData()->data(QLatin1String(kCardMime)).split(' ').value(2) == ownWindow());
}

CardPlace LanesView::dropPlace(const QPoint& position) const
{
    const QPoint inside = m_content->mapFrom(viewport(), position);
    for (const Lane* one : m_lanes) {
        if (inside.x() < one->geometry().right() + kGap) {
            return {one->index(), one->cardAbove(inside.y() - one->y())};
        }
    }
    return m_lanes.isEmpty() ? CardPlace{}
                             : CardPlace{std::size_t(m_lanes.size() - 1), std::size_t(m_lanes.last()->cards().size())};
}

void LanesView::showMarker(const CardPlace* place)
{
    for (Lane* one : m_lanes) {
        one->setMarker(place != nullptr && place->lane == one->index() ? int(place->card) : -1);
    }
}

/// Files are for the window: it opens them.
void LanesView::dragEnterEvent(QDragEnterEvent* event)
{
    takes(*event) ? event->acceptProposedAction() : event->ignore();
}

void LanesView::dragMoveEvent(QDragMoveEvent* event)
{
    if (!takes(*event)) {
        event->ignore();
        return;
    }
    const CardPlace place = dropPlace(event->position().toPoint());
    showMarker(&place);
    const bool copies = (event->modifiers() & Qt::ControlModifier) != 0;
    event->setDropAction(copies || event->mimeData()->hasFormat(QLatin1String(kModifierMime)) ? Qt::CopyAction
                                                                                              : Qt::MoveAction);
    event->accept();
}

void LanesView::dragLeaveEvent(QDragLeaveEvent* event)
{
    showMarker(nullptr);
    event->accept();
}

void LanesView::dropEvent(QDropEvent* event)
{
    showMarker(nullptr);
    if (!takes(*event)) {
        event->ignore();
        return;
    }
    const CardPlace to = dropPlace(event->position().toPoint());
    const QByteArray type = event->mimeData()->data(QLatin1String(kModifierMime));
    const bool copies = (event->modifiers() & Qt::ControlModifier) != 0;
    event->setDropAction(copies || !type.isEmpty() ? Qt::CopyAction : Qt::MoveAction);
    event->accept();
    if (!type.isEmpty()) {
        Q_EMIT insertRequested(to, QString::fromUtf8(type));
        return;
    }
    const CardPlace from = placeOf(event->mimeData()->data(QLatin1String(kCardMime)));
    if (copies) {
        Q_EMIT copyRequested(from, to);
    } else {
        Q_EMIT moveRequested(from, to);
    }
}

} // namespace espalier::ui
