#pragma once

#include <string_view>
#include <vector>

#include "core/text/byte_trie.h"
#include "core/text/tokenizer_config.h"

namespace espalier::text {

/// Finds added tokens in text: at each place the longest one, from left to right without overlap.
class AddedTokenSplitter
{
public:
    struct Part
    {
        std::string_view text;
        TokenId id = -1; ///< -1: text between added tokens
    };

    AddedTokenSplitter() = default;
    explicit AddedTokenSplitter(std::vector<AddedToken> tokens);

    bool empty() const { return m_trie.empty(); }
    /// @param parseSpecial  false: special tokens stay text, other added tokens are found all the same
    std::vector<Part> split(std::string_view text, bool parseSpecial) const;

private:
    std::vector<AddedToken> m_tokens;
    ByteTrie m_trie; ///< values are indices of m_tokens
};

} // namespace espalier::text
