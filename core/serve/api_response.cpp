#include "core/serve/api_response.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "core/serve/api_error.h"
#include "core/text/utf8.h"

namespace espalier::serve {
namespace {

using Json = nlohmann::ordered_json;

const char* finishReason(engine::StopReason reason)
{
    const bool whole = reason == engine::StopReason::EndOfSequence || reason == engine::StopReason::StopText;
    return whole ? "stop" : "length";
}

Json finish(const std::optional<engine::StopReason>& reason)
{
    return reason ? Json(finishReason(*reason)) : Json();
}

/// JSON has no infinity; OpenAI writes what is impossible as -9999.
double finiteLog(double logProbability)
{
    constexpr double kImpossible = -9999.0;
    return std::isnan(logProbability) ? kImpossible : std::max(logProbability, kImpossible);
}

Json usageJson(const Usage& usage)
{
    Json json;
    json["prompt_tokens"] = usage.promptTokens;
    json["completion_tokens"] = usage.generatedTokens;
    json["total_tokens"] = usage.promptTokens + usage.generatedTokens;
    json["prompt_tokens_details"] = {{"cached_tokens", usage.reusedTokens}};
    return json;
}

std::size_t countCharacters(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

} // namespace

std::string newAnswerId(Endpoint endpoint)
{
    static constexpr std::string_view kCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    thread_local std::random_device device;
    std::string id = endpoint == Endpoint::Chat ? "chatcmpl-" : "cmpl-";
    for (int i = 0; i < 24; ++i) {
        id += kCharacters[device() % kCharacters.size()];
    }
    return id;
}

Json ResponseWriter::envelope(const char* object) const
{
    Json json;
    json["id"] = m_head.id;
    json["object"] = object;
    json["created"] = m_head.created;
    json["model"] = m_head.model;
    return json;
}

Json ResponseWriter::answer(const std::vector<ChoicePart>& choices, const Usage& usage) const
{
    const bool chat = m_head.endpoint == Endpoint::Chat;
    Json json = envelope(chat ? "chat.completion" : "text_completion");
    json["choices"] = Json::array();
    for (const ChoicePart& part : choices) {
        Json choice;
        choice["index"] = part.index;
        if (chat) {
            choice["message"] = {{"role", "assistant"}, {"content", part.text}, {"refusal", nullptr}};
        } else {
            choice["text"] = part.text;
        }
        choice["logprobs"] = logProbabilities(part);
        choice["finish_reason"] = finish(part.stop);
        json["choices"].push_back(std::move(choice));
    }
    json["usage"] = usageJson(usage);
    if (!m_head.notices.empty()) {
        json["warnings"] = m_head.notices;
    }
    return json;
}

Json ResponseWriter::chunk(const ChoicePart& part, bool first) const
{
    const bool chat = m_head.endpoint == Endpoint::Chat;
    Json json = envelope(chat ? "chat.completion.chunk" : "text_completion");
    Json choice;
    choice["index"] = part.index;
    if (chat) {
        Json delta = Json::object();
        if (first) {
            delta["role"] = "assistant";
        }
        if (first || !part.text.empty()) {
            delta["content"] = part.text;
        }
        choice["delta"] = std::move(delta);
    } else {
        choice["text"] = part.text;
    }
    choice["logprobs"] = part.logProbabilities.empty() ? Json() : logProbabilities(part);
    choice["finish_reason"] = finish(part.stop);
    json["choices"] = Json::array({std::move(choice)});
    if (m_head.includeUsage) {
        json["usage"] = nullptr;
    }
    if (first && !m_head.notices.empty()) {
        json["warnings"] = m_head.notices;
    }
    return json;
}

Json ResponseWriter::usageChunk(const Usage& usage) const
{
    Json json = envelope(m_head.endpoint == Endpoint::Chat ? "chat.completion.chunk" : "text_completion");
    json["choices"] = Json::array();
    json["usage"] = usageJson(usage);
    return json;
}

Json ResponseWriter::logProbabilities(const ChoicePart& part) const
{
    if (!m_head.logProbabilities) {
        return {};
    }
    return m_head.endpoint == Endpoint::Chat ? chatLogProbabilities(part) : completionLogProbabilities(part);
}

Json ResponseWriter::chatLogProbabilities(const ChoicePart& part) const
{
    const auto entry = [&](const engine::TokenProbability& token) {
        Json bytes = Json::array();
        for (const char byte : m_tokenizer.bytesOf(token.id)) {
            bytes.push_back(static_cast<unsigned char>(byte));
        }
        Json json;
        json["token"] = tokenText(token.id);
        json["logprob"] = finiteLog(token.logProbability);
        json["bytes"] = std::move(bytes);
        return json;
    };
    Json content = Json::array();
    for (const auto& token : part.logProbabilities) {
        Json json = entry(token.front());
        json["top_logprobs"] = Json::array();
        for (std::size_t i = 1; i < token.size(); ++i) {
            json["top_logprobs"].push_back(entry(token[i]));
        }
        content.push_back(std::move(json));
    }
    return {{"content", std::move(content)}, {"refusal", nullptr}};
}

Json ResponseWriter::completionLogProbabilities(const ChoicePart& part) const
{
    Json json;
    for (const char* list : {"tokens", "token_logprobs", "top_logprobs", "text_offset"}) {
        json[list] = Json::array();
    }
    std::size_t offset = part.textOffset;
    for (const auto& token : part.logProbabilities) {
        json["tokens"].push_back(tokenName(token.front().id));
        json["token_logprobs"].push_back(finiteLog(token.front().logProbability));
        json["text_offset"].push_back(offset);
        Json alternatives = Json::object();
        for (const engine::TokenProbability& one : token) {
            alternatives[tokenName(one.id)] = finiteLog(one.logProbability);
        }
        json["top_logprobs"].push_back(std::move(alternatives));
        offset += countCharacters(m_tokenizer.bytesOf(token.front().id));
    }
    return json;
}

/// Special tokens have no bytes: they are named as the vocabulary does.
std::string ResponseWriter::tokenText(text::TokenId id) const
{
    const std::string bytes = m_tokenizer.bytesOf(id);
    return bytes.empty() ? m_tokenizer.piece(id) : text::toValidUtf8(bytes);
}

std::size_t ResponseWriter::characters(const ChoicePart& part) const
{
    std::size_t count = 0;
    for (const auto& token : part.logProbabilities) {
        count += countCharacters(m_tokenizer.bytesOf(token.front().id));
    }
    return count;
}

/// The text of a token, or of a part of a character its bytes as OpenAI names them: "bytes:\xe2\x82".
std::string ResponseWriter::tokenName(text::TokenId id) const
{
    const std::string bytes = m_tokenizer.bytesOf(id);
    if (text::isValidUtf8(bytes)) {
        return tokenText(id);
    }
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string name = "bytes:";
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        name += {'\\', 'x', kDigits[value / 16], kDigits[value % 16]};
    }
    return name;
}

std::string serverSentEvent(const std::string& data)
{
    return "data: " + data + "\n\n";
}

} // namespace espalier::serve
