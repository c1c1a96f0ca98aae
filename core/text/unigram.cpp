#include "core/text/unigram.h"

#include <algorithm>

#include "core/text/utf8.h"

namespace espalier::text {
namespace {

constexpr std::uint32_t kUnreached = 0xFFFFFFFF;

/// The best segmentation of the text up to here, and its last piece.
template <typename Score> struct Node
{
    Score score = 0;
    std::uint32_t begin = kUnreached;
    TokenId id = -1;
};

} // namespace

Unigram::Unigram(const std::vector<Piece>& pieces, Options options) : m_options(std::move(options))
{
    std::vector<ByteTrie::Entry> entries;
    m_scores.reserve(pieces.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        entries.emplace_back(pieces[i].text, static_cast<std::int32_t>(i));
        m_scores.push_back(pieces[i].score);
    }
    m_trie = ByteTrie(std::move(entries));
}

void Unigram::encode(std::string_view text, WordCache& /*cache*/, std::vector<TokenId>& out) const
{
    if (m_options.precision == Precision::Float) {
        encodeAs<float>(text, out);
    } else {
        encodeAs<double>(text, out);
    }
}

template <typename Score> void Unigram::encodeAs(std::string_view text, std::vector<TokenId>& out) const
{
    std::vector<Node<Score>> best(text.size() + 1);
    const auto offer = [&](std::size_t end, double score, std::size_t begin, TokenId id) {
        Node<Score>& node = best[end];
        if (node.begin == kUnreached || score > node.score) {
            node = {static_cast<Score>(score), static_cast<std::uint32_t>(begin), id};
        }
    };
    for (std::size_t begin = 0; begin < text.size();) {
        const double soFar = best[begin].score;
        const std::size_t character = std::min(utf8Length(text[begin]), text.size() - begin);
        bool known = false;
        std::uint32_t node = 0;
        for (std::size_t end = begin; end < text.size();) {
            node = m_trie.child(node, text[end]);
            if (node == 0) {
                break;
            }
            ++end;
            if (const TokenId id = m_trie.value(node); id >= 0) {
                offer(end, m_scores[static_cast<std::size_t>(id)] + soFar, begin, id);
                known = known || end - begin == character;
            }
        }
        if (!known) {
            offer(begin + character, static_cast<Score>(m_options.unknownScore) + static_cast<Score>(soFar), begin,
                  m_options.unknownId);
        }
        begin += character;
    }
    std::vector<std::size_t> ends;
    for (std::size_t end = text.size(); end > 0; end = best[end].begin) {
        ends.push_back(end);
    }
    bool afterUnknown = false;
    for (auto it = ends.rbegin(); it != ends.rend(); ++it) {
        const Node<Score>& node = best[*it];
        const bool unknown = node.id == m_options.unknownId;
        if (unknown) {
            appendUnknown(text.substr(node.begin, *it - node.begin), afterUnknown, out);
        } else {
            out.push_back(node.id);
        }
        afterUnknown = unknown;
    }
}

void Unigram::appendUnknown(std::string_view text, bool afterUnknown, std::vector<TokenId>& out) const
{
    if (m_options.byteTokens.size() == 256) {
        for (const char byte : text) {
            out.push_back(m_options.byteTokens[static_cast<unsigned char>(byte)]);
        }
    } else if (!afterUnknown || !m_options.joinUnknown) {
        out.push_back(m_options.unknownId);
    }
}

} // namespace espalier::text
