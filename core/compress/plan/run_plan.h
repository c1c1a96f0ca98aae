#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/compress/plan/planned_model.h"
#include "core/compress/plan/work.h"
#include "core/recipe/recipe.h"

namespace espalier::compress::plan {

/// Windows that a run probes the half-compressed model on: short ones are few tokens, long ones are few.
constexpr std::int64_t probeWindowCount(std::int64_t windowTokens)
{
    return std::clamp<std::int64_t>(8192 / windowTokens, 1, 8);
}

/// Windows that choices are made on.
constexpr std::int64_t selectionWindowCount(std::int64_t windowTokens)
{
    return std::clamp<std::int64_t>(16384 / windowTokens, 1, 64);
}

/// What a run is asked beside its recipe.
struct RunSettings
{
    std::int64_t windows = 128; ///< of calibration; 0: no text
    std::int64_t windowTokens = 2048;
    std::int64_t selectionTokens = 16384;
    std::int64_t trainingTokens = 0;     ///< of train stages; 0: as many as are calibrated with
    std::int64_t evaluationTokens = 0;   ///< of held-out text, 0: none
    std::int64_t probeTokens = 8192;     ///< 0: no probe
    std::int64_t hiddenElementBytes = 4; ///< of hidden states between layers: 4 float32, 2 bf16
    std::uint64_t processBytes = 0;      ///< of the process before anything is read, 0: a usual one
    Rates rates;
};

/// Bytes that one stage holds at a time.
struct StageMemory
{
    std::uint64_t hidden = 0;  ///< hidden states of all calibration windows, which may lie on disk instead
    std::uint64_t layer = 0;   ///< most of a decoder layer's work, hidden states apart
    std::uint64_t rest = 0;    ///< most of what happens while there are none: embedding, head, evaluations
    std::uint64_t streams = 1; ///< models and targets that `hidden` is of, each with as much

    /// Peak if at most `hiddenInMemory` bytes of the hidden states are.
    std::uint64_t peak(std::uint64_t hiddenInMemory) const
    {
        return std::max(rest, layer + std::min(hidden, hiddenInMemory));
    }
};

struct ModuleForecast
{
    PlannedModule before;
    PlannedModule after;
    std::uint64_t bytesBefore = 0;
    std::uint64_t bytesAfter = 0;
    double seconds = 0.0; ///< of all modifiers that work on it
};

struct StageForecast
{
    std::string name;
    StageMemory memory;
    std::uint64_t outputBytes = 0; ///< of its folder
    double seconds = 0.0;          ///< without evaluations
    double trainingPasses = 0.0;   ///< over all windows, of each layer on its own
    std::vector<ModuleForecast> modules;
};

/// What a run will take and what will come of it.
struct RunPlan
{
    std::vector<StageForecast> stages;
    PlannedModel before;
    PlannedModel after;
    double evaluationSeconds = 0.0; ///< of one evaluation of the whole model

    double seconds() const;
    std::uint64_t peakMemoryBytes(std::uint64_t budget = std::numeric_limits<std::uint64_t>::max()) const;
    /// Folders of all stages, and at the most the hidden states that are not in memory.
    std::uint64_t diskBytes(std::uint64_t budget = std::numeric_limits<std::uint64_t>::max()) const;
    /// The keys of `recipe plan --json`.
    nlohmann::json toJson(std::uint64_t budget = std::numeric_limits<std::uint64_t>::max()) const;
};

/// Errors: `recipe.*`: entries that hit nothing in the model as the stages before have left it.
Result<RunPlan> planRun(const PlannedModel& model, const recipe::Recipe& recipe, const RunSettings& settings);

/// Bytes of a stage's hidden states that may stay in memory within a budget.
std::uint64_t hiddenInMemory(const StageMemory& memory, std::uint64_t budget);

} // namespace espalier::compress::plan
