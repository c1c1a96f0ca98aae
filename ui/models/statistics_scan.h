#pragma once

#include <memory>

#include <QList>
#include <QObject>
#include <QThreadPool>

#include "core/base/cancel.h"
#include "core/model/weight_profile.h"
#include "ui/models/histogram.h"
#include "ui/models/module_tree.h"

namespace espalier::ui {

/// What was counted in one module's weight.
struct ModuleZeros
{
    int row = 0; ///< of the tree
    std::int64_t zeros = 0;
    std::int64_t counted = 0;
    float minimum = 0.0F; ///< of the finite ones
    float maximum = 0.0F;
    std::int64_t notFinite = 0;
};

/// A weight that could not be read.
struct UnreadableModule
{
    int row = 0;
    Error error;
};

/// Reads every weight of a model once, off the GUI thread, one module after another. Destroying it cancels.
class StatisticsScan : public QObject
{
    Q_OBJECT

public:
    explicit StatisticsScan(const std::shared_ptr<ModuleTree>& tree);
    ~StatisticsScan() override;

    void start();
    /// More of one module's weight: its profile, then its histogram; of rows without an own matrix no answer comes.
    void requestDetail(int row);

Q_SIGNALS:
    void counted(const QList<espalier::ui::ModuleZeros>& batch);           ///< at most ten times a second
    void unreadable(const QList<espalier::ui::UnreadableModule>& modules); ///< once, before the end
    void finished();
    void profileReady(int row, const espalier::model::WeightProfile& profile);
    void histogramReady(int row, const espalier::ui::Histogram& histogram);
    void detailFailed(int row, const espalier::Error& error);

private:
    void requestHistogram(int row, const std::string& name, const model::WeightStatistics& statistics);

    std::shared_ptr<ModuleTree> m_tree;
    CancelToken m_cancel;
    CancelToken m_detailCancel;
    QThreadPool m_pool;
};

} // namespace espalier::ui
