#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "core/base/atomic_file.h"
#include "core/engine/generation.h"

namespace espalier::engine {
namespace {

using Clock = std::chrono::steady_clock;

/// What ends a turn in the chat forms of published models, where the vocabulary has it as a special token.
constexpr std::array<std::string_view, 15> kEndsOfTurn = {
    "<|im_end|>",      "<|eot_id|>",    "<|eom_id|>",    "<|end|>", "<end_of_turn>",
    "<|end_of_turn|>", "<|endoftext|>", "</s>",          "<eos>",   "<|end_of_text|>",
    "<|eot|>",         "<|return|>",    "<|endofturn|>", "<EOT>",   "<|END_OF_TURN_TOKEN|>"};

void addUnique(std::vector<text::TokenId>& ids, std::int64_t id)
{
    const auto token = static_cast<text::TokenId>(id);
    if (token >= 0 && token == id && std::find(ids.begin(), ids.end(), token) == ids.end()) {
        ids.push_back(token);
    }
}

/// `eos_token_id`: a number or a list of them.
void addGenerationConfig(std::vector<text::TokenId>& ids, const std::filesystem::path& folder)
{
    const auto text = readTextFile(folder / "generation_config.json"); // optional
    const auto json = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    const auto value = json.is_object() ? json.value("eos_token_id", nlohmann::json()) : nlohmann::json();
    for (const nlohmann::json& id : value.is_array() ? value : nlohmann::json::array({value})) {
        if (id.is_number_integer()) {
            addUnique(ids, id.get<std::int64_t>());
        }
    }
}

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double rate(std::size_t tokens, double seconds)
{
    return tokens > 0 && seconds > 0.0 ? static_cast<double>(tokens) / seconds : 0.0;
}

} // namespace

std::vector<text::TokenId> endOfAnswerIds(const model::Checkpoint& checkpoint, const text::Tokenizer& tokenizer)
{
    std::vector<text::TokenId> ids;
    for (const std::int64_t id : checkpoint.spec().endOfSequenceIds) {
        addUnique(ids, id);
    }
    addGenerationConfig(ids, checkpoint.folder());
    if (const auto id = tokenizer.endOfSequence()) {
        addUnique(ids, *id);
    }
    for (const std::string_view piece : kEndsOfTurn) {
        const auto id = tokenizer.idOf(piece);
        if (id && tokenizer.bytesOf(*id).empty()) { // special: it is no text
            addUnique(ids, *id);
        }
    }
    return ids;
}

Result<void> checkPromptLength(std::size_t promptTokens, std::size_t contextTokens)
{
    if (promptTokens == 0) {
        return Error{"prompt.empty",
                     "The prompt has no tokens, and this tokenizer puts none before a text. Give some text.", ""};
    }
    if (promptTokens >= contextTokens) {
        return Error{"engine.context",
                     "The prompt of " + std::to_string(promptTokens) + " tokens leaves no room for an answer in the " +
                         "context of " + std::to_string(contextTokens) + " tokens. Shorten it.",
                     ""};
    }
    return {};
}

Result<void> requireNumbers(std::span<const float> logits)
{
    if (std::ranges::all_of(logits, [](float logit) { return std::isnan(logit); })) {
        return Error{"engine.nan",
                     "The model gives no numbers (all logits are NaN), so that no token can be chosen. Its weights are "
                     "damaged or overflow: fetch or make the model again.",
                     ""};
    }
    return {};
}

double GenerationFigures::prefillTokensPerSecond() const
{
    return rate(promptTokens - reusedTokens, prefillSeconds);
}

double GenerationFigures::decodeTokensPerSecond() const
{
    return rate(generatedTokens > 0 ? generatedTokens - 1 : 0, decodeSeconds);
}

Result<GenerationFigures> generate(Executor& executor, Sequence& sequence, const text::Tokenizer& tokenizer,
                                   std::span<const text::TokenId> prompt, const GenerationOptions& options,
                                   const CancelToken& cancel, const std::function<void(const GeneratedPiece&)>& piece)
{
    if (auto valid = checkPromptLength(prompt.size(), sequence.capacity()); !valid) {
        return valid.error();
    }
    GenerationFigures figures;
    figures.promptTokens = prompt.size();
    figures.reusedTokens = std::min(sequence.commonPrefix(prompt), prompt.size() - 1);
    sequence.truncate(figures.reusedTokens);
    Generation generation(tokenizer, endOfAnswerIds(executor.model().checkpoint(), tokenizer), prompt, options);
    const auto finished = [&](StopReason reason) {
        piece(generation.finish(reason));
        figures.stop = reason;
        return figures;
    };

    auto begin = Clock::now();
    auto ran = executor.prefill(sequence, prompt.subspan(figures.reusedTokens), cancel);
    figures.prefillSeconds = secondsSince(begin);
    while (true) {
        if (!ran && ran.error().code != "cancelled") {
            return ran.error();
        }
        if (!ran || cancel.requested()) {
            return finished(StopReason::Cancelled);
        }
        if (options.maxTokens == 0) {
            return finished(StopReason::MaximumTokens);
        }
        begin = Clock::now();
        const std::span<float> logits = executor.logits(executor.logitRows() - 1);
        if (auto numbers = requireNumbers(logits); !numbers) {
            return numbers.error();
        }
        const GeneratedPiece next = generation.next(logits, sequence.room());
        figures.decodeSeconds += secondsSince(begin);
        figures.generatedTokens = generation.generatedTokens();
        piece(next);
        if (next.stop) {
            figures.stop = *next.stop;
            return figures;
        }
        begin = Clock::now();
        const std::array<BatchPart, 1> parts = {{{&sequence, {&*next.token, 1}, BatchPart::Logits::Last}}};
        ran = executor.forward(parts, cancel);
        figures.decodeSeconds += secondsSince(begin);
    }
}

} // namespace espalier::engine
