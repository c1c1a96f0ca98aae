#pragma once

#include <QStringList>
#include <QWidget>

#include "ui/theme/theme.h"

class QLabel;
class QToolButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace espalier::ui {

/// The entries of a `targets` or `ignore` key as a list that is typed into, and a button that asks for the picker.
/// Every change by hand or by the picker is one `edited`; what is set from outside emits nothing.
class TargetsField : public QWidget
{
    Q_OBJECT

public:
    /// @param key "targets" or "ignore": which list of its modifier this is
    TargetsField(const Theme& theme, const QString& key, QWidget* parent = nullptr);

    const QString& key() const { return m_key; }
    const QStringList& entries() const { return m_entries; } ///< of the document; empty if the key is not there
    /// @param defaults shown in grey while there are no entries
    void setEntries(const QStringList& entries, const QStringList& defaults);
    /// Modules that each entry hits, in their order; -1 where that is not known.
    void setHits(const QList<int>& hits);
    void setReadOnly(bool readOnly);
    bool isReadOnly() const { return m_readOnly; }

public Q_SLOTS:
    /// The picker's choice, as if it had been typed.
    void setPicked(const QStringList& entries);

Q_SIGNALS:
    void edited(const QStringList& entries);
    void pickRequested(const QStringList& entries);
    void previewChanged(int entry); ///< pointed at or current; -1: none

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void rebuild();
    void addRow();
    void removeCurrent();
    void itemEdited(QTreeWidgetItem* item);
    void fitHeight();

    const Theme& m_theme;
    QString m_key;
    QStringList m_entries;
    QStringList m_defaults;
    QList<int> m_hits;
    QTreeWidget* m_list;
    QToolButton* m_add;
    QToolButton* m_remove;
    QToolButton* m_pick;
    bool m_readOnly = false;
    bool m_building = false;
    bool m_closing = false; ///< the view closes its editor: rows are made anew afterwards
};

} // namespace espalier::ui
