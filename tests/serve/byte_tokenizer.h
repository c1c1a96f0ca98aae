#pragma once

#include <string>
#include <vector>

#include "core/text/tokenizer.h"

namespace espalier::tests {

/// A token for each byte, and 256 as the end.
class ByteTokenizer : public text::Tokenizer
{
public:
    static constexpr text::TokenId kEnd = 256;
    static constexpr std::int64_t kVocabulary = 257;

    std::vector<text::TokenId> encode(std::string_view text, const text::EncodeOptions& = {}) const override
    {
        std::vector<text::TokenId> ids;
        for (const char c : text) {
            ids.push_back(static_cast<unsigned char>(c));
        }
        return ids;
    }
    std::string decode(std::span<const text::TokenId> ids, bool = true) const override
    {
        std::string text;
        for (const text::TokenId id : ids) {
            text += bytesOf(id);
        }
        return text;
    }
    std::string piece(text::TokenId id) const override { return id == kEnd ? "<end>" : bytesOf(id); }
    std::string bytesOf(text::TokenId id) const override
    {
        return id >= kEnd ? std::string() : std::string(1, static_cast<char>(id));
    }
    std::optional<text::TokenId> idOf(std::string_view) const override { return {}; }
    std::int64_t vocabularySize() const override { return kVocabulary; }
    std::optional<text::TokenId> beginOfSequence() const override { return {}; }
    std::optional<text::TokenId> endOfSequence() const override { return kEnd; }
    bool addsBeginOfSequence() const override { return false; }
};

} // namespace espalier::tests
