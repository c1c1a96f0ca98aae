#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::text {

/// What Hugging Face's tokenizers (transformers, transformers.js) take in place of SentencePiece's tokenizer.model,
/// vocab.json with merges.txt, or a GGUF file's vocabulary.
struct ConvertedTokenizer
{
    nlohmann::json tokenizer;  ///< tokenizer.json
    nlohmann::json config;     ///< tokenizer_config.json: the folder's own, with what it leaves to the model's file
    bool leadingSpaces = true; ///< texts that begin with a space are cut alike as well
    std::vector<std::string> notes; ///< where text is cut otherwise than by the model's file
};

/// Converts a folder whose tokenizer is SentencePiece's tokenizer.model, or vocab.json with merges.txt, alone; nothing
/// for others (tokenizer.json is there, or the file is tiktoken's). A SentencePiece BPE's merges are all pairs of
/// pieces that make a piece, in the order of its score, as in Hugging Face's own conversion; a unigram model keeps its
/// scores, and what never matches text gets one that never wins. Errors: those of Tokenizer::load(),
/// `tokenizer.unsupported` (word and character models, white space as a suffix).
Result<std::optional<ConvertedTokenizer>> convertTokenizer(const std::filesystem::path& folder);
/// The same of a GGUF file's vocabulary, of the byte-level kind as well, with its chat template in
/// tokenizer_config.json. Nothing where it has none. Errors: those of Tokenizer::load().
Result<std::optional<ConvertedTokenizer>> convertGgufVocabulary(const std::filesystem::path& file);

} // namespace espalier::text
