#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "core/eval/protocol.h"

namespace espalier::eval {

/// A piece of text that the model sees at once.
struct Window
{
    std::vector<text::TokenId> ids;
    std::int64_t firstTarget = 1; ///< ids[firstTarget..] are predicted and scored

    std::int64_t predictions() const { return std::int64_t(ids.size()) - firstTarget; }
};

/// Cuts token ids as a protocol says:
/// papers: windows end to end, tail dropped, everything but the first id scored (SparseGPT, GPTQ, Wanda);
/// samples: each record is a window, cut to windowTokens; records of fewer than two tokens are left out;
/// llama.cpp: windows end to end, first id replaced by BOS, predictions of the second half scored (its
/// tools/perplexity); sliding: a window begins every `stride` tokens, what an earlier window scored is context only,
/// the tail counts. Errors as evaluatePerplexity.
Result<std::vector<Window>> cutWindows(const Records& records, const PerplexityProtocol& protocol,
                                       std::optional<text::TokenId> beginOfSequence);

/// Calls piece(first position, count) over the positions whose next token is scored, so many at once that their
/// logits stay a few tens of MiB.
template <typename Piece> void forEachPiece(const Window& window, std::int64_t vocabulary, const Piece& piece)
{
    constexpr std::int64_t kLogitBytes = std::int64_t(48) << 20;
    const std::int64_t rows = std::max<std::int64_t>(1, kLogitBytes / (4 * vocabulary));
    const std::int64_t end = std::int64_t(window.ids.size()) - 1;
    for (std::int64_t position = window.firstTarget - 1; position < end; position += rows)
        piece(position, std::min(rows, end - position));
}

/// SHA-256 over the ids as little-endian 32-bit integers, each record after its length if there are several.
std::string hashOfRecords(const Records& records);

} // namespace espalier::eval
