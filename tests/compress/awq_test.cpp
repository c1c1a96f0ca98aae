#include <cmath>
#include <limits>

#include <ATen/ATen.h>

#include <QTest>

#include "core/compress/awq/awq_math.h"
#include "core/compress/quantization/weight_quantizer.h"
#include "tests/compress/matrix_literals.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::compress;
using tests::elements;
using tests::matrix;

namespace {

at::Tensor row(const std::vector<float>& values)
{
    return matrix(1, values).view({-1});
}

formats::QuantizationArgs groupsOf(int size, bool symmetric)
{
    formats::QuantizationArgs args;
    args.bits = 4;
    args.symmetric = symmetric;
    args.strategy = formats::Strategy::Group;
    args.groupSize = size;
    return args;
}

at::Tensor rounded(const at::Tensor& weight, const at::Tensor& scales, const formats::QuantizationArgs& args)
{
    const at::Tensor scaled = weight * scales;
    return dequantize(roundToNearest(scaled, chooseGrid(scaled, args))) / scales;
}

/// One feed-forward part in float64.
at::Tensor feedForward(const at::Tensor& inputs, const at::Tensor& gate, const at::Tensor& up, const at::Tensor& down)
{
    const auto linear = [](const at::Tensor& x, const at::Tensor& w) { return at::linear(x, w.to(at::kDouble)); };
    const at::Tensor x = inputs.to(at::kDouble);
    return linear(at::silu(linear(x, gate)) * linear(x, up), down);
}

} // namespace

class AwqTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void gridsHaveTheirEnds()
    {
        const auto off = awqGrid(DuoScaling::Off, 20);
        QCOMPARE(off.size(), std::size_t(20));
        QCOMPARE(off.front().ratio, 0.0);
        QCOMPARE(off.back().ratio, 1.0);
        QVERIFY(!off.back().duo);
        const auto on = awqGrid(DuoScaling::On, 20);
        QCOMPARE(on.size(), std::size_t(20));
        QVERIFY(!on[0].duo && on[1].duo);
        QCOMPARE(on[1].ratio, 0.0);
        QCOMPARE(on[2].ratio, 1.0 / 18.0);
        const auto both = awqGrid(DuoScaling::Both, 9);
        QCOMPARE(both.size(), std::size_t(9));
        QCOMPARE(std::count_if(both.begin(), both.end(), [](const auto& c) { return c.duo; }), std::ptrdiff_t(4));
        QCOMPARE(both[4].ratio, 1.0);
        QVERIFY_EXCEPTION_THROWN(awqGrid(DuoScaling::On, 3), std::invalid_argument);
    }

    void importanceIsTheShareOfItsGroup()
    {
        const auto importance = [](const at::Tensor& weight, const formats::QuantizationArgs& args) {
            return awqWeightImportance({weight}, {args});
        };
        const at::Tensor weight = matrix(2, {1, -2, 4, 8, 0, 0}); // rows 1 -2 4 | 8 0 0
        // Groups of 2: (1 -2) (4) | (8 0) (0)
        QVERIFY(at::allclose(importance(weight, groupsOf(2, true)), row({0.75, 0.5, 0.5}), 1e-6, 1e-6));
        formats::QuantizationArgs args;
        args.strategy = formats::Strategy::Channel;
        QVERIFY(at::allclose(importance(weight, args), row({0.625, 0.25, 0.5}), 1e-6, 1e-6));
        args.strategy = formats::Strategy::Tensor;
        QVERIFY(at::allclose(importance(weight, args), row({0.5625, 0.125, 0.25}), 1e-6, 1e-6));
        // Rows of all matrices count alike.
        const at::Tensor joined = awqWeightImportance({weight, matrix(1, {1, 1, 1})}, {args, args});
        QVERIFY(at::allclose(joined, row({2.125F / 3, 1.25F / 3, 1.5F / 3}), 1e-6, 1e-6));
        QVERIFY_EXCEPTION_THROWN(awqWeightImportance({}, {}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(awqWeightImportance({weight}, {}), std::invalid_argument);
    }

    void scalesAreBalancedAndNeverZero()
    {
        // sqrt(16 * 1) = 4 divides all.
        QCOMPARE(elements<float>(awqScales(row({16, 4, 1}), row({1, 1, 1}), {1.0, false})),
                 (std::vector<float>{4, 1, 0.25}));
        const auto dead = elements<float>(awqScales(row({0, 1}), row({1, 1}), {0.5, false}));
        QVERIFY(dead[0] > 0.0F);
        const float huge = std::numeric_limits<float>::max();
        for (const float scale : elements<float>(awqScales(row({huge, huge}), row({1, 0}), {1.0, true})))
            QVERIFY(std::isfinite(scale) && scale > 0.0F);
        QVERIFY_EXCEPTION_THROWN(awqScales(row({1}), row({1, 1}), {0.5, false}), std::invalid_argument);
    }

    void theFirstOfTheSmallestFiniteLossesWins()
    {
        const std::vector<double> losses = {3.0, std::nan(""), 1.0, 1.0};
        std::size_t call = 0;
        const AwqChoice choice = awqSearch(row({1, 2}), row({1, 1}), awqGrid(DuoScaling::Off, 4),
                                           [&](const at::Tensor&) { return losses[call++]; });
        QCOMPARE(choice.best, std::size_t(2));
        QCOMPARE(choice.candidate.ratio, 2.0 / 3.0);
        QVERIFY_EXCEPTION_THROWN(
            awqSearch(row({1}), row({1}), awqGrid(DuoScaling::Off, 4), [](const at::Tensor&) { return std::nan(""); }),
            std::invalid_argument);
        const CancelToken cancel;
        cancel.request();
        QVERIFY_EXCEPTION_THROWN(
            awqSearch(
                row({1}), row({1}), awqGrid(DuoScaling::Off, 4), [](const at::Tensor&) { return 1.0; }, cancel),
            Cancelled);
    }

    void golden_data()
    {
        QTest::addColumn<bool>("symmetric");
        for (const char* name : {"w4g32_asym.duo", "w4g32_asym.noduo", "w4g32_sym.duo", "w4g32_sym.noduo"})
            QTest::newRow(name) << QString(name).contains("_sym");
    }

    void golden()
    {
        QFETCH(bool, symmetric);
        const QString path = tests::sharedData("golden/algorithms/awq.safetensors");
        if (path.isEmpty())
            QSKIP("The reference data is not there (ESPALIER_SHARED).");
        const tests::GoldenTensors golden(path.toStdString());
        const std::string name = QTest::currentDataTag();
        const nlohmann::json figures = golden.figures(name);
        const formats::QuantizationArgs args = groupsOf(32, symmetric);
        const auto grid = awqGrid(name.ends_with(".duo") ? DuoScaling::On : DuoScaling::Off, 20);
        const at::Tensor x = golden.tensor("X");
        at::Tensor gate = golden.tensor("gate");
        at::Tensor up = golden.tensor("up");
        const at::Tensor down = golden.tensor("down");
        const auto mean = [](const at::Tensor& inputs) {
            return inputs.abs().flatten(0, 1).to(at::kDouble).mean(0).to(at::kFloat);
        };

        const at::Tensor gateUp = awqWeightImportance({gate, up}, {args, args});
        QVERIFY(at::allclose(mean(x), golden.tensor("norm_to_gate_up.x_mean"), 1e-5, 0.0));
        QVERIFY(at::allclose(gateUp, golden.tensor("norm_to_gate_up.w_mean"), 1e-5, 0.0));
        const at::Tensor output = feedForward(x, gate, up, down);
        const AwqChoice first = awqSearch(mean(x), gateUp, grid, [&](const at::Tensor& s) {
            const at::Tensor result = feedForward(x, rounded(gate, s, args), rounded(up, s, args), down);
            return (result - output).square().mean().item<double>();
        });
        if (!compare(golden, name + ".norm_to_gate_up", first, figures["norm_to_gate_up"], symmetric))
            return;
        gate = gate * first.scales;
        up = up * first.scales;
        QVERIFY(at::allclose(gate, golden.tensor(name + ".final.gate"), 1e-5, 1e-7));
        QVERIFY(at::allclose(golden.tensor("norm_weight") / first.scales, golden.tensor(name + ".final.norm_weight"),
                             1e-5, 1e-7));

        const at::Tensor hidden = at::silu(at::linear(x, golden.tensor("gate"))) * at::linear(x, golden.tensor("up"));
        const at::Tensor downImportance = awqWeightImportance({down}, {args});
        QVERIFY(at::allclose(mean(hidden), golden.tensor("up_to_down.x_mean"), 1e-5, 0.0));
        QVERIFY(at::allclose(downImportance, golden.tensor("up_to_down.w_mean"), 1e-5, 0.0));
        const AwqChoice second = awqSearch(mean(hidden), downImportance, grid, [&](const at::Tensor& s) {
            const at::Tensor error = (rounded(down, s, args) - down).to(at::kDouble);
            return at::linear(hidden.to(at::kDouble), error).square().mean().item<double>();
        });
        if (!compare(golden, name + ".up_to_down", second, figures["up_to_down"], symmetric))
            return;
        QVERIFY(at::allclose(down * second.scales, golden.tensor(name + ".final.down"), 1e-5, 1e-7));
        QVERIFY(at::allclose(up / second.scales.unsqueeze(1), golden.tensor(name + ".final.up"), 1e-5, 1e-7));
    }

private:
    /// Symmetric grids put each group's largest weight on a rounding tie, which float32 breaks at random: losses move
    /// by some 15 % (golden/algorithms, surprise 1), single points by 25 %, and any ratio whose golden loss is as near
    /// may win.
    static bool compare(const tests::GoldenTensors& golden, const std::string& prefix, const AwqChoice& choice,
                        const nlohmann::json& figures, bool symmetric)
    {
        const at::Tensor losses = golden.tensor(prefix + ".losses");
        const double best = figures["best_loss"];
        const double tolerance = symmetric ? 0.15 : 1e-4;
        double mean = 0.0;
        for (std::size_t i = 0; i < choice.losses.size(); ++i) {
            const double deviation = std::abs(choice.losses[i] / losses[std::int64_t(i)].item<double>() - 1.0);
            mean += deviation / double(choice.losses.size());
            [&] { QVERIFY2(deviation <= 2.0 * tolerance, qPrintable(QString::number(deviation))); }();
        }
        [&] { QVERIFY2(mean <= 0.5 * tolerance, qPrintable(QString::number(mean))); }();
        // Ours of the chosen point is at most ours of the golden best, and both may be off by that much.
        const double worst = (1.0 + 2.0 * tolerance) / (1.0 - 2.0 * tolerance);
        [&] { QVERIFY(losses[std::int64_t(choice.best)].item<double>() <= worst * best); }();
        const bool same = std::abs(choice.candidate.ratio - figures["best_ratio"].get<double>()) < 1e-9;
        if (same) {
            [&] { QVERIFY(at::allclose(choice.scales, golden.tensor(prefix + ".best_scales"), 1e-5, 0.0)); }();
        } else {
            [&] { QVERIFY(symmetric); }();
        }
        return same;
    }
};

QTEST_GUILESS_MAIN(AwqTest)
#include "awq_test.moc"
