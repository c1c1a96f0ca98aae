#include "core/worker/jobs/compare_predictions.h"

#include <algorithm>
#include <cmath>

#include "core/eval/reference/probe.h"
#include "core/text/demo/demo_text.h"
#include "core/text/tokenizer.h"
#include "core/worker/jobs/inputs.h"

namespace espalier::worker {
namespace {

constexpr std::int64_t kWindows = 4;
constexpr std::int64_t kWindowTokens = 64;
// Of exact weights nothing is left but the order of float32 sums and one rounding of norms and scales. Rounding was
// measured to cost 10 to 500 times its noise, the most where it sends tokens to other experts.
constexpr double kExactNats = 1e-5;
constexpr double kNatsOfNoise = 5000.0;
constexpr double kLargestLimit = 1.0; // what wrong weights may cost: of fewer bits the figures are shown, not judged

/// Tokens that neither a window of attention nor the original context of LongRope cuts.
std::int64_t windowTokens(const model::ModelSpec& spec)
{
    std::int64_t tokens = std::min(kWindowTokens, spec.contextLength);
    for (const model::LayerSpec& layer : spec.layers) {
        tokens = layer.slidingWindow > 0 ? std::min(tokens, layer.slidingWindow) : tokens;
    }
    const bool isLong = spec.rope.scaling == model::RopeScaling::LongRope;
    return isLong ? std::min(tokens, spec.rope.originalContextLength) : tokens;
}

std::vector<std::vector<text::TokenId>> windowsOf(const std::filesystem::path& model, const model::ModelSpec& spec)
{
    const std::int64_t length = windowTokens(spec);
    std::vector<text::TokenId> stream;
    if (const auto tokenizer = text::Tokenizer::load(model)) {
        constexpr std::size_t kBytes = 20'000;
        for (const std::string& document : text::demo::documents(text::demo::Split::Evaluation, kBytes)) {
            for (const text::TokenId id : (*tokenizer)->encode(document)) {
                stream.push_back(static_cast<text::TokenId>(std::min<std::int64_t>(id, spec.vocabularySize - 1)));
            }
        }
    }
    for (std::int64_t i = 0; static_cast<std::int64_t>(stream.size()) < kWindows * length; ++i) {
        constexpr std::int64_t kStep = 7919; // prime: the ids come in no order
        stream.push_back(static_cast<text::TokenId>(i * kStep % spec.vocabularySize));
    }
    std::vector<std::vector<text::TokenId>> windows;
    for (std::int64_t i = 0; i < kWindows; ++i) {
        windows.emplace_back(stream.begin() + i * length, stream.begin() + (i + 1) * length);
    }
    return windows;
}

} // namespace

Result<nlohmann::json> comparePredictions(const std::filesystem::path& model, const std::filesystem::path& exported,
                                          double noise, const CancelToken& cancel)
{
    const auto source = model::Checkpoint::open(model);
    if (!source) {
        return source.error();
    }
    const auto result = openComplete(exported.string());
    if (!result) {
        return Error{"export.mismatch", "What was written cannot be opened again: " + result.error().message, ""};
    }
    const auto windows = windowsOf(model, source->spec());
    if (windows.front().size() < 2) {
        return nlohmann::json(); // its attention sees one token alone: nothing to predict
    }
    eval::Probe before(*source, windows);
    const double perplexity = before.measure(cancel).perplexity.perplexity;
    const eval::ProbeReference reference(*source, windows, cancel);
    eval::Probe after(*result, windows);
    after.setReference(&reference);
    const auto figure = after.measure(cancel);
    const double kl = figure.kl.value_or(0.0);
    const double limit = kExactNats + kNatsOfNoise * noise;
    const bool judged = limit <= kLargestLimit;
    if (!std::isfinite(kl) || (judged && kl > limit)) {
        return Error{"export.mismatch",
                     "The exported model predicts otherwise than its weights explain: KL is " + std::to_string(kl) +
                         " nats, perplexity " + std::to_string(figure.perplexity.perplexity) + " after " +
                         std::to_string(perplexity) + ". It was not kept.",
                     ""};
    }
    return nlohmann::json{{"windows", windows.size()},
                          {"tokens", figure.perplexity.tokens},
                          {"perplexity", perplexity},
                          {"exportedPerplexity", figure.perplexity.perplexity},
                          {"kl", kl},
                          {"limit", judged ? nlohmann::json(limit) : nlohmann::json()}};
}

} // namespace espalier::worker
