#include "ui/recipe/lane.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/recipe/modifier_card.h"

namespace espalier::ui {

namespace {

constexpr int kGap = 8;
constexpr int kLaneWidth = 196;

} // namespace

Lane::Lane(const Theme& theme, std::size_t index, QWidget* parent)
    : QFrame(parent), m_theme(theme), m_index(index), m_name(new QLabel), m_kind(new QLabel), m_menu(new QToolButton),
      m_layout(new QVBoxLayout(this)), m_hint(new QLabel(tr("Drag a modifier here, or press Enter on it.")))
{
    setMinimumWidth(kLaneWidth);
    setMaximumWidth(2 * kLaneWidth);
    m_layout->setContentsMargins(kGap, kGap, kGap, kGap);
    m_layout->setSpacing(kGap);
    QFont bold = Theme::font(TextStyle::Body);
    bold.setWeight(QFont::DemiBold);
    m_name->setFont(bold);
    m_name->setTextFormat(Qt::PlainText);
    m_name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_kind->setFont(Theme::font(TextStyle::Caption));
    m_kind->setForegroundRole(QPalette::PlaceholderText);
    m_menu->setText(QStringLiteral("..."));
    m_menu->setAutoRaise(true);
    m_menu->setPopupMode(QToolButton::InstantPopup);
    m_menu->setFocusPolicy(Qt::NoFocus); // the lanes' own menu has the same on the keyboard
    auto* menu = new QMenu(m_menu);
    menu->addAction(tr("Rename stage..."), this, [this] { Q_EMIT renameRequested(m_index); });
    menu->addAction(tr("Remove stage"), this, [this] { Q_EMIT removeRequested(m_index); });
    m_menu->setMenu(menu);
    m_menu->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    auto* head = new QHBoxLayout;
    head->setSpacing(kGap);
    head->addWidget(m_name, 1);
    head->addWidget(m_kind);
    head->addWidget(m_menu);
    m_layout->addLayout(head);
    m_hint->setWordWrap(true);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_layout->addWidget(m_hint);
    m_layout->addStretch(1);
}

void Lane::show(const RecipeLane& lane)
{
    const QString name = QString::fromStdString(lane.name);
    m_name->setText(name);
    m_name->setToolTip(name);
    const bool trains = lane.runType == recipe::RunType::Train;
    m_kind->setText(trains ? tr("training") : tr("one-shot"));
    m_kind->setToolTip(trains ? tr("This stage trains the whole model on text.")
                              : tr("This stage goes through the model once, layer by layer."));
    m_menu->setAccessibleName(tr("Actions of stage %1").arg(name));
    m_menu->setToolTip(tr("Renames or removes this stage"));
    setAccessibleName(tr("Stage %1").arg(name));
    m_hint->setVisible(lane.cards.empty());
}

ModifierCard* Lane::addCard()
{
    auto* card = new ModifierCard(m_theme, this);
    m_layout->insertWidget(m_layout->count() - 1, card);
    m_cards << card;
    return card;
}

void Lane::setFrozen(bool frozen)
{
    m_menu->setEnabled(!frozen);
    for (ModifierCard* card : m_cards) {
        card->setFrozen(frozen);
    }
}

std::size_t Lane::cardAbove(int y) const
{
    std::size_t index = 0;
    for (const ModifierCard* card : m_cards) {
        if (y < card->geometry().center().y()) {
            break;
        }
        ++index;
    }
    return index;
}

void Lane::setMarker(int card)
{
    if (card != m_marker) {
        m_marker = card;
        update();
    }
}

void Lane::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colors().alternateBase);
    painter.drawRoundedRect(rect(), 4, 4);
    if (m_marker < 0) {
        return;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_theme.colors().accent, 2, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    int y = m_hint->isVisible() ? m_hint->geometry().top() - kGap / 2 : 0;
    if (m_marker < m_cards.size()) {
        y = m_cards[m_marker]->geometry().top() - kGap / 2;
    } else if (!m_cards.isEmpty()) {
        y = m_cards.last()->geometry().bottom() + kGap / 2;
    }
    painter.setPen(QPen(m_theme.colors().accent, 3));
    painter.drawLine(kGap, y, width() - kGap, y);
}

} // namespace espalier::ui
