#include "core/text/byte_tokens.h"

#include "core/text/utf8.h"

namespace espalier::text {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEF";

} // namespace

std::string byteToken(unsigned char byte)
{
    return std::string("<0x") + kDigits[byte >> 4] + kDigits[byte & 15] + '>';
}

std::optional<unsigned char> byteOfToken(std::string_view piece)
{
    if (piece.size() != 6 || !piece.starts_with("<0x") || piece[5] != '>') {
        return {};
    }
    const std::size_t high = kDigits.find(piece[3]);
    const std::size_t low = kDigits.find(piece[4]);
    if (high == std::string_view::npos || low == std::string_view::npos) {
        return {};
    }
    return static_cast<unsigned char>(high * 16 + low);
}

std::string decodeByteRun(std::string_view bytes)
{
    std::string out;
    while (!bytes.empty()) {
        const CodePoint point = decodeUtf8(bytes);
        out += point.valid ? bytes.substr(0, point.length) : kReplacementCharacter;
        bytes.remove_prefix(point.length);
    }
    return out;
}

} // namespace espalier::text
