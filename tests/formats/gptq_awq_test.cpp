#include <QTest>
#include <nlohmann/json.hpp>

#include "core/formats/compressed_tensors.h"
#include "core/formats/gptq_awq.h"

using namespace espalier;
using namespace espalier::formats;
using nlohmann::json;

namespace {

/// Unsigned codes [in, out] of every value.
std::vector<unsigned> codesOf(std::size_t in, std::size_t out, int bits)
{
    std::vector<unsigned> codes(in * out);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        codes[i] = unsigned(i * 37 + i / 5) % (1U << bits);
    }
    return codes;
}

/// Packs down the rows as GPTQ's own loops do: whole codes first, then the pieces of those that two words share.
std::vector<std::uint32_t> packDown(const std::vector<unsigned>& codes, std::size_t rows, std::size_t columns, int bits)
{
    std::vector<std::uint32_t> words;
    for (std::size_t begin = 0; begin < rows; begin += 32) { // 32 codes are `bits` words
        for (int word = 0; word < bits; ++word) {
            for (std::size_t column = 0; column < columns; ++column) {
                std::uint32_t value = 0;
                for (int bit = 0; bit < 32; ++bit) {
                    const int place = 32 * word + bit; // of the bits of these 32 codes
                    const unsigned code = codes[(begin + std::size_t(place / bits)) * columns + column];
                    value |= (code >> (place % bits) & 1U) << bit;
                }
                words.push_back(value);
            }
        }
    }
    return words;
}

/// Along the columns, eight 4-bit codes a word in AutoAWQ's order.
std::vector<std::uint32_t> packAwq(const std::vector<unsigned>& codes, std::size_t rows, std::size_t columns)
{
    static constexpr int kOrder[] = {0, 2, 4, 6, 1, 3, 5, 7};
    std::vector<std::uint32_t> words;
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t first = 0; first < columns; first += 8) {
            std::uint32_t word = 0;
            for (int i = 0; i < 8; ++i) {
                word |= codes[row * columns + first + std::size_t(kOrder[i])] << (4 * i);
            }
            words.push_back(word);
        }
    }
    return words;
}

std::span<const std::byte> bytes(const std::vector<std::uint32_t>& words)
{
    return std::as_bytes(std::span(words));
}

/// codes [in, out] as unpackAwq() gives them from output `first` on.
std::vector<std::int8_t> expected(const std::vector<unsigned>& codes, std::size_t in, std::size_t out, int bits,
                                  std::size_t first)
{
    std::vector<std::int8_t> result;
    for (std::size_t output = first; output < out; ++output) {
        for (std::size_t i = 0; i < in; ++i) {
            result.push_back(std::int8_t(int(codes[i * out + output]) - (1 << (bits - 1))));
        }
    }
    return result;
}

} // namespace

class GptqAwqTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// What the format's description says: down the inputs, GPTQ's words are those of a row of compressed-tensors.
    void gptqWordsAreATransposedStream()
    {
        constexpr std::size_t kIn = 64;
        constexpr std::size_t kOut = 5;
        for (const int bits : {2, 3, 4, 8}) {
            const auto codes = codesOf(kIn, kOut, bits);
            const auto words = packDown(codes, kIn, kOut, bits);
            std::vector<float> got(kIn * kOut);
            unpackColumns(bytes(words), kIn, kOut, bits, PackLayout::Stream, got);
            for (std::size_t i = 0; i < got.size(); ++i) {
                QCOMPARE(got[i], float(int(codes[i]) - (1 << (bits - 1))));
            }
        }
    }

    /// 3 bits by hand: code 10 lies in bits 30 and 31 and in bit 0 of the next word, code 21 in bit 31 and bits 0
    /// and 1.
    void gptqCodesOfThreeBitsStraddleWords()
    {
        const std::vector<std::uint32_t> words{3U << 30, 1U | 1U << 31, 2U};
        std::vector<float> got(32);
        unpackColumns(bytes(words), 32, 1, 3, PackLayout::Stream, got);
        QCOMPARE(got[10], 7.0F - 4.0F);
        QCOMPARE(got[21], 5.0F - 4.0F);
        QCOMPARE(std::count(got.begin(), got.end(), -4.0F), 30);
    }

    void awqCodesComeBack()
    {
        constexpr std::size_t kIn = 6;
        constexpr std::size_t kOut = 24;
        const auto codes = codesOf(kIn, kOut, 4);
        const auto words = packAwq(codes, kIn, kOut);
        for (const std::size_t first : {std::size_t(0), std::size_t(11)}) {
            std::vector<std::int8_t> got((kOut - first) * kIn);
            unpackAwq(bytes(words), kIn, kOut, first, got);
            QCOMPARE(got, expected(codes, kIn, kOut, 4, first));
        }
    }

    /// Zero points lie along the outputs, and come as [out, groups].
    void zeroPointsComeBack()
    {
        constexpr std::size_t kGroups = 3;
        constexpr std::size_t kOut = 32;
        for (const int bits : {2, 3, 4, 8}) {
            const auto codes = codesOf(kOut, kGroups, bits); // [out, groups]
            const auto down = packDown(codes, kOut, kGroups, bits);
            std::vector<std::uint32_t> words; // transposed: [groups, out * bits / 32]
            for (std::size_t group = 0; group < kGroups; ++group) {
                for (std::size_t word = 0; word < std::size_t(bits); ++word) {
                    words.push_back(down[word * kGroups + group]);
                }
            }
            GroupedConfig config;
            config.symmetric = false;
            for (const bool second : {false, true}) { // the first version stores z - 1
                config.storesZeroPoints = second;
                const auto got = groupedZeroPoints(bytes(words), config, kGroups, kOut, bits);
                for (std::size_t i = 0; i < got.size(); ++i) {
                    const unsigned zero = (codes[i] + (second ? 0 : 1)) % (1U << bits);
                    QCOMPARE(int(got[i]), int(zero) - (1 << (bits - 1)));
                }
            }
        }
        std::vector<unsigned> awq(kGroups * kOut);
        for (std::size_t i = 0; i < awq.size(); ++i) {
            awq[i] = unsigned(i) * 7 % 16;
        }
        GroupedConfig config;
        config.order = WordOrder::Awq;
        const auto got = groupedZeroPoints(bytes(packAwq(awq, kGroups, kOut)), config, kGroups, kOut, 4);
        for (std::size_t i = 0; i < got.size(); ++i) {
            QCOMPARE(int(got[i]), int(awq[i % kGroups * kOut + i / kGroups]) - 8);
        }
    }

    /// Symmetric codes have the zero point 2^(b-1), so 7 with 4 bits means that z - 1 is stored and 8 that z is.
    void theVersionShowsInSymmetricZeroPoints()
    {
        GroupedConfig config;
        const std::vector<std::uint32_t> sevens(2, 0x77777777);
        const std::vector<std::uint32_t> eights(2, 0x88888888);
        const auto first = [&](const std::vector<std::uint32_t>& words) {
            return int(groupedZeroPoints(bytes(words), config, 2, 8, 4)[0]);
        };
        QCOMPARE(first(sevens), 0);
        QCOMPARE(first(eights), 0);
        config.symmetric = false;
        QCOMPARE(first(sevens), 0);
        QCOMPARE(first(eights), 1);
        config.storesZeroPoints = true;
        QCOMPARE(first(eights), 0);
    }

    void configs()
    {
        const auto gptq = groupedConfigFromJson(json::parse(
            "{\"quant_method\": \"gptq\", \"bits\": 3, \"group_size\": -1, \"desc_act\": true, \"sym\": false, "
            "\"checkpoint_format\": \"gptq_v2\"}"));
        QVERIFY(bool(gptq));
        QVERIFY(gptq->order == WordOrder::Gptq && gptq->bits == 3 && gptq->groupSize == 0 && !gptq->symmetric &&
                gptq->storesZeroPoints);
        const auto awq =
            groupedConfigFromJson(json::parse("{\"quant_method\": \"awq\", \"w_bit\": 4, \"q_group_size\": 64, "
                                              "\"version\": \"GEMM\", \"zero_point\": true}"));
        QVERIFY(bool(awq));
        QVERIFY(awq->order == WordOrder::Awq && awq->bits == 4 && awq->groupSize == 64 && awq->storesZeroPoints);
    }

    void configsThatAreNotReadAreRefused_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QByteArray>("named");
        QTest::newRow("method") << QByteArray("{\"quant_method\": \"bitsandbytes\", \"load_in_4bit\": true}")
                                << QByteArray("'bitsandbytes', which is not supported (compressed-tensors, gptq, awq)");
        QTest::newRow("bits") << QByteArray("{\"quant_method\": \"gptq\", \"bits\": 5}") << QByteArray("'bits' is 5");
        QTest::newRow("no bits") << QByteArray("{\"quant_method\": \"gptq\"}") << QByteArray("'bits' is null");
        QTest::newRow("group") << QByteArray("{\"quant_method\": \"gptq\", \"bits\": 4, \"group_size\": 0}")
                               << QByteArray("'group_size'");
        QTest::newRow("format") << QByteArray(
                                       "{\"quant_method\": \"gptq\", \"bits\": 4, \"checkpoint_format\": \"marlin\"}")
                                << QByteArray("'checkpoint_format' is 'marlin'");
        QTest::newRow("sym") << QByteArray("{\"quant_method\": \"gptq\", \"bits\": 4, \"sym\": 1}")
                             << QByteArray("'sym'");
        QTest::newRow("version") << QByteArray("{\"quant_method\": \"awq\", \"bits\": 4, \"version\": \"gemv\"}")
                                 << QByteArray("'version' is 'gemv', which is not read (gemm)");
        QTest::newRow("awq bits") << QByteArray("{\"quant_method\": \"awq\", \"bits\": 8}")
                                  << QByteArray("'bits' is 8");
        QTest::newRow("no object") << QByteArray("[]") << QByteArray("'quant_method'");
    }

    void configsThatAreNotReadAreRefused()
    {
        QFETCH(QByteArray, config);
        QFETCH(QByteArray, named);
        const auto read = groupedConfigFromJson(json::parse(config.toStdString()));
        QVERIFY(!read);
        QCOMPARE(read.error().code, std::string("quantization.config"));
        QVERIFY2(read.error().message.find(named.toStdString()) != std::string::npos, read.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(GptqAwqTest)
#include "gptq_awq_test.moc"
