#pragma once

#include <cstddef>

#include "core/engine/kv_cache.h"

namespace espalier::engine {

/// Causal attention of consecutive tokens of one sequence over one key/value head, for all query heads that share it:
/// out = softmax(scale * q k^T) v. The query at position p sees the keys at positions (p - window, p], which must be in
/// the cache already, the token's own included.
struct AttentionTask
{
    const KvCache* cache = nullptr;
    std::size_t layer = 0;
    std::size_t head = 0;          ///< key/value head
    std::size_t firstPosition = 0; ///< of the first query
    std::size_t queries = 0;       ///< tokens
    std::size_t group = 1;         ///< query heads a token; their vectors lie one after the other
    const float* query = nullptr;  ///< rotated; [group, dimension] of the first token
    std::size_t queryStride = 0;   ///< floats from token to token
    float* out = nullptr;          ///< as query; may not overlap it
    std::size_t outStride = 0;
    float scale = 1.0F;
    std::size_t window = 0; ///< keys that a query sees, itself included; 0: all
    float softcap = 0.0F;   ///< scores become softcap * tanh(score / softcap); 0: they stay
};

/// Runs on the calling thread; a pass is shared between threads by sequence, key/value head and runs of at least
/// attentionQueries() tokens. Softmax in one pass over blocks of keys with a running maximum (Milakov and Gimelshein
/// 2018; Dao et al. 2022). Sums are float32. A score of NaN or +infinity makes its query's output NaN. A NaN among the
/// values reaches every query of the call that runs over its block of keys.
void attend(const AttentionTask& task);

/// Tokens of a prompt that one call takes at least, so that reading and widening the keys and values is shared enough.
std::size_t attentionQueries(std::size_t group);

} // namespace espalier::engine
