#include "ui/models/statistics_scan.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QThreadPool>

#include "core/model/statistics.h"
#include "ui/models/background.h"

namespace espalier::ui {

namespace {
constexpr int kBatchMilliseconds = 100;

/// Rows whose module has a weight of its own to look at.
std::vector<int> rowsWithWeights(const ModuleTree& tree)
{
    std::vector<int> rows;
    for (int row = 0; row < int(tree.rows().size()); ++row) {
        if (tree.hasOwnMatrix(row)) {
            rows.push_back(row);
        }
    }
    return rows;
}

} // namespace

StatisticsScan::StatisticsScan(const std::shared_ptr<ModuleTree>& tree) : m_tree(tree)
{
    m_pool.setMaxThreadCount(1); // one reader is as fast as the disk, and leaves the cores to a run
    m_pool.setThreadPriority(QThread::LowPriority);
}

StatisticsScan::~StatisticsScan()
{
    m_cancel.request();
    m_detailCancel.request();
    m_pool.waitForDone(); // a module's rows are read in small chunks: this takes milliseconds
}

void StatisticsScan::start()
{
    m_pool.start([this, tree = m_tree, cancel = m_cancel] {
        QList<ModuleZeros> batch;
        QList<UnreadableModule> problems;
        QElapsedTimer sinceBatch;
        sinceBatch.start();
        for (const int row : rowsWithWeights(*tree)) {
            const auto statistics = model::weightStatistics(*tree->document()->checkpoint,
                                                            tree->rows()[std::size_t(row)].node->name, cancel);
            if (cancel.requested()) {
                return;
            }
            if (statistics) {
                batch << ModuleZeros{row,
                                     statistics->zeros,
                                     statistics->count,
                                     statistics->minimum,
                                     statistics->maximum,
                                     statistics->notFinite};
            } else {
                problems << UnreadableModule{row, statistics.error()};
            }
            if (sinceBatch.elapsed() >= kBatchMilliseconds) {
                Q_EMIT counted(batch);
                batch.clear();
                sinceBatch.restart();
            }
        }
        Q_EMIT counted(batch);
        if (!problems.isEmpty()) {
            Q_EMIT unreadable(problems);
        }
        Q_EMIT finished();
    });
}

void StatisticsScan::requestDetail(int row)
{
    m_detailCancel.request();
    if (!m_tree->hasOwnMatrix(row)) {
        return;
    }
    m_detailCancel = CancelToken();
    const std::string name = m_tree->rows()[std::size_t(row)].node->name;
    runInBackground(
        this,
        [tree = m_tree, name, cancel = m_detailCancel] {
            return model::weightProfile(*tree->document()->checkpoint, name, cancel);
        },
        [this, row, name, cancel = m_detailCancel](const Result<model::WeightProfile>& profile) {
            if (cancel.requested()) {
                return;
            }
            if (!profile) {
                Q_EMIT detailFailed(row, profile.error());
                return;
            }
            Q_EMIT profileReady(row, *profile);
            requestHistogram(row, name, profile->statistics);
        });
}

void StatisticsScan::requestHistogram(int row, const std::string& name, const model::WeightStatistics& statistics)
{
    runInBackground(
        this,
        [tree = m_tree, name, statistics, cancel = m_detailCancel] {
            return weightHistogram(*tree->document()->checkpoint, name, statistics, cancel);
        },
        [this, row, cancel = m_detailCancel](const Result<Histogram>& histogram) {
            if (histogram && !cancel.requested()) {
                Q_EMIT histogramReady(row, *histogram);
            }
        });
}

} // namespace espalier::ui
