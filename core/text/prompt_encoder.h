#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/text/chat_template.h"
#include "core/text/tokenizer.h"

namespace espalier::text {

/// A conversation as tokens, and which of them the assistant says.
struct Conversation
{
    std::vector<TokenId> tokens;
    std::vector<bool> answers; ///< by token; empty: the template does not tell prompts and answers apart
};

/// Makes a model's prompts, with the tokenizer and the chat templates of its folder. Immutable, thread-safe; a copy
/// shares both.
class PromptEncoder
{
public:
    /// Errors: those of Tokenizer::load() and ChatTemplate::load().
    static Result<PromptEncoder> load(const std::filesystem::path& folder);

    const Tokenizer& tokenizer() const { return *m_tokenizer; }
    const std::shared_ptr<const Tokenizer>& sharedTokenizer() const { return m_tokenizer; }
    bool hasTemplate() const { return m_template.has_value(); }
    std::string templateText() const { return m_template ? m_template->source() : std::string(); }
    /// The same with another chat template (that for tools stays). Error `template.syntax`.
    Result<PromptEncoder> withTemplate(const std::string& source) const;

    /// The prompt's text as the template gives it (that for tools, where tools are given and the folder has one);
    /// without a template the messages' contents, each on a line of its own. Errors: those of ChatTemplate::render().
    Result<std::string> render(const nlohmann::ordered_json& messages, const nlohmann::ordered_json& tools = {},
                               bool addGenerationPrompt = true) const;
    /// The tokens of that text; no special token is added to those that the template writes.
    Result<std::vector<TokenId>> encodeChat(const nlohmann::ordered_json& messages,
                                            const nlohmann::ordered_json& tools = {},
                                            bool addGenerationPrompt = true) const;
    /// A whole conversation to learn from. Where the template writes an answer straight behind the prompt for it, each
    /// answer's tokens follow those of its prompt, as they do when the model speaks.
    Result<Conversation> encodeConversation(const nlohmann::ordered_json& messages,
                                            const nlohmann::ordered_json& tools = {}) const;
    /// A bare text to be continued: the beginning-of-sequence token if the tokenizer adds it, then the text verbatim.
    std::vector<TokenId> encodeText(std::string_view text) const;

private:
    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::optional<ChatTemplate> m_template;
    std::optional<ChatTemplate> m_toolTemplate;
};

} // namespace espalier::text
