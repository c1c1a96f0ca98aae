#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/text/bpe_merges.h"
#include "core/text/sentencepiece_model.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_config.h"

namespace espalier::text {

// One loader a file kind, each in its own file. Errors: `tokenizer.format`, `tokenizer.unsupported`, `file.open`.

/// Hugging Face's `tokenizer.json`.
Result<std::unique_ptr<Tokenizer>> loadTokenizerJson(const std::filesystem::path& file, const TokenizerConfig& config);

/// SentencePiece's `tokenizer.model`.
Result<std::unique_ptr<Tokenizer>> loadSentencePiece(const std::filesystem::path& file, const TokenizerConfig& config);

/// tiktoken's rank file: a line "base64-of-the-bytes rank" a token. The pattern and the special tokens are Llama 3's,
/// whose files alone have this form under the name tokenizer.model; `config` may name other special tokens.
Result<std::unique_ptr<Tokenizer>> loadTiktoken(const std::filesystem::path& file, const TokenizerConfig& config);

/// GPT-2's `vocab.json` with `merges.txt` beside it (or both with the same beginning before "vocab.json").
Result<std::unique_ptr<Tokenizer>> loadVocabularyAndMerges(const std::filesystem::path& vocabularyFile,
                                                           const TokenizerConfig& config);

/// The vocabulary in a GGUF file's metadata.
Result<std::unique_ptr<Tokenizer>> loadGgufVocabulary(const std::filesystem::path& file);
/// What else it says of the tokenizer. Errors: `gguf.*`.
Result<TokenizerConfig> readGgufTokenizerConfig(const std::filesystem::path& file);
/// Its pieces with their scores; nothing for another kind of vocabulary. Errors: `gguf.*`, `tokenizer.format`.
Result<std::optional<SentencePieceModel>> readGgufSentencePiece(const std::filesystem::path& file);
/// `tokenizer.chat_template`; where tools are given the template for them, if there is one.
Result<std::optional<std::string>> readGgufChatTemplate(const std::filesystem::path& file, bool withTools);

/// Collects the merges of a file in the order of their ranks. The pieces must outlive it. Errors: `tokenizer.format`.
class MergeList
{
public:
    explicit MergeList(const std::vector<std::string>& pieces);

    Result<void> add(std::string_view line);
    Result<void> add(std::string_view left, std::string_view right);
    BpeMerges take() { return std::move(m_merges); }

private:
    std::unordered_map<std::string_view, TokenId> m_ids;
    BpeMerges m_merges;
    std::uint32_t m_rank = 0;
};

} // namespace espalier::text
