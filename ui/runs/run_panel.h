#pragma once

#include <QWidget>

#include "ui/runs/run_list.h"

class QLabel;
class QLineEdit;
class QMenu;

namespace espalier::ui {

/// The left side of the Runs page: a filter and the list of runs.
class RunPanel : public QWidget
{
    Q_OBJECT

public:
    RunPanel(RunHistory& history, RunController& controller, const Theme& theme, QWidget* parent = nullptr);

    RunList* list() const { return m_list; }
    QLineEdit* filterField() const { return m_filter; }

private:
    void follow();
    void fillMenu();
    void addWords(const QString& title, const QString& key, const QList<std::pair<QString, QString>>& words);
    void addOrders();
    void showIndexProblem();

    RunHistory& m_history;
    RunList* m_list;
    QLineEdit* m_filter;
    QMenu* m_menu;
    QLabel* m_note; ///< that nothing is found, or why the index is not used
    RunOrder m_order = RunOrder::Newest;
};

} // namespace espalier::ui
