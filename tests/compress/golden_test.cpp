#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>

#include <QTest>

#include "core/compress/hessian.h"
#include "core/compress/magnitude/magnitude_math.h"
#include "core/compress/sparsegpt/sparsegpt_math.h"
#include "core/formats/float8.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::compress;
using tests::GoldenTensors;

namespace {

std::string goldenPath(const QString& name)
{
    return tests::sharedData("golden/algorithms/" + name + ".safetensors").toStdString();
}

at::Tensor hessianOf(const at::Tensor& inputs)
{
    HessianAccumulator accumulator(inputs.size(2));
    accumulator.add(inputs);
    return accumulator.take();
}

/// ||(W - V) X||^2 / ||W X||^2 in float64 from the inputs themselves.
double relativeErrorFromInputs(const at::Tensor& dense, const at::Tensor& result, const at::Tensor& inputs)
{
    const at::Tensor tokens = inputs.reshape({-1, inputs.size(2)}).to(at::kDouble).t();
    const auto energy = [&](const at::Tensor& w) {
        return at::mm(w.to(at::kDouble), tokens).square().sum().item<double>();
    };
    return energy(dense - result) / energy(dense);
}

/// "s50..." or "nm2_4..." (2 of 4 are pruned), and "...bs32".
SparseGptOptions optionsOf(const QString& name)
{
    SparseGptOptions options;
    const QString pattern = name.section('.', 0, 0);
    if (pattern.startsWith("nm")) {
        options.groupSize = pattern.section('_', 1).toInt();
        options.keptOfGroup = options.groupSize - pattern.mid(2).section('_', 0, 0).toInt();
    } else {
        options.sparsity = pattern.mid(1).toInt() / 100.0;
    }
    const QString second = name.section('.', 1, 1);
    options.blockSize = second.startsWith("bs") ? second.mid(2).toInt() : 128;
    return options;
}

formats::QuantizationArgs argsOf(const QString& strategy, int bits, bool symmetric)
{
    formats::QuantizationArgs args;
    args.bits = bits;
    args.symmetric = symmetric;
    args.strategy = strategy == "tensor"           ? formats::Strategy::Tensor
                    : strategy == "channel"        ? formats::Strategy::Channel
                    : strategy.startsWith("block") ? formats::Strategy::Block
                                                   : formats::Strategy::Group;
    args.groupSize = strategy.startsWith('g') ? strategy.mid(1).toInt() : 0;
    if (args.strategy == formats::Strategy::Block)
        args.blockRows = args.blockColumns = strategy.mid(5).toInt();
    return args;
}

} // namespace

class GoldenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (tests::sharedData("golden/algorithms").isEmpty())
            QSKIP("The reference data is not there (ESPALIER_SHARED).");
    }

    void magnitude_data()
    {
        QTest::addColumn<int>("percent");
        for (const int percent : {0, 30, 50, 70, 100})
            QTest::addRow("%d %%", percent) << percent;
    }

    void magnitude()
    {
        QFETCH(int, percent);
        const GoldenTensors golden(goldenPath("magnitude"));
        const std::string suffix = ".s" + std::to_string(percent) + ".mask";
        std::vector<at::Tensor> all;
        for (const std::string name : {"W0", "W1", "W2", "W_ties"}) {
            const at::Tensor weight = golden.tensor(name);
            const at::Tensor expected = golden.tensor(name + suffix).to(at::kBool);
            QVERIFY(at::equal(magnitudeMask(weight, percent / 100.0), expected));
            if (name != "W_ties")
                all.push_back(weight);
        }
        const auto masks = magnitudeMasksGlobal(all, percent / 100.0);
        for (std::size_t i = 0; i < masks.size(); ++i)
            QVERIFY(at::equal(masks[i], golden.tensor("global" + suffix + std::to_string(i)).to(at::kBool)));
    }

    void roundToNearestIsBitIdentical_data()
    {
        QTest::addColumn<QString>("strategy");
        QTest::addColumn<int>("bits");
        QTest::addColumn<bool>("symmetric");
        for (const char* strategy : {"tensor", "channel", "g32", "g128", "block16"})
            for (const int bits : {2, 3, 4, 8})
                for (const bool symmetric : {true, false})
                    QTest::addRow("%s.w%d_%s", strategy, bits, symmetric ? "sym" : "asym")
                        << QString(strategy) << bits << symmetric;
    }

    void roundToNearestIsBitIdentical()
    {
        QFETCH(QString, strategy);
        QFETCH(int, bits);
        QFETCH(bool, symmetric);
        const GoldenTensors golden(goldenPath("rtn"));
        const std::string name = QTest::currentDataTag();
        const at::Tensor weight = golden.tensor("W");
        const QuantizationGrid grid = chooseGrid(weight, argsOf(strategy, bits, symmetric));
        QVERIFY(at::equal(grid.scale, golden.tensor(name + ".scale")));
        if (!symmetric)
            QVERIFY(at::equal(grid.zeroPoint, golden.tensor(name + ".zp")));
        QVERIFY(at::equal(roundToNearest(weight, grid).codes, golden.tensor(name + ".codes")));
    }

    void float8IsBitIdentical_data()
    {
        QTest::addColumn<QString>("strategy");
        for (const char* strategy : {"tensor", "channel", "g32", "g128", "block16"})
            QTest::newRow(strategy) << QString(strategy);
    }

    void float8IsBitIdentical()
    {
        QFETCH(QString, strategy);
        const GoldenTensors golden(goldenPath("rtn"));
        const std::string name = strategy.toStdString() + ".fp8";
        const at::Tensor weight = golden.tensor("W");
        formats::QuantizationArgs args = argsOf(strategy, 8, true);
        args.type = formats::QuantizationType::Float;
        const QuantizationGrid grid = chooseGrid(weight, args);
        QVERIFY(at::equal(grid.scale, golden.tensor(name + ".scale")));
        const QuantizedWeight quantized = roundToNearest(weight, grid);
        QVERIFY(at::equal(quantized.codes, golden.tensor(name + ".codes")));
    }

    /// All midpoints between neighbours and the edges.
    void float8Rounds()
    {
        const GoldenTensors golden(goldenPath("rtn"));
        const at::Tensor x = golden.tensor("e4m3.x");
        const at::Tensor values = golden.tensor("e4m3.values");
        for (std::int64_t i = 0; i < x.numel(); ++i) {
            const float limited = std::clamp(x[i].item<float>(), -formats::kLargestE4m3, formats::kLargestE4m3);
            const float got = formats::roundToE4m3(limited);
            QCOMPARE(got, values[i].item<float>());
            QCOMPARE(std::signbit(got), std::signbit(values[i].item<float>()));
        }
    }

    void sparseGpt_data()
    {
        QTest::addColumn<QString>("file");
        for (const QString file : {"64x96", "128x256", "256x512"})
            for (const QString name :
                 {"s50.bs128", "s50.bs32", "s75.bs128", "s75.bs32", "nm2_4.bs128", "nm4_8.bs128", "nm8_16.bs128"})
                QTest::newRow(qPrintable(file + ' ' + name)) << file;
    }

    void sparseGpt()
    {
        QFETCH(QString, file);
        const QString name = QString(QTest::currentDataTag()).section(' ', 1);
        const GoldenTensors golden(goldenPath("sparsegpt_" + file));
        const at::Tensor weight = golden.tensor("W");
        const at::Tensor inputs = golden.tensor("X");
        const at::Tensor expected = golden.tensor(name.toStdString() + ".own");
        const nlohmann::json figures = golden.figures(name.toStdString());

        const HessianFactor factor = factorize(hessianOf(inputs), 0.01);
        QCOMPARE(factor.attempts, 1);
        const SweepResult result = sparseGptSweep(weight, factor, optionsOf(name), nullptr);

        QCOMPARE((result.weight == 0).sum().item<std::int64_t>(), figures["pruned"].get<std::int64_t>());
        const at::Tensor flips = (result.weight == 0) != (expected == 0);
        const double share = flips.to(at::kDouble).mean().item<double>();
        const double error = relativeErrorFromInputs(weight, result.weight, inputs);
        qInfo("mask places that differ: %lld of %lld, error %.6g (reference %.6g), loss %.6f (%.6f)",
              static_cast<long long>(flips.sum().item<std::int64_t>()), static_cast<long long>(flips.numel()), error,
              figures["rel_err"].get<double>(), result.loss, figures["loss"].get<double>());
        QVERIFY(share <= 0.001);
        QVERIFY(error <= 1.005 * figures["rel_err"].get<double>());
        QVERIFY(std::abs(result.loss / figures["loss"].get<double>() - 1.0) < 0.005);
        // Rows without a flip are the same computation: they differ by float32 rounding alone.
        const at::Tensor same = flips.any(1).logical_not();
        const at::Tensor difference = (result.weight - expected).index({same});
        QVERIFY((difference.norm() / expected.norm()).item<double>() < 1e-4);
    }

    void joint_data()
    {
        QTest::addColumn<int>("bits");
        for (const char* pattern : {"s50", "nm2_4"}) {
            QTest::addRow("%s.w8ch", pattern) << 8;
            QTest::addRow("%s.w4ch", pattern) << 4;
            QTest::addRow("%s.w4g32", pattern) << 4;
        }
    }

    void joint()
    {
        QFETCH(int, bits);
        const QString name = QTest::currentDataTag();
        const GoldenTensors golden(goldenPath("sparsegpt_joint"));
        const at::Tensor weight = golden.tensor("W");
        const at::Tensor inputs = golden.tensor("X");
        const nlohmann::json figures = golden.figures(name.toStdString());
        const at::Tensor expected = golden.tensor(name.toStdString() + ".codes");

        const HessianFactor factor = factorize(hessianOf(inputs), 0.01);
        const formats::QuantizationArgs args = argsOf(name.endsWith("g32") ? "g32" : "channel", bits, true);
        const QuantizationGrid grid = chooseGrid(weight, args);
        QVERIFY(at::equal(grid.scale, golden.tensor(name.toStdString() + ".scale")));
        const SweepResult result = sparseGptSweep(weight, factor, optionsOf(name), &grid);

        QVERIFY(at::equal(result.weight, dequantize(result.quantized)));
        const auto different = (result.quantized.codes != expected).sum().item<std::int64_t>();
        const double error = relativeErrorFromInputs(weight, result.weight, inputs);
        qInfo("codes that differ: %lld of %lld, error %.6g (reference %.6g)", static_cast<long long>(different),
              static_cast<long long>(expected.numel()), error, figures["rel_err"].get<double>());
        QVERIFY(static_cast<double>(different) <= 0.002 * static_cast<double>(expected.numel()));
        QVERIFY(error <= 1.005 * figures["rel_err"].get<double>());
        QVERIFY(std::abs(result.loss / figures["loss"].get<double>() - 1.0) < 0.005);
    }
};

QTEST_GUILESS_MAIN(GoldenTest)
#include "golden_test.moc"
