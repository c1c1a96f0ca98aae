#pragma once

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/text/bpe_merges.h"
#include "core/text/space_boundaries.h"
#include "core/text/subword_model.h"

namespace espalier::text {

/// Byte-pair encoding with an explicit list of merges, as in Hugging Face's tokenizers.
class Bpe : public SubwordModel
{
public:
    struct Options
    {
        bool byteLevel = false;         ///< the text is cut into bytes rather than characters
        bool byteFallback = false;      ///< unknown characters become byte pieces ("<0x0A>")
        bool ignoreMerges = false;      ///< a word that is a piece is that piece
        bool fuseUnknown = false;       ///< a run of unknown characters is one token
        std::optional<TokenId> unknown; ///< without one unknown characters are dropped
    };

    /// @param pieces   by id; for a byte-level model their bytes; an empty one matches nothing
    /// @param options  see there
    Bpe(const std::vector<std::string>& pieces, BpeMerges merges, Options options);

    void encode(std::string_view text, WordCache& cache, std::vector<TokenId>& out) const override;

private:
    void setupByteTokens();
    std::vector<TokenId> encodeWord(std::string_view word) const;
    std::optional<TokenId> find(std::string_view piece) const;
    void appendUnknown(std::string_view character, std::uint32_t at, std::vector<BpeSymbol>& symbols) const;

    std::unordered_map<std::string, TokenId> m_ids;
    BpeMerges m_merges;
    Options m_options;
    std::array<TokenId, 256> m_bytes{}; ///< piece of each byte value: of the byte itself, or of its "<0x0A>"
    bool m_hasByteTokens = false;       ///< all of them are there
    SpaceBoundaries m_boundaries;
};

} // namespace espalier::text
