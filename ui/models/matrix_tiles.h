#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <vector>

#include <QObject>
#include <QPointF>
#include <QRect>
#include <QThreadPool>

#include "core/base/cancel.h"
#include "core/model/weight_rows.h"
#include "ui/models/matrix_tile.h"

namespace espalier::ui {

/// The tiles of one weight: made on a thread of their own when they are wanted, kept while there is room. What is seen
/// first is a sample of a few weights a cell, then the exact tiles, those nearest to the middle of the view first.
class MatrixTiles : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kCacheBytes = std::size_t(64) << 20;

    /// @param pattern of N:M; not unstructured
    MatrixTiles(std::shared_ptr<const model::WeightRows> weight, const recipe::MaskStructure& pattern);
    ~MatrixTiles() override; ///< waits for the chunk of rows in work

    const MatrixForm& form() const { return m_form; }
    /// What the view shows now: tiles of one level. Work on other ones ends.
    /// @param tiles in tiles @param centre the same, with fractions
    void want(int level, const QRect& tiles, const QPointF& centre);

    MatrixTilePtr exact(const TileKey& key) const;   ///< perhaps its upper rows alone; null if there is nothing yet
    MatrixTilePtr sampled(const TileKey& key) const; ///< the same
    MatrixTilePtr overview() const;                  ///< of the whole matrix; null before the first sample
    bool isComplete() const;                         ///< all that is wanted is there exactly
    std::size_t cachedBytes() const { return m_bytes; }

Q_SIGNALS:
    void changed(); ///< there is more to see

private:
    struct Entry
    {
        MatrixTilePtr tile;
        std::uint64_t used = 0; ///< when it was last wanted
    };
    using Cache = std::map<TileKey, Entry>;
    /// Tiles of one level that are made together.
    struct Batch
    {
        int level = 0;
        QRect tiles;
        bool sampled = false;
    };

    void startNext();
    std::optional<Batch> nextBatch() const;
    std::optional<Batch> missingSample() const;
    std::optional<Batch> nearestBand() const;
    bool isWanted(const Batch& batch) const;
    bool needsSample() const;
    void produceSample(const Batch& batch, const CancelToken& cancel);
    void publishSample(const std::vector<std::vector<MatrixTile>>& bands);
    void produceBand(const Batch& batch, const CancelToken& cancel);
    void publish(std::vector<MatrixTilePtr> tiles); ///< from the worker thread
    void keep(Cache& cache, const MatrixTilePtr& tile);
    void evict();

    std::shared_ptr<const model::WeightRows> m_weight;
    MatrixForm m_form;
    Batch m_wanted;
    QPointF m_centre;
    Cache m_exact;
    Cache m_sampled;
    std::size_t m_bytes = 0;
    std::uint64_t m_clock = 0;
    std::optional<Batch> m_running;
    CancelToken m_cancel;
    QThreadPool m_pool;
};

} // namespace espalier::ui
