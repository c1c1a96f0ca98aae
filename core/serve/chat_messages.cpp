#include "core/serve/chat_messages.h"

#include <algorithm>
#include <array>

#include "core/serve/api_error.h"

namespace espalier::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 6> kRoles{"system", "developer", "user", "assistant", "tool", "function"};
constexpr const char* kMessages = "messages";

Json userMessage(const std::string& content)
{
    return {{"role", "user"}, {"content", content}};
}

/// The text of a list of content parts; nothing (and an error) for anything but text.
std::string joinParts(FieldReader& fields, const Json& parts, const std::string& place)
{
    std::string text;
    for (const Json& part : parts) {
        if (part.is_string()) {
            text += part.get_ref<const std::string&>();
        } else if (!part.is_object() || !part.contains("type") || part["type"] != "text") {
            fields.fail(code::kUnsupported, place,
                        "may hold parts of type \"text\" only: the model reads nothing else");
        } else if (!part.contains("text") || !part["text"].is_string()) {
            fields.fail(code::kInvalidType, place, "has a part of type \"text\" without a string \"text\"");
        } else {
            text += part["text"].get_ref<const std::string&>();
        }
    }
    return text;
}

void readContent(FieldReader& fields, Json& message, const std::string& place)
{
    const auto content = message.find("content");
    const bool callsTools = message.contains("tool_calls") && !message["tool_calls"].is_null();
    if (content == message.end() || content->is_null()) {
        if (!callsTools) {
            fields.fail(code::kMissing, place + ".content", "is needed: a string, or a list of text parts");
        }
        message["content"] = nullptr;
    } else if (content->is_array()) {
        *content = joinParts(fields, *content, place + ".content");
    } else if (!content->is_string()) {
        fields.fail(code::kInvalidType, place + ".content",
                    std::string("must be a string or a list of text parts, not ") + content->type_name());
    }
}

void readToolCalls(FieldReader& fields, Json& message, const std::string& place)
{
    const auto calls = message.find("tool_calls");
    if (calls == message.end() || calls->is_null()) {
        message.erase("tool_calls");
        return;
    }
    if (!calls->is_array()) {
        fields.fail(code::kInvalidType, place + ".tool_calls", "must be a list");
        return;
    }
    for (Json& call : *calls) {
        if (!call.is_object() || !call.contains("function") || !call["function"].is_object() ||
            !call["function"].contains("name") || !call["function"]["name"].is_string()) {
            fields.fail(code::kInvalidType, place + ".tool_calls",
                        "must hold objects {\"function\": {\"name\", \"arguments\"}}");
            return;
        }
        Json& function = call["function"];
        if (function.contains("arguments") && function["arguments"].is_string()) {
            Json arguments = Json::parse(function["arguments"].get_ref<const std::string&>(), nullptr, false);
            if (arguments.is_object()) {
                function["arguments"] = std::move(arguments);
            }
        }
    }
}

void readMessage(FieldReader& fields, Json& message, const std::string& place)
{
    if (!message.is_object()) {
        fields.fail(code::kInvalidType, place, std::string("must be an object, not ") + message.type_name());
        return;
    }
    const auto role = message.find("role");
    if (role == message.end() || !role->is_string()) {
        fields.fail(code::kMissing, place + ".role", "is needed: system, user, assistant or tool");
        return;
    }
    if (std::find(kRoles.begin(), kRoles.end(), role->get_ref<const std::string&>()) == kRoles.end()) {
        fields.fail(code::kInvalidValue, place + ".role",
                    "must be system, developer, user, assistant, tool or function, not " + jsonText(*role));
        return;
    }
    if (*role == "developer") { // OpenAI's newer name, which no template knows
        *role = "system";
    }
    readContent(fields, message, place);
    readToolCalls(fields, message, place);
}

Json messagesOf(FieldReader& fields, Json& object, ApiRequest& request)
{
    const Json* messages = fields.find(kMessages);
    const Json* prompt = fields.find("prompt");
    if (messages == nullptr && prompt != nullptr) {
        if (!prompt->is_string()) {
            fields.fail(code::kInvalidType, "prompt", "must be a string here; lists belong to /v1/completions");
            return {};
        }
        request.notices.push_back("'prompt' was taken as one message of the user: this endpoint's parameter is "
                                  "'messages', that of /v1/completions is 'prompt'.");
        return Json::array({userMessage(prompt->get<std::string>())});
    }
    if (messages == nullptr) {
        fields.fail(code::kMissing, kMessages, "is needed: a list of {\"role\", \"content\"}, or a string");
        return {};
    }
    if (prompt != nullptr) {
        request.notices.push_back("'prompt' was ignored, as 'messages' is there.");
    }
    if (messages->is_string()) {
        return Json::array({userMessage(messages->get<std::string>())});
    }
    if (messages->is_object()) {
        return Json::array({std::move(object[kMessages])});
    }
    if (!messages->is_array() || messages->empty()) {
        fields.fail(messages->is_array() ? code::kInvalidValue : code::kInvalidType, kMessages,
                    "must be a list of at least one message, one message, or a string");
        return {};
    }
    return std::move(object[kMessages]);
}

void readTools(FieldReader& fields, Json& object, ApiRequest& request)
{
    const Json* tools = fields.find("tools");
    const Json* choice = fields.find("tool_choice");
    if (choice != nullptr && *choice != "none" && *choice != "auto") {
        fields.fail(
            code::kUnsupported, "tool_choice",
            "can be \"none\" or \"auto\": tools are shown to the model by its template, a call cannot be forced");
    }
    if (tools == nullptr) {
        return;
    }
    if (!tools->is_array()) {
        fields.fail(code::kInvalidType, "tools", std::string("must be a list, not ") + tools->type_name());
        return;
    }
    for (const Json& tool : *tools) {
        if (!tool.is_object()) {
            fields.fail(code::kInvalidType, "tools", "must hold objects {\"type\": \"function\", \"function\": {...}}");
        }
    }
    if (!tools->empty() && (choice == nullptr || *choice != "none")) {
        request.tools = std::move(object["tools"]);
    }
}

} // namespace

void readChat(FieldReader& fields, Json& object, ApiRequest& request)
{
    request.messages = messagesOf(fields, object, request);
    std::size_t index = 0;
    for (Json& message : request.messages) {
        if (fields.error()) {
            return;
        }
        readMessage(fields, message, std::string(kMessages) + '[' + std::to_string(index++) + ']');
    }
    readTools(fields, object, request);
    request.addGenerationPrompt = fields.boolean("add_generation_prompt").value_or(true);
}

} // namespace espalier::serve
