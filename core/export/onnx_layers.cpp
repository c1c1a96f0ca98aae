#include "core/export/onnx_layers.h"

#include <limits>
#include <numbers>
#include <stdexcept>

namespace espalier::exporting {

using model::Role;

OnnxValue OnnxLayers::toCompute(const OnnxValue& value)
{
    return m_compute == OnnxElement::Float32 ? value : m_graph.cast(value, m_compute);
}

OnnxValue OnnxLayers::fromCompute(const OnnxValue& value)
{
    return m_compute == OnnxElement::Float32 ? value : m_graph.cast(value, OnnxElement::Float32);
}

OnnxValue OnnxLayers::linear(const model::LinearSpec& linear, const OnnxValue& input)
{
    return m_weights.linear(m_graph, linear.name, linear.bias, input);
}

OnnxValue OnnxLayers::scaled(const OnnxValue& value, double factor)
{
    return factor == 1.0 ? value : m_graph.node("Mul", {value, m_graph.number(float(factor))});
}

OnnxValue OnnxLayers::softcapped(const OnnxValue& value, double cap)
{
    return cap > 0.0 ? scaled(m_graph.node("Tanh", {scaled(value, 1.0 / cap)}), cap) : value;
}

OnnxValue OnnxLayers::norm(const std::string& module, const OnnxValue& input, bool heads)
{
    OnnxValue weight = m_weights.weight(m_graph, module, OnnxElement::Float32);
    if (m_spec.normPlusOne) {
        weight = m_graph.node("Add", {weight, m_graph.number(1.0F)});
    }
    const auto epsilon = float(m_spec.normEpsilon);
    if (m_spec.norm == model::NormKind::Layer) {
        const std::vector<OnnxAttribute> attributes = {{"axis", std::int64_t{-1}}, {"epsilon", epsilon}};
        if (heads && m_spec.headNorms) { // the operator knows no weights by head
            const std::vector<float> ones(std::size_t(m_spec.headDimension), 1.0F);
            const OnnxValue one = m_graph.floats("ones", {m_spec.headDimension}, ones);
            return m_graph.node("Mul", {m_graph.node("LayerNormalization", {input, one}, attributes), weight});
        }
        std::vector<OnnxValue> inputs = {input, weight};
        if (m_spec.normBias && !heads) {
            inputs.push_back(m_weights.bias(m_graph, module, OnnxElement::Float32));
        }
        return m_graph.node("LayerNormalization", inputs, attributes);
    }
    const OnnxValue squares = m_graph.node("Mul", {input, input});
    const OnnxValue mean = m_graph.node("ReduceMean", {squares}, {{"axes", std::vector<std::int64_t>{-1}}});
    const OnnxValue root = m_graph.node("Sqrt", {m_graph.node("Add", {mean, m_graph.number(epsilon)})});
    return m_graph.node("Mul", {m_graph.node("Div", {input, root}), weight});
}

OnnxValue OnnxLayers::activate(const OnnxValue& input)
{
    const auto half = [&](const OnnxValue& sum) {
        return m_graph.node("Mul", {m_graph.node("Mul", {input, sum}), m_graph.number(0.5F)});
    };
    const OnnxValue one = m_graph.number(1.0F);
    switch (m_spec.activation) {
    case model::Activation::Silu:
        return m_graph.node("Mul", {input, m_graph.node("Sigmoid", {input})});
    case model::Activation::Relu:
        return m_graph.node("Relu", {input});
    case model::Activation::Gelu: {
        const OnnxValue scaled = m_graph.node("Mul", {input, m_graph.number(float(1.0 / std::numbers::sqrt2))});
        return half(m_graph.node("Add", {m_graph.node("Erf", {scaled}), one}));
    }
    case model::Activation::GeluTanh: { // x/2 (1 + tanh(sqrt(2/pi) x (1 + 0.044715 x^2))), Hendrycks & Gimpel 2016
        const OnnxValue squares = m_graph.node("Mul", {input, input});
        const OnnxValue cubic = m_graph.node("Add", {m_graph.node("Mul", {squares, m_graph.number(0.044715F)}), one});
        const auto factor = float(std::numbers::sqrt2 * std::numbers::inv_sqrtpi);
        const OnnxValue inner = m_graph.node("Mul", {m_graph.node("Mul", {input, cubic}), m_graph.number(factor)});
        return half(m_graph.node("Add", {m_graph.node("Tanh", {inner}), one}));
    }
    }
    throw std::invalid_argument("unknown activation");
}

OnnxValue OnnxLayers::gatedFeedForward(const model::LinearSpec& gate, const model::LinearSpec& up,
                                       const model::LinearSpec& down, const OnnxValue& input)
{
    const OnnxValue gated = activate(fromCompute(linear(gate, input)));
    const OnnxValue product = m_graph.node("Mul", {gated, fromCompute(linear(up, input))});
    return fromCompute(linear(down, toCompute(product)));
}

OnnxValue OnnxLayers::feedForward(const model::LayerSpec& layer, const OnnxValue& normed)
{
    m_graph.enter(layer.name + ".mlp");
    const OnnxValue input = toCompute(normed);
    if (layer.moe) {
        return mixExperts(*layer.moe, normed, input);
    }
    const model::LinearSpec* gate = layer.find(Role::Gate);
    const model::LinearSpec& up = *layer.find(Role::Up);
    const model::LinearSpec& down = *layer.find(Role::Down);
    if (gate != nullptr) {
        return gatedFeedForward(*gate, up, down, input);
    }
    return fromCompute(linear(down, toCompute(activate(fromCompute(linear(up, input))))));
}

/// Every expert runs on every token; the weights of those that a token did not choose are zero. The router is float32:
/// rounding it would choose others.
OnnxValue OnnxLayers::mixExperts(const model::MoeSpec& moe, const OnnxValue& normed, const OnnxValue& input)
{
    const auto experts = std::int64_t(moe.experts.size());
    const OnnxValue router = m_weights.weight(m_graph, moe.router, OnnxElement::Float32);
    const OnnxValue scores = m_graph.node("Gemm", {normed, router}, {{"transB", std::int64_t{1}}});
    const OnnxValue probabilities = m_graph.node("Softmax", {scores}, {{"axis", std::int64_t{-1}}});
    const auto best = m_graph.nodes("TopK", {probabilities, m_graph.integers({moe.expertsPerToken})}, 2);
    OnnxValue chosen = best[0];
    if (moe.renormalize) {
        const OnnxValue sum = m_graph.node("ReduceSum", {chosen, m_graph.integers({-1})});
        chosen = m_graph.node("Div", {chosen, sum});
    }
    const OnnxValue zeros = m_graph.node("Mul", {probabilities, m_graph.number(0.0F)});
    const OnnxValue weights = m_graph.node("ScatterElements", {zeros, best[1], chosen}, {{"axis", std::int64_t{1}}});
    std::vector<OnnxValue> parts;
    for (std::int64_t i = 0; i < experts; ++i) {
        const model::ExpertSpec& expert = moe.experts[std::size_t(i)];
        const OnnxValue weight = m_graph.node("Gather", {weights, m_graph.integers({i})}, {{"axis", std::int64_t{1}}});
        parts.push_back(m_graph.node("Mul", {gatedFeedForward(expert.gate, expert.up, expert.down, input), weight}));
    }
    if (moe.shared) {
        parts.push_back(gatedFeedForward(moe.shared->gate, moe.shared->up, moe.shared->down, input));
    }
    return m_graph.node("Sum", parts);
}

OnnxValue OnnxLayers::layer(std::size_t index, const OnnxValue& hidden)
{
    const model::LayerSpec& layer = m_spec.layers[index];
    m_graph.enter(layer.name + ".self_attn");
    const OnnxValue normed = norm(layer.inputNorm, hidden);
    OnnxValue output = attention(index, toCompute(normed));
    if (!layer.attentionOutputNorm.empty()) {
        output = norm(layer.attentionOutputNorm, output);
    }
    const OnnxValue attended = m_graph.node("Add", {hidden, output});
    const OnnxValue input = layer.postAttentionNorm.empty()
                                ? normed
                                : norm(layer.postAttentionNorm, m_spec.parallelResidual ? hidden : attended);
    output = feedForward(layer, input);
    if (!layer.feedForwardOutputNorm.empty()) {
        output = norm(layer.feedForwardOutputNorm, output);
    }
    return m_graph.node("Add", {attended, output});
}

OnnxValue OnnxLayers::embed()
{
    m_graph.enter(m_spec.embedding);
    const OnnxValue ids = m_graph.node("Reshape", {m_tokenIds, m_graph.integers({-1})});
    const auto rows = [&](const std::string& module, const OnnxValue& index) {
        return fromCompute(m_graph.node("Gather", {m_weights.weight(m_graph, module, m_compute), index}));
    };
    const OnnxValue hidden = scaled(rows(m_spec.embedding, ids), m_spec.embeddingScale);
    if (m_spec.positionEmbedding.empty()) {
        return hidden;
    }
    OnnxValue places = m_graph.node("Reshape", {m_positions, m_graph.integers({-1})});
    if (m_spec.positionOffset != 0) {
        places = m_graph.node("Add", {places, m_graph.integer(m_spec.positionOffset)});
    }
    return m_graph.node("Add", {hidden, rows(m_spec.positionEmbedding, places)});
}

void OnnxLayers::logits(const OnnxValue& hidden)
{
    m_graph.enter(m_spec.head);
    const OnnxValue input = toCompute(norm(m_spec.finalNorm, hidden));
    const OnnxValue products = fromCompute(m_weights.linear(m_graph, m_spec.head, false, input));
    const OnnxValue rows = softcapped(scaled(products, m_spec.logitScale), m_spec.logitSoftcap);
    const OnnxValue shape = m_graph.node("Concat", {m_batch, m_sequence, m_graph.integers({m_spec.vocabularySize})},
                                         {{"axis", std::int64_t{0}}});
    m_graph.node("Reshape", {rows, shape}, {}, "logits");
    m_graph.output("logits", OnnxElement::Float32, {"batch_size", "sequence_length", m_spec.vocabularySize});
}

OnnxGraph buildOnnxDecoder(const model::ModelSpec& spec, OnnxWeights& weights, const std::string& dataFile)
{
    OnnxGraph graph(dataFile);
    OnnxLayers layers(spec, weights, graph);
    OnnxValue hidden = layers.embed();
    for (std::size_t i = 0; i < spec.layers.size(); ++i) {
        hidden = layers.layer(i, hidden);
    }
    layers.logits(hidden);
    return graph;
}

} // namespace espalier::exporting
