#include "core/text/records.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/mapped_file.h"
#include "core/formats/compression.h"
#include "core/formats/parquet/parquet_file.h"
#include "core/text/chat_records.h"
#include "core/text/csv.h"

namespace espalier::text {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json; // a chat template may print an object

constexpr std::size_t kLargestTextBytes = std::size_t(1) << 31;

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

/// null is an empty string: exports write it for absent optional columns.
bool isTextOrNull(const json& record, const std::string& column)
{
    return record.contains(column) && (record[column].is_string() || record[column].is_null());
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
    for (const std::string& column : options.textColumns) {
        if (!isTextOrNull(record, column)) {
            return columnError(column, all, place);
        }
    }
    if (!options.textColumns.empty()) {
        return options.textColumns;
    }
    if (isTextOrNull(record, "text")) {
        return std::vector<std::string>{"text"};
    }
    return strings.size() == 1 ? Result<std::vector<std::string>>(strings) : columnError({}, all, place);
}

bool isChat(const json& record, const DatasetOptions& options)
{
    const bool text = record.contains("text") && record["text"].is_string();
    return options.textColumns.empty() && !text && !chatColumns(record).empty();
}

std::string joined(const json& record, const std::vector<std::string>& columns, const DatasetOptions& options)
{
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const json& value = record[columns[i]];
        text += (i > 0 ? options.columnJoin : "") + (value.is_string() ? value.get<std::string>() : "");
    }
    return text;
}

Result<Record> recordOf(const json& record, const DatasetOptions& options, const std::string& place)
{
    if (record.is_string()) {
        return Record{record.get<std::string>(), {}, {}, place};
    }
    if (!record.is_object()) {
        return Error{"data.format", "A record is neither an object nor a string.", place};
    }
    if (isChat(record, options)) {
        return chatOf(record, place);
    }
    const auto columns = chooseColumns(record, options, place);
    if (!columns) {
        return columns.error();
    }
    return Record{joined(record, *columns, options), {}, {}, place};
}

Result<void> give(const json& value, const DatasetOptions& options, const std::string& place, const RecordSink& sink)
{
    const auto record = recordOf(value, options, place);
    return record ? sink(*record) : record.error();
}

Result<void> visitJsonLines(std::string_view text, const fs::path& file, const DatasetOptions& options,
                            const RecordSink& sink)
{
    std::size_t line = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view content = text.substr(begin, end - begin);
        begin = end + 1;
        ++line;
        if (content.find_first_not_of(" \t\r") == std::string_view::npos) {
            continue;
        }
        const json record = json::parse(content, nullptr, false);
        if (record.is_discarded()) {
            return formatError(file, line, "This line is not a JSON value.");
        }
        if (auto given = give(record, options, file.string() + ":" + std::to_string(line), sink); !given) {
            return given;
        }
    }
    return {};
}

Result<void> visitJson(std::string_view text, const fs::path& file, const DatasetOptions& options,
                       const RecordSink& sink)
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
    for (std::size_t i = 0; i < data.size(); ++i) {
        if (auto given = give(data[i], options, file.string() + ": record " + std::to_string(i), sink); !given) {
            return given;
        }
    }
    return {};
}

Result<void> visitCsv(std::string_view text, const fs::path& file, const DatasetOptions& options,
                      const RecordSink& sink)
{
    const auto rows = parseCsv(text);
    if (!rows) {
        return Error{rows.error().code, rows.error().message, file.string() + ":" + rows.error().place};
    }
    for (std::size_t i = 1; i < rows->size(); ++i) {
        json record = json::object();
        for (std::size_t column = 0; column < (*rows)[i].size(); ++column) {
            record[(*rows)[0][column]] = (*rows)[i][column];
        }
        if (auto given = give(record, options, file.string(), sink); !given) {
            return given;
        }
    }
    return {};
}

Result<void> visitParquet(const fs::path& file, const DatasetOptions& options, const RecordSink& sink)
{
    const auto parquet = formats::ParquetFile::open(file);
    if (!parquet) {
        const bool missing = parquet.error().code == "file.open";
        return missing ? Error{"data.open", parquet.error().message, parquet.error().place} : parquet.error();
    }
    const json sample = parquet->sample();
    const auto columns = isChat(sample, options) ? Result<std::vector<std::string>>(chatColumns(sample))
                                                 : chooseColumns(sample, options, file.string());
    if (!columns) {
        return columns.error();
    }
    const bool chats = isChat(sample, options);
    std::size_t row = 0;
    return parquet->visit(*columns, [&](const json& record) -> Result<void> {
        const std::string place = file.string() + ": record " + std::to_string(row++);
        if (!chats) {
            return sink(Record{joined(record, *columns, options), {}, {}, place});
        }
        const auto chat = chatOf(record, place);
        return chat ? sink(*chat) : chat.error();
    });
}

std::string lowered(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

struct FileKind
{
    std::string extension; ///< ".jsonl"
    formats::Compression compression = formats::Compression::None;
};

FileKind kindOf(const fs::path& file)
{
    FileKind kind{lowered(file.extension().string())};
    if (kind.extension == ".gz" || kind.extension == ".zst") {
        kind.compression = kind.extension == ".gz" ? formats::Compression::Gzip : formats::Compression::Zstd;
        kind.extension = lowered(file.stem().extension().string());
    }
    return kind;
}

Result<std::string> contentOf(const fs::path& file, formats::Compression compression)
{
    const auto mapped = MappedFile::open(file);
    if (!mapped) {
        return Error{"data.open", mapped.error().message, mapped.error().place};
    }
    auto text = formats::decompressFile(compression, mapped->bytes(), kLargestTextBytes);
    if (!text) {
        return Error{text.error().code, text.error().message, file.string()};
    }
    if (text->starts_with("\xEF\xBB\xBF")) { // byte order mark
        text->erase(0, 3);
    }
    return text;
}

} // namespace

bool isDataFile(const fs::path& file)
{
    constexpr std::array<std::string_view, 6> kKinds = {".txt", ".jsonl", ".ndjson", ".json", ".csv", ".parquet"};
    const FileKind kind = kindOf(file);
    const bool known = std::ranges::find(kKinds, kind.extension) != kKinds.end();
    return known && (kind.compression == formats::Compression::None || kind.extension != ".parquet");
}

Result<void> visitRecords(const fs::path& file, const DatasetOptions& options, const RecordSink& sink)
{
    const FileKind kind = kindOf(file);
    if (kind.extension == ".parquet" && kind.compression == formats::Compression::None) {
        return visitParquet(file, options, sink);
    }
    auto text = contentOf(file, kind.compression);
    if (!text) {
        return text.error();
    }
    if (kind.extension == ".jsonl" || kind.extension == ".ndjson") {
        return visitJsonLines(*text, file, options, sink);
    }
    if (kind.extension == ".json") {
        return visitJson(*text, file, options, sink);
    }
    if (kind.extension == ".csv") {
        return visitCsv(*text, file, options, sink);
    }
    return sink(Record{text.take(), {}, {}, file.string()});
}

} // namespace espalier::text
