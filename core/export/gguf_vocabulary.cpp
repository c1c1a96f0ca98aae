#include "core/export/gguf_vocabulary.h"

#include <algorithm>

#include "core/text/chat_template.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_config.h"
#include "core/text/vocabulary_parts.h"

namespace espalier::exporting {
namespace {

using text::VocabularyParts;
using Kind = VocabularyParts::Kind;

const char* modelName(Kind kind)
{
    return kind == Kind::ByteLevelBpe ? "gpt2" : kind == Kind::SentencePieceBpe ? "llama" : "t5";
}

class Keys
{
public:
    void set(const char* key, GgufValue value)
    {
        m_metadata.emplace_back(std::string("tokenizer.") + key, std::move(value));
    }
    void id(const char* key, std::optional<std::int64_t> id, std::int64_t tokens)
    {
        if (id && *id >= 0 && *id < tokens) {
            set(key, static_cast<std::uint32_t>(*id));
        }
    }
    GgufMetadata take() { return std::move(m_metadata); }

private:
    GgufMetadata m_metadata;
};

/// As many tokens as the embedding has rows: llama.cpp takes one number for both.
void setTokens(const VocabularyParts& parts, std::int64_t rows, Keys& keys)
{
    std::vector<std::string> tokens;
    std::vector<float> scores;
    std::vector<std::int32_t> types;
    for (std::size_t id = 0; id < static_cast<std::size_t>(rows); ++id) {
        const bool used = id < parts.tokens.size() && !parts.tokens[id].text.empty();
        tokens.push_back(used ? parts.tokens[id].text : "[PAD" + std::to_string(id) + "]");
        scores.push_back(used ? parts.tokens[id].score : -10000.0F);
        types.push_back(used ? static_cast<std::int32_t>(parts.tokens[id].type)
                             : static_cast<std::int32_t>(text::SentencePieceModel::Type::Unused));
    }
    keys.set("ggml.tokens", std::move(tokens));
    if (parts.kind != Kind::ByteLevelBpe) {
        keys.set("ggml.scores", std::move(scores));
    }
    keys.set("ggml.token_type", std::move(types));
}

void setModel(const VocabularyParts& parts, Keys& keys)
{
    keys.set("ggml.model", std::string(modelName(parts.kind)));
    if (parts.kind == Kind::ByteLevelBpe) {
        keys.set("ggml.pre", parts.preTokenizer);
        keys.set("ggml.merges", parts.merges);
    } else {
        keys.set("ggml.pre", std::string("default"));
        keys.set("ggml.remove_extra_whitespaces", parts.removeExtraWhitespaces);
        if (!parts.charsMap.empty()) {
            keys.set("ggml.precompiled_charsmap",
                     std::vector<std::uint8_t>(parts.charsMap.begin(), parts.charsMap.end()));
        }
    }
    keys.set("ggml.add_space_prefix", parts.addDummyPrefix);
}

} // namespace

Result<GgufMetadata> vocabularyMetadata(const std::filesystem::path& folder, const model::ModelSpec& spec)
{
    Keys keys;
    const auto tokenizer = text::Tokenizer::load(folder);
    if (!tokenizer) {
        if (tokenizer.error().code != "tokenizer.missing") {
            return tokenizer.error();
        }
        keys.set("ggml.model", std::string("no_vocab"));
        return keys.take();
    }
    auto parts = text::readVocabularyParts(folder);
    if (!parts) {
        return parts.error();
    }
    setModel(*parts, keys);
    setTokens(*parts, spec.vocabularySize, keys);
    const std::int64_t tokens = spec.vocabularySize;
    const text::Tokenizer& known = **tokenizer;
    const auto end = known.endOfSequence();
    keys.id("ggml.bos_token_id", known.beginOfSequence(), tokens);
    keys.id("ggml.eos_token_id", end, tokens);
    for (const std::int64_t other : spec.endOfSequenceIds) {
        if (!end || other != *end) { // of chat models: what ends a turn
            keys.id("ggml.eot_token_id", other, tokens);
            break;
        }
    }
    keys.id("ggml.unknown_token_id", parts->unknownId, tokens);
    // What is put around a text shows in the ids of an empty one.
    const std::vector<text::TokenId> around = known.encode("");
    keys.set("ggml.add_bos_token", known.addsBeginOfSequence());
    keys.set("ggml.add_eos_token",
             end && !around.empty() && around.back() == *end && (around.size() > 1 || !known.addsBeginOfSequence()));
    const auto chat = text::ChatTemplate::load(folder);
    if (!chat) {
        return chat.error();
    }
    if (*chat) {
        keys.set("chat_template", (*chat)->source());
    }
    return keys.take();
}

} // namespace espalier::exporting
