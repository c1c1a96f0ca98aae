#include "core/nn/gradient_pass.h"

#include <algorithm>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros_like.h>

namespace espalier::nn {
namespace {

/// @param hidden [rows, hidden]
/// @param use a chunk's loss
void forEachChunk(const model::ModelSpec& spec, const LanguageModel& model, const at::Tensor& hidden,
                  const Losses& losses, const std::function<void(const at::Tensor& loss)>& use)
{
    const std::int64_t vocabulary = model.ends.head.weight.size(0);
    const std::int64_t rows = std::max<std::int64_t>(1, losses.chunkBytes / (4 * vocabulary));
    for (std::int64_t first = 0; first < hidden.size(0); first += rows) {
        const at::Tensor part = hidden.narrow(0, first, std::min(rows, hidden.size(0) - first));
        use(losses.logits(logits(spec, model.ends, part), first));
    }
}

/// @return the gradient of the logits' loss at the last layer's output
at::Tensor logitGradient(const model::ModelSpec& spec, const LanguageModel& model, const at::Tensor& last,
                         const Losses& losses, double& sum)
{
    if (!losses.logits)
        return at::zeros_like(last);
    const at::Tensor leaf = last.detach().flatten(0, 1).set_requires_grad(true);
    forEachChunk(spec, model, leaf, losses, [&](const at::Tensor& loss) {
        sum += loss.item<double>();
        loss.backward();
    });
    return leaf.grad().view_as(last);
}

/// What a layer is to be differentiated for: its output along a gradient, and its own loss.
at::Tensor objective(const at::Tensor& output, const at::Tensor& gradient, std::size_t layer, const Losses& losses,
                     double& sum)
{
    at::Tensor total = (output * gradient).sum();
    if (!losses.hidden)
        return total;
    if (const at::Tensor own = losses.hidden(layer, output); own.defined()) {
        sum += own.item<double>();
        total = total + own;
    }
    return total;
}

double wholeGraph(const model::ModelSpec& spec, const LanguageModel& model, const RotaryTable& rotary,
                  const at::Tensor& ids, const Losses& losses)
{
    double sum = 0.0;
    std::vector<at::Tensor> own;
    const at::Tensor last = forwardLayers(spec, model, embed(spec, model.ends, ids), rotary,
                                          [&](std::size_t layer, const at::Tensor& hidden) {
                                              if (losses.hidden)
                                                  own.push_back(losses.hidden(layer, hidden));
                                          });
    at::Tensor total = (last * logitGradient(spec, model, last, losses, sum)).sum();
    for (const at::Tensor& loss : own) {
        if (!loss.defined())
            continue;
        sum += loss.item<double>();
        total = total + loss;
    }
    if (total.requires_grad())
        total.backward();
    return sum;
}

double layerByLayer(const model::ModelSpec& spec, const LanguageModel& model, const RotaryTable& rotary,
                    const at::Tensor& ids, const Losses& losses)
{
    double sum = 0.0;
    std::vector<at::Tensor> inputs;
    at::Tensor last;
    {
        const at::NoGradGuard noGrad;
        last = embed(spec, model.ends, ids);
        for (const Block& block : model.blocks) {
            inputs.push_back(last);
            last = forward(spec, block, last, rotary);
        }
    }
    at::Tensor gradient = logitGradient(spec, model, last, losses, sum);
    for (std::size_t layer = model.blocks.size(); layer-- > 0;) {
        const at::Tensor input = inputs[layer].detach().set_requires_grad(true);
        const at::Tensor output = forward(spec, model.blocks[layer], input, rotary);
        objective(output, gradient, layer, losses, sum).backward();
        gradient = input.grad();
        inputs.pop_back();
    }
    if (model.ends.embedding.requires_grad())
        (embed(spec, model.ends, ids) * gradient).sum().backward();
    return sum;
}

} // namespace

LanguageModel loadModel(const model::Checkpoint& checkpoint)
{
    LanguageModel model{loadEnds(checkpoint), {}};
    for (std::size_t layer = 0; layer < checkpoint.spec().layers.size(); ++layer)
        model.blocks.push_back(loadBlock(checkpoint, layer));
    return model;
}

at::Tensor forwardLayers(const model::ModelSpec& spec, const LanguageModel& model, at::Tensor hidden,
                         const RotaryTable& rotary,
                         const std::function<void(std::size_t layer, const at::Tensor& hidden)>& layerDone)
{
    for (std::size_t layer = 0; layer < model.blocks.size(); ++layer) {
        hidden = forward(spec, model.blocks[layer], hidden, rotary);
        if (layerDone)
            layerDone(layer, hidden);
    }
    return hidden;
}

double gradientPass(const model::ModelSpec& spec, const LanguageModel& model, const RotaryTable& rotary,
                    const at::Tensor& ids, const Losses& losses, bool recomputeLayers)
{
    const at::AutoGradMode recording(true);
    return recomputeLayers ? layerByLayer(spec, model, rotary, ids, losses)
                           : wholeGraph(spec, model, rotary, ids, losses);
}

double lossOf(const model::ModelSpec& spec, const LanguageModel& model, const RotaryTable& rotary,
              const at::Tensor& ids, const Losses& losses)
{
    const at::NoGradGuard noGrad;
    double sum = 0.0;
    const at::Tensor last = forwardLayers(
        spec, model, embed(spec, model.ends, ids), rotary, [&](std::size_t layer, const at::Tensor& hidden) {
            const at::Tensor own = losses.hidden ? losses.hidden(layer, hidden) : at::Tensor();
            if (own.defined())
                sum += own.item<double>();
        });
    if (losses.logits)
        forEachChunk(spec, model, last.flatten(0, 1), losses,
                     [&](const at::Tensor& loss) { sum += loss.item<double>(); });
    return sum;
}

} // namespace espalier::nn
