#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/engine/generation.h"
#include "core/serve/limits.h"

namespace espalier::serve {

enum class Endpoint { Completions, Chat };

/// A text, or the token ids of one.
using Prompt = std::variant<std::string, std::vector<text::TokenId>>;

/// A request for answers, checked and with defaults filled in; what a model has to say to it (template, vocabulary,
/// context) is not looked at yet.
struct ApiRequest
{
    Endpoint endpoint = Endpoint::Completions;
    std::vector<Prompt> prompts;                            ///< completions
    bool echo = false;                                      ///< completions: the prompt's text comes first
    nlohmann::ordered_json messages;                        ///< chat: [{role, content: string or null, ...}]
    nlohmann::ordered_json tools;                           ///< chat: null, or a list that is not empty
    bool addGenerationPrompt = true;                        ///< chat
    engine::GenerationOptions options;                      ///< maxTokens -1: until the context is full
    std::optional<std::int64_t> seed;                       ///< none: each choice has its own from outside
    std::vector<std::pair<std::int64_t, double>> logitBias; ///< ids as asked for; may lie beyond the vocabulary
    std::int64_t choices = 1;                               ///< for each prompt
    bool stream = false;
    bool includeUsage = false;
    std::vector<std::string> notices; ///< what was taken in another sense than written, one sentence each
};

/// Defaults of OpenAI's completions and of DeepSparse (temperature).
inline constexpr std::int64_t kDefaultCompletionTokens = 16;
inline constexpr double kDefaultTemperature = 0.7;

/// Errors: those of parseBody(); invalid_type, invalid_value, missing_required_parameter, unsupported_parameter with
/// the parameter as place. Unknown parameters are ignored with a notice.
Result<ApiRequest> parseRequest(Endpoint endpoint, std::string_view body, const Limits& limits);

} // namespace espalier::serve
