#include "core/base/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace espalier {

double LearningRate::at(std::int64_t step) const
{
    if (step < warmupSteps)
        return highest * double(step + 1) / double(warmupSteps);
    if (schedule == RateSchedule::Constant)
        return highest;
    const double progress =
        std::min(1.0, double(step - warmupSteps) / double(std::max<std::int64_t>(1, steps - warmupSteps)));
    const double fallen =
        schedule == RateSchedule::Linear ? 1.0 - progress : 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
    return highest * (lastShare + (1.0 - lastShare) * fallen);
}

} // namespace espalier
