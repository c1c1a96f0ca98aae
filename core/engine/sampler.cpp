#include "core/engine/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace espalier::engine {
namespace {

constexpr float kLowest = -std::numeric_limits<float>::infinity();
/// Selecting this share of the candidates or less is faster with a heap than by partitioning.
constexpr std::size_t kHeapShare = 32;
/// A set by probability seldom needs more of a large vocabulary than this: it is ordered in steps from here on.
constexpr std::size_t kFirstStep = 128;

struct Candidate
{
    float logit = 0.0F;
    text::TokenId id = 0;
};
using Candidates = std::vector<Candidate>;

bool isBetter(const Candidate& a, const Candidate& b)
{
    return a.logit != b.logit ? a.logit > b.logit : a.id < b.id;
}

/// logit - best, also where both are infinite.
double difference(float logit, float best)
{
    return logit == best ? 0.0 : static_cast<double>(logit) - static_cast<double>(best);
}

double weight(float logit, float best, double temperature = 1.0)
{
    return std::exp(difference(logit, best) / temperature);
}

float bestLogit(const Candidates& candidates)
{
    float best = kLowest;
    for (const Candidate& candidate : candidates) {
        best = std::max(best, candidate.logit);
    }
    return best;
}

double totalWeight(const Candidates& candidates, float best)
{
    double total = 0.0;
    for (const Candidate& candidate : candidates) {
        total += weight(candidate.logit, best);
    }
    return total;
}

/// Puts the `count` first ones of [begin, end) in order at its start.
template <typename Order>
void orderFirst(Candidates::iterator begin, std::size_t count, Candidates::iterator end, Order order)
{
    const auto middle = begin + static_cast<std::ptrdiff_t>(count);
    if (count * kHeapShare < static_cast<std::size_t>(end - begin)) {
        std::partial_sort(begin, middle, end, order);
    } else {
        if (middle != end) {
            std::nth_element(begin, middle, end, order);
        }
        std::sort(begin, middle, order);
    }
}

/// Keeps the shortest start of the candidates in this order that has at least `share` of the probability.
template <typename Order> void keepShare(Candidates& candidates, double share, Order order)
{
    const float best = bestLogit(candidates);
    const double wanted = share * totalWeight(candidates, best);
    double sum = 0.0;
    std::size_t ordered = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (i == ordered) {
            const std::size_t step = std::min(std::max(kFirstStep, ordered), candidates.size() - ordered);
            orderFirst(candidates.begin() + static_cast<std::ptrdiff_t>(ordered), step, candidates.end(), order);
            ordered += step;
        }
        sum += weight(candidates[i].logit, best);
        if (sum >= wanted) {
            candidates.resize(i + 1);
            return;
        }
    }
}

void keepTopK(Candidates& candidates, std::int64_t count)
{
    if (count > 0 && static_cast<std::size_t>(count) < candidates.size()) {
        orderFirst(candidates.begin(), static_cast<std::size_t>(count), candidates.end(), isBetter);
        candidates.resize(static_cast<std::size_t>(count));
    }
}

/// Those whose information content -log p is nearest to the entropy H (Meister et al. 2023, section 4).
void keepTypical(Candidates& candidates, double share)
{
    const float best = bestLogit(candidates);
    const double total = totalWeight(candidates, best);
    const double logTotal = std::log(total);
    double entropy = 0.0;
    for (const Candidate& candidate : candidates) {
        const double probability = weight(candidate.logit, best) / total;
        entropy += probability > 0.0 ? probability * (logTotal - difference(candidate.logit, best)) : 0.0;
    }
    const auto distance = [&](const Candidate& candidate) {
        return std::abs(logTotal - difference(candidate.logit, best) - entropy);
    };
    keepShare(candidates, share, [&](const Candidate& a, const Candidate& b) {
        const double distanceA = distance(a);
        const double distanceB = distance(b);
        return distanceA != distanceB ? distanceA < distanceB : isBetter(a, b);
    });
}

void keepMinP(Candidates& candidates, double share)
{
    const float best = bestLogit(candidates);
    std::erase_if(candidates, [&](const Candidate& candidate) { return weight(candidate.logit, best) < share; });
}

/// Chooses by the probabilities that are left. @param uniform in [0, 1)
text::TokenId draw(const Candidates& candidates, double temperature, double uniform)
{
    const float best = bestLogit(candidates);
    std::vector<double> sums;
    sums.reserve(candidates.size());
    double sum = 0.0;
    for (const Candidate& candidate : candidates) {
        sum += weight(candidate.logit, best, temperature);
        sums.push_back(sum);
    }
    auto chosen = std::upper_bound(sums.begin(), sums.end(), uniform * sum);
    if (chosen == sums.end()) { // the product was rounded up to the sum: the last one that adds to it
        chosen = std::lower_bound(sums.begin(), sums.end(), sum);
    }
    return candidates[static_cast<std::size_t>(chosen - sums.begin())].id;
}

text::TokenId argmax(std::span<const float> logits)
{
    // max_element gives the first of equal ones
    return static_cast<text::TokenId>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

bool isInside(text::TokenId id, std::span<const float> logits)
{
    return id >= 0 && static_cast<std::size_t>(id) < logits.size();
}

/// A value that has no meaning for its option does what the option does when it is not given.
SamplingOptions withoutNonsense(SamplingOptions options)
{
    const SamplingOptions defaults;
    const auto reset = [](double& value, bool valid, double fallback) { value = valid ? value : fallback; };
    reset(options.temperature, std::isfinite(options.temperature), defaults.temperature);
    reset(options.topP, options.topP >= 0.0, defaults.topP);
    reset(options.typicalP, options.typicalP > 0.0, defaults.typicalP);
    reset(options.minP, options.minP >= 0.0, defaults.minP);
    reset(options.repetitionPenalty, options.repetitionPenalty > 0.0 && std::isfinite(options.repetitionPenalty),
          defaults.repetitionPenalty);
    reset(options.frequencyPenalty, std::isfinite(options.frequencyPenalty), defaults.frequencyPenalty);
    reset(options.presencePenalty, std::isfinite(options.presencePenalty), defaults.presencePenalty);
    options.minP = std::min(options.minP, 1.0);
    std::erase_if(options.logitBias, [](const auto& bias) { return std::isnan(bias.second); });
    return options;
}

} // namespace

Sampler::Sampler(SamplingOptions options) : m_options(withoutNonsense(std::move(options))), m_generator(m_options.seed)
{
}

void Sampler::acceptPrompt(std::span<const text::TokenId> tokens)
{
    m_history.insert(m_history.end(), tokens.begin(), tokens.end());
}

void Sampler::applyBias(std::span<float> logits) const
{
    for (const auto& [id, bias] : m_options.logitBias) {
        if (isInside(id, logits)) {
            float& logit = logits[static_cast<std::size_t>(id)];
            // an infinite logit stays what it is: infinity minus infinity would be no number
            logit = std::isfinite(logit) ? static_cast<float>(logit + bias) : logit;
        }
    }
}

void Sampler::applyPenalties(std::span<float> logits) const
{
    if (m_options.repetitionPenalty != 1.0 && m_options.penaltyTokens != 0) {
        const std::size_t count = m_options.penaltyTokens < 0
                                      ? m_history.size()
                                      : std::min(m_history.size(), static_cast<std::size_t>(m_options.penaltyTokens));
        std::vector<text::TokenId> recent(m_history.end() - static_cast<std::ptrdiff_t>(count), m_history.end());
        std::sort(recent.begin(), recent.end());
        recent.erase(std::unique(recent.begin(), recent.end()), recent.end());
        for (const text::TokenId id : recent) {
            if (isInside(id, logits)) {
                float& logit = logits[static_cast<std::size_t>(id)];
                const double penalty = m_options.repetitionPenalty;
                logit = static_cast<float>(logit > 0.0F ? logit / penalty : logit * penalty);
            }
        }
    }
    if (m_options.frequencyPenalty != 0.0 || m_options.presencePenalty != 0.0) {
        for (const auto& [id, times] : m_generated) { // sampled, so all are inside
            float& logit = logits[static_cast<std::size_t>(id)];
            logit = static_cast<float>(logit - static_cast<double>(times) * m_options.frequencyPenalty -
                                       m_options.presencePenalty);
        }
    }
}

text::TokenId Sampler::choose(std::span<const float> logits)
{
    Candidates candidates(logits.size());
    for (std::size_t i = 0; i < logits.size(); ++i) {
        candidates[i] = {logits[i], static_cast<text::TokenId>(i)};
    }
    keepTopK(candidates, m_options.topK);
    if (m_options.typicalP < 1.0) {
        keepTypical(candidates, m_options.typicalP);
    }
    if (m_options.topP < 1.0) {
        keepShare(candidates, m_options.topP, isBetter);
    }
    if (m_options.minP > 0.0) {
        keepMinP(candidates, m_options.minP);
    }
    // 53 random bits; std::uniform_real_distribution may differ between libraries
    const double uniform = std::ldexp(static_cast<double>(m_generator() >> 11), -53);
    return draw(candidates, m_options.temperature, uniform);
}

text::TokenId Sampler::sample(std::span<float> logits)
{
    for (float& logit : logits) {
        logit = std::isnan(logit) ? kLowest : logit;
    }
    applyBias(logits);
    applyPenalties(logits);
    const text::TokenId id = m_options.greedy() ? argmax(logits) : choose(logits);
    m_history.push_back(id);
    ++m_generated[id];
    return id;
}

std::vector<TokenProbability> logProbabilities(std::span<const float> logits, text::TokenId id, std::size_t count)
{
    Candidates candidates(logits.size());
    for (std::size_t i = 0; i < logits.size(); ++i) {
        candidates[i] = {std::isnan(logits[i]) ? kLowest : logits[i], static_cast<text::TokenId>(i)};
    }
    const float best = bestLogit(candidates);
    const double logTotal = std::log(totalWeight(candidates, best));
    const auto entry = [&](text::TokenId token, float logit) {
        return TokenProbability{token, difference(logit, best) - logTotal};
    };
    std::vector<TokenProbability> entries;
    entries.push_back(isInside(id, logits) ? entry(id, candidates[static_cast<std::size_t>(id)].logit)
                                           : TokenProbability{id, kLowest});
    count = std::min(count, candidates.size());
    orderFirst(candidates.begin(), count, candidates.end(), isBetter);
    for (std::size_t i = 0; i < count; ++i) {
        entries.push_back(entry(candidates[i].id, candidates[i].logit));
    }
    return entries;
}

} // namespace espalier::engine
