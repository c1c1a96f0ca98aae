#include "core/serve/prompt_builder.h"

#include "core/serve/api_error.h"

namespace espalier::serve {
Result<std::vector<Job>> PromptBuilder::jobs(const ApiRequest& request, std::uint64_t randomSeed) const
{
    auto options = this->options(request);
    if (!options) {
        return options.error();
    }
    const bool chat = request.endpoint == Endpoint::Chat;
    const std::size_t prompts = chat ? 1 : request.prompts.size();
    const std::uint64_t seed = request.seed ? static_cast<std::uint64_t>(*request.seed) : randomSeed;
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < prompts; ++i) {
        auto tokens = this->tokens(request, i);
        if (!tokens) {
            return tokens.error();
        }
        if (auto fits = check(*tokens, chat ? "messages" : "prompt"); !fits) {
            return fits.error();
        }
        for (std::int64_t choice = 0; choice < request.choices; ++choice) {
            Job job{*tokens, *options};
            job.options.sampling.seed = seed + static_cast<std::uint64_t>(choice);
            jobs.push_back(std::move(job));
        }
    }
    return jobs;
}

std::string PromptBuilder::promptText(const ApiRequest& request, std::size_t index) const
{
    const Prompt& prompt = request.prompts[index / static_cast<std::size_t>(request.choices)];
    if (const auto* text = std::get_if<std::string>(&prompt)) {
        return *text;
    }
    return m_encoder.tokenizer().decode(std::get<std::vector<text::TokenId>>(prompt), false);
}

Result<engine::GenerationOptions> PromptBuilder::options(const ApiRequest& request) const
{
    engine::GenerationOptions options = request.options;
    for (const auto& [id, bias] : request.logitBias) {
        if (id >= m_vocabulary) {
            return Error{code::kInvalidValue,
                         "'logit_bias' names token " + std::to_string(id) + ", but the model has " +
                             std::to_string(m_vocabulary) + " tokens.",
                         "logit_bias"};
        }
        options.sampling.logitBias.emplace_back(static_cast<text::TokenId>(id), bias);
    }
    return options;
}

Result<std::vector<text::TokenId>> PromptBuilder::tokens(const ApiRequest& request, std::size_t prompt) const
{
    if (request.endpoint == Endpoint::Completions) {
        const Prompt& chosen = request.prompts[prompt];
        const auto* text = std::get_if<std::string>(&chosen);
        return text != nullptr ? m_encoder.encodeText(*text) : std::get<std::vector<text::TokenId>>(chosen);
    }
    auto tokens = m_encoder.encodeChat(request.messages, request.tools, request.addGenerationPrompt);
    if (!tokens) {
        return Error{code::kTemplate,
                     "The model's chat template does not take these messages: " + toString(tokens.error()), "messages"};
    }
    return tokens;
}

Result<void> PromptBuilder::check(const std::vector<text::TokenId>& tokens, const char* parameter) const
{
    if (tokens.empty()) {
        return Error{code::kInvalidValue,
                     std::string("'") + parameter +
                         "' is empty, and this model's texts have no token of their own "
                         "to begin with: send at least one character.",
                     parameter};
    }
    for (const text::TokenId id : tokens) {
        if (id < 0 || id >= m_vocabulary) {
            return Error{code::kInvalidValue,
                         std::string("'") + parameter + "' has token " + std::to_string(id) + ", but the model has " +
                             std::to_string(m_vocabulary) + " tokens.",
                         parameter};
        }
    }
    if (tokens.size() >= m_contextTokens) {
        return Error{code::kContextLength,
                     "This server's context is " + std::to_string(m_contextTokens) + " tokens and '" + parameter +
                         "' has " + std::to_string(tokens.size()) + ": shorten it, so that an answer has room.",
                     parameter};
    }
    return {};
}

} // namespace espalier::serve
