#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace espalier::text {

/// One decoded code point. Malformed input gives U+FFFD with valid = false and length 1.
struct CodePoint
{
    char32_t value = 0;
    std::uint8_t length = 1; ///< bytes
    bool valid = true;
};

inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

/// Decodes the first code point of a text that is not empty. Overlong forms, surrogates and values beyond U+10FFFF
/// are malformed (Unicode 15, table 3-7).
CodePoint decodeUtf8(std::string_view text);

void appendUtf8(std::string& out, char32_t codePoint);

/// Length in bytes of the character that `lead` begins, not looking at what follows.
inline std::size_t utf8Length(char lead)
{
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

bool isValidUtf8(std::string_view text);

/// Replaces each maximal malformed part by U+FFFD (Unicode 15, section 3.9, "best practice for using U+FFFD").
std::string toValidUtf8(std::string_view text);

/// Bytes at the end of a text that begin a character and may still become a whole one; 0 to 3.
std::size_t incompleteUtf8Length(std::string_view text);

/// White_Space property of Unicode 15.
bool isWhiteSpace(char32_t codePoint);

} // namespace espalier::text
