#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/model/statistics.h"

namespace espalier::model {

/// How many weights that are not zero a group may hold to keep the pattern `kept`:`group`; a short last group of
/// `size` loses floor(size * (group - kept) / group).
inline int keptInGroup(int kept, int group, std::int64_t size)
{
    return static_cast<int>(size - size * (group - kept) / group);
}

/// How far a matrix keeps to an N:M pattern: at most `kept` of every `group` consecutive inputs are not zero.
struct PatternShare
{
    int kept = 0;
    int group = 0;
    std::int64_t groups = 0;
    std::int64_t conforming = 0;

    double share() const { return groups == 0 ? 0.0 : static_cast<double>(conforming) / static_cast<double>(groups); }
};

/// What one pass over a module's weight tells.
struct WeightProfile
{
    WeightStatistics statistics;
    std::vector<double> rowNorms;       ///< L2, one an output; NaN or infinite where a weight is
    std::vector<double> columnNorms;    ///< L2, one an input
    std::vector<PatternShare> patterns; ///< the usual ones, tight ones first; none of vectors

    /// The first pattern that all groups keep to; nothing if none, or if there are no zeros.
    std::optional<PatternShare> pattern() const;
};

/// Reads the weight once, some rows at a time. Any thread. Errors: those of Checkpoint::readWeight(), `cancelled`.
Result<WeightProfile> weightProfile(const Checkpoint& checkpoint, const std::string& moduleName,
                                    const CancelToken& cancel = {});

} // namespace espalier::model
