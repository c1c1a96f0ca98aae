#include "ui/recipe/targets_field.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/widgets/row_delegate.h"

namespace espalier::ui {

namespace {

enum Column { Entry, Hits, ColumnCount };

constexpr int kRowHeight = 24;
constexpr int kMostRows = 6; // more are scrolled

} // namespace

TargetsField::TargetsField(const Theme& theme, const QString& key, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_key(key), m_list(new QTreeWidget), m_add(new QToolButton),
      m_remove(new QToolButton), m_pick(new QToolButton)
{
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                            QAbstractItemView::AnyKeyPressed);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setMinimumSectionSize(0);
    m_list->header()->setSectionResizeMode(Entry, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(Hits, QHeaderView::ResizeToContents);
    m_list->setAccessibleName(tr("Entries of %1").arg(key));
    m_list->setAccessibleDescription(tr("F2 changes an entry, Insert adds one, Delete removes one."));
    m_list->installEventFilter(this);
    m_list->viewport()->installEventFilter(this);
    setFocusProxy(m_list);
    m_add->setText(tr("Add"));
    m_add->setToolTip(tr("Adds an entry: a full name, a class, or re: and a pattern"));
    m_remove->setText(tr("Remove"));
    m_remove->setToolTip(tr("Removes the current entry"));
    m_pick->setText(tr("Pick..."));
    m_pick->setToolTip(tr("Chooses modules in the model's tree"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    for (QToolButton* button : {m_add, m_remove, m_pick}) {
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setAccessibleName(
            tr("%1: %2", "a field of a form, then what its button does").arg(key, button->text()));
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_list);
    layout->addLayout(buttons);
    connect(m_add, &QToolButton::clicked, this, &TargetsField::addRow);
    connect(m_remove, &QToolButton::clicked, this, &TargetsField::removeCurrent);
    connect(m_pick, &QToolButton::clicked, this, [this] { Q_EMIT pickRequested(m_entries); });
    connect(m_list, &QTreeWidget::itemChanged, this, &TargetsField::itemEdited);
    connect(m_list, &QTreeWidget::itemEntered, this,
            [this](QTreeWidgetItem* item) { Q_EMIT previewChanged(m_list->indexOfTopLevelItem(item)); });
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
        m_remove->setEnabled(item != nullptr && !m_readOnly && !m_entries.isEmpty());
        if (!m_building) {
            Q_EMIT previewChanged(item == nullptr ? -1 : m_list->indexOfTopLevelItem(item));
        }
    });
    rebuild();
    connect(&theme, &Theme::changed, this, &TargetsField::rebuild); // its colours are kept in the rows
}

void TargetsField::setEntries(const QStringList& entries, const QStringList& defaults)
{
    if (entries == m_entries && defaults == m_defaults) {
        return;
    }
    m_entries = entries;
    m_defaults = defaults;
    m_hits.clear();
    rebuild();
}

void TargetsField::setHits(const QList<int>& hits)
{
    if (hits != m_hits) {
        m_hits = hits;
        rebuild();
    }
}

void TargetsField::setReadOnly(bool readOnly)
{
    if (readOnly != m_readOnly) {
        m_readOnly = readOnly;
        rebuild();
    }
}

void TargetsField::setPicked(const QStringList& entries)
{
    if (entries != m_entries && !m_readOnly) {
        m_entries = entries;
        m_hits.clear();
        rebuild();
        Q_EMIT edited(m_entries);
    }
}

void TargetsField::rebuild()
{
    if (m_closing) {
        return;
    }
    m_building = true;
    const int current = m_list->indexOfTopLevelItem(m_list->currentItem());
    m_list->clear();
    const bool defaults = m_entries.isEmpty();
    const QStringList& shown = defaults ? m_defaults : m_entries;
    for (int row = 0; row < shown.size(); ++row) {
        auto* item = new QTreeWidgetItem(m_list, {shown[row]});
        item->setToolTip(Entry, defaults ? tr("%1, the default").arg(shown[row]) : shown[row]);
        item->setTextAlignment(Hits, Qt::AlignRight | Qt::AlignVCenter);
        item->setSizeHint(Entry, QSize(0, kRowHeight));
        if (defaults) {
            item->setForeground(Entry, m_theme.colors().placeholder);
        } else if (!m_readOnly) {
            item->setFlags(item->flags() | Qt::ItemIsEditable);
        }
        const int hits = row < m_hits.size() ? m_hits[row] : -1;
        if (hits >= 0) {
            item->setText(Hits, QLocale().toString(hits));
            if (hits == 0 && m_key == QLatin1String("ignore")) { // it may be meant for other models
                item->setForeground(Hits, m_theme.colors().placeholder);
                item->setToolTip(Hits, tr("No module matches this entry, so it ignores nothing."));
            } else if (hits == 0) {
                item->setForeground(Hits, m_theme.colors().error);
                item->setIcon(Hits, m_theme.icon(QStringLiteral("error"), &Colors::error));
                item->setToolTip(Hits, tr("No module matches this entry."));
            }
        }
    }
    if (current >= 0 && current < m_list->topLevelItemCount()) {
        m_list->setCurrentItem(m_list->topLevelItem(current));
    }
    m_add->setEnabled(!m_readOnly);
    m_pick->setEnabled(!m_readOnly);
    m_remove->setEnabled(!m_readOnly && !m_entries.isEmpty() && m_list->currentItem() != nullptr);
    fitHeight();
    m_building = false;
}

void TargetsField::fitHeight()
{
    const int rows = std::clamp(m_list->topLevelItemCount(), 1, kMostRows);
    m_list->setFixedHeight(rows * kRowHeight + 2 * m_list->frameWidth());
}

void TargetsField::addRow()
{
    m_building = true;
    if (m_entries.isEmpty()) {
        m_list->clear(); // the defaults give way to what is typed
    }
    auto* item = new QTreeWidgetItem(m_list);
    item->setSizeHint(Entry, QSize(0, kRowHeight));
    item->setFlags(item->flags() | Qt::ItemIsEditable);
    fitHeight();
    m_list->setCurrentItem(item);
    m_building = false;
    m_list->editItem(item, Entry);
}

void TargetsField::removeCurrent()
{
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    if (m_readOnly || row < 0 || row >= m_entries.size()) {
        return;
    }
    QStringList entries = m_entries;
    entries.removeAt(row);
    setPicked(entries);
}

void TargetsField::itemEdited(QTreeWidgetItem* item)
{
    if (m_building) {
        return;
    }
    QStringList entries;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        const QString text = m_list->topLevelItem(row)->text(Entry).trimmed();
        if (!text.isEmpty()) { // an entry that was emptied is removed
            entries << text;
        }
    }
    Q_UNUSED(item);
    // said at once, while the form still stands on this card; but the view is still closing its editor, so the rows are
    // made anew afterwards
    if (entries != m_entries) {
        m_entries = entries;
        m_hits.clear();
        m_closing = true;
        Q_EMIT edited(m_entries);
        m_closing = false;
    }
    QMetaObject::invokeMethod(
        this, [this] { rebuild(); }, Qt::QueuedConnection);
}

bool TargetsField::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress && !m_readOnly) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Delete) {
            removeCurrent();
            return true;
        }
        if (key == Qt::Key_Insert) {
            addRow();
            return true;
        }
    }
    if (watched == m_list->viewport() && event->type() == QEvent::Leave) {
        Q_EMIT previewChanged(-1);
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace espalier::ui
