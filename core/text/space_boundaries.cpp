#include "core/text/space_boundaries.h"

#include "core/text/utf8.h"

namespace espalier::text {
namespace {

std::string_view characterBefore(std::string_view text, std::size_t end)
{
    std::size_t begin = end - 1;
    while (begin > 0 && end - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) {
        --begin;
    }
    return text.substr(begin, end - begin);
}

} // namespace

void SpaceBoundaries::addPiece(std::string_view piece)
{
    for (std::size_t at = piece.find(kSpaceSymbol); at != std::string_view::npos;
         at = piece.find(kSpaceSymbol, at + kSpaceSymbol.size())) {
        if (at > 0) {
            m_beforeSpace.emplace(characterBefore(piece, at));
        }
    }
}

std::size_t SpaceBoundaries::wordEnd(std::string_view text) const
{
    for (std::size_t at = text.find(kSpaceSymbol, 1); at != std::string_view::npos;
         at = text.find(kSpaceSymbol, at + kSpaceSymbol.size())) {
        if (!m_beforeSpace.contains(std::string(characterBefore(text, at)))) {
            return at;
        }
    }
    return text.size();
}

} // namespace espalier::text
