#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::text {

/// How records become text. The values are stored with every figure that depends on them.
struct DatasetOptions
{
    std::vector<std::string> textColumns; ///< joined by columnJoin; empty: "text", else the only string column
    std::string columnJoin;
    std::string recordJoin = "\n\n";
};

/// One record of a data set: a text, or a chat that a model's template makes a text of.
struct Record
{
    std::string text; ///< of a chat: what stands for it where the model has no template; may be empty
    nlohmann::ordered_json messages = {}; ///< [{role, content}]; null: no chat
    nlohmann::ordered_json tools = {};
    std::string place = {}; ///< file and line, for messages

    bool isChat() const { return !messages.is_null(); }
};

/// Ends the reading of a file early where it is an error.
using RecordSink = std::function<Result<void>(const Record& record)>;

/// Whether a file's name says that a data set can be read from it: txt, jsonl, ndjson, json, csv, each also with .gz or
/// .zst behind it, and parquet.
bool isDataFile(const std::filesystem::path& file);

/// Calls `sink` with the records of a file, in order: txt (the whole file is one), jsonl, json (array of objects or
/// strings), csv, each also compressed (.gz, .zst), and parquet, of which only a page of each column is in memory. Any
/// other name is plain text. Where no text columns are named and there is no column "text", records with the columns of
/// chats are chats (chat_records.h).
/// Errors: `data.open`, `data.format` (file:line), `data.column` (lists the columns that are there), `data.chat`,
/// `parquet.*`, `compression.*`, and the sink's.
Result<void> visitRecords(const std::filesystem::path& file, const DatasetOptions& options, const RecordSink& sink);

} // namespace espalier::text
