#include <cmath>
#include <limits>

#include <ATen/ATen.h>

#include "core/compress/quantization/range_observer.h"
#include "core/compress/quantization/range_search.h"
#include "core/compress/quantization/weight_quantizer.h"
#include "tests/compress/matrix_literals.h"

#include <QTest>

using namespace espalier;
using namespace espalier::compress;
using tests::elements;
using tests::matrix;
using Codes = std::vector<std::int8_t>;

namespace {

formats::QuantizationArgs arguments(int bits, bool symmetric, formats::Strategy strategy, int groupSize = 0)
{
    formats::QuantizationArgs args;
    args.bits = bits;
    args.symmetric = symmetric;
    args.strategy = strategy;
    args.groupSize = groupSize;
    return args;
}

} // namespace

class WeightQuantizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tiesRoundToEven()
    {
        // scale = 7.5 / 7.5 = 1
        const at::Tensor weight = matrix(1, {7.5F, 0.5F, 1.5F, -0.5F, -2.5F, -7.5F, 2.4F});
        const auto grid = chooseGrid(weight, arguments(4, true, formats::Strategy::Channel));
        QCOMPARE(elements<float>(grid.scale), (std::vector<float>{1.0F}));
        QVERIFY(!grid.zeroPoint.defined());
        QCOMPARE(elements<std::int8_t>(roundToNearest(weight, grid).codes), (Codes{7, 0, 2, 0, -2, -8, 2}));
    }

    void asymmetricRangeContainsZeroExactly()
    {
        const at::Tensor weight = matrix(2, {2.0F, 3.0F, -15.0F, -1.0F});
        const auto grid = chooseGrid(weight, arguments(4, false, formats::Strategy::Channel));
        QCOMPARE(elements<float>(grid.scale), (std::vector<float>{3.0F / 15.0F, 1.0F}));
        QCOMPARE(elements<std::int8_t>(grid.zeroPoint), (Codes{-8, 7}));
        const QuantizedWeight quantized = roundToNearest(weight, grid);
        QCOMPARE(elements<std::int8_t>(quantized.codes), (Codes{2, 7, -8, 6}));
        QCOMPARE(elements<float>(dequantize(quantized)),
                 (std::vector<float>{10 * (3.0F / 15.0F), 15 * (3.0F / 15.0F), -15, -1}));
    }

    void shortLastGroupHasItsOwnScale()
    {
        const at::Tensor weight = matrix(2, {7.5F, 1, 15, 0, 30, 0, 0, 0, 0, 75});
        const auto grid = chooseGrid(weight, arguments(4, true, formats::Strategy::Group, 2));
        QCOMPARE(grid.scale.sizes().vec(), (std::vector<std::int64_t>{2, 3}));
        const float floor = std::numeric_limits<float>::epsilon();
        QCOMPARE(elements<float>(grid.scale), (std::vector<float>{1, 2, 4, floor, floor, 10}));
    }

    void tensorScaleHasOneElement()
    {
        const auto grid = chooseGrid(matrix(2, {1, 2, -127.5F, 4}), arguments(8, true, formats::Strategy::Tensor));
        QCOMPARE(grid.scale.sizes().vec(), (std::vector<std::int64_t>{1}));
        QCOMPARE(elements<float>(grid.scale), (std::vector<float>{1}));
    }

    void badArgumentsThrow()
    {
        using formats::Strategy;
        const at::Tensor weight = matrix(1, {1, 2});
        for (const int bits : {0, 1, 9})
            QVERIFY_EXCEPTION_THROWN(chooseGrid(weight, arguments(bits, true, Strategy::Tensor)),
                                     std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(chooseGrid(weight, arguments(4, true, Strategy::Group, 0)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(chooseGrid(weight, arguments(4, true, Strategy::Token)), std::invalid_argument);
        auto floating = arguments(8, false, Strategy::Tensor);
        floating.type = formats::QuantizationType::Float; // symmetric only
        QVERIFY_EXCEPTION_THROWN(chooseGrid(weight, floating), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(chooseGrid(matrix(1, {1, INFINITY}), {}), std::invalid_argument);
        const auto grid = chooseGrid(weight, arguments(4, true, Strategy::Channel));
        QVERIFY_EXCEPTION_THROWN(roundToNearest(matrix(2, {1, 2}), grid), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(roundToNearest(matrix(1, {NAN, 2}), grid), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(dequantize({grid, weight}), std::invalid_argument);
    }

    /// compressed-tensors' mse observer tries 1.00, 0.99 ... 0.81 of the range and counts |error|^2.4.
    void meanSquareObserverShrinksTheRange()
    {
        at::manual_seed(3);
        const at::Tensor weight = at::randn({8, 96});
        auto args = arguments(4, true, formats::Strategy::Group, 32);
        const QuantizationGrid plain = chooseGrid(weight, args);
        args.observer = "mse";
        const QuantizationGrid searched = chooseGrid(weight, args);
        const auto errorOf = [&](const QuantizationGrid& grid) {
            return (weight - dequantize(roundToNearest(weight, grid)))
                .abs()
                .pow(2.4)
                .reshape({8, 3, 32})
                .sum(2, false, at::kDouble);
        };
        at::Tensor best = errorOf(plain);
        for (int step = 1; step < 20; ++step) {
            QuantizationGrid grid = plain;
            grid.scale = plain.scale * float(1.0 - step / 100.0);
            best = at::minimum(best, errorOf(grid));
        }
        const double difference = ((errorOf(searched) - best) / best).abs().max().item<double>();
        QVERIFY2(difference < 1e-5, qPrintable(QString::number(difference))); // a scale is range * factor / 7.5 there
        QVERIFY(at::any(searched.scale < plain.scale).item<bool>());
        QVERIFY(at::all(searched.scale >= plain.scale * 0.8099).item<bool>());
    }

    void rangeSearchFollowsImportance()
    {
        // 2 bits: codes -2, -1, 0, 1. One large weight that does not matter hides three that do.
        const at::Tensor weight = matrix(1, {1.0F, 0.3F, -0.31F, 0.3F});
        const auto args = arguments(2, true, formats::Strategy::Channel);
        const at::Tensor importance = at::tensor({0.0F, 1.0F, 1.0F, 1.0F});
        const auto ranges = searchRanges(weight, args, RangeSearch::byDiagonal(importance, formats::DType::F32));
        QCOMPARE(ranges.size(), std::size_t(1));
        QCOMPARE(ranges[0].max, 0.5F); // 0.5 / 1.5 = 0.333: the nearest that is tried
        const auto even = searchRanges(weight, args, RangeSearch::byDiagonal(at::ones({4}), formats::DType::F32));
        QVERIFY(even[0].max > 0.5F);
        QVERIFY_EXCEPTION_THROWN(
            searchRanges(weight, args, RangeSearch::byDiagonal(at::ones({3}), formats::DType::F32)),
            std::invalid_argument);
    }

    void observerKeepsExtremesOrMovesSlowly()
    {
        formats::QuantizationArgs average;
        average.observer = "moving_average";
        RangeObserver extremes;
        RangeObserver moving(average);
        QVERIFY(extremes.empty());
        for (RangeObserver* observer : {&extremes, &moving}) {
            observer->add(matrix(1, {-1.0F, 10.0F}));
            observer->add(matrix(1, {-2.0F, 5.0F}));
            QVERIFY(!observer->empty());
        }
        const auto symmetric = arguments(8, true, formats::Strategy::Tensor);
        QCOMPARE(extremes.parameters(symmetric).scale, 10.0F / 127.5F);
        QCOMPARE(moving.parameters(symmetric).scale, 9.95F / 127.5F);
        const auto asymmetric = extremes.parameters(arguments(8, false, formats::Strategy::Tensor));
        QCOMPARE(asymmetric.scale, 12.0F / 255.0F);
        QCOMPARE(asymmetric.zeroPoint, -86); // -128 + 2 / (12 / 255) = -85.5, half to even
    }

    void meanSquareObserverLeavesOutliersOut()
    {
        at::manual_seed(5);
        at::Tensor values = at::randn({1, 4000});
        values[0][17] = 6.0F; // one outlier: at 3 bits a step of 12 / 7 for everything else
        auto args = arguments(3, true, formats::Strategy::Tensor);
        RangeObserver extremes(args);
        args.observer = "mse";
        RangeObserver searched(args);
        QVERIFY(RangeObserver::key(args) != RangeObserver::key(arguments(4, true, formats::Strategy::Tensor)));
        for (RangeObserver* observer : {&extremes, &searched})
            observer->add(values);
        QCOMPARE(extremes.parameters(args).scale, 6.0F / 3.5F);
        QVERIFY(searched.parameters(args).scale < 0.83F * 6.0F / 3.5F); // all steps down to 81 % help
    }

    void observerRejectsWhatItCannotUse()
    {
        formats::QuantizationArgs unknown;
        unknown.observer = "percentile";
        QVERIFY_EXCEPTION_THROWN(RangeObserver{unknown}, std::invalid_argument);
        RangeObserver observer;
        QVERIFY_EXCEPTION_THROWN(observer.parameters({}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(observer.add(matrix(1, {NAN})), std::invalid_argument);
        QVERIFY(observer.empty());
    }
};

QTEST_GUILESS_MAIN(WeightQuantizerTest)
#include "weight_quantizer_test.moc"
