#include "core/engine/speed.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include "core/base/random.h"

namespace espalier::engine {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::vector<text::TokenId> randomPrompt(std::size_t tokens, std::int64_t vocabulary, std::uint64_t seed)
{
    Random random(seed);
    std::vector<text::TokenId> ids(tokens);
    for (text::TokenId& id : ids) {
        id = static_cast<text::TokenId>(random.below(static_cast<std::size_t>(vocabulary)));
    }
    return ids;
}

/// Tokens a second of one repeat.
struct Times
{
    double prefill = 0.0;
    double decode = 0.0;
};

Result<Times> timeOnce(Executor& executor, Sequence& sequence, std::span<const text::TokenId> prompt,
                       const SpeedOptions& options)
{
    Times times;
    sequence.truncate(0);
    auto begin = Clock::now();
    if (auto done = executor.prefill(sequence, prompt, options.cancel); !done) {
        return done.error();
    }
    times.prefill = double(prompt.size()) / secondsSince(begin);
    begin = Clock::now();
    for (std::size_t i = 0; i < options.generateTokens; ++i) {
        const auto logits = executor.logits(0);
        const auto token = static_cast<text::TokenId>(std::ranges::max_element(logits) - logits.begin());
        const BatchPart part{&sequence, {&token, 1}, BatchPart::Logits::Last};
        if (auto done = executor.forward({&part, 1}, options.cancel); !done) {
            return done.error();
        }
    }
    times.decode = double(options.generateTokens) / secondsSince(begin);
    return times;
}

} // namespace

Result<SpeedFigures> measureSpeed(Executor& executor, const SpeedOptions& options)
{
    const model::ModelSpec& spec = executor.model().spec();
    const std::size_t tokens = options.promptTokens + options.generateTokens;
    if (tokens > static_cast<std::size_t>(spec.contextLength)) {
        return Error{"engine.context",
                     std::to_string(tokens) + " tokens do not fit the model's context of " +
                         std::to_string(spec.contextLength) + ". Measure with fewer.",
                     ""};
    }
    Sequence sequence(spec, tokens, options.kv);
    std::vector<double> prefill;
    std::vector<double> decode;
    for (int i = 0; i < options.repeat; ++i) {
        const auto prompt = randomPrompt(options.promptTokens, spec.vocabularySize, static_cast<std::uint64_t>(i) + 1);
        const auto times = timeOnce(executor, sequence, prompt, options);
        if (!times) {
            return times.error();
        }
        prefill.push_back(times->prefill);
        decode.push_back(times->decode);
        if (options.progress) {
            options.progress(double(i + 1) / options.repeat);
        }
    }
    SpeedFigures figures;
    figures.prefillTokensPerSecond = median(prefill);
    figures.decodeTokensPerSecond = median(decode);
    figures.effectiveBandwidth = figures.decodeTokensPerSecond * double(executor.model().bytesPerToken());
    return figures;
}

} // namespace espalier::engine
