#include <stdexcept>

#include "tests/engine/coded_weights.h"

using namespace espalier::engine;
using namespace espalier::engine::testing;

namespace {

template <typename Row> void addTargets(const Row& addRow)
{
    for (const CpuTarget target : supportedTargets()) {
        for (const WeightFormat format : {WeightFormat::Int8, WeightFormat::Int4}) {
            addRow(target, format, std::string(name(target)) + " " + std::string(name(format)));
        }
    }
}

void addPlainRows()
{
    QTest::addColumn<CpuTarget>("target");
    QTest::addColumn<WeightFormat>("format");
    addTargets([](CpuTarget target, WeightFormat format, const std::string& name) {
        QTest::newRow(name.c_str()) << target << format;
    });
}

} // namespace

class IntegerProductTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exact_data()
    {
        QTest::addColumn<CpuTarget>("target");
        QTest::addColumn<WeightFormat>("format");
        QTest::addColumn<std::size_t>("groupColumns");
        QTest::addColumn<bool>("zeroPoints");
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("symmetric");
        QTest::addColumn<std::size_t>("blockColumns");
        struct Case
        {
            const char* name;
            std::size_t groupColumns;
            bool zeroPoints;
            Kind kind;
            bool symmetric;
            std::size_t blockColumns;
        };
        const Case cases[] = {
            {"rows, tokens", 0, false, Kind::Token, true, 0},
            {"rows, asymmetric tokens", 0, false, Kind::Token, false, 0},
            {"rows with zero points, asymmetric tokens", 0, true, Kind::Token, false, 0},
            {"groups of 32, static", 32, false, Kind::Static, true, 0},
            {"groups of 128 with zero points, asymmetric static", 128, true, Kind::Static, false, 0},
            {"rows, blocks of 64", 0, false, Kind::Block, true, 64},
            {"groups of 128, blocks of 128", 128, false, Kind::Block, true, 128},
            {"groups of 128 with zero points, blocks of 32", 128, true, Kind::Block, true, 32},
            {"groups of 64, blocks of 96", 64, false, Kind::Block, true, 96}, // neither divides the other
        };
        addTargets([&](CpuTarget target, WeightFormat format, const std::string& name) {
            for (const Case& c : cases) {
                QTest::newRow((name + ", " + c.name).c_str()) << target << format << c.groupColumns << c.zeroPoints
                                                              << int(c.kind) << c.symmetric << c.blockColumns;
            }
        });
    }

    /// All scales are powers of two and all sums below 2^22, so float32 holds every intermediate result exactly: any
    /// difference is a wrong integer sum or correction.
    void exact()
    {
        QFETCH(CpuTarget, target);
        QFETCH(WeightFormat, format);
        QFETCH(std::size_t, groupColumns);
        QFETCH(bool, zeroPoints);
        QFETCH(int, kind);
        QFETCH(bool, symmetric);
        QFETCH(std::size_t, blockColumns);
        const TargetScope scope(target);
        std::mt19937 random(1);
        const InputRounding rule = rounding(Kind(kind), symmetric, blockColumns);
        const std::pair<std::size_t, std::size_t> shapes[] = {{1, 3},  {16, 4},   {17, 31},  {32, 64},
                                                              {5, 72}, {48, 127}, {33, 173}, {16, 200}};
        for (const auto& [rows, columns] : shapes) {
            const OwnedWeight weight =
                randomWeight(rows, columns, format == WeightFormat::Int4 ? 4 : 8, groupColumns, zeroPoints, random);
            const PackedMatrix packed = pack(weight.view(), format, {});
            for (const std::size_t tokens : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U, 9U, 70U}) {
                const InputRows input = roundedRows(exactInputs(tokens, columns, rule, random), tokens, columns, rule);
                const std::size_t stride = rows + 3;
                const QString wrong = difference(weight, input, product(packed, input, stride), stride, 0.0);
                QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
            }
        }
    }

    void extremesOnBothSides_data() { addPlainRows(); }

    /// Codes of -128 (int4: -8) and 127 on both sides in all combinations: where sign tricks wrap and saturate.
    void extremesOnBothSides()
    {
        QFETCH(CpuTarget, target);
        QFETCH(WeightFormat, format);
        const TargetScope scope(target);
        const int half = format == WeightFormat::Int4 ? 8 : 128;
        const InputRounding rule = rounding(Kind::Token);
        std::mt19937 random(2);
        for (const int weightCode : {-half, 1 - half, -1, 0, half - 1}) {
            for (const float inputValue : {-127.5F, -127.0F, 127.5F}) {
                for (const std::size_t tokens : {1U, 4U, 9U}) {
                    OwnedWeight weight = randomWeight(20, 250, format == WeightFormat::Int4 ? 4 : 8, 0, false, random);
                    std::fill(weight.codes.begin(), weight.codes.end(), static_cast<std::int8_t>(weightCode));
                    weight.codes[0] = static_cast<std::int8_t>(half - 1);
                    std::vector<float> values(tokens * weight.columns, inputValue);
                    for (std::size_t t = 0; t < tokens; ++t) {
                        values[t * weight.columns] = 127.5F; // keeps the scale at 1
                        values[t * weight.columns + 1] = -inputValue;
                    }
                    const InputRows input = roundedRows(values, tokens, weight.columns, rule);
                    const PackedMatrix packed = pack(weight.view(), format, {});
                    const QString wrong =
                        difference(weight, input, product(packed, input, weight.rows), weight.rows, 0.0);
                    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
                }
            }
        }
    }

    void longestSegment_data() { addPlainRows(); }

    /// 65536 columns of one sign with the largest codes: sums of 2^30, near what int32 holds.
    void longestSegment()
    {
        QFETCH(CpuTarget, target);
        QFETCH(WeightFormat, format);
        const TargetScope scope(target);
        constexpr std::size_t kColumns = 65536;
        const int half = format == WeightFormat::Int4 ? 8 : 128;
        const OwnedWeight weight{
            1,      kColumns, 8, kColumns, std::vector<std::int8_t>(kColumns, static_cast<std::int8_t>(-half)),
            {1.0F}, {},       {}};
        const InputRounding rule = rounding(Kind::Token);
        const InputRows input = roundedRows(std::vector<float>(kColumns, -127.5F), 1, kColumns, rule);
        const PackedMatrix packed = pack(weight.view(), format, {});
        QCOMPARE(product(packed, input, 1)[0], float(half) * 128.0F * float(kColumns));
    }

    void realScales_data() { addPlainRows(); }

    /// Scales that are not powers of two. Each of S segments is converted, corrected, multiplied by a rounded product
    /// of scales and added: at most S + 5 roundings of 2^-24 of the sum of the terms' magnitudes (float64's own error
    /// is far below).
    void realScales()
    {
        QFETCH(CpuTarget, target);
        QFETCH(WeightFormat, format);
        const TargetScope scope(target);
        std::mt19937 random(3);
        std::uniform_real_distribution<float> uniform(0.01F, 2.0F);
        std::normal_distribution<float> normal;
        for (const bool zeroPoints : {false, true}) {
            constexpr std::size_t kColumns = 1000;
            OwnedWeight weight =
                randomWeight(40, kColumns, format == WeightFormat::Int4 ? 4 : 8, 128, zeroPoints, random);
            for (float& scale : weight.scales) {
                scale = uniform(random);
            }
            const InputRounding rule = rounding(Kind::Block, true, 64);
            for (const std::size_t tokens : {1U, 3U, 40U}) {
                std::vector<float> values(tokens * kColumns);
                for (float& value : values) {
                    value = normal(random);
                }
                const InputRows input = roundedRows(values, tokens, kColumns, rule);
                const PackedMatrix packed = pack(weight.view(), format, {});
                const double roundings = double((kColumns + 63) / 64 + 5);
                const QString wrong =
                    difference(weight, input, product(packed, input, 50), 50, roundings * std::ldexp(1.0, -24));
                QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
            }
        }
    }

    void rangesOfBlocks_data() { addPlainRows(); }

    /// What several threads compute piece by piece is what one computes, bit for bit, and pieces touch nothing else.
    void rangesOfBlocks()
    {
        QFETCH(CpuTarget, target);
        QFETCH(WeightFormat, format);
        const TargetScope scope(target);
        std::mt19937 random(4);
        const InputRounding rule = rounding(Kind::Block, true, 32);
        const OwnedWeight weight =
            randomWeight(16 * 7 - 5, 300, format == WeightFormat::Int4 ? 4 : 8, 32, true, random);
        const PackedMatrix packed = pack(weight.view(), format, {});
        for (const std::size_t tokens : {1U, 6U, 40U}) {
            const InputRows input = roundedRows(exactInputs(tokens, 300, rule, random), tokens, 300, rule);
            const std::vector<float> whole = product(packed, input, weight.rows);
            std::vector<float> pieces(whole.size(), std::numeric_limits<float>::quiet_NaN());
            multiply(packed, 2, 5, input, pieces.data(), weight.rows);
            for (std::size_t i = 0; i < pieces.size(); ++i) {
                const std::size_t row = i % weight.rows;
                QCOMPARE(std::isnan(pieces[i]), row < 32 || row >= 80);
            }
            multiply(packed, 5, 7, input, pieces.data(), weight.rows);
            multiply(packed, 0, 2, input, pieces.data(), weight.rows);
            multiply(packed, 3, 3, input, pieces.data(), weight.rows);
            QVERIFY(pieces == whole);
        }
    }

    void longPrompts_data()
    {
        QTest::addColumn<CpuTarget>("target");
        QTest::addColumn<WeightFormat>("format");
        for (const CpuTarget target : supportedTargets()) {
            for (const WeightFormat format : {WeightFormat::Bitmask, WeightFormat::Window}) {
                QTest::newRow((std::string(name(target)) + " " + std::string(name(format))).c_str())
                    << target << format;
            }
        }
    }

    /// With many tokens unstructured weights are unpacked to dense ones: codes of -128 come back, scales, sums and bias
    /// stay with their rows.
    void longPrompts()
    {
        QFETCH(CpuTarget, target);
        QFETCH(WeightFormat, format);
        const TargetScope scope(target);
        std::mt19937 random(9);
        const InputRounding rule = rounding(Kind::Static, false);
        for (const auto& [rows, columns] : {std::pair<std::size_t, std::size_t>{70, 200}, {33, 173}}) {
            OwnedWeight weight = randomWeight(rows, columns, 8, 0, false, random);
            for (std::int8_t& code : weight.codes) {
                code = random() % 4 == 0 ? code : std::int8_t{0};
            }
            const PackedMatrix packed = pack(weight.view(), format, {});
            QVERIFY(!packed.extremes.empty());
            const InputRows input = roundedRows(exactInputs(70, columns, rule, random), 70, columns, rule);
            const QString wrong = difference(weight, input, product(packed, input, rows + 1), rows + 1, 0.0);
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        }
    }

    void nanInputs_data() { addPlainRows(); }

    /// A token with an input that is no number has no numbers as outputs; the others keep theirs.
    void nanInputs()
    {
        QFETCH(CpuTarget, target);
        QFETCH(WeightFormat, format);
        const TargetScope scope(target);
        std::mt19937 random(5);
        const InputRounding rule = rounding(Kind::Block, true, 32);
        const OwnedWeight weight = randomWeight(20, 100, 4, 0, false, random);
        const PackedMatrix packed = pack(weight.view(), format, {});
        std::vector<float> values = exactInputs(3, 100, rule, random);
        const std::vector<float> good = product(packed, roundedRows(values, 3, 100, rule), 20);
        values[150] = std::numeric_limits<float>::infinity();
        const std::vector<float> out = product(packed, roundedRows(values, 3, 100, rule), 20);
        for (std::size_t i = 0; i < out.size(); ++i) {
            const bool second = i / 20 == 1;
            QCOMPARE(std::isnan(out[i]), second);
            QVERIFY(second || out[i] == good[i]);
        }
    }

    void unpackRestores_data() { addPlainRows(); }

    void unpackRestores()
    {
        QFETCH(CpuTarget, target);
        QFETCH(WeightFormat, format);
        const TargetScope scope(target);
        std::mt19937 random(6);
        for (const std::size_t columns : {1U, 7U, 64U, 131U}) {
            const OwnedWeight weight =
                randomWeight(37, columns, format == WeightFormat::Int4 ? 4 : 8, 0, false, random);
            const PackedMatrix packed = pack(weight.view(), format, {});
            std::vector<std::int8_t> codes(packed.blocks() * kBlockRows * columns, 99);
            unpack(packed, 0, 2, std::span(codes).first(2 * kBlockRows * columns));
            unpack(packed, 2, 3, std::span(codes).subspan(2 * kBlockRows * columns));
            std::vector<std::int8_t> expected = weight.codes;
            expected.resize(codes.size(), 0);
            QVERIFY(codes == expected);
        }
    }

    void refusesWhatDoesNotFit()
    {
        std::mt19937 random(7);
        const OwnedWeight good = randomWeight(20, 64, 8, 32, true, random);
        const auto packed = [](const OwnedWeight& weight, WeightFormat format) { pack(weight.view(), format, {}); };
        packed(good, WeightFormat::Int8);
        QVERIFY_EXCEPTION_THROWN(packed(good, WeightFormat::Int4), std::invalid_argument); // codes of 8 bits
        QVERIFY_EXCEPTION_THROWN(packed(good, WeightFormat::Float16), std::invalid_argument);
        OwnedWeight bad = good;
        bad.codes.pop_back();
        QVERIFY_EXCEPTION_THROWN(packed(bad, WeightFormat::Int8), std::invalid_argument);
        bad = good;
        bad.scales.pop_back();
        QVERIFY_EXCEPTION_THROWN(packed(bad, WeightFormat::Int8), std::invalid_argument);
        bad = good;
        bad.zeroPoints.push_back(0.0F);
        QVERIFY_EXCEPTION_THROWN(packed(bad, WeightFormat::Int8), std::invalid_argument);
        bad = good;
        bad.bias.pop_back();
        QVERIFY_EXCEPTION_THROWN(packed(bad, WeightFormat::Int8), std::invalid_argument);
        bad = randomWeight(4, 60, 8, 20, false, random); // groups between the borders that kernels can stop at
        QVERIFY_EXCEPTION_THROWN(packed(bad, WeightFormat::Int8), std::invalid_argument);
        bad = randomWeight(1, 65537, 8, 0, false, random); // int32 would not hold the sum
        QVERIFY_EXCEPTION_THROWN(packed(bad, WeightFormat::Int8), std::invalid_argument);
        bad = OwnedWeight{0, 0, 8, 1, {}, {}, {}, {}};
        QVERIFY_EXCEPTION_THROWN(packed(bad, WeightFormat::Int8), std::invalid_argument);
    }

    void refusesInputsThatDoNotFit()
    {
        std::mt19937 random(8);
        const OwnedWeight weight = randomWeight(20, 64, 8, 0, false, random);
        const PackedMatrix packed = pack(weight.view(), WeightFormat::Int8, {});
        std::vector<float> out(100);
        const auto multiplied = [&](std::size_t columns, Kind kind, std::size_t lastBlock, std::size_t stride) {
            InputRows input;
            input.resize(1, columns, rounding(kind));
            const std::vector<float> values(columns, 1.0F);
            input.setRow(0, values.data());
            multiply(packed, 0, lastBlock, input, out.data(), stride);
        };
        multiplied(64, Kind::Token, 2, 20);
        QVERIFY_EXCEPTION_THROWN(multiplied(63, Kind::Token, 2, 20), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(multiplied(64, Kind::None, 2, 20), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(multiplied(64, Kind::Token, 3, 20), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(multiplied(64, Kind::Token, 2, 19), std::invalid_argument);
        std::vector<std::int8_t> codes(64);
        QVERIFY_EXCEPTION_THROWN(unpack(packed, 0, 1, codes), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(unpack(packed, 2, 3, codes), std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(IntegerProductTest)
#include "integer_product_test.moc"
