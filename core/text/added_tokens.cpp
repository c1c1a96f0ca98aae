#include "core/text/added_tokens.h"

#include <algorithm>

#include <unicode/uchar.h>

#include "core/text/utf8.h"

namespace espalier::text {
namespace {

bool isWordCharacter(char32_t c)
{
    const auto point = static_cast<UChar32>(c);
    return u_hasBinaryProperty(point, UCHAR_ALPHABETIC) ||
           (U_GET_GC_MASK(point) & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) != 0;
}

CodePoint lastCodePoint(std::string_view text)
{
    std::size_t begin = text.size() - 1;
    while (begin > 0 && text.size() - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) {
        --begin;
    }
    return decodeUtf8(text.substr(begin));
}

std::size_t withoutSpaceBefore(std::string_view text, std::size_t end, std::size_t begin)
{
    while (end > begin) {
        const CodePoint last = lastCodePoint(text.substr(0, end));
        if (!isWhiteSpace(last.value)) {
            break;
        }
        end -= last.length;
    }
    return std::max(begin, end);
}

std::size_t withoutSpaceAfter(std::string_view text, std::size_t begin)
{
    while (begin < text.size()) {
        const CodePoint first = decodeUtf8(text.substr(begin));
        if (!isWhiteSpace(first.value)) {
            break;
        }
        begin += first.length;
    }
    return begin;
}

bool insideWord(std::string_view text, std::size_t begin, std::size_t end)
{
    return (begin > 0 && isWordCharacter(lastCodePoint(text.substr(0, begin)).value)) ||
           (end < text.size() && isWordCharacter(decodeUtf8(text.substr(end)).value));
}

} // namespace

AddedTokenSplitter::AddedTokenSplitter(std::vector<AddedToken> tokens) : m_tokens(std::move(tokens))
{
    std::vector<ByteTrie::Entry> entries;
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        entries.emplace_back(m_tokens[i].content, static_cast<std::int32_t>(i));
    }
    m_trie = ByteTrie(std::move(entries));
}

std::vector<AddedTokenSplitter::Part> AddedTokenSplitter::split(std::string_view text, bool parseSpecial) const
{
    std::vector<Part> parts;
    std::size_t done = 0;
    std::size_t at = 0;
    while (!m_trie.empty() && at < text.size()) {
        const auto match = m_trie.mayBegin(text[at]) ? m_trie.longest(text.substr(at)) : ByteTrie::Match{};
        if (match.length == 0) {
            ++at;
            continue;
        }
        const AddedToken& token = m_tokens[static_cast<std::size_t>(match.value)];
        std::size_t begin = at;
        std::size_t end = at + match.length;
        at = end;
        if ((token.special && !parseSpecial) || (token.singleWord && insideWord(text, begin, end)) || begin < done) {
            continue;
        }
        begin = token.leftStrip ? withoutSpaceBefore(text, begin, done) : begin;
        end = token.rightStrip ? withoutSpaceAfter(text, end) : end;
        if (begin > done) {
            parts.push_back({text.substr(done, begin - done), -1});
        }
        parts.push_back({text.substr(begin, end - begin), token.id});
        done = end;
    }
    if (done < text.size()) {
        parts.push_back({text.substr(done), -1});
    }
    return parts;
}

} // namespace espalier::text
