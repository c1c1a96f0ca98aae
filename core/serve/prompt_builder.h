#pragma once

#include <vector>

#include "core/serve/api_request.h"
#include "core/serve/scheduler.h"
#include "core/text/prompt_encoder.h"

namespace espalier::serve {

/// Makes of a request what the scheduler takes: tokens. Immutable.
class PromptBuilder
{
public:
    /// @param encoder must outlive the builder
    /// @param contextTokens capacity of a sequence
    /// @param vocabulary of the model; that of the tokenizer may be smaller
    PromptBuilder(const text::PromptEncoder& encoder, std::size_t contextTokens, std::int64_t vocabulary)
        : m_encoder(encoder), m_contextTokens(contextTokens), m_vocabulary(vocabulary)
    {
    }

    /// One job a choice, those of the first prompt first. Choices without a seed in the request get one each from
    /// `randomSeed`, those with one count up from it. Errors: `template_error`, `context_length_exceeded`,
    /// `invalid_value` (a token that the model does not have; an empty prompt).
    Result<std::vector<Job>> jobs(const ApiRequest& request, std::uint64_t randomSeed) const;
    /// The text of the prompt of job `index`; what `echo` gives back.
    std::string promptText(const ApiRequest& request, std::size_t index) const;

private:
    Result<std::vector<text::TokenId>> tokens(const ApiRequest& request, std::size_t prompt) const;
    Result<void> check(const std::vector<text::TokenId>& tokens, const char* parameter) const;
    Result<engine::GenerationOptions> options(const ApiRequest& request) const;

    const text::PromptEncoder& m_encoder;
    std::size_t m_contextTokens;
    std::int64_t m_vocabulary;
};

} // namespace espalier::serve
