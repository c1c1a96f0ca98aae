#pragma once

#include <cstdint>

namespace espalier {

enum class RateSchedule { Constant, Linear, Cosine };

/// Learning rate of each step: a linear warm-up to the highest, then constant, or falling by a line or half a cosine.
struct LearningRate
{
    double highest = 1e-3;
    RateSchedule schedule = RateSchedule::Cosine;
    std::int64_t steps = 1;
    std::int64_t warmupSteps = 0;
    double lastShare = 0.0; ///< of the highest, that it falls to

    /// @param step 0-based
    double at(std::int64_t step) const;
};

} // namespace espalier
