#include "core/text/dataset.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/text/csv.h"

namespace espalier::text {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json; // a chat template may print an object

/// A text, or a chat.
struct Record
{
    std::string text;
    json messages = {}; ///< null: none
    json tools = {};
    std::string place = {};
};
using Records = std::vector<Record>;

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
    return strings.size() == 1 ? Result<std::vector<std::string>>(strings) : columnError({}, all, place);
}

bool isChat(const json& record, const DatasetOptions& options)
{
    const bool text = record.contains("text") && record["text"].is_string();
    return options.textColumns.empty() && !text && (record.contains("messages") || record.contains("conversations"));
}

/// The messages in OpenAI's form; ShareGPT's have "from" and "value".
Result<json> messagesOf(const json& record, const std::string& place)
{
    const Error malformed{
        "data.chat", "A chat is a list of messages, each with \"role\" and \"content\" (or \"from\" and \"value\").",
        place};
    const auto& list = record.contains("messages") ? record["messages"] : record["conversations"];
    if (!list.is_array() || list.empty()) {
        return malformed;
    }
    json messages = json::array();
    for (const auto& message : list) {
        if (message.is_object() && message.contains("role")) {
            messages.push_back(message);
        } else if (message.is_object() && message.contains("from") && message["from"].is_string() &&
                   message.contains("value")) {
            const std::string from = message["from"];
            const char* role = from == "human" ? "user" : from == "gpt" ? "assistant" : from.c_str();
            messages.push_back({{"role", role}, {"content", message["value"]}});
        } else {
            return malformed;
        }
    }
    return messages;
}

Result<Record> recordOf(const json& record, const DatasetOptions& options, const std::string& place)
{
    if (record.is_string()) {
        return Record{record.get<std::string>()};
    }
    if (!record.is_object()) {
        return Error{"data.format", "A record is neither an object nor a string.", place};
    }
    if (isChat(record, options)) {
        auto messages = messagesOf(record, place);
        if (!messages) {
            return messages.error();
        }
        return Record{{}, messages.take(), record.value("tools", json()), place};
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
    return Record{std::move(text)};
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
        auto value = recordOf(record, options, file.string() + ":" + std::to_string(line));
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
        auto value = recordOf(data[i], options, file.string() + ": record " + std::to_string(i));
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
        auto value = recordOf(record, options, file.string());
        if (!value) {
            return value.error();
        }
        records.push_back(value.take());
    }
    return records;
}

Result<Records> loadFile(const fs::path& file, const DatasetOptions& options)
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
    return Records{Record{std::move(text)}};
}

} // namespace

Result<std::vector<std::string>> loadRecords(const fs::path& file, const DatasetOptions& options)
{
    auto records = loadFile(file, options);
    if (!records) {
        return records.error();
    }
    std::vector<std::string> texts;
    for (Record& record : *records) {
        if (!record.messages.is_null()) {
            return Error{"data.unsupported",
                         "The records are chats, and plain text is read here. Name a text column with --text-column, "
                         "or apply the chat template to the data first.",
                         record.place};
        }
        texts.push_back(std::move(record.text));
    }
    return texts;
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

namespace {

/// Appends records to a stream; plain ones that follow each other are one text.
class StreamBuilder
{
public:
    StreamBuilder(const DatasetOptions& options, const Tokenizer& tokenizer, const fs::path& model)
        : m_options(options), m_tokenizer(tokenizer), m_model(model)
    {
    }

    Result<void> add(const Record& record)
    {
        if (!record.messages.is_null()) {
            return addChat(record);
        }
        m_text += m_plain ? m_options.recordJoin : "";
        m_text += record.text;
        m_plain = true;
        return {};
    }

    TokenStream take()
    {
        flush();
        if (!m_stream.chats || !m_apart) {
            m_stream.prompts.clear();
        }
        return std::move(m_stream);
    }

private:
    void flush()
    {
        if (m_plain || !m_stream.chats) {
            append(m_tokenizer.encode(m_text), {});
        }
        m_text.clear();
        m_plain = false;
    }

    /// @param answers empty: all count
    void append(const std::vector<TokenId>& tokens, const std::vector<bool>& answers)
    {
        m_stream.tokens.insert(m_stream.tokens.end(), tokens.begin(), tokens.end());
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            m_stream.prompts.push_back(!answers.empty() && !answers[i]);
        }
    }

    Result<void> addChat(const Record& record)
    {
        if (!m_encoder) {
            auto loaded = PromptEncoder::load(m_model);
            if (!loaded) {
                return loaded.error();
            }
            m_encoder = loaded.take();
        }
        if (!m_encoder->hasTemplate()) {
            return Error{"data.chat.template",
                         "The records are chats, but the model's folder has no chat template to make text of them. Add "
                         "chat_template.jinja to it, or name a text column with --text-column.",
                         record.place};
        }
        const auto chat = m_encoder->encodeConversation(record.messages, record.tools);
        if (!chat) {
            return Error{chat.error().code, chat.error().message, record.place};
        }
        if (m_plain) {
            flush();
        }
        m_stream.chats = true;
        m_apart = m_apart && !chat->answers.empty();
        append(chat->tokens, chat->answers);
        return {};
    }

    const DatasetOptions& m_options;
    const Tokenizer& m_tokenizer;
    const fs::path& m_model;
    std::optional<PromptEncoder> m_encoder;
    TokenStream m_stream;
    std::string m_text;
    bool m_plain = false; ///< some text waits
    bool m_apart = true;  ///< of all chats so far
};

} // namespace

Result<TokenStream> loadStream(const std::vector<fs::path>& files, const DatasetOptions& options,
                               const Tokenizer& tokenizer, const fs::path& model)
{
    StreamBuilder builder(options, tokenizer, model);
    for (const fs::path& file : files) {
        auto records = loadFile(file, options);
        if (!records) {
            return records.error();
        }
        for (const Record& record : *records) {
            if (auto added = builder.add(record); !added) {
                return added.error();
            }
        }
    }
    return builder.take();
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
