#include "core/text/chat_template.h"

#include "core/base/atomic_file.h"
#include "core/formats/gguf.h"
#include "core/text/jinja/builtins.h"
#include "core/text/jinja/interpreter.h"
#include "core/text/jinja/lexer.h"
#include "core/text/jinja/parser.h"
#include "core/text/loaders.h"
#include "core/text/tokenizer_config.h"

namespace espalier::text {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kMaxSourceBytes = std::size_t(4) << 20;

jinja::Mapping variablesOf(const ChatInput& input)
{
    jinja::Mapping variables;
    variables.set("messages", jinja::Value::fromJson(input.messages));
    variables.set("tools", jinja::Value::fromJson(input.tools));
    variables.set("documents", jinja::None{}); // Hugging Face always passes it
    variables.set("add_generation_prompt", input.addGenerationPrompt);
    variables.set("bos_token", input.beginOfSequence);
    variables.set("eos_token", input.endOfSequence);
    return variables;
}

/// The text among named templates: [{"name": "default", "template": "..."}, ...].
Result<std::string> namedTemplate(const json& list, bool withTools, const std::filesystem::path& file)
{
    const auto find = [&](const char* name) -> const json* {
        for (const json& entry : list) {
            if (entry.is_object() && entry.value("name", json()) == name &&
                entry.value("template", json()).is_string()) {
                return &entry["template"];
            }
        }
        return nullptr;
    };
    const json* found = withTools ? find("tool_use") : nullptr;
    found = found ? found : find("default");
    if (!found) {
        return Error{"tokenizer.format", "\"chat_template\" is a list without a template named \"default\".",
                     file.string()};
    }
    return found->get<std::string>();
}

/// `chat_template` of a JSON file; nothing if the file or the key is not there.
Result<std::optional<std::string>> fromJsonFile(const std::filesystem::path& file, bool withTools)
{
    if (!std::filesystem::exists(file)) {
        return std::optional<std::string>();
    }
    const auto object = readTokenizerJsonFile(file);
    if (!object) {
        return object.error();
    }
    const auto entry = object->find("chat_template");
    if (entry == object->end() || entry->is_null()) {
        return std::optional<std::string>();
    }
    if (entry->is_string()) {
        return std::optional(entry->get<std::string>());
    }
    if (!entry->is_array()) {
        return Error{"tokenizer.format", "\"chat_template\" is neither a text nor a list of named templates.",
                     file.string()};
    }
    auto named = namedTemplate(*entry, withTools, file);
    if (!named) {
        return named.error();
    }
    return std::optional(named.take());
}

} // namespace

struct ChatTemplate::State
{
    std::string source;
    jinja::Block program;
};

Result<ChatTemplate> ChatTemplate::parse(std::string source)
{
    if (source.size() > kMaxSourceBytes) {
        return Error{"template.syntax", "The chat template is larger than 4 MiB.", "1:1"};
    }
    auto state = std::make_shared<State>();
    try {
        state->program = jinja::parseTemplate(jinja::normalizedSource(source));
    } catch (const jinja::SyntaxError& error) {
        return Error{"template.syntax", error.what(), std::to_string(error.line) + ":" + std::to_string(error.column)};
    }
    state->source = std::move(source);
    ChatTemplate result;
    result.m_state = std::move(state);
    return result;
}

Result<std::optional<ChatTemplate>> ChatTemplate::load(const std::filesystem::path& folder, bool withTools)
{
    std::filesystem::path file = folder / "chat_template.jinja";
    std::optional<std::string> source;
    if (formats::isGgufFile(folder)) {
        file = folder;
        auto found = readGgufChatTemplate(file, withTools);
        if (!found) {
            return found.error();
        }
        source = found.take();
    } else if (std::filesystem::exists(file)) {
        auto text = readTextFile(file);
        if (!text) {
            return text.error();
        }
        source = text.take();
    }
    for (const char* name : {"chat_template.json", "tokenizer_config.json"}) {
        if (!source && !formats::isGgufFile(folder)) {
            file = folder / name;
            auto found = fromJsonFile(file, withTools);
            if (!found) {
                return found.error();
            }
            source = found.take();
        }
    }
    if (!source) {
        return std::optional<ChatTemplate>();
    }
    auto parsed = parse(std::move(*source));
    if (!parsed) {
        Error error = parsed.error();
        error.place = file.string() + ":" + error.place;
        return error;
    }
    return std::optional(parsed.take());
}

Result<std::string> ChatTemplate::render(const ChatInput& input) const
{
    if (!input.date.empty() && !jinja::dayOf(input.date)) {
        return Error{"template.date", "\"" + input.date + "\" is not a day written as YYYY-MM-DD.", ""};
    }
    jinja::Interpreter interpreter(input.date);
    try {
        return interpreter.render(m_state->program, variablesOf(input));
    } catch (const jinja::Refusal& refusal) {
        return Error{"template.refused", refusal.what(), "line " + std::to_string(interpreter.line())};
    } catch (const jinja::RenderError& error) {
        return Error{"template.render", error.what(), "line " + std::to_string(interpreter.line())};
    }
}

const std::string& ChatTemplate::source() const
{
    return m_state->source;
}

} // namespace espalier::text
