#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
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
/// (parquet).
Result<std::vector<std::string>> loadRecords(const std::filesystem::path& file, const DatasetOptions& options);

/// All files' records joined by recordJoin and encoded once (BOS once at the start if the tokenizer adds it).
Result<std::vector<TokenId>> loadTokens(const std::vector<std::filesystem::path>& files, const DatasetOptions& options,
                                        const Tokenizer& tokenizer);

/// Non-overlapping windows of `length` tokens, tail dropped; `count` of them spread evenly (window floor(i * available
/// / count)), all if count is 0 or more than there are. Error `data.short` if there is not one window.
Result<std::vector<std::vector<TokenId>>> windows(const std::vector<TokenId>& tokens, std::size_t length,
                                                  std::size_t count);

} // namespace espalier::text
