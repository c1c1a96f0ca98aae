#include <algorithm>

#include "core/formats/gguf.h"
#include "core/text/byte_level_pipeline.h"
#include "core/text/loaders.h"
#include "core/text/sentencepiece_tokenizer.h"

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

Result<std::unique_ptr<Tokenizer>> sentencePieceFrom(const GgufFile& gguf, const std::vector<std::string_view>& tokens,
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
    return makeSentencePieceTokenizer(std::move(model), configOf(gguf, tokens));
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
    if (*model == "llama") {
        return sentencePieceFrom(gguf, *tokens, SentencePieceModel::Algorithm::Bpe);
    }
    if (*model == "t5") {
        return sentencePieceFrom(gguf, *tokens, SentencePieceModel::Algorithm::Unigram);
    }
    if (*model == "gpt2") {
        return byteLevelFrom(gguf, *tokens);
    }
    return Error{
        "tokenizer.unsupported",
        "The GGUF vocabulary is of the kind \"" + std::string(*model) + "\", which this version does not read.", ""};
}

} // namespace

Result<std::unique_ptr<Tokenizer>> loadGgufVocabulary(const std::filesystem::path& file)
{
    auto gguf = GgufFile::open(file);
    if (!gguf) {
        return gguf.error();
    }
    auto tokenizer = vocabularyFrom(*gguf);
    if (!tokenizer) {
        return Error{tokenizer.error().code, tokenizer.error().message, file.string()};
    }
    return tokenizer;
}

} // namespace espalier::text
