#include "core/text/sentencepiece_bpe.h"

#include <algorithm>
#include <functional>

#include "core/text/byte_tokens.h"
#include "core/text/utf8.h"

namespace espalier::text {
namespace {

using Type = SentencePieceModel::Type;

std::string_view firstCharacter(std::string_view text)
{
    return text.substr(0, utf8Length(text[0]));
}

} // namespace

SentencePieceIds::SentencePieceIds(const SentencePieceModel& model) : m_unknown(model.unknownId)
{
    m_ordinary.reserve(model.pieces.size() * 2);
    for (std::size_t i = 0; i < model.pieces.size(); ++i) {
        const auto& piece = model.pieces[i];
        const bool reserved = piece.type == Type::Control || piece.type == Type::Unknown || piece.type == Type::Byte;
        (reserved ? m_reserved : m_ordinary).try_emplace(piece.text, static_cast<TokenId>(i));
    }
}

std::optional<TokenId> SentencePieceIds::find(std::string_view piece) const
{
    if (const auto it = m_reserved.find(piece); it != m_reserved.end()) {
        return it->second;
    }
    const auto it = m_ordinary.find(piece);
    return it != m_ordinary.end() ? std::optional(it->second) : std::nullopt;
}

TokenId SentencePieceIds::idOf(std::string_view piece) const
{
    return find(piece).value_or(m_unknown);
}

SentencePieceBpe::SentencePieceBpe(const SentencePieceModel& model, const SentencePieceIds& ids,
                                   const ByteTrie& userDefined)
    : m_model(model), m_ids(ids), m_userDefined(userDefined)
{
    m_hasUnused = std::any_of(model.pieces.begin(), model.pieces.end(),
                              [](const auto& piece) { return piece.type == Type::Unused; });
    for (std::size_t byte = 0; byte < 256; ++byte) {
        m_byteTokens[byte] = ids.idOf(byteToken(static_cast<unsigned char>(byte)));
    }
    collectSymbols();
    collectMerges();
    collectBoundaries();
}

void SentencePieceBpe::collectSymbols()
{
    m_symbols.reserve(m_ids.ordinary().size() * 2);
    m_symbols.insert(m_ids.ordinary().begin(), m_ids.ordinary().end());
    const auto vocabulary = m_model.pieces.size();
    for (const auto& piece : m_model.pieces) {
        std::string_view rest = m_ids.ordinary().contains(piece.text) ? std::string_view(piece.text) : "";
        while (!rest.empty()) {
            const std::string_view character = firstCharacter(rest);
            rest.remove_prefix(character.size());
            const auto id = static_cast<std::int32_t>(vocabulary + m_extraSymbols.size());
            if (m_symbols.try_emplace(character, id).second) {
                m_extraSymbols.push_back(character);
            }
        }
    }
    m_asciiSymbols.fill(-1);
    for (const auto& [text, id] : m_symbols) {
        if (text.size() == 1 && static_cast<unsigned char>(text[0]) < 128) {
            m_asciiSymbols[static_cast<unsigned char>(text[0])] = id;
        }
    }
}

/// Turns "the joined text is a piece" into pairs of ids, by cutting each piece at each of its characters.
void SentencePieceBpe::collectMerges()
{
    std::vector<float> scores;
    for (const auto& [text, id] : m_ids.ordinary()) {
        scores.push_back(m_model.pieces[static_cast<std::size_t>(id)].score);
    }
    std::sort(scores.begin(), scores.end(), std::greater<>());
    scores.erase(std::unique(scores.begin(), scores.end()), scores.end());
    m_merges = BpeMerges(m_ids.ordinary().size() * 2);
    for (const auto& [text, id] : m_ids.ordinary()) {
        const float score = m_model.pieces[static_cast<std::size_t>(id)].score;
        const auto rank = std::lower_bound(scores.begin(), scores.end(), score, std::greater<>()) - scores.begin();
        for (std::size_t cut = utf8Length(text[0]); cut < text.size(); cut += utf8Length(text[cut])) {
            const auto left = m_symbols.find(text.substr(0, cut));
            const auto right = left != m_symbols.end() ? m_symbols.find(text.substr(cut)) : m_symbols.end();
            if (right != m_symbols.end()) {
                m_merges.add(left->second, right->second, {static_cast<std::uint32_t>(rank), id});
            }
        }
    }
}

void SentencePieceBpe::collectBoundaries()
{
    for (const auto& [text, id] : m_ids.ordinary()) {
        if (m_model.pieces[static_cast<std::size_t>(id)].type !=
            Type::UserDefined) { // those are never formed by merges
            m_boundaries.addPiece(text);
        }
    }
}

std::int32_t SentencePieceBpe::symbolOf(std::string_view character) const
{
    if (character.size() == 1 && static_cast<unsigned char>(character[0]) < 128) {
        return m_asciiSymbols[static_cast<unsigned char>(character[0])];
    }
    const auto it = m_symbols.find(character);
    return it != m_symbols.end() ? it->second : -1;
}

void SentencePieceBpe::encode(std::string_view text, WordCache& cache, std::vector<TokenId>& out) const
{
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto match =
            m_userDefined.mayBegin(text[at]) ? m_userDefined.longest(text.substr(at)) : ByteTrie::Match{};
        if (match.length == 0) {
            at += std::min(utf8Length(text[at]), text.size() - at);
            continue;
        }
        encodeOrdinary(text.substr(begin, at - begin), out, cache);
        out.push_back(match.value);
        at += match.length;
        begin = at;
    }
    encodeOrdinary(text.substr(begin), out, cache);
}

void SentencePieceBpe::encodeOrdinary(std::string_view text, std::vector<TokenId>& out, WordCache& cache) const
{
    const auto append = [&](std::span<const TokenId> ids) {
        const bool joinsUnknown = !m_model.byteFallback && !ids.empty() && !out.empty() &&
                                  ids.front() == m_model.unknownId && out.back() == m_model.unknownId;
        out.insert(out.end(), ids.begin() + (joinsUnknown ? 1 : 0), ids.end());
    };
    if (m_hasUnused) { // which pair an unused piece is taken apart into depends on the whole text
        append(encodeWord(text));
        return;
    }
    while (!text.empty()) {
        const std::string_view word = text.substr(0, m_boundaries.wordEnd(text));
        text.remove_prefix(word.size());
        append(cache.ids(word, [this](std::string_view newWord) { return encodeWord(newWord); }));
    }
}

std::vector<TokenId> SentencePieceBpe::encodeWord(std::string_view word) const
{
    std::vector<TokenId> ids;
    Symbols symbols;
    symbols.reserve(word.size());
    for (std::size_t at = 0; at < word.size();) {
        const std::string_view character = firstCharacter(word.substr(at));
        symbols.push_back(
            {symbolOf(character), static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(character.size())});
        at += character.size();
    }
    BpeMerges::Origins origins;
    m_merges.apply(symbols, m_hasUnused ? &origins : nullptr);
    for (const BpeSymbol& symbol : symbols) {
        resegment(symbol.id, word.substr(symbol.begin, symbol.length), origins, ids);
    }
    return ids;
}

void SentencePieceBpe::resegment(std::int32_t id, std::string_view text, const BpeMerges::Origins& origins,
                                 std::vector<TokenId>& out) const
{
    if (id < 0 || static_cast<std::size_t>(id) >= m_model.pieces.size()) {
        appendUnknown(text, out);
        return;
    }
    const auto& piece = m_model.pieces[static_cast<std::size_t>(id)];
    const auto origin = piece.type == Type::Unused ? origins.find(id) : origins.end();
    if (origin == origins.end()) {
        out.push_back(id);
        return;
    }
    const auto [left, right] = origin->second;
    const std::size_t vocabulary = m_model.pieces.size();
    const auto index = static_cast<std::size_t>(left);
    const std::size_t cut =
        index < vocabulary ? m_model.pieces[index].text.size() : m_extraSymbols[index - vocabulary].size();
    resegment(left, text.substr(0, cut), origins, out);
    resegment(right, text.substr(cut), origins, out);
}

void SentencePieceBpe::appendUnknown(std::string_view text, std::vector<TokenId>& out) const
{
    const TokenId id = m_ids.idOf(text); // a reserved piece of one character is known after all
    if (id != m_model.unknownId) {
        out.push_back(id);
    } else if (m_model.byteFallback) {
        for (const char byte : text) {
            out.push_back(m_byteTokens[static_cast<unsigned char>(byte)]);
        }
    } else if (out.empty() || out.back() != id) { // a run of unknown characters is one token
        out.push_back(id);
    }
}

} // namespace espalier::text
