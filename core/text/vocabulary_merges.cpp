#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/text/byte_level_pipeline.h"
#include "core/text/loaders.h"

namespace espalier::text {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLargestVocabulary = std::int64_t(1) << 24;

Result<std::vector<std::string>> readVocabulary(const fs::path& file)
{
    auto object = readTokenizerJsonFile(file);
    if (!object) {
        return object.error();
    }
    std::vector<std::string> pieces;
    for (const auto& [piece, id] : object->items()) {
        const std::int64_t index = id.is_number_integer() ? id.get<std::int64_t>() : -1;
        if (index < 0 || index >= kLargestVocabulary) {
            return Error{"tokenizer.format", "The piece \"" + piece + "\" has no id that can be used.", file.string()};
        }
        pieces.resize(std::max(pieces.size(), static_cast<std::size_t>(index) + 1));
        pieces[static_cast<std::size_t>(index)] = piece;
    }
    return pieces;
}

Result<BpeMerges> readMerges(const fs::path& file, const std::vector<std::string>& pieces)
{
    auto text = readTextFile(file);
    if (!text) {
        return Error{"tokenizer.missing", "The merges that belong to vocab.json are not there.", file.string()};
    }
    MergeList list(pieces);
    std::size_t line = 0;
    for (std::size_t begin = 0; begin < text->size();) {
        const std::size_t end = std::min(text->find('\n', begin), text->size());
        std::string_view content(text->data() + begin, end - begin);
        begin = end + 1;
        ++line;
        if (content.ends_with('\r')) {
            content.remove_suffix(1);
        }
        if (content.empty() || (line == 1 && content.starts_with("#version"))) {
            continue;
        }
        if (auto added = list.add(content); !added) {
            return Error{added.error().code, added.error().message, file.string() + ":" + std::to_string(line)};
        }
    }
    return list.take();
}

/// "vocab.json" -> "merges.txt", "gpt2-vocab.json" -> "gpt2-merges.txt".
fs::path mergesBeside(const fs::path& vocabularyFile)
{
    constexpr std::string_view kEnding = "vocab.json";
    std::string name = vocabularyFile.filename().string();
    if (name.ends_with(kEnding)) {
        name.resize(name.size() - kEnding.size());
    }
    return vocabularyFile.parent_path() / (name + "merges.txt");
}

/// Tokens that the configuration names by their content alone are in the vocabulary.
void addNamedTokens(const TokenizerConfig& config, Pipeline& pipeline)
{
    pipeline.addedTokens = config.addedTokens;
    std::vector<std::string> names{config.beginOfSequence, config.endOfSequence, config.unknown, "<|endoftext|>"};
    for (const std::string& name : names) {
        const auto at = std::find(pipeline.pieces.begin(), pipeline.pieces.end(), name);
        const auto id = static_cast<TokenId>(at - pipeline.pieces.begin());
        const bool known = std::any_of(pipeline.addedTokens.begin(), pipeline.addedTokens.end(),
                                       [id](const AddedToken& token) { return token.id == id; });
        if (!name.empty() && at != pipeline.pieces.end() && !known) {
            AddedToken token;
            token.id = id;
            token.content = name;
            token.special = true;
            pipeline.addedTokens.push_back(std::move(token));
        }
    }
}

} // namespace

Result<std::unique_ptr<Tokenizer>> loadVocabularyAndMerges(const fs::path& vocabularyFile,
                                                           const TokenizerConfig& config)
{
    auto pieces = readVocabulary(vocabularyFile);
    if (!pieces) {
        return pieces.error();
    }
    auto merges = readMerges(mergesBeside(vocabularyFile), *pieces);
    if (!merges) {
        return merges.error();
    }
    const bool qwen2 = config.tokenizerClass.starts_with("Qwen2");
    auto pipeline = byteLevelPipeline(pieces.take(), merges.take(), *modelPatterns(qwen2 ? "qwen2" : "gpt-2"),
                                      config.addPrefixSpace.value_or(false));
    if (!pipeline) {
        return pipeline.error();
    }
    addNamedTokens(config, *pipeline);
    pipeline->beginOfSequence = config.beginOfSequence;
    pipeline->endOfSequence = config.endOfSequence;
    addSequenceTokens(*pipeline, config.addBeginOfSequence.value_or(false), config.addEndOfSequence.value_or(false));
    return makePipelineTokenizer(pipeline.take());
}

} // namespace espalier::text
