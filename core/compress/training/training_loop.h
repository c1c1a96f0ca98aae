#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/random.h"
#include "core/compress/distillation/teacher.h"
#include "core/compress/run_context.h"
#include "core/compress/training/trained_model.h"
#include "core/compress/training/training_plan.h"

namespace espalier::compress {

/// Windows that go through the model at once, and what follows each of their tokens.
struct TrainingBatch
{
    at::Tensor ids;     ///< [windows, tokens] int64
    at::Tensor targets; ///< [windows * tokens] int64; kNoTarget where nothing is predicted
    std::int64_t predictions = 0;
};
inline constexpr std::int64_t kNoTarget = -100;

/// Windows cut to at most maxLength tokens (0: as they are; a rest of one token is dropped), mixed by a seed, then
/// gathered into batches of one length.
/// @param prompts tokens that are no targets; what is left without a target is dropped
std::vector<TrainingBatch> trainingBatches(const Windows& windows, std::int64_t maxLength, std::int64_t batchWindows,
                                           std::uint64_t seed, const PromptTokens& prompts = {});

/// Share of weights that are zero at a point of a gradual schedule (Zhu & Gupta 2017, arXiv:1710.01878, equation 1):
/// final + (initial - final) (1 - t)^3.
/// @param progress t; values outside 0..1 are moved to its ends
double cubicSparsity(double initial, double final, double progress);

/// Steps of an optimiser over a whole model. Deterministic for a seed and a number of threads.
class TrainingLoop
{
public:
    struct Figures
    {
        std::int64_t steps = 0;
        std::optional<double> heldOutBefore; ///< the loss; nothing without held-out windows
        std::optional<double> heldOut;       ///< of the weights that are kept
        std::optional<double> perplexity;    ///< theirs on the held-out windows
        std::int64_t bestStep = 0;
    };

    /// @param teacher has run over training, then heldOut; nullptr without one
    /// @param state file that the loop saves its state in, and goes on from if it is there
    TrainingLoop(const model::ModelSpec& spec, TrainedModel& model, const TrainingPlan& plan,
                 std::vector<TrainingBatch> training, std::vector<TrainingBatch> heldOut, const Teacher* teacher,
                 std::string stage, std::filesystem::path state, RunContext& context);

    std::int64_t steps() const { return m_steps; }
    /// Trains, and puts the best weights back. Errors: `train.state`, `file.*`, `disk.full`. Throws Cancelled.
    Result<Figures> run();

private:
    struct HeldOut
    {
        double loss = 0.0;
        double crossEntropy = 0.0;
    };
    nn::Losses lossesOf(std::size_t batch, double predictions, double batches, double* crossEntropy) const;
    const TrainingBatch& batch(std::size_t index) const;
    Result<void> begin();
    Result<void> goOn();
    void goToStep(std::int64_t step);
    Result<void> save();
    void keepIfBetter(const HeldOut& measured);
    double passStep();
    void prune(std::int64_t step);
    std::optional<HeldOut> evaluate() const;
    void say(std::int64_t step, double loss, double rate, const std::optional<HeldOut>& heldOut) const;

    const model::ModelSpec& m_spec;
    TrainedModel& m_model;
    const TrainingPlan& m_plan;
    std::vector<TrainingBatch> m_training;
    std::vector<TrainingBatch> m_heldOut;
    const Teacher* m_teacher;
    std::string m_stage;
    std::filesystem::path m_stateFile;
    RunContext& m_context;
    nn::RotaryTable m_rotary;
    Random m_random;
    std::vector<std::size_t> m_order;
    std::size_t m_next = 0; ///< in m_order
    std::int64_t m_epochSteps = 0;
    std::int64_t m_steps = 0;
    double m_sparsity = -1.0; ///< of the schedule so far
    Figures m_figures;
    std::vector<at::Tensor> m_best; ///< parameters; empty without held-out windows
    int m_worse = 0;                ///< held-out losses since the best
    std::chrono::steady_clock::time_point m_saved = std::chrono::steady_clock::now();
};

} // namespace espalier::compress
