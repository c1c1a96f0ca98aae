#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::text {

/// What a chat template is rendered with; the variables that Hugging Face's apply_chat_template passes.
struct ChatInput
{
    nlohmann::ordered_json messages; ///< [{role, content, tool_calls, ...}]
    nlohmann::ordered_json tools;    ///< list of function schemas; null: the template sees none
    bool addGenerationPrompt = true;
    std::string beginOfSequence; ///< text of the token `bos_token`; empty if the tokenizer has none
    std::string endOfSequence;   ///< `eos_token`
    std::string date;            ///< YYYY-MM-DD for strftime_now; empty: today
};

/// A chat template in the part of Jinja that published templates use. Immutable, thread-safe to render.
class ChatTemplate
{
public:
    /// Error `template.syntax` with line and column as place.
    static Result<ChatTemplate> parse(std::string source);

    /// The template of a model folder: chat_template.jinja, chat_template.json, or `chat_template` of
    /// tokenizer_config.json (a text, or a list of named ones: `default`, and `tool_use` where tools are given); or
    /// that of a GGUF file. Nothing where there is none. Errors: `template.syntax`, `tokenizer.format`.
    static Result<std::optional<ChatTemplate>> load(const std::filesystem::path& folder, bool withTools = false);

    /// Errors: `template.refused` (the template's own raise_exception, in its words), `template.render` (line, what
    /// failed), `template.date` (no such day). Bounded: a template that loops or recurses beyond reason is an error
    /// too.
    Result<std::string> render(const ChatInput& input) const;

    const std::string& source() const;

private:
    struct State;
    std::shared_ptr<const State> m_state;
};

} // namespace espalier::text
