#pragma once

#include <QHash>
#include <QWidget>

class QAction;
class QKeySequenceEdit;
class QLabel;
class QSettings;
class QToolButton;

namespace espalier::ui {

/// The window's actions with their keys, each of which can be changed and set back. Changes are kept by the object
/// names of the actions; a key that another action has is refused by a sentence.
class ShortcutList : public QWidget
{
    Q_OBJECT

public:
    /// Gives the actions the keys that were kept. They outlive this.
    ShortcutList(const QList<QAction*>& actions, QSettings& settings, QWidget* parent = nullptr);

    QKeySequenceEdit* editOf(const QAction* action) const { return m_rows[action].edit; }

private:
    struct Row
    {
        QKeySequenceEdit* edit = nullptr;
        QToolButton* reset = nullptr;
        QList<QKeySequence> defaults;
    };

    void addRow(QAction* action);
    void edited(QAction* action);
    void setKeys(QAction* action, const QList<QKeySequence>& keys);
    void show(const QAction* action);
    const QAction* owner(const QKeySequence& key, const QAction* except) const;

    QSettings& m_settings;
    QHash<const QAction*, Row> m_rows;
    QLabel* m_problem;
};

} // namespace espalier::ui
