// Blocks of ggml's types, against layouts written down byte by byte and against plain rounding.

#include <array>
#include <cmath>
#include <cstring>
#include <numeric>
#include <random>
#include <vector>

#include <QTest>

#include "core/formats/dtype.h"
#include "core/formats/ggml_blocks.h"
#include "core/formats/ggml_encode.h"

using namespace espalier::formats;

namespace {

std::vector<float> decoded(GgmlType type, const std::vector<std::byte>& blocks)
{
    std::vector<float> weights(blocks.size() / info(type).blockBytes * info(type).blockWeights);
    decodeGgml(type, blocks, weights);
    return weights;
}

std::vector<float> thereAndBack(GgmlType type, const std::vector<float>& weights,
                                const std::vector<float>& importance = {})
{
    std::vector<std::byte> blocks(weights.size() / info(type).blockWeights * info(type).blockBytes);
    encodeGgml(type, weights, importance, blocks);
    return decoded(type, blocks);
}

std::vector<float> normal(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> distribution(0.0F, 0.02F);
    std::vector<float> values(count);
    for (float& value : values)
        value = distribution(random);
    return values;
}

double squaredError(const std::vector<float>& a, const std::vector<float>& b, const std::vector<float>& counts = {})
{
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += (counts.empty() ? 1.0 : double(counts[i])) * std::pow(double(a[i]) - double(b[i]), 2);
    return sum;
}

double energy(const std::vector<float>& values)
{
    return squaredError(values, std::vector<float>(values.size()));
}

/// A block as a string of bytes, fields in order.
class Bytes
{
public:
    Bytes& half(float value)
    {
        std::array<std::byte, 2> bytes{};
        convertFromFloat32(DType::F16, {&value, 1}, bytes);
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
        return *this;
    }
    Bytes& fill(std::size_t count, int value)
    {
        m_bytes.insert(m_bytes.end(), count, std::byte(value));
        return *this;
    }
    Bytes& at(std::size_t fromEnd, int value) ///< changes a byte that is there, counted from the end
    {
        m_bytes[m_bytes.size() - fromEnd] = std::byte(value);
        return *this;
    }
    operator std::vector<std::byte>() const { return m_bytes; }

private:
    std::vector<std::byte> m_bytes;
};

constexpr std::array kRounding = {GgmlType::Q4_0, GgmlType::Q4_1, GgmlType::Q5_0, GgmlType::Q5_1, GgmlType::Q8_0,
                                  GgmlType::Q2_K, GgmlType::Q3_K, GgmlType::Q4_K, GgmlType::Q5_K, GgmlType::Q6_K};

} // namespace

class GgmlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void typesHaveNumbersAndNames()
    {
        for (const GgmlType type : kRounding) {
            QCOMPARE(ggmlTypeFromNumber(std::uint32_t(type)), std::optional(type));
            QCOMPARE(ggmlTypeFromName(info(type).name), std::optional(type));
        }
        QCOMPARE(ggmlTypeFromName("q4_k"), std::optional(GgmlType::Q4_K));
        QVERIFY(!ggmlTypeFromName("Q4_K_M"));
        QVERIFY(!ggmlTypeFromNumber(4)); // Q4_2 of old files
        QCOMPARE(info(GgmlType::Q4_K).bitsPerWeight(), 4.5);
        QCOMPARE(info(GgmlType::Q6_K).bitsPerWeight(), 6.5625);
    }

    void smallBlocks()
    {
        // Weight 0 is the low half of the first byte, weight 16 its high half.
        auto weights = decoded(GgmlType::Q4_0, Bytes().half(0.5F).fill(16, 0x88).at(16, 0xF1));
        QCOMPARE(weights[0], -3.5F);
        QCOMPARE(weights[16], 3.5F);
        QCOMPARE(weights[1], 0.0F);
        weights = decoded(GgmlType::Q4_1, Bytes().half(0.5F).half(-1.0F).fill(16, 0x20));
        QCOMPARE(weights[15], -1.0F);
        QCOMPARE(weights[31], 0.0F);
        // The fifth bits of weights 0 and 17.
        weights = decoded(GgmlType::Q5_0, Bytes().half(1.0F).fill(4, 0).at(4, 1).at(2, 2).fill(16, 0x53));
        QCOMPARE(weights[0], 3.0F);
        QCOMPARE(weights[1], -13.0F);
        QCOMPARE(weights[16], -11.0F);
        QCOMPARE(weights[17], 5.0F);
        weights = decoded(GgmlType::Q5_1, Bytes().half(1.0F).half(2.0F).fill(4, 0).at(4, 1).fill(16, 0x53));
        QCOMPARE(weights[0], 21.0F);
        QCOMPARE(weights[16], 7.0F);
        weights = decoded(GgmlType::Q8_0, Bytes().half(0.25F).fill(32, 0xFF).at(32, 0x80));
        QCOMPARE(weights[0], -32.0F);
        QCOMPARE(weights[31], -0.25F);
        weights = decoded(GgmlType::IQ4_NL, Bytes().half(1.0F).fill(16, 0xF0));
        QCOMPARE(weights[0], -127.0F);
        QCOMPARE(weights[31], 113.0F);
    }

    void blocksOf256()
    {
        // Group 2 (weights 32..47): scale 3, minimum 5; bits 2 and 3 of the first bytes are its codes.
        auto weights =
            decoded(GgmlType::Q2_K, Bytes().fill(16, 0).at(14, 0x53).fill(64, 0).at(64, 0x08).half(1.0F).half(0.5F));
        QCOMPARE(weights[32], 2.0F * 3.0F - 2.5F);
        QCOMPARE(weights[33], -2.5F);
        QCOMPARE(weights[0], 0.0F);
        // Group 9 (weights 144..159): its scale's low bits are the high half of byte 1, its high bits bits 4 and 5 of
        // byte 8 + 1; 0x25 = 37 stands for 5. The third bit of weight 144 is bit 4 of byte 16.
        weights = decoded(
            GgmlType::Q3_K,
            Bytes().fill(32, 0).at(16, 0x10).fill(64, 0).at(16, 0x01).fill(12, 0).at(11, 0x50).at(3, 0x20).half(1.0F));
        QCOMPARE(weights[144], 5.0F);   // code 1 + 4 - 4
        QCOMPARE(weights[145], -20.0F); // code 0 - 4
        // Group 5: low bits in byte 9, high bits above bit 6 of bytes 1 and 5.
        weights = decoded(
            GgmlType::Q4_K,
            Bytes().half(1.0F).half(1.0F).fill(12, 0).at(3, 0x72).at(11, 0x40).at(7, 0x80).fill(128, 0).at(64, 0x30));
        QCOMPARE(weights[160], 18.0F * 3.0F - 39.0F);
        QCOMPARE(weights[161], -39.0F);
        QCOMPARE(weights[128], 0.0F);
        // The fifth bit of group 7 is bit 7.
        weights = decoded(GgmlType::Q5_K,
                          Bytes().half(1.0F).half(0.0F).fill(12, 0).at(1, 1).fill(32, 0).at(32, 0x80).fill(128, 0));
        QCOMPARE(weights[224], 16.0F);
        QCOMPARE(weights[225], 0.0F);
        // Weight 96: the high half of the 33rd low byte, bits 6 and 7 of the first high byte, scale 6.
        weights =
            decoded(GgmlType::Q6_K,
                    Bytes().fill(128, 0).at(96, 0x50).fill(64, 0).at(64, 0xC0).fill(16, 0).at(10, 0xFE).half(1.0F));
        QCOMPARE(weights[96], -2.0F * (53.0F - 32.0F));
        QCOMPARE(weights[97], 64.0F);
        // Group 6: its scale's low bits are the low half of byte 3, its high bits bits 4 and 5 of the second byte.
        weights =
            decoded(GgmlType::IQ4_XS, Bytes().half(1.0F).fill(2, 0).at(1, 0x20).fill(4, 0).at(1, 0x01).fill(128, 0));
        QCOMPARE(weights[192], -127.0F);
        QCOMPARE(weights[224], -127.0F * -32.0F);
    }

    /// Codes come back as they are: packing and reading agree on every place.
    void codesSurvive()
    {
        std::mt19937 random(5);
        for (const auto& [type, least, greatest] : {std::tuple{GgmlType::Q4_0, -8, 7},
                                                    {GgmlType::Q5_0, -16, 15},
                                                    {GgmlType::Q8_0, -128, 127},
                                                    {GgmlType::Q4_1, 0, 15},
                                                    {GgmlType::Q5_1, 0, 31}}) {
            std::array<std::int8_t, 32> codes{};
            for (std::int8_t& code : codes)
                code = std::int8_t(least + int(random() % unsigned(greatest - least + 1)));
            const bool minimum = type == GgmlType::Q4_1 || type == GgmlType::Q5_1;
            std::vector<std::byte> block(info(type).blockBytes);
            packGgmlCodes(type, codes, 0.5F, minimum ? -2.0F : 0.0F, block);
            const auto weights = decoded(type, block);
            for (std::size_t i = 0; i < 32; ++i)
                QCOMPARE(weights[i], 0.5F * float(codes[i]) - (minimum ? 2.0F : 0.0F));
        }
    }

    /// What can be written exactly is: the search finds a grid that is there.
    void gridsAreFound_data() { types(); }
    void gridsAreFound()
    {
        QFETCH(int, type);
        const auto given = thereAndBack(GgmlType(type), normal(1024, 3));
        const auto again = thereAndBack(GgmlType(type), given);
        // Exactly, but for rounding of the scales, in types of one level; near to it where the scales are codes too.
        const double first = squaredError(given, normal(1024, 3));
        const bool oneLevel = info(GgmlType(type)).blockWeights == 32;
        QVERIFY2(squaredError(again, given) <= (oneLevel ? 2e-3 : 0.1) * first, info(GgmlType(type)).name.data());
    }

    /// Never worse than rounding with the step that the range of each group gives, in any type.
    void errorsAreBelowPlainRounding_data() { types(); }
    void errorsAreBelowPlainRounding()
    {
        QFETCH(int, type);
        QFETCH(double, bits);
        QFETCH(int, group);
        const auto weights = normal(8192, 11);
        double plain = 0.0;
        for (std::size_t first = 0; first < weights.size(); first += std::size_t(group)) {
            const auto [low, high] = std::minmax_element(weights.begin() + std::ptrdiff_t(first),
                                                         weights.begin() + std::ptrdiff_t(first) + group);
            const bool minimum = GgmlType(type) == GgmlType::Q4_1 || GgmlType(type) == GgmlType::Q5_1 ||
                                 GgmlType(type) == GgmlType::Q2_K || GgmlType(type) == GgmlType::Q4_K ||
                                 GgmlType(type) == GgmlType::Q5_K;
            const double range = minimum ? double(*high) - double(*low) : 2.0 * std::max(-*low, *high);
            const double step = range / (std::exp2(bits) - 1.0);
            plain += group * step * step / 12.0; // of evenly spread rounding errors
        }
        const double own = squaredError(thereAndBack(GgmlType(type), weights), weights);
        qInfo("%s: %.3g, plain %.3g", info(GgmlType(type)).name.data(), own / energy(weights), plain / energy(weights));
        QVERIFY(own <= plain);
    }

    /// Errors move to where they count less.
    void importanceCounts_data() { types(); }
    void importanceCounts()
    {
        QFETCH(int, type);
        const auto weights = normal(8192, 13);
        std::vector<float> importance(weights.size());
        std::mt19937 random(17);
        for (float& each : importance)
            each = std::exp(std::normal_distribution<float>(0.0F, 1.5F)(random));
        const double blind = squaredError(thereAndBack(GgmlType(type), weights), weights, importance);
        const double seeing = squaredError(thereAndBack(GgmlType(type), weights, importance), weights, importance);
        QVERIFY2(seeing < blind, qPrintable(QString::number(seeing / blind)));
    }

    void zerosStay()
    {
        const std::vector<float> nothing(256, 0.0F);
        for (const GgmlType type : kRounding)
            QCOMPARE(thereAndBack(type, nothing), nothing);
        auto sparse = normal(1024, 19);
        for (std::size_t i = 0; i < sparse.size(); i += 2)
            sparse[i] = 0.0F;
        for (const GgmlType type : {GgmlType::Q4_0, GgmlType::Q5_0, GgmlType::Q8_0, GgmlType::Q3_K, GgmlType::Q6_K}) {
            const auto weights = thereAndBack(type, sparse);
            for (std::size_t i = 0; i < sparse.size(); i += 2)
                QCOMPARE(weights[i], 0.0F);
        }
    }

private:
    static void types()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<double>("bits");
        QTest::addColumn<int>("group");
        const auto row = [](GgmlType type, double bits, int group) {
            QTest::newRow(info(type).name.data()) << int(type) << bits << group;
        };
        row(GgmlType::Q4_0, 4, 32);
        row(GgmlType::Q4_1, 4, 32);
        row(GgmlType::Q5_0, 5, 32);
        row(GgmlType::Q5_1, 5, 32);
        row(GgmlType::Q8_0, 7.99, 32);
        row(GgmlType::Q2_K, 2, 16);
        row(GgmlType::Q3_K, 3, 16);
        row(GgmlType::Q4_K, 4, 32);
        row(GgmlType::Q5_K, 5, 32);
        row(GgmlType::Q6_K, 6, 16);
    }
};

QTEST_GUILESS_MAIN(GgmlTest)
#include "ggml_test.moc"
