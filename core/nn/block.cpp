#include "core/nn/block.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include <ATen/TensorOperators.h>
#include <ATen/ops/baddbmm.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/index_add.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/topk.h>
#include <ATen/ops/zeros_like.h>

#include "core/model/rope.h"
#include "core/nn/input_quantizer.h"
#include "core/nn/norm.h"
#include "core/nn/softcap.h"

namespace espalier::nn {
namespace {

using model::Role;

/// Attention scores of one step take at most this much; a 2048-token window of a 7B model would take 512 MiB at once.
constexpr std::int64_t kScoreBytes = std::int64_t(32) << 20;
/// Queries of one step: the keys after them are masked anyway, so that short steps save half of the work.
constexpr std::int64_t kQueriesPerStep = 256;

at::Tensor applyLinear(const Linear& linear, const at::Tensor& input)
{
    return at::linear(linear.input ? quantizeInput(input, *linear.input) : input, linear.weight, linear.bias);
}

/// @param heads [batch, tokens, heads, dimension] @return the same shape, the first rotary channels rotated
at::Tensor rotate(const at::Tensor& heads, const RotaryTable& table, bool interleaved)
{
    const std::int64_t rotary = table.cosine.size(-1);
    const std::int64_t tokens = heads.size(1);
    if (rotary == 0)
        return heads;
    const bool isLong = table.longCosine.defined() && tokens > table.longAfter;
    const at::Tensor cosine = (isLong ? table.longCosine : table.cosine).narrow(0, 0, tokens).unsqueeze(1);
    const at::Tensor sine = (isLong ? table.longSine : table.sine).narrow(0, 0, tokens).unsqueeze(1);
    const at::Tensor x = heads.narrow(-1, 0, rotary);
    at::Tensor quarterTurn;
    if (interleaved) {
        const at::Tensor pairs = x.unflatten(-1, at::IntArrayRef{rotary / 2, 2});
        quarterTurn = at::stack({-pairs.select(-1, 1), pairs.select(-1, 0)}, -1).flatten(-2);
    } else {
        quarterTurn = at::cat({-x.narrow(-1, rotary / 2, rotary / 2), x.narrow(-1, 0, rotary / 2)}, -1);
    }
    const at::Tensor rotated = x * cosine + quarterTurn * sine;
    if (rotary == heads.size(-1))
        return rotated;
    return at::cat({rotated, heads.narrow(-1, rotary, heads.size(-1) - rotary)}, -1);
}

/// Additive mask of queries [first, first + queries) over keys [firstKey, firstKey + keys), repeated for every query
/// head that shares a key head. @return [1, group * queries, keys]
at::Tensor attentionMask(std::int64_t first, std::int64_t queries, std::int64_t firstKey, std::int64_t keys,
                         std::int64_t window, std::int64_t group)
{
    at::Tensor mask = at::full({queries, keys}, -std::numeric_limits<float>::infinity(), at::kFloat);
    float* rows = mask.data_ptr<float>();
    for (std::int64_t i = 0; i < queries; ++i) {
        const std::int64_t query = first + i;
        const std::int64_t oldest = window > 0 ? std::max<std::int64_t>(0, query - window + 1) : 0;
        for (std::int64_t key = std::max(oldest, firstKey); key <= query; ++key)
            rows[i * keys + key - firstKey] = 0.0F;
    }
    return mask.unsqueeze(0).expand({group, queries, keys}).reshape({1, group * queries, keys});
}

/// How scores become weights.
struct ScoreRule
{
    std::int64_t window = 0; ///< keys that a query sees; 0: all before it
    double scale = 1.0;
    double softcap = 0.0; ///< 0: none
};

struct HeadLayout
{
    std::int64_t batch = 0;
    std::int64_t tokens = 0;
    std::int64_t keyHeads = 0;
    std::int64_t group = 0; ///< query heads that share one key head
    std::int64_t dimension = 0;
};

/// Attention of one step of queries, in chunks of key heads that bound the scores' memory.
/// @param query [batch * keyHeads, group, tokens, dimension] @param key, value [batch * keyHeads, tokens, dimension]
/// @return [batch * keyHeads, group, queries, dimension]
at::Tensor attendStep(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, std::int64_t first,
                      std::int64_t queries, const ScoreRule& rule)
{
    const std::int64_t window = rule.window;
    const std::int64_t group = query.size(1);
    const std::int64_t dimension = query.size(3);
    const std::int64_t firstKey = window > 0 ? std::max<std::int64_t>(0, first - window + 1) : 0;
    const std::int64_t keys = first + queries - firstKey;
    const at::Tensor mask = attentionMask(first, queries, firstKey, keys, window, group).to(query.device());
    const std::int64_t rows = std::max<std::int64_t>(1, kScoreBytes / (group * queries * keys * 4));
    std::vector<at::Tensor> parts;
    for (std::int64_t begin = 0; begin < query.size(0); begin += rows) {
        const std::int64_t count = std::min(rows, query.size(0) - begin);
        const at::Tensor q =
            query.narrow(0, begin, count).narrow(2, first, queries).reshape({count, group * queries, dimension});
        const at::Tensor k = key.narrow(0, begin, count).narrow(1, firstKey, keys).transpose(1, 2);
        const at::Tensor v = value.narrow(0, begin, count).narrow(1, firstKey, keys);
        const at::Tensor scores = rule.softcap > 0.0 ? softcapped(at::bmm(q, k) * rule.scale, rule.softcap) + mask
                                                     : at::baddbmm(mask, q, k, 1.0, rule.scale);
        const at::Tensor weights = at::softmax(scores, -1);
        parts.push_back(at::bmm(weights, v).view({count, group, queries, dimension}));
    }
    return parts.size() == 1 ? parts.front() : at::cat(parts, 0);
}

/// @param query [batch, tokens, heads, dimension]; key, value [batch, tokens, keyHeads, dimension]
/// @return [batch, tokens, heads * dimension]
at::Tensor attend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, const HeadLayout& layout,
                  const ScoreRule& rule)
{
    // Query heads h with the same h / group stand together, so that they share one product with their key head.
    const std::int64_t sets = layout.batch * layout.keyHeads;
    const at::Tensor q = query.unflatten(2, at::IntArrayRef{layout.keyHeads, layout.group})
                             .permute({0, 2, 3, 1, 4})
                             .reshape({sets, layout.group, layout.tokens, layout.dimension});
    const at::Tensor k = key.permute({0, 2, 1, 3}).reshape({sets, layout.tokens, layout.dimension});
    const at::Tensor v = value.permute({0, 2, 1, 3}).reshape({sets, layout.tokens, layout.dimension});
    std::vector<at::Tensor> steps;
    for (std::int64_t first = 0; first < layout.tokens; first += kQueriesPerStep)
        steps.push_back(attendStep(q, k, v, first, std::min(kQueriesPerStep, layout.tokens - first), rule));
    const at::Tensor joined = steps.size() == 1 ? steps.front() : at::cat(steps, 2);
    return joined.view({layout.batch, layout.keyHeads, layout.group, layout.tokens, layout.dimension})
        .permute({0, 3, 1, 2, 4})
        .reshape({layout.batch, layout.tokens, layout.keyHeads * layout.group * layout.dimension});
}

at::Tensor activate(model::Activation activation, const at::Tensor& input)
{
    switch (activation) {
    case model::Activation::Silu:
        return at::silu(input);
    case model::Activation::Gelu:
        return at::gelu(input);
    case model::Activation::GeluTanh:
        return at::gelu(input, "tanh");
    case model::Activation::Relu:
        return at::relu(input);
    }
    throw std::invalid_argument("unknown activation");
}

void requireShapes(const model::ModelSpec& spec, const at::Tensor& hidden, const RotaryTable& rotary)
{
    std::ostringstream message;
    if (hidden.dim() != 3 || hidden.size(2) != spec.hiddenSize)
        message << "decoder layer: got hidden states " << hidden.sizes() << ", expected [batch, tokens, "
                << spec.hiddenSize << "]";
    else if (rotary.cosine.size(0) < hidden.size(1))
        message << "decoder layer: got a rotary table of " << rotary.cosine.size(0) << " positions, expected at least "
                << hidden.size(1);
    if (const std::string text = message.str(); !text.empty())
        throw std::invalid_argument(text);
}

/// Passes one input to the tap and then through the module.
struct TappedBlock
{
    const Block& block;
    const InputTap& tap;

    at::Tensor operator()(Role role, const at::Tensor& input) const
    {
        if (tap)
            tap(*block.spec->find(role), input);
        return applyLinear(block.linear(role), input);
    }
    /// @param input [n, in] of one expert
    at::Tensor operator()(const model::LinearSpec& spec, const Linear& linear, const at::Tensor& input) const
    {
        if (tap)
            tap(spec, input.unsqueeze(0));
        return applyLinear(linear, input);
    }
};

at::Tensor attention(const model::ModelSpec& spec, const TappedBlock& linear, const at::Tensor& input,
                     const RotaryTable& rotary)
{
    // How many heads there are the matrices say: a layer that is being pruned has fewer than its model's spec.
    const auto split = [&](const at::Tensor& x) {
        return x.unflatten(-1, at::IntArrayRef{x.size(-1) / spec.headDimension, spec.headDimension});
    };
    const Block& block = linear.block;
    const auto normed = [&](const at::Tensor& heads, const Norm& norm) {
        return norm.weight.defined() ? normalize(spec, heads, norm) : heads;
    };
    const at::Tensor query = normed(split(linear(Role::Query, input)), block.queryNorm);
    const at::Tensor key = normed(split(linear(Role::Key, input)), block.keyNorm);
    at::Tensor value = split(linear(Role::Value, input));
    const HeadLayout layout{input.size(0), input.size(1), key.size(2), query.size(2) / key.size(2), spec.headDimension};
    at::Tensor rotatedKey = rotate(key, rotary, spec.rope.interleaved);
    if (block.keyValueTap)
        block.keyValueTap(rotatedKey, value);
    if (block.keys)
        rotatedKey = quantizeInput(rotatedKey, *block.keys);
    if (block.values)
        value = quantizeInput(value, *block.values);
    const at::Tensor attended = attend(rotate(query, rotary, spec.rope.interleaved), rotatedKey, value, layout,
                                       {block.spec->slidingWindow, spec.attentionScale, spec.attentionSoftcap});
    return linear(Role::AttentionOutput, attended);
}

at::Tensor runExpert(const model::ModelSpec& spec, const TappedBlock& linear, const model::ExpertSpec& modules,
                     const Expert& expert, const at::Tensor& input)
{
    const at::Tensor gate = activate(spec.activation, linear(modules.gate, expert.gate, input));
    return linear(modules.down, expert.down, gate * linear(modules.up, expert.up, input));
}

/// Each expert runs on the tokens that chose it (Shazeer et al. 2017; Jiang et al. 2024 renormalize).
/// @param input [batch, tokens, hidden] @return the same shape
at::Tensor mixExperts(const model::ModelSpec& spec, const TappedBlock& linear, const at::Tensor& input)
{
    const model::MoeSpec& moe = *linear.block.spec->moe;
    const Experts& experts = *linear.block.experts;
    const at::Tensor tokens = input.reshape({-1, input.size(-1)});
    const at::Tensor probabilities = at::softmax(at::linear(tokens, experts.router), -1);
    auto [weights, chosen] = at::topk(probabilities, moe.expertsPerToken, -1);
    if (moe.renormalize)
        weights = weights / weights.sum(-1, true);
    at::Tensor mixed =
        experts.shared ? runExpert(spec, linear, *moe.shared, *experts.shared, tokens) : at::zeros_like(tokens);
    for (std::size_t expert = 0; expert < experts.routed.size(); ++expert) {
        const at::Tensor places = at::nonzero(chosen == std::int64_t(expert)); // [n, 2]: token, which of its choices
        if (places.size(0) == 0)
            continue;
        const at::Tensor rows = places.select(1, 0);
        const at::Tensor flat = rows * moe.expertsPerToken + places.select(1, 1);
        const at::Tensor weight = weights.reshape({-1}).index_select(0, flat).unsqueeze(1);
        mixed = mixed.index_add(0, rows,
                                weight * runExpert(spec, linear, moe.experts[expert], experts.routed[expert],
                                                   tokens.index_select(0, rows)));
    }
    return mixed.view_as(input);
}

at::Tensor feedForward(const model::ModelSpec& spec, const TappedBlock& linear, const at::Tensor& input)
{
    if (linear.block.experts)
        return mixExperts(spec, linear, input);
    if (!linear.block.linear(Role::Gate).weight.defined())
        return linear(Role::Down, activate(spec.activation, linear(Role::Up, input)));
    const at::Tensor gate = activate(spec.activation, linear(Role::Gate, input));
    return linear(Role::Down, gate * linear(Role::Up, input));
}

/// @param cosine, sine become [tokens, rotaryDimensions]
void fillTable(const model::Rope& rope, bool isLong, std::int64_t tokens, at::Tensor& cosine, at::Tensor& sine)
{
    const std::vector<double> frequencies = model::inverseFrequencies(rope, isLong);
    const std::int64_t half = std::int64_t(frequencies.size());
    cosine = at::empty({tokens, 2 * half}, at::kFloat);
    sine = at::empty({tokens, 2 * half}, at::kFloat);
    float* cosines = cosine.data_ptr<float>();
    float* sines = sine.data_ptr<float>();
    for (std::int64_t pair = 0; pair < half; ++pair) {
        const double frequency = frequencies[std::size_t(pair)];
        const std::int64_t first = rope.interleaved ? 2 * pair : pair;
        const std::int64_t second = rope.interleaved ? 2 * pair + 1 : pair + half;
        for (std::int64_t position = 0; position < tokens; ++position) {
            const double angle = double(position) * frequency;
            const std::int64_t row = position * 2 * half;
            cosines[row + first] = cosines[row + second] = float(std::cos(angle) * rope.attentionFactor);
            sines[row + first] = sines[row + second] = float(std::sin(angle) * rope.attentionFactor);
        }
    }
}

std::vector<NamedVector> vectorsOf(std::initializer_list<std::pair<const std::string*, Norm*>> norms)
{
    std::vector<NamedVector> vectors;
    for (const auto& [name, norm] : norms) {
        if (norm->weight.defined())
            vectors.push_back({*name + ".weight", &norm->weight});
        if (norm->bias.defined())
            vectors.push_back({*name + ".bias", &norm->bias});
    }
    return vectors;
}

} // namespace

RotaryTable rotaryTable(const model::Rope& rope, std::int64_t tokens)
{
    RotaryTable table;
    fillTable(rope, false, tokens, table.cosine, table.sine);
    if (rope.isLong(tokens)) {
        table.longAfter = rope.originalContextLength;
        fillTable(rope, true, tokens, table.longCosine, table.longSine);
    }
    return table;
}

Linear& Block::linear(const model::LinearSpec& module)
{
    if (module.expert == model::kNoExpert)
        return linear(module.role);
    Expert& expert =
        module.expert == model::kSharedExpert ? *experts->shared : experts->routed.at(std::size_t(module.expert));
    return module.role == Role::Gate ? expert.gate : module.role == Role::Up ? expert.up : expert.down;
}

const Linear& Block::linear(const model::LinearSpec& module) const
{
    return const_cast<Block*>(this)->linear(module); // what is found is not changed
}

std::vector<NamedVector> attentionNormVectors(Block& block)
{
    const model::LayerSpec& spec = *block.spec;
    return vectorsOf({{&spec.inputNorm, &block.inputNorm},
                      {&spec.queryNorm, &block.queryNorm},
                      {&spec.keyNorm, &block.keyNorm},
                      {&spec.attentionOutputNorm, &block.attentionOutputNorm}});
}

std::vector<NamedVector> feedForwardNormVectors(Block& block)
{
    const model::LayerSpec& spec = *block.spec;
    return vectorsOf({{&spec.postAttentionNorm, &block.postAttentionNorm},
                      {&spec.feedForwardOutputNorm, &block.feedForwardOutputNorm}});
}

std::vector<NamedVector> normVectors(Block& block)
{
    std::vector<NamedVector> vectors = attentionNormVectors(block);
    for (NamedVector& vector : feedForwardNormVectors(block))
        vectors.push_back(std::move(vector));
    return vectors;
}

at::Tensor attentionPart(const model::ModelSpec& spec, const Block& block, const at::Tensor& hidden,
                         const RotaryTable& rotary, const InputTap& tap)
{
    requireShapes(spec, hidden, rotary);
    const at::Tensor output = attention(spec, {block, tap}, normalize(spec, hidden, block.inputNorm), rotary);
    return hidden +
           (block.attentionOutputNorm.weight.defined() ? normalize(spec, output, block.attentionOutputNorm) : output);
}

at::Tensor feedForwardPart(const model::ModelSpec& spec, const Block& block, const at::Tensor& attended,
                           const at::Tensor& input, const InputTap& tap)
{
    const Norm& norm = block.postAttentionNorm.weight.defined() ? block.postAttentionNorm : block.inputNorm;
    const at::Tensor output =
        feedForward(spec, {block, tap}, normalize(spec, spec.parallelResidual ? input : attended, norm));
    return attended + (block.feedForwardOutputNorm.weight.defined()
                           ? normalize(spec, output, block.feedForwardOutputNorm)
                           : output);
}

at::Tensor forward(const model::ModelSpec& spec, const Block& block, const at::Tensor& hidden,
                   const RotaryTable& rotary, const InputTap& tap)
{
    return feedForwardPart(spec, block, attentionPart(spec, block, hidden, rotary, tap), hidden, tap);
}

} // namespace espalier::nn
