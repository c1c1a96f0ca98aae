#include "core/text/bpe.h"

#include <algorithm>

#include "core/text/byte_tokens.h"
#include "core/text/utf8.h"

namespace espalier::text {

Bpe::Bpe(const std::vector<std::string>& pieces, BpeMerges merges, Options options)
    : m_merges(std::move(merges)), m_options(options)
{
    m_ids.reserve(pieces.size() * 2);
    for (std::size_t id = 0; id < pieces.size(); ++id) {
        if (!pieces[id].empty()) {
            m_ids.try_emplace(pieces[id], static_cast<TokenId>(id));
            m_boundaries.addPiece(pieces[id]);
        }
    }
    setupByteTokens();
}

void Bpe::setupByteTokens()
{
    m_hasByteTokens = true;
    for (std::size_t i = 0; i < 256; ++i) {
        const auto byte = static_cast<unsigned char>(i);
        const auto id = find(m_options.byteLevel ? std::string(1, static_cast<char>(byte)) : byteToken(byte));
        m_bytes[i] = id.value_or(-1);
        m_hasByteTokens = m_hasByteTokens && id.has_value();
    }
}

std::optional<TokenId> Bpe::find(std::string_view piece) const
{
    const auto it = m_ids.find(std::string(piece));
    return it != m_ids.end() ? std::optional(it->second) : std::nullopt;
}

void Bpe::encode(std::string_view text, WordCache& cache, std::vector<TokenId>& out) const
{
    const auto words = [this](std::string_view word) { return encodeWord(word); };
    if (m_options.byteLevel) {
        const auto ids = cache.ids(text, words);
        out.insert(out.end(), ids.begin(), ids.end());
        return;
    }
    if (m_options.ignoreMerges) {
        if (const auto id = find(text)) {
            out.push_back(*id);
            return;
        }
    }
    bool first = true;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, m_boundaries.wordEnd(text));
        text.remove_prefix(word.size());
        const auto ids = cache.ids(word, words);
        const bool fuses = !first && m_options.fuseUnknown && !ids.empty() && !out.empty() &&
                           m_options.unknown == ids.front() && m_options.unknown == out.back();
        out.insert(out.end(), ids.begin() + (fuses ? 1 : 0), ids.end());
        first = false;
    }
}

std::vector<TokenId> Bpe::encodeWord(std::string_view word) const
{
    if (m_options.byteLevel && m_options.ignoreMerges) {
        if (const auto id = find(word)) {
            return {*id};
        }
    }
    std::vector<BpeSymbol> symbols;
    symbols.reserve(word.size());
    for (std::uint32_t at = 0; at < word.size();) {
        const auto length =
            static_cast<std::uint32_t>(m_options.byteLevel ? 1 : std::min(utf8Length(word[at]), word.size() - at));
        const std::string_view character = word.substr(at, length);
        const TokenId id =
            m_options.byteLevel ? m_bytes[static_cast<unsigned char>(word[at])] : find(character).value_or(-1);
        if (id >= 0) {
            symbols.push_back({id, at, length});
        } else {
            appendUnknown(character, at, symbols);
        }
        at += length;
    }
    m_merges.apply(symbols);
    std::vector<TokenId> ids;
    ids.reserve(symbols.size());
    for (const BpeSymbol& symbol : symbols) {
        ids.push_back(symbol.id);
    }
    return ids;
}

void Bpe::appendUnknown(std::string_view character, std::uint32_t at, std::vector<BpeSymbol>& symbols) const
{
    if (m_options.byteFallback && m_hasByteTokens) {
        for (std::uint32_t i = 0; i < character.size(); ++i) {
            symbols.push_back({m_bytes[static_cast<unsigned char>(character[i])], at + i, 1});
        }
        return;
    }
    const auto length = static_cast<std::uint32_t>(character.size());
    if (!m_options.unknown) {
        return;
    }
    if (m_options.fuseUnknown && !symbols.empty() && symbols.back().id == *m_options.unknown) {
        symbols.back().length += length;
    } else {
        symbols.push_back({*m_options.unknown, at, length});
    }
}

} // namespace espalier::text
