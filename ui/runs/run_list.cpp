#include "ui/runs/run_list.h"

#include <algorithm>

#include <QContextMenuEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QStyledItemDelegate>

#include "ui/models/link.h"

namespace espalier::ui {
namespace {

constexpr int kPadding = 8;

/// Two lines a run: title and state, then model and recipe in the caption size.
class RunDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        const int lines = option.fontMetrics.height() + QFontMetrics(Theme::font(TextStyle::Caption)).height();
        return {200, lines + 2 * kPadding};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& item, const QModelIndex& index) const override
    {
        QStyleOptionViewItem option = item;
        initStyleOption(&option, index);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const QPalette& palette = option.palette;
        painter->save();
        painter->fillRect(option.rect, selected ? palette.highlight() : palette.base());
        const QRect inner = option.rect.adjusted(kPadding, kPadding, -kPadding, -kPadding);
        const QRect icon(inner.left(), inner.top(), 16, option.fontMetrics.height());
        option.icon.paint(painter, icon, Qt::AlignCenter, selected ? QIcon::Selected : QIcon::Normal);
        const QRect text = inner.adjusted(24, 0, 0, 0);
        painter->setPen(palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
        const QString state = index.data(RunListModel::StateTextRole).toString();
        painter->drawText(text, Qt::AlignTop | Qt::AlignRight, state);
        const int titleWidth = text.width() - option.fontMetrics.horizontalAdvance(state) - kPadding;
        painter->drawText(text, Qt::AlignTop | Qt::AlignLeft,
                          option.fontMetrics.elidedText(option.text, Qt::ElideRight, titleWidth));
        painter->setFont(Theme::font(TextStyle::Caption));
        if (!selected) {
            painter->setPen(palette.color(QPalette::PlaceholderText));
        }
        const QString subtitle = index.data(RunListModel::SubtitleRole).toString();
        painter->drawText(text, Qt::AlignBottom | Qt::AlignLeft,
                          painter->fontMetrics().elidedText(subtitle, Qt::ElideMiddle, text.width()));
        painter->restore();
    }
};

} // namespace

RunListModel::RunListModel(RunHistory& history, const Theme& theme, QObject* parent)
    : RunsModel(history, parent), m_history(history), m_theme(theme)
{
}

QIcon RunListModel::iconOf(const Run& run) const
{
    switch (run.state()) {
    case RunState::Finished:
        return m_theme.icon(QStringLiteral("ok"), &Colors::ok);
    case RunState::Failed:
        return m_theme.icon(QStringLiteral("error"), &Colors::error);
    case RunState::Cancelled:
    case RunState::Interrupted:
        return m_theme.icon(QStringLiteral("warning"), &Colors::warning);
    case RunState::Waiting:
    case RunState::Running:
    case RunState::Stopping:
        break;
    }
    return m_theme.icon(QStringLiteral("runs"), &Colors::accent);
}

QVariant RunListModel::data(const QModelIndex& index, int role) const
{
    const Run* run = runAt(index);
    if (run == nullptr) {
        return {};
    }
    const QString subtitle = tr("%1 · %2").arg(run->request().modelName, run->request().recipeName);
    switch (role) {
    case Qt::DisplayRole:
        return run->title();
    case Qt::DecorationRole:
        return iconOf(*run);
    case Qt::ToolTipRole:
        return tr("%1: %2\n%3\n%4").arg(run->title(), stateText(*run), subtitle, run->folder());
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3").arg(run->title(), stateText(*run), subtitle);
    case NumberRole:
        return run->number();
    case SubtitleRole:
        return subtitle;
    case StateRole:
        return int(run->state());
    case StateTextRole:
        return stateText(*run);
    default:
        return {};
    }
}

Qt::ItemFlags RunListModel::flags(const QModelIndex& index) const
{
    return RunsModel::flags(index) | Qt::ItemIsDragEnabled;
}

QStringList RunListModel::mimeTypes() const
{
    return {QLatin1String(kLinkMimeType)};
}

QMimeData* RunListModel::mimeData(const QModelIndexList& indexes) const
{
    const Run* run = indexes.isEmpty() ? nullptr : runAt(indexes.first());
    if (run == nullptr) {
        return nullptr;
    }
    Link link;
    link.run = run->number();
    auto* mime = new QMimeData;
    mime->setData(QLatin1String(kLinkMimeType), link.toString().toUtf8());
    return mime;
}

RunList::RunList(RunHistory& history, const Theme& theme, QWidget* parent)
    : QListView(parent), m_model(new RunListModel(history, theme, this))
{
    setModel(m_model);
    setItemDelegate(new RunDelegate(this));
    setUniformItemSizes(true);
    setDragDropMode(QAbstractItemView::DragOnly);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Runs"));
    connect(&theme, &Theme::changed, this, [this] { viewport()->update(); });
}

void RunList::setCurrentRun(Run* run)
{
    setCurrentIndex(m_model->indexOf(run));
}

void RunList::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QListView::currentChanged(current, previous);
    if (Run* run = m_model->runAt(current)) {
        Q_EMIT runSelected(run);
    }
}

void RunList::contextMenuEvent(QContextMenuEvent* event)
{
    Run* run = m_model->runAt(indexAt(event->pos()));
    if (run == nullptr) {
        return;
    }
    QMenu menu(this);
    QAction* remove = menu.addAction(tr("Delete run..."), this, [this, run] { Q_EMIT removeRequested(run); });
    remove->setEnabled(!run->isActive() && run->state() != RunState::Waiting);
    menu.exec(event->globalPos());
}

} // namespace espalier::ui
