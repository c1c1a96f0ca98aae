#include "ui/window/notification_bell.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QScreen>
#include <QStyledItemDelegate>

#include "ui/models/notifications.h"

namespace espalier::ui {

namespace {

constexpr int kWidth = 420;
constexpr int kHeight = 320;
constexpr int kIcon = 16;
constexpr int kMargin = 8;
constexpr int kMostLines = 3;

/// Icon of the kind, the sentence in a few lines, the time below it.
class NotificationDelegate : public QStyledItemDelegate
{
public:
    NotificationDelegate(const Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const int width = option.rect.width() > 0 ? option.rect.width() : kWidth;
        const QRect text =
            option.fontMetrics.boundingRect(QRect(0, 0, textWidth(width), option.fontMetrics.height() * kMostLines),
                                            Qt::TextWordWrap, index.data().toString());
        const int lines = std::min(text.height(), option.fontMetrics.height() * kMostLines);
        return {width, lines + QFontMetrics(Theme::font(TextStyle::Caption)).height() + 2 * kMargin + 2};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem background = option;
        initStyleOption(&background, index);
        background.text.clear();
        const QWidget* widget = option.widget;
        widget->style()->drawControl(QStyle::CE_ItemViewItem, &background, painter, widget);
        const bool selected = option.state & QStyle::State_Selected;
        const QRect inside = option.rect.adjusted(kMargin, kMargin, -kMargin, -kMargin);
        iconOf(index).paint(painter, QRect(inside.topLeft(), QSize(kIcon, kIcon)), Qt::AlignCenter,
                            selected ? QIcon::Selected : QIcon::Normal);
        const QFont caption = Theme::font(TextStyle::Caption);
        const int captionHeight = QFontMetrics(caption).height();
        const QRect text = inside.adjusted(kIcon + kMargin, 0, 0, -captionHeight - 2);
        painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
        painter->drawText(text, Qt::TextWordWrap, index.data().toString());
        painter->setFont(caption);
        painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::PlaceholderText));
        painter->drawText(QRect(text.left(), inside.bottom() - captionHeight, text.width(), captionHeight + 1),
                          Qt::AlignLeft | Qt::AlignBottom, index.data(Notifications::TimeRole).toString());
    }

private:
    static int textWidth(int width) { return width - 3 * kMargin - kIcon; }

    QIcon iconOf(const QModelIndex& index) const
    {
        switch (Notification::Kind(index.data(Notifications::KindRole).toInt())) {
        case Notification::Kind::Ok:
            return m_theme.icon(QStringLiteral("ok"), &Colors::ok);
        case Notification::Kind::Warning:
            return m_theme.icon(QStringLiteral("warning"), &Colors::warning);
        case Notification::Kind::Error:
            return m_theme.icon(QStringLiteral("error"), &Colors::error);
        case Notification::Kind::Info:
            break;
        }
        return Theme::icon(QStringLiteral("info"));
    }

    const Theme& m_theme;
};

} // namespace

NotificationBell::NotificationBell(Notifications& notifications, const Theme& theme, QWidget* parent)
    : QToolButton(parent), m_notifications(notifications), m_theme(theme), m_popup(new QFrame(this, Qt::Popup)),
      m_list(new QListView), m_empty(new QLabel), m_clear(new QToolButton)
{
    setIcon(Theme::icon(QStringLiteral("bell")));
    setAutoRaise(true);
    setFixedSize(32, 28);
    setFocusPolicy(Qt::TabFocus);
    setupList();
    connect(this, &QToolButton::clicked, this, &NotificationBell::openList);
    connect(&notifications, &Notifications::unreadChanged, this, &NotificationBell::updateCount);
    updateCount();
}

void NotificationBell::setupList()
{
    m_popup->setFrameShape(QFrame::StyledPanel);
    auto* layout = new QVBoxLayout(m_popup);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(4);
    auto* top = new QHBoxLayout;
    auto* title = new QLabel(tr("Notifications"));
    title->setFont(Theme::font(TextStyle::Title));
    m_clear->setText(tr("Clear"));
    m_clear->setAutoRaise(true);
    top->addWidget(title, 1);
    top->addWidget(m_clear);
    layout->addLayout(top);
    m_empty->setText(tr("Nothing yet. Runs and exports that end, and what went wrong, are listed here."));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignTop);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_empty, 1);
    m_list->setModel(&m_notifications);
    m_list->setItemDelegate(new NotificationDelegate(m_theme, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setAccessibleName(tr("Notifications"));
    layout->addWidget(m_list, 1);
    connect(m_list, &QListView::activated, this, &NotificationBell::choose);
    connect(m_list, &QListView::clicked, this, &NotificationBell::choose);
    connect(m_clear, &QToolButton::clicked, this, [this] {
        m_notifications.clear();
        m_popup->close();
    });
}

void NotificationBell::openList()
{
    const bool any = m_notifications.rowCount() > 0;
    m_empty->setVisible(!any);
    m_list->setVisible(any);
    m_clear->setVisible(any);
    const QRect room = screen()->availableGeometry();
    m_popup->resize(kWidth, any ? kHeight : 96);
    const QPoint below = mapToGlobal(QPoint(width() - kWidth, height() + 4));
    m_popup->move(std::max(room.left(), below.x()), below.y());
    m_popup->show();
    if (any) {
        m_list->scrollToTop();
        m_list->setCurrentIndex(m_notifications.index(0));
        m_list->setFocus();
    }
    m_notifications.markRead();
}

void NotificationBell::choose(const QModelIndex& index)
{
    if (!index.isValid() || !m_popup->isVisible()) {
        return; // activated after clicked: the list has gone already
    }
    const Link link = m_notifications.at(index.row()).link;
    m_popup->close();
    if (!link.isEmpty()) {
        Q_EMIT openRequested(link);
    }
}

void NotificationBell::updateCount()
{
    const int unread = m_notifications.unread();
    const QString text = unread == 0   ? tr("Notifications")
                         : unread == 1 ? tr("1 new notification")
                                       : tr("%n new notifications", nullptr, unread);
    setToolTip(text);
    setAccessibleName(text);
    update();
}

void NotificationBell::paintEvent(QPaintEvent* event)
{
    QToolButton::paintEvent(event);
    const int unread = m_notifications.unread();
    if (unread == 0) {
        return;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont font = Theme::font(TextStyle::Caption);
    font.setBold(true);
    painter.setFont(font);
    const QString count = unread > 9 ? QStringLiteral("9+") : QString::number(unread);
    const int size = painter.fontMetrics().height();
    const QRect badge(width() - std::max(size, painter.fontMetrics().horizontalAdvance(count) + 6), 0,
                      std::max(size, painter.fontMetrics().horizontalAdvance(count) + 6), size);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().color(QPalette::Highlight));
    painter.drawRoundedRect(badge, size / 2.0, size / 2.0);
    painter.setPen(palette().color(QPalette::HighlightedText));
    painter.drawText(badge, Qt::AlignCenter, count);
}

} // namespace espalier::ui
