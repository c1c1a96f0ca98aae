#pragma once

#include <string>
#include <string_view>

#include "core/text/byte_trie.h"
#include "core/text/chars_map.h"
#include "core/text/sentencepiece_model.h"
#include "core/text/space_boundaries.h"

namespace espalier::text {

/// SentencePiece's normalizer: the rules of the model's own table, user-defined symbols left alone, spaces collapsed
/// and escaped as the model says. The result is valid UTF-8 (malformed bytes become U+FFFD one by one).
class SentencePieceNormalizer
{
public:
    /// Errors: `tokenizer.format`.
    static Result<SentencePieceNormalizer> create(const SentencePieceModel& model);

    /// @param dummyPrefix  false keeps add_dummy_prefix from adding its space
    std::string normalize(std::string_view text, bool dummyPrefix = true) const;
    const ByteTrie& userDefined() const { return m_userDefined; }

private:
    struct Step
    {
        std::string_view output;
        std::size_t consumed;
    };
    Step step(std::string_view text) const;

    CharsMap m_charsMap;
    ByteTrie m_userDefined;
    bool m_addDummyPrefix = true;
    bool m_removeExtraWhitespaces = true;
    bool m_whitespaceAsSuffix = false;
    std::string m_space;
};

} // namespace espalier::text
