#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace espalier::text {

inline constexpr std::string_view kSpaceSymbol = "\xE2\x96\x81"; ///< U+2581, stands for a space in pieces

/// Where text can be cut before a space symbol without changing how it is encoded: after each character that no piece
/// of the vocabulary has before a space symbol, nothing can merge across. Words found so are encoded alone and
/// remembered.
class SpaceBoundaries
{
public:
    /// Takes a piece that merges can form into account; all of them must be given.
    void addPiece(std::string_view piece);

    /// End of the first word of a text that is not empty.
    std::size_t wordEnd(std::string_view text) const;

private:
    std::unordered_set<std::string> m_beforeSpace;
};

} // namespace espalier::text
