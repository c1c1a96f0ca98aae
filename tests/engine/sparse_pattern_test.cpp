#include <algorithm>
#include <stdexcept>

#include "tests/engine/coded_weights.h"

using namespace espalier::engine;
using namespace espalier::engine::testing;

namespace {

/// A weight of ones and zeros, one scale a row.
OwnedWeight onesAndZeros(std::size_t rows, std::size_t columns, const std::string& codes)
{
    OwnedWeight weight{rows, columns, 8, columns, {}, std::vector<float>(rows, 1.0F), {}, {}};
    for (std::size_t i = 0; i < rows * columns; ++i) {
        weight.codes.push_back(codes[i % codes.size()] == '1' ? 1 : 0);
    }
    return weight;
}

QString found(const OwnedWeight& weight)
{
    const SparsePattern pattern = findPattern(weight.view());
    return QString("%1:%2").arg(pattern.kept).arg(pattern.of);
}

} // namespace

class SparsePatternTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tightest_data()
    {
        QTest::addColumn<QString>("codes"); // of one row; the rows repeat them
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<double>("zeros");
        QTest::newRow("all zero") << "0000000000000000"
                                  << "1:4" << 1.0;
        QTest::newRow("dense") << "1111111111111111"
                               << "0:0" << 0.0;
        QTest::newRow("1:4") << "0100000110000010"
                             << "1:4" << 0.75;
        QTest::newRow("1:4, fewer kept") << "0100000000000010"
                                         << "1:4" << 0.875;
        QTest::newRow("2:8") << "1100000000000011"
                             << "2:8" << 0.75;
        QTest::newRow("4:16") << "1111000000000000"
                              << "4:16" << 0.75;
        QTest::newRow("4:16 across the groups of 8") << "0000011100100000"
                                                     << "4:16" << 0.75;
        QTest::newRow("2:4") << "1100011010010101"
                             << "2:4" << 0.5;
        QTest::newRow("2:4, fewer kept") << "1100000000001100"
                                         << "2:8" << 0.75;
        QTest::newRow("2:4, five of 16") << "1100100000001100"
                                         << "2:4" << 0.6875;
        QTest::newRow("4:8") << "1110100000001111"
                             << "4:8" << 0.5;
        QTest::newRow("8:16") << "1111111100000000"
                              << "8:16" << 0.5;
        QTest::newRow("9 of 16") << "1111111100000001"
                                 << "0:0" << 0.4375;
    }

    void tightest()
    {
        QFETCH(QString, codes);
        QFETCH(QString, pattern);
        QFETCH(double, zeros);
        for (const std::size_t columns : {16U, 48U, 64U, 160U, 1024U}) {
            const OwnedWeight weight = onesAndZeros(5, columns, codes.toStdString());
            QCOMPARE(found(weight), pattern);
            QCOMPARE(findPattern(weight.view()).zeros, zeros);
        }
    }

    /// One group with one code too many, in every place of a large matrix, breaks the pattern.
    void oneViolation()
    {
        std::mt19937 random(1);
        for (const auto& [codes, pattern, broken] :
             {std::tuple("10001000", "1:4", "2:4"), // 2 of 4, and 3 of 8
              std::tuple("11001100", "2:4", "8:16"), std::tuple("1111111100000000", "8:16", "0:0")}) {
            OwnedWeight weight = onesAndZeros(33, 1040, codes);
            QCOMPARE(found(weight), QString(pattern));
            for (int i = 0; i < 200; ++i) {
                const std::size_t at = random() % weight.codes.size();
                if (weight.codes[at] != 0) {
                    continue;
                }
                weight.codes[at] = -128;
                QVERIFY(found(weight) != pattern);
                weight.codes[at] = 0;
            }
            QCOMPARE(found(weight), QString(pattern));
        }
    }

    /// Groups of a row that ends within one: what is missing counts as zeros. Rows do not share groups.
    void raggedRows()
    {
        OwnedWeight weight = onesAndZeros(3, 6, "110011");
        QCOMPARE(found(weight), QString("4:16"));
        weight = onesAndZeros(3, 66, "1100");
        QCOMPARE(found(weight), QString("2:4"));
        weight.codes[65] = 1;
        weight.codes[64] = 1;
        QCOMPARE(found(weight), QString("2:4"));
        weight = onesAndZeros(2, 67, "1100");
        std::fill_n(weight.codes.begin() + 64, 3, std::int8_t{1}); // three in the last group of row 0
        QCOMPARE(found(weight), QString("4:8"));
        weight = onesAndZeros(1, 1, "1");
        QCOMPARE(found(weight), QString("1:4"));
    }

    /// All values of codes count alike, at all places.
    void everyCode()
    {
        for (int code = -128; code < 128; ++code) {
            OwnedWeight weight = onesAndZeros(1, 100, "0");
            weight.codes[static_cast<std::size_t>(code + 128) % 100] = static_cast<std::int8_t>(code);
            QCOMPARE(findPattern(weight.view()).zeros, code == 0 ? 1.0 : 0.99);
        }
        OwnedWeight wrong = onesAndZeros(2, 4, "0");
        wrong.codes.pop_back();
        QVERIFY_EXCEPTION_THROWN(findPattern(wrong.view()), std::invalid_argument);
    }

    void patternsChooseTheirFormat()
    {
        OwnedWeight weight = onesAndZeros(4, 64, "1100");
        const auto chosen = [&] {
            return chooseFormat(weight.view(), findPattern(weight.view()), rounding(Kind::Token));
        };
        QCOMPARE(chosen(), WeightFormat::NmInt8);
        weight.bits = 4;
        QCOMPARE(chosen(), WeightFormat::NmInt4);
        weight.zeroPoints.assign(4, 1.0F); // code 0 is no zero then
        QCOMPARE(chosen(), WeightFormat::Int4);
        weight.zeroPoints.clear();
        std::ranges::fill(weight.codes, std::int8_t{1});
        QCOMPARE(chosen(), WeightFormat::Int4);
        weight.bits = 8;
        QCOMPARE(chosen(), WeightFormat::Int8);
    }

    /// Without a pattern it depends on the share of zeros and on the target.
    void unstructuredZeros()
    {
        std::mt19937 random(2);
        const auto chosen = [&](double zeros, int bits, Kind kind = Kind::Token) {
            OwnedWeight weight = onesAndZeros(64, 512, "1");
            weight.bits = bits;
            for (std::size_t i = 16; i < weight.codes.size(); ++i) { // the first 16 break every pattern
                weight.codes[i] = static_cast<double>(random() % 1000) < zeros * 1000.0 ? 0 : 1;
            }
            return chooseFormat(weight.view(), findPattern(weight.view()), rounding(kind, true, 64));
        };
        for (const CpuTarget target : supportedTargets()) {
            const TargetScope scope(target);
            const bool kernel = target != CpuTarget::Scalar && target != CpuTarget::Neon;
            QCOMPARE(chosen(0.1, 8), WeightFormat::Int8);
            QCOMPARE(chosen(0.5, 8), kernel ? WeightFormat::Bitmask : WeightFormat::Int8);
            QCOMPARE(chosen(0.5, 4), WeightFormat::Int4);
            const bool window = kernel && target != CpuTarget::Avx512Vnni;
            const WeightFormat bitmask8 = kernel ? WeightFormat::Bitmask : WeightFormat::Int8;
            QCOMPARE(chosen(0.8, 8), window ? WeightFormat::Window : bitmask8);
            QCOMPARE(chosen(0.8, 8, Kind::Block), bitmask8);
            QCOMPARE(chosen(0.8, 4, Kind::Block), kernel ? WeightFormat::Bitmask : WeightFormat::Int4);
        }
    }
};

QTEST_GUILESS_MAIN(SparsePatternTest)
#include "sparse_pattern_test.moc"
