#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/engine/generation.h"
#include "core/serve/api_request.h"

namespace espalier::serve {

/// What all parts of one answer have in common.
struct AnswerHead
{
    Endpoint endpoint = Endpoint::Completions;
    std::string id;           ///< newAnswerId()
    std::int64_t created = 0; ///< seconds since 1970
    std::string model;
    std::vector<std::string> notices;
    bool includeUsage = false; ///< chunks have `usage`: null
    bool logProbabilities = false;
};

struct Usage
{
    std::size_t promptTokens = 0;
    std::size_t reusedTokens = 0; ///< of them, found in a sequence's memory
    std::size_t generatedTokens = 0;
};

/// A choice so far, or what a chunk adds to it.
struct ChoicePart
{
    std::size_t index = 0;
    std::string text;
    std::vector<std::vector<engine::TokenProbability>> logProbabilities; ///< of each token, see logProbabilities()
    std::size_t textOffset = 0; ///< characters of the tokens before these; completions only
    std::optional<engine::StopReason> stop;
};

/// "chatcmpl-..." or "cmpl-..." with 24 random characters.
std::string newAnswerId(Endpoint endpoint);

/// Makes the JSON of answers in OpenAI's forms. Tokens in log probabilities are named by their bytes.
class ResponseWriter
{
public:
    /// @param tokenizer must outlive the writer
    ResponseWriter(const text::Tokenizer& tokenizer, AnswerHead head) : m_tokenizer(tokenizer), m_head(std::move(head))
    {
    }

    const AnswerHead& head() const { return m_head; }
    nlohmann::ordered_json answer(const std::vector<ChoicePart>& choices, const Usage& usage) const;
    /// @param first of its choice (chat: carries the role)
    nlohmann::ordered_json chunk(const ChoicePart& part, bool first) const;
    nlohmann::ordered_json usageChunk(const Usage& usage) const;
    /// Characters of the tokens of a part, for the next part's textOffset.
    std::size_t characters(const ChoicePart& part) const;

private:
    nlohmann::ordered_json envelope(const char* object) const;
    nlohmann::ordered_json logProbabilities(const ChoicePart& part) const;
    nlohmann::ordered_json chatLogProbabilities(const ChoicePart& part) const;
    nlohmann::ordered_json completionLogProbabilities(const ChoicePart& part) const;
    std::string tokenText(text::TokenId id) const;
    std::string tokenName(text::TokenId id) const;

    const text::Tokenizer& m_tokenizer;
    AnswerHead m_head;
};

/// An event of a stream of server-sent events.
std::string serverSentEvent(const std::string& data);

} // namespace espalier::serve
