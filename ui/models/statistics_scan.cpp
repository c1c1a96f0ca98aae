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
        const ModuleRow& each = tree.rows()[std::size_t(row)];
        if (each.foldLast < 0 && each.childCount == 0 && each.weights > 0) {
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
    m_histogramCancel.request();
    m_pool.waitForDone(); // a module's rows are read in small chunks: this takes milliseconds
}

void StatisticsScan::start()
{
    m_pool.start([this, tree = m_tree, cancel = m_cancel] {
        QList<ModuleZeros> batch;
        QElapsedTimer sinceBatch;
        sinceBatch.start();
        for (const int row : rowsWithWeights(*tree)) {
            const auto statistics = model::weightStatistics(*tree->document()->checkpoint,
                                                            tree->rows()[std::size_t(row)].node->name, cancel);
            if (cancel.requested()) {
                return;
            }
            if (statistics) { // what cannot be read stays unknown; the page lists missing tensors
                batch << ModuleZeros{row, statistics->zeros, statistics->count};
            }
            if (sinceBatch.elapsed() >= kBatchMilliseconds) {
                Q_EMIT counted(batch);
                batch.clear();
                sinceBatch.restart();
            }
        }
        Q_EMIT counted(batch);
        Q_EMIT finished();
    });
}

void StatisticsScan::requestHistogram(int row)
{
    m_histogramCancel.request();
    const ModuleRow& wanted = m_tree->rows()[std::size_t(row)];
    if (wanted.foldLast >= 0 || wanted.childCount > 0 || wanted.weights == 0) {
        return;
    }
    m_histogramCancel = CancelToken();
    runInBackground(
        this,
        [tree = m_tree, name = wanted.node->name, cancel = m_histogramCancel] {
            return weightHistogram(*tree->document()->checkpoint, name, cancel);
        },
        [this, row](const Result<Histogram>& histogram) {
            if (histogram) {
                Q_EMIT histogramReady(row, *histogram);
            }
        });
}

} // namespace espalier::ui
