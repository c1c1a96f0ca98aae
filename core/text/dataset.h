#pragma once

#include <filesystem>
#include <vector>

#include "core/base/result.h"
#include "core/text/prompt_encoder.h"
#include "core/text/records.h"
#include "core/text/tokenizer.h"

namespace espalier::text {

/// Text to learn from or to measure on, in one row.
struct TokenStream
{
    std::vector<TokenId> tokens;
    /// By token: a chat has it, and the assistant does not say it. Empty: there are no chats, or their template does
    /// not tell prompts and answers apart.
    std::vector<bool> prompts;
    bool chats = false; ///< some records are
};

/// All files' records in one row. Plain texts that follow each other are joined by recordJoin and encoded once (BOS
/// once at the start if the tokenizer adds it). A chat becomes text by the chat template of the model's folder, with no
/// token but the template's; where there is no template, its plain form (Record::text). Long texts are kept in a
/// TokenCache.
/// @param model folder with the chat template, or a file that has it; empty: there is none
/// Errors: those of visitRecords(); `data.chat.template` (no template and no plain form), `template.*`.
Result<TokenStream> loadStream(const std::vector<std::filesystem::path>& files, const DatasetOptions& options,
                               const Tokenizer& tokenizer, const std::filesystem::path& model = {});

/// The same, each record by itself.
Result<std::vector<std::vector<TokenId>>> loadSamples(const std::vector<std::filesystem::path>& files,
                                                      const DatasetOptions& options, const Tokenizer& tokenizer,
                                                      const std::filesystem::path& model = {});

/// Non-overlapping windows of `length` tokens, tail dropped; `count` of them spread evenly (window floor(i * available
/// / count)), all if count is 0 or more than there are. Error `data.short` if there is not one window.
Result<std::vector<std::vector<TokenId>>> windows(const std::vector<TokenId>& tokens, std::size_t length,
                                                  std::size_t count);

} // namespace espalier::text
