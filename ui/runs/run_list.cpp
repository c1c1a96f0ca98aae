#include "ui/runs/run_list.h"

#include <algorithm>

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QStyledItemDelegate>

#include "ui/models/link.h"
#include "ui/worker/run_controller.h"

namespace espalier::ui {
namespace {

constexpr int kPadding = 8;

/// Two lines a run: title and state, then model and recipe in the caption size; the section's name above its first run.
class RunDelegate : public QStyledItemDelegate
{
public:
    RunDelegate(const RunListProxy& runs, QObject* parent) : QStyledItemDelegate(parent), m_runs(runs) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const int lines = option.fontMetrics.height() + QFontMetrics(Theme::font(TextStyle::Caption)).height();
        return {160, lines + 2 * kPadding + (m_runs.headingOf(index).isEmpty() ? 0 : headingHeight())};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& item, const QModelIndex& index) const override
    {
        QStyleOptionViewItem option = item;
        initStyleOption(&option, index);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const QPalette& palette = option.palette;
        painter->save();
        if (const QString heading = m_runs.headingOf(index); !heading.isEmpty()) {
            QRect above = option.rect;
            above.setHeight(headingHeight());
            option.rect.setTop(above.bottom() + 1);
            painter->fillRect(above, palette.base());
            painter->setFont(Theme::font(TextStyle::Caption));
            painter->setPen(palette.color(QPalette::PlaceholderText));
            painter->drawText(above.adjusted(kPadding, 0, -kPadding, -2), Qt::AlignBottom | Qt::AlignLeft, heading);
            painter->setFont(option.font);
        }
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

private:
    static int headingHeight() { return QFontMetrics(Theme::font(TextStyle::Caption)).height() + 8; }

    const RunListProxy& m_runs;
};

} // namespace

RunListModel::RunListModel(RunHistory& history, const Theme& theme, QObject* parent)
    : RunsModel(history, parent), m_theme(theme)
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
    case RunState::Paused:
        return m_theme.icon(QStringLiteral("pause"), &Colors::accent);
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
        return run->fullTitle();
    case Qt::DecorationRole:
        return iconOf(*run);
    case Qt::ToolTipRole:
        return tr("%1: %2\n%3\n%4", "run, its state, model and recipe, its folder")
            .arg(run->fullTitle(), stateText(*run), subtitle, run->folder());
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3").arg(run->fullTitle(), stateText(*run), subtitle);
    case NumberRole:
        return run->number();
    case SubtitleRole:
        return subtitle;
    case StateRole:
        return int(run->state());
    case StateTextRole:
        return stateText(*run);
    case SectionRole:
        return sectionOf(*run);
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

RunListProxy::RunListProxy(RunHistory& history, RunController& controller, const Theme& theme, QObject* parent)
    : QSortFilterProxyModel(parent), m_runs(new RunListModel(history, theme, this)), m_controller(controller)
{
    setSourceModel(m_runs);
    setDynamicSortFilter(true);
    sort(0);
    connect(&controller, &RunController::queueChanged, this, [this] { invalidate(); });
}

void RunListProxy::setFilter(const RunFilter& filter)
{
    m_filter = filter;
    invalidateFilter();
}

void RunListProxy::setOrder(RunOrder order)
{
    m_order = order;
    invalidate();
}

Run* RunListProxy::runAt(const QModelIndex& index) const
{
    return m_runs->runAt(mapToSource(index));
}

QModelIndex RunListProxy::indexOf(const Run* run) const
{
    return mapFromSource(m_runs->indexOf(run));
}

QString RunListProxy::headingOf(const QModelIndex& index) const
{
    const int section = index.data(RunListModel::SectionRole).toInt();
    if (index.row() > 0 && index.siblingAtRow(index.row() - 1).data(RunListModel::SectionRole).toInt() == section) {
        return {};
    }
    return section == 0 ? tr("Queue") : section == 1 ? tr("Pinned") : tr("History");
}

bool RunListProxy::filterAcceptsRow(int row, const QModelIndex&) const
{
    const Run* run = m_runs->runAt(m_runs->index(row));
    return run != nullptr && m_filter.matches(*run);
}

int RunListProxy::queuePlace(const Run& run) const
{
    const QList<Run*>& queue = m_controller.queue();
    const auto found = std::find(queue.begin(), queue.end(), &run);
    return found == queue.end() ? -1 : int(found - queue.begin());
}

bool RunListProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const Run* a = m_runs->runAt(left);
    const Run* b = m_runs->runAt(right);
    if (sectionOf(*a) == 0 && sectionOf(*b) == 0) {
        return queuePlace(*a) < queuePlace(*b);
    }
    return standsBefore(*a, *b, m_order);
}

RunList::RunList(RunHistory& history, RunController& controller, const Theme& theme, QWidget* parent)
    : QListView(parent), m_proxy(new RunListProxy(history, controller, theme, this))
{
    setModel(m_proxy);
    setItemDelegate(new RunDelegate(*m_proxy, this));
    setDragDropMode(QAbstractItemView::DragOnly);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setResizeMode(QListView::Adjust);
    setAccessibleName(tr("Runs"));
    connect(&theme, &Theme::changed, this, [this] { viewport()->update(); });
    // a heading moves from row to row with the order
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(m_proxy, signal, this, &RunList::scheduleDelayedItemsLayout);
    }
    connect(m_proxy, &QAbstractItemModel::rowsMoved, this, &RunList::scheduleDelayedItemsLayout);
    connect(m_proxy, &QAbstractItemModel::layoutChanged, this, &RunList::scheduleDelayedItemsLayout);
}

void RunList::setCurrentRun(Run* run)
{
    const QModelIndex place = m_proxy->indexOf(run);
    setCurrentIndex(place);
    scrollTo(place);
}

void RunList::rowsAboutToBeRemoved(const QModelIndex& parent, int first, int last)
{
    m_removing = true;
    QListView::rowsAboutToBeRemoved(parent, first, last);
    m_removing = false;
}

void RunList::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QListView::currentChanged(current, previous);
    if (m_removing) {
        return; // the filter took the row away, nobody chose another run
    }
    if (Run* run = m_proxy->runAt(current)) {
        Q_EMIT runSelected(run);
    }
}

void RunList::keyPressEvent(QKeyEvent* event)
{
    Run* run = m_proxy->runAt(currentIndex());
    const bool alt = event->modifiers().testFlag(Qt::AltModifier);
    if (run != nullptr && event->key() == Qt::Key_F2) {
        Q_EMIT renameRequested(run);
    } else if (run != nullptr && event->key() == Qt::Key_Delete && sectionOf(*run) != 0) {
        Q_EMIT removeRequested(run);
    } else if (run != nullptr && alt && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        Q_EMIT moveRequested(run, event->key() == Qt::Key_Up ? -1 : 1);
    } else {
        QListView::keyPressEvent(event);
    }
}

void RunList::contextMenuEvent(QContextMenuEvent* event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    Run* run = m_proxy->runAt(byKey ? currentIndex() : indexAt(event->pos()));
    if (run == nullptr) {
        return;
    }
    QMenu menu(this);
    if (run->state() == RunState::Waiting) {
        menu.addAction(tr("Move up in the queue"), this, [this, run] { Q_EMIT moveRequested(run, -1); })
            ->setShortcut(Qt::ALT | Qt::Key_Up);
        menu.addAction(tr("Move down in the queue"), this, [this, run] { Q_EMIT moveRequested(run, 1); })
            ->setShortcut(Qt::ALT | Qt::Key_Down);
        menu.addAction(tr("Take out of the queue"), this, [this, run] { Q_EMIT cancelRequested(run); });
        menu.addSeparator();
    }
    menu.addAction(tr("Rename..."), this, [this, run] { Q_EMIT renameRequested(run); })->setShortcut(Qt::Key_F2);
    menu.addAction(run->notes().pinned ? tr("Unpin") : tr("Pin above the history"), this,
                   [this, run] { Q_EMIT pinRequested(run); });
    menu.addAction(tr("Save report..."), this, [this, run] { Q_EMIT reportRequested(run); });
    menu.addSeparator();
    QAction* remove = menu.addAction(tr("Delete run..."), this, [this, run] { Q_EMIT removeRequested(run); });
    remove->setShortcut(Qt::Key_Delete);
    remove->setEnabled(sectionOf(*run) != 0);
    menu.exec(byKey ? mapToGlobal(visualRect(currentIndex()).center()) : event->globalPos());
}

} // namespace espalier::ui
