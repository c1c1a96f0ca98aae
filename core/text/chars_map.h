#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace espalier::text {

/// SentencePiece's `precompiled_charsmap`: u32 little-endian size of the trie in bytes, the trie, then the
/// replacements, each ended by a NUL. The trie is a double array of 32-bit units (Darts-clone): bits 0-7 and 31 the
/// label, bit 8 "has a leaf", bits 10-30 the offset to the children (times 256 if bit 9 is set); a leaf's low 31 bits
/// are its value, here the byte position of the replacement.
class CharsMap
{
public:
    struct Match
    {
        std::size_t length = 0;       ///< bytes of the text; 0: no rule
        std::string_view replacement; ///< lives as long as this map
    };

    CharsMap() = default;
    /// Errors: `tokenizer.format`. Empty bytes give a map without rules.
    static Result<CharsMap> parse(std::string_view bytes);

    bool empty() const { return m_units.empty(); }
    /// The longest rule that the text begins with.
    Match longest(std::string_view text) const { return search(text, false); }
    /// The shortest rule that the text begins with.
    Match shortest(std::string_view text) const { return search(text, true); }

private:
    Match search(std::string_view text, bool first) const;

    std::vector<std::uint32_t> m_units;
    std::string m_replacements;
};

/// Decodes base64 (RFC 4648); sets `ok` to false on characters outside the alphabet.
std::string decodeBase64(std::string_view text, bool& ok);
std::string encodeBase64(std::string_view bytes);

} // namespace espalier::text
