#include <ATen/ATen.h>

#include <QTest>

#include "core/compress/hessian.h"
#include "core/compress/rank_selection.h"
#include "core/compress/refit/refit_math.h"
#include "core/compress/sparsegpt/sparsegpt_math.h"
#include "core/nn/threads.h"
#include "tests/compress/matrix_literals.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::compress;
using espalier::tests::matrix;
using espalier::tests::noise;

namespace {

constexpr double kDampening = 0.01;

/// H of correlated inputs with unequal scales.
at::Tensor hessianOf(std::int64_t inputs)
{
    const std::int64_t tokens = 4 * inputs;
    at::Tensor x = matrix(tokens, noise(std::size_t(tokens * inputs), 7)) * at::linspace(0.1, 3.0, inputs);
    x = x + 0.7 * x.roll({1}, {1});
    return at::mm(x.t(), x);
}

/// Half of each row, by |w| sqrt(H_jj).
at::Tensor halfMask(const at::Tensor& weight, const at::Tensor& hessian)
{
    return maskOfGroups(weight * hessian.diagonal().sqrt(), 8, 16);
}

/// H + l I in float64, dead inputs with 1 first.
at::Tensor damped(const at::Tensor& hessian, double dampening)
{
    at::Tensor h = hessian.to(at::kDouble).clone();
    at::Tensor diagonal = h.diagonal();
    diagonal.copy_(at::where(diagonal == 0.0, at::ones_like(diagonal), diagonal));
    diagonal.add_(dampening * diagonal.mean().item<double>());
    return h;
}

double objective(const at::Tensor& weight, const at::Tensor& target, const at::Tensor& h)
{
    const at::Tensor d = weight.to(at::kDouble) - target.to(at::kDouble);
    return (at::mm(d, h) * d).sum().item<double>();
}

/// v_S = (w H)_S H_SS^-1 row by row in float64.
at::Tensor normalEquations(const at::Tensor& target, const at::Tensor& pruned, const at::Tensor& h)
{
    const at::Tensor right = at::mm(target.to(at::kDouble), h);
    at::Tensor result = at::zeros(target.sizes(), at::kDouble);
    for (std::int64_t row = 0; row < target.size(0); ++row) {
        const at::Tensor kept = pruned[row].logical_not().nonzero().squeeze(1);
        const at::Tensor system = h.index_select(0, kept).index_select(1, kept);
        result[row].index_put_({kept}, at::linalg_solve(system, right[row].index_select(0, kept)));
    }
    return result;
}

} // namespace

class RefitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        nn::setThreads(1); // matrices this small only wait for other threads
    }

    void literal()
    {
        // H = [2 1; 1 2] without damping, w = [1, 1], the second pruned: v = (w H)_0 / H_00 = 3/2.
        const ScaledHessian hessian = scaleHessian(matrix(2, {2, 1, 1, 2}), 0.0);
        const at::Tensor pruned = matrix(1, {0, 1}).to(at::kBool);
        const RefitResult result = maskedRefit(matrix(1, {1, 1}), matrix(1, {1, 1}), pruned, hessian, {});
        QCOMPARE(result.iterations, 1); // one unknown
        QVERIFY(std::abs(result.weight[0][0].item<double>() - 1.5) < 1e-6);
        QCOMPARE(result.weight[0][1].item<float>(), 0.0F);
    }

    void equalsTheNormalEquations()
    {
        const at::Tensor hessian = hessianOf(96);
        const at::Tensor weight = matrix(40, noise(40 * 96, 11));
        const at::Tensor pruned = halfMask(weight, hessian);
        const at::Tensor h = damped(hessian, kDampening);
        const at::Tensor wanted = normalEquations(weight, pruned, h);
        RefitOptions options;
        options.iterations = 200;
        options.tolerance = 1e-6;
        const RefitResult result = maskedRefit(weight, weight, pruned, scaleHessian(hessian, kDampening), options);
        QVERIFY(result.iterations < 200);
        // A residual of 1e-6 of the first, in a system whose scaled condition is below 1e3, errs by 1e-3 of the way
        // from the start (about 1) at the very most.
        QVERIFY((result.weight - wanted).abs().max().item<double>() < 1e-3);
        QVERIFY(objective(result.weight, weight, h) < objective(wanted, weight, h) * (1.0 + 1e-5));
        QVERIFY(at::equal(result.weight == 0.0, pruned));
    }

    void everyIterationLowersTheObjective()
    {
        const at::Tensor hessian = hessianOf(64);
        const at::Tensor weight = matrix(24, noise(24 * 64, 5));
        const at::Tensor pruned = halfMask(weight, hessian);
        const at::Tensor h = damped(hessian, kDampening);
        double before = objective(weight.masked_fill(pruned, 0.0), weight, h);
        for (const int iterations : {0, 1, 2, 5, 10, 100}) {
            const RefitOptions options{iterations, 0.0};
            const RefitResult result = maskedRefit(weight, weight, pruned, scaleHessian(hessian, kDampening), options);
            const double after = objective(result.weight, weight, h);
            QVERIFY2(after <= before * (1.0 + 1e-6), qPrintable(QString::number(iterations)));
            before = after;
        }
    }

    void whatIsBestStaysAsItIs()
    {
        const at::Tensor hessian = hessianOf(48);
        const at::Tensor weight = matrix(12, noise(12 * 48, 9));
        const at::Tensor none = at::zeros(weight.sizes(), at::kBool);
        const ScaledHessian scaled = scaleHessian(hessian, kDampening);
        const RefitResult dense = maskedRefit(weight, weight, none, scaled, {});
        QCOMPARE(dense.iterations, 0);
        // Only the way through the scaled space and back rounds.
        QVERIFY((dense.weight - weight).abs().max().item<double>() <= 2.0 * 1.2e-7);
        const at::Tensor all = at::ones(weight.sizes(), at::kBool);
        QVERIFY(at::equal(maskedRefit(weight, weight, all, scaled, {}).weight, at::zeros_like(weight)));
    }

    void deadInputs()
    {
        at::Tensor hessian = hessianOf(32).clone();
        hessian.select(0, 3).zero_();
        hessian.select(1, 3).zero_();
        const at::Tensor weight = matrix(8, noise(8 * 32, 13));
        const at::Tensor pruned = halfMask(weight, hessian);
        const RefitResult result = maskedRefit(weight, weight, pruned, scaleHessian(hessian, 0.0), {});
        QVERIFY(result.weight.isfinite().all().item<bool>());
    }

    void refusesWhatDoesNotFit()
    {
        const at::Tensor weight = matrix(2, noise(8, 1));
        const at::Tensor pruned = at::zeros({2, 4}, at::kBool);
        const at::Tensor identity = at::eye(4, at::kFloat);
        const ScaledHessian scaled = scaleHessian(identity, 0.0);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, maskedRefit(weight, weight, {}, scaled, {}));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, maskedRefit(weight, weight, weight, scaled, {}));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, maskedRefit(weight.t(), weight, pruned, scaled, {}));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, maskedRefit(weight, weight, pruned, {}, {}));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, maskedRefit(weight, weight, pruned, scaled, {-1, 0.0}));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, scaleHessian(weight, 0.01));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, scaleHessian(identity, -0.01));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, scaleHessian(-identity, 0.01));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, scaleHessian(identity / 0.0, 0.01));
        CancelToken cancel;
        cancel.request();
        const at::Tensor some = matrix(2, {0, 1, 0, 0, 1, 0, 0, 0}).to(at::kBool);
        const ScaledHessian coupled = scaleHessian(hessianOf(4), 0.0);
        QVERIFY_THROWS_EXCEPTION(Cancelled, maskedRefit(weight, weight, some, coupled, {}, cancel));
    }

    void goldenMasks_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("pattern");
        QTest::newRow("64x96, 50 %") << "sparsegpt_64x96"
                                     << "s50.bs128";
        QTest::newRow("64x96, 8:16") << "sparsegpt_64x96"
                                     << "nm8_16.bs128";
        QTest::newRow("128x256, 50 %") << "sparsegpt_128x256"
                                       << "s50.bs128";
        QTest::newRow("128x256, 2:4") << "sparsegpt_128x256"
                                      << "nm2_4.bs128";
    }

    /// On SparseGPT's own masks and inputs with outliers: ten iterations reach the exact refit nearly, thirty wholly.
    void goldenMasks()
    {
        QFETCH(QString, file);
        QFETCH(QString, pattern);
        const QString path = tests::sharedData("golden/algorithms/" + file + ".safetensors");
        if (path.isEmpty())
            QSKIP("The reference data is not there (ESPALIER_SHARED).");
        const tests::GoldenTensors golden(path.toStdString());
        const at::Tensor weight = golden.tensor("W");
        const at::Tensor sparse = golden.tensor((pattern + ".own").toStdString());
        HessianAccumulator accumulator(weight.size(1));
        accumulator.add(golden.tensor("X"));
        const at::Tensor hessian = accumulator.take();
        const at::Tensor pruned = sparse == 0.0;
        const at::Tensor h = damped(hessian, kDampening);
        const double best = objective(normalEquations(weight, pruned, h), weight, h);
        const double before = objective(sparse, weight, h);
        const auto refitted = [&](int iterations) {
            const RefitOptions options{iterations, 1e-6};
            return objective(maskedRefit(sparse, weight, pruned, scaleHessian(hessian, kDampening), options).weight,
                             weight, h);
        };
        const double ten = refitted(10);
        const double thirty = refitted(30);
        qInfo("objective %.6g, after 10 iterations %.6g, after 30 %.6g, exact %.6g", before, ten, thirty, best);
        QVERIFY(best < 0.95 * before);
        QVERIFY(ten - best < 0.1 * (before - best));
        QVERIFY(thirty <= best * 1.001);
        QVERIFY(thirty >= best * (1.0 - 1e-5)); // float32
    }
};

QTEST_GUILESS_MAIN(RefitTest)
#include "refit_test.moc"
