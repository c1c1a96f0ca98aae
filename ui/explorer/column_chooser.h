#pragma once

#include <QObject>
#include <QSet>

class QAction;
class QMenu;
class QSettings;
class QTreeView;

namespace espalier::ui {

/// Which columns of the module tree are shown: a menu of them, at the header and for a button. Kept in the settings.
class ColumnChooser : public QObject
{
    Q_OBJECT

public:
    /// The first column always stays. @param settings outlives this
    ColumnChooser(QTreeView* tree, QSettings& settings);
    ~ColumnChooser() override;

    QMenu* menu() const { return m_menu; }
    /// Columns that the page has no room for, whatever is chosen.
    void setWithoutRoom(const QSet<int>& columns);

Q_SIGNALS:
    void changed();

private:
    void apply();
    void store() const;
    void reset();

    QTreeView* m_tree;
    QSettings& m_settings;
    QMenu* m_menu;
    QList<QAction*> m_actions; ///< of the columns from 1 on
    QSet<int> m_withoutRoom;
};

} // namespace espalier::ui
