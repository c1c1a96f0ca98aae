#include "core/text/pipeline_tokenizer.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "core/text/added_tokens.h"
#include "core/text/byte_level.h"
#include "core/text/utf8.h"

namespace espalier::text {
namespace {

class PipelineTokenizer : public Tokenizer
{
public:
    explicit PipelineTokenizer(Pipeline pipeline) : m_pipeline(std::move(pipeline))
    {
        setupAddedTokens();
        setupSpecial();
    }

    std::vector<TokenId> encode(std::string_view text, const EncodeOptions& options) const override;
    std::string decode(std::span<const TokenId> ids, bool skipSpecial) const override;
    std::string piece(TokenId id) const override;
    std::string bytesOf(TokenId id) const override;
    std::optional<TokenId> idOf(std::string_view piece) const override;
    std::int64_t vocabularySize() const override { return static_cast<std::int64_t>(m_pipeline.pieces.size()); }
    std::optional<TokenId> beginOfSequence() const override { return m_begin; }
    std::optional<TokenId> endOfSequence() const override { return m_end; }
    bool addsBeginOfSequence() const override
    {
        return m_begin && !m_pipeline.prefix.empty() && m_pipeline.prefix.front() == *m_begin;
    }

private:
    struct Work // what one call of encode() needs; the cache's keys point into the arena
    {
        PreTokenArena arena;
        WordCache cache;
        std::vector<TokenId> ids;
    };

    void setupAddedTokens();
    void setupSpecial();
    void encodeText(std::string_view text, bool atStart, bool parseSpecial, Work& work) const;

    Pipeline m_pipeline;
    std::unordered_map<std::string, TokenId> m_ids;
    std::unordered_set<TokenId> m_added;
    std::unordered_set<TokenId> m_special;
    AddedTokenSplitter m_splitter;           ///< tokens that are looked for in the text as it is
    AddedTokenSplitter m_normalizedSplitter; ///< in normalized text
    std::optional<TokenId> m_begin, m_end;
};

void PipelineTokenizer::setupAddedTokens()
{
    auto& pieces = m_pipeline.pieces;
    std::vector<AddedToken> plain;
    std::vector<AddedToken> normalized;
    for (const AddedToken& token : m_pipeline.addedTokens) {
        const auto index = static_cast<std::size_t>(token.id);
        pieces.resize(std::max(pieces.size(), index + 1));
        pieces[index] = token.content;
        m_added.insert(token.id);
        if (token.special) {
            m_special.insert(token.id);
        }
        (token.normalized ? normalized : plain).push_back(token);
    }
    for (AddedToken& token : normalized) {
        if (m_pipeline.normalizer) {
            token.content = m_pipeline.normalizer->normalize(token.content);
        }
    }
    m_splitter = AddedTokenSplitter(std::move(plain));
    m_normalizedSplitter = AddedTokenSplitter(std::move(normalized));
    m_ids.reserve(pieces.size() * 2);
    for (std::size_t id = 0; id < pieces.size(); ++id) {
        m_ids.try_emplace(pieces[id], static_cast<TokenId>(id));
    }
    for (const AddedToken& token : m_pipeline.addedTokens) {
        m_ids[token.content] = token.id;
    }
}

void PipelineTokenizer::setupSpecial()
{
    m_begin = m_pipeline.beginOfSequence.empty() ? std::nullopt : idOf(m_pipeline.beginOfSequence);
    m_end = m_pipeline.endOfSequence.empty() ? std::nullopt : idOf(m_pipeline.endOfSequence);
    if (m_pipeline.beginOfSequence.empty() && !m_pipeline.prefix.empty()) {
        m_begin = m_pipeline.prefix.front();
    }
    for (const char* name : {"</s>", "<|endoftext|>", "<|end_of_text|>"}) {
        const auto id = m_pipeline.endOfSequence.empty() && !m_end ? idOf(name) : std::nullopt;
        if (id && m_special.contains(*id)) {
            m_end = id;
        }
    }
}

std::vector<TokenId> PipelineTokenizer::encode(std::string_view text, const EncodeOptions& options) const
{
    Work work;
    work.ids.reserve(text.size() / 3 + 4);
    if (options.addSpecial) {
        work.ids = m_pipeline.prefix;
    }
    if (!isValidUtf8(text)) {
        text = work.arena.emplace_back(toValidUtf8(text));
    }
    for (const auto& part : m_splitter.split(text, options.parseSpecial)) {
        if (part.id >= 0) {
            work.ids.push_back(part.id);
        } else {
            encodeText(part.text, part.text.data() == text.data(), options.parseSpecial, work);
        }
    }
    if (options.addSpecial) {
        work.ids.insert(work.ids.end(), m_pipeline.suffix.begin(), m_pipeline.suffix.end());
    }
    return std::move(work.ids);
}

void PipelineTokenizer::encodeText(std::string_view text, bool atStart, bool parseSpecial, Work& work) const
{
    if (m_pipeline.normalizer) {
        text = work.arena.emplace_back(m_pipeline.normalizer->normalize(std::string(text)));
    }
    for (const auto& part : m_normalizedSplitter.split(text, parseSpecial)) {
        if (part.id >= 0) {
            work.ids.push_back(part.id);
            continue;
        }
        const PreToken whole{part.text, atStart && part.text.data() == text.data()};
        for (const PreToken& word : m_pipeline.preTokenizer.split(whole, work.arena)) {
            m_pipeline.model->encode(word.text, work.cache, work.ids);
        }
    }
}

std::string PipelineTokenizer::piece(TokenId id) const
{
    const auto index = static_cast<std::size_t>(id);
    return id >= 0 && index < m_pipeline.pieces.size() ? m_pipeline.pieces[index] : std::string();
}

std::optional<TokenId> PipelineTokenizer::idOf(std::string_view piece) const
{
    const auto it = m_ids.find(std::string(piece));
    return it != m_ids.end() && !piece.empty() ? std::optional(it->second) : std::nullopt;
}

std::string PipelineTokenizer::bytesOf(TokenId id) const
{
    if (m_special.contains(id)) {
        return {};
    }
    return m_added.contains(id) ? piece(id) : m_pipeline.decoder.running(piece(id));
}

std::string PipelineTokenizer::decode(std::span<const TokenId> ids, bool skipSpecial) const
{
    std::vector<std::string> pieces;
    pieces.reserve(ids.size());
    for (const TokenId id : ids) {
        if (!(skipSpecial && m_special.contains(id))) {
            pieces.push_back(piece(id));
        }
    }
    return m_pipeline.decoder.decode(std::move(pieces));
}

} // namespace

std::unique_ptr<Tokenizer> makePipelineTokenizer(Pipeline pipeline)
{
    return std::make_unique<PipelineTokenizer>(std::move(pipeline));
}

std::vector<std::string> byteLevelVocabulary(const std::vector<std::string>& pieces)
{
    std::vector<std::string> vocabulary;
    vocabulary.reserve(pieces.size());
    for (const std::string& piece : pieces) {
        vocabulary.push_back(byteLevelBytes(piece).value_or(std::string()));
    }
    return vocabulary;
}

} // namespace espalier::text
