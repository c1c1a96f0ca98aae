#include <stdexcept>
#include <vector>

#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/sum.h>

#include <QTest>

#include "core/nn/input_quantizer.h"

using namespace espalier;
using formats::QuantizationArgs;
using formats::Strategy;

namespace {

at::Tensor tensorOf(const std::vector<float>& values, std::vector<std::int64_t> shape)
{
    at::Tensor tensor = at::empty(shape, at::kFloat);
    std::copy(values.begin(), values.end(), tensor.data_ptr<float>());
    return tensor;
}

std::vector<float> valuesOf(const at::Tensor& tensor)
{
    const at::Tensor plain = tensor.detach().contiguous();
    return {plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel()};
}

QuantizationArgs int8(Strategy strategy, bool symmetric, bool dynamic)
{
    QuantizationArgs args;
    args.strategy = strategy;
    args.symmetric = symmetric;
    args.dynamic = dynamic;
    return args;
}

} // namespace

class InputQuantizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachTokenHasItsOwnSymmetricRange()
    {
        // Scales 2.55 / 127.5 = .02 and 255 / 127.5 = 2: +max lies on a tie above the last code and is clamped to it.
        const at::Tensor input = tensorOf({2.55F, 0.031F, -1.0F, 255.0F, 2.9F, -7.1F}, {1, 2, 3});
        const auto got = valuesOf(nn::quantizeInput(input, {int8(Strategy::Token, true, true), {}, {}}));
        const std::vector<float> expected{2.54F, 0.04F, -1.0F, 254.0F, 2.0F, -8.0F};
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY2(std::abs(got[i] - expected[i]) < 1e-5F * std::abs(expected[i]), qPrintable(QString::number(i)));
    }

    void asymmetricRangesContainZero()
    {
        // Token 1: 0..2.55, scale .01, zero point -128. Token 2: -1..1.55, scale .01, zero point -28.
        const at::Tensor input = tensorOf({2.55F, 0.504F, 1.0F, -1.0F, 1.55F, 0.0F}, {2, 3});
        const auto got = valuesOf(nn::quantizeInput(input, {int8(Strategy::Token, false, true), {}, {}}));
        const std::vector<float> expected{2.55F, 0.50F, 1.0F, -1.0F, 1.55F, 0.0F};
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY2(std::abs(got[i] - expected[i]) < 1e-5F, qPrintable(QString::number(i)));
    }

    void aTokenOfZerosStaysZero()
    {
        for (const bool symmetric : {true, false})
            QCOMPARE(
                valuesOf(nn::quantizeInput(at::full({1, 4}, 0.0), {int8(Strategy::Token, symmetric, true), {}, {}})),
                std::vector<float>(4, 0.0F));
    }

    void staticRangeUsesTheStoredScaleAndZeroPoint()
    {
        const nn::InputQuantizer quantizer{int8(Strategy::Tensor, false, false), at::full({1}, 0.5),
                                           at::full({1}, -100.0)};
        // codes: round(x / .5) - 100 clamped to [-128, 127], ties to even: 1.25 / .5 = 2.5 -> 2 after the shift to
        // -97.5 -> -98
        const at::Tensor input = tensorOf({1.25F, -20.0F, 200.0F, 0.0F, 3.1F}, {1, 1, 5});
        const at::Tensor result = nn::quantizeInput(input, quantizer);
        QVERIFY(result.sizes() == input.sizes());
        QCOMPARE(valuesOf(result), (std::vector<float>{1.0F, -14.0F, 113.5F, 0.0F, 3.0F}));
    }

    void float8HasEightStepsAnOctave()
    {
        formats::QuantizationArgs args = int8(Strategy::Token, true, true);
        args.type = formats::QuantizationType::Float;
        // scale 448 / 448 = 1: codes are the values; 17 lies between 16 and 18 and goes to the even mantissa, 2^-10 is
        // half of the smallest subnormal
        const at::Tensor input = tensorOf({448.0F, 17.0F, -19.0F, 0x1p-10F, -0x1.8p-9F}, {1, 5});
        QCOMPARE(valuesOf(nn::quantizeInput(input, {args, {}, {}})),
                 (std::vector<float>{448.0F, 16.0F, -20.0F, 0.0F, -0x1p-8F}));
        args.strategy = Strategy::Tensor;
        args.dynamic = false;
        const at::Tensor beyond = tensorOf({100.0F, 0.3F}, {1, 2});
        QCOMPARE(valuesOf(nn::quantizeInput(beyond, {args, at::full({1}, 0.125), {}})),
                 (std::vector<float>{56.0F, 0.3125F})); // 448 / 8, and 2.4 -> 2.5
    }

    void groupsOfATokenHaveRangesOfTheirOwn()
    {
        formats::QuantizationArgs args = int8(Strategy::Group, true, true);
        args.groupSize = 2;
        // the last group is short; steps of 1 and of 0.01
        const at::Tensor input = tensorOf({127.5F, 3.4F, 1.275F, 0.017F, 0.5F}, {1, 1, 5});
        const at::Tensor result = nn::quantizeInput(input, {args, {}, {}});
        QVERIFY(result.sizes() == input.sizes());
        const auto got = valuesOf(result);
        QCOMPARE(got[1], 3.0F);
        QVERIFY(std::abs(got[3] - 0.02F) < 1e-6F);
        QVERIFY(std::abs(got[4] - 0.5F) < 0.003F);
    }

    void gradientsPassStraightThrough()
    {
        at::Tensor input = tensorOf({0.3F, -0.7F, 1.0F}, {1, 3});
        input.set_requires_grad(true);
        at::sum(nn::quantizeInput(input, {int8(Strategy::Token, true, true), {}, {}})).backward();
        QCOMPARE(valuesOf(input.grad()), std::vector<float>(3, 1.0F));
    }

    void whatIsNotSimulatedIsRefused()
    {
        const at::Tensor input = at::ones({1, 4});
        nn::InputQuantizer quantizer{int8(Strategy::Tensor, true, false), {}, {}};
        QVERIFY_EXCEPTION_THROWN(nn::quantizeInput(input, quantizer), std::invalid_argument); // no scale
        quantizer.scale = at::ones({1});
        quantizer.args.type = formats::QuantizationType::Float;
        quantizer.args.symmetric = false;
        QVERIFY_EXCEPTION_THROWN(nn::quantizeInput(input, quantizer), std::invalid_argument);
        quantizer.args = int8(Strategy::Group, true, false);
        QVERIFY_EXCEPTION_THROWN(nn::quantizeInput(input, quantizer), std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(InputQuantizerTest)
#include "input_quantizer_test.moc"
