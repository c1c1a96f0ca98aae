#include "ui/explorer/column_chooser.h"

#include <array>

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QSettings>
#include <QSignalBlocker>
#include <QTreeView>

#include "ui/models/module_tree_model.h"

namespace espalier::ui {

namespace {

const QString kKey = QStringLiteral("explorer/columns");

/// Names in the settings, never translated.
constexpr std::array<const char*, ModuleTreeModel::kColumns> kIds = {
    "module", "class", "shape", "dtype", "bits", "parameters", "size", "sparsity", "error", "range", "before"};

QStringList usualColumns()
{
    return {QStringLiteral("class"), QStringLiteral("shape"), QStringLiteral("parameters"), QStringLiteral("size"),
            QStringLiteral("sparsity")};
}

} // namespace

ColumnChooser::ColumnChooser(QTreeView* tree, QSettings& settings)
    : QObject(tree), m_tree(tree), m_settings(settings), m_menu(new QMenu(tree))
{
    const QStringList shown = settings.value(kKey, usualColumns()).toStringList();
    for (int column = 1; column < ModuleTreeModel::kColumns; ++column) {
        QAction* action = m_menu->addAction(tree->model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(shown.contains(QLatin1String(kIds[std::size_t(column)])));
        connect(action, &QAction::toggled, this, [this] {
            store();
            apply();
        });
        m_actions << action;
    }
    m_menu->addSeparator();
    m_menu->addAction(tr("Usual columns"), this, &ColumnChooser::reset);
    m_menu->setToolTipsVisible(true);
    tree->header()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(tree->header(), &QWidget::customContextMenuRequested, this,
            [this](const QPoint& place) { m_menu->popup(m_tree->header()->mapToGlobal(place)); });
    apply();
}

ColumnChooser::~ColumnChooser() = default;

void ColumnChooser::setWithoutRoom(const QSet<int>& columns)
{
    if (columns != m_withoutRoom) {
        m_withoutRoom = columns;
        apply();
    }
}

void ColumnChooser::apply()
{
    for (int column = 1; column < ModuleTreeModel::kColumns; ++column) {
        QAction* action = m_actions[column - 1];
        const bool room = !m_withoutRoom.contains(column);
        m_tree->setColumnHidden(column, !action->isChecked() || !room);
        action->setToolTip(room ? action->text() : tr("The window is too narrow for it."));
    }
    Q_EMIT changed();
}

void ColumnChooser::store() const
{
    QStringList shown;
    for (int column = 1; column < ModuleTreeModel::kColumns; ++column) {
        if (m_actions[column - 1]->isChecked()) {
            shown << QLatin1String(kIds[std::size_t(column)]);
        }
    }
    m_settings.setValue(kKey, shown);
}

void ColumnChooser::reset()
{
    const QStringList usual = usualColumns();
    for (int column = 1; column < ModuleTreeModel::kColumns; ++column) {
        const QSignalBlocker blocker(m_actions[column - 1]);
        m_actions[column - 1]->setChecked(usual.contains(QLatin1String(kIds[std::size_t(column)])));
    }
    m_settings.remove(kKey);
    apply();
}

} // namespace espalier::ui
