#include "core/text/byte_level.h"

#include "core/text/utf8.h"

namespace espalier::text {
namespace {

constexpr char32_t kAlphabetEnd = 0x144; // 256 + the 68 bytes that are not printable

std::array<char32_t, 256> byteCodePoints()
{
    std::array<char32_t, 256> points{};
    char32_t next = 0x100;
    for (char32_t byte = 0; byte < 256; ++byte) {
        const bool printable = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
        points[byte] = printable ? byte : next++;
    }
    return points;
}

} // namespace

const std::array<std::string, 256>& byteLevelCharacters()
{
    static const std::array<std::string, 256> characters = [] {
        std::array<std::string, 256> table;
        const auto points = byteCodePoints();
        for (std::size_t byte = 0; byte < 256; ++byte) {
            appendUtf8(table[byte], points[byte]);
        }
        return table;
    }();
    return characters;
}

std::optional<std::string> byteLevelBytes(std::string_view piece)
{
    static const std::array<int, kAlphabetEnd> bytes = [] {
        std::array<int, kAlphabetEnd> table{};
        table.fill(-1);
        const auto points = byteCodePoints();
        for (int byte = 0; byte < 256; ++byte) {
            table[points[static_cast<std::size_t>(byte)]] = byte;
        }
        return table;
    }();
    std::string out;
    while (!piece.empty()) {
        const CodePoint point = decodeUtf8(piece);
        if (!point.valid || point.value >= kAlphabetEnd || bytes[point.value] < 0) {
            return {};
        }
        out.push_back(static_cast<char>(bytes[point.value]));
        piece.remove_prefix(point.length);
    }
    return out;
}

std::string byteLevelPiece(std::string_view bytes)
{
    std::string out;
    for (const char byte : bytes) {
        out += byteLevelCharacters()[static_cast<unsigned char>(byte)];
    }
    return out;
}

} // namespace espalier::text
