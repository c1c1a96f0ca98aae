#include "core/nn/random_model.h"

#include <cmath>
#include <numbers>

#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

namespace espalier::nn {
namespace {

constexpr double kEndDeviation = 0.02;

/// Normal deviate by Box and Muller from our own generator, so that every LibTorch begins with the same weights.
double normal(Random& random)
{
    constexpr double kScale = 1.0 / 9007199254740992.0; // 2^-53
    const double u = (double(random.next() >> 11) + 0.5) * kScale;
    const double v = double(random.next() >> 11) * kScale;
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

at::Tensor draw(Random& random, std::int64_t rows, std::int64_t columns, double deviation)
{
    at::Tensor tensor = at::empty({rows, columns}, at::kFloat);
    float* values = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        values[i] = float(deviation * normal(random));
    return tensor;
}

/// A norm that changes nothing. @param name of its module; empty: none
Norm freshNorm(const model::ModelSpec& spec, const std::string& name, at::IntArrayRef shape)
{
    Norm norm;
    if (name.empty())
        return norm;
    norm.weight = spec.normPlusOne ? at::zeros(shape, at::kFloat) : at::ones(shape, at::kFloat);
    if (spec.normBias && shape.front() == spec.hiddenSize)
        norm.bias = at::zeros(shape, at::kFloat);
    return norm;
}

Norm freshHeadNorm(const model::ModelSpec& spec, const std::string& name, std::int64_t heads)
{
    return spec.headNorms ? freshNorm(spec, name, {heads, spec.headDimension})
                          : freshNorm(spec, name, {spec.headDimension});
}

} // namespace

LanguageModel randomModel(const model::ModelSpec& spec, Random& random)
{
    using model::Role;
    LanguageModel result;
    result.ends.embedding = draw(random, spec.vocabularySize, spec.hiddenSize, kEndDeviation);
    if (!spec.positionEmbedding.empty())
        result.ends.positions = draw(random, spec.contextLength + spec.positionOffset, spec.hiddenSize, kEndDeviation);
    result.ends.finalNorm = freshNorm(spec, spec.finalNorm, {spec.hiddenSize});
    const double residual = 1.0 / std::sqrt(2.0 * double(spec.layers.size()));
    for (const model::LayerSpec& layer : spec.layers) {
        Block block;
        block.spec = &layer;
        for (const model::LinearSpec& linear : layer.linears) {
            const bool writes = linear.role == Role::AttentionOutput || linear.role == Role::Down;
            const double deviation = 0.7 / std::sqrt(double(linear.inFeatures)) * (writes ? residual : 1.0);
            Linear& target = block.linear(linear.role);
            target.weight = draw(random, linear.outFeatures, linear.inFeatures, deviation);
            if (linear.bias)
                target.bias = at::zeros({linear.outFeatures}, at::kFloat);
        }
        block.inputNorm = freshNorm(spec, layer.inputNorm, {spec.hiddenSize});
        block.postAttentionNorm = freshNorm(spec, layer.postAttentionNorm, {spec.hiddenSize});
        block.queryNorm = freshHeadNorm(spec, layer.queryNorm, spec.heads);
        block.keyNorm = freshHeadNorm(spec, layer.keyNorm, spec.keyValueHeads);
        block.attentionOutputNorm = freshNorm(spec, layer.attentionOutputNorm, {spec.hiddenSize});
        block.feedForwardOutputNorm = freshNorm(spec, layer.feedForwardOutputNorm, {spec.hiddenSize});
        result.blocks.push_back(std::move(block));
    }
    result.ends.head.weight =
        spec.tiedEmbeddings ? result.ends.embedding : draw(random, spec.vocabularySize, spec.hiddenSize, kEndDeviation);
    return result;
}

} // namespace espalier::nn
