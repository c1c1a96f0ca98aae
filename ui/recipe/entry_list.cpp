#include "ui/recipe/entry_list.h"

#include <QHeaderView>

#include "ui/widgets/row_delegate.h"

namespace espalier::ui {

namespace {

enum Column { Entry, Hits, ColumnCount };

QString hitsOf(const recipe::ResolvedModifier& modifier)
{
    if (modifier.entries.empty() && modifier.modules.empty()) {
        return EntryList::tr("whole model"); // training and depth pruning take no targets
    }
    return modifier.modules.size() == 1 ? EntryList::tr("1 matrix")
                                        : EntryList::tr("%1 matrices").arg(modifier.modules.size());
}

} // namespace

EntryList::EntryList(const Theme& theme, QWidget* parent) : QTreeWidget(parent), m_theme(theme)
{
    setColumnCount(ColumnCount);
    setHeaderLabels({tr("Targets"), tr("Hits")});
    headerItem()->setTextAlignment(Hits, Qt::AlignRight | Qt::AlignVCenter);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(Entry, QHeaderView::Stretch);
    header()->setSectionResizeMode(Hits, QHeaderView::ResizeToContents);
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setItemDelegate(new RowDelegate(this));
    setMouseTracking(true);
    setIndentation(16);
    setAccessibleName(tr("Targets of the recipe"));
    setAccessibleDescription(tr("Selecting an entry shows what it hits in the module tree. Enter goes to its line."));
    connect(this, &QTreeWidget::itemEntered, this, [this](QTreeWidgetItem* item) { preview(item); });
    connect(this, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) { preview(item); });
    connect(this, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
        if (const recipe::EntryHits* entry = entryOf(item)) {
            Q_EMIT goToRequested(entry->location);
        }
    });
}

void EntryList::setAnalysis(const RecipeAnalysisPtr& analysis)
{
    const QSignalBlocker quiet(this);
    m_analysis = analysis;
    clear();
    const auto& stages = analysis->resolved().stages;
    for (std::size_t s = 0; s < stages.size(); ++s) {
        for (std::size_t m = 0; m < stages[s].modifiers.size(); ++m) {
            const recipe::ResolvedModifier& modifier = stages[s].modifiers[m];
            auto* head = new QTreeWidgetItem(this);
            QString title = QString::fromStdString(modifier.schema->title);
            if (stages.size() > 1) {
                title = tr("%1 (%2)").arg(title, QString::fromStdString(stages[s].stage->name));
            }
            head->setText(Entry, title);
            head->setText(Hits, hitsOf(modifier));
            head->setTextAlignment(Hits, Qt::AlignRight | Qt::AlignVCenter);
            head->setFont(Entry, [this] {
                QFont bold = font();
                bold.setBold(true);
                return bold;
            }());
            for (std::size_t e = 0; e < modifier.entries.size(); ++e) {
                const recipe::EntryHits& entry = modifier.entries[e];
                auto* item = new QTreeWidgetItem(head);
                const QString text = QString::fromStdString(entry.entry);
                const bool ignored = entry.kind == recipe::EntryKind::Ignore;
                item->setText(Entry, ignored ? tr("ignore %1").arg(text) : text);
                item->setToolTip(Entry, item->text(Entry));
                item->setText(Hits, QString::number(entry.hits.size()));
                item->setTextAlignment(Hits, Qt::AlignRight | Qt::AlignVCenter);
                item->setData(Entry, Qt::UserRole, QList<QVariant>{uint(s), uint(m), uint(e)});
                if (entry.hits.empty()) {
                    item->setIcon(Entry, ignored ? m_theme.icon(QStringLiteral("warning"), &Colors::warning)
                                                 : m_theme.icon(QStringLiteral("error"), &Colors::error));
                }
            }
        }
    }
    expandAll();
}

const recipe::EntryHits* EntryList::entryOf(const QTreeWidgetItem* item) const
{
    const QList<QVariant> path = item == nullptr ? QList<QVariant>() : item->data(Entry, Qt::UserRole).toList();
    if (path.size() != 3) {
        return nullptr;
    }
    return &m_analysis->resolved().stages[path[0].toUInt()].modifiers[path[1].toUInt()].entries[path[2].toUInt()];
}

void EntryList::preview(const QTreeWidgetItem* item)
{
    Q_EMIT previewChanged(entryOf(item));
}

void EntryList::leaveEvent(QEvent* event)
{
    QTreeWidget::leaveEvent(event);
    preview(selectedItems().isEmpty() ? nullptr : selectedItems().front());
}

} // namespace espalier::ui
