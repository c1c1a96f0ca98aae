#include "ui/models/matrix_tiles.h"

#include <cmath>

#include <QElapsedTimer>

namespace espalier::ui {

namespace {

constexpr std::int64_t kChunkElements = 1 << 18;        ///< read at once, between looks at the cancel token
constexpr qint64 kPublishMilliseconds = 100;            ///< between parts of a band that takes long
constexpr std::int64_t kCoarseStep = 8;                 ///< rows of cells that the first sample jumps
constexpr qint64 kCoarseMilliseconds = 30;              ///< the coarse sample is shown if the finer one takes longer
constexpr qint64 kSampleMilliseconds = 80;              ///< the whole sample's budget
constexpr std::int64_t kAtOnce = std::int64_t(1) << 22; ///< weights that are read as fast as sampled
constexpr int kReleaseFromLevel = 3;                    ///< finer ones read little, and are likely read again

} // namespace

MatrixTiles::MatrixTiles(std::shared_ptr<const model::WeightRows> weight, const recipe::MaskStructure& pattern)
    : m_weight(std::move(weight)), m_form{m_weight->rows(), m_weight->columns(), pattern}
{
    m_pool.setMaxThreadCount(1);
    m_wanted.level = m_form.coarsestLevel();
}

MatrixTiles::~MatrixTiles()
{
    m_cancel.request();
    m_pool.waitForDone();
}

void MatrixTiles::want(int level, const QRect& tiles, const QPointF& centre)
{
    m_wanted = {level, tiles, false};
    m_centre = centre;
    ++m_clock;
    for (Cache* cache : {&m_exact, &m_sampled}) {
        for (auto& [key, entry] : *cache) {
            if (key.level == level && tiles.contains(key.column, key.row)) {
                entry.used = m_clock;
            }
        }
    }
    if (m_running && !isWanted(*m_running)) {
        m_cancel.request();
    }
    startNext();
}

MatrixTilePtr MatrixTiles::exact(const TileKey& key) const
{
    const auto found = m_exact.find(key);
    return found == m_exact.end() ? nullptr : found->second.tile;
}

MatrixTilePtr MatrixTiles::sampled(const TileKey& key) const
{
    const auto found = m_sampled.find(key);
    return found == m_sampled.end() ? nullptr : found->second.tile;
}

MatrixTilePtr MatrixTiles::overview() const
{
    const TileKey key{m_form.coarsestLevel(), 0, 0};
    const MatrixTilePtr whole = exact(key);
    const MatrixTilePtr guessed = sampled(key);
    return guessed && !(whole && whole->isComplete()) ? guessed : whole;
}

bool MatrixTiles::isComplete() const
{
    return !m_wanted.tiles.isEmpty() && !nearestBand();
}

bool MatrixTiles::isWanted(const Batch& batch) const
{
    const bool overview = batch.sampled && batch.level == m_form.coarsestLevel();
    return overview || (batch.level == m_wanted.level && batch.tiles.intersects(m_wanted.tiles));
}

bool MatrixTiles::needsSample() const
{
    const std::int64_t rows = std::min(m_form.rows, TileKey{m_wanted.level, 0, 0}.weights() * m_wanted.tiles.height());
    return m_wanted.level > 0 && rows * m_form.columns > kAtOnce;
}

std::optional<MatrixTiles::Batch> MatrixTiles::missingSample() const
{
    if (!overview()) {
        return Batch{m_form.coarsestLevel(), QRect(0, 0, 1, 1), true};
    }
    QRect missing;
    for (int row = m_wanted.tiles.top(); row <= m_wanted.tiles.bottom() && needsSample(); ++row) {
        for (int column = m_wanted.tiles.left(); column <= m_wanted.tiles.right(); ++column) {
            const TileKey key{m_wanted.level, row, column};
            const MatrixTilePtr known = exact(key);
            if (!sampled(key) && !(known && known->isComplete())) {
                missing |= QRect(column, row, 1, 1);
            }
        }
    }
    return missing.isEmpty() ? std::nullopt : std::optional(Batch{m_wanted.level, missing, true});
}

/// The row of tiles with the missing tile that is nearest to the centre, as far as it lacks tiles.
std::optional<MatrixTiles::Batch> MatrixTiles::nearestBand() const
{
    std::optional<Batch> nearest;
    double least = 0.0;
    for (int row = m_wanted.tiles.top(); row <= m_wanted.tiles.bottom(); ++row) {
        QRect missing;
        double distance = 0.0;
        for (int column = m_wanted.tiles.left(); column <= m_wanted.tiles.right(); ++column) {
            const MatrixTilePtr known = exact({m_wanted.level, row, column});
            if (known && known->isComplete()) {
                continue;
            }
            const double away = std::hypot(column + 0.5 - m_centre.x(), row + 0.5 - m_centre.y());
            distance = missing.isEmpty() ? away : std::min(distance, away);
            missing |= QRect(column, row, 1, 1);
        }
        if (!missing.isEmpty() && (!nearest || distance < least)) {
            nearest = Batch{m_wanted.level, missing, false};
            least = distance;
        }
    }
    return nearest;
}

std::optional<MatrixTiles::Batch> MatrixTiles::nextBatch() const
{
    if (auto sample = missingSample()) {
        return sample;
    }
    return nearestBand();
}

void MatrixTiles::startNext()
{
    if (m_running || m_form.rows == 0 || m_form.columns == 0) {
        return;
    }
    m_running = nextBatch();
    if (!m_running) {
        return;
    }
    m_cancel = CancelToken();
    m_pool.start([this, batch = *m_running, cancel = m_cancel] {
        if (batch.sampled) {
            produceSample(batch, cancel);
        } else {
            produceBand(batch, cancel);
        }
        // after what was published; dropped if this object is gone by then, as its destructor waits for this thread
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_running.reset();
                startNext();
            },
            Qt::QueuedConnection);
    });
}

/// Rows far apart first, each standing for its neighbours; then, if the reading is fast enough, one for each row.
void MatrixTiles::produceSample(const Batch& batch, const CancelToken& cancel)
{
    QElapsedTimer timer;
    timer.start();
    std::vector<std::vector<MatrixTile>> bands;
    for (int row = batch.tiles.top(); row <= batch.tiles.bottom(); ++row) {
        auto& band = bands.emplace_back();
        for (int column = batch.tiles.left(); column <= batch.tiles.right(); ++column) {
            band.push_back(MatrixTile::empty(m_form, {batch.level, row, column}));
        }
    }
    std::vector<float> values(std::size_t(m_form.columns));
    const std::int64_t side = std::int64_t(1) << batch.level;
    for (const std::int64_t step : {kCoarseStep, std::int64_t(1)}) {
        for (auto& band : bands) {
            const std::int64_t top = std::int64_t(band.front().key.row) * kTileCells;
            for (int cell = 0; cell < band.front().height; ++cell) {
                if (cell % step == 0) {
                    const std::int64_t place = (top + std::min<std::int64_t>(cell + step / 2, band.front().height - 1));
                    m_weight->read(std::min(m_form.rows - 1, place * side + side / 2), values);
                }
                sampleCells(m_form, values, cell, band);
            }
            if (cancel.requested()) {
                return;
            }
        }
        const qint64 expected = timer.elapsed() * kCoarseStep; // of the finer pass
        if (step == 1 || expected > kCoarseMilliseconds) {
            publishSample(bands);
        }
        if (expected > kSampleMilliseconds) {
            break;
        }
    }
}

void MatrixTiles::publishSample(const std::vector<std::vector<MatrixTile>>& bands)
{
    std::vector<MatrixTilePtr> tiles;
    for (const auto& band : bands) {
        for (MatrixTile tile : band) {
            tile.sampled = true;
            tile.done = tile.height;
            tiles.push_back(std::make_shared<const MatrixTile>(std::move(tile)));
        }
    }
    publish(std::move(tiles));
}

void MatrixTiles::produceBand(const Batch& batch, const CancelToken& cancel)
{
    TileBand band(m_form, batch.level, batch.tiles.top(), batch.tiles.left(), batch.tiles.right());
    const std::int64_t chunk = std::max<std::int64_t>(1, kChunkElements / m_form.columns);
    std::vector<float> values(std::size_t(chunk * m_form.columns));
    QElapsedTimer sincePublished;
    sincePublished.start();
    const auto hand = [&] {
        std::vector<MatrixTilePtr> tiles;
        for (const MatrixTile& tile : band.tiles()) {
            tiles.push_back(std::make_shared<const MatrixTile>(tile));
        }
        publish(std::move(tiles));
        sincePublished.restart();
    };
    for (std::int64_t row = band.firstRow(); row < band.lastRow(); row += chunk) {
        if (cancel.requested()) {
            return;
        }
        const std::int64_t count = std::min(chunk, band.lastRow() - row);
        const auto part = std::span(values).first(std::size_t(count * m_form.columns));
        m_weight->read(row, part);
        for (std::int64_t i = 0; i < count; ++i) {
            band.add(part.subspan(std::size_t(i * m_form.columns), std::size_t(m_form.columns)));
        }
        if (sincePublished.elapsed() >= kPublishMilliseconds && row + count < band.lastRow()) {
            hand();
        }
    }
    hand();
    if (batch.level >= kReleaseFromLevel) {
        m_weight->release();
    }
}

void MatrixTiles::publish(std::vector<MatrixTilePtr> tiles)
{
    QMetaObject::invokeMethod(
        this,
        [this, made = std::move(tiles)] {
            for (const MatrixTilePtr& tile : made) {
                keep(tile->sampled ? m_sampled : m_exact, tile);
            }
            evict();
            Q_EMIT changed();
        },
        Qt::QueuedConnection);
}

void MatrixTiles::keep(Cache& cache, const MatrixTilePtr& tile)
{
    Entry& entry = cache[tile->key];
    m_bytes -= entry.tile ? entry.tile->bytes() : 0;
    entry = {tile, m_clock};
    m_bytes += tile->bytes();
}

/// What was not wanted for the longest time goes, never what is on the screen or the overview.
void MatrixTiles::evict()
{
    const TileKey overview{m_form.coarsestLevel(), 0, 0};
    while (m_bytes > kCacheBytes) {
        Cache* from = nullptr;
        Cache::iterator oldest;
        for (Cache* cache : {&m_exact, &m_sampled}) {
            for (auto entry = cache->begin(); entry != cache->end(); ++entry) {
                if (entry->second.used < m_clock && entry->first != overview &&
                    (from == nullptr || entry->second.used < oldest->second.used)) {
                    from = cache;
                    oldest = entry;
                }
            }
        }
        if (from == nullptr) {
            return;
        }
        m_bytes -= oldest->second.tile->bytes();
        from->erase(oldest);
    }
}

} // namespace espalier::ui
