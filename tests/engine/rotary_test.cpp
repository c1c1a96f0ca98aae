#include "core/engine/rotary.h"

#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include <QTest>

#include "core/model/rope.h"

using namespace espalier;
using namespace espalier::engine;

namespace {

std::vector<float> ramp(std::size_t count)
{
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = 0.25F * static_cast<float>(i) - 1.0F;
    }
    return values;
}

class RotaryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void frequenciesFollowTheBase()
    {
        const std::vector<double> plain = model::inverseFrequencies({.theta = 10000.0, .rotaryDimensions = 8});
        QCOMPARE(plain.size(), 4U);
        for (std::size_t i = 0; i < 4; ++i) {
            QCOMPARE(plain[i], std::pow(10000.0, -0.25 * double(i)));
        }
        const std::vector<double> slow = model::inverseFrequencies(
            {.theta = 10000.0, .rotaryDimensions = 8, .scaling = model::RopeScaling::Linear, .factor = 4.0});
        for (std::size_t i = 0; i < 4; ++i) {
            QCOMPARE(slow[i], plain[i] / 4.0);
        }
    }

    void llama3SlowsLongWaves()
    {
        const model::Rope rope{.theta = 500000.0,
                               .rotaryDimensions = 64,
                               .scaling = model::RopeScaling::Llama3,
                               .factor = 8.0,
                               .lowFrequencyFactor = 1.0,
                               .highFrequencyFactor = 4.0,
                               .originalContextLength = 8192};
        const std::vector<double> scaled = model::inverseFrequencies(rope);
        for (std::size_t i = 0; i < scaled.size(); ++i) {
            const double frequency = std::pow(500000.0, -double(i) / 32.0);
            const double wavelength = 2.0 * std::numbers::pi / frequency;
            if (wavelength < 8192.0 / 4.0) {
                QCOMPARE(scaled[i], frequency);
            } else if (wavelength > 8192.0) {
                QCOMPARE(scaled[i], frequency / 8.0);
            } else {
                QVERIFY(scaled[i] < frequency && scaled[i] > frequency / 8.0);
            }
        }
    }

    void turnsPairs_data()
    {
        QTest::addColumn<bool>("interleaved");
        QTest::addColumn<int>("rotated");
        QTest::newRow("halves") << false << 16;
        QTest::newRow("halves, in part") << false << 12;
        QTest::newRow("interleaved") << true << 16;
        QTest::newRow("interleaved, in part") << true << 8;
    }

    void turnsPairs()
    {
        QFETCH(bool, interleaved);
        QFETCH(int, rotated);
        const std::size_t count = std::size_t(rotated);
        const model::Rope rope{.theta = 100.0, .rotaryDimensions = rotated, .interleaved = interleaved};
        const Rotary rotary(rope);
        QCOMPARE(rotary.dimensions(), count);
        const std::vector<double> frequencies = model::inverseFrequencies(rope);
        std::vector<float> angles(count);
        for (const std::size_t position : {0U, 1U, 100000U}) {
            const std::vector<float> before = ramp(16);
            std::vector<float> head = before;
            rotary.angles(position, false, angles.data());
            rotary.rotate(angles.data(), head.data());
            for (std::size_t pair = 0; pair < count / 2; ++pair) {
                const std::size_t first = interleaved ? 2 * pair : pair;
                const std::size_t second = interleaved ? 2 * pair + 1 : pair + count / 2;
                // A pair is a complex number; its turn is the product with e^(i angle).
                const std::complex<double> turned =
                    std::complex<double>(double(before[first]), double(before[second])) *
                    std::polar(1.0, double(position) * frequencies[pair]);
                // Four roundings of numbers below 4.
                QVERIFY(std::abs(double(head[first]) - turned.real()) < 1e-6);
                QVERIFY(std::abs(double(head[second]) - turned.imag()) < 1e-6);
            }
            for (std::size_t i = count; i < 16; ++i) {
                QCOMPARE(head[i], before[i]);
            }
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(RotaryTest)
#include "rotary_test.moc"
