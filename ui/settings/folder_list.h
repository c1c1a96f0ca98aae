#pragma once

#include <QStringList>
#include <QWidget>

class QListWidget;
class QPushButton;

namespace espalier::ui {

/// A list of folders with buttons that add and remove.
class FolderList : public QWidget
{
    Q_OBJECT

public:
    explicit FolderList(const QString& name, QWidget* parent = nullptr);

    QStringList folders() const;
    void setFolders(const QStringList& folders);
    void add(const QString& folder); ///< unless it is there

Q_SIGNALS:
    void changed(); ///< by the user

private:
    void updateButtons();

    QListWidget* m_list;
    QPushButton* m_remove;
};

} // namespace espalier::ui
