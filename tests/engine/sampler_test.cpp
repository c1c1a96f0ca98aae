#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include <QTest>

#include "core/engine/sampler.h"

using namespace espalier;
using namespace espalier::engine;
using text::TokenId;

namespace {

using Logits = std::vector<float>;
using Ids = std::vector<TokenId>;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// Softmax of those that are alive.
std::vector<double> softmax(const std::vector<double>& logits, const std::vector<bool>& alive, double temperature = 1.0)
{
    double best = -kInfinity;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        best = alive[i] ? std::max(best, logits[i]) : best;
    }
    std::vector<double> p(logits.size(), 0.0);
    double sum = 0.0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        p[i] = alive[i] ? std::exp((logits[i] - best) / temperature) : 0.0;
        sum += p[i];
    }
    for (double& value : p) {
        value /= sum;
    }
    return p;
}

/// Keeps the shortest start of `order` with at least this probability.
void keep(std::vector<bool>& alive, const std::vector<std::size_t>& order, const std::vector<double>& p, double share)
{
    std::vector<bool> kept(alive.size(), false);
    double sum = 0.0;
    for (const std::size_t i : order) {
        if (!alive[i]) {
            continue;
        }
        kept[i] = true;
        sum += p[i];
        if (sum >= share) {
            break;
        }
    }
    alive = kept;
}

template <typename Key> std::vector<std::size_t> ordered(std::size_t count, const Key& key)
{
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    return order;
}

void penalize(std::vector<double>& z, const SamplingOptions& o, const Ids& prompt, const Ids& generated)
{
    for (const auto& [id, bias] : o.logitBias) {
        if (id >= 0 && id < static_cast<TokenId>(z.size())) {
            z[static_cast<std::size_t>(id)] += bias;
        }
    }
    Ids history = prompt;
    history.insert(history.end(), generated.begin(), generated.end());
    if (o.penaltyTokens >= 0 && history.size() > static_cast<std::size_t>(o.penaltyTokens)) {
        history.erase(history.begin(), history.end() - static_cast<std::ptrdiff_t>(o.penaltyTokens));
    }
    for (const TokenId id : std::set<TokenId>(history.begin(), history.end())) {
        double& value = z[static_cast<std::size_t>(id)];
        value = value > 0 ? value / o.repetitionPenalty : value * o.repetitionPenalty;
    }
    for (const TokenId id : generated) {
        z[static_cast<std::size_t>(id)] -= o.frequencyPenalty;
    }
    for (const TokenId id : std::set<TokenId>(generated.begin(), generated.end())) {
        z[static_cast<std::size_t>(id)] -= o.presencePenalty;
    }
}

/// The probabilities by the documented chain, each step written down as its paper states it.
std::vector<double> reference(const Logits& logits, const SamplingOptions& o, const Ids& prompt = {},
                              const Ids& generated = {})
{
    std::vector<double> z(logits.begin(), logits.end());
    std::replace_if(
        z.begin(), z.end(), [](double value) { return std::isnan(value); }, -kInfinity);
    penalize(z, o, prompt, generated);
    std::vector<bool> alive(z.size(), true);
    const auto byLogit = ordered(z.size(), [&](std::size_t i) { return -z[i]; });
    if (o.greedy() || o.topK > 0) {
        const auto count = o.greedy() ? std::size_t(1) : std::min(z.size(), static_cast<std::size_t>(o.topK));
        for (std::size_t i = count; i < z.size(); ++i) {
            alive[byLogit[i]] = false;
        }
    }
    if (o.greedy()) {
        return softmax(z, alive);
    }
    if (o.typicalP < 1.0) {
        const auto p = softmax(z, alive);
        double entropy = 0.0;
        for (const double value : p) {
            entropy -= value > 0 ? value * std::log(value) : 0.0;
        }
        keep(alive, ordered(z.size(), [&](std::size_t i) { return std::abs(-std::log(p[i]) - entropy); }), p,
             o.typicalP);
    }
    if (o.topP < 1.0) {
        keep(alive, byLogit, softmax(z, alive), o.topP);
    }
    if (o.minP > 0.0) {
        const auto p = softmax(z, alive);
        const double best = *std::max_element(p.begin(), p.end());
        for (std::size_t i = 0; i < z.size(); ++i) {
            alive[i] = alive[i] && p[i] >= o.minP * best;
        }
    }
    return softmax(z, alive, o.temperature);
}

/// Draws as a generation would come to this place: the prompt is there, and `generated` has been chosen before.
TokenId drawOnce(const Logits& logits, SamplingOptions options, std::uint64_t seed, const Ids& prompt = {},
                 const Ids& generated = {})
{
    options.seed = seed;
    Sampler sampler(options);
    sampler.acceptPrompt(prompt);
    for (const TokenId id : generated) {
        Logits forced(logits.size(), -kInfinity);
        forced[static_cast<std::size_t>(id)] = 1.0F;
        if (sampler.sample(forced) != id) {
            return -1;
        }
    }
    Logits copy = logits;
    return sampler.sample(copy);
}

/// Pearson's statistic of `counts` against the probabilities, tokens with less than 5 expected draws taken together.
/// Infinite if a token was drawn that has no probability or is not of the vocabulary.
struct ChiSquare
{
    double statistic = 0.0;
    double freedom = 0.0;

    ChiSquare(const std::map<TokenId, int>& counts, const std::vector<double>& p, int draws)
    {
        double restExpected = 0.0;
        double restCount = 0.0;
        double inside = 0.0;
        const auto add = [&](double count, double expected) {
            statistic += (count - expected) * (count - expected) / expected;
            freedom += 1.0;
        };
        for (std::size_t i = 0; i < p.size(); ++i) {
            const auto found = counts.find(static_cast<TokenId>(i));
            const double count = found == counts.end() ? 0.0 : found->second;
            inside += count;
            if (p[i] == 0.0) {
                statistic = count > 0.0 ? std::numeric_limits<double>::infinity() : statistic;
            } else if (p[i] * draws < 5.0) {
                restExpected += p[i] * draws;
                restCount += count;
            } else {
                add(count, p[i] * draws);
            }
        }
        if (restExpected >= 5.0) {
            add(restCount, restExpected);
        }
        statistic = inside == draws ? statistic : std::numeric_limits<double>::infinity();
        freedom = std::max(0.0, freedom - 1.0);
    }
    /// P(X >= d + 2 sqrt(d t) + 2 t) <= exp(-t) for a chi-square variable of d degrees (Laurent and Massart 2000,
    /// lemma 1); t = 14 makes that less than 1e-6. Counts are multinomial, so this is their limit, not exact.
    bool isPlausible() const { return statistic <= freedom + 2.0 * std::sqrt(freedom * 14.0) + 28.0; }
};

Logits logitsOf(const std::vector<double>& probabilities)
{
    Logits logits;
    for (const double p : probabilities) {
        logits.push_back(static_cast<float>(std::log(p)));
    }
    return logits;
}

SamplingOptions neutral()
{
    SamplingOptions options;
    options.temperature = 1.0;
    return options;
}

/// The tokens that come up in many draws.
std::set<TokenId> support(const Logits& logits, const SamplingOptions& options)
{
    std::set<TokenId> found;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        found.insert(drawOnce(logits, options, seed));
    }
    return found;
}

/// A repeatable number in [0, 1).
double random01(std::mt19937_64& generator)
{
    return std::ldexp(static_cast<double>(generator() >> 11), -53);
}

} // namespace

class SamplerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drawsFollowTheFormulas_data()
    {
        QTest::addColumn<int>("option");
        QTest::newRow("plain") << 0;
        QTest::newRow("temperature") << 1;
        QTest::newRow("top-k") << 2;
        QTest::newRow("top-p") << 4;
        QTest::newRow("min-p") << 8;
        QTest::newRow("typical") << 16;
        QTest::newRow("repetition") << 32;
        QTest::newRow("frequency") << 64;
        QTest::newRow("presence") << 128;
        QTest::newRow("bias") << 256;
        QTest::newRow("filters") << 2 + 4 + 8 + 16;
        QTest::newRow("penalties") << 32 + 64 + 128;
        QTest::newRow("all") << 511;
        for (int i = 0; i < 24; ++i) {
            QTest::addRow("mixed %d", i) << (i * 197 + 83) % 512;
        }
    }
    void drawsFollowTheFormulas()
    {
        QFETCH(int, option);
        constexpr int kDraws = 6000;
        std::mt19937_64 random(static_cast<std::uint64_t>(option) + 1);
        Logits logits(24);
        for (float& logit : logits) {
            logit = static_cast<float>(4.0 * random01(random) - 2.0);
        }
        const Ids prompt = {3, 4, 3, 5, 6};
        const Ids generated = {7, 4, 7, 7, 8};
        SamplingOptions options = neutral();
        const auto has = [&](int bit) { return (option & bit) != 0; };
        options.temperature = has(1) ? 0.4 + random01(random) : 1.0;
        options.topK = has(2) ? 5 + static_cast<std::int64_t>(random() % 10) : 0;
        options.topP = has(4) ? 0.5 + 0.45 * random01(random) : 1.0;
        options.minP = has(8) ? 0.3 * random01(random) : 0.0;
        options.typicalP = has(16) ? 0.5 + 0.45 * random01(random) : 1.0;
        options.repetitionPenalty = has(32) ? 1.0 + random01(random) : 1.0;
        options.penaltyTokens = has(32) ? static_cast<std::int64_t>(random() % 9) - 1 : 64;
        options.frequencyPenalty = has(64) ? 0.6 * random01(random) : 0.0;
        options.presencePenalty = has(128) ? random01(random) - 0.3 : 0.0;
        if (has(256)) {
            options.logitBias = {{2, 1.5}, {9, -100.0}, {10, -0.7}, {10, 0.2}, {-1, 5.0}, {24, 100.0}};
        }
        std::map<TokenId, int> counts;
        for (int i = 0; i < kDraws; ++i) {
            ++counts[drawOnce(logits, options, static_cast<std::uint64_t>(i), prompt, generated)];
        }
        const ChiSquare test(counts, reference(logits, options, prompt, generated), kDraws);
        QVERIFY2(test.isPlausible(), qPrintable(QString("%1 of %2").arg(test.statistic).arg(test.freedom)));
    }

    void oneSamplerDrawsIndependently()
    {
        // Pairs of draws that follow each other are distributed as the product.
        const std::vector<double> p = {0.5, 0.3, 0.15, 0.05};
        Sampler sampler(neutral());
        const Logits logits = logitsOf(p);
        std::map<TokenId, int> pairs;
        constexpr int kPairs = 20000;
        for (int i = 0; i < kPairs; ++i) {
            Logits first = logits;
            Logits second = logits;
            const TokenId a = sampler.sample(first);
            ++pairs[4 * a + sampler.sample(second)];
        }
        std::vector<double> product;
        for (const double a : p) {
            for (const double b : p) {
                product.push_back(a * b);
            }
        }
        QVERIFY(ChiSquare(pairs, product, kPairs).isPlausible());
    }

    void chiSquareSeesAWrongDistribution()
    {
        QVERIFY(!ChiSquare({{0, 560}, {1, 440}}, {0.4, 0.6}, 1000).isPlausible());
        QVERIFY(!ChiSquare({{-1, 10}, {0, 400}, {1, 590}}, {0.4, 0.6}, 1000).isPlausible());
        QVERIFY(!ChiSquare({{0, 999}, {1, 1}}, {1.0, 0.0}, 1000).isPlausible());
        QVERIFY(ChiSquare({{0, 410}, {1, 590}}, {0.4, 0.6}, 1000).isPlausible());
    }

    void filtersKeepTheRightTokens()
    {
        // Entropy 1.142 nats; -log p = .693, 1.204, 1.897, 2.996: typical order is 1, 0, 2, 3.
        const Logits logits = logitsOf({0.5, 0.3, 0.15, 0.05});
        const auto kept = [&](double SamplingOptions::*option, double value) {
            SamplingOptions options = neutral();
            options.*option = value;
            return support(logits, options);
        };
        using Set = std::set<TokenId>;
        QCOMPARE(kept(&SamplingOptions::topP, 0.0), Set({0}));
        QCOMPARE(kept(&SamplingOptions::topP, 0.49), Set({0}));
        QCOMPARE(kept(&SamplingOptions::topP, 0.51), Set({0, 1}));
        QCOMPARE(kept(&SamplingOptions::topP, 0.81), Set({0, 1, 2}));
        QCOMPARE(kept(&SamplingOptions::topP, 0.96), Set({0, 1, 2, 3}));
        QCOMPARE(kept(&SamplingOptions::topP, 1.5), Set({0, 1, 2, 3}));
        QCOMPARE(kept(&SamplingOptions::minP, 0.11), Set({0, 1, 2}));
        QCOMPARE(kept(&SamplingOptions::minP, 0.31), Set({0, 1}));
        QCOMPARE(kept(&SamplingOptions::minP, 1.0), Set({0}));
        QCOMPARE(kept(&SamplingOptions::minP, 7.0), Set({0}));
        QCOMPARE(kept(&SamplingOptions::typicalP, 0.29), Set({1}));
        QCOMPARE(kept(&SamplingOptions::typicalP, 0.31), Set({0, 1}));
        QCOMPARE(kept(&SamplingOptions::typicalP, 0.81), Set({0, 1, 2}));
        SamplingOptions options = neutral();
        options.topK = 2;
        QCOMPARE(support(logits, options), Set({0, 1}));
        options.topK = 100;
        QCOMPARE(support(logits, options), Set({0, 1, 2, 3}));
    }

    void largeVocabulariesAreFilteredAlike_data()
    {
        QTest::addColumn<int>("topK");
        QTest::addColumn<double>("topP");
        QTest::addColumn<double>("typicalP");
        QTest::newRow("top-k") << 40 << 1.0 << 1.0;
        QTest::newRow("large top-k") << 20000 << 1.0 << 1.0;
        QTest::newRow("top-p") << 0 << 0.3 << 1.0;
        QTest::newRow("wide top-p") << 0 << 0.9 << 1.0;
        QTest::newRow("typical") << 0 << 1.0 << 0.3;
        QTest::newRow("all") << 5000 << 0.7 << 0.8;
    }
    void largeVocabulariesAreFilteredAlike()
    {
        QFETCH(int, topK);
        QFETCH(double, topP);
        QFETCH(double, typicalP);
        std::mt19937_64 random(5);
        Logits logits(128000);
        for (float& logit : logits) {
            logit = static_cast<float>(-3.0 * std::log(1.0 - random01(random))); // few large ones, as a model's
        }
        SamplingOptions options = neutral();
        options.topK = topK;
        options.topP = topP;
        options.typicalP = typicalP;
        const auto p = reference(logits, options);
        std::map<TokenId, int> counts;
        constexpr int kDraws = 200;
        Sampler sampler(options);
        for (int i = 0; i < kDraws; ++i) {
            Logits copy = logits;
            ++counts[sampler.sample(copy)];
        }
        const ChiSquare test(counts, p, kDraws);
        QVERIFY2(test.isPlausible(), qPrintable(QString("%1 of %2").arg(test.statistic).arg(test.freedom)));
    }

    void greedyTakesTheFirstOfTheBest()
    {
        SamplingOptions options;
        options.temperature = 0.0;
        QCOMPARE(drawOnce({1.0F, 3.0F, 3.0F, 2.0F}, options, 0), 1);
        QCOMPARE(drawOnce({0.0F, 0.0F, 0.0F}, options, 0), 0);
        QCOMPARE(drawOnce({kNan, -kInfinity, -5.0F, kNan}, options, 0), 2);
        QCOMPARE(drawOnce({kNan, kNan}, options, 0), 0);
        QCOMPARE(drawOnce({1.0F, kInfinity, 2.0F}, options, 0), 1);
        options.temperature = -1.0;
        QCOMPARE(drawOnce({1.0F, 3.0F}, options, 0), 1);
        options.temperature = 1.0;
        options.topK = 1;
        QCOMPARE(drawOnce({1.0F, 3.0F, 3.0F}, options, 7), 1);
    }

    void penaltiesAreAppliedBeforeGreedy()
    {
        SamplingOptions options;
        options.temperature = 0.0;
        options.logitBias = {{2, 100.0}};
        QCOMPARE(drawOnce({9.0F, 8.0F, -5.0F}, options, 0), 2);
        options.logitBias = {{0, -100.0}};
        QCOMPARE(drawOnce({9.0F, 8.0F, -5.0F}, options, 0), 1);
        options.logitBias.clear();
        options.repetitionPenalty = 2.0; // positive ones divided, negative ones multiplied
        QCOMPARE(drawOnce({9.0F, 8.0F, -5.0F}, options, 0, {0}), 1);
        QCOMPARE(drawOnce({-3.0F, -4.0F, -7.0F}, options, 0, {0}), 1);
        QCOMPARE(drawOnce({-3.0F, -4.0F, -7.0F}, options, 0, {0, 1}), 0);
        QCOMPARE(drawOnce({9.0F, 8.0F, -5.0F}, options, 0, {-7, 1000000}), 0); // not of this vocabulary
    }

    void repetitionLooksAtTheLastTokens()
    {
        SamplingOptions options;
        options.temperature = 0.0;
        options.repetitionPenalty = 10.0;
        const Logits logits = {9.0F, 8.0F, 7.0F};
        options.penaltyTokens = 2;
        QCOMPARE(drawOnce(logits, options, 0, {0, 1, 2}), 0);
        options.penaltyTokens = 3;
        QCOMPARE(drawOnce(logits, options, 0, {0, 1, 1}), 2);
        options.penaltyTokens = 0;
        QCOMPARE(drawOnce(logits, options, 0, {0, 0}), 0);
        options.penaltyTokens = -1;
        Ids prompt(1000, 1);
        prompt.front() = 0;
        QCOMPARE(drawOnce(logits, options, 0, prompt), 2);
        options.penaltyTokens = 999;
        QCOMPARE(drawOnce(logits, options, 0, prompt), 0);
        QCOMPARE(drawOnce(logits, options, 0, {1}, {0}), 2); // generated ones count as well
    }

    void frequencyAndPresenceCountGeneratedTokensAlone()
    {
        SamplingOptions options;
        options.temperature = 0.0;
        options.presencePenalty = 1.5;
        const Logits logits = {9.0F, 8.0F, 7.0F};
        QCOMPARE(drawOnce(logits, options, 0, {0, 0, 0}), 0);
        QCOMPARE(drawOnce(logits, options, 0, {}, {0}), 1);
        options.presencePenalty = 0.0;
        options.frequencyPenalty = 0.6;
        QCOMPARE(drawOnce(logits, options, 0, {0, 0, 0}), 0);
        QCOMPARE(drawOnce(logits, options, 0, {}, {0}), 0);
        options.temperature = 1e-9; // forces what greedy sampling would not choose twice
        QCOMPARE(drawOnce(logits, options, 0, {}, {0, 0}), 1);
        QCOMPARE(drawOnce(logits, options, 0, {}, {0, 0, 0, 0, 1, 1}), 2);
    }

    void brokenLogitsGiveATokenOfTheVocabulary()
    {
        SamplingOptions options = neutral();
        using Set = std::set<TokenId>;
        QCOMPARE(support({kNan, 1.0F, -kInfinity, 1.0F}, options), Set({1, 3}));
        QCOMPARE(support({kNan, kNan, -kInfinity}, options), Set({0, 1, 2})); // nothing is better than another
        QCOMPARE(support({kInfinity, 1.0F, kInfinity}, options), Set({0, 2}));
        options.topP = 0.9;
        options.typicalP = 0.9;
        options.minP = 0.1;
        options.topK = 3;
        QCOMPARE(support({kNan, 1.0F, -kInfinity, kNan}, options), Set({1}));
        QCOMPARE(support({5.0F}, options), Set({0}));
        options.logitBias = {{0, 1e308}, {1, std::numeric_limits<double>::quiet_NaN()}, {2, -1e308}};
        QCOMPARE(support({1.0F, 1.0F, 1.0F, kNan}, options), Set({0}));
    }

    void equalLogitsAreEquallyLikely()
    {
        std::map<TokenId, int> counts;
        for (std::uint64_t seed = 0; seed < 4000; ++seed) {
            ++counts[drawOnce(Logits(8, 2.5F), neutral(), seed)];
        }
        QVERIFY(ChiSquare(counts, std::vector<double>(8, 0.125), 4000).isPlausible());
        SamplingOptions options = neutral();
        options.topK = 3; // of equal ones the lowest ids are best
        QCOMPARE(support(Logits(8, 2.5F), options), std::set<TokenId>({0, 1, 2}));
        options.topK = 0;
        options.topP = 0.3; // 3 of 8 are .375
        QCOMPARE(support(Logits(8, 2.5F), options), std::set<TokenId>({0, 1, 2}));
    }

    void extremeTemperatures()
    {
        SamplingOptions options = neutral();
        options.temperature = 1e-300;
        QCOMPARE(support({1.0F, 1.001F, -3.0F}, options), std::set<TokenId>({1}));
        options.temperature = 1e300;
        QCOMPARE(support({10.0F, -10.0F, -kInfinity}, options), std::set<TokenId>({0, 1}));
    }

    void valuesWithoutMeaningCountAsDefaults()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        SamplingOptions wrong;
        wrong.temperature = nan;
        wrong.topP = nan;
        wrong.minP = -1.0;
        wrong.typicalP = 0.0;
        wrong.repetitionPenalty = 0.0;
        wrong.frequencyPenalty = std::numeric_limits<double>::infinity();
        wrong.presencePenalty = nan;
        wrong.topK = -3;
        const Logits logits = logitsOf({0.5, 0.3, 0.15, 0.05});
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            QCOMPARE(drawOnce(logits, wrong, seed, {1}, {2}), drawOnce(logits, SamplingOptions(), seed, {1}, {2}));
        }
    }

    void theSameSeedGivesTheSameTokens()
    {
        // The first three outputs of mt19937_64 for its default seed are given by the standard's own algorithm:
        // 14514284786278117030, 4620546740167642908, 13109570281517897720, that is .78682, .25048, .71067 of 2^64.
        SamplingOptions options = neutral();
        options.seed = 5489;
        Sampler sampler(options);
        Ids drawn;
        for (int i = 0; i < 3; ++i) {
            Logits logits = logitsOf({0.2, 0.1, 0.42, 0.08, 0.2}); // sums .2, .3, .72, .8, 1
            drawn.push_back(sampler.sample(logits));
        }
        QCOMPARE(drawn, Ids({3, 1, 2}));
        bool differs = false;
        const Logits logits(50, 0.0F);
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            QCOMPARE(drawOnce(logits, options, seed, {}, {1, 2}), drawOnce(logits, options, seed, {}, {1, 2}));
            differs = differs || drawOnce(logits, options, seed) != drawOnce(logits, options, seed + 1);
        }
        QVERIFY(differs);
    }

    void logProbabilitiesAreOfTheModel()
    {
        const Logits logits = logitsOf({0.1, 0.4, 0.2, 0.3});
        const auto entries = logProbabilities(logits, 2, 2);
        QCOMPARE(entries.size(), std::size_t(3));
        const std::vector<std::pair<TokenId, double>> wanted = {{2, 0.2}, {1, 0.4}, {3, 0.3}};
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(entries[i].id, wanted[i].first);
            // logits of up to 2.4 rounded to float: half a unit in the last place is 1.2e-7, of each and of the sum
            QVERIFY(std::abs(entries[i].logProbability - std::log(wanted[i].second)) < 3e-7);
        }
        QCOMPARE(logProbabilities(logits, 0, 0).size(), std::size_t(1));
        QCOMPARE(logProbabilities(logits, 0, 99).size(), std::size_t(5));
        QCOMPARE(logProbabilities(logits, -1, 0)[0].logProbability, -std::numeric_limits<double>::infinity());
        const auto broken = logProbabilities(Logits{kNan, 0.0F, 0.0F, -kInfinity}, 0, 4);
        QCOMPARE(broken[0].logProbability, -std::numeric_limits<double>::infinity());
        QCOMPARE(broken[1].id, 1);
        QVERIFY(std::abs(broken[1].logProbability + std::log(2.0)) < 1e-15);
        QCOMPARE(broken[3].id, 0);
    }
};

QTEST_GUILESS_MAIN(SamplerTest)
#include "sampler_test.moc"
