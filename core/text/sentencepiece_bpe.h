#pragma once

#include <array>
#include <string>
#include <unordered_map>

#include "core/text/bpe_merges.h"
#include "core/text/byte_trie.h"
#include "core/text/sentencepiece_model.h"
#include "core/text/space_boundaries.h"
#include "core/text/subword_model.h"

namespace espalier::text {

/// The ids of a SentencePiece vocabulary by text: reserved pieces (control, unknown, byte) come first.
class SentencePieceIds
{
public:
    explicit SentencePieceIds(const SentencePieceModel& model);

    /// The unknown id if there is no such piece.
    TokenId idOf(std::string_view piece) const;
    std::optional<TokenId> find(std::string_view piece) const;
    /// Pieces that text can be cut into: normal, user-defined and unused ones.
    const std::unordered_map<std::string_view, TokenId>& ordinary() const { return m_ordinary; }

private:
    std::unordered_map<std::string_view, TokenId> m_ordinary;
    std::unordered_map<std::string_view, TokenId> m_reserved;
    TokenId m_unknown;
};

/// SentencePiece's BPE: any two neighbours whose joined text is a piece may merge, the best score first, from left to
/// right among equals. User-defined symbols stay as they are; unused pieces are taken apart again in the end.
class SentencePieceBpe : public SubwordModel
{
public:
    /// Both must outlive this object.
    SentencePieceBpe(const SentencePieceModel& model, const SentencePieceIds& ids, const ByteTrie& userDefined);

    void encode(std::string_view text, WordCache& cache, std::vector<TokenId>& out) const override;

private:
    using Symbols = std::vector<BpeSymbol>;

    void collectSymbols();
    void collectMerges();
    void collectBoundaries();
    void encodeOrdinary(std::string_view text, std::vector<TokenId>& out, WordCache& cache) const;
    std::vector<TokenId> encodeWord(std::string_view word) const;
    void resegment(std::int32_t id, std::string_view text, const BpeMerges::Origins& origins,
                   std::vector<TokenId>& out) const;
    void appendUnknown(std::string_view text, std::vector<TokenId>& out) const;
    std::int32_t symbolOf(std::string_view character) const;

    const SentencePieceModel& m_model;
    const SentencePieceIds& m_ids;
    const ByteTrie& m_userDefined;
    /// Ids of the ordinary pieces, and above them one for each character that occurs in pieces only.
    std::unordered_map<std::string_view, std::int32_t> m_symbols;
    std::vector<std::string_view> m_extraSymbols; ///< texts of the ids above the vocabulary
    std::array<std::int32_t, 128> m_asciiSymbols{};
    std::array<TokenId, 256> m_byteTokens{};
    BpeMerges m_merges;
    SpaceBoundaries m_boundaries;
    bool m_hasUnused = false;
};

} // namespace espalier::text
