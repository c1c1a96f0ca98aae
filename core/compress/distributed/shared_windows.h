#pragma once

#include "core/compress/distributed/ranks.h"
#include "core/compress/layer_scope.h"
#include "core/compress/quantization/range_observer.h"
#include "core/compress/run_data.h"

namespace espalier::compress {

/// This rank's part of the calibration windows: every n-th.
Windows shareOf(const Windows& windows, const Ranks& ranks);

/// Turns the moments of each rank's own windows into those of all.
/// @param sequences that this rank has seen @throws RankLost
void sumMoments(InputMoments& moments, std::size_t sequences, const Ranks& ranks);

/// Makes the range of each rank's own windows that of all: extremes of extremes; moving averages, which one process
/// takes over the batches in their order, by their mean over batches. @throws RankLost
void mergeRange(RangeObserver& observer, const Ranks& ranks);

std::int64_t sumOfRanks(std::int64_t count, const Ranks& ranks);

} // namespace espalier::compress
