#include "core/serve/api_request.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "core/serve/api_error.h"
#include "core/serve/chat_messages.h"
#include "core/serve/field_reader.h"
#include "core/serve/json_body.h"

namespace espalier::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kMaximumInteger = std::numeric_limits<std::int32_t>::max();
constexpr std::size_t kMaximumStops = 16;
constexpr std::size_t kMaximumStopBytes = 1024;
constexpr std::int64_t kMaximumAlternatives = 20;

/// Nothing (and an error) if it is no list of ids.
std::vector<text::TokenId> tokenIds(FieldReader& fields, const Json& list)
{
    std::vector<text::TokenId> ids;
    for (const Json& id : list) {
        if (!id.is_number_integer() || id < 0 || id > kMaximumInteger) {
            fields.fail(code::kInvalidType, "prompt", "has " + jsonText(id) + " where a token id is expected");
            return {};
        }
        ids.push_back(id.get<text::TokenId>());
    }
    return ids;
}

void readPrompt(FieldReader& fields, ApiRequest& request)
{
    constexpr const char* kForms = "must be a string, a list of strings, a list of token ids, or a list of such lists";
    const Json* prompt = fields.find("prompt");
    if (prompt == nullptr) {
        fields.fail(code::kMissing, "prompt", "is needed: the text to continue");
    } else if (prompt->is_string()) {
        request.prompts.emplace_back(prompt->get<std::string>());
    } else if (!prompt->is_array()) {
        fields.fail(code::kInvalidType, "prompt", kForms);
    } else if (prompt->empty()) {
        fields.fail(code::kInvalidValue, "prompt", "is an empty list");
    } else if (prompt->front().is_number()) {
        request.prompts.emplace_back(tokenIds(fields, *prompt));
    } else {
        for (const Json& one : *prompt) {
            if (one.is_string()) {
                request.prompts.emplace_back(one.get<std::string>());
            } else if (one.is_array()) {
                request.prompts.emplace_back(tokenIds(fields, one));
            } else {
                fields.fail(code::kInvalidType, "prompt", kForms);
            }
        }
    }
}

void readMaximumTokens(FieldReader& fields, ApiRequest& request, const Limits& limits)
{
    const auto older = fields.integer("max_tokens", 1, kMaximumInteger);
    const auto newer = fields.integer("max_completion_tokens", 1, kMaximumInteger);
    const auto asked = newer ? newer : older;
    const std::int64_t usual =
        request.endpoint == Endpoint::Completions ? kDefaultCompletionTokens : limits.answerTokens;
    request.options.maxTokens = std::min(asked.value_or(usual), limits.answerTokens);
    if (asked && *asked > limits.answerTokens) {
        request.notices.push_back("max_tokens was cut down to this server's limit of " +
                                  std::to_string(limits.answerTokens) + ".");
    }
}

void readSampling(FieldReader& fields, ApiRequest& request)
{
    engine::SamplingOptions& sampling = request.options.sampling;
    sampling.temperature = fields.number("temperature", 0, 2).value_or(kDefaultTemperature);
    // At 0 OpenAI takes the best token alone, which the smallest share does.
    sampling.topP = std::max(fields.number("top_p", 0, 1).value_or(1.0), 1e-9);
    sampling.topK = std::max<std::int64_t>(fields.integer("top_k", -1, kMaximumInteger).value_or(0), 0);
    sampling.minP = fields.number("min_p", 0, 1).value_or(0.0);
    sampling.typicalP = std::max(fields.number("typical_p", 0, 1).value_or(1.0), 1e-9);
    sampling.repetitionPenalty = fields.number("repetition_penalty", 0.01, 100).value_or(1.0);
    sampling.frequencyPenalty = fields.number("frequency_penalty", -2, 2).value_or(0.0);
    sampling.presencePenalty = fields.number("presence_penalty", -2, 2).value_or(0.0);
    request.seed =
        fields.integer("seed", std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
}

void readLogitBias(FieldReader& fields, ApiRequest& request)
{
    const Json* bias = fields.find("logit_bias");
    if (bias == nullptr) {
        return;
    }
    if (!bias->is_object()) {
        fields.fail(code::kInvalidType, "logit_bias", "must be an object of token ids and numbers");
        return;
    }
    for (const auto& [key, value] : bias->items()) {
        std::int64_t id = -1;
        const auto [end, status] = std::from_chars(key.data(), key.data() + key.size(), id);
        if (status != std::errc() || end != key.data() + key.size() || id < 0 || id > kMaximumInteger) {
            fields.fail(code::kInvalidValue, "logit_bias", "has the name " + jsonText(key) + " that is no token id");
        } else if (!value.is_number() || !(value.get<double>() >= -100 && value.get<double>() <= 100)) {
            fields.fail(code::kInvalidValue, "logit_bias", "of token " + key + " must be a number from -100 to 100");
        } else {
            request.logitBias.emplace_back(id, value.get<double>());
        }
    }
}

void readStop(FieldReader& fields, ApiRequest& request)
{
    const Json* stop = fields.find("stop");
    if (stop == nullptr) {
        return;
    }
    const Json list = stop->is_array() ? *stop : Json::array({*stop});
    if (list.size() > kMaximumStops) {
        fields.fail(code::kInvalidValue, "stop", "may hold at most " + std::to_string(kMaximumStops) + " strings");
    }
    for (const Json& text : list) {
        if (!text.is_string()) {
            fields.fail(code::kInvalidType, "stop", "must be a string or a list of strings");
        } else if (text.get_ref<const std::string&>().empty() ||
                   text.get_ref<const std::string&>().size() > kMaximumStopBytes) {
            fields.fail(code::kInvalidValue, "stop",
                        "must hold strings of 1 to " + std::to_string(kMaximumStopBytes) + " bytes");
        } else {
            request.options.stop.push_back(text.get<std::string>());
        }
    }
}

void readLogProbabilities(FieldReader& fields, ApiRequest& request)
{
    if (request.endpoint == Endpoint::Completions) {
        if (const auto count = fields.integer("logprobs", 0, kMaximumAlternatives)) {
            request.options.logProbabilities = static_cast<std::size_t>(*count);
        }
        return;
    }
    const bool asked = fields.boolean("logprobs").value_or(false);
    const auto count = fields.integer("top_logprobs", 0, kMaximumAlternatives);
    if (count && *count > 0 && !asked) {
        fields.fail(code::kInvalidValue, "top_logprobs", "needs 'logprobs' to be true");
    }
    if (asked) {
        request.options.logProbabilities = static_cast<std::size_t>(count.value_or(0));
    }
}

void readStream(FieldReader& fields, ApiRequest& request)
{
    request.stream = fields.boolean("stream").value_or(false);
    const Json* options = fields.find("stream_options");
    if (options == nullptr) {
        return;
    }
    if (!options->is_object()) {
        fields.fail(code::kInvalidType, "stream_options", "must be an object");
        return;
    }
    if (!request.stream) {
        fields.fail(code::kInvalidValue, "stream_options", "goes with 'stream': true only");
    }
    FieldReader inner(*options, "stream_options.");
    request.includeUsage = inner.boolean("include_usage").value_or(false);
    fields.fail(inner.error());
}

/// Parameters that would change the answer and that are not there: said, not ignored.
void refuseUnsupported(FieldReader& fields, ApiRequest& request)
{
    if (const auto bestOf = fields.integer("best_of", 1, kMaximumInteger); bestOf && *bestOf > request.choices) {
        fields.fail(code::kUnsupported, "best_of", "larger than 'n' is not supported");
    }
    if (const auto suffix = fields.text("suffix"); suffix && !suffix->empty()) {
        fields.fail(code::kUnsupported, "suffix", "is not supported: the model writes forward only");
    }
    if (const Json* format = fields.find("response_format");
        format != nullptr && (!format->is_object() || !format->contains("type") || (*format)["type"] != "text")) {
        fields.fail(code::kUnsupported, "response_format", "can be {\"type\": \"text\"} only");
    }
    if (request.endpoint == Endpoint::Chat && fields.find("functions") != nullptr) {
        fields.fail(code::kUnsupported, "functions", "is the older form of 'tools'; send those");
    }
    if (request.echo && request.options.logProbabilities) {
        fields.fail(code::kUnsupported, "echo", "together with 'logprobs' is not supported");
    }
}

void noteUnknown(const FieldReader& fields, ApiRequest& request)
{
    std::string names;
    for (const std::string& name : fields.unread()) {
        if (names.size() < 200) {
            names += (names.empty() ? "'" : ", '") + name.substr(0, 60) + "'";
        }
    }
    if (!names.empty()) {
        request.notices.push_back("Ignored, as this server does not know it: " + names + ".");
    }
}

} // namespace

Result<ApiRequest> parseRequest(Endpoint endpoint, std::string_view body, const Limits& limits)
{
    auto object = parseBody(body);
    if (!object) {
        return object.error();
    }
    FieldReader fields(*object);
    ApiRequest request;
    request.endpoint = endpoint;
    // Accepted without a use: any model name is answered with the real one, and answers do not depend on the others.
    fields.text("model");
    for (const char* unused : {"user", "store", "metadata", "parallel_tool_calls", "service_tier"}) {
        fields.find(unused);
    }
    if (endpoint == Endpoint::Chat) {
        readChat(fields, *object, request);
    } else {
        readPrompt(fields, request);
        request.echo = fields.boolean("echo").value_or(false);
    }
    readMaximumTokens(fields, request, limits);
    readSampling(fields, request);
    readLogitBias(fields, request);
    readStop(fields, request);
    readLogProbabilities(fields, request);
    readStream(fields, request);
    request.options.ignoreEndOfSequence = fields.boolean("ignore_eos").value_or(false);
    request.choices = fields.integer("n", 1, limits.choices).value_or(1);
    refuseUnsupported(fields, request);
    const std::size_t prompts = std::max<std::size_t>(request.prompts.size(), 1);
    if (prompts * static_cast<std::size_t>(request.choices) > static_cast<std::size_t>(limits.choices)) {
        fields.fail(code::kInvalidValue, "n",
                    "times the number of prompts is beyond this server's limit of " + std::to_string(limits.choices));
    }
    if (fields.error()) {
        return *fields.error();
    }
    noteUnknown(fields, request);
    return request;
}

} // namespace espalier::serve
