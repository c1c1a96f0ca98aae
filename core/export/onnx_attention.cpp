#include <cmath>
#include <limits>
#include <vector>

#include "core/export/onnx_layers.h"
#include "core/model/rope.h"

namespace espalier::exporting {
namespace {

using model::Role;

/// Rows of the table of single positions; a second one has the multiples of it.
constexpr std::int64_t kFinePositions = 512;

OnnxAttribute axis(std::int64_t value)
{
    return {"axis", value};
}

} // namespace

OnnxLayers::OnnxLayers(const model::ModelSpec& spec, OnnxWeights& weights, OnnxGraph& graph)
    : m_spec(spec), m_weights(weights), m_graph(graph), m_compute(weights.computeElement())
{
    graph.enter("inputs");
    m_tokenIds = graph.input("input_ids", OnnxElement::Int64, {"batch_size", "sequence_length"});
    m_attentionMask = graph.input("attention_mask", OnnxElement::Int64, {"batch_size", "total_sequence_length"});
    m_positions = graph.input("position_ids", OnnxElement::Int64, {"batch_size", "sequence_length"});
    const OnnxValue shape = graph.node("Shape", {m_tokenIds});
    m_batch = graph.node("Gather", {shape, graph.integers({0})}, {axis(0)});
    m_sequence = graph.node("Gather", {shape, graph.integers({1})}, {axis(0)});
    if (spec.rope.rotaryDimensions > 0) {
        m_rotation = rotation();
    }
}

/// Rows of a table of cosines or sines of the angles of positions 0, step, 2 step, ...
OnnxValue OnnxLayers::tableRows(const std::string& name, const std::vector<double>& frequencies, std::int64_t rows,
                                std::int64_t step, bool sine, const OnnxValue& index)
{
    const double factor = step == 1 ? m_spec.rope.attentionFactor : 1.0; // in one of two tables
    std::vector<float> values;
    for (std::int64_t row = 0; row < rows; ++row) {
        for (const double frequency : frequencies) {
            const double angle = double(row * step) * frequency;
            values.push_back(float(factor * (sine ? std::sin(angle) : std::cos(angle))));
        }
    }
    const OnnxValue table = m_graph.floats(name, {rows, std::int64_t(frequencies.size())}, values);
    return m_graph.node("Gather", {table, index}, {axis(0)});
}

/// The angle of a position is that of its multiple of kFinePositions plus that of the rest: two small tables, exact to
/// float32 at every length, where products of positions and frequencies would lose digits.
OnnxLayers::Rotation OnnxLayers::rotation(const std::string& name, bool isLong)
{
    const std::vector<double> frequencies = model::inverseFrequencies(m_spec.rope, isLong);
    const std::int64_t fine = std::min(m_spec.contextLength, kFinePositions);
    const std::int64_t coarse = (m_spec.contextLength + kFinePositions - 1) / kFinePositions;
    const OnnxValue rest =
        coarse == 1 ? m_positions : m_graph.node("Mod", {m_positions, m_graph.integer(kFinePositions)});
    Rotation turn{tableRows(name + ".cos", frequencies, fine, 1, false, rest),
                  tableRows(name + ".sin", frequencies, fine, 1, true, rest)};
    if (coarse > 1) {
        const OnnxValue multiple = m_graph.node("Div", {m_positions, m_graph.integer(kFinePositions)});
        const Rotation far{tableRows(name + ".far_cos", frequencies, coarse, kFinePositions, false, multiple),
                           tableRows(name + ".far_sin", frequencies, coarse, kFinePositions, true, multiple)};
        const auto product = [&](const OnnxValue& a, const OnnxValue& b) { return m_graph.node("Mul", {a, b}); };
        turn = {m_graph.node("Sub", {product(far.cosine, turn.cosine), product(far.sine, turn.sine)}),
                m_graph.node("Add", {product(far.sine, turn.cosine), product(far.cosine, turn.sine)})};
    }
    return turn;
}

/// What all layers turn their heads by. LongRope takes one set of frequencies for the whole text, by its last position.
OnnxLayers::Rotation OnnxLayers::rotation()
{
    m_graph.enter("rotary_emb");
    const model::Rope& rope = m_spec.rope;
    Rotation turn = rotation("rotary_emb", false);
    if (rope.scaling == model::RopeScaling::LongRope) {
        const Rotation far = rotation("rotary_emb.long", true);
        const OnnxValue last = m_graph.node("ReduceMax", {m_positions}, {{"keepdims", std::int64_t{0}}});
        const OnnxValue isLong = m_graph.node("GreaterOrEqual", {last, m_graph.integer(rope.originalContextLength)});
        turn = {m_graph.node("Where", {isLong, far.cosine, turn.cosine}),
                m_graph.node("Where", {isLong, far.sine, turn.sine})};
    }
    const OnnxValue one = m_graph.integers({1});
    return {toCompute(m_graph.node("Unsqueeze", {turn.cosine, one})),
            toCompute(m_graph.node("Unsqueeze", {turn.sine, one}))};
}

/// 0 where a query may see a key, else the lowest float: a query that sees none (padding) then sees all alike and gives
/// no NaN. Queries stand at the end of the keys, so that windows count places in the cache.
OnnxValue OnnxLayers::mask(std::int64_t window)
{
    OnnxValue& known = m_masks[window];
    if (!known.empty()) {
        return known;
    }
    m_graph.enter("attention_mask");
    const OnnxValue one = m_graph.integer(1);
    const OnnxValue zero = m_graph.integer(0);
    const OnnxValue total = m_graph.node("Gather", {m_graph.node("Shape", {m_attentionMask}), one}, {axis(0)});
    const OnnxValue sequence = m_graph.node("Squeeze", {m_sequence, m_graph.integers({0})});
    const OnnxValue past = m_graph.node("Sub", {total, sequence});
    const OnnxValue keys = m_graph.node("Range", {zero, total, one});
    const OnnxValue queries =
        m_graph.node("Unsqueeze", {m_graph.node("Range", {past, total, one}), m_graph.integers({1})});
    OnnxValue visible = m_graph.node("LessOrEqual", {keys, queries});
    if (window > 0) {
        const OnnxValue oldest = m_graph.node("Sub", {queries, m_graph.integer(window)});
        visible = m_graph.node("And", {visible, m_graph.node("Greater", {keys, oldest})});
    }
    const OnnxValue present =
        m_graph.node("Unsqueeze", {m_graph.cast(m_attentionMask, OnnxElement::Bool), m_graph.integers({1, 2})});
    visible = m_graph.node("And", {visible, present});
    known =
        m_graph.node("Where", {visible, m_graph.number(0.0F), m_graph.number(std::numeric_limits<float>::lowest())});
    return known;
}

/// @return [batch, heads, sequence, headDimension]
OnnxValue OnnxLayers::heads(const model::LinearSpec& linear, const std::string& norm, const OnnxValue& input)
{
    const std::int64_t dimension = m_spec.headDimension;
    const OnnxValue shape = m_graph.node(
        "Concat", {m_batch, m_sequence, m_graph.integers({linear.outFeatures / dimension, dimension})}, {axis(0)});
    OnnxValue split = m_graph.node("Reshape", {this->linear(linear, input), shape});
    if (!norm.empty()) {
        split = toCompute(this->norm(norm, fromCompute(split), true));
    }
    return m_graph.node("Transpose", {split}, {{"perm", std::vector<std::int64_t>{0, 2, 1, 3}}});
}

/// Turns the pairs of the first rotary channels. Channels (2i, 2i + 1) of interleaved pairs leave as (i, i + half):
/// queries and keys alike, so that their products are the same.
/// @param heads [batch, heads, sequence, headDimension]
OnnxValue OnnxLayers::rotate(const OnnxValue& heads)
{
    const std::int64_t rotary = m_spec.rope.rotaryDimensions;
    if (rotary == 0) {
        return heads;
    }
    const std::int64_t half = rotary / 2;
    const std::int64_t rest = m_spec.headDimension - rotary;
    std::vector<OnnxValue> parts; // first of each pair, second of each pair, what is not turned
    if (m_spec.rope.interleaved) {
        std::vector<std::int64_t> channels[3];
        for (std::int64_t i = 0; i < rotary; ++i) {
            channels[i % 2].push_back(i);
        }
        for (std::int64_t i = rotary; i < m_spec.headDimension; ++i) {
            channels[2].push_back(i);
        }
        for (const auto& list : channels) {
            if (!list.empty()) {
                parts.push_back(m_graph.node("Gather", {heads, m_graph.integers(list)}, {axis(3)}));
            }
        }
    } else {
        std::vector<std::int64_t> sizes = {half, half};
        if (rest > 0) {
            sizes.push_back(rest);
        }
        parts = m_graph.nodes("Split", {heads, m_graph.integers(sizes)}, sizes.size(), {axis(3)});
    }
    const auto product = [&](const OnnxValue& a, const OnnxValue& b) { return m_graph.node("Mul", {a, b}); };
    const OnnxValue first =
        m_graph.node("Sub", {product(parts[0], m_rotation.cosine), product(parts[1], m_rotation.sine)});
    const OnnxValue second =
        m_graph.node("Add", {product(parts[1], m_rotation.cosine), product(parts[0], m_rotation.sine)});
    std::vector<OnnxValue> turned = {first, second};
    turned.insert(turned.end(), parts.begin() + 2, parts.end());
    return m_graph.node("Concat", turned, {axis(3)});
}

/// @param input [tokens, hidden] of the compute element @return [tokens, hidden] float32
OnnxValue OnnxLayers::attention(std::size_t index, const OnnxValue& input)
{
    const model::LayerSpec& layer = m_spec.layers[index];
    const model::LinearSpec& queryLinear = *layer.find(Role::Query);
    const model::LinearSpec& keyLinear = *layer.find(Role::Key);
    const std::int64_t dimension = m_spec.headDimension;
    const std::int64_t heads = queryLinear.outFeatures / dimension;
    const std::int64_t keyHeads = keyLinear.outFeatures / dimension;
    const OnnxValue bias = mask(layer.slidingWindow);
    m_graph.enter(layer.name + ".self_attn");

    const auto cached = [&](const char* what, const OnnxValue& now) {
        const std::string name = std::to_string(index) + "." + what;
        const OnnxValue past = m_graph.input("past_key_values." + name, m_compute,
                                             {"batch_size", keyHeads, "past_sequence_length", dimension});
        m_graph.output("present." + name, m_compute, {"batch_size", keyHeads, "total_sequence_length", dimension});
        return m_graph.node("Concat", {past, now}, {axis(2)}, "present." + name);
    };
    const OnnxValue query = rotate(this->heads(queryLinear, layer.queryNorm, input));
    const OnnxValue key = cached("key", rotate(this->heads(keyLinear, layer.keyNorm, input)));
    const OnnxValue value = cached("value", this->heads(*layer.find(Role::Value), {}, input));

    // Query heads that share a key head stand below each other, so that one product has them all.
    const OnnxValue grouped = m_graph.integers({0, keyHeads, -1, dimension});
    const OnnxValue turned = m_graph.node("Transpose", {key}, {{"perm", std::vector<std::int64_t>{0, 1, 3, 2}}});
    const OnnxValue products = fromCompute(m_graph.node("MatMul", {m_graph.node("Reshape", {query, grouped}), turned}));
    OnnxValue scores = softcapped(scaled(products, m_spec.attentionScale), m_spec.attentionSoftcap);
    scores = m_graph.node("Reshape", {scores, m_graph.integers({0, heads, -1, 0})});
    OnnxValue weights = m_graph.node("Softmax", {m_graph.node("Add", {scores, bias})}, {axis(-1)});
    weights = m_graph.node("Reshape", {toCompute(weights), m_graph.integers({0, keyHeads, -1, 0})});
    const OnnxValue mixed = m_graph.node(
        "Reshape", {m_graph.node("MatMul", {weights, value}), m_graph.integers({0, heads, -1, dimension})});
    const OnnxValue joined =
        m_graph.node("Reshape", {m_graph.node("Transpose", {mixed}, {{"perm", std::vector<std::int64_t>{0, 2, 1, 3}}}),
                                 m_graph.integers({-1, heads * dimension})});
    return fromCompute(linear(*layer.find(Role::AttentionOutput), joined));
}

} // namespace espalier::exporting
