#include "core/engine/kernels/elementwise.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include <QTest>

#include "core/engine/kernels/cpu_target.h"

using namespace espalier;
using namespace espalier::engine;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();
/// Odd, so that no vector divides it; as wide as a feed-forward part.
constexpr std::size_t kCount = 11 * 173;

std::vector<float> randomRow(std::size_t count, float spread, float mean = 0.0F)
{
    std::mt19937 generator(5);
    std::normal_distribution<float> normal(mean, spread);
    std::vector<float> row(count);
    std::ranges::generate(row, [&] { return normal(generator); });
    return row;
}

double exactActivation(model::Activation activation, double x)
{
    const double u = std::sqrt(2.0 / std::numbers::pi) * (x + 0.044715 * x * x * x);
    switch (activation) {
    case model::Activation::Silu:
        return x / (1.0 + std::exp(-x));
    case model::Activation::Gelu:
        return 0.5 * x * std::erfc(-x / std::sqrt(2.0));
    case model::Activation::GeluTanh:
        // 1 + tanh(u) = 2 / (1 + e^-2u), without the cancellation below 0.
        return x / (1.0 + std::exp(-2.0 * u));
    case model::Activation::Relu:
        return std::max(x, 0.0);
    }
    return 0.0;
}

/// What elementwise.h states.
double allowed(model::Activation activation, double x, double exact)
{
    if (activation == model::Activation::GeluTanh && x < -1.0) {
        return 3e-7 * std::abs(x);
    }
    return 1e-6 * std::abs(exact) + std::numeric_limits<float>::min();
}

class ElementwiseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QFETCH_GLOBAL(int, target);
        setCpuTarget(static_cast<CpuTarget>(target));
    }
    void cleanupTestCase() { setCpuTarget(supportedTargets().back()); }

    static void initTestCase_data()
    {
        QTest::addColumn<int>("target");
        for (const CpuTarget target : supportedTargets()) {
            QTest::newRow(std::string(name(target)).c_str()) << static_cast<int>(target);
        }
    }

    void activationsKeepTheirBounds_data()
    {
        QTest::addColumn<int>("activation");
        QTest::newRow("silu") << int(model::Activation::Silu);
        QTest::newRow("gelu") << int(model::Activation::Gelu);
        QTest::newRow("gelu tanh") << int(model::Activation::GeluTanh);
        QTest::newRow("relu") << int(model::Activation::Relu);
    }

    void activationsKeepTheirBounds()
    {
        QFETCH(int, activation);
        const auto kind = static_cast<model::Activation>(activation);
        std::vector<float> x;
        for (float value = 1e-30F; value < 12.0F; value *= 1.003F) {
            x.push_back(value);
            x.push_back(-value);
        }
        x.insert(x.end(), {0.0F, 30.0F, 85.0F, -85.0F, 1e30F, -1e30F});
        std::vector<float> out(x.size());
        activate(kind, x.data(), x.size(), out.data());
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double input = static_cast<double>(x[i]);
            const double exact = exactActivation(kind, input);
            const double error = std::abs(static_cast<double>(out[i]) - exact);
            QVERIFY2(
                error <= allowed(kind, input, exact),
                qPrintable(QStringLiteral("x %1: %2, not %3").arg(input).arg(double(out[i]), 0, 'g', 9).arg(exact)));
        }
    }

    void activationsKeepNan()
    {
        for (const auto kind :
             {model::Activation::Silu, model::Activation::Gelu, model::Activation::GeluTanh, model::Activation::Relu}) {
            std::vector<float> x(37, 1.0F);
            x[3] = x[36] = kNan;
            x[4] = kInfinity;
            activate(kind, x.data(), x.size(), x.data());
            QVERIFY(std::isnan(x[3]) && std::isnan(x[36]));
            QCOMPARE(x[4], kInfinity);
            QVERIFY(std::isfinite(x[2]) && std::isfinite(x[35]));
        }
    }

    void gatesInPlace()
    {
        const std::vector<float> gate = randomRow(kCount, 2.0F);
        const std::vector<float> up = randomRow(kCount, 3.0F);
        std::vector<float> out = gate;
        activateGated(model::Activation::Silu, out.data(), up.data(), kCount, out.data());
        for (std::size_t i = 0; i < kCount; ++i) {
            const double exact = exactActivation(model::Activation::Silu, double(gate[i])) * double(up[i]);
            QVERIFY(std::abs(double(out[i]) - exact) <= 1e-6 * std::abs(exact));
        }
    }

    void normalizes_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<float>("mean");
        QTest::newRow("8") << 8 << 0.0F;
        QTest::newRow("odd") << int(kCount) << 0.3F;
        QTest::newRow("1") << 1 << 1.0F;
        QTest::newRow("far from 0") << 172 << 50.0F;
    }

    void normalizes()
    {
        QFETCH(int, count);
        QFETCH(float, mean);
        const std::size_t n = std::size_t(count);
        const std::vector<float> x = randomRow(n, 1.0F, mean);
        const std::vector<float> weight = randomRow(n, 0.2F, 1.0F);
        const std::vector<float> bias = randomRow(n, 1.0F);
        for (const auto kind : {model::NormKind::Rms, model::NormKind::Layer}) {
            const bool layer = kind == model::NormKind::Layer;
            std::vector<float> out = x;
            normalize(kind, out.data(), weight.data(), layer ? bias.data() : nullptr, n, 1e-5, out.data());
            double average = 0.0;
            for (const float value : x) {
                average += layer ? double(value) / count : 0.0;
            }
            double variance = 0.0;
            for (const float value : x) {
                variance += (double(value) - average) * (double(value) - average) / count;
            }
            for (std::size_t i = 0; i < n; ++i) {
                const double normal = (double(x[i]) - average) / std::sqrt(variance + 1e-5) * double(weight[i]);
                const double exact = normal + (layer ? double(bias[i]) : 0.0);
                // The mean is taken off in float32: its rounding counts relative to the mean.
                const double error = 1e-6 * (std::abs(normal) + std::abs(exact)) + 1.2e-7 * std::abs(average) /
                                                                                       std::sqrt(variance + 1e-5) *
                                                                                       std::abs(double(weight[i]));
                QVERIFY(std::abs(double(out[i]) - exact) <= error);
            }
        }
    }

    void normalizesLargeNumbers()
    {
        // Their squares do not fit into float32.
        std::vector<float> x(19, 1e25F);
        const std::vector<float> ones(19, 1.0F);
        normalize(model::NormKind::Rms, x.data(), ones.data(), nullptr, x.size(), 1e-5, x.data());
        for (const float value : x) {
            QVERIFY(std::abs(value - 1.0F) < 1e-6F);
        }
    }

    void softmaxAddsUpToOne()
    {
        std::vector<float> x = randomRow(kCount * 7, 30.0F);
        x[5] = -kInfinity;
        std::vector<double> exact(x.size());
        const double maximum = double(*std::ranges::max_element(x));
        double total = 0.0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            exact[i] = std::exp(double(x[i]) - maximum);
            total += exact[i];
        }
        softmax(x.data(), x.size());
        QCOMPARE(x[5], 0.0F);
        for (std::size_t i = 0; i < x.size(); ++i) {
            // The difference from the maximum is rounded: up to 2^-24 of 250.
            const double error = (1e-6 + 250 * std::pow(2.0, -24)) * exact[i] / total;
            QVERIFY(std::abs(double(x[i]) - exact[i] / total) <= error + double(std::numeric_limits<float>::min()));
        }
        std::vector<float> bad = {1.0F, kNan, 2.0F};
        softmax(bad.data(), bad.size());
        QVERIFY(std::isnan(bad[0]) && std::isnan(bad[2]));
    }

    void addsRows()
    {
        const std::vector<float> x = randomRow(kCount, 1.0F);
        std::vector<float> sum(kCount, 2.0F);
        addTo(x.data(), kCount, sum.data());
        addScaled(-0.5F, x.data(), kCount, sum.data());
        for (std::size_t i = 0; i < kCount; ++i) {
            QVERIFY(std::abs(sum[i] - (2.0F + 0.5F * x[i])) < 2e-6F);
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(ElementwiseTest)
#include "elementwise_test.moc"
