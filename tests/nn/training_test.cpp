// What every training loop is made of: gradients of a whole model, the optimiser and the learning rate's course.

#include <cmath>
#include <stdexcept>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/learning_rate.h"
#include "core/nn/adamw.h"
#include "core/nn/gradient_pass.h"
#include "tests/support/tiny_model.h"

using namespace espalier;

namespace {

/// A random model of two layers with everything trained, and a batch.
struct TinyPass
{
    QTemporaryDir folder;
    model::Checkpoint checkpoint;
    nn::LanguageModel model;
    nn::RotaryTable rotary;
    at::Tensor ids;
    nn::Losses losses;

    TinyPass() : checkpoint(written(folder)), model(nn::loadModel(checkpoint))
    {
        rotary = nn::rotaryTable(checkpoint.spec().rope, 8);
        ids = at::arange(24, at::kLong).mul(7).remainder(16).view({3, 8});
        const at::Tensor targets = ids.flatten().add(3).remainder(16);
        losses.logits = [targets](const at::Tensor& logits, std::int64_t first) {
            return at::cross_entropy_loss(logits, targets.narrow(0, first, logits.size(0)), {}, at::Reduction::Sum);
        };
        for (at::Tensor* parameter : parameters())
            parameter->set_requires_grad(true);
    }

    static model::Checkpoint written(const QTemporaryDir& folder)
    {
        tests::writeModel(folder.path().toStdString(), tests::tinyConfig(), tests::tinyTensors());
        auto opened = model::Checkpoint::open(folder.path().toStdString());
        if (!opened)
            throw std::runtime_error(toString(opened.error()));
        return opened.take();
    }

    std::vector<at::Tensor*> parameters()
    {
        std::vector<at::Tensor*> all{&model.ends.embedding, &model.ends.finalNorm.weight, &model.ends.head.weight};
        for (nn::Block& block : model.blocks) {
            all.insert(all.end(), {&block.inputNorm.weight, &block.postAttentionNorm.weight});
            for (nn::Linear& linear : block.linears)
                all.push_back(&linear.weight);
        }
        return all;
    }

    double pass(bool recompute) { return nn::gradientPass(checkpoint.spec(), model, rotary, ids, losses, recompute); }
    double loss() { return nn::lossOf(checkpoint.spec(), model, rotary, ids, losses); }

    /// Gradients since the last call.
    std::vector<at::Tensor> taken()
    {
        std::vector<at::Tensor> all;
        for (at::Tensor* parameter : parameters()) {
            all.push_back(parameter->grad().clone());
            parameter->mutable_grad().reset();
        }
        return all;
    }
};

/// Relative to the largest entry; sums are taken in another order.
bool close(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b)
{
    bool all = a.size() == b.size();
    for (std::size_t i = 0; i < a.size(); ++i)
        all = all && at::allclose(a[i], b[i], 1e-4, 1e-5 * b[i].abs().max().item<double>());
    return all;
}

} // namespace

class TrainingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void gradientsAreThoseOfTheLoss()
    {
        TinyPass tiny;
        tiny.losses.hidden = [](std::size_t layer, const at::Tensor& hidden) {
            return layer == 0 ? (hidden * hidden).sum() * 0.3 : at::Tensor();
        };
        const double loss = tiny.pass(true);
        QVERIFY(std::abs(loss - tiny.loss()) < 1e-4);
        const std::vector<at::Tensor> gradients = tiny.taken();
        const std::vector<at::Tensor*> parameters = tiny.parameters();
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            // Along its gradient g the loss rises by |g| a unit. A step h of 1e-2 costs h^2 of a third derivative and
            // 70 * 2^-24 / h of rounding, both near 1e-3.
            const double norm = gradients[p].norm().item<double>();
            const at::Tensor step = gradients[p] * (1e-2 / norm);
            const at::NoGradGuard noGrad;
            parameters[p]->add_(step);
            const double above = tiny.loss();
            parameters[p]->sub_(step, 2.0);
            const double below = tiny.loss();
            parameters[p]->add_(step);
            const double slope = (above - below) / 2e-2;
            QVERIFY2(std::abs(slope - norm) < 1e-2 * (1.0 + norm), qPrintable(QString::number(slope / norm)));
        }
    }

    void recomputedLayersGiveTheSameGradients()
    {
        TinyPass tiny;
        tiny.losses.hidden = [](std::size_t layer, const at::Tensor& hidden) {
            return layer == 0 ? (hidden * hidden).sum() * 0.3 : at::Tensor();
        };
        const double whole = tiny.pass(false);
        const std::vector<at::Tensor> expected = tiny.taken();
        const double recomputed = tiny.pass(true);
        QVERIFY(std::abs(whole - recomputed) < 1e-5 * whole);
        QVERIFY(close(tiny.taken(), expected));
    }

    void chunksOfLogitsGiveTheSameGradients()
    {
        TinyPass tiny;
        tiny.pass(false);
        const std::vector<at::Tensor> expected = tiny.taken();
        tiny.losses.chunkBytes = 5 * 16 * 4; // five rows; 24 is no multiple
        tiny.pass(false);
        QVERIFY(close(tiny.taken(), expected));
    }

    void gradientsOfBatchesAddUp()
    {
        TinyPass tiny;
        tiny.pass(true);
        std::vector<at::Tensor> twice = tiny.taken();
        for (at::Tensor& gradient : twice)
            gradient = gradient * 2.0;
        tiny.pass(true);
        tiny.pass(true);
        QVERIFY(close(tiny.taken(), twice));
    }

    void aTiedHeadGathersBothGradients()
    {
        TinyPass tiny;
        tiny.pass(false);
        const at::Tensor embedding = tiny.model.ends.embedding.grad().clone();
        const at::Tensor head = tiny.model.ends.head.weight.grad().clone();
        tiny.taken();
        QVERIFY(embedding.abs().max().item<double>() > 0.0 && head.abs().max().item<double>() > 0.0);
        tiny.model.ends.embedding = tiny.model.ends.head.weight;
        tiny.pass(true);
        const at::Tensor both = tiny.model.ends.embedding.grad().clone();
        tiny.model.ends.embedding.mutable_grad().reset();
        tiny.pass(false);
        QVERIFY(close({tiny.model.ends.embedding.grad()}, {both}));
    }

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
        LearningRate rate{2.0, RateSchedule::Cosine, 14, 4, 0.0};
        QCOMPARE(rate.at(0), 0.5);
        QCOMPARE(rate.at(3), 2.0);
        QCOMPARE(rate.at(4), 2.0);
        QCOMPARE(rate.at(9), 1.0); // half of the way
        QVERIFY(rate.at(13) > 0.0 && rate.at(13) < 0.06);
        rate.schedule = RateSchedule::Linear;
        QCOMPARE(rate.at(9), 1.0);
        QVERIFY(std::abs(rate.at(13) - 0.2) < 1e-12);
        rate.lastShare = 0.5;
        QCOMPARE(rate.at(9), 1.5);
        rate.schedule = RateSchedule::Constant;
        QCOMPARE(rate.at(13), 2.0);
    }
};

QTEST_GUILESS_MAIN(TrainingTest)
#include "training_test.moc"
