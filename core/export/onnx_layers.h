#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/export/onnx_graph.h"
#include "core/export/onnx_weights.h"
#include "core/model/model_spec.h"

namespace espalier::exporting {

/// The parts of a decoder layer as nodes of a graph. Hidden states are float32 [tokens, hidden], tokens being batch *
/// sequence; inputs and outputs of products have the weights' compute element, sums and norms are float32.
class OnnxLayers
{
public:
    /// All must outlive it. Declares the graph's inputs.
    OnnxLayers(const model::ModelSpec& spec, OnnxWeights& weights, OnnxGraph& graph);

    /// The embedded tokens.
    OnnxValue embed();
    /// One decoder layer; declares its part of the key-value cache.
    OnnxValue layer(std::size_t index, const OnnxValue& hidden);
    /// Final norm and head: declares the output `logits`.
    void logits(const OnnxValue& hidden);

private:
    /// What turns the channels of queries and keys: cosine and sine [batch, 1, sequence, rotaryDimensions / 2].
    struct Rotation
    {
        OnnxValue cosine;
        OnnxValue sine;
    };

    Rotation rotation();
    Rotation rotation(const std::string& name, bool isLong);
    OnnxValue tableRows(const std::string& name, const std::vector<double>& frequencies, std::int64_t rows,
                        std::int64_t step, bool sine, const OnnxValue& index);
    OnnxValue mask(std::int64_t window);
    /// @param heads the input is [batch, sequence, heads, headDimension]
    OnnxValue norm(const std::string& module, const OnnxValue& input, bool heads = false);
    OnnxValue scaled(const OnnxValue& value, double factor);
    OnnxValue softcapped(const OnnxValue& value, double cap); ///< cap * tanh(value / cap); the value where cap is 0
    OnnxValue activate(const OnnxValue& input);
    OnnxValue toCompute(const OnnxValue& value);   ///< from float32
    OnnxValue fromCompute(const OnnxValue& value); ///< to float32
    OnnxValue linear(const model::LinearSpec& linear, const OnnxValue& input);

    OnnxValue attention(std::size_t index, const OnnxValue& input);
    OnnxValue heads(const model::LinearSpec& linear, const std::string& norm, const OnnxValue& input);
    OnnxValue rotate(const OnnxValue& heads);
    OnnxValue gatedFeedForward(const model::LinearSpec& gate, const model::LinearSpec& up,
                               const model::LinearSpec& down, const OnnxValue& input);
    OnnxValue feedForward(const model::LayerSpec& layer, const OnnxValue& normed);
    OnnxValue mixExperts(const model::MoeSpec& moe, const OnnxValue& normed, const OnnxValue& input);

    const model::ModelSpec& m_spec;
    OnnxWeights& m_weights;
    OnnxGraph& m_graph;
    OnnxElement m_compute;
    OnnxValue m_tokenIds;
    OnnxValue m_attentionMask;
    OnnxValue m_positions;
    OnnxValue m_batch;    ///< [1]
    OnnxValue m_sequence; ///< [1]
    Rotation m_rotation;
    std::map<std::int64_t, OnnxValue> m_masks; ///< of each window, [batch, 1, sequence, past + sequence]
};

/// The graph of a whole decoder: input_ids, attention_mask, position_ids and past_key_values.N.key/value to logits and
/// present.N.key/value, with the names and shapes that Optimum gives them.
OnnxGraph buildOnnxDecoder(const model::ModelSpec& spec, OnnxWeights& weights, const std::string& dataFile);

} // namespace espalier::exporting
