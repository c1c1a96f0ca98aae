#include "core/compress/plan/work.h"

#include <set>

#include "core/compress/model_view.h"

namespace espalier::compress::plan {

double weights(const model::LayerSpec& layer)
{
    const auto of = [](const model::LinearSpec& linear) {
        return double(linear.outFeatures) * double(linear.inFeatures);
    };
    double sum = 0.0;
    for (const model::LinearSpec* linear : layer.allLinears())
        sum += of(*linear);
    return sum;
}

namespace work {

double readLayer(const model::LayerSpec& layer, const Rates& rates)
{
    return 4.0 * weights(layer) / rates.bytes;
}

double forward(const model::ModelSpec& spec, const model::LayerSpec& layer, std::int64_t tokens,
               std::int64_t windowTokens, const Rates& rates)
{
    // Scores and mixing of values, of which the causal mask saves half.
    const double attention = 2.0 * double(windowTokens) * double(spec.heads * spec.headDimension);
    return (2.0 * weights(layer) + attention) * double(tokens) / rates.products;
}

double reconstruction(const model::ModelSpec& spec, const model::LayerSpec& layer, std::int64_t tokens,
                      std::int64_t windowTokens, double epochs, const Rates& rates)
{
    return 3.0 * epochs * forward(spec, layer, tokens, windowTokens, rates);
}

double moments(const model::LayerSpec& layer, std::int64_t tokens, bool denseInputs, const Rates& rates)
{
    double sum = 0.0;
    std::set<InputGroup> seen;
    for (const model::LinearSpec* linear : layer.allLinears()) {
        if (!seen.insert(inputGroup(*linear)).second)
            continue;
        const bool routed = linear->expert >= 0;
        const double reached =
            !routed ? double(tokens)
                    : double(tokens) * double(layer.moe->expertsPerToken) / double(layer.moe->experts.size());
        const bool paired = denseInputs && linear->expert == model::kNoExpert;
        // two triangles and a full product with dense inputs, else one triangle
        sum += (paired ? 4.0 : 1.0) * reached * double(linear->inFeatures) * double(linear->inFeatures);
    }
    return sum / rates.products;
}

double searchScales(const model::ModelSpec& spec, const model::LayerSpec& layer, const Demands& demands,
                    std::int64_t tokens, std::int64_t windowTokens, const Rates& rates)
{
    const auto points = double(demands.searchPoints);
    SolverCost rounding;
    rounding.passes = 12.0 * points;
    for (const model::LinearSpec& linear : layer.linears) { // whose errors are found with the Hessian
        if (linear.role == model::Role::AttentionOutput || linear.role == model::Role::Down)
            rounding.products +=
                2.0 * points * double(linear.outFeatures) * double(linear.inFeatures * linear.inFeatures);
    }
    return (points + 1.0) * forward(spec, layer, tokens, windowTokens, rates) +
           solve(rounding, std::int64_t(weights(layer)), rates);
}

double solve(const SolverCost& cost, std::int64_t weights, const Rates& rates)
{
    return cost.products / rates.products + cost.sweeps / rates.sweeps +
           cost.passes * 4.0 * double(weights) / (4.0 * rates.bytes);
}

double writeLayer(const model::LayerSpec& layer, const Rates& rates)
{
    return 2.0 * weights(layer) / rates.bytes;
}

double training(const model::ModelSpec& spec, std::int64_t tokens, std::int64_t windowTokens, bool recomputeLayers,
                const Rates& rates)
{
    const double head = 2.0 * double(spec.vocabularySize) * double(spec.hiddenSize) * double(tokens) / rates.products;
    double layers = 0.0;
    for (const model::LayerSpec& layer : spec.layers)
        layers += forward(spec, layer, tokens, windowTokens, rates);
    return 3.0 * head + (recomputeLayers ? 4.0 : 3.0) * layers;
}

double evaluation(const model::ModelSpec& spec, std::int64_t tokens, std::int64_t windowTokens, const Rates& rates)
{
    double sum = 2.0 * double(spec.vocabularySize) * double(spec.hiddenSize) * double(tokens) / rates.products;
    for (const model::LayerSpec& layer : spec.layers)
        sum += readLayer(layer, rates) + forward(spec, layer, tokens, windowTokens, rates);
    return sum;
}

} // namespace work
} // namespace espalier::compress::plan
