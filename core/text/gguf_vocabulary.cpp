#include <algorithm>

#include "core/formats/gguf.h"
#include "core/text/byte_level_pipeline.h"
#include "core/text/loaders.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/vocabulary_parts.h"

namespace espalier::text {
namespace {

using formats::GgufFile;
using Type = SentencePieceModel::Type;

Error formatError(const std::string& message)
{
    return {"tokenizer.format", message, ""};
}

std::string tokenNamed(const GgufFile& gguf, std::string_view key, const std::vector<std::string_view>& tokens)
{
    const auto id = gguf.integer(key);
    const bool known = id && *id >= 0 && static_cast<std::size_t>(*id) < tokens.size();
    return known ? std::string(tokens[static_cast<std::size_t>(*id)]) : std::string();
}

/// The tokens of GGUF types 3 (control) and 4 (user-defined), which are found in the text before the model cuts it.
std::vector<AddedToken> addedTokensOf(const std::vector<std::string_view>& tokens,
                                      const std::vector<std::int64_t>* types)
{
    std::vector<AddedToken> added;
    for (std::size_t id = 0; types != nullptr && id < std::min(tokens.size(), types->size()); ++id) {
        const auto type = (*types)[id];
        if ((type == 3 || type == 4) && !tokens[id].empty()) {
            AddedToken token;
            token.id = static_cast<TokenId>(id);
            token.content = tokens[id];
            token.special = type == 3;
            added.push_back(std::move(token));
        }
    }
    return added;
}

TokenizerConfig configOf(const GgufFile& gguf, const std::vector<std::string_view>& tokens)
{
    TokenizerConfig config;
    config.addBeginOfSequence = gguf.flag("tokenizer.ggml.add_bos_token");
    config.addEndOfSequence = gguf.flag("tokenizer.ggml.add_eos_token");
    config.beginOfSequence = tokenNamed(gguf, "tokenizer.ggml.bos_token_id", tokens);
    config.endOfSequence = tokenNamed(gguf, "tokenizer.ggml.eos_token_id", tokens);
    config.addedTokens = addedTokensOf(tokens, gguf.integers("tokenizer.ggml.token_type"));
    return config;
}

std::string charsMapOf(const GgufFile& gguf)
{
    std::string bytes;
    if (const auto* values = gguf.integers("tokenizer.ggml.precompiled_charsmap")) {
        for (const std::int64_t value : *values) {
            bytes.push_back(static_cast<char>(value));
        }
    }
    return bytes;
}

Result<SentencePieceModel> sentencePieceFrom(const GgufFile& gguf, const std::vector<std::string_view>& tokens,
                                             SentencePieceModel::Algorithm algorithm)
{
    const auto* scores = gguf.floats("tokenizer.ggml.scores");
    const auto* types = gguf.integers("tokenizer.ggml.token_type");
    if (scores == nullptr || types == nullptr || scores->size() != tokens.size() || types->size() != tokens.size()) {
        return formatError("The GGUF vocabulary has no score and type for each token.");
    }
    SentencePieceModel model;
    model.algorithm = algorithm;
    model.unknownId = static_cast<int>(gguf.integer("tokenizer.ggml.unknown_token_id").value_or(0));
    model.beginOfSequenceId = model.endOfSequenceId = -1; // the configuration names them
    for (std::size_t id = 0; id < tokens.size(); ++id) {
        const auto type = (*types)[id] >= 1 && (*types)[id] <= 6 ? static_cast<Type>((*types)[id]) : Type::Unused;
        // user-defined tokens are taken out of the text as added tokens; the model must not match them as well
        model.pieces.push_back(
            {std::string(tokens[id]), (*scores)[id], type == Type::UserDefined ? Type::Control : type});
        model.byteFallback = model.byteFallback || type == Type::Byte;
    }
    model.charsMap = charsMapOf(gguf);
    model.addDummyPrefix = gguf.flag("tokenizer.ggml.add_space_prefix").value_or(true);
    model.removeExtraWhitespaces = gguf.flag("tokenizer.ggml.remove_extra_whitespaces").value_or(false);
    if (model.unknownId < 0 || static_cast<std::size_t>(model.unknownId) >= tokens.size()) {
        return formatError("The GGUF vocabulary has no token for unknown text.");
    }
    return model;
}

/// Nothing for another kind of vocabulary.
Result<std::optional<SentencePieceModel>> sentencePieceOf(const GgufFile& gguf)
{
    using Algorithm = SentencePieceModel::Algorithm;
    const auto kind = gguf.text("tokenizer.ggml.model");
    const auto* tokens = gguf.texts("tokenizer.ggml.tokens");
    if (tokens == nullptr || (kind != "llama" && kind != "t5")) {
        return std::optional<SentencePieceModel>();
    }
    auto model = sentencePieceFrom(gguf, *tokens, kind == "llama" ? Algorithm::Bpe : Algorithm::Unigram);
    return model ? Result<std::optional<SentencePieceModel>>(model.take()) : model.error();
}

Result<std::unique_ptr<Tokenizer>> byteLevelFrom(const GgufFile& gguf, const std::vector<std::string_view>& tokens)
{
    const std::string name(gguf.text("tokenizer.ggml.pre").value_or("default"));
    const ModelPatterns* patterns = modelPatterns(name);
    if (patterns == nullptr) {
        return Error{"tokenizer.unsupported",
                     "The GGUF file names the pre-tokenizer \"" + name + "\", which this version does not know.", ""};
    }
    const auto* lines = gguf.texts("tokenizer.ggml.merges");
    if (lines == nullptr) {
        return formatError("The GGUF vocabulary has no merges.");
    }
    std::vector<std::string> pieces(tokens.begin(), tokens.end());
    MergeList list(pieces);
    for (const std::string_view line : *lines) {
        if (auto added = list.add(line); !added) {
            return added.error();
        }
    }
    auto pipeline =
        byteLevelPipeline(pieces, list.take(), *patterns, gguf.flag("tokenizer.ggml.add_space_prefix").value_or(false));
    if (!pipeline) {
        return pipeline.error();
    }
    const TokenizerConfig config = configOf(gguf, tokens);
    pipeline->addedTokens = config.addedTokens;
    pipeline->beginOfSequence = config.beginOfSequence;
    pipeline->endOfSequence = config.endOfSequence;
    addSequenceTokens(*pipeline, config.addBeginOfSequence.value_or(patterns->addsBeginOfSequence),
                      config.addEndOfSequence.value_or(false));
    return makePipelineTokenizer(pipeline.take());
}

Result<std::unique_ptr<Tokenizer>> vocabularyFrom(const GgufFile& gguf)
{
    const auto model = gguf.text("tokenizer.ggml.model");
    const auto* tokens = gguf.texts("tokenizer.ggml.tokens");
    if (!model || tokens == nullptr || tokens->empty()) {
        return Error{"tokenizer.missing", "The GGUF file holds no vocabulary.", ""};
    }
    auto sentencePiece = sentencePieceOf(gguf);
    if (!sentencePiece) {
        return sentencePiece.error();
    }
    if (*sentencePiece) {
        return makeSentencePieceTokenizer(std::move(**sentencePiece), configOf(gguf, *tokens));
    }
    if (*model == "gpt2") {
        return byteLevelFrom(gguf, *tokens);
    }
    return Error{
        "tokenizer.unsupported",
        "The GGUF vocabulary is of the kind \"" + std::string(*model) + "\", which this version does not read.", ""};
}

Result<VocabularyParts> partsFrom(const GgufFile& gguf)
{
    using Kind = VocabularyParts::Kind;
    const auto tokenizer = vocabularyFrom(gguf); // says what is wrong with it
    if (!tokenizer) {
        return tokenizer.error();
    }
    VocabularyParts parts;
    const std::string_view model = *gguf.text("tokenizer.ggml.model");
    parts.kind =
        model == "gpt2" ? Kind::ByteLevelBpe : (model == "t5" ? Kind::SentencePieceUnigram : Kind::SentencePieceBpe);
    const auto& tokens = *gguf.texts("tokenizer.ggml.tokens");
    const auto* scores = gguf.floats("tokenizer.ggml.scores");
    const auto* types = gguf.integers("tokenizer.ggml.token_type");
    for (std::size_t id = 0; id < tokens.size(); ++id) {
        const std::int64_t type = types != nullptr && id < types->size() ? (*types)[id] : 1;
        const float score = scores != nullptr && id < scores->size() ? (*scores)[id] : 0.0F;
        parts.tokens.push_back(
            {std::string(tokens[id]), score, type >= 1 && type <= 6 ? static_cast<Type>(type) : Type::Unused});
    }
    if (parts.kind == Kind::ByteLevelBpe) {
        const auto& merges = *gguf.texts("tokenizer.ggml.merges");
        parts.merges.assign(merges.begin(), merges.end());
        parts.preTokenizer = gguf.text("tokenizer.ggml.pre").value_or("default");
    } else {
        parts.charsMap = charsMapOf(gguf);
        parts.removeExtraWhitespaces = gguf.flag("tokenizer.ggml.remove_extra_whitespaces").value_or(false);
    }
    parts.unknownId = static_cast<int>(gguf.integer("tokenizer.ggml.unknown_token_id").value_or(-1));
    parts.addDummyPrefix = gguf.flag("tokenizer.ggml.add_space_prefix").value_or(parts.kind != Kind::ByteLevelBpe);
    return parts;
}

/// What a function makes of a GGUF file, the file as the place of its errors.
template <typename Make>
auto ofFile(const std::filesystem::path& file, const Make& make) -> decltype(make(std::declval<const GgufFile&>()))
{
    const auto gguf = GgufFile::open(file);
    if (!gguf) {
        return gguf.error();
    }
    auto made = make(*gguf);
    if (!made) {
        return Error{made.error().code, made.error().message, file.string()};
    }
    return made;
}

} // namespace

Result<std::unique_ptr<Tokenizer>> loadGgufVocabulary(const std::filesystem::path& file)
{
    return ofFile(file, vocabularyFrom);
}

Result<std::optional<SentencePieceModel>> readGgufSentencePiece(const std::filesystem::path& file)
{
    return ofFile(file, sentencePieceOf);
}

Result<VocabularyParts> readGgufVocabularyParts(const std::filesystem::path& file)
{
    return ofFile(file, partsFrom);
}

Result<TokenizerConfig> readGgufTokenizerConfig(const std::filesystem::path& file)
{
    return ofFile(file, [](const GgufFile& gguf) -> Result<TokenizerConfig> {
        const auto* tokens = gguf.texts("tokenizer.ggml.tokens");
        return tokens == nullptr ? TokenizerConfig() : configOf(gguf, *tokens);
    });
}

Result<std::optional<std::string>> readGgufChatTemplate(const std::filesystem::path& file, bool withTools)
{
    return ofFile(file, [&](const GgufFile& gguf) -> Result<std::optional<std::string>> {
        auto found = withTools ? gguf.text("tokenizer.chat_template.tool_use") : std::nullopt;
        found = found ? found : gguf.text("tokenizer.chat_template");
        return found ? std::optional(std::string(*found)) : std::nullopt;
    });
}

} // namespace espalier::text
