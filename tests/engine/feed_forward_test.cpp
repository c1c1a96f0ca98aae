#include "core/engine/feed_forward.h"

#include <cmath>
#include <limits>
#include <random>

#include <QTest>

using namespace espalier;
using namespace espalier::engine;

namespace {

constexpr std::size_t kHidden = 24;
constexpr std::size_t kIntermediate = 40;

/// Float weights that own their memory.
struct Weights
{
    std::size_t rows;
    std::size_t columns;
    std::shared_ptr<std::vector<float>> values;

    Weights(std::size_t outputs, std::size_t inputs, std::mt19937& random)
        : rows(outputs), columns(inputs), values(std::make_shared<std::vector<float>>(outputs * inputs))
    {
        std::normal_distribution<float> normal(0.0F, 1.0F / std::sqrt(static_cast<float>(inputs)));
        std::ranges::generate(*values, [&] { return normal(random); });
    }

    LinearLayer layer() const
    {
        LinearLayer layer;
        layer.weight.rows = rows;
        layer.weight.columns = columns;
        layer.weight.data = std::as_bytes(std::span<const float>(*values));
        layer.weight.storage = values;
        return layer;
    }

    std::vector<double> times(const std::vector<double>& input) const
    {
        std::vector<double> output(rows);
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t column = 0; column < columns; ++column) {
                output[row] += double((*values)[row * columns + column]) * input[column];
            }
        }
        return output;
    }
};

struct Expert
{
    Weights gate;
    Weights up;
    Weights down;

    explicit Expert(std::mt19937& random)
        : gate(kIntermediate, kHidden, random), up(kIntermediate, kHidden, random), down(kHidden, kIntermediate, random)
    {
    }

    GatedLayer layer() const { return {gate.layer(), up.layer(), down.layer()}; }

    std::vector<double> operator()(const std::vector<double>& input) const
    {
        std::vector<double> activated = gate.times(input);
        const std::vector<double> raised = up.times(input);
        for (std::size_t i = 0; i < activated.size(); ++i) {
            activated[i] *= raised[i] / (1.0 + std::exp(-activated[i]));
        }
        return down.times(activated);
    }
};

struct Mixture
{
    std::mt19937 random{11};
    Weights router;
    std::vector<Expert> experts;
    std::optional<Expert> shared;
    model::MoeSpec spec;

    Mixture(std::size_t count, std::size_t perToken, bool renormalize, bool withShared) : router(count, kHidden, random)
    {
        for (std::size_t i = 0; i < count; ++i) {
            experts.emplace_back(random);
        }
        if (withShared) {
            shared.emplace(random);
        }
        spec.expertsPerToken = static_cast<std::int64_t>(perToken);
        spec.renormalize = renormalize;
    }

    MoeLayer layer() const
    {
        MoeLayer layer;
        layer.router = router.layer();
        for (const Expert& expert : experts) {
            layer.experts.push_back(expert.layer());
        }
        if (shared) {
            layer.shared = shared->layer();
        }
        return layer;
    }

    std::vector<double> operator()(const std::vector<double>& input) const
    {
        std::vector<double> weights = router.times(input);
        std::vector<std::size_t> order;
        double sum = 0.0;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            weights[i] = std::exp(weights[i]);
            sum += weights[i];
            order.push_back(i);
        }
        std::ranges::sort(order, std::greater(), [&](std::size_t i) { return weights[i]; });
        order.resize(static_cast<std::size_t>(spec.expertsPerToken));
        double chosen = 0.0;
        for (const std::size_t i : order) {
            chosen += weights[i];
        }
        std::vector<double> output(kHidden);
        const auto add = [&](const Expert& expert, double weight) {
            const std::vector<double> values = expert(input);
            for (std::size_t i = 0; i < kHidden; ++i) {
                output[i] += weight * values[i];
            }
        };
        for (const std::size_t i : order) {
            add(experts[i], weights[i] / (spec.renormalize ? chosen : sum));
        }
        if (shared) {
            add(*shared, 1.0);
        }
        return output;
    }
};

model::ModelSpec hiddenSpec()
{
    model::ModelSpec spec;
    spec.hiddenSize = kHidden;
    return spec;
}

std::vector<float> randomInputs(std::size_t tokens, std::mt19937& random)
{
    std::normal_distribution<float> normal;
    std::vector<float> inputs(tokens * kHidden);
    std::ranges::generate(inputs, [&] { return normal(random); });
    return inputs;
}

} // namespace

class FeedForwardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mixturesMatchDoublePrecision_data()
    {
        QTest::addColumn<int>("experts");
        QTest::addColumn<int>("perToken");
        QTest::addColumn<bool>("renormalize");
        QTest::addColumn<bool>("shared");
        QTest::addColumn<int>("tokens");
        QTest::newRow("like Mixtral, one token") << 4 << 2 << true << false << 1;
        QTest::newRow("like Mixtral, a prompt") << 4 << 2 << true << false << 37;
        QTest::newRow("like DeepSeek, one token") << 8 << 3 << false << true << 1;
        QTest::newRow("like DeepSeek, a prompt") << 8 << 3 << false << true << 37;
        QTest::newRow("more experts than choices are used") << 64 << 1 << false << false << 5;
        QTest::newRow("all experts") << 3 << 3 << true << true << 6;
    }

    void mixturesMatchDoublePrecision()
    {
        QFETCH(const int, experts);
        QFETCH(const int, perToken);
        QFETCH(const bool, renormalize);
        QFETCH(const bool, shared);
        QFETCH(const int, tokens);
        Mixture mixture(std::size_t(experts), std::size_t(perToken), renormalize, shared);
        const MoeLayer layer = mixture.layer();
        const model::ModelSpec spec = hiddenSpec();
        FeedForward feedForward(spec, m_pool);
        for (int run = 0; run < 2; ++run) { // the second one finds the memory of the first
            const std::vector<float> inputs = randomInputs(std::size_t(tokens), mixture.random);
            std::vector<float> hidden(inputs.size(), 0.5F);
            feedForward.runMoe(layer, mixture.spec, inputs.data(), std::size_t(tokens), hidden.data());
            for (std::size_t token = 0; token < std::size_t(tokens); ++token) {
                const auto* row = inputs.data() + token * kHidden;
                const std::vector<double> expected = mixture({row, row + kHidden});
                for (std::size_t i = 0; i < kHidden; ++i) {
                    // values of about 1 through sums of 40 terms in float32
                    QCOMPARE_LT(std::abs(hidden[token * kHidden + i] - 0.5 - expected[i]), 5e-6);
                }
            }
        }
    }

    void partsWithoutAGateAreActivated()
    {
        std::mt19937 random(3);
        const Expert part(random);
        GatedLayer layer = part.layer();
        layer.gate.reset();
        model::ModelSpec spec = hiddenSpec();
        spec.activation = model::Activation::Relu;
        FeedForward feedForward(spec, m_pool);
        const std::vector<float> inputs = randomInputs(3, random);
        InputSet& rows = feedForward.prepareDense(layer, 3);
        for (std::size_t token = 0; token < 3; ++token) {
            rows.setRow(token, inputs.data() + token * kHidden);
        }
        std::vector<float> hidden(inputs.size(), -1.0F);
        feedForward.runDense(hidden.data());
        for (std::size_t token = 0; token < 3; ++token) {
            const auto* row = inputs.data() + token * kHidden;
            std::vector<double> activated = part.up.times({row, row + kHidden});
            std::ranges::transform(activated, activated.begin(), [](double x) { return std::max(x, 0.0); });
            const std::vector<double> expected = part.down.times(activated);
            for (std::size_t i = 0; i < kHidden; ++i) {
                QCOMPARE_LT(std::abs(hidden[token * kHidden + i] + 1.0 - expected[i]), 5e-6);
            }
        }
    }

    void tiesGoToTheFirstExpert()
    {
        const std::vector<float> logits{1.0F, 2.0F, 2.0F, 2.0F, -1.0F};
        std::vector<ExpertChoice> choices(2);
        chooseExperts(logits, true, choices);
        QCOMPARE(choices[0].expert, 1U);
        QCOMPARE(choices[1].expert, 2U);
        QCOMPARE(choices[0].weight, 0.5F);
        QCOMPARE(choices[1].weight, 0.5F);
    }

    void hugeLogitsDoNotOverflow()
    {
        const std::vector<float> logits{1000.0F, 999.0F, -1000.0F};
        std::vector<ExpertChoice> choices(1);
        chooseExperts(logits, false, choices);
        QCOMPARE(choices[0].expert, 0U);
        QCOMPARE_LT(std::abs(choices[0].weight - 0.7310586F), 1e-6F); // 1 / (1 + 1/e)
    }

    void nanLogitsStayNan()
    {
        const std::vector<float> logits{std::numeric_limits<float>::quiet_NaN(), 1.0F, 2.0F};
        std::vector<ExpertChoice> choices(2);
        chooseExperts(logits, true, choices);
        QVERIFY(choices[0].expert != choices[1].expert);
        QVERIFY(std::isnan(choices[0].weight) && std::isnan(choices[1].weight));
    }

private:
    ThreadPool m_pool{3};
};

QTEST_GUILESS_MAIN(FeedForwardTest)
#include "feed_forward_test.moc"
