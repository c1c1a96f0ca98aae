#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "core/base/result.h"
#include "core/compress/plan/run_plan.h"

namespace espalier::compress::plan {

/// What a run may use.
struct Budget
{
    std::uint64_t memoryBytes = 0; ///< 0: what the machine has
    std::uint64_t diskBytes = 0;   ///< free where the run is written
};

/// Memory that is not in use on this machine, and all that it has; all bits set if the system does not say.
std::uint64_t availableMemoryBytes();
std::uint64_t machineMemoryBytes();
/// Free for this user where `folder` is, or will be; all bits set if the system does not say.
std::uint64_t freeDiskBytes(const std::filesystem::path& folder);

/// Whether a planned run stays within: its memory with as many activations on disk as need be.
bool fits(const RunPlan& plan, const Budget& budget);

/// Shorter windows, fewer of them, without an evaluation: the first settings that fit; nothing if none do.
/// @param replan the plan with other settings
std::optional<RunSettings> settingsThatFit(const RunSettings& settings, const Budget& budget,
                                           const std::function<Result<RunPlan>(const RunSettings&)>& replan);

/// Refuses a run that cannot fit, with settings that would.
/// @param replan the plan with other settings
/// Errors: `run.memory`, `disk.full`.
Result<void> requireFit(const RunSettings& settings, const Budget& budget,
                        const std::function<Result<RunPlan>(const RunSettings&)>& replan);

} // namespace espalier::compress::plan
