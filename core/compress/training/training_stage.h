#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "core/compress/run_context.h"
#include "core/compress/stage_probe.h"
#include "core/compress/stage_report.h"
#include "core/compress/training/training_plan.h"
#include "core/model/checkpoint.h"

namespace espalier::compress {

/// What a train stage works with.
struct TrainingInput
{
    std::string name;
    std::filesystem::path folder; ///< of the output; if it is there, a process before has finished the stage
    model::Checkpoint checkpoint;
    model::Checkpoint source; ///< that the run started from: the teacher
    TrainingPlan plan;
    ProbeInput probe;
};

/// Error `train.chat`: the stage's loss asks for the assistant's words, and the chats' template does not tell them.
Result<void> requireAnswers(const TrainingPlan& plan, const RunData& data);

/// A train stage: the whole model in memory, trained on RunData::training (or the calibration windows), the weights
/// with the best loss on RunData::selection written as the stages of one shot are.
/// Errors: `train.quantized`, `train.teacher`, `train.nothing`,
/// `train.data`, `file.*`. Throws Cancelled.
Result<StageReport> runTraining(const TrainingInput& input, RunContext& context);

} // namespace espalier::compress
