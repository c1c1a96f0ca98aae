#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/text/prompt_encoder.h"
#include "core/text/tokenizer.h"

namespace espalier::text {

/// How records become text. The values are stored with every figure that depends on them.
struct DatasetOptions
{
    std::vector<std::string> textColumns; ///< joined by columnJoin; empty: "text", else the only string column
    std::string columnJoin;
    std::string recordJoin = "\n\n";
};

/// The records of txt (the whole file is one record), jsonl, json (array of objects or strings) or csv files.
/// Errors: `data.open`, `data.format` (file:line), `data.column` (lists the columns that are there), `data.unsupported`
/// (parquet, chats).
Result<std::vector<std::string>> loadRecords(const std::filesystem::path& file, const DatasetOptions& options);

/// All files' records joined by recordJoin and encoded once (BOS once at the start if the tokenizer adds it).
Result<std::vector<TokenId>> loadTokens(const std::vector<std::filesystem::path>& files, const DatasetOptions& options,
                                        const Tokenizer& tokenizer);

/// Text to learn from, in one row.
struct TokenStream
{
    std::vector<TokenId> tokens;
    /// By token: a chat has it, and the assistant does not say it. Empty: there are no chats, or their template does
    /// not tell prompts and answers apart.
    std::vector<bool> prompts;
    bool chats = false; ///< some records are
};

/// As loadTokens(), and records of jsonl and json files that are chats (`messages` of role and content, or
/// `conversations` of from and value; `tools` if there are any) become text by the chat template of the model's
/// folder, with no token but the template's. Where a text column is named, it is read instead.
/// Errors: also `data.chat` (no list of messages), `data.chat.template` (the folder has none), `template.*`.
Result<TokenStream> loadStream(const std::vector<std::filesystem::path>& files, const DatasetOptions& options,
                               const Tokenizer& tokenizer, const std::filesystem::path& model);

/// Non-overlapping windows of `length` tokens, tail dropped; `count` of them spread evenly (window floor(i * available
/// / count)), all if count is 0 or more than there are. Error `data.short` if there is not one window.
Result<std::vector<std::vector<TokenId>>> windows(const std::vector<TokenId>& tokens, std::size_t length,
                                                  std::size_t count);

} // namespace espalier::text
