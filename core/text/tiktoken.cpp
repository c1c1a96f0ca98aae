#include <algorithm>
#include <charconv>

#include "core/base/atomic_file.h"
#include "core/text/byte_level.h"
#include "core/text/byte_level_pipeline.h"
#include "core/text/chars_map.h"
#include "core/text/loaders.h"

namespace espalier::text {
namespace {

constexpr std::size_t kLargestVocabulary = std::size_t(1) << 24;
constexpr std::size_t kLlama3SpecialTokens = 256;

/// The bytes of each token by rank.
Result<std::vector<std::string>> readRanks(const std::filesystem::path& file)
{
    auto text = readTextFile(file);
    if (!text) {
        return text.error();
    }
    std::vector<std::string> tokens;
    std::size_t line = 0;
    for (std::size_t begin = 0; begin < text->size();) {
        const std::size_t end = std::min(text->find('\n', begin), text->size());
        const std::string_view content(text->data() + begin, end - begin);
        begin = end + 1;
        ++line;
        if (content.empty()) {
            continue;
        }
        const std::size_t space = std::min(content.find(' '), content.size() - 1);
        std::size_t rank = kLargestVocabulary;
        std::from_chars(content.data() + space + 1, content.data() + content.size(), rank);
        bool ok = true;
        std::string bytes = decodeBase64(content.substr(0, space), ok);
        if (!ok || bytes.empty() || rank >= kLargestVocabulary) {
            return Error{"tokenizer.format", "This line is not a token in base64 with its rank.",
                         file.string() + ":" + std::to_string(line)};
        }
        tokens.resize(std::max(tokens.size(), rank + 1));
        tokens[rank] = std::move(bytes);
    }
    return tokens;
}

/// tiktoken merges any two neighbours that make a token together, the lowest rank first.
BpeMerges mergesOf(const std::vector<std::string>& tokens)
{
    std::unordered_map<std::string_view, TokenId> ids;
    ids.reserve(tokens.size() * 2);
    for (std::size_t id = 0; id < tokens.size(); ++id) {
        ids.try_emplace(tokens[id], static_cast<TokenId>(id));
    }
    BpeMerges merges(tokens.size() * 2);
    for (std::size_t id = 0; id < tokens.size(); ++id) {
        const std::string_view token = tokens[id];
        for (std::size_t cut = 1; cut < token.size(); ++cut) {
            const auto left = ids.find(token.substr(0, cut));
            const auto right = left != ids.end() ? ids.find(token.substr(cut)) : ids.end();
            if (right != ids.end()) {
                merges.add(left->second, right->second, {static_cast<std::uint32_t>(id), static_cast<TokenId>(id)});
            }
        }
    }
    return merges;
}

std::vector<AddedToken> llama3SpecialTokens(std::size_t firstId)
{
    std::vector<std::string> names{"<|begin_of_text|>",
                                   "<|end_of_text|>",
                                   "<|reserved_special_token_0|>",
                                   "<|reserved_special_token_1|>",
                                   "<|finetune_right_pad_id|>",
                                   "<|reserved_special_token_2|>",
                                   "<|start_header_id|>",
                                   "<|end_header_id|>",
                                   "<|eom_id|>",
                                   "<|eot_id|>",
                                   "<|python_tag|>"};
    for (int reserved = 3; names.size() < kLlama3SpecialTokens; ++reserved) {
        names.push_back("<|reserved_special_token_" + std::to_string(reserved) + "|>");
    }
    std::vector<AddedToken> tokens;
    for (std::string& name : names) {
        AddedToken token;
        token.id = static_cast<TokenId>(firstId + tokens.size());
        token.content = std::move(name);
        token.special = true;
        tokens.push_back(std::move(token));
    }
    return tokens;
}

} // namespace

Result<std::unique_ptr<Tokenizer>> loadTiktoken(const std::filesystem::path& file, const TokenizerConfig& config)
{
    auto tokens = readRanks(file);
    if (!tokens) {
        return tokens.error();
    }
    std::vector<std::string> pieces;
    for (const std::string& token : *tokens) {
        pieces.push_back(byteLevelPiece(token));
    }
    auto pipeline = byteLevelPipeline(std::move(pieces), mergesOf(*tokens), *modelPatterns("llama-bpe"), false);
    if (!pipeline) {
        return pipeline.error();
    }
    pipeline->addedTokens = config.addedTokens.empty() ? llama3SpecialTokens(tokens->size()) : config.addedTokens;
    pipeline->beginOfSequence = config.beginOfSequence.empty() ? "<|begin_of_text|>" : config.beginOfSequence;
    pipeline->endOfSequence = config.endOfSequence.empty() ? "<|end_of_text|>" : config.endOfSequence;
    addSequenceTokens(*pipeline, config.addBeginOfSequence.value_or(true), config.addEndOfSequence.value_or(false));
    return makePipelineTokenizer(pipeline.take());
}

} // namespace espalier::text
