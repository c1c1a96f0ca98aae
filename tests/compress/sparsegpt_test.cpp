#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/compress/hessian.h"
#include "core/compress/sparsegpt/sparsegpt_math.h"
#include "tests/compress/matrix_literals.h"

#include <QTest>

using namespace espalier;
using namespace espalier::compress;
using tests::elements;
using tests::matrix;
using tests::noise;
using Doubles = std::vector<double>;

namespace {

constexpr int kRows = 12;
constexpr int kColumns = 42;

/// Correlated inputs [5, 30, kColumns]; column 9 is dead.
at::Tensor correlatedInputs()
{
    std::vector<float> x = noise(5 * 30 * kColumns, 3);
    for (std::size_t i = 1; i < x.size(); ++i)
        x[i] += 0.6F * x[i - 1];
    for (std::size_t i = 9; i < x.size(); i += kColumns)
        x[i] = 0.0F;
    return matrix(1, x).view({5, 30, kColumns});
}

Doubles hessianByLoops(const at::Tensor& inputs)
{
    const auto x = elements<float>(inputs);
    const auto n = static_cast<std::size_t>(inputs.size(2));
    Doubles h(n * n, 0.0);
    for (std::size_t t = 0; t < x.size(); t += n)
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                h[i * n + j] += 2.0 / static_cast<double>(inputs.size(0)) * x[t + i] * x[t + j];
    return h;
}

/// Gauss-Jordan without pivoting: the matrices are positive definite.
Doubles inverse(Doubles a, std::size_t n)
{
    Doubles b(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i)
        b[i * n + i] = 1.0;
    for (std::size_t p = 0; p < n; ++p) {
        const double pivot = a[p * n + p];
        for (std::size_t j = 0; j < n; ++j) {
            a[p * n + j] /= pivot;
            b[p * n + j] /= pivot;
        }
        for (std::size_t i = 0; i < n; ++i) {
            const double factor = a[i * n + p];
            if (i == p || factor == 0.0)
                continue;
            for (std::size_t j = 0; j < n; ++j) {
                a[i * n + j] -= factor * a[p * n + j];
                b[i * n + j] -= factor * b[p * n + j];
            }
        }
    }
    return b;
}

Doubles dampedHessian(Doubles h, std::size_t n, double share)
{
    double mean = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        if (h[i * n + i] == 0.0)
            h[i * n + i] = 1.0;
        mean += h[i * n + i] / static_cast<double>(n);
    }
    for (std::size_t i = 0; i < n; ++i)
        h[i * n + i] += share * mean;
    return h;
}

struct Reference
{
    Doubles weight;
    double loss = 0.0;
};

/// Marks the `count` smallest scores among `places`; a stable sort keeps ties in order.
void prune(const Doubles& scores, std::vector<std::size_t> places, std::size_t count, std::vector<bool>& mask)
{
    std::stable_sort(places.begin(), places.end(), [&](auto a, auto b) { return scores[a] < scores[b]; });
    for (std::size_t i = 0; i < count; ++i)
        mask[places[i]] = true;
}

/// SparseGPT in float64 by its definition: after each column the inverse Hessian loses that column by elimination.
Reference sweepByElimination(const at::Tensor& weight, const Doubles& hessian, const SparseGptOptions& options)
{
    const auto rows = static_cast<std::size_t>(weight.size(0));
    const auto n = static_cast<std::size_t>(weight.size(1));
    const auto given = elements<float>(weight);
    Reference result;
    result.weight.assign(given.begin(), given.end());
    for (std::size_t j = 0; j < n; ++j)
        for (std::size_t r = 0; r < rows && hessian[j * n + j] == 0.0; ++r)
            result.weight[r * n + j] = 0.0;
    Doubles& w = result.weight;
    Doubles inv = inverse(dampedHessian(hessian, n, 0.01), n);

    Doubles pivots(n); // all conditional diagonals first: a block's mask is chosen when it is reached
    Doubles down = inv;
    for (std::size_t p = 0; p < n; ++p) {
        pivots[p] = down[p * n + p];
        for (std::size_t i = p + 1; i < n; ++i)
            for (std::size_t j = p + 1; j < n; ++j)
                down[i * n + j] -= down[i * n + p] * down[p * n + j] / pivots[p];
    }

    std::vector<bool> mask(rows * n, false);
    Doubles scores(rows * n);
    const auto score = [&](std::size_t from, std::size_t to, std::size_t firstRow, std::size_t lastRow, auto countOf) {
        std::vector<std::size_t> places;
        std::size_t zeros = 0;
        for (std::size_t r = firstRow; r < lastRow; ++r) {
            for (std::size_t j = from; j < to; ++j) {
                const bool zero = options.preserveMask && given[r * n + j] == 0.0F;
                scores[r * n + j] = zero ? -1.0 : w[r * n + j] * w[r * n + j] / pivots[j];
                zeros += zero;
                places.push_back(r * n + j);
            }
        }
        prune(scores, places, std::max<std::size_t>(countOf(places.size()), zeros), mask);
    };
    for (std::size_t p = 0; p < n; ++p) {
        const auto block = static_cast<std::size_t>(options.blockSize);
        const auto group = static_cast<std::size_t>(options.groupSize);
        if (group == 0 && p % block == 0)
            score(p, std::min(p + block, n), 0, rows, [&](std::size_t count) {
                return static_cast<std::size_t>(static_cast<double>(count) * options.sparsity);
            });
        if (group > 0 && p % group == 0)
            for (std::size_t r = 0; r < rows; ++r)
                score(p, std::min(p + group, n), r, r + 1, [&](std::size_t count) {
                    return count * (group - static_cast<std::size_t>(options.keptOfGroup)) / group;
                });
        for (std::size_t r = 0; r < rows; ++r) {
            if (!mask[r * n + p])
                continue;
            const double error = w[r * n + p] / inv[p * n + p];
            result.loss += error * w[r * n + p] / 2.0;
            for (std::size_t j = p; j < n; ++j)
                w[r * n + j] -= error * inv[p * n + j];
            w[r * n + p] = 0.0;
        }
        const Doubles row(inv.begin() + static_cast<std::ptrdiff_t>(p * n),
                          inv.begin() + static_cast<std::ptrdiff_t>((p + 1) * n));
        for (std::size_t i = p + 1; i < n; ++i)
            for (std::size_t j = p + 1; j < n; ++j)
                inv[i * n + j] -= row[i] * row[j] / row[p];
    }
    return result;
}

at::Tensor takeHessian(const at::Tensor& inputs)
{
    HessianAccumulator accumulator(inputs.size(2));
    accumulator.add(inputs);
    return accumulator.take();
}

double halfTrace(const at::Tensor& dense, const at::Tensor& result, const Doubles& damped)
{
    const auto a = elements<float>(dense);
    const auto b = elements<float>(result);
    const auto n = static_cast<std::size_t>(dense.size(1));
    double sum = 0.0;
    for (std::size_t r = 0; r < a.size(); r += n)
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                sum += 0.5 * (double(a[r + i]) - b[r + i]) * damped[i * n + j] * (double(a[r + j]) - b[r + j]);
    return sum;
}

} // namespace

class SparseGptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hessianIsTwiceTheMeanOverSequences()
    {
        const at::Tensor inputs = correlatedInputs();
        HessianAccumulator accumulator(kColumns);
        accumulator.add(inputs.narrow(0, 0, 2));
        accumulator.add(inputs.narrow(0, 2, 3));
        QCOMPARE(accumulator.sequences(), 5);
        QCOMPARE(accumulator.tokens(), 150);
        const auto got = elements<float>(accumulator.take());
        const Doubles expected = hessianByLoops(inputs);
        // 150 float32 products of at most 2.5^2 each: rounding below 150 * 6.25 * 2^-24 before the factor 2/5.
        for (std::size_t i = 0; i < got.size(); ++i)
            QVERIFY(std::abs(got[i] - expected[i]) < 1e-4);
        QCOMPARE(accumulator.sequences(), 0);
        QVERIFY_EXCEPTION_THROWN(accumulator.add(inputs), std::invalid_argument);
    }

    void accumulatorRejectsBadInput()
    {
        QVERIFY_EXCEPTION_THROWN(HessianAccumulator(0), std::invalid_argument);
        HessianAccumulator accumulator(3);
        QVERIFY_EXCEPTION_THROWN(accumulator.take(), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(accumulator.add(matrix(2, {1, 2, 3, 4, 5, 6})), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(accumulator.add(matrix(1, {1, 2, 3, 4}).view({1, 1, 4})), std::invalid_argument);
        const float infinity = std::numeric_limits<float>::infinity();
        QVERIFY_EXCEPTION_THROWN(accumulator.add(matrix(1, {1, infinity, 3}).view({1, 1, 3})), std::invalid_argument);
        QCOMPARE(accumulator.sequences(), 0);
    }

    void factorIsTheUpperRootOfTheInverse()
    {
        const Doubles hessian = hessianByLoops(correlatedInputs());
        const HessianFactor factor = factorize(takeHessian(correlatedInputs()), 0.01);
        QVERIFY(factor.usable());
        QCOMPARE(factor.attempts, 1);
        QCOMPARE(factor.dampening, 0.01);
        const auto dead = elements<bool>(factor.dead);
        for (std::size_t i = 0; i < dead.size(); ++i)
            QCOMPARE(bool(dead[i]), i == 9);
        const auto u = elements<float>(factor.inverseUpper);
        const Doubles expected = inverse(dampedHessian(hessian, kColumns, 0.01), kColumns);
        const double scale = *std::max_element(expected.begin(), expected.end());
        for (std::size_t i = 0; i < kColumns; ++i) {
            for (std::size_t j = 0; j < kColumns; ++j) {
                double product = 0.0;
                for (std::size_t k = 0; k < kColumns; ++k)
                    product += double(u[k * kColumns + i]) * u[k * kColumns + j];
                QVERIFY(std::abs(product - expected[i * kColumns + j]) < 1e-4 * scale);
                QVERIFY(j >= i || u[i * kColumns + j] == 0.0F);
            }
        }
    }

    void rankDeficientHessianRaisesTheDampening()
    {
        // One token: rank 1. Without damping no factorization is possible.
        const at::Tensor inputs = matrix(1, noise(kColumns, 5)).view({1, 1, kColumns});
        const HessianFactor factor = factorize(takeHessian(inputs), 0.0);
        QVERIFY(factor.usable());
        QVERIFY(factor.attempts > 1);
        QVERIFY(factor.dampening > 0.0);
        // The same as asking for that dampening at once.
        const HessianFactor direct = factorize(takeHessian(inputs), factor.dampening);
        QCOMPARE(direct.attempts, 1);
        QCOMPARE(elements<float>(direct.inverseUpper), elements<float>(factor.inverseUpper));
    }

    void indefiniteHessianGivesUp()
    {
        const HessianFactor factor = factorize(matrix(2, {1, 5, 5, 1}), 0.01);
        QVERIFY(!factor.usable());
        QCOMPARE(factor.attempts, 3); // .01, .1, 1
        QVERIFY_EXCEPTION_THROWN(sparseGptSweep(matrix(1, {1, 2}), factor, {}, nullptr), std::invalid_argument);
    }

    void badHessianIsNamed()
    {
        QVERIFY_EXCEPTION_THROWN(factorize(matrix(2, {1, 0, 0, -1}), 0.01), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(factorize(matrix(2, {1, NAN, NAN, 1}), 0.01), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(factorize(matrix(1, {1, 2}), 0.01), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(factorize(matrix(1, {1}), -1.0), std::invalid_argument);
    }

    void allDeadInputsClearTheWeight()
    {
        const HessianFactor factor = factorize(matrix(2, {0, 0, 0, 0}), 0.01);
        QVERIFY(factor.usable());
        const SweepResult result = sparseGptSweep(matrix(1, {1, 2}), factor, {}, nullptr);
        QCOMPARE(elements<float>(result.weight), (std::vector<float>{0, 0}));
        QCOMPARE(result.loss, 0.0);
    }

    void sweepEqualsElimination_data()
    {
        QTest::addColumn<double>("sparsity");
        QTest::addColumn<int>("kept");
        QTest::addColumn<int>("group");
        QTest::addColumn<int>("block");
        QTest::addColumn<bool>("preserve");
        QTest::newRow("50 % in one block") << 0.5 << 0 << 0 << 128 << false;
        QTest::newRow("50 % in blocks of 32") << 0.5 << 0 << 0 << 32 << false;
        QTest::newRow("70 % in odd blocks") << 0.7 << 0 << 0 << 5 << false;
        QTest::newRow("single columns") << 0.3 << 0 << 0 << 1 << false;
        QTest::newRow("nothing") << 0.0 << 0 << 0 << 32 << false;
        QTest::newRow("everything") << 1.0 << 0 << 0 << 32 << false;
        QTest::newRow("2:4 with a short group") << 0.0 << 2 << 4 << 128 << false;
        QTest::newRow("2:4 in small blocks") << 0.0 << 2 << 4 << 8 << false;
        QTest::newRow("1:4, blocks that do not fit") << 0.0 << 1 << 4 << 6 << false;
        QTest::newRow("5:8") << 0.0 << 5 << 8 << 32 << false;
        QTest::newRow("keep zeros, 50 %") << 0.5 << 0 << 0 << 32 << true;
        QTest::newRow("keep zeros, 10 %: more zeros than asked") << 0.1 << 0 << 0 << 32 << true;
        QTest::newRow("keep zeros, 2:4") << 0.0 << 2 << 4 << 32 << true;
    }

    void sweepEqualsElimination()
    {
        QFETCH(double, sparsity);
        QFETCH(int, kept);
        QFETCH(int, group);
        QFETCH(int, block);
        QFETCH(bool, preserve);
        std::vector<float> values = noise(kRows * kColumns, 11);
        for (std::size_t i = 0; i < values.size() && preserve; i += 4)
            values[i] = i % 8 ? -0.0F : 0.0F;
        const at::Tensor weight = matrix(kRows, values);
        const Doubles hessian = hessianByLoops(correlatedInputs());
        const SparseGptOptions options{sparsity, kept, group, block, preserve};
        const Reference expected = sweepByElimination(weight, hessian, options);
        const HessianFactor factor = factorize(takeHessian(correlatedInputs()), 0.01);
        const SweepResult result = sparseGptSweep(weight, factor, options, nullptr);

        const auto got = elements<float>(result.weight);
        for (std::size_t i = 0; i < got.size(); ++i) {
            QCOMPARE(got[i] == 0.0F, expected.weight[i] == 0.0);
            QVERIFY(!preserve || values[i] != 0.0F || got[i] == 0.0F);
            QVERIFY(std::abs(got[i] - expected.weight[i]) < 1e-3);
        }
        QVERIFY(std::abs(result.loss - expected.loss) <= 1e-4 * expected.loss);
        QCOMPARE(elements<float>(weight), values); // left as it is
        // The identity of the loss, against the weight whose dead inputs were cleared.
        const at::Tensor cleared = weight.clone();
        for (int row = 0; row < kRows; ++row)
            cleared.data_ptr<float>()[row * kColumns + 9] = 0.0F;
        const double trace = halfTrace(cleared, result.weight, dampedHessian(hessian, kColumns, 0.01));
        QVERIFY(std::abs(result.loss - trace) <= 1e-3 * trace);
        // Same input, same bytes.
        QCOMPARE(elements<float>(sparseGptSweep(weight, factor, options, nullptr).weight), got);
    }

    void equalScoresGoByFlatIndex()
    {
        const HessianFactor factor = factorize(matrix(2, {1, 0, 0, 1}), 0.01);
        const SweepResult result = sparseGptSweep(matrix(3, {1, -1, -1, 1, 1, 1}), factor, {}, nullptr);
        QCOMPARE(elements<float>(result.weight), (std::vector<float>{0, 0, 0, 1, 1, 1}));
    }

    void quantizedSurvivorsLieOnTheGrid_data()
    {
        QTest::addColumn<bool>("symmetric");
        QTest::newRow("symmetric") << true;
        QTest::newRow("asymmetric") << false;
    }

    void quantizedSurvivorsLieOnTheGrid()
    {
        QFETCH(bool, symmetric);
        const at::Tensor weight = matrix(kRows, noise(kRows * kColumns, 13));
        formats::QuantizationArgs args;
        args.bits = 4;
        args.symmetric = symmetric;
        args.strategy = formats::Strategy::Group;
        args.groupSize = 16; // 42 columns: a short last group
        const QuantizationGrid grid = chooseGrid(weight, args);
        const HessianFactor factor = factorize(takeHessian(correlatedInputs()), 0.01);
        SparseGptOptions options;
        options.blockSize = 32;
        const SweepResult result = sparseGptSweep(weight, factor, options, &grid);
        const auto got = elements<float>(result.weight);
        QCOMPARE(got, elements<float>(dequantize(result.quantized)));
        QVERIFY(std::count(got.begin(), got.end(), 0.0F) >= kRows * kColumns / 2); // survivors may round to zero too
        const at::Tensor cleared = weight.clone();
        for (int row = 0; row < kRows; ++row)
            cleared.data_ptr<float>()[row * kColumns + 9] = 0.0F;
        const Doubles damped = dampedHessian(hessianByLoops(correlatedInputs()), kColumns, 0.01);
        const double trace = halfTrace(cleared, result.weight, damped);
        QVERIFY(std::abs(result.loss - trace) <= 1e-3 * trace);
    }

    void relativeErrorEqualsTheTrace()
    {
        const at::Tensor dense = matrix(kRows, noise(kRows * kColumns, 17));
        const at::Tensor other = matrix(kRows, noise(kRows * kColumns, 19));
        const at::Tensor zero = matrix(kRows, std::vector<float>(kRows * kColumns));
        const Doubles hessian = hessianByLoops(correlatedInputs());
        const double expected = halfTrace(dense, other, hessian) / halfTrace(dense, zero, hessian);
        const double got = relativeOutputError(dense, other, takeHessian(correlatedInputs()));
        QVERIFY(std::abs(got / expected - 1.0) < 1e-4);
        QCOMPARE(relativeOutputError(zero, zero, takeHessian(correlatedInputs())), 0.0);
        QVERIFY_EXCEPTION_THROWN(relativeOutputError(dense, other, matrix(1, {1})), std::invalid_argument);
    }

    void badOptionsAndWeightsThrow()
    {
        const HessianFactor factor = factorize(matrix(2, {1, 0, 0, 1}), 0.01);
        const at::Tensor good = matrix(1, {1, 2});
        const auto sweep = [&](const at::Tensor& weight, SparseGptOptions options) {
            sparseGptSweep(weight, factor, options, nullptr);
        };
        QVERIFY_EXCEPTION_THROWN(sweep(good, {1.5}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(sweep(good, {NAN}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(sweep(good, {0.5, 5, 4}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(sweep(good, {0.5, 0, 0, 0}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(sweep(matrix(1, {1, 2, 3}), {}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(sweep(matrix(1, {1, NAN}), {}), std::invalid_argument);
        QuantizationGrid grid = chooseGrid(good, {});
        grid.scale = matrix(1, {1, 1});
        QVERIFY_EXCEPTION_THROWN(sparseGptSweep(good, factor, {}, &grid), std::invalid_argument);
    }

    void cancelStopsTheSweep()
    {
        const HessianFactor factor = factorize(matrix(2, {1, 0, 0, 1}), 0.01);
        const CancelToken cancel;
        cancel.request();
        QVERIFY_EXCEPTION_THROWN(sparseGptSweep(matrix(1, {1, 2}), factor, {}, nullptr, cancel), Cancelled);
    }
};

QTEST_GUILESS_MAIN(SparseGptTest)
#include "sparsegpt_test.moc"
