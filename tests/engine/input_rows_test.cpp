#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <QTest>

#include "core/engine/input_rows.h"

using espalier::engine::InputRounding;
using espalier::engine::InputRows;

namespace {

using Kind = InputRounding::Kind;
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

InputRows rounded(const std::vector<float>& values, const InputRounding& rounding)
{
    InputRows rows;
    rows.resize(1, values.size(), rounding);
    rows.setRow(0, values.data());
    return rows;
}

std::vector<int> codes(const InputRows& rows, std::size_t token = 0)
{
    return {rows.codes(token), rows.codes(token) + rows.columns()};
}

std::vector<float> normalValues(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    std::vector<float> values(count);
    for (float& value : values) {
        value = normal(random);
    }
    return values;
}

/// The code by definition, in double precision. Quotients within float32's rounding of a tie may go either way; the
/// caller's values avoid them.
int expectedCode(float value, float scale, int zeroPoint, int bits)
{
    const double half = std::ldexp(1.0, bits - 1);
    return static_cast<int>(std::clamp(std::nearbyint(double(value) / double(scale) + zeroPoint), -half, half - 1.0));
}

} // namespace

class InputRowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Half to even on both sides of 0; the largest magnitude is 127.5 scales: 127 or -128.
    void symmetricTies()
    {
        const InputRows rows = rounded({0.5F, 1.5F, 2.5F, -0.5F, -1.5F, -2.5F, 126.5F, -127.5F, 127.5F}, {Kind::Token});
        QCOMPARE(rows.scales(0)[0], 1.0F);
        QCOMPARE(rows.zeroPoint(0), 0);
        QCOMPARE(codes(rows), (std::vector<int>{0, 2, 2, 0, -2, -2, 126, -128, 127}));
        QCOMPARE(rows.sum(0, 0, 9), 125);
    }

    /// The zero point is added before rounding, as compressed-tensors does: 0.5 + 1 is a tie that goes to 2.
    void staticTies()
    {
        InputRounding rule{Kind::Static};
        rule.scale = 2.0F;
        rule.zeroPoint = 1;
        const InputRows rows = rounded({1.0F, 3.0F, -1.0F, 1000.0F, -1000.0F}, rule);
        QCOMPARE(rows.scales(0)[0], 2.0F);
        QCOMPARE(rows.zeroPoint(0), 1);
        QCOMPARE(codes(rows), (std::vector<int>{2, 2, 0, 127, -128}));
    }

    void byDefinition_data()
    {
        QTest::addColumn<int>("bits");
        QTest::addColumn<bool>("symmetric");
        for (const int bits : {2, 4, 8}) {
            QTest::addRow("%d bits, symmetric", bits) << bits << true;
            QTest::addRow("%d bits, asymmetric", bits) << bits << false;
        }
    }

    void byDefinition()
    {
        QFETCH(int, bits);
        QFETCH(bool, symmetric);
        const std::vector<float> values = normalValues(1001, 1);
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        const double steps = std::ldexp(1.0, bits) - 1.0;
        const double scale =
            symmetric ? std::max(-double(*low), double(*high)) / (steps / 2.0) : (double(*high) - double(*low)) / steps;
        const InputRows rows = rounded(values, {Kind::Token, bits, symmetric});
        // Two roundings of float32: of the difference and of the quotient.
        QVERIFY(std::abs(double(rows.scales(0)[0]) - scale) <= scale * std::ldexp(1.0, -23));
        const double zeroPoint = symmetric ? 0.0 : std::nearbyint(-std::ldexp(1.0, bits - 1) - double(*low) / scale);
        QCOMPARE(rows.zeroPoint(0), int(zeroPoint));
        const std::vector<int> got = codes(rows);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double place = double(values[i]) / double(rows.scales(0)[0]);
            if (std::abs(place - std::floor(place) - 0.5) < 1e-4) {
                continue; // float32 may see a tie
            }
            QCOMPARE(got[i], expectedCode(values[i], rows.scales(0)[0], rows.zeroPoint(0), bits));
        }
    }

    /// Ranges are stretched to hold 0, so that 0 is exact.
    void asymmetricRangesHoldZero()
    {
        const InputRounding rule{Kind::Token, 8, false};
        const InputRows positive = rounded({5.0F, 255.0F, 100.0F}, rule);
        QCOMPARE(positive.scales(0)[0], 1.0F);
        QCOMPARE(positive.zeroPoint(0), -128);
        QCOMPARE(codes(positive), (std::vector<int>{-123, 127, -28}));
        const InputRows negative = rounded({-5.0F, -255.0F}, rule);
        QCOMPARE(negative.zeroPoint(0), 127);
        QCOMPARE(codes(negative), (std::vector<int>{122, -128}));
    }

    void blocksHaveScalesOfTheirOwn()
    {
        std::vector<float> values(100, 1.0F);
        values[3] = -127.5F;
        values[70] = 255.0F;
        InputRounding rule{Kind::Block};
        rule.blockColumns = 64;
        const InputRows rows = rounded(values, rule);
        QCOMPARE(rows.blocks(), std::size_t(2));
        QCOMPARE(rows.blockColumns(), std::size_t(64));
        QCOMPARE(rows.scales(0)[0], 1.0F);
        QCOMPARE(rows.scales(0)[1], 2.0F);
        QCOMPARE(rows.codes(0)[3], std::int8_t(-128));
        QCOMPARE(rows.codes(0)[70], std::int8_t(127));
        QCOMPARE(rows.codes(0)[0], std::int8_t(1));
        QCOMPARE(rows.codes(0)[99], std::int8_t(0)); // 0.5 is a tie
        QCOMPARE(rows.sum(0, 0, 64), 63 - 128);
        QCOMPARE(rows.sum(0, 64, 96), 127);
        QCOMPARE(rows.sum(0, 0, 100), 62);
        rule.blockColumns = 128;
        QCOMPARE(rounded(values, rule).blocks(), std::size_t(1));
        QCOMPARE(rounded(values, rule).blockColumns(), std::size_t(100));
    }

    void rowsOfZeros()
    {
        const std::vector<float> zeros(40, 0.0F);
        for (const bool symmetric : {true, false}) {
            const InputRows rows = rounded(zeros, {Kind::Token, 8, symmetric});
            QVERIFY(std::isfinite(rows.scales(0)[0]) && rows.scales(0)[0] > 0.0F);
            for (const int code : codes(rows)) {
                QCOMPARE(code - rows.zeroPoint(0), 0);
            }
        }
    }

    void notFinite_data()
    {
        QTest::addColumn<float>("value");
        QTest::newRow("nan") << kNan;
        QTest::newRow("infinity") << kInfinity;
        QTest::newRow("-infinity") << -kInfinity;
    }

    /// Wherever it stands, and whatever the rounding: code 0 and a scale that makes the outputs NaN. Other tokens, and
    /// other blocks, keep theirs.
    void notFinite()
    {
        QFETCH(float, value);
        InputRounding blocks{Kind::Block};
        blocks.blockColumns = 32;
        for (const InputRounding& rule :
             {InputRounding{Kind::Token}, InputRounding{Kind::Token, 8, false}, InputRounding{Kind::Static}, blocks}) {
            for (const std::size_t place : {0U, 17U, 31U, 32U, 36U}) {
                std::vector<float> values = normalValues(37, 2);
                InputRows rows;
                rows.resize(2, values.size(), rule);
                rows.setRow(0, values.data());
                values[place] = value;
                rows.setRow(1, values.data());
                const std::size_t block = place / rows.blockColumns();
                QVERIFY(std::isnan(rows.scales(1)[block]));
                QCOMPARE(rows.codes(1)[place], std::int8_t(0));
                for (std::size_t b = 0; b < rows.blocks(); ++b) {
                    QVERIFY(std::isfinite(rows.scales(0)[b]));
                    QCOMPARE(std::isnan(rows.scales(1)[b]), b == block);
                }
            }
        }
    }

    /// Values near float32's limits overflow neither the range nor the codes.
    void hugeAndTinyValues()
    {
        const float huge = std::numeric_limits<float>::max();
        const InputRows large = rounded({huge, -huge, 0.0F}, {Kind::Token});
        QVERIFY(std::isfinite(large.scales(0)[0]));
        QCOMPARE(codes(large)[2], 0);
        QVERIFY(codes(large)[0] >= 126 && codes(large)[1] <= -126);
        const InputRows tiny = rounded({std::numeric_limits<float>::denorm_min(), 0.0F}, {Kind::Token});
        QVERIFY(tiny.scales(0)[0] > 0.0F);
        QCOMPARE(codes(tiny), (std::vector<int>{0, 0}));
    }

    /// Kernels read whole vectors: what lies behind a row is 0 also where longer rows were before.
    void paddingIsZeroAndAligned()
    {
        InputRows rows;
        for (const std::size_t columns : {513U, 100U, 1U}) {
            const std::vector<float> values(columns, 3.0F);
            rows.resize(3, columns, {Kind::Token});
            QVERIFY(rows.codeStride() >= columns + 256);
            for (std::size_t t = 0; t < 3; ++t) {
                rows.setRow(t, values.data());
            }
            for (std::size_t t = 0; t < 3; ++t) {
                QCOMPARE(reinterpret_cast<std::uintptr_t>(rows.codes(t)) % 64, std::uintptr_t(0));
                QCOMPARE(rows.sum(t, 0, columns), 127 * int(columns));
                for (std::size_t c = columns; c < rows.codeStride(); ++c) {
                    QCOMPARE(rows.codes(t)[c], std::int8_t(0));
                }
            }
        }
    }

    void withoutRoundingRowsAreReferredTo()
    {
        const std::vector<float> values = {1.0F, 2.0F};
        InputRows rows;
        rows.resize(1, 2, {Kind::None});
        rows.setRow(0, values.data());
        QCOMPARE(rows.values(0), values.data());
        QCOMPARE(rows.tokens(), std::size_t(1));
        QCOMPARE(rows.columns(), std::size_t(2));
    }

    void refusesRulesThatItCannotFollow()
    {
        InputRows rows;
        QVERIFY_EXCEPTION_THROWN(rows.resize(1, 8, {Kind::Token, 16}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(rows.resize(1, 8, {Kind::Token, 1}), std::invalid_argument);
        InputRounding rule{Kind::Block};
        QVERIFY_EXCEPTION_THROWN(rows.resize(1, 64, rule), std::invalid_argument);
        rule.blockColumns = 48;
        QVERIFY_EXCEPTION_THROWN(rows.resize(1, 64, rule), std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(InputRowsTest)
#include "input_rows_test.moc"
