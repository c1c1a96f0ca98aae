#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/compress/plan/run_plan.h"
#include "core/compress/sensitivity/record.h"

namespace espalier::compress::sensitivity {

/// What a sweep is asked beside its levels.
struct ForecastSettings
{
    std::int64_t windows = 128; ///< of calibration
    std::int64_t windowTokens = 2048;
    std::int64_t selectionWindows = 4; ///< that KL is measured on
    std::uint64_t processBytes = 0;
    plan::Rates rates;
};

/// Windows that a sweep measures on unless told otherwise: a few thousand tokens, but enough windows for a standard
/// error.
constexpr std::int64_t usualSelectionWindows(std::int64_t windowTokens)
{
    return std::clamp<std::int64_t>(4096 / windowTokens, 4, 32);
}

/// Sizes of what a sweep tries, and what it takes, before anything is read.
struct Forecast
{
    std::uint64_t otherBytes = 0;
    std::vector<LayerBytes> denseBytes;
    std::vector<std::vector<LayerBytes>>
        levelBytes;                                ///< by level, then layer; those of dense where it cannot be planned
    std::vector<std::string> failures;             ///< by level: why no layer can be changed so; normally empty
    std::vector<double> observeSeconds;            ///< by layer: reading and calibrating, once for all levels
    std::vector<std::vector<double>> solveSeconds; ///< by level, then layer
    std::vector<double> readSeconds;               ///< by layer
    std::vector<double> passSeconds;               ///< by layer: the selection windows of one level through it
    double headSeconds = 0.0;                      ///< of one level's logits
    plan::StageMemory memory;                      ///< most of all levels; states of the selection windows apart
    std::uint64_t statesBytes = 0;                 ///< hidden states of one level's selection windows

    /// Of the cells of one row: the layer itself, each later layer once for them all.
    double rowSeconds(std::size_t layer, const std::vector<std::size_t>& levels) const;
    double seconds() const; ///< of the whole sweep
};

/// Errors: `recipe.*` if no level can be planned.
Result<Forecast> forecast(const plan::PlannedModel& model, const std::vector<Level>& levels,
                          const ForecastSettings& settings);

} // namespace espalier::compress::sensitivity
