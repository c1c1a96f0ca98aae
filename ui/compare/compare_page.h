#pragma once

#include <set>

#include <QTimer>

#include "ui/models/comparison.h"
#include "ui/models/speed_book.h"
#include "ui/page.h"

class QComboBox;
class QLabel;
class QMimeData;
class QStackedWidget;
class QTabWidget;
class QToolButton;

namespace espalier::ui {

class DeltaView;
class DiffView;
class DropOverlay;
class EmptyState;
class LayerPairChart;
class MessageBar;
class ParetoChart;
class RunPairBar;
class RunPicker;

/// The Compare page: runs of the history on one plot of quality over cost, their differences as a table, two recipes
/// side by side and the errors of two runs by layer. Figures of other protocols are named, never drawn.
class ComparePage : public Page
{
    Q_OBJECT

public:
    explicit ComparePage(const PageContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("compare"); }
    QString title() const override { return tr("Compare"); }
    QString iconName() const override { return QStringLiteral("compare"); }
    QAction* primaryAction() const override;
    QList<QWidget*> regions() const override;
    QList<QAction*> commands() const override { return {m_add, m_clear, m_measure, m_saveChart, m_saveTable}; }
    void showLink(const Link& link) override; ///< a run is added
    void setActive(bool active) override;

    Comparison& comparison() { return m_comparison; }

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void setupActions();
    QWidget* setupSide();
    QWidget* setupMain();
    QWidget* setupChoices();
    QWidget* setupTabs();
    void connectComparison();

    QList<Run*> addable() const; ///< finished and not ticked, newest first
    void addRuns();
    void openRun(int number);
    void choosePair(int first, int second);
    void remember();                ///< the ticks, for the next start
    QStringList unmeasured() const; ///< folders of shown models without a speed
    void measureSpeeds();           ///< or stops
    Run* droppedRun(const QMimeData* mime) const;

    void refresh();
    void showChoices();
    void showHidden();
    void showPair();
    void updateActions();

    SpeedBook m_speeds;
    Comparison m_comparison;
    QTimer m_timer;
    std::set<int> m_pending; ///< runs that were ticked when the app last ended and are not read yet
    int m_first = 0;         ///< of the pair: numbers of runs
    int m_second = 0;
    bool m_pairChosen = false; ///< by the reader; else the first two
    bool m_reasons = false;    ///< why runs are hidden is spelt out

    QAction* m_add = nullptr;
    QAction* m_clear = nullptr;
    QAction* m_openRuns = nullptr;
    QAction* m_measure = nullptr;
    QAction* m_saveChart = nullptr;
    QAction* m_saveTable = nullptr;
    QStackedWidget* m_stack = nullptr; ///< no runs at all; the page
    QStackedWidget* m_body = nullptr;  ///< fewer than two ticked; plot and tabs
    EmptyState* m_none = nullptr;
    EmptyState* m_empty = nullptr;
    RunPicker* m_picker = nullptr;
    MessageBar* m_messages = nullptr;
    QLabel* m_hidden = nullptr;
    QToolButton* m_why = nullptr;
    QComboBox* m_cost = nullptr;
    QComboBox* m_quality = nullptr;
    QComboBox* m_protocol = nullptr;
    ParetoChart* m_chart = nullptr;
    QTabWidget* m_tabs = nullptr;
    DeltaView* m_delta = nullptr;
    DiffView* m_diff = nullptr;
    QWidget* m_layers = nullptr;
    RunPairBar* m_layerPair = nullptr;
    LayerPairChart* m_errors = nullptr;
    LayerPairChart* m_ratio = nullptr;
    DropOverlay* m_overlay = nullptr;
};

} // namespace espalier::ui
