#pragma once

#include <cstdint>
#include <vector>

#include "core/compress/plan/cost_model.h"
#include "core/compress/plan/run_plan.h"

namespace espalier::compress::plan {

/// A matrix in the order in which a stage works on them, with what its modifiers take.
struct SolvedModule
{
    const PlannedModule* module = nullptr;
    struct Cost
    {
        std::size_t modifier = 0; ///< in the order in which they work
        SolverCost cost;
    };
    std::vector<Cost> costs;  ///< of each modifier that changes it
    bool leavesCodes = false; ///< it will be stored as codes, which wait beside the weights to be written
};

/// What a stage holds in memory at the same time, phase by phase; follows StageRunner and its parts.
/// @param solved every matrix that is changed, in model order
StageMemory stageMemory(const PlannedModel& model, const std::vector<SolvedModule>& solved, const Demands& demands,
                        const RunSettings& settings, bool first);

} // namespace espalier::compress::plan
