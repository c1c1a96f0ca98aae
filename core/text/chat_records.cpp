#include "core/text/chat_records.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace espalier::text {
namespace {

using json = nlohmann::ordered_json;

bool isText(const json& record, const char* column)
{
    return record.contains(column) && record[column].is_string();
}

std::string textOf(const json& record, const char* column)
{
    return isText(record, column) ? record[column].get<std::string>() : std::string();
}

Error malformed(const std::string& place)
{
    return {"data.chat",
            "A chat is a list of messages, each with \"role\" and \"content\" (or \"from\" and \"value\").", place};
}

std::string roleOf(const std::string& from)
{
    return from == "human" ? "user" : from == "gpt" || from == "bot" || from == "chatgpt" ? "assistant" : from;
}

/// {role: [a, b], content: [c, d]}, as data sets of lists come out of Parquet, as a list of objects.
json rowsOf(const json& columns)
{
    json rows = json::array();
    for (const auto& [name, values] : columns.items()) {
        for (std::size_t i = 0; values.is_array() && i < values.size(); ++i) {
            if (rows.size() <= i) {
                rows.push_back(json::object());
            }
            rows[i][name] = values[i];
        }
    }
    return rows;
}

/// Absent members come as null from tables, but templates ask whether they are there.
json withoutNulls(const json& message)
{
    json kept = json::object();
    for (const auto& [name, value] : message.items()) {
        if (!value.is_null() || name == "content") {
            kept[name] = value;
        }
    }
    return kept;
}

Result<json> messagesOf(json list, const std::string& place)
{
    if (list.is_string()) {
        list = json::parse(list.get<std::string>(), nullptr, false);
    }
    if (list.is_object()) {
        list = rowsOf(list);
    }
    if (!list.is_array() || list.empty()) {
        return malformed(place);
    }
    json messages = json::array();
    for (const auto& message : list) {
        if (message.is_object() && isText(message, "role")) {
            messages.push_back(withoutNulls(message));
        } else if (message.is_object() && isText(message, "from") && message.contains("value")) {
            messages.push_back({{"role", roleOf(message["from"])}, {"content", message["value"]}});
        } else {
            return malformed(place);
        }
    }
    return messages;
}

json message(const char* role, const std::string& content)
{
    return {{"role", role}, {"content", content}};
}

/// The prompt that models of Alpaca's data were trained with (Taori et al. 2023).
std::string alpacaText(const std::string& instruction, const std::string& input, const std::string& output)
{
    const std::string with = input.empty() ? "" : ", paired with an input that provides further context";
    return "Below is an instruction that describes a task" + with +
           ". Write a response that appropriately completes the request.\n\n### Instruction:\n" + instruction +
           (input.empty() ? "" : "\n\n### Input:\n" + input) + "\n\n### Response:\n" + output;
}

Record instructionOf(const json& record, const std::string& place)
{
    const std::string instruction = textOf(record, "instruction");
    const std::string input = textOf(record, "input");
    const std::string output = textOf(record, "output");
    json messages = json::array();
    if (const std::string system = textOf(record, "system"); !system.empty()) {
        messages.push_back(message("system", system));
    }
    for (const json& turn : record.value("history", json::array())) {
        if (turn.is_array() && turn.size() == 2 && turn[0].is_string() && turn[1].is_string()) {
            messages.push_back(message("user", turn[0]));
            messages.push_back(message("assistant", turn[1]));
        }
    }
    messages.push_back(message("user", instruction + (input.empty() ? "" : "\n\n" + input)));
    messages.push_back(message("assistant", output));
    return {alpacaText(instruction, input, output), std::move(messages), {}, place};
}

Result<Record> completionOf(const json& record, const std::string& place)
{
    if (isText(record, "prompt") && isText(record, "completion")) {
        const std::string prompt = textOf(record, "prompt");
        const std::string completion = textOf(record, "completion");
        return Record{
            prompt + completion, json::array({message("user", prompt), message("assistant", completion)}), {}, place};
    }
    auto messages = messagesOf(record["prompt"], place);
    const auto answer = messagesOf(record["completion"], place);
    if (!messages || !answer) {
        return malformed(place);
    }
    messages->insert(messages->end(), answer->begin(), answer->end());
    return Record{{}, messages.take(), {}, place};
}

const char* listColumn(const json& record)
{
    return record.contains("messages") ? "messages" : record.contains("conversations") ? "conversations" : nullptr;
}

} // namespace

std::vector<std::string> chatColumns(const json& record)
{
    const auto present = [&](std::initializer_list<const char*> names) {
        std::vector<std::string> columns;
        for (const char* name : names) {
            if (record.contains(name)) {
                columns.emplace_back(name);
            }
        }
        return columns;
    };
    if (const char* list = listColumn(record)) {
        return present({list, "tools", "system"});
    }
    if (isText(record, "instruction") && isText(record, "output")) {
        return present({"instruction", "input", "output", "system", "history"});
    }
    const auto isTurn = [&](const char* name) { return isText(record, name) || record[name].is_array(); };
    if (record.contains("prompt") && record.contains("completion") && isTurn("prompt") && isTurn("completion")) {
        return present({"prompt", "completion"});
    }
    return {};
}

Result<Record> chatOf(const json& record, const std::string& place)
{
    const char* list = listColumn(record);
    if (!list) {
        const bool instruction = record.contains("instruction") && record.contains("output");
        return instruction ? Result<Record>(instructionOf(record, place)) : completionOf(record, place);
    }
    auto messages = messagesOf(record[list], place);
    if (!messages) {
        return messages.error();
    }
    const std::string system = textOf(record, "system");
    if (!system.empty() && (*messages)[0].value("role", std::string()) != "system") {
        messages->insert(messages->begin(), message("system", system));
    }
    json tools = record.value("tools", json());
    if (tools.is_string()) { // a table's column cannot hold schemas that differ
        tools = json::parse(tools.get<std::string>(), nullptr, false);
    }
    return Record{{}, messages.take(), tools.is_array() && !tools.empty() ? tools : json(), place};
}

} // namespace espalier::text
