#pragma once

#include <memory>

#include <QList>
#include <QObject>
#include <QThreadPool>

#include "core/base/cancel.h"
#include "ui/models/histogram.h"
#include "ui/models/module_tree.h"

namespace espalier::ui {

/// What was counted in one module's weight.
struct ModuleZeros
{
    int row = 0; ///< of the tree
    std::int64_t zeros = 0;
    std::int64_t counted = 0;
};

/// Reads every weight of a model once, off the GUI thread, one module after another. Destroying it cancels.
class StatisticsScan : public QObject
{
    Q_OBJECT

public:
    explicit StatisticsScan(const std::shared_ptr<ModuleTree>& tree);
    ~StatisticsScan() override;

    void start();
    /// The distribution of one module's weights; of rows without an own weight the answer never comes.
    void requestHistogram(int row);

Q_SIGNALS:
    void counted(const QList<espalier::ui::ModuleZeros>& batch); ///< at most ten times a second
    void finished();
    void histogramReady(int row, const espalier::ui::Histogram& histogram);

private:
    std::shared_ptr<ModuleTree> m_tree;
    CancelToken m_cancel;
    CancelToken m_histogramCancel;
    QThreadPool m_pool;
};

} // namespace espalier::ui
