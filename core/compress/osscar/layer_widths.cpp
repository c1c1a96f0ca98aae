#include "core/compress/osscar/layer_widths.h"

#include <algorithm>
#include <limits>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/index_select.h>

#include "core/compress/calibration.h"
#include "core/compress/osscar/osscar_modifier.h"
#include "core/compress/selection_model.h"

namespace espalier::compress {
namespace {

constexpr std::int64_t kLargestFactor = 3; ///< of the uniform loss that one layer may lose

/// The calibration windows on their way through the stage's input model.
class DenseCalibration
{
public:
    DenseCalibration(const model::Checkpoint& checkpoint, RunContext& context)
        : m_checkpoint(checkpoint), m_context(context)
    {
        const nn::Ends ends = nn::loadEnds(checkpoint);
        std::int64_t longest = 0;
        for (const at::Tensor& ids : idBatches(context.data().calibration)) {
            m_hidden.push_back(nn::embed(checkpoint.spec(), ends, ids));
            longest = std::max(longest, ids.size(1));
        }
        m_rotary = nn::rotaryTable(checkpoint.spec().rope, longest);
    }

    /// Passes the next layer. @return H of its down_proj
    at::Tensor pass(const nn::Block& block)
    {
        InputStatistics statistics;
        statistics.wantHessian(InputGroup::Down, block.linear(model::Role::Down).weight.size(1));
        const nn::InputTap tap = statistics.tap(*block.spec);
        for (at::Tensor& batch : m_hidden) {
            m_context.poll();
            batch = nn::forward(m_checkpoint.spec(), block, batch, m_rotary, tap);
        }
        return statistics.takeMoments(InputGroup::Down).hessian;
    }

private:
    const model::Checkpoint& m_checkpoint;
    RunContext& m_context;
    std::vector<at::Tensor> m_hidden;
    nn::RotaryTable m_rotary;
};

void keepChannels(nn::Block& block, const at::Tensor& index)
{
    for (const model::Role role : {model::Role::Gate, model::Role::Up}) {
        nn::Linear& linear = block.linear(role);
        if (linear.weight.defined())
            linear.weight = linear.weight.index_select(0, index);
        if (linear.bias.defined())
            linear.bias = linear.bias.index_select(0, index);
    }
}

/// KL of the model with this layer pruned to its first `removed` greedy channels.
double effectOf(const SelectionModel& selection, const nn::Block& dense, std::size_t layer, const at::Tensor& hessian,
                OsscarOptions options, std::int64_t removed, SelectionModel::States states, const CancelToken& cancel)
{
    options.removed = removed;
    const OsscarResult result = osscar(dense.linear(model::Role::Down).weight, hessian, options, cancel);
    const at::Tensor index = indexTensor(result.kept);
    nn::Block pruned = dense;
    pruned.linear(model::Role::Down).weight = result.weight.index_select(1, index);
    keepChannels(pruned, index);
    selection.pass(pruned, states);
    for (std::size_t later = layer + 1; later < selection.layers(); ++later)
        selection.pass(selection.block(later), states);
    return selection.effect(states).kl;
}

} // namespace

std::vector<std::int64_t> narrowed(std::vector<std::int64_t> widths, const std::vector<std::vector<double>>& cost,
                                   std::int64_t multiple, std::int64_t budget)
{
    const std::vector<std::int64_t> full = widths;
    for (;;) {
        double lowest = std::numeric_limits<double>::infinity();
        std::size_t chosen = widths.size();
        std::int64_t chosenStep = 0;
        for (std::size_t layer = 0; layer < widths.size(); ++layer) {
            const std::int64_t step = widths[layer] - (widths[layer] - 1) / multiple * multiple;
            const std::int64_t removed = full[layer] - widths[layer];
            if (step > budget || step >= widths[layer] || removed + step >= std::int64_t(cost[layer].size()))
                continue;
            const double each =
                (cost[layer][std::size_t(removed + step)] - cost[layer][std::size_t(removed)]) / double(step);
            if (each < lowest) {
                lowest = each;
                chosen = layer;
                chosenStep = step;
            }
        }
        if (chosen == widths.size())
            return widths;
        widths[chosen] -= chosenStep;
        budget -= chosenStep;
    }
}

std::vector<std::int64_t> widthsBySensitivity(const ModelView& model, RunContext& context, const WidthChoice& choice)
{
    const at::NoGradGuard noGrad;
    const PhaseTimer timer(context.phases(), "choose");
    const SelectionModel selection(model.checkpoint(), context);
    DenseCalibration calibration(model.checkpoint(), context);
    SelectionModel::States states = selection.embedded();
    std::vector<std::vector<double>> cost;
    std::vector<std::int64_t> full;
    std::int64_t budget = 0;
    std::int64_t multiple = 1;
    for (std::size_t layer = 0; layer < selection.layers(); ++layer) {
        const nn::Block block = selection.block(layer);
        const at::Tensor hessian = calibration.pass(block);
        const std::int64_t width = block.linear(model::Role::Down).weight.size(1);
        const std::int64_t uniform = width - choice.uniform[layer];
        full.push_back(width);
        std::vector<double>& path = cost.emplace_back(1, 0.0);
        if (uniform > 0) {
            multiple = std::max(multiple, widthMultiple(width, choice.multiple));
            OsscarOptions options = choice.options;
            options.localSearch = false;
            options.removed = std::min(kLargestFactor * uniform, width - widthMultiple(width, choice.multiple));
            const std::vector<double> objective =
                osscar(block.linear(model::Role::Down).weight, hessian, options, context.cancel()).path;
            const double kl = effectOf(selection, block, layer, hessian, options, uniform, states, context.cancel());
            const double scale = kl / std::max(objective[std::size_t(uniform - 1)], 1e-300);
            for (const double value : objective)
                path.push_back(value * scale);
            budget += uniform;
            context.info("Layer " + std::to_string(layer) + ": a width of " + std::to_string(choice.uniform[layer]) +
                         " costs " + std::to_string(kl) + " nats on the selection windows.");
        }
        selection.pass(block, states);
    }
    return narrowed(std::move(full), cost, multiple, budget);
}

} // namespace espalier::compress
