#include "core/engine/decoder_pass.h"

#include <algorithm>
#include <array>

#include "core/engine/kernels/elementwise.h"
#include "core/engine/kernels/multiply.h"

namespace espalier::engine {
namespace {

constexpr std::size_t kSineCost = 16; ///< a sine takes about as long as so many sums

/// The norm of each head's query or key, in place.
void normHeads(const model::ModelSpec& spec, const NormLayer& norm, std::size_t heads, float* values)
{
    const auto dimension = static_cast<std::size_t>(spec.headDimension);
    for (std::size_t head = 0; norm && head < heads; ++head) {
        const float* weight = norm.weight.data() + (spec.headNorms ? head * dimension : 0);
        float* row = values + head * dimension;
        normalize(spec.norm, row, weight, nullptr, dimension, spec.normEpsilon, row);
    }
}

} // namespace

DecoderPass::DecoderPass(const model::ModelSpec& spec, ThreadPool& pool)
    : m_spec(spec), m_pool(pool), m_hiddenSize(static_cast<std::size_t>(spec.hiddenSize)),
      m_heads(static_cast<std::size_t>(spec.heads)), m_keyHeads(static_cast<std::size_t>(spec.keyValueHeads)),
      m_dimension(static_cast<std::size_t>(spec.headDimension)), m_rotary(spec.rope), m_feedForward(spec, pool)
{
}

void DecoderPass::begin(std::span<const BatchSpan> spans, std::size_t tokens)
{
    m_spans = spans;
    m_tokens = tokens;
    m_spanOfToken.clear();
    m_positions.clear();
    for (std::size_t i = 0; i < spans.size(); ++i) {
        m_spanOfToken.insert(m_spanOfToken.end(), spans[i].tokens, i);
        for (std::size_t token = 0; token < spans[i].tokens; ++token) {
            m_positions.push_back(spans[i].firstPosition + token);
        }
    }
    float* angles = m_angles.resize(tokens * m_rotary.dimensions());
    forEachRow(m_pool, tokens, kSineCost * m_rotary.dimensions(), [&](std::size_t token) {
        m_rotary.angles(m_positions[token], spans[m_spanOfToken[token]].isLong, angles + token * m_rotary.dimensions());
    });
    m_normed.resize(tokens * m_hiddenSize);
    m_query.resize(tokens * m_heads * m_dimension);
    m_key.resize(tokens * m_keyHeads * m_dimension);
    m_value.resize(tokens * m_keyHeads * m_dimension);
    m_attention.resize(tokens * m_heads * m_dimension);
    m_product.resize(tokens * m_hiddenSize);
}

void DecoderPass::run(const DecoderLayer& layer, std::size_t index, float* hidden)
{
    project(layer, hidden);
    storeAndRotate(layer, index);
    attend(layer, index);
    if (m_spec.parallelResidual) { // both parts take the layer's input
        prepareFeedForward(layer, hidden);
        addAttention(layer, hidden);
    } else {
        addAttention(layer, hidden);
        prepareFeedForward(layer, hidden);
    }
    addFeedForward(layer, hidden);
}

void DecoderPass::normRow(const NormLayer& norm, const float* row, float* out) const
{
    normalize(m_spec.norm, row, norm.weight.data(), norm.biasData(), m_hiddenSize, m_spec.normEpsilon, out);
}

template <typename Add> void DecoderPass::addNormed(const NormLayer& norm, float* hidden, const Add& add)
{
    if (!norm) {
        add(hidden);
        return;
    }
    float* output = m_output.resize(m_tokens * m_hiddenSize);
    std::fill_n(output, m_tokens * m_hiddenSize, 0.0F);
    add(output);
    forEachRow(m_pool, m_tokens, m_hiddenSize, [&](std::size_t token) {
        float* row = output + token * m_hiddenSize;
        normRow(norm, row, row);
        addTo(row, m_hiddenSize, hidden + token * m_hiddenSize);
    });
}

void DecoderPass::project(const DecoderLayer& layer, const float* hidden)
{
    const std::array<const LinearLayer*, 3> linears = {&layer.query, &layer.key, &layer.value};
    const std::array<float*, 3> outputs = {m_query.data(), m_key.data(), m_value.data()};
    m_input.resize(m_tokens, linears);
    forEachRow(m_pool, m_tokens, m_hiddenSize, [&](std::size_t token) {
        float* normed = m_normed.data() + token * m_hiddenSize;
        normRow(layer.inputNorm, hidden + token * m_hiddenSize, normed);
        m_input.setRow(token, normed);
    });
    m_tasks.clear();
    for (const LinearLayer* linear : linears) {
        m_tasks.add(linear->weight.blocks(), linear->weight.bytes());
    }
    m_tasks.run(m_pool, [&](std::size_t i, std::size_t first, std::size_t last) {
        const LinearLayer& linear = *linears[i];
        multiply(linear.weight, first, last, m_input.of(linear), outputs[i], linear.weight.rows);
    });
}

void DecoderPass::storeAndRotate(const DecoderLayer& layer, std::size_t index)
{
    forEachRow(m_pool, m_tokens, (m_heads + 2 * m_keyHeads) * m_dimension, [&](std::size_t token) {
        const std::size_t position = m_positions[token];
        KvCache& cache = *m_spans[m_spanOfToken[token]].cache;
        float* query = m_query.data() + token * m_heads * m_dimension;
        float* key = m_key.data() + token * m_keyHeads * m_dimension;
        const float* value = m_value.data() + token * m_keyHeads * m_dimension;
        const float* angles = m_angles.data() + token * m_rotary.dimensions();
        normHeads(m_spec, layer.queryNorm, m_heads, query);
        normHeads(m_spec, layer.keyNorm, m_keyHeads, key);
        for (std::size_t head = 0; head < m_heads; ++head) {
            m_rotary.rotate(angles, query + head * m_dimension);
        }
        for (std::size_t head = 0; head < m_keyHeads; ++head) {
            m_rotary.rotate(angles, key + head * m_dimension);
            cache.storeKey(index, head, position, key + head * m_dimension);
            cache.storeValue(index, head, position, value + head * m_dimension);
        }
    });
}

void DecoderPass::attend(const DecoderLayer& layer, std::size_t index)
{
    AttentionTask task;
    task.layer = index;
    task.group = m_heads / m_keyHeads;
    task.queryStride = task.outStride = m_heads * m_dimension;
    task.scale = static_cast<float>(m_spec.attentionScale);
    task.softcap = static_cast<float>(m_spec.attentionSoftcap);
    task.window = static_cast<std::size_t>(layer.spec->slidingWindow);
    const std::size_t queries = std::max<std::size_t>(1, attentionQueries(task.group));
    m_attentionTasks.clear();
    for (const BatchSpan& span : m_spans) {
        task.cache = span.cache;
        // The last queries see most keys: they come first, so that no thread is left with a long one in the end.
        for (std::size_t tile = (span.tokens + queries - 1) / queries; tile-- > 0;) {
            const std::size_t first = tile * queries;
            task.firstPosition = span.firstPosition + first;
            task.queries = std::min(queries, span.tokens - first);
            for (task.head = 0; task.head < m_keyHeads; ++task.head) {
                const std::size_t place =
                    (span.firstToken + first) * task.queryStride + task.head * task.group * m_dimension;
                task.query = m_query.data() + place;
                task.out = m_attention.data() + place;
                m_attentionTasks.push_back(task);
            }
        }
    }
    m_pool.run(m_attentionTasks.size(), [this](std::size_t part) { engine::attend(m_attentionTasks[part]); });
}

void DecoderPass::addAttention(const DecoderLayer& layer, float* hidden)
{
    const LinearLayer& linear = layer.attentionOutput;
    const std::size_t width = m_heads * m_dimension;
    m_attended.resize(m_tokens, std::array{&linear});
    forEachRow(m_pool, m_tokens, width,
               [&](std::size_t token) { m_attended.setRow(token, m_attention.data() + token * width); });
    m_tasks.clear();
    m_tasks.add(linear.weight.blocks(), linear.weight.bytes());
    addNormed(layer.attentionOutputNorm, hidden, [&](float* sum) {
        m_tasks.run(m_pool, [&](std::size_t, std::size_t first, std::size_t last) {
            multiply(linear.weight, first, last, m_attended.of(linear), m_product.data(), m_hiddenSize);
            addBlocks(m_product.data(), first, last, m_tokens, m_hiddenSize, sum);
        });
    });
}

void DecoderPass::prepareFeedForward(const DecoderLayer& layer, const float* hidden)
{
    InputSet* input = layer.feedForward ? &m_feedForward.prepareDense(*layer.feedForward, m_tokens) : nullptr;
    forEachRow(m_pool, m_tokens, m_hiddenSize, [&](std::size_t token) {
        float* normed = m_normed.data() + token * m_hiddenSize;
        if (layer.postAttentionNorm) { // else it holds what the attention took
            normRow(layer.postAttentionNorm, hidden + token * m_hiddenSize, normed);
        }
        if (input != nullptr) {
            input->setRow(token, normed);
        }
    });
}

void DecoderPass::addFeedForward(const DecoderLayer& layer, float* hidden)
{
    addNormed(layer.feedForwardOutputNorm, hidden, [&](float* sum) {
        if (layer.feedForward) {
            m_feedForward.runDense(sum);
        } else {
            m_feedForward.runMoe(*layer.moe, *layer.spec->moe, m_normed.data(), m_tokens, sum);
        }
    });
}

} // namespace espalier::engine
