#pragma once

#include <functional>

#include <QWidget>

#include "core/recipe/schema.h"
#include "ui/theme/theme.h"

class QLabel;
class QLineEdit;
class QMenu;
class QTreeWidget;

namespace espalier::ui {

/// All modifiers that this version runs, by what they are for: dragged into a stage, or put behind the current card by
/// Enter or a double click.
class PaletteView : public QWidget
{
    Q_OBJECT

public:
    explicit PaletteView(QWidget* parent = nullptr);

    QLineEdit* filterField() const { return m_filter; }
    QTreeWidget* list() const { return m_list; }
    void setFrozen(bool frozen);
    /// The same modifiers as a menu, for windows without room; `chosen` runs with the class.
    static void fillMenu(QMenu& menu, const std::function<void(const QString& type)>& chosen);

Q_SIGNALS:
    void insertRequested(const QString& type);
    void menuRequested(const QString& type, const QPoint& global);

private:
    void fill();
    void filter(const QString& text);
    void showHelp();

    QLineEdit* m_filter;
    QTreeWidget* m_list;
    QLabel* m_help;
};

} // namespace espalier::ui
