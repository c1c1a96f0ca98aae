#include "ui/settings/folder_list.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>

#include "ui/widgets/row_delegate.h"

namespace espalier::ui {

namespace {
constexpr int kHeight = 84; // three rows
}

FolderList::FolderList(const QString& name, QWidget* parent)
    : QWidget(parent), m_list(new QListWidget), m_remove(new QPushButton(tr("Remove")))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_list->setFixedHeight(kHeight);
    m_list->setAccessibleName(name);
    m_list->setTextElideMode(Qt::ElideMiddle);
    layout->addWidget(m_list, 1);
    auto* buttons = new QVBoxLayout;
    auto* addButton = new QPushButton(tr("Add..."));
    buttons->addWidget(addButton);
    buttons->addWidget(m_remove);
    buttons->addStretch();
    layout->addLayout(buttons);
    connect(addButton, &QPushButton::clicked, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Add model folder"));
        if (!folder.isEmpty()) {
            add(folder);
        }
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        delete m_list->currentItem();
        updateButtons();
        Q_EMIT changed();
    });
    connect(m_list, &QListWidget::currentRowChanged, this, &FolderList::updateButtons);
    updateButtons();
}

QStringList FolderList::folders() const
{
    QStringList all;
    for (int row = 0; row < m_list->count(); ++row) {
        all << m_list->item(row)->data(Qt::UserRole).toString();
    }
    return all;
}

void FolderList::setFolders(const QStringList& folders)
{
    m_list->clear();
    for (const QString& each : folders) {
        auto* row = new QListWidgetItem(QDir::toNativeSeparators(each), m_list);
        row->setData(Qt::UserRole, each);
        row->setToolTip(row->text());
    }
    updateButtons();
}

void FolderList::add(const QString& folder)
{
    if (const QStringList before = folders(); !before.contains(folder)) {
        setFolders(before + QStringList{folder});
        Q_EMIT changed();
    }
}

void FolderList::updateButtons()
{
    m_remove->setEnabled(m_list->currentItem() != nullptr);
}

} // namespace espalier::ui
