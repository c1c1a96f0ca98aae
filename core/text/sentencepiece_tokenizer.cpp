#include "core/text/sentencepiece_tokenizer.h"

#include <algorithm>
#include <cfloat>
#include <deque>

#include "core/text/added_tokens.h"
#include "core/text/byte_tokens.h"
#include "core/text/sentencepiece_bpe.h"
#include "core/text/sentencepiece_normalizer.h"
#include "core/text/unigram.h"

namespace espalier::text {
namespace {

using Type = SentencePieceModel::Type;

constexpr double kUnknownPenalty = 10.0;
constexpr double kUserDefinedPenalty = 0.1;

/// The scores as sentencepiece uses them: a user-defined symbol always wins, an unused piece never matches.
std::unique_ptr<SubwordModel> makeUnigram(const SentencePieceModel& model, const SentencePieceIds& ids)
{
    float smallest = FLT_MAX;
    float largest = FLT_MIN;
    for (const auto& piece : model.pieces) {
        if (piece.type == Type::Normal) {
            smallest = std::min(smallest, piece.score);
            largest = std::max(largest, piece.score);
        }
    }
    std::vector<Unigram::Piece> pieces;
    for (const auto& piece : model.pieces) {
        if (piece.type == Type::Normal) {
            pieces.push_back({piece.text, piece.score});
        } else if (piece.type == Type::UserDefined) {
            pieces.push_back({piece.text, static_cast<float>(piece.text.size()) * largest - kUserDefinedPenalty});
        } else {
            pieces.push_back({});
        }
    }
    Unigram::Options options;
    options.precision = Unigram::Precision::Float;
    options.unknownId = model.unknownId;
    options.unknownScore = static_cast<float>(smallest - kUnknownPenalty);
    for (int byte = 0; model.byteFallback && byte < 256; ++byte) {
        options.byteTokens.push_back(ids.idOf(byteToken(static_cast<unsigned char>(byte))));
    }
    return std::make_unique<Unigram>(pieces, std::move(options));
}

class SentencePieceTokenizer : public Tokenizer
{
public:
    SentencePieceTokenizer(SentencePieceModel model, SentencePieceNormalizer normalizer, const TokenizerConfig& config)
        : m_model(std::move(model)), m_ids(m_model), m_normalizer(std::move(normalizer))
    {
        if (m_model.algorithm == SentencePieceModel::Algorithm::Bpe) {
            m_subwords = std::make_unique<SentencePieceBpe>(m_model, m_ids, m_normalizer.userDefined());
        } else {
            m_subwords = makeUnigram(m_model, m_ids);
        }
        m_size = static_cast<std::int64_t>(m_model.pieces.size());
        setupAddedTokens(config);
        setupSpecial(config);
    }

    std::vector<TokenId> encode(std::string_view text, const EncodeOptions& options) const override;
    std::string decode(std::span<const TokenId> ids, bool skipSpecial) const override;
    std::string piece(TokenId id) const override;
    std::string bytesOf(TokenId id) const override;
    std::optional<TokenId> idOf(std::string_view piece) const override;
    std::int64_t vocabularySize() const override { return m_size; }
    std::optional<TokenId> beginOfSequence() const override { return m_begin; }
    std::optional<TokenId> endOfSequence() const override { return m_end; }
    bool addsBeginOfSequence() const override { return m_addBegin; }

private:
    void setupAddedTokens(const TokenizerConfig& config);
    void setupSpecial(const TokenizerConfig& config);
    const SentencePieceModel::Piece* modelPiece(TokenId id) const;
    const AddedToken* addedToken(TokenId id) const;
    bool isSpecial(TokenId id) const;
    std::string surface(TokenId id, bool& atStart, bool skipSpecial) const;

    SentencePieceModel m_model;
    SentencePieceIds m_ids;
    SentencePieceNormalizer m_normalizer;
    std::unique_ptr<SubwordModel> m_subwords;
    std::vector<AddedToken> m_added; ///< sorted by id
    AddedTokenSplitter m_splitter;
    std::int64_t m_size = 0;
    std::optional<TokenId> m_begin, m_end;
    bool m_addBegin = false;
    bool m_addEnd = false;
    bool m_prefixEachPart = true;
};

/// Control pieces and the unknown piece are found in text as added tokens are.
void SentencePieceTokenizer::setupAddedTokens(const TokenizerConfig& config)
{
    m_added = config.addedTokens;
    for (std::size_t i = 0; i < m_model.pieces.size(); ++i) {
        const auto& piece = m_model.pieces[i];
        const auto id = static_cast<TokenId>(i);
        const bool named = std::any_of(config.addedTokens.begin(), config.addedTokens.end(),
                                       [id](const AddedToken& token) { return token.id == id; });
        if (!named && (piece.type == Type::Control || piece.type == Type::Unknown)) {
            AddedToken token;
            token.id = id;
            token.content = piece.text;
            token.special = true;
            m_added.push_back(std::move(token));
        }
    }
    std::sort(m_added.begin(), m_added.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    if (!m_added.empty()) {
        m_size = std::max<std::int64_t>(m_size, m_added.back().id + 1);
    }
    m_splitter = AddedTokenSplitter(m_added);
}

void SentencePieceTokenizer::setupSpecial(const TokenizerConfig& config)
{
    const auto choose = [this](const std::string& name, int modelId) {
        if (!name.empty()) {
            if (const auto id = idOf(name)) {
                return id;
            }
        }
        return modelId >= 0 ? std::optional<TokenId>(modelId) : std::nullopt;
    };
    m_begin = choose(config.beginOfSequence, m_model.beginOfSequenceId);
    m_end = choose(config.endOfSequence, m_model.endOfSequenceId);
    const bool t5 = config.tokenizerClass.starts_with("T5");
    m_addBegin = m_begin && config.addBeginOfSequence.value_or(!t5);
    m_addEnd = m_end && config.addEndOfSequence.value_or(t5);
    m_prefixEachPart = config.legacy.value_or(true);
}

std::vector<TokenId> SentencePieceTokenizer::encode(std::string_view text, const EncodeOptions& options) const
{
    std::vector<TokenId> ids;
    ids.reserve(text.size() / 3 + 2);
    if (options.addSpecial && m_addBegin) {
        ids.push_back(*m_begin);
    }
    std::deque<std::string> normalized; // the cache's keys point into it
    WordCache cache;
    bool first = true;
    for (const auto& part : m_splitter.split(text, options.parseSpecial)) {
        if (part.id >= 0) {
            ids.push_back(part.id);
        } else {
            normalized.push_back(m_normalizer.normalize(part.text, m_prefixEachPart || first));
            std::vector<TokenId> partIds;
            m_subwords->encode(normalized.back(), cache, partIds);
            ids.insert(ids.end(), partIds.begin(), partIds.end());
        }
        first = false;
    }
    if (options.addSpecial && m_addEnd) {
        ids.push_back(*m_end);
    }
    return ids;
}

const SentencePieceModel::Piece* SentencePieceTokenizer::modelPiece(TokenId id) const
{
    const auto index = static_cast<std::size_t>(id);
    return id >= 0 && index < m_model.pieces.size() ? &m_model.pieces[index] : nullptr;
}

const AddedToken* SentencePieceTokenizer::addedToken(TokenId id) const
{
    const auto it = std::lower_bound(m_added.begin(), m_added.end(), id,
                                     [](const AddedToken& token, TokenId wanted) { return token.id < wanted; });
    return it != m_added.end() && it->id == id ? &*it : nullptr;
}

bool SentencePieceTokenizer::isSpecial(TokenId id) const
{
    const AddedToken* token = addedToken(id);
    return token != nullptr && token->special;
}

std::string SentencePieceTokenizer::piece(TokenId id) const
{
    if (const auto* piece = modelPiece(id)) {
        return piece->text;
    }
    const AddedToken* token = addedToken(id);
    return token != nullptr ? token->content : std::string();
}

std::optional<TokenId> SentencePieceTokenizer::idOf(std::string_view piece) const
{
    for (const AddedToken& token : m_added) {
        if (token.content == piece) {
            return token.id;
        }
    }
    return m_ids.find(piece);
}

std::string SentencePieceTokenizer::bytesOf(TokenId id) const
{
    const auto* piece = modelPiece(id);
    const bool unknown = piece != nullptr && piece->type == Type::Unknown;
    for (const AddedToken& token : m_added) {
        if (token.id == id && !token.special) {
            return token.content; // text like any other, whatever the model takes it for
        }
    }
    if ((isSpecial(id) && !unknown) || (piece != nullptr && piece->type == Type::Control)) {
        return {};
    }
    if (piece == nullptr) {
        return this->piece(id);
    }
    if (piece->type == Type::Byte) {
        const auto byte = byteOfToken(piece->text);
        return byte ? std::string(1, static_cast<char>(*byte)) : piece->text;
    }
    if (unknown) {
        return m_model.unknownSurface;
    }
    std::string out;
    for (std::string_view rest = piece->text; !rest.empty();) {
        const bool space = rest.starts_with(kSpaceSymbol);
        out.push_back(space ? ' ' : rest[0]);
        rest.remove_prefix(space ? kSpaceSymbol.size() : 1);
    }
    return out;
}

std::string SentencePieceTokenizer::surface(TokenId id, bool& atStart, bool skipSpecial) const
{
    const auto* piece = modelPiece(id);
    const bool unknown = piece != nullptr && piece->type == Type::Unknown;
    if (isSpecial(id) && !unknown) {
        return skipSpecial ? std::string() : this->piece(id);
    }
    std::string text = bytesOf(id);
    const bool dropsLeading = piece != nullptr && (m_model.addDummyPrefix || m_model.removeExtraWhitespaces);
    if (atStart && dropsLeading && piece->type != Type::Unknown && text.starts_with(' ')) {
        text.erase(0, 1);
        atStart = m_model.removeExtraWhitespaces && text.empty(); // only until something is written
    } else {
        atStart = false;
    }
    return text;
}

std::string SentencePieceTokenizer::decode(std::span<const TokenId> ids, bool skipSpecial) const
{
    std::string out;
    std::string bytes; // of the run of byte pieces that has not ended yet
    bool atStart = true;
    for (const TokenId id : ids) {
        const auto* piece = modelPiece(id);
        if (piece != nullptr && piece->type == Type::Byte) {
            bytes += bytesOf(id);
            atStart = false;
            continue;
        }
        out += decodeByteRun(bytes);
        bytes.clear();
        out += surface(id, atStart, skipSpecial);
    }
    return out + decodeByteRun(bytes);
}

} // namespace

Result<std::unique_ptr<Tokenizer>> makeSentencePieceTokenizer(SentencePieceModel model, const TokenizerConfig& config)
{
    using Algorithm = SentencePieceModel::Algorithm;
    if (model.algorithm != Algorithm::Bpe && model.algorithm != Algorithm::Unigram) {
        return Error{
            "tokenizer.unsupported",
            "The SentencePiece model cuts text into words or characters; only its BPE and unigram models are read.",
            ""};
    }
    auto normalizer = SentencePieceNormalizer::create(model);
    if (!normalizer) {
        return normalizer.error();
    }
    return std::unique_ptr<Tokenizer>(
        std::make_unique<SentencePieceTokenizer>(std::move(model), normalizer.take(), config));
}

} // namespace espalier::text
