#include "ui/recipe/palette_view.h"

#include <array>

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "core/compress/schemas.h"
#include "ui/recipe/lanes_view.h"
#include "ui/widgets/row_delegate.h"

namespace espalier::ui {

namespace {

constexpr int kTypeRole = Qt::UserRole;
constexpr int kGap = 8;

using recipe::ModifierGroup;

constexpr std::array kGroups = {ModifierGroup::Prune, ModifierGroup::Quantize, ModifierGroup::Recover,
                                ModifierGroup::Structure};

QString groupName(ModifierGroup group)
{
    switch (group) {
    case ModifierGroup::Prune:
        return PaletteView::tr("Prune");
    case ModifierGroup::Quantize:
        return PaletteView::tr("Quantize");
    case ModifierGroup::Recover:
        return PaletteView::tr("Recover");
    case ModifierGroup::Structure:
        break;
    }
    return PaletteView::tr("Structure");
}

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

/// What it does and where it is from.
QString helpOf(const recipe::ModifierSchema& schema)
{
    return schema.paper.empty() ? text(schema.help)
                                : QStringLiteral("%1 (%2)").arg(text(schema.help), text(schema.paper));
}

class PaletteList : public QTreeWidget
{
public:
    using QTreeWidget::QTreeWidget;

protected:
    QMimeData* mimeData(const QList<QTreeWidgetItem*>& items) const override
    {
        const QString type = items.isEmpty() ? QString() : items.first()->data(0, kTypeRole).toString();
        if (type.isEmpty()) {
            return nullptr;
        }
        auto* mime = new QMimeData;
        mime->setData(QLatin1String(kModifierMime), type.toUtf8());
        return mime;
    }

    QStringList mimeTypes() const override { return {QLatin1String(kModifierMime)}; }
    Qt::DropActions supportedDropActions() const override { return Qt::CopyAction; }
};

} // namespace

PaletteView::PaletteView(QWidget* parent)
    : QWidget(parent), m_filter(new QLineEdit), m_list(new PaletteList), m_help(new QLabel)
{
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Filter the modifiers"));
    m_list->setHeaderHidden(true);
    m_list->setIndentation(kGap);
    m_list->setRootIsDecorated(false);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_list->setDragEnabled(true);
    m_list->setDragDropMode(QAbstractItemView::DragOnly);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setExpandsOnDoubleClick(false);
    m_list->setAccessibleName(tr("Modifiers to add"));
    m_list->setAccessibleDescription(
        tr("Enter puts the modifier behind the current card. It can also be dragged into a stage."));
    m_help->setWordWrap(true);
    m_help->setFont(Theme::font(TextStyle::Caption));
    m_help->setForegroundRole(QPalette::PlaceholderText);
    m_help->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_help->setMinimumHeight(5 * QFontMetrics(m_help->font()).height());
    setFocusProxy(m_list);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 0, kGap, 12);
    layout->setSpacing(kGap);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_help);
    fill();
    connect(m_filter, &QLineEdit::textChanged, this, &PaletteView::filter);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &PaletteView::showHelp);
    connect(m_list, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
        if (const QString type = item->data(0, kTypeRole).toString(); !type.isEmpty()) {
            Q_EMIT insertRequested(type);
        }
    });
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint& position) {
        const QTreeWidgetItem* item = m_list->itemAt(position);
        const QString type = item == nullptr ? QString() : item->data(0, kTypeRole).toString();
        if (!type.isEmpty()) {
            Q_EMIT menuRequested(type, m_list->viewport()->mapToGlobal(position));
        }
    });
}

void PaletteView::fill()
{
    for (const ModifierGroup group : kGroups) {
        auto* head = new QTreeWidgetItem(m_list, {groupName(group)});
        QFont bold = Theme::font(TextStyle::Body);
        bold.setWeight(QFont::DemiBold);
        head->setFont(0, bold);
        head->setFlags(Qt::ItemIsEnabled);
        for (const recipe::ModifierSchema& schema : compress::modifierSchemas().all()) {
            if (schema.available && schema.group == group) {
                auto* item = new QTreeWidgetItem(head, {text(schema.title)});
                item->setData(0, kTypeRole, text(schema.type));
                item->setToolTip(0, helpOf(schema));
                item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled);
            }
        }
        head->setExpanded(true);
    }
    showHelp();
}

void PaletteView::filter(const QString& typed)
{
    for (int group = 0; group < m_list->topLevelItemCount(); ++group) {
        QTreeWidgetItem* head = m_list->topLevelItem(group);
        bool any = false;
        for (int row = 0; row < head->childCount(); ++row) {
            QTreeWidgetItem* item = head->child(row);
            const bool found = item->text(0).contains(typed, Qt::CaseInsensitive) ||
                               item->data(0, kTypeRole).toString().contains(typed, Qt::CaseInsensitive) ||
                               item->toolTip(0).contains(typed, Qt::CaseInsensitive);
            item->setHidden(!found);
            any = any || found;
        }
        head->setHidden(!any);
    }
}

void PaletteView::showHelp()
{
    const QTreeWidgetItem* item = m_list->currentItem();
    m_help->setText(item == nullptr || item->toolTip(0).isEmpty() ? tr("Drag a modifier into a stage, or press Enter.")
                                                                  : item->toolTip(0));
}

void PaletteView::setFrozen(bool frozen)
{
    m_list->setEnabled(!frozen);
}

void PaletteView::fillMenu(QMenu& menu, const std::function<void(const QString&)>& chosen)
{
    menu.setToolTipsVisible(true);
    for (const ModifierGroup group : kGroups) {
        QMenu* part = menu.addMenu(groupName(group));
        part->setToolTipsVisible(true);
        for (const recipe::ModifierSchema& schema : compress::modifierSchemas().all()) {
            if (schema.available && schema.group == group) {
                const QString type = text(schema.type);
                QAction* action = part->addAction(text(schema.title));
                action->setToolTip(helpOf(schema));
                QObject::connect(action, &QAction::triggered, action, [chosen, type] { chosen(type); });
            }
        }
    }
}

} // namespace espalier::ui
