#include "ui/chat/conversation_list.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>

#include "ui/theme/theme.h"

namespace espalier::ui {

namespace {

constexpr int kPadding = 8;

/// Title, and in the caption size below it the time.
class ConversationDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        const int lines = option.fontMetrics.height() + QFontMetrics(Theme::font(TextStyle::Caption)).height();
        return {120, lines + 2 * kPadding};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& item, const QModelIndex& index) const override
    {
        QStyleOptionViewItem option = item;
        initStyleOption(&option, index);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const QPalette& palette = option.palette;
        painter->save();
        painter->fillRect(option.rect, selected ? palette.highlight() : palette.base());
        const QRect text = option.rect.adjusted(12, kPadding, -kPadding, -kPadding);
        painter->setPen(palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
        painter->drawText(text, Qt::AlignTop | Qt::AlignLeft,
                          option.fontMetrics.elidedText(option.text, Qt::ElideRight, text.width()));
        painter->setFont(Theme::font(TextStyle::Caption));
        if (!selected) {
            painter->setPen(palette.color(QPalette::PlaceholderText));
        }
        painter->drawText(text, Qt::AlignBottom | Qt::AlignLeft,
                          index.data(ConversationModel::ChangedTextRole).toString());
        painter->restore();
    }
};

} // namespace

ConversationList::ConversationList(ConversationModel& model, QWidget* parent) : QListView(parent), m_model(model)
{
    setModel(&model);
    setItemDelegate(new ConversationDelegate(this));
    setUniformItemSizes(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Conversations"));
}

void ConversationList::setCurrent(const QString& id)
{
    const int row = m_model.rowOf(id);
    if (row < 0) {
        setCurrentIndex({});
        clearSelection();
    } else {
        setCurrentIndex(m_model.index(row));
    }
}

void ConversationList::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QListView::currentChanged(current, previous);
    if (current.isValid()) {
        Q_EMIT chosen(m_model.idAt(current.row()));
    }
}

void ConversationList::paintEvent(QPaintEvent* event)
{
    QListView::paintEvent(event);
    if (m_model.rowCount() == 0) {
        QPainter painter(viewport());
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(viewport()->rect().adjusted(12, kPadding, -12, -kPadding), Qt::AlignTop | Qt::TextWordWrap,
                         tr("Conversations are kept here."));
    }
}

void ConversationList::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Delete && currentIndex().isValid()) {
        Q_EMIT removeRequested(m_model.idAt(currentIndex().row()));
        return;
    }
    QListView::keyPressEvent(event);
}

void ConversationList::contextMenuEvent(QContextMenuEvent* event)
{
    const QModelIndex index = indexAt(event->pos());
    if (!index.isValid()) {
        return;
    }
    QMenu menu(this);
    menu.addAction(tr("Delete conversation..."), this,
                   [this, id = m_model.idAt(index.row())] { Q_EMIT removeRequested(id); });
    menu.exec(event->globalPos());
}

} // namespace espalier::ui
