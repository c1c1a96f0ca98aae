#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/text/tokenizer.h"

namespace espalier::text {

/// A token that is found in the text before the model cuts it.
struct AddedToken
{
    TokenId id = -1;
    std::string content;
    bool special = false;
    bool leftStrip = false;  ///< swallows white space before it
    bool rightStrip = false; ///< swallows white space after it
    bool singleWord = false; ///< not inside a word
    bool normalized = false; ///< looked for after normalization
};

/// What tokenizer_config.json, special_tokens_map.json and added_tokens.json beside a tokenizer say.
struct TokenizerConfig
{
    std::string tokenizerClass; ///< "LlamaTokenizer"; empty: not said
    std::optional<bool> addBeginOfSequence;
    std::optional<bool> addEndOfSequence;
    std::optional<bool> addPrefixSpace;
    std::optional<bool> legacy;
    std::string beginOfSequence; ///< content of the token; empty: not said
    std::string endOfSequence;
    std::string unknown;
    std::vector<AddedToken> addedTokens; ///< by id
};

/// @param folder or a GGUF file. Files that are absent say nothing. Errors: `tokenizer.format`.
Result<TokenizerConfig> readTokenizerConfig(const std::filesystem::path& folder);

/// Reads a JSON file of the tokenizer. Errors: `tokenizer.format`, `file.open`.
Result<nlohmann::json> readTokenizerJsonFile(const std::filesystem::path& file);

/// One entry of "added_tokens" or "added_tokens_decoder", its id set by the caller.
AddedToken addedTokenFrom(const nlohmann::json& object);

} // namespace espalier::text
