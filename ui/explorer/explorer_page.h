#pragma once

#include <QPointer>
#include <QTimer>

#include "core/base/cancel.h"
#include "ui/models/module_tree_model.h"
#include "ui/models/run.h"
#include "ui/models/statistics_scan.h"
#include "ui/page.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QSplitter;
class QStackedWidget;
class QTreeView;

namespace espalier::ui {

class ActionButton;
class ColumnChooser;
class DetailPane;
class EmptyState;
class LayerStrip;
class MessageBar;
class ScaleLegend;
class TokenPanel;

/// The Explorer: what is in the current model, module by module. Headers show at once, zeros fill in.
class ExplorerPage : public Page
{
    Q_OBJECT

public:
    explicit ExplorerPage(const PageContext& context, QWidget* parent = nullptr);
    ~ExplorerPage() override;

    QString id() const override { return QStringLiteral("explorer"); }
    QString title() const override { return tr("Explorer"); }
    QString iconName() const override { return QStringLiteral("explorer"); }
    QAction* primaryAction() const override; ///< the demo run while it is offered
    QList<QWidget*> regions() const override;
    QWidget* filterField() const override;
    QList<QAction*> commands() const override;
    Link location() const override;

    const ModuleTreeModel& model() const { return *m_model; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fitColumns();
    void setupEmptyState();
    void setEmptyText();
    QWidget* makeStrip();
    QWidget* makeTree();
    void setupContent();
    void setupActions();

    void openModel();
    void requestModel(const QString& path); ///< nothing where it is empty
    void showTree(const std::shared_ptr<ModuleTree>& tree, ModuleTree::View view);
    void showProblems();
    void offerDemoRun();
    void startDemoRun();
    void endDemoOffer();
    void expandStart();
    void applyFilter();
    void showFilterResult(const QString& text);
    void selectTreeRow(int row);
    void followSelection(); ///< of the workspace
    void showDetail(int row);
    void scan();
    void followRun(); ///< that works on this model: its rows gain errors
    void takeRunErrors();
    void connectDetail();
    void takeCounts(const QList<ModuleZeros>& batch);
    void showUnreadable(const QList<UnreadableModule>& modules);
    void showNotFinite();
    bool barIsFree() const; ///< nothing more important stands in the message bar
    void addShowModule(int row);
    void updateLegend();
    void updateMeasures();
    void showMatrix();
    void showConfig();
    void showModuleMenu(const QPoint& place);

    QAction* m_open;
    QAction* m_openFile;
    QAction* m_openDemo;
    QAction* m_demoRun = nullptr; ///< of the message bar, while the demo run is offered
    QAction* m_compress;
    QAction* m_showMatrix;
    QAction* m_showConfig;
    ModuleTreeModel* m_model;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    MessageBar* m_messages;
    LayerStrip* m_strip;
    ActionButton* m_compressButton;
    QComboBox* m_measure;
    ScaleLegend* m_legend;
    QLineEdit* m_filter;
    QLabel* m_filterResult;
    QTreeView* m_tree;
    ColumnChooser* m_columns;
    DetailPane* m_detail;
    TokenPanel* m_tokens;
    QSplitter* m_splitter;
    QTimer m_filterTimer;
    CancelToken m_filterCancel;
    std::unique_ptr<StatisticsScan> m_scan;
    QPointer<Run> m_run; ///< whose errors the rows show while it works
    QTimer m_runTimer;
    QList<int> m_notFinite; ///< rows whose weights hold infinities or NaN
    int m_building = 0;     ///< number of the tree that is being built: older ones are dropped
};

} // namespace espalier::ui
