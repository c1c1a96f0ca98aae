#include "ui/models/histogram.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/model/weight_rows.h"

namespace espalier::ui {

namespace {

constexpr std::int64_t kMaximumBins = 200;
constexpr std::int64_t kSample = 65536;
constexpr std::int64_t kChunkElements = 1 << 18;

/// Hands the weight's values to `take`, some rows at a time.
Result<void> eachChunk(const model::Checkpoint& checkpoint, const std::string& moduleName, const CancelToken& cancel,
                       const std::function<void(std::span<const float>)>& take)
{
    const auto weight = model::WeightRows::open(checkpoint, moduleName);
    if (!weight) {
        return weight.error();
    }
    const std::int64_t rows = (*weight)->rows();
    const std::int64_t columns = (*weight)->columns();
    const std::int64_t chunkRows = std::max<std::int64_t>(1, kChunkElements / std::max<std::int64_t>(1, columns));
    std::vector<float> values(std::size_t(std::min(rows, chunkRows) * columns));
    for (std::int64_t row = 0; row < rows; row += chunkRows) {
        if (cancel.requested()) {
            return Error{"cancelled", "Cancelled.", ""};
        }
        const auto part = std::span(values).first(std::size_t(std::min(chunkRows, rows - row) * columns));
        (*weight)->read(row, part);
        take(part);
    }
    return {};
}

double freedmanDiaconisWidth(std::vector<float>& sample, std::int64_t count)
{
    if (sample.size() < 4) {
        return 0.0;
    }
    const auto quartile = [&sample](double share) {
        const auto place = sample.begin() + std::ptrdiff_t(share * double(sample.size() - 1));
        std::nth_element(sample.begin(), place, sample.end());
        return double(*place);
    };
    const double first = quartile(0.25);
    return 2.0 * (quartile(0.75) - first) / std::cbrt(double(count));
}

} // namespace

Result<Histogram> weightHistogram(const model::Checkpoint& checkpoint, const std::string& moduleName,
                                  const model::WeightStatistics& statistics, const CancelToken& cancel)
{
    Histogram histogram;
    histogram.zeros = statistics.zeros;
    const std::int64_t nonzero = statistics.count - statistics.zeros - statistics.notFinite;
    if (nonzero == 0) {
        return histogram;
    }
    histogram.low = statistics.minimum;
    histogram.high = statistics.maximum;

    std::vector<float> sample;
    const std::int64_t step = std::max<std::int64_t>(1, statistics.count / kSample);
    std::int64_t index = 0;
    auto sampled = eachChunk(checkpoint, moduleName, cancel, [&](std::span<const float> values) {
        for (const float value : values) {
            if (index++ % step == 0 && value != 0.0F && std::isfinite(value)) {
                sample.push_back(value);
            }
        }
    });
    if (!sampled) {
        return sampled.error();
    }
    const double range = histogram.high - histogram.low;
    const double width = freedmanDiaconisWidth(sample, nonzero);
    const auto bins = width > 0 && range > 0
                          ? std::clamp<std::int64_t>(std::int64_t(std::ceil(range / width)), 1, kMaximumBins)
                          : std::int64_t(1);
    histogram.counts.assign(std::size_t(bins), 0);
    const double scale = range > 0 ? double(bins) / range : 0.0;
    auto counted = eachChunk(checkpoint, moduleName, cancel, [&](std::span<const float> values) {
        for (const float value : values) {
            if (value != 0.0F && std::isfinite(value)) {
                const auto bin = std::min(bins - 1, std::int64_t((double(value) - histogram.low) * scale));
                ++histogram.counts[std::size_t(bin)];
            }
        }
    });
    checkpoint.release(moduleName);
    if (!counted) {
        return counted.error();
    }
    return histogram;
}

} // namespace espalier::ui
