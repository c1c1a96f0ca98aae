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

Result<PromptEncoder> PromptEncoder::withTemplate(const std::string& source) const
{
    auto parsed = ChatTemplate::parse(source);
    if (!parsed) {
        return parsed.error();
    }
    PromptEncoder encoder = *this;
    encoder.m_template = parsed.take();
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

Result<Conversation> PromptEncoder::encodeConversation(const ordered_json& messages, const ordered_json& tools) const
{
    const auto whole = render(messages, tools, false);
    if (!whole) {
        return whole.error();
    }
    EncodeOptions options;
    options.addSpecial = false;
    Conversation conversation;
    const auto add = [&](std::string_view text, bool answer) {
        const std::vector<TokenId> tokens = m_tokenizer->encode(text, options);
        conversation.tokens.insert(conversation.tokens.end(), tokens.begin(), tokens.end());
        conversation.answers.resize(conversation.tokens.size(), answer);
    };
    std::size_t done = 0;
    ordered_json past = ordered_json::array();
    for (const ordered_json& message : messages) {
        const bool answer = message.is_object() && message.value("role", std::string()) == "assistant";
        const auto prompt = answer && !past.empty() ? render(past, tools, true) : Result<std::string>(std::string());
        past.push_back(message);
        if (!answer) {
            continue;
        }
        const auto answered = render(past, tools, false);
        const bool apart = prompt && answered && prompt->size() >= done && answered->starts_with(*prompt) &&
                           whole->starts_with(*answered);
        if (!apart) { // some templates leave an earlier answer's thoughts out, or have no prompt of their own
            return Conversation{m_tokenizer->encode(*whole, options), {}};
        }
        add(std::string_view(*prompt).substr(done), false);
        add(std::string_view(*answered).substr(prompt->size()), true);
        done = answered->size();
    }
    add(std::string_view(*whole).substr(done), false);
    return conversation;
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
