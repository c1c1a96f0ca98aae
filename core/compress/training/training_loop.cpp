#include "core/compress/training/training_loop.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <span>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/zeros.h>

#include "core/compress/calibration.h"
#include "core/compress/magnitude/magnitude_math.h"
#include "core/compress/plan/work.h"
#include "core/compress/training/training_state.h"

namespace espalier::compress {
namespace {

constexpr std::int64_t kSteps = 500;      ///< events of steps at most
constexpr std::int64_t kEvaluations = 10; ///< held-out losses, unless asked otherwise
constexpr std::chrono::minutes kSaveEvery(10);

/// A window, or a part of one.
struct Piece
{
    std::vector<text::TokenId> ids;
    std::vector<bool> prompts; ///< by token: no target; empty: all are targets

    bool isTarget(std::size_t token) const { return prompts.empty() || !prompts[token]; }
    bool hasTarget() const
    {
        for (std::size_t token = 1; token < ids.size(); ++token) {
            if (isTarget(token))
                return true;
        }
        return false;
    }
};

/// @param pieces of one length
TrainingBatch batchOf(std::span<const Piece> pieces)
{
    const std::size_t tokens = pieces.front().ids.size();
    TrainingBatch batch;
    batch.ids = at::empty({std::int64_t(pieces.size()), std::int64_t(tokens)}, at::kLong);
    batch.targets = at::full({batch.ids.numel()}, kNoTarget, at::kLong);
    auto* ids = batch.ids.data_ptr<std::int64_t>();
    auto* targets = batch.targets.data_ptr<std::int64_t>();
    for (const Piece& piece : pieces) {
        ids = std::copy(piece.ids.begin(), piece.ids.end(), ids);
        for (std::size_t token = 1; token < tokens; ++token) {
            if (piece.isTarget(token)) {
                targets[token - 1] = piece.ids[token];
                ++batch.predictions;
            }
        }
        targets += tokens;
    }
    return batch;
}

/// A window's parts of at most `length` tokens that predict something.
std::vector<Piece> piecesOf(const std::vector<text::TokenId>& window, std::size_t length, const PromptTokens& prompts)
{
    const auto marks = prompts.find(window);
    std::vector<Piece> pieces;
    for (std::size_t first = 0; first + 1 < window.size(); first += length) {
        const std::size_t end = std::min(first + length, window.size());
        Piece piece{{window.begin() + std::ptrdiff_t(first), window.begin() + std::ptrdiff_t(end)}, {}};
        if (marks != prompts.end())
            piece.prompts.assign(marks->second.begin() + std::ptrdiff_t(first),
                                 marks->second.begin() + std::ptrdiff_t(end));
        if (piece.hasTarget())
            pieces.push_back(std::move(piece));
    }
    return pieces;
}

template <typename T> void shuffle(std::vector<T>& values, Random& random)
{
    for (std::size_t i = values.size(); i > 1; --i)
        std::swap(values[i - 1], values[random.below(i)]);
}

} // namespace

std::vector<TrainingBatch> trainingBatches(const Windows& windows, std::int64_t maxLength, std::int64_t batchWindows,
                                           std::uint64_t seed, const PromptTokens& prompts)
{
    std::map<std::size_t, std::vector<Piece>> byLength;
    for (const auto& window : windows) {
        for (Piece& piece : piecesOf(window, maxLength > 0 ? std::size_t(maxLength) : window.size(), prompts)) {
            const std::size_t length = piece.ids.size();
            byLength[length].push_back(std::move(piece));
        }
    }
    Random random(seed);
    std::vector<TrainingBatch> batches;
    for (auto& [length, pieces] : byLength) {
        shuffle(pieces, random);
        const std::span<const Piece> all = pieces;
        for (std::size_t first = 0; first < all.size(); first += std::size_t(batchWindows))
            batches.push_back(batchOf(all.subspan(first, std::min(std::size_t(batchWindows), all.size() - first))));
    }
    return batches;
}

double cubicSparsity(double initial, double final, double progress)
{
    const double left = 1.0 - std::clamp(progress, 0.0, 1.0);
    return final + (initial - final) * left * left * left;
}

TrainingLoop::TrainingLoop(const model::ModelSpec& spec, TrainedModel& model, const TrainingPlan& plan,
                           std::vector<TrainingBatch> training, std::vector<TrainingBatch> heldOut,
                           const Teacher* teacher, std::string stage, std::filesystem::path state, RunContext& context)
    : m_spec(spec), m_model(model), m_plan(plan), m_training(std::move(training)), m_heldOut(std::move(heldOut)),
      m_teacher(teacher), m_stage(std::move(stage)), m_stateFile(std::move(state)), m_context(context),
      m_random(context.data().seed + 1), m_order(m_training.size())
{
    std::int64_t longest = 0;
    for (const auto* batches : {&m_training, &m_heldOut})
        for (const TrainingBatch& one : *batches)
            longest = std::max(longest, one.ids.size(1));
    m_rotary = nn::rotaryTable(spec.rope, longest);
    std::iota(m_order.begin(), m_order.end(), std::size_t(0));
    m_next = m_order.size();
    const auto perStep = std::size_t(plan.tuning.accumulation);
    m_epochSteps = std::int64_t((m_training.size() + perStep - 1) / perStep);
    m_steps =
        plan.tuning.steps > 0 ? plan.tuning.steps : std::int64_t(std::ceil(plan.tuning.epochs * double(m_epochSteps)));
}

const TrainingBatch& TrainingLoop::batch(std::size_t index) const
{
    return index < m_training.size() ? m_training[index] : m_heldOut[index - m_training.size()];
}

nn::Losses TrainingLoop::lossesOf(std::size_t index, double predictions, double batches, double* crossEntropy) const
{
    nn::Losses losses;
    losses.logits = [this, index, predictions, crossEntropy](const at::Tensor& logits, std::int64_t first) {
        const std::int64_t rows = logits.size(0);
        const at::Tensor targets = batch(index).targets.narrow(0, first, rows);
        const double scale = m_plan.originalScale();
        at::Tensor total = at::zeros({}, at::kFloat);
        if (scale > 0.0 || crossEntropy) {
            const at::Tensor next = at::cross_entropy_loss(logits, targets, {}, at::Reduction::Sum, kNoTarget);
            if (crossEntropy)
                *crossEntropy += next.item<double>();
            total = next * (scale / predictions);
        }
        if (m_plan.output && m_plan.output->distillScale > 0.0) {
            const at::Tensor counted = targets.ne(kNoTarget).to(at::kFloat);
            total = total + distillationLoss(logits, m_teacher->logits(index, first, rows), counted,
                                             m_plan.output->temperature) *
                                (m_plan.output->distillScale / predictions);
        }
        return total;
    };
    if (m_plan.hidden && m_plan.hidden->scale > 0.0)
        losses.hidden = [this, index, batches](std::size_t layer, const at::Tensor& hidden) {
            const at::Tensor loss = m_teacher->hiddenLoss(index, layer, hidden);
            return loss.defined() ? loss * (m_plan.hidden->scale / batches) : loss;
        };
    return losses;
}

/// @return the loss of the step, whose gradients are left
double TrainingLoop::passStep()
{
    if (m_next >= m_order.size()) {
        shuffle(m_order, m_random);
        m_next = 0;
    }
    const std::size_t end = std::min(m_next + std::size_t(m_plan.tuning.accumulation), m_order.size());
    double predictions = 0.0;
    for (std::size_t i = m_next; i < end; ++i)
        predictions += double(batch(m_order[i]).predictions);
    const double batches = double(end - m_next);
    double loss = 0.0;
    for (; m_next < end; ++m_next) {
        m_context.poll();
        const std::size_t index = m_order[m_next];
        loss += nn::gradientPass(m_spec, m_model.model(), m_rotary, batch(index).ids,
                                 lossesOf(index, predictions, batches, nullptr), m_plan.tuning.recomputeLayers);
        m_context.advance("training", plan::work::training(m_spec, batch(index).ids.numel(), batch(index).ids.size(1),
                                                           m_plan.tuning.recomputeLayers));
    }
    return loss;
}

std::optional<TrainingLoop::HeldOut> TrainingLoop::evaluate() const
{
    if (m_heldOut.empty())
        return std::nullopt;
    double predictions = 0.0;
    for (const TrainingBatch& one : m_heldOut)
        predictions += double(one.predictions);
    HeldOut result;
    for (std::size_t i = 0; i < m_heldOut.size(); ++i) {
        m_context.poll();
        const std::size_t index = m_training.size() + i;
        result.loss += nn::lossOf(m_spec, m_model.model(), m_rotary, m_heldOut[i].ids,
                                  lossesOf(index, predictions, double(m_heldOut.size()), &result.crossEntropy));
    }
    result.crossEntropy /= predictions;
    return result;
}

/// Brings the matrices of a gradual schedule to the sparsity of this step.
void TrainingLoop::prune(std::int64_t step)
{
    if (!m_plan.pruning)
        return;
    const MagnitudeRecipe& recipe = *m_plan.pruning;
    const double epochs = double(m_steps) / double(m_epochSteps);
    const double begin = recipe.startEpoch;
    const double end = recipe.endEpoch >= 0.0 ? recipe.endEpoch : 0.5 * epochs;
    const double now = double(step) / double(m_epochSteps);
    if (now < begin)
        return;
    // Whole updates only: between them the survivors grow used to the mask.
    const double interval = recipe.updateEpochs > 0.0 ? recipe.updateEpochs : (end - begin) / 10.0;
    const double reached = interval > 0.0 ? begin + std::floor((now - begin) / interval + 1e-9) * interval : now;
    const double progress = end > begin ? (reached - begin) / (end - begin) : 1.0;
    const bool groups = recipe.groupSize > 0;
    const double share = groups ? 1.0 : cubicSparsity(recipe.initialSparsity, 1.0, progress);
    if (share <= m_sparsity)
        return;
    m_sparsity = share;
    const at::NoGradGuard noGrad;
    for (const auto& [module, sparsity] : m_plan.sparsity) {
        const at::Tensor weight = m_model.matrix(module);
        const double wanted = cubicSparsity(recipe.initialSparsity, sparsity, progress);
        const at::Tensor pruned = groups ? magnitudeMaskOfGroups(weight, recipe.keptOfGroup, recipe.groupSize)
                                         : magnitudeMask(weight, std::min(wanted, sparsity));
        m_model.setMask(module, pruned.logical_not().logical_and(weight.ne(0.0)));
    }
}

void TrainingLoop::say(std::int64_t step, double loss, double rate, const std::optional<HeldOut>& heldOut) const
{
    protocol::TrainingStep event{step, m_steps, loss, rate};
    event.stage = m_stage;
    if (heldOut)
        event.heldOut = heldOut->loss;
    m_context.emit(std::move(event));
    if (heldOut)
        m_context.emit(protocol::Perplexity{"heldOut",
                                            m_stage,
                                            int(m_spec.layers.size()),
                                            std::exp(heldOut->crossEntropy),
                                            0.0,
                                            std::int64_t(m_heldOut.size()),
                                            {{"step", step}, {"source", kChoiceWindows}},
                                            {}});
}

void TrainingLoop::keepIfBetter(const HeldOut& measured)
{
    const bool better = !m_figures.heldOut || measured.loss < *m_figures.heldOut;
    m_worse = better ? 0 : m_worse + 1;
    if (!better)
        return;
    m_figures.heldOut = measured.loss;
    m_figures.perplexity = std::exp(measured.crossEntropy);
    m_figures.bestStep = m_figures.steps;
    m_best = m_model.weights().snapshot();
}

/// The order of the batches as it is after a step.
void TrainingLoop::goToStep(std::int64_t step)
{
    for (std::int64_t epoch = 0; epoch * m_epochSteps < step; ++epoch)
        shuffle(m_order, m_random);
    const std::int64_t inEpoch = step % m_epochSteps;
    m_next = inEpoch == 0 ? m_order.size() : std::size_t(inEpoch * m_plan.tuning.accumulation);
    m_figures.steps = step;
}

Result<void> TrainingLoop::save()
{
    TrainingState state;
    state.figures = {
        {"step", m_figures.steps}, {"bestStep", m_figures.bestStep}, {"sparsity", m_sparsity}, {"worse", m_worse}};
    const auto put = [&](const char* key, const std::optional<double>& value) {
        if (value)
            state.figures[key] = *value;
    };
    put("heldOutBefore", m_figures.heldOutBefore);
    put("heldOut", m_figures.heldOut);
    put("perplexity", m_figures.perplexity);
    state.parameters = m_model.weights().parameters();
    state.moments = m_model.weights().optimizer().state();
    state.best = m_best;
    m_saved = std::chrono::steady_clock::now();
    return state.save(m_stateFile);
}

/// Takes up the state that an earlier process has saved, if there is one.
Result<void> TrainingLoop::goOn()
{
    auto loaded = TrainingState::load(m_stateFile, m_model.weights().parameters());
    if (!loaded)
        return loaded.error();
    if (!*loaded)
        return {};
    TrainingState& state = **loaded;
    const auto get = [&](const char* key) {
        const auto found = state.figures.find(key);
        return found != state.figures.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
    };
    goToStep(std::int64_t(get("step").value_or(0.0)));
    m_figures.bestStep = std::int64_t(get("bestStep").value_or(0.0));
    m_figures.heldOutBefore = get("heldOutBefore");
    m_figures.heldOut = get("heldOut");
    m_figures.perplexity = get("perplexity");
    m_sparsity = get("sparsity").value_or(-1.0);
    m_worse = int(get("worse").value_or(0.0));
    m_best = std::move(state.best);
    const at::NoGradGuard noGrad;
    for (const auto& [module, sparsity] : m_plan.sparsity) // the masks so far are the zeros of the weights
        m_model.setMask(module, at::ones_like(m_model.matrix(module), at::kBool));
    m_model.weights().restore(state.parameters);
    for (const auto& [module, sparsity] : m_plan.sparsity)
        m_model.setMask(module, m_model.matrix(module).ne(0.0));
    m_model.weights().optimizer().restore(std::move(state.moments));
    m_context.info("The training goes on after step " + std::to_string(m_figures.steps) + " of " +
                   std::to_string(m_steps) + ".");
    return {};
}

Result<void> TrainingLoop::begin()
{
    const FineTuningRecipe& tuning = m_plan.tuning;
    nn::AdamWOptions adam;
    adam.firstDecay = tuning.firstDecay;
    adam.secondDecay = tuning.secondDecay;
    adam.weightDecay = tuning.weightDecay;
    adam.gradientNorm = tuning.gradientNorm;
    m_model.weights().start(adam);
    if (auto taken = goOn(); !taken)
        return taken;
    if (m_figures.steps > 0)
        return {};
    prune(0);
    if (const auto before = evaluate()) {
        keepIfBetter(*before);
        m_figures.heldOutBefore = before->loss;
        say(0, before->loss, 0.0, before);
    }
    return {};
}

Result<TrainingLoop::Figures> TrainingLoop::run()
{
    const FineTuningRecipe& tuning = m_plan.tuning;
    if (auto begun = begin(); !begun)
        return begun.error();
    const LearningRate rate{tuning.learningRate, tuning.schedule, m_steps,
                            std::int64_t(std::llround(tuning.warmupShare * double(m_steps))), 0.0};
    const std::int64_t every =
        tuning.evaluateEvery > 0 ? tuning.evaluateEvery : std::max<std::int64_t>(1, m_steps / kEvaluations);
    const std::int64_t sayEvery = std::max<std::int64_t>(1, m_steps / kSteps);
    double sum = 0.0;
    std::int64_t summed = 0;
    while (m_figures.steps < m_steps && (tuning.patience == 0 || m_worse < tuning.patience)) {
        const double sparsityBefore = m_sparsity;
        prune(m_figures.steps);
        if (m_sparsity != sparsityBefore) // weights with fewer zeros are no rivals any more
            m_figures.heldOut.reset();
        const double rateNow = rate.at(m_figures.steps);
        sum += passStep();
        ++summed;
        m_model.weights().step(rateNow);
        const std::int64_t step = ++m_figures.steps;
        std::optional<HeldOut> measured;
        if (step % every == 0 || step == m_steps)
            measured = evaluate();
        if (measured)
            keepIfBetter(*measured);
        if (step % sayEvery == 0 || measured || step == m_steps) {
            say(step, sum / double(summed), rateNow, measured);
            sum = 0.0;
            summed = 0;
        }
        const bool due = tuning.saveEvery > 0 ? step % tuning.saveEvery == 0
                                              : std::chrono::steady_clock::now() - m_saved > kSaveEvery;
        if (due && step < m_steps) {
            if (auto saved = save(); !saved)
                return saved.error();
        }
    }
    if (!m_best.empty())
        m_model.weights().restore(m_best);
    return m_figures;
}

} // namespace espalier::compress
