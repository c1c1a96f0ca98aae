#include <cmath>
#include <numeric>

#include <QTest>

#include "core/compress/allocation/allocation_math.h"
#include "tests/compress/matrix_literals.h"

using namespace espalier;
using namespace espalier::compress;
using tests::matrix;

namespace {

double weightedMean(const std::vector<double>& values, const std::vector<double>& weights)
{
    return std::inner_product(values.begin(), values.end(), weights.begin(), 0.0) /
           std::accumulate(weights.begin(), weights.end(), 0.0);
}

/// Bisection ends between neighbouring doubles; sums of a few terms add some rounding.
constexpr double kExact = 1e-12;

} // namespace

class AllocationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void outliersAreAboveTheMeanOfTheLayer()
    {
        // Mean of all eight: 2; one score is above 3 times that, two above once.
        const std::vector<at::Tensor> scores = {matrix(2, {1, 1, 1, 1}), matrix(1, {1, 1, 3, 7})};
        QCOMPARE(outlierShare(scores, 3.0), 1.0 / 8.0);
        QCOMPARE(outlierShare(scores, 1.0), 2.0 / 8.0);
        QCOMPARE(outlierShare({}, 5.0), 0.0);
    }

    void shiftingKeepsTheMeanWithinBounds()
    {
        const std::vector<double> weights = {1, 2, 5};
        const auto free = shiftedToMean({0.1, 0.2, 0.3}, weights, 0.5);
        QVERIFY(std::abs(weightedMean(free, weights) - 0.5) < kExact);
        QVERIFY(std::abs(free[1] - free[0] - 0.1) < kExact && std::abs(free[2] - free[1] - 0.1) < kExact);
        const auto cut = shiftedToMean({0.0, 0.0, 0.9}, weights, 0.9);
        QVERIFY(std::abs(weightedMean(cut, weights) - 0.9) < kExact);
        QCOMPARE(cut[2], 1.0);
        for (const double mean : {0.0, 1.0})
            QVERIFY(std::abs(weightedMean(shiftedToMean({0.2, 0.8, 0.1}, weights, mean), weights) - mean) < kExact);
        QVERIFY_EXCEPTION_THROWN(shiftedToMean({0.5}, {}, 0.5), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(shiftedToMean({0.5}, {0.0}, 0.5), std::invalid_argument);
    }

    /// The published formula for layers of one size: density = 1 - s + (D - mean D) with D stretched to 0 .. 2 lambda.
    void owlIsThePublishedFormula()
    {
        const std::vector<double> shares = {0.01, 0.05, 0.02};
        const auto sparsities = owlSparsities(shares, {7, 7, 7}, 0.7, 0.08);
        const std::vector<double> stretched = {0.0, 0.16, 0.04};
        for (std::size_t i = 0; i < shares.size(); ++i)
            QVERIFY(std::abs(sparsities[i] - (1.0 - (0.3 + stretched[i] - 0.2 / 3.0))) < kExact);
        for (const double same : owlSparsities({0.1, 0.1}, {1, 3}, 0.6, 0.08))
            QVERIFY(std::abs(same - 0.6) < kExact);
        const std::vector<double> sizes = {1, 10, 3};
        QVERIFY(std::abs(weightedMean(owlSparsities(shares, sizes, 0.7, 0.08), sizes) - 0.7) < kExact);
    }

    /// Layers that cost a_i exp(8 s) each, beside a constant: one growth for all, and the slope of a secant, which is
    /// sinh(8 step) / (8 step) - 1 = 0.1 % steeper.
    void curvesHaveTheSlopesOfATrial()
    {
        constexpr double kGrowth = 8.0;
        constexpr double kStep = 0.01;
        const std::vector<double> scales = {0.01, 0.03, 0.002};
        Trial trial{{0.5, 0.55, 0.6}, 0.7, {}};
        const auto cost = [&](std::size_t layer, double s) { return scales[layer] * std::exp(kGrowth * s); };
        for (std::size_t i = 0; i < scales.size(); ++i) {
            const double s = trial.sparsities[i];
            trial.neighbours.push_back(
                {s - kStep, s + kStep, 0.7 + cost(i, s - kStep) - cost(i, s), 0.7 + cost(i, s + kStep) - cost(i, s)});
        }
        const auto curves = lossCurves(trial);
        QCOMPARE(curves.size(), scales.size());
        for (std::size_t i = 0; i < scales.size(); ++i) {
            QVERIFY(std::abs(curves[i].growth - kGrowth) < 0.01 * kGrowth);
            const double slope =
                curves[i].growth * std::exp(curves[i].logScale + curves[i].growth * trial.sparsities[i]);
            QVERIFY(std::abs(slope / (kGrowth * cost(i, trial.sparsities[i])) - 1.0) < 0.002);
        }
        trial.neighbours[2].lossHigh = trial.neighbours[2].lossLow - 0.001; // noise: it would help to prune more
        const auto noisy = lossCurves(trial);
        QVERIFY(std::isfinite(noisy[2].logScale) && noisy[2].growth >= 2.0 && noisy[2].growth <= 20.0);
        for (Neighbours& around : trial.neighbours)
            around.lossHigh = around.lossLow = 0.7;
        QVERIFY(lossCurves(trial).empty());
    }

    void leastLossBeatsEveryExchange()
    {
        const std::vector<LossCurve> curves = {{-3.0, 8.0}, {-2.0, 6.0}, {-6.0, 9.0}, {-3.5, 5.0}};
        const std::vector<double> parameters = {1, 2, 1, 3};
        const auto loss = [&](const std::vector<double>& sparsities) {
            double sum = 0.0;
            for (std::size_t i = 0; i < curves.size(); ++i)
                sum += std::exp(curves[i].logScale + curves[i].growth * sparsities[i]);
            return sum;
        };
        for (const double spread : {0.05, 0.2, 1.0}) {
            const auto best = sparsitiesOfLeastLoss(curves, parameters, 0.6, spread);
            QVERIFY(std::abs(weightedMean(best, parameters) - 0.6) < kExact);
            for (std::size_t i = 0; i < best.size(); ++i) {
                QVERIFY(best[i] >= 0.6 - spread - kExact && best[i] <= std::min(1.0, 0.6 + spread) + kExact);
                for (std::size_t j = 0; j < best.size(); ++j) { // moving weights from i to j costs
                    auto other = best;
                    other[i] -= 0.01 / parameters[i];
                    other[j] += 0.01 / parameters[j];
                    const bool allowed =
                        other[i] >= std::max(0.0, 0.6 - spread) && other[j] <= std::min(1.0, 0.6 + spread);
                    QVERIFY(i == j || !allowed || loss(other) > loss(best));
                }
            }
        }
        for (const double same : sparsitiesOfLeastLoss(curves, parameters, 0.6, 0.0))
            QVERIFY(std::abs(same - 0.6) < kExact);
    }
};

QTEST_GUILESS_MAIN(AllocationTest)
#include "allocation_test.moc"
