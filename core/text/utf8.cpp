#include "core/text/utf8.h"

#include <algorithm>
#include <cstring>

namespace espalier::text {
namespace {

bool isTrail(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Bytes of the longest prefix that a well-formed sequence could begin with; at least 1.
std::size_t malformedLength(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0xC2 || lead > 0xF4) {
        return 1;
    }
    const std::size_t wanted = utf8Length(text[0]);
    std::size_t length = 1;
    while (length < wanted && length < text.size() && isTrail(text[length])) {
        const auto second = static_cast<unsigned char>(text[1]);
        const bool impossible = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                                (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
        if (impossible) {
            break;
        }
        ++length;
    }
    return length;
}

/// Bytes of the run of ASCII that `text` begins with, found eight at a time.
std::size_t asciiPrefix(std::string_view text)
{
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, 8);
        if ((word & 0x8080808080808080ULL) != 0) {
            break;
        }
    }
    while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) {
        ++i;
    }
    return i;
}

} // namespace

CodePoint decodeUtf8(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
    const char32_t lead = byte(0);
    if (lead < 0x80) {
        return {lead, 1, true};
    }
    if (lead >= 0xC2 && lead < 0xE0 && text.size() >= 2 && isTrail(text[1])) {
        return {(lead & 0x1F) << 6 | (byte(1) & 0x3F), 2, true};
    }
    if (lead >= 0xE0 && lead < 0xF0 && text.size() >= 3 && isTrail(text[1]) && isTrail(text[2])) {
        const char32_t value = (lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
        if (value >= 0x800 && (value < 0xD800 || value > 0xDFFF)) {
            return {value, 3, true};
        }
    }
    if (lead >= 0xF0 && lead < 0xF5 && text.size() >= 4 && isTrail(text[1]) && isTrail(text[2]) && isTrail(text[3])) {
        const char32_t value = (lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
        if (value >= 0x10000 && value <= 0x10FFFF) {
            return {value, 4, true};
        }
    }
    return {0xFFFD, 1, false};
}

void appendUtf8(std::string& out, char32_t codePoint)
{
    const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
    if (codePoint < 0x80) {
        put(codePoint);
    } else if (codePoint < 0x800) {
        put(0xC0 | codePoint >> 6);
        put(0x80 | (codePoint & 0x3F));
    } else if (codePoint < 0x10000) {
        put(0xE0 | codePoint >> 12);
        put(0x80 | (codePoint >> 6 & 0x3F));
        put(0x80 | (codePoint & 0x3F));
    } else {
        put(0xF0 | codePoint >> 18);
        put(0x80 | (codePoint >> 12 & 0x3F));
        put(0x80 | (codePoint >> 6 & 0x3F));
        put(0x80 | (codePoint & 0x3F));
    }
}

bool isValidUtf8(std::string_view text)
{
    while (true) {
        text.remove_prefix(asciiPrefix(text));
        if (text.empty()) {
            return true;
        }
        const CodePoint point = decodeUtf8(text);
        if (!point.valid) {
            return false;
        }
        text.remove_prefix(point.length);
    }
}

std::string toValidUtf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const CodePoint point = decodeUtf8(text);
        const std::size_t length = point.valid ? point.length : malformedLength(text);
        out += point.valid ? text.substr(0, length) : kReplacementCharacter;
        text.remove_prefix(length);
    }
    return out;
}

std::size_t incompleteUtf8Length(std::string_view text)
{
    for (std::size_t length = std::min<std::size_t>(3, text.size()); length > 0; --length) {
        const std::string_view end = text.substr(text.size() - length);
        const auto lead = static_cast<unsigned char>(end[0]);
        if (lead >= 0xC2 && lead <= 0xF4 && utf8Length(end[0]) > length && malformedLength(end) == length) {
            return length;
        }
    }
    return 0;
}

bool isWhiteSpace(char32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

} // namespace espalier::text
