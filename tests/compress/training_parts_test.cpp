// The pieces that training is made of, against literal values: batches, schedules, losses, trained weights.

#include <algorithm>
#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/count_nonzero.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <QTest>

#include "core/compress/distillation/teacher.h"
#include "core/compress/lora/low_rank_weight.h"
#include "core/compress/training/rounded_weight.h"
#include "core/compress/training/training_loop.h"

using namespace espalier;
using namespace espalier::compress;

namespace {

at::Tensor row(std::vector<float> values)
{
    at::Tensor tensor = at::zeros({1, std::int64_t(values.size())}, at::kFloat);
    std::copy(values.begin(), values.end(), tensor.data_ptr<float>());
    return tensor;
}

formats::QuantizationArgs eightBits()
{
    formats::QuantizationArgs args;
    args.strategy = formats::Strategy::Channel;
    return args;
}

} // namespace

class TrainingPartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void windowsBecomeBatches()
    {
        const Windows windows{{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}, {11, 12, 13, 14, 15}};
        const auto batches = trainingBatches(windows, 0, 2, 1);
        QCOMPARE(batches.size(), std::size_t(2));
        QCOMPARE(batches[0].ids.size(0), 2);
        QCOMPARE(batches[1].ids.size(0), 1);
        QCOMPARE(batches[0].predictions, 8);
        const at::Tensor ids = batches[1].ids.flatten();
        for (std::int64_t i = 0; i < 4; ++i)
            QCOMPARE(batches[1].targets[i].item<std::int64_t>(), ids[i + 1].item<std::int64_t>());
        QCOMPARE(batches[1].targets[4].item<std::int64_t>(), kNoTarget);

        const auto shorter = trainingBatches(windows, 2, 8, 1); // 2 + 2 + 1: the single token predicts nothing
        QCOMPARE(shorter.size(), std::size_t(1));
        QCOMPARE(shorter[0].ids.size(0), 6);
        QVERIFY(trainingBatches({}, 0, 8, 1).empty());
        QVERIFY(at::equal(trainingBatches(windows, 0, 3, 7)[0].ids, trainingBatches(windows, 0, 3, 7)[0].ids));
    }

    void promptsAreNoTargets()
    {
        const Windows windows{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}};
        const PromptTokens prompts{{windows[0], {true, true, false, true}}, {windows[1], {true, true, true, true}}};
        const auto batches = trainingBatches(windows, 0, 1, 1, prompts); // the second has nothing to learn
        QCOMPARE(batches.size(), std::size_t(2));
        for (const TrainingBatch& batch : batches) {
            const auto at = [&](std::int64_t i) { return batch.targets[i].item<std::int64_t>(); };
            if (batch.ids[0][0].item<std::int64_t>() == 1) {
                QCOMPARE(batch.predictions, 1);
                QVERIFY(at(0) == kNoTarget && at(1) == 3 && at(2) == kNoTarget && at(3) == kNoTarget);
            } else { // no chat
                QCOMPARE(batch.predictions, 3);
                QVERIFY(at(0) == 10 && at(1) == 11 && at(2) == 12 && at(3) == kNoTarget);
            }
        }
        // In halves, the first of window one has nothing to predict.
        QCOMPARE(trainingBatches({windows[0]}, 2, 8, 1, prompts).size(), std::size_t(0));
        QCOMPARE(trainingBatches({windows[0]}, 3, 8, 1, prompts)[0].predictions, 1);
    }

    void sparsityFollowsACubic()
    {
        QCOMPARE(cubicSparsity(0.1, 0.9, -1.0), 0.1);
        QCOMPARE(cubicSparsity(0.1, 0.9, 0.5), 0.9 - 0.8 * 0.125);
        QCOMPARE(cubicSparsity(0.1, 0.9, 2.0), 0.9);
    }

    void divergenceOfLogits()
    {
        const at::Tensor teacher = row({1.0F, 2.0F, 0.5F}).repeat({2, 1});
        const at::Tensor student = row({0.0F, 1.0F, 3.0F}).repeat({2, 1});
        const auto expected = [](double temperature) {
            const double t[] = {1.0, 2.0, 0.5};
            const double s[] = {0.0, 1.0, 3.0};
            double tSum = 0.0;
            double sSum = 0.0;
            for (int i = 0; i < 3; ++i) {
                tSum += std::exp(t[i] / temperature);
                sSum += std::exp(s[i] / temperature);
            }
            double divergence = 0.0;
            for (int i = 0; i < 3; ++i) {
                const double p = std::exp(t[i] / temperature) / tSum;
                divergence += p * std::log(p * sSum / std::exp(s[i] / temperature));
            }
            return divergence * temperature * temperature;
        };
        const at::Tensor first = row({1.0F, 0.0F}).flatten();
        for (const double temperature : {1.0, 2.5}) {
            const double got = distillationLoss(student, teacher, first, temperature).item<double>();
            QVERIFY2(std::abs(got - expected(temperature)) < 1e-6, qPrintable(QString::number(got)));
        }
        QCOMPARE(distillationLoss(teacher, teacher, first, 1.0).item<double>(), 0.0);
        QVERIFY_EXCEPTION_THROWN(distillationLoss(student, teacher.narrow(1, 0, 2), first, 1.0), std::invalid_argument);
    }

    void layersAtTheSameShareOfTheDepth()
    {
        for (std::size_t layer = 0; layer < 5; ++layer)
            QCOMPARE(teacherLayer(layer, 5, 5), layer);
        QCOMPARE(teacherLayer(0, 2, 4), std::size_t(1));
        QCOMPARE(teacherLayer(1, 2, 4), std::size_t(3));
        QCOMPARE(teacherLayer(2, 3, 32), std::size_t(31));
        QCOMPARE(teacherLayer(0, 8, 4), std::size_t(0));
    }

    void roundedWeightsPassGradientsThrough()
    {
        const at::Tensor start = row({0.0F, 0.31F, -1.0F, 0.52F});
        TrainedWeights weights;
        TrainedWeight& rounded =
            weights.add(std::make_unique<RoundedWeight>(start, eightBits(), formats::DType::F32, true));
        // The grid is max / 127.5; what passes see lies on it, at most half a step from the value.
        const at::Tensor codes = rounded.weight().detach() * 127.5;
        QVERIFY(at::allclose(codes, codes.round(), 0.0, 1e-4));
        QVERIFY((rounded.weight().detach() - start).abs().max().item<double>() <= 0.5 / 127.5 + 1e-6);
        nn::AdamWOptions options;
        options.gradientNorm = 0.0;
        weights.start(options);
        (rounded.weight() * row({1.0F, 1.0F, 1.0F, -1.0F})).sum().backward();
        weights.step(0.1);
        // Adam's first step is the sign of the gradient times the rate, of the unrounded values.
        QVERIFY(at::allclose(rounded.result(), row({0.0F, 0.21F, -1.1F, 0.62F}), 0.0, 1e-6));
        QVERIFY(!rounded.weight().grad().defined());
        QCOMPARE(rounded.weight()[0][0].item<float>(), 0.0F);
    }

    void lowRankProductsKeepZeros()
    {
        const at::Tensor start = row({0.0F, 2.0F, 3.0F, 0.0F}).repeat({3, 1});
        TrainedWeights weights;
        TrainedWeight& low = weights.add(std::make_unique<LowRankWeight>(start, 2, 4.0, true, 1));
        QVERIFY(at::equal(low.weight(), start)); // B begins as zeros
        weights.start({});
        const auto before = low.parameters();
        const at::Tensor a = before[0].detach().clone();
        for (int step = 0; step < 3; ++step) {
            low.weight().sum().backward();
            weights.step(0.05);
        }
        QVERIFY(at::equal(low.weight().eq(0.0), start.eq(0.0)));
        QVERIFY(low.weight()[0][1].item<float>() < 2.0F);
        const at::Tensor product = low.parameters()[1].detach().mm(low.parameters()[0].detach()) * 2.0;
        QVERIFY(at::allclose(low.weight(), start + product * start.ne(0.0), 0.0, 1e-6));
        QVERIFY(!at::equal(low.parameters()[0], a));
    }

    void lowRankGradientsAreThoseOfTheProduct()
    {
        // dL/dB = s (G o M) A^T and dL/dA = s B^T (G o M), by differentiation of the product itself.
        const at::Tensor start = at::arange(12, at::kFloat).view({3, 4}).remainder(5.0);
        LowRankWeight low(start, 2, 3.0, true, 5);
        at::Tensor a = low.parameters()[0];
        at::Tensor b = low.parameters()[1];
        {
            const at::NoGradGuard noGrad;
            b.copy_(at::arange(6, at::kFloat).view({3, 2}) * 0.1);
        }
        low.refresh();
        low.weight().square().sum().backward();
        low.takeGradient();
        const at::Tensor gotA = a.grad().clone();
        const at::Tensor gotB = b.grad().clone();
        a.mutable_grad().reset();
        b.mutable_grad().reset();
        const at::Tensor product = b.mm(a) * 1.5 * start.ne(0.0);
        (start + product).square().sum().backward();
        QVERIFY(at::allclose(gotA, a.grad(), 1e-5, 1e-5));
        QVERIFY(at::allclose(gotB, b.grad(), 1e-5, 1e-5));
    }
};

QTEST_GUILESS_MAIN(TrainingPartsTest)
#include "training_parts_test.moc"
