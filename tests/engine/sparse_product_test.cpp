#include <algorithm>
#include <stdexcept>

#include "tests/engine/coded_weights.h"

using namespace espalier::engine;
using namespace espalier::engine::testing;

namespace {

struct SparseCase
{
    const char* name;
    WeightFormat format;
    std::uint32_t kept;
    std::uint32_t of;
    int bits;
    double zeros; ///< share of zeros; N:M: of what the pattern would allow to keep

    SparsePattern pattern() const { return {0.0, kept, of}; }
};

const std::vector<SparseCase> kCases = {
    {"2:4 int8", WeightFormat::NmInt8, 2, 4, 8, 0.1},
    {"4:8 int8", WeightFormat::NmInt8, 4, 8, 8, 0.1},
    {"8:16 int8", WeightFormat::NmInt8, 8, 16, 8, 0.1},
    {"1:4 int8", WeightFormat::NmInt8, 1, 4, 8, 0.1},
    {"2:8 int8", WeightFormat::NmInt8, 2, 8, 8, 0.1},
    {"4:16 int8", WeightFormat::NmInt8, 4, 16, 8, 0.1},
    {"2:4 int4", WeightFormat::NmInt4, 2, 4, 4, 0.1},
    {"4:8 int4", WeightFormat::NmInt4, 4, 8, 4, 0.1},
    {"8:16 int4", WeightFormat::NmInt4, 8, 16, 4, 0.1},
    {"1:4 int4", WeightFormat::NmInt4, 1, 4, 4, 0.1},
    {"2:8 int4", WeightFormat::NmInt4, 2, 8, 4, 0.1},
    {"4:16 int4", WeightFormat::NmInt4, 4, 16, 4, 0.1},
    {"bitmask, dense", WeightFormat::Bitmask, 0, 0, 8, 0.0},
    {"bitmask, half", WeightFormat::Bitmask, 0, 0, 8, 0.5},
    {"bitmask, sparse", WeightFormat::Bitmask, 0, 0, 8, 0.9},
    {"window, dense", WeightFormat::Window, 0, 0, 8, 0.0},
    {"window, sparse", WeightFormat::Window, 0, 0, 8, 0.75},
    {"window, far apart", WeightFormat::Window, 0, 0, 8, 0.998},
    {"bitmask of 4 bits", WeightFormat::Bitmask, 0, 0, 4, 0.7},
};

/// Sets codes to 0 so that the format takes them. Rows are as dense as the case allows, but for every seventh, which is
/// empty, and every seventh after the third, where most groups keep fewer than the pattern allows.
void makeSparse(OwnedWeight& weight, const SparseCase& c, std::mt19937& random)
{
    const auto chance = [&] { return static_cast<double>(random() % 10000) / 10000.0; };
    for (std::size_t row = 0; row < weight.rows; ++row) {
        std::int8_t* codes = weight.codes.data() + row * weight.columns;
        const double zeros = row % 7 == 0 ? 1.0 : row % 7 == 3 ? 0.9 : c.zeros;
        const std::size_t group = c.of == 0 ? 1 : c.of;
        const std::size_t kept = c.of == 0 ? 1 : c.kept;
        for (std::size_t column = 0; column < weight.columns; column += group) {
            const std::size_t count = std::min(group, weight.columns - column);
            std::vector<std::size_t> places(count);
            for (std::size_t i = 0; i < count; ++i) {
                places[i] = i;
            }
            std::shuffle(places.begin(), places.end(), random);
            for (std::size_t i = 0; i < count; ++i) {
                if (i >= kept || chance() < zeros) {
                    codes[column + places[i]] = 0;
                }
            }
        }
    }
}

OwnedWeight sparseWeight(std::size_t rows, std::size_t columns, const SparseCase& c, std::size_t groupColumns,
                         std::mt19937& random)
{
    OwnedWeight weight = randomWeight(rows, columns, c.bits, groupColumns, false, random);
    makeSparse(weight, c, random);
    return weight;
}

void addRows()
{
    QTest::addColumn<CpuTarget>("target");
    QTest::addColumn<int>("index");
    for (const CpuTarget target : supportedTargets()) {
        for (std::size_t i = 0; i < kCases.size(); ++i) {
            QTest::newRow((std::string(name(target)) + " " + kCases[i].name).c_str()) << target << static_cast<int>(i);
        }
    }
}

} // namespace

class SparseProductTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exact_data() { addRows(); }

    /// As in integer_product_test: everything is a small multiple of a power of two, so float32 is exact.
    void exact()
    {
        QFETCH(CpuTarget, target);
        QFETCH(int, index);
        const TargetScope scope(target);
        const SparseCase& c = kCases[static_cast<std::size_t>(index)];
        std::mt19937 random(11);
        struct Scheme
        {
            std::size_t groupColumns;
            InputRounding rounding;
        };
        const Scheme schemes[] = {{0, rounding(Kind::Token)},
                                  {0, rounding(Kind::Token, false)},
                                  {32, rounding(Kind::Static)},
                                  {128, rounding(Kind::Static, false)},
                                  {0, rounding(Kind::Block, true, 64)},
                                  {128, rounding(Kind::Block, true, 128)},
                                  {128, rounding(Kind::Block, true, 32)},
                                  {64, rounding(Kind::Block, true, 96)}};
        const std::pair<std::size_t, std::size_t> shapes[] = {{1, 3},  {8, 16},   {16, 64},  {17, 31},
                                                              {5, 72}, {33, 173}, {16, 257}, {70, 1100}};
        for (const Scheme& scheme : schemes) {
            for (const auto& [rows, columns] : shapes) {
                const OwnedWeight weight = sparseWeight(rows, columns, c, scheme.groupColumns, random);
                const PackedMatrix packed = pack(weight.view(), c.format, c.pattern());
                // Many tokens, where unstructured formats are unpacked, for one shape: the reference is slow.
                const bool unstructured = c.of == 0 && target != CpuTarget::Scalar;
                for (const std::size_t tokens : {1U, 2U, 3U, 4U, 5U, 9U, 100U}) {
                    if ((tokens > 5 && rows != 33) || (tokens == 100 && !unstructured)) {
                        continue;
                    }
                    const InputRows input = roundedRows(exactInputs(tokens, columns, scheme.rounding, random), tokens,
                                                        columns, scheme.rounding);
                    const std::size_t stride = rows + 3;
                    const QString wrong = difference(weight, input, product(packed, input, stride), stride, 0.0);
                    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
                }
            }
        }
    }

    void extremesOnBothSides_data() { addRows(); }

    /// Codes of -128 (int4: -8) and 127 on both sides wherever the pattern keeps one: where sign tricks wrap.
    void extremesOnBothSides()
    {
        QFETCH(CpuTarget, target);
        QFETCH(int, index);
        const TargetScope scope(target);
        const SparseCase& c = kCases[static_cast<std::size_t>(index)];
        const int half = 1 << (c.bits - 1);
        const InputRounding rule = rounding(Kind::Token);
        std::mt19937 random(12);
        for (const int weightCode : {-half, 1 - half, half - 1}) {
            for (const float inputValue : {-127.5F, 127.5F}) {
                OwnedWeight weight = randomWeight(20, 250, c.bits, 0, false, random);
                std::ranges::fill(weight.codes, static_cast<std::int8_t>(weightCode));
                makeSparse(weight, c, random);
                for (const std::size_t tokens : {1U, 4U}) {
                    std::vector<float> values(tokens * weight.columns, inputValue);
                    for (std::size_t i = 0; i < values.size(); i += 5) {
                        values[i] = 127.5F;
                    }
                    const InputRows input = roundedRows(values, tokens, weight.columns, rule);
                    const PackedMatrix packed = pack(weight.view(), c.format, c.pattern());
                    const QString wrong =
                        difference(weight, input, product(packed, input, weight.rows), weight.rows, 0.0);
                    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
                }
            }
        }
    }

    void realScales_data() { addRows(); }

    /// Scales that are not powers of two. A sum of a segment may be kept in L <= 16 lanes up to the end of the row,
    /// each converted, multiplied by a rounded product of scales and added to the row's: at most S * L + 5 roundings of
    /// 2^-24 of the sum of the terms' magnitudes for S segments.
    void realScales()
    {
        QFETCH(CpuTarget, target);
        QFETCH(int, index);
        const TargetScope scope(target);
        const SparseCase& c = kCases[static_cast<std::size_t>(index)];
        std::mt19937 random(13);
        std::uniform_real_distribution<float> uniform(0.01F, 2.0F);
        std::normal_distribution<float> normal;
        constexpr std::size_t kColumns = 1000;
        OwnedWeight weight = sparseWeight(40, kColumns, c, 128, random);
        for (float& scale : weight.scales) {
            scale = uniform(random);
        }
        const InputRounding rule = rounding(Kind::Block, true, 64);
        const PackedMatrix packed = pack(weight.view(), c.format, c.pattern());
        for (const std::size_t tokens : {1U, 4U, 40U}) {
            std::vector<float> values(tokens * kColumns);
            std::ranges::generate(values, [&] { return normal(random); });
            const InputRows input = roundedRows(values, tokens, kColumns, rule);
            constexpr double kRoundings = (kColumns + 63) / 64 + 16 + 5;
            const QString wrong =
                difference(weight, input, product(packed, input, 50), 50, kRoundings * std::ldexp(1.0, -24));
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        }
    }

    void rangesOfBlocks_data() { addRows(); }

    /// What several threads compute piece by piece is what one computes, bit for bit.
    void rangesOfBlocks()
    {
        QFETCH(CpuTarget, target);
        QFETCH(int, index);
        const TargetScope scope(target);
        const SparseCase& c = kCases[static_cast<std::size_t>(index)];
        std::mt19937 random(14);
        const InputRounding rule = rounding(Kind::Block, true, 32);
        const OwnedWeight weight = sparseWeight(16 * 5 - 3, 300, c, 32, random);
        const PackedMatrix packed = pack(weight.view(), c.format, c.pattern());
        for (const std::size_t tokens : {1U, 6U}) {
            const InputRows input = roundedRows(exactInputs(tokens, 300, rule, random), tokens, 300, rule);
            const std::vector<float> whole = product(packed, input, weight.rows);
            std::vector<float> pieces(whole.size());
            multiply(packed, 3, 5, input, pieces.data(), weight.rows);
            multiply(packed, 0, 3, input, pieces.data(), weight.rows);
            QVERIFY(pieces == whole);
        }
    }

    void unpackRestores_data() { addRows(); }

    void unpackRestores()
    {
        QFETCH(CpuTarget, target);
        QFETCH(int, index);
        const TargetScope scope(target);
        const SparseCase& c = kCases[static_cast<std::size_t>(index)];
        std::mt19937 random(15);
        for (const std::size_t columns : {1U, 16U, 31U, 64U, 131U, 1100U}) {
            const OwnedWeight weight = sparseWeight(37, columns, c, 0, random);
            const PackedMatrix packed = pack(weight.view(), c.format, c.pattern());
            std::vector<std::int8_t> codes(packed.blocks() * kBlockRows * columns, 99);
            unpack(packed, 0, 2, std::span(codes).first(2 * kBlockRows * columns));
            unpack(packed, 2, 3, std::span(codes).subspan(2 * kBlockRows * columns));
            std::vector<std::int8_t> expected = weight.codes;
            expected.resize(codes.size(), 0);
            QVERIFY(codes == expected);
        }
    }

    void allZero_data() { addRows(); }

    void allZero()
    {
        QFETCH(CpuTarget, target);
        QFETCH(int, index);
        const TargetScope scope(target);
        const SparseCase& c = kCases[static_cast<std::size_t>(index)];
        std::mt19937 random(16);
        OwnedWeight weight = randomWeight(18, 600, c.bits, 0, false, random);
        std::ranges::fill(weight.codes, std::int8_t{0});
        const PackedMatrix packed = pack(weight.view(), c.format, c.pattern());
        const InputRounding rule = rounding(Kind::Token);
        const InputRows input = roundedRows(exactInputs(2, 600, rule, random), 2, 600, rule);
        const std::vector<float> out = product(packed, input, weight.rows);
        for (std::size_t i = 0; i < out.size(); ++i) {
            QCOMPARE(out[i], weight.bias[i % weight.rows]);
        }
        std::vector<std::int8_t> codes(packed.blocks() * kBlockRows * weight.columns, 99);
        unpack(packed, 0, packed.blocks(), codes);
        QVERIFY(std::ranges::all_of(codes, [](std::int8_t code) { return code == 0; }));
    }

    void packsAlike_data() { addRows(); }

    /// Packing is a function of the codes alone, so that a cached pack can be compared.
    void packsAlike()
    {
        QFETCH(CpuTarget, target);
        QFETCH(int, index);
        const TargetScope scope(target);
        const SparseCase& c = kCases[static_cast<std::size_t>(index)];
        std::mt19937 random(17);
        const OwnedWeight weight = sparseWeight(35, 333, c, 0, random);
        const PackedMatrix first = pack(weight.view(), c.format, c.pattern());
        const PackedMatrix second = pack(weight.view(), c.format, c.pattern());
        QVERIFY(std::ranges::equal(first.data, second.data));
        QVERIFY(std::ranges::equal(first.offsets, second.offsets));
        QCOMPARE(first.bytes(), second.bytes());
        QCOMPARE(first.data.size() % 64, std::size_t{0});
    }

    void otherTargetsReadPacks_data() { addRows(); }

    /// What was packed for one CPU target means the same to all others.
    void otherTargetsReadPacks()
    {
        QFETCH(CpuTarget, target);
        QFETCH(int, index);
        const SparseCase& c = kCases[static_cast<std::size_t>(index)];
        std::mt19937 random(17);
        const OwnedWeight weight = sparseWeight(40, 300, c, 0, random);
        PackedMatrix packed;
        {
            const TargetScope scope(target);
            packed = pack(weight.view(), c.format, c.pattern());
        }
        for (const CpuTarget reader : supportedTargets()) {
            const TargetScope scope(reader);
            const InputRounding rule = rounding(Kind::Token);
            const InputRows input = roundedRows(exactInputs(3, 300, rule, random), 3, 300, rule);
            const QString wrong = difference(weight, input, product(packed, input, 40), 40, 0.0);
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
            std::vector<std::int8_t> codes(packed.blocks() * kBlockRows * 300);
            unpack(packed, 0, packed.blocks(), codes);
            QVERIFY(std::equal(weight.codes.begin(), weight.codes.end(), codes.begin()));
        }
    }

    void refusesBrokenPatterns()
    {
        std::mt19937 random(18);
        for (const SparseCase& c : kCases) {
            if (c.of == 0) {
                continue;
            }
            OwnedWeight weight = sparseWeight(20, 48, c, 0, random);
            pack(weight.view(), c.format, c.pattern());
            // One group of the last row keeps one more.
            std::fill_n(weight.codes.end() - c.of, c.kept + 1, std::int8_t{1});
            QVERIFY_EXCEPTION_THROWN(pack(weight.view(), c.format, c.pattern()), std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN(pack(weight.view(), c.format, {0.0, 3, 4}), std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN(pack(weight.view(), c.format, {}), std::invalid_argument);
        }
        OwnedWeight wide = randomWeight(4, 16, 8, 0, false, random);
        std::ranges::fill(wide.codes, std::int8_t{0});
        wide.codes[5] = 8; // more than 4 bits
        QVERIFY_EXCEPTION_THROWN(pack(wide.view(), WeightFormat::NmInt4, {0.0, 2, 4}), std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(SparseProductTest)
#include "sparse_product_test.moc"
