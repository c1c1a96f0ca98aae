#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/model/checkpoint.h"
#include "core/model/statistics.h"

namespace espalier::ui {

/// Counts of one module's weights, exact zeros apart.
struct Histogram
{
    double low = 0.0; ///< edges of the first and last bin
    double high = 0.0;
    std::vector<std::int64_t> counts; ///< of finite weights that are not zero
    std::int64_t zeros = 0;

    bool isEmpty() const { return counts.empty() && zeros == 0; }
};

/// Bins of Freedman-Diaconis' width (2 IQR / n^(1/3)), at most 200. The quartiles are of at most 65,536 weights taken
/// at equal distances; the counts are of all. Reads the weight twice; any thread. Errors: of weightStatistics().
/// @param statistics of the same weight
Result<Histogram> weightHistogram(const model::Checkpoint& checkpoint, const std::string& moduleName,
                                  const model::WeightStatistics& statistics, const CancelToken& cancel);

} // namespace espalier::ui
