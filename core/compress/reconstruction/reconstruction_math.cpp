#include "core/compress/reconstruction/reconstruction_math.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include "core/base/learning_rate.h"
#include "core/base/random.h"
#include "core/compress/training/trained_weight.h"

namespace espalier::compress {
namespace {

using model::Role;
using Forward = std::function<at::Tensor(const at::Tensor& hidden)>;

/// What a backward pass takes at once: some windows of one batch.
struct Slice
{
    std::size_t batch = 0;
    std::int64_t first = 0;
    std::int64_t count = 0;

    at::Tensor of(const HiddenStates& states) const { return states.get(batch).narrow(0, first, count); }
};

std::vector<Slice> slicesOf(const HiddenStates& states, std::int64_t windows)
{
    std::vector<Slice> slices;
    for (std::size_t batch = 0; batch < states.size(); ++batch) {
        const std::int64_t rows = states.get(batch).size(0);
        for (std::int64_t first = 0; first < rows; first += windows)
            slices.push_back({batch, first, std::min(windows, rows - first)});
    }
    return slices;
}

/// Every so many slices is held out, spread evenly; the rest is trained on.
std::vector<Slice> takeHeldOut(std::vector<Slice>& slices, double share)
{
    const std::size_t count = slices.size();
    if (share <= 0.0 || count < 2)
        return {};
    const std::size_t held = std::clamp<std::size_t>(std::size_t(std::lround(share * double(count))), 1, count - 1);
    std::vector<Slice> heldOut;
    std::vector<Slice> kept;
    for (std::size_t i = 0; i < count; ++i)
        ((i + 1) * held / count > i * held / count ? heldOut : kept).push_back(slices[i]);
    slices = std::move(kept);
    return heldOut;
}

HiddenStates passed(const HiddenStates& states, const Forward& forward)
{
    const at::NoGradGuard noGrad;
    HiddenStates result(states.storage());
    for (std::size_t batch = 0; batch < states.size(); ++batch)
        result.add(forward(states.get(batch)));
    return result;
}

/// Trains one part of a layer.
class PartTrainer
{
public:
    PartTrainer(Forward forward, TrainedWeights& weights, const HiddenStates& inputs, const HiddenStates& targets,
                const ReconstructionRecipe& recipe)
        : m_forward(std::move(forward)), m_weights(weights), m_inputs(inputs), m_targets(targets), m_recipe(recipe),
          m_training(slicesOf(inputs, recipe.batchWindows)), m_heldOut(takeHeldOut(m_training, recipe.heldOutShare))
    {
    }

    ReconstructionFigures run(std::string_view part, Random& random,
                              const std::function<void(const ReconstructionStep&)>& observe)
    {
        nn::AdamWOptions options;
        options.gradientNorm = m_recipe.gradientNorm;
        m_weights.start(options);
        groupSlices();
        const std::int64_t epochSteps = std::int64_t((m_training.size() + m_perStep - 1) / m_perStep);
        LearningRate rate;
        rate.highest = m_recipe.learningRate;
        rate.steps = epochSteps * m_recipe.epochs;
        ReconstructionFigures figures;
        figures.before = figures.after = error(m_heldOut.empty() ? m_training : m_heldOut);
        std::vector<at::Tensor> best = m_weights.snapshot();
        int worse = 0;
        for (int epoch = 0; epoch < m_recipe.epochs && worse < m_recipe.patience; ++epoch) {
            shuffle(random);
            for (std::int64_t step = 0; step < epochSteps; ++step) {
                ReconstructionStep done{part, ++figures.steps, rate.steps, 0.0, rate.at(figures.steps - 1), {}};
                done.error = passStep(std::size_t(step));
                m_weights.step(done.learningRate);
                if (step + 1 == epochSteps && !m_heldOut.empty())
                    done.heldOut = error(m_heldOut);
                observe(done);
                if (done.heldOut)
                    worse = keepIfBetter(*done.heldOut, figures, best) ? 0 : worse + 1;
            }
        }
        if (m_heldOut.empty())
            keepIfBetter(error(m_training), figures, best);
        m_weights.restore(best);
        return figures;
    }

private:
    void groupSlices()
    {
        std::int64_t widest = 1;
        for (const Slice& slice : m_training)
            widest = std::max(widest, slice.count);
        m_perStep = std::size_t(std::max<std::int64_t>(1, m_recipe.batchWindows / widest));
        double squares = 0.0;
        double values = 0.0;
        for (const Slice& slice : m_training) {
            const at::Tensor target = slice.of(m_targets);
            squares += std::pow(target.norm().item<double>(), 2.0);
            values += double(target.numel());
        }
        m_power = std::max(squares / values, 1e-30);
    }

    void shuffle(Random& random)
    {
        for (std::size_t i = m_training.size(); i > 1; --i)
            std::swap(m_training[i - 1], m_training[random.below(i)]);
    }

    /// Leaves the gradients of a step's mean error. @return the error
    double passStep(std::size_t step)
    {
        const std::size_t begin = step * m_perStep;
        const std::size_t end = std::min(begin + m_perStep, m_training.size());
        double values = 0.0;
        for (std::size_t i = begin; i < end; ++i)
            values += double(m_training[i].of(m_targets).numel());
        double sum = 0.0;
        const at::AutoGradMode recording(true);
        for (std::size_t i = begin; i < end; ++i) {
            const at::Tensor output = m_forward(m_training[i].of(m_inputs));
            const at::Tensor difference = output - m_training[i].of(m_targets);
            const at::Tensor loss = difference.square().sum() / (values * m_power);
            loss.backward();
            sum += loss.item<double>();
        }
        return sum;
    }

    double error(const std::vector<Slice>& slices) const
    {
        const at::NoGradGuard noGrad;
        double wrong = 0.0;
        double whole = 0.0;
        for (const Slice& slice : slices) {
            const at::Tensor target = slice.of(m_targets);
            wrong += std::pow((m_forward(slice.of(m_inputs)) - target).norm().item<double>(), 2.0);
            whole += std::pow(target.norm().item<double>(), 2.0);
        }
        return wrong / std::max(whole, 1e-30);
    }

    bool keepIfBetter(double candidate, ReconstructionFigures& figures, std::vector<at::Tensor>& best) const
    {
        if (!(candidate < figures.after)) // false as well for what is no number
            return false;
        figures.after = candidate;
        best = m_weights.snapshot();
        return true;
    }

    Forward m_forward;
    TrainedWeights& m_weights;
    const HiddenStates& m_inputs;
    const HiddenStates& m_targets;
    const ReconstructionRecipe& m_recipe;
    std::vector<Slice> m_training;
    std::vector<Slice> m_heldOut;
    std::size_t m_perStep = 1; ///< slices
    double m_power = 1.0;      ///< mean square of the targets
};

/// Puts trained leaves in the place of a part's tensors.
class PartWeights
{
public:
    PartWeights(nn::Block& block, const std::set<std::string>& trained, bool norms)
        : m_block(block), m_trained(trained), m_norms(norms)
    {
    }

    void addAttention()
    {
        add([](Role role) { return isAttention(role); });
        addNorms(nn::attentionNormVectors(m_block));
    }
    void addFeedForward()
    {
        add([](Role role) { return !isAttention(role); });
        addNorms(nn::feedForwardNormVectors(m_block));
    }
    TrainedWeights& weights() { return m_weights; }
    /// The results, free of gradients.
    void release()
    {
        for (at::Tensor* tensor : m_tensors)
            *tensor = tensor->detach();
    }

private:
    static bool isAttention(Role role)
    {
        return role == Role::Query || role == Role::Key || role == Role::Value || role == Role::AttentionOutput;
    }
    void add(bool (*belongs)(Role))
    {
        for (const model::LinearSpec* spec : m_block.spec->allLinears()) {
            if (!belongs(spec->role) || m_trained.count(spec->name) == 0)
                continue;
            nn::Linear& linear = m_block.linear(*spec);
            linear.weight = m_weights.add(trainedMatrix(linear.weight, true)).weight();
            m_tensors.push_back(&linear.weight);
            if (linear.bias.defined())
                addVector(linear.bias);
        }
    }
    void addNorms(const std::vector<nn::NamedVector>& norms)
    {
        for (const nn::NamedVector& norm : norms)
            addVector(*norm.vector);
    }
    void addVector(at::Tensor& vector)
    {
        if (!m_norms)
            return;
        vector = m_weights.add(std::make_unique<PlainWeight>(vector)).weight();
        m_tensors.push_back(&vector);
    }

    nn::Block& m_block;
    const std::set<std::string>& m_trained;
    bool m_norms;
    TrainedWeights m_weights;
    std::vector<at::Tensor*> m_tensors;
};

void requireSameWindows(const BlockWindows& windows)
{
    if (windows.inputs.empty() || windows.inputs.size() != windows.referenceInputs.size())
        throw std::invalid_argument("reconstruction: got " + std::to_string(windows.inputs.size()) + " batches and " +
                                    std::to_string(windows.referenceInputs.size()) +
                                    " of the reference, expected as many and at least one");
}

} // namespace

ReconstructionFigures reconstruct(nn::Block& block, const std::set<std::string>& trained, const BlockWindows& windows,
                                  const ReconstructionRecipe& recipe, std::uint64_t seed,
                                  const std::function<void(const ReconstructionStep&)>& observe)
{
    requireSameWindows(windows);
    Random random(seed);
    const auto attention = [&](const at::Tensor& hidden) {
        return nn::attentionPart(windows.spec, block, hidden, windows.rotary);
    };
    const auto feedForward = [&](const at::Tensor& attended) {
        return nn::feedForwardPart(windows.spec, block, attended, attended); // parts are never parallel here
    };
    const auto train = [&](std::string_view name, PartWeights& part, const Forward& forward, const HiddenStates& inputs,
                           const HiddenStates& targets) {
        const ReconstructionFigures figures =
            PartTrainer(forward, part.weights(), inputs, targets, recipe).run(name, random, observe);
        part.release();
        return figures;
    };
    // Halves that stand side by side have no state between them to aim at.
    if (recipe.unit == ReconstructionUnit::Block || windows.spec.parallelResidual) {
        const HiddenStates targets = passed(windows.referenceInputs, [&](const at::Tensor& hidden) {
            return nn::forward(windows.referenceSpec, windows.reference, hidden, windows.rotary);
        });
        PartWeights whole(block, trained, recipe.norms);
        whole.addAttention();
        whole.addFeedForward();
        return train(
            "block", whole,
            [&](const at::Tensor& hidden) { return nn::forward(windows.spec, block, hidden, windows.rotary); },
            windows.inputs, targets);
    }
    HiddenStates targets = passed(windows.referenceInputs, [&](const at::Tensor& hidden) {
        return nn::attentionPart(windows.referenceSpec, windows.reference, hidden, windows.rotary);
    });
    PartWeights first(block, trained, recipe.norms);
    first.addAttention();
    const ReconstructionFigures ofAttention = train("attention", first, attention, windows.inputs, targets);
    targets = passed(targets, [&](const at::Tensor& attended) {
        return nn::feedForwardPart(windows.referenceSpec, windows.reference, attended, attended);
    });
    const HiddenStates middle = passed(windows.inputs, attention);
    PartWeights second(block, trained, recipe.norms);
    second.addFeedForward();
    ReconstructionFigures figures = train("feed-forward", second, feedForward, middle, targets);
    figures.steps += ofAttention.steps;
    return figures;
}

} // namespace espalier::compress
