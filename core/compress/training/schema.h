#pragma once

#include <cstdint>

#include "core/base/learning_rate.h"
#include "core/recipe/schema.h"

namespace espalier::compress {

enum class TrainedPart {
    All,    ///< embedding and head as well
    Layers, ///< the decoder layers and the final norm
    Norms   ///< weights of norms, and biases
};

/// A FineTuningModifier's keys: how a train stage trains.
struct FineTuningRecipe
{
    double learningRate = 1e-4;
    RateSchedule schedule = RateSchedule::Cosine;
    double warmupShare = 0.03; ///< of the steps
    double epochs = 1.0;
    std::int64_t steps = 0; ///< 0: by epochs
    std::int64_t batchWindows = 8;
    std::int64_t accumulation = 1; ///< batches of a step
    double weightDecay = 0.0;
    double firstDecay = 0.9;
    double secondDecay = 0.95;
    double gradientNorm = 1.0;  ///< 0 clips nothing
    std::int64_t maxLength = 0; ///< tokens; 0: the run's windows as they are
    bool recomputeLayers = true;
    TrainedPart part = TrainedPart::All;
    bool keepZeros = true;
    bool calibrationWindowsAlone = false;
    bool answersAlone = false;      ///< the loss leaves out what chats hold beside the assistant's words
    std::int64_t evaluateEvery = 0; ///< steps; 0: ten times
    int patience = 0;               ///< evaluations; 0: to the end
    std::int64_t saveEvery = 0;     ///< steps; 0: by time
};

recipe::ModifierSchema fineTuningSchema();
Result<FineTuningRecipe> fineTuningFromRecipe(const recipe::Modifier& modifier);

} // namespace espalier::compress
