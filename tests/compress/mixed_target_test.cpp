#include <ATen/ATen.h>

#include <QTest>

#include "core/compress/mixed_target.h"
#include "tests/compress/matrix_literals.h"

using namespace espalier::compress;
using espalier::tests::matrix;
using espalier::tests::noise;

namespace {

constexpr std::int64_t kInputs = 24;
constexpr std::int64_t kTokens = 200;
constexpr double kDampening = 0.01;

struct Streams
{
    at::Tensor weight;    ///< [out, in]
    at::Tensor dense;     ///< X [tokens, in]
    at::Tensor disturbed; ///< X^ [tokens, in]
};

/// Inputs with unequal scales; the disturbed ones differ by a tenth and mix neighbours.
Streams streams()
{
    Streams result;
    result.weight = matrix(10, noise(10 * kInputs, 1));
    const at::Tensor scale = at::linspace(0.2, 2.0, kInputs);
    result.dense = matrix(kTokens, noise(kTokens * kInputs, 2)) * scale;
    result.disturbed =
        result.dense + 0.1 * scale * matrix(kTokens, noise(kTokens * kInputs, 3)) + 0.05 * result.dense.roll({1}, {1});
    return result;
}

at::Tensor product(const at::Tensor& left, const at::Tensor& right)
{
    return at::mm(left.t(), right) * (2.0 / 4.0); // as of 4 sequences
}

at::Tensor targetOf(const Streams& of, double mix)
{
    const at::Tensor hessian = product(of.disturbed, of.disturbed);
    return mixedTarget(of.weight, hessian, product(of.dense, of.disturbed), factorize(hessian.clone(), kDampening),
                       mix);
}

/// W (C + l I)(H + l I)^-1 in float64, from the inputs.
at::Tensor optimum(const Streams& of)
{
    const at::Tensor x = of.dense.to(at::kDouble);
    const at::Tensor disturbed = of.disturbed.to(at::kDouble);
    const at::Tensor hessian = product(disturbed, disturbed);
    const at::Tensor ridge = at::eye(kInputs, at::kDouble) * (kDampening * hessian.diagonal().mean().item<double>());
    const at::Tensor right = at::mm(of.weight.to(at::kDouble), product(x, disturbed) + ridge);
    return at::mm(right, at::linalg_inv(hessian + ridge));
}

double largestDifference(const at::Tensor& left, const at::Tensor& right)
{
    return (left.to(at::kDouble) - right.to(at::kDouble)).abs().max().item<double>();
}

} // namespace

class MixedTargetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsTheFormulaInFloat64()
    {
        const Streams of = streams();
        const at::Tensor wanted = optimum(of);
        const at::Tensor dense = of.weight.to(at::kDouble);
        // W* - W is about 0.1; float32 carries it through products of 200 and 24 terms and a system whose damped
        // condition is below that of their scales, (2 / 0.2)^2, times 2: 200 * sqrt(24) * 6e-8 * 0.1 < 1e-5.
        for (const double mix : {0.25, 0.5, 1.0})
            QVERIFY(largestDifference(targetOf(of, mix), dense + mix * (wanted - dense)) < 1e-5);
        QVERIFY(largestDifference(wanted, dense) > 0.02); // there was something to compute
    }

    void bringsTheOutputNearThatOfTheDenseLayer()
    {
        const Streams of = streams();
        const auto error = [&](double mix) {
            return (at::mm(of.disturbed, targetOf(of, mix).t()) - at::mm(of.dense, of.weight.t()))
                .norm()
                .item<double>();
        };
        // A quadratic in the mix, whose minimum is near 1 as the damping is small.
        QVERIFY(error(0.5) < 0.9 * error(0.0));
        QVERIFY(error(1.0) < error(0.5));
    }

    /// A matrix that lost half of its inputs: the formula in float64, with the bound of equalsTheFormulaInFloat64()
    /// (the step is larger by what is lost, tenfold), and nearer to the dense output by each bit of mix.
    void ofKeptInputsLikewise()
    {
        const Streams of = streams();
        const at::Tensor kept = at::arange(0, kInputs, 2);
        const at::Tensor inputs = of.disturbed.index_select(1, kept);
        const at::Tensor hessian = product(inputs, inputs);
        const at::Tensor cross = product(of.dense, inputs);
        const at::Tensor weight = of.weight.index_select(1, kept);
        const HessianFactor factor = factorize(hessian.clone(), kDampening);
        const at::Tensor exact = hessian.to(at::kDouble);
        const at::Tensor damped =
            exact + at::eye(kept.numel(), at::kDouble) * (kDampening * exact.diagonal().mean().item<double>());
        const at::Tensor gradient =
            at::mm(of.weight.to(at::kDouble), cross.to(at::kDouble)) - at::mm(weight.to(at::kDouble), exact);
        const at::Tensor step = at::mm(gradient, at::linalg_inv(damped));
        const auto error = [&](const at::Tensor& result) {
            const at::Tensor wide = at::zeros_like(of.weight).index_copy(1, kept, result);
            return denseOutputError(of.weight, wide, product(of.disturbed, of.disturbed),
                                    product(of.dense, of.disturbed), product(of.dense, of.dense));
        };
        double before = error(weight);
        QVERIFY(mixedTargetOfKept(weight, of.weight, hessian, cross, factor, 0.0).equal(weight));
        for (const double mix : {0.25, 0.5, 1.0}) {
            const at::Tensor target = mixedTargetOfKept(weight, of.weight, hessian, cross, factor, mix);
            QVERIFY(largestDifference(target, weight.to(at::kDouble) + mix * step) < 1e-4);
            const double after = error(target);
            QVERIFY(after < before);
            before = after;
        }
        QVERIFY_EXCEPTION_THROWN(mixedTargetOfKept(weight, of.weight, hessian, hessian, factor, 0.5),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(mixedTargetOfKept(of.weight, of.weight, hessian, cross, factor, 0.5),
                                 std::invalid_argument);
    }

    void undisturbedInputsAndMixZeroChangeNothing()
    {
        Streams of = streams();
        QVERIFY(at::equal(targetOf(of, 0.0), of.weight));
        of.disturbed = of.dense;
        QVERIFY(at::equal(targetOf(of, 0.5), of.weight)); // C = H exactly
    }

    void deadInputsKeepTheirWeights()
    {
        Streams of = streams();
        of.disturbed.select(1, 7).zero_();
        const at::Tensor target = targetOf(of, 1.0);
        QVERIFY(at::equal(target.select(1, 7), of.weight.select(1, 7)));
    }

    void refusesWhatDoesNotFit()
    {
        const Streams of = streams();
        const at::Tensor hessian = product(of.disturbed, of.disturbed);
        const at::Tensor cross = product(of.dense, of.disturbed);
        const HessianFactor factor = factorize(hessian.clone(), kDampening);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, mixedTarget(of.weight, hessian, cross, factor, 1.5));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, mixedTarget(of.weight, hessian, cross, factor, -0.1));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, mixedTarget(of.weight, hessian, cross, {}, 0.5));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, mixedTarget(of.weight, hessian, {}, factor, 0.5));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 mixedTarget(of.weight.narrow(1, 0, 5), hessian, cross, factor, 0.5));
    }
};

QTEST_GUILESS_MAIN(MixedTargetTest)
#include "mixed_target_test.moc"
