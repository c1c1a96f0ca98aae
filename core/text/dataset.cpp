#include "core/text/dataset.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/text/csv.h"

namespace espalier::text {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Records = std::vector<std::string>;

Error formatError(const fs::path& file, std::size_t line, const std::string& message)
{
    return {"data.format", message, file.string() + ":" + std::to_string(line)};
}

Error columnError(const std::string& wanted, const std::vector<std::string>& columns, const std::string& place)
{
    std::string list;
    for (const std::string& column : columns) {
        list += (list.empty() ? "" : ", ") + column;
    }
    const std::string there = list.empty() ? "It has no columns." : "It has: " + list + ".";
    if (wanted.empty()) {
        return {"data.column",
                "The data has no column \"text\" and not just one column of strings. " + there +
                    " Name the columns to read with --text-column.",
                place};
    }
    return {"data.column", "The data has no column of strings named \"" + wanted + "\". " + there, place};
}

/// The columns to join for one record: those asked for, else "text", else the only one with strings.
Result<std::vector<std::string>> chooseColumns(const json& record, const DatasetOptions& options,
                                               const std::string& place)
{
    std::vector<std::string> all;
    std::vector<std::string> strings;
    for (const auto& [key, value] : record.items()) {
        all.push_back(key);
        if (value.is_string()) {
            strings.push_back(key);
        }
    }
    if (!options.textColumns.empty()) {
        for (const std::string& column : options.textColumns) {
            // null is an empty string: exports write it for absent optional columns
            if (!record.contains(column) || !(record[column].is_string() || record[column].is_null())) {
                return columnError(column, all, place);
            }
        }
        return options.textColumns;
    }
    if (record.contains("text") && record["text"].is_string()) {
        return std::vector<std::string>{"text"};
    }
    if (record.contains("messages") || record.contains("conversations")) {
        return Error{"data.unsupported",
                     "The records are chats. This version does not turn messages into text; name a text column with "
                     "--text-column, or apply the chat template to the data first.",
                     place};
    }
    return strings.size() == 1 ? Result<std::vector<std::string>>(strings) : columnError({}, all, place);
}

Result<std::string> recordText(const json& record, const DatasetOptions& options, const std::string& place)
{
    if (record.is_string()) {
        return record.get<std::string>();
    }
    if (!record.is_object()) {
        return Error{"data.format", "A record is neither an object nor a string.", place};
    }
    auto columns = chooseColumns(record, options, place);
    if (!columns) {
        return columns.error();
    }
    std::string text;
    for (std::size_t i = 0; i < columns->size(); ++i) {
        const json& value = record[(*columns)[i]];
        text += (i > 0 ? options.columnJoin : "") + (value.is_string() ? value.get<std::string>() : "");
    }
    return text;
}

Result<Records> loadJsonLines(const std::string& text, const fs::path& file, const DatasetOptions& options)
{
    Records records;
    std::size_t line = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view content(text.data() + begin, end - begin);
        begin = end + 1;
        ++line;
        if (content.find_first_not_of(" \t\r") == std::string_view::npos) {
            continue;
        }
        const json record = json::parse(content, nullptr, false);
        if (record.is_discarded()) {
            return formatError(file, line, "This line is not a JSON value.");
        }
        auto value = recordText(record, options, file.string() + ":" + std::to_string(line));
        if (!value) {
            return value.error();
        }
        records.push_back(value.take());
    }
    return records;
}

Result<Records> loadJson(const std::string& text, const fs::path& file, const DatasetOptions& options)
{
    json data;
    try {
        data = json::parse(text);
    } catch (const json::parse_error& error) {
        const auto upTo = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
        return formatError(file, 1 + static_cast<std::size_t>(std::count(text.begin(), upTo, '\n')),
                           "This is not JSON. A file with one record a line must be named .jsonl.");
    }
    if (!data.is_array()) {
        return formatError(file, 1, "The data must be an array of objects or strings.");
    }
    Records records;
    for (std::size_t i = 0; i < data.size(); ++i) {
        auto value = recordText(data[i], options, file.string() + ": record " + std::to_string(i));
        if (!value) {
            return value.error();
        }
        records.push_back(value.take());
    }
    return records;
}

Result<Records> loadCsv(const std::string& text, const fs::path& file, const DatasetOptions& options)
{
    auto rows = parseCsv(text);
    if (!rows) {
        return Error{rows.error().code, rows.error().message, file.string() + ":" + rows.error().place};
    }
    Records records;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        json record = json::object();
        for (std::size_t column = 0; column < (*rows)[i].size(); ++column) {
            record[(*rows)[0][column]] = (*rows)[i][column];
        }
        auto value = recordText(record, options, file.string());
        if (!value) {
            return value.error();
        }
        records.push_back(value.take());
    }
    return records;
}

} // namespace

Result<Records> loadRecords(const fs::path& file, const DatasetOptions& options)
{
    std::string kind = file.extension().string();
    std::transform(kind.begin(), kind.end(), kind.begin(), [](unsigned char c) { return std::tolower(c); });
    if (kind == ".parquet") {
        return Error{"data.unsupported", "Parquet files are read by a later version. Convert the file to jsonl or csv.",
                     file.string()};
    }
    auto content = readTextFile(file);
    if (!content) {
        return Error{"data.open", content.error().message, content.error().place};
    }
    std::string text = content.take();
    if (text.starts_with("\xEF\xBB\xBF")) { // byte order mark
        text.erase(0, 3);
    }
    if (kind == ".jsonl" || kind == ".ndjson") {
        return loadJsonLines(text, file, options);
    }
    if (kind == ".json") {
        return loadJson(text, file, options);
    }
    if (kind == ".csv") {
        return loadCsv(text, file, options);
    }
    return Records{std::move(text)};
}

Result<std::vector<TokenId>> loadTokens(const std::vector<fs::path>& files, const DatasetOptions& options,
                                        const Tokenizer& tokenizer)
{
    std::string text;
    bool first = true;
    for (const fs::path& file : files) {
        auto records = loadRecords(file, options);
        if (!records) {
            return records.error();
        }
        for (const std::string& record : *records) {
            text += first ? "" : options.recordJoin;
            text += record;
            first = false;
        }
    }
    return tokenizer.encode(text);
}

Result<std::vector<std::vector<TokenId>>> windows(const std::vector<TokenId>& tokens, std::size_t length,
                                                  std::size_t count)
{
    const std::size_t available = length > 0 ? tokens.size() / length : 0;
    if (available == 0) {
        return Error{"data.short",
                     "The data has " + std::to_string(tokens.size()) + " tokens, less than one window of " +
                         std::to_string(length) + ". Give more data or a smaller sequence length.",
                     ""};
    }
    const std::size_t wanted = count == 0 ? available : std::min(count, available);
    std::vector<std::vector<TokenId>> result;
    result.reserve(wanted);
    for (std::size_t i = 0; i < wanted; ++i) {
        const auto begin = tokens.begin() + static_cast<std::ptrdiff_t>(i * available / wanted * length);
        result.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(length));
    }
    return result;
}

} // namespace espalier::text
