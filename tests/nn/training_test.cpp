// What every training loop is made of: the optimiser and the learning rate's course.

#include <cmath>
#include <stdexcept>

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>

#include <QTest>

#include "core/nn/adamw.h"
#include "core/nn/learning_rate.h"

using namespace espalier;

class TrainingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void adamWFollowsItsDefinition()
    {
        at::Tensor matrix = at::full({1, 1}, 2.0).set_requires_grad(true);
        at::Tensor vector = at::full({1}, 2.0).set_requires_grad(true);
        nn::AdamWOptions options;
        options.weightDecay = 0.5;
        options.gradientNorm = 100.0;
        nn::AdamW optimizer({matrix, vector}, options);
        (matrix.sum() * 0.5 + vector.sum() * -0.25).backward();
        const double norm = optimizer.step(0.1);
        QVERIFY(std::abs(norm - std::sqrt(0.25 + 0.0625)) < 1e-6);
        // The first step is the sign of the gradient times the rate; the matrix decays by rate * decay besides.
        QVERIFY(std::abs(matrix.item<double>() - (2.0 * 0.95 - 0.1)) < 1e-6);
        QVERIFY(std::abs(vector.item<double>() - 2.1) < 1e-6);
        QVERIFY(!matrix.grad().defined());
    }

    void gradientsAreClippedTogether()
    {
        // Two steps: clipping shows in the moments' ratio only when the gradients differ.
        const auto run = [](double limit) {
            at::Tensor weight = at::ones({2}).set_requires_grad(true);
            nn::AdamWOptions options;
            options.gradientNorm = limit;
            nn::AdamW optimizer({weight}, options);
            for (const double slope : {30.0, 1.0}) {
                (weight.sum() * slope).backward();
                optimizer.step(0.1);
            }
            return weight.select(0, 0).item<double>();
        };
        const auto expected = [](double first, double second) {
            const double mean = 0.9 * 0.1 * first + 0.1 * second;
            const double square = 0.95 * 0.05 * first * first + 0.05 * second * second;
            return 1.0 - 0.1 - 0.1 * mean / (1.0 - 0.81) / std::sqrt(square / (1.0 - 0.9025));
        };
        QVERIFY(std::abs(run(0.0) - expected(30.0, 1.0)) < 1e-6);
        const double root = std::sqrt(0.5); // norm 1 over two equal gradients
        QVERIFY(std::abs(run(1.0) - expected(root, root)) < 1e-6);
    }

    void restoredMomentsGoOn()
    {
        const auto slope = [](const at::Tensor& w) { return (w * w).sum(); };
        at::Tensor one = at::ones({3, 2}).set_requires_grad(true);
        at::Tensor two = at::ones({3, 2}).set_requires_grad(true);
        nn::AdamW first({one}, {});
        slope(one).backward();
        first.step(0.1);
        two.detach().copy_(one.detach());
        nn::AdamW second({two}, {});
        second.restore({first.state().steps, {first.state().mean[0].clone()}, {first.state().square[0].clone()}});
        slope(one).backward();
        slope(two).backward();
        first.step(0.1);
        second.step(0.1);
        QVERIFY(at::equal(one, two));
        QVERIFY_EXCEPTION_THROWN(second.restore({1, {at::ones({3})}, {at::ones({3})}}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(second.restore({1, {}, {}}), std::invalid_argument);
    }

    void learningRateRisesAndFalls()
    {
        nn::LearningRate rate{2.0, nn::RateSchedule::Cosine, 14, 4, 0.0};
        QCOMPARE(rate.at(0), 0.5);
        QCOMPARE(rate.at(3), 2.0);
        QCOMPARE(rate.at(4), 2.0);
        QCOMPARE(rate.at(9), 1.0); // half of the way
        QVERIFY(rate.at(13) > 0.0 && rate.at(13) < 0.06);
        rate.schedule = nn::RateSchedule::Linear;
        QCOMPARE(rate.at(9), 1.0);
        QVERIFY(std::abs(rate.at(13) - 0.2) < 1e-12);
        rate.lastShare = 0.5;
        QCOMPARE(rate.at(9), 1.5);
        rate.schedule = nn::RateSchedule::Constant;
        QCOMPARE(rate.at(13), 2.0);
    }
};

QTEST_GUILESS_MAIN(TrainingTest)
#include "training_test.moc"
