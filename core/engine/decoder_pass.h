#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/engine/aligned_buffer.h"
#include "core/engine/block_tasks.h"
#include "core/engine/feed_forward.h"
#include "core/engine/input_set.h"
#include "core/engine/kernels/attention.h"
#include "core/engine/kv_cache.h"
#include "core/engine/loaded_model.h"
#include "core/engine/rotary.h"

namespace espalier::engine {

/// Consecutive tokens of one text within a batch.
struct BatchSpan
{
    KvCache* cache = nullptr;
    std::size_t firstPosition = 0;
    std::size_t firstToken = 0; ///< row of the batch
    std::size_t tokens = 0;
    bool isLong = false; ///< model::Rope::isLong() of the text as a whole
};

/// Runs a batch through decoder layers, one at a time. Holds the memory that it needs from call to call; one caller.
class DecoderPass
{
public:
    DecoderPass(const model::ModelSpec& spec, ThreadPool& pool);

    /// @param spans cover rows [0, tokens) in order; must live until the last run()
    void begin(std::span<const BatchSpan> spans, std::size_t tokens);
    const std::vector<std::size_t>& positions() const { return m_positions; } ///< of the batch's rows
    /// Stores keys and values of the batch's positions in the caches. @param hidden [tokens, hidden size], in place
    void run(const DecoderLayer& layer, std::size_t index, float* hidden);

private:
    void project(const DecoderLayer& layer, const float* hidden);
    void storeAndRotate(const DecoderLayer& layer, std::size_t index);
    void attend(const DecoderLayer& layer, std::size_t index);
    void addAttention(const DecoderLayer& layer, float* hidden);
    void prepareFeedForward(const DecoderLayer& layer, const float* hidden);
    void addFeedForward(const DecoderLayer& layer, float* hidden);
    void normRow(const NormLayer& norm, const float* row, float* out) const;
    /// Calls add(sum), which adds to [tokens, hidden size]; to `hidden` itself, or where there is a norm, normed first.
    template <typename Add> void addNormed(const NormLayer& norm, float* hidden, const Add& add);

    const model::ModelSpec& m_spec;
    ThreadPool& m_pool;
    std::size_t m_hiddenSize;
    std::size_t m_heads;
    std::size_t m_keyHeads;
    std::size_t m_dimension;
    Rotary m_rotary;
    FeedForward m_feedForward;
    std::span<const BatchSpan> m_spans;
    std::size_t m_tokens = 0;
    std::vector<std::size_t> m_spanOfToken;
    std::vector<std::size_t> m_positions;
    InputSet m_input;    ///< of query, key and value
    InputSet m_attended; ///< of the output projection
    BlockTasks m_tasks;
    std::vector<AttentionTask> m_attentionTasks;
    AlignedBuffer<float> m_angles; ///< [tokens, rotary dimensions]
    AlignedBuffer<float> m_normed;
    AlignedBuffer<float> m_query;
    AlignedBuffer<float> m_key;
    AlignedBuffer<float> m_value;
    AlignedBuffer<float> m_attention;
    AlignedBuffer<float> m_product;
    AlignedBuffer<float> m_output; ///< of a part, before its norm
};

} // namespace espalier::engine
