#include "core/text/chars_map.h"

#include <array>

namespace espalier::text {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t offsetOf(std::uint32_t unit)
{
    return (unit >> 10) << ((unit & (1U << 9)) >> 6);
}

std::uint32_t readUnit(std::string_view bytes, std::size_t at)
{
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) {
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    }
    return value;
}

} // namespace

Result<CharsMap> CharsMap::parse(std::string_view bytes)
{
    CharsMap map;
    if (bytes.empty()) {
        return map;
    }
    const Error damaged{"tokenizer.format", "The normalization table (precompiled_charsmap) is damaged.", ""};
    if (bytes.size() < 4) {
        return damaged;
    }
    const std::size_t trieBytes = readUnit(bytes, 0);
    if (trieBytes % 4 != 0 || trieBytes < 4 || trieBytes > bytes.size() - 4) {
        return damaged;
    }
    map.m_units.reserve(trieBytes / 4);
    for (std::size_t i = 0; i < trieBytes; i += 4) {
        map.m_units.push_back(readUnit(bytes, 4 + i));
    }
    map.m_replacements = bytes.substr(4 + trieBytes);
    return map;
}

CharsMap::Match CharsMap::search(std::string_view text, bool first) const
{
    Match match;
    if (m_units.empty()) {
        return match;
    }
    std::size_t node = offsetOf(m_units[0]);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        node ^= byte;
        if (node >= m_units.size() || (m_units[node] & (1U << 31 | 0xFFU)) != byte) {
            break;
        }
        const std::uint32_t unit = m_units[node];
        node ^= offsetOf(unit);
        if (node >= m_units.size()) {
            break;
        }
        if ((unit >> 8 & 1U) != 0) {
            const std::size_t at = m_units[node] & ~(1U << 31);
            if (at >= m_replacements.size()) {
                break;
            }
            match = {i + 1, std::string_view(m_replacements.c_str() + at)};
            if (first) {
                break;
            }
        }
    }
    return match;
}

std::string encodeBase64(std::string_view bytes)
{
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            bits = bits << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            text.push_back(i + j <= bytes.size() ? kBase64[bits >> (18 - 6 * j) & 63U] : '=');
        }
    }
    return text;
}

std::string decodeBase64(std::string_view text, bool& ok)
{
    static const std::array<std::int8_t, 256> values = [] {
        std::array<std::int8_t, 256> table{};
        table.fill(-1);
        for (std::size_t i = 0; i < kBase64.size(); ++i) {
            table[static_cast<unsigned char>(kBase64[i])] = static_cast<std::int8_t>(i);
        }
        return table;
    }();
    while (!text.empty() && text.back() == '=') {
        text.remove_suffix(1);
    }
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    ok = text.size() % 4 != 1;
    for (const char c : text) {
        const int value = values[static_cast<unsigned char>(c)];
        ok = ok && value >= 0;
        bits = bits << 6 | static_cast<std::uint32_t>(value & 0x3F);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out.push_back(static_cast<char>(static_cast<unsigned char>(bits >> count)));
        }
    }
    return out;
}

} // namespace espalier::text
