#include <cmath>
#include <vector>

#include <QTest>

#include "core/eval/loss.h"

using namespace espalier;

class LossTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lossIsTheNegativeLogarithmOfTheProbability()
    {
        ThreadPool pool(2);
        // Rows with probabilities 1/4, 1/2, 1/4 and 1/10, 9/10, 0.
        const float quarter = std::log(0.25F);
        const std::vector<float> logits{quarter, std::log(0.5F), quarter, std::log(0.1F), std::log(0.9F), -INFINITY};
        const std::vector<text::TokenId> targets{1, 0};
        // exp in float is good to 1e-7, twice.
        QVERIFY(std::abs(eval::lossSum(logits, targets, pool) - (std::log(2.0) + std::log(10.0))) < 1e-6);
    }

    void largeLogitsDoNotOverflow()
    {
        ThreadPool pool(1);
        const std::vector<float> logits{30'000.0F, 30'000.0F, -30'000.0F};
        QVERIFY(std::abs(eval::lossSum(logits, std::vector<text::TokenId>{1}, pool) - std::log(2.0)) < 1e-6);
    }

    void notANumberIsNotHidden()
    {
        ThreadPool pool(1);
        const std::vector<float> logits{NAN, NAN};
        QVERIFY(std::isnan(eval::lossSum(logits, std::vector<text::TokenId>{0}, pool)));
    }

    void divergenceIsThatOfTheFormula()
    {
        ThreadPool pool(2);
        const std::vector<double> p{0.7, 0.2, 0.1};
        const std::vector<double> q{0.3, 0.5, 0.2};
        double expected = 0.0;
        std::vector<float> baseline;
        std::vector<float> model;
        for (std::size_t i = 0; i < p.size(); ++i) {
            expected += p[i] * std::log(p[i] / q[i]);
            baseline.push_back(float(std::log(p[i])) + 5.0F); // softmax does not see the shift
            model.push_back(float(std::log(q[i])) - 3.0F);
        }
        const auto one = eval::divergence(baseline, model, 1, pool);
        QVERIFY(std::abs(one.klSum - expected) < 3e-6); // logits near 5 have steps of 5e-7, three terms
        QCOMPARE(one.sameTop, 0);
        const auto self = eval::divergence(baseline, baseline, 1, pool);
        QCOMPARE(self.klSum, 0.0);
        QCOMPARE(self.sameTop, 1);
    }
};

QTEST_GUILESS_MAIN(LossTest)
#include "loss_test.moc"
