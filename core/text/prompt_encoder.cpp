#include "core/text/prompt_encoder.h"

namespace espalier::text {
namespace {

using nlohmann::ordered_json;

std::string pieceOf(const Tokenizer& tokenizer, const std::optional<TokenId>& id)
{
    return id ? tokenizer.piece(*id) : std::string();
}

/// The text of a message: a string, or the parts of a list that have one.
std::string contentOf(const ordered_json& message)
{
    const auto content = message.is_object() ? message.value("content", ordered_json()) : ordered_json();
    if (content.is_string()) {
        return content.get<std::string>();
    }
    std::string text;
    for (const ordered_json& part : content.is_array() ? content : ordered_json::array()) {
        const auto found = part.is_object() ? part.value("text", ordered_json()) : ordered_json();
        text += found.is_string() ? found.get<std::string>() : std::string();
    }
    return text;
}

} // namespace

Result<PromptEncoder> PromptEncoder::load(const std::filesystem::path& folder)
{
    PromptEncoder encoder;
    auto tokenizer = Tokenizer::load(folder);
    if (!tokenizer) {
        return tokenizer.error();
    }
    encoder.m_tokenizer = tokenizer.take();
    for (const bool withTools : {false, true}) {
        auto loaded = ChatTemplate::load(folder, withTools);
        if (!loaded) {
            return loaded.error();
        }
        (withTools ? encoder.m_toolTemplate : encoder.m_template) = loaded.take();
    }
    return encoder;
}

Result<std::string> PromptEncoder::render(const ordered_json& messages, const ordered_json& tools,
                                          bool addGenerationPrompt) const
{
    const std::optional<ChatTemplate>& chosen = !tools.is_null() && m_toolTemplate ? m_toolTemplate : m_template;
    if (!chosen) {
        std::string text;
        for (const ordered_json& message : messages) {
            text += contentOf(message) + "\n";
        }
        return text;
    }
    ChatInput input;
    input.messages = messages;
    input.tools = tools;
    input.addGenerationPrompt = addGenerationPrompt;
    input.beginOfSequence = pieceOf(*m_tokenizer, m_tokenizer->beginOfSequence());
    input.endOfSequence = pieceOf(*m_tokenizer, m_tokenizer->endOfSequence());
    return chosen->render(input);
}

Result<std::vector<TokenId>> PromptEncoder::encodeChat(const ordered_json& messages, const ordered_json& tools,
                                                       bool addGenerationPrompt) const
{
    const auto text = render(messages, tools, addGenerationPrompt);
    if (!text) {
        return text.error();
    }
    EncodeOptions options;
    options.addSpecial = false;
    return m_template || m_toolTemplate ? m_tokenizer->encode(*text, options) : encodeText(*text);
}

std::vector<TokenId> PromptEncoder::encodeText(std::string_view text) const
{
    EncodeOptions options;
    options.addSpecial = false; // an end might be put after the text as well
    std::vector<TokenId> ids = m_tokenizer->encode(text, options);
    if (m_tokenizer->addsBeginOfSequence()) {
        ids.insert(ids.begin(), m_tokenizer->beginOfSequence().value());
    }
    return ids;
}

} // namespace espalier::text
