#pragma once

#include <QDialog>

#include "ui/models/target_choice.h"
#include "ui/theme/theme.h"

class QLabel;
class QListWidget;
class QPushButton;
class QTreeView;

namespace espalier::ui {

class IconLabel;
class TargetChoiceModel;

/// Chooses what a modifier works on in the model's tree. The shortest entries that hit exactly that are shown while
/// boxes are ticked; pointing at one shows what it hits alone.
class TargetPicker : public QDialog
{
    Q_OBJECT

public:
    /// @param analysis has a model, and a modifier at that place
    /// @param key "targets" or "ignore"; @param entries that are ticked at first
    TargetPicker(const Theme& theme, const RecipeAnalysisPtr& analysis, ModifierPlace place, const QString& key,
                 const QStringList& entries, QWidget* parent = nullptr);

    /// What the recipe shall say; as it was until something is ticked.
    const QStringList& entries() const { return m_entries; }
    TargetChoiceModel& model() { return *m_model; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QLayout* makeTree();
    QLayout* makeResult(const QString& key);
    void revealFirst();
    void filter(const QString& text);
    bool filterBelow(const QModelIndex& parent, const QString& text);
    void choose();
    void write();
    void showEntries(const QStringList& entries);
    void showCount();
    void preview(int row);

    const Theme& m_theme;
    std::shared_ptr<TargetChoice> m_choice;
    TargetChoiceModel* m_model;
    QTreeView* m_tree;
    QListWidget* m_list;
    QLabel* m_count;
    IconLabel* m_icon;
    QPushButton* m_use;
    QStringList m_entries;
    QString m_key;
    int m_generation = 0; ///< of what is being written
};

} // namespace espalier::ui
