#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include <QTest>

#include "core/formats/dtype.h"
#include "core/formats/safetensors.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::formats;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

template <typename Code> float decode(DType dtype, Code code)
{
    float value = 0;
    convertToFloat32(dtype, std::as_bytes(std::span(&code, 1)), std::span(&value, 1));
    return value;
}

template <typename Code> Code encode(DType dtype, float value)
{
    Code code{};
    convertFromFloat32(dtype, std::span(&value, 1), std::as_writable_bytes(std::span(&code, 1)));
    return code;
}

/// Value of a code by the definition of the format.
double definition(unsigned code, int exponentBits, int mantissaBits)
{
    const int bias = (1 << (exponentBits - 1)) - 1;
    const unsigned mantissa = code & ((1U << mantissaBits) - 1);
    const int exponent = static_cast<int>((code >> mantissaBits) & ((1U << exponentBits) - 1));
    const double magnitude = exponent == 0
                                 ? std::ldexp(mantissa, 1 - bias - mantissaBits)
                                 : std::ldexp(mantissa + (1U << mantissaBits), exponent - bias - mantissaBits);
    return (code >> (exponentBits + mantissaBits)) != 0 ? -magnitude : magnitude;
}

/// Every finite code decodes to its definition and back; halfway cases go to the even neighbour, others to the nearer
/// one.
template <typename Code> void checkFormat(DType dtype, int exponentBits, int mantissaBits, unsigned largest)
{
    const unsigned sign = 1U << (exponentBits + mantissaBits);
    for (unsigned magnitude = 0; magnitude <= largest; ++magnitude) {
        for (const unsigned code : {magnitude, magnitude | sign}) {
            const float value = decode(dtype, static_cast<Code>(code));
            QCOMPARE(value, static_cast<float>(definition(code, exponentBits, mantissaBits)));
            QCOMPARE(std::signbit(value), code >= sign);
            QCOMPARE(unsigned(encode<Code>(dtype, value)), code);
        }
        if (magnitude < largest) {
            const auto low = static_cast<float>(definition(magnitude, exponentBits, mantissaBits));
            const auto high = static_cast<float>(definition(magnitude + 1, exponentBits, mantissaBits));
            const float middle = low + (high - low) / 2; // exact: at most one bit more than the format has
            QCOMPARE(unsigned(encode<Code>(dtype, middle)), magnitude % 2 == 0 ? magnitude : magnitude + 1);
            QCOMPARE(unsigned(encode<Code>(dtype, std::nextafter(middle, 0.0F))), magnitude);
            QCOMPARE(unsigned(encode<Code>(dtype, std::nextafter(middle, kInfinity))), magnitude + 1);
        }
    }
}

} // namespace

class DTypeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAndSizes()
    {
        const std::vector<std::pair<std::string_view, std::size_t>> rows = {
            {"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8},     {"I32", 4},
            {"I16", 2}, {"I8", 1},  {"U8", 1},  {"BOOL", 1}, {"F8_E4M3", 1}, {"F8_E5M2", 1}};
        for (const auto& [text, bytes] : rows) {
            const auto dtype = dtypeFromName(text);
            QVERIFY(dtype.has_value());
            QVERIFY(name(*dtype) == text);
            QCOMPARE(sizeInBytes(*dtype), bytes);
            QCOMPARE(isFloatingPoint(*dtype), text.find('F') != text.npos);
        }
        QVERIFY(!dtypeFromName("f32"));
        QVERIFY(!dtypeFromName(""));
    }

    void halfRoundsToNearestEven() { checkFormat<std::uint16_t>(DType::F16, 5, 10, 0x7BFF); }
    void e4m3RoundsToNearestEven() { checkFormat<std::uint8_t>(DType::F8E4M3, 4, 3, 0x7E); }
    void e5m2RoundsToNearestEven() { checkFormat<std::uint8_t>(DType::F8E5M2, 5, 2, 0x7B); }
    void bfloatRoundsToNearestEven() { checkFormat<std::uint16_t>(DType::BF16, 8, 7, 0x7F7F); }

    void specialValues()
    {
        for (const float sign : {1.0F, -1.0F}) {
            QCOMPARE(decode<std::uint16_t>(DType::F16, encode<std::uint16_t>(DType::F16, sign * 65520.0F)),
                     sign * kInfinity);
            QCOMPARE(decode<std::uint16_t>(DType::F16, encode<std::uint16_t>(DType::F16, sign * kInfinity)),
                     sign * kInfinity);
            QCOMPARE(decode<std::uint16_t>(DType::BF16, encode<std::uint16_t>(DType::BF16, sign * 3.4e38F)),
                     sign * kInfinity);
            QCOMPARE(decode<std::uint8_t>(DType::F8E5M2, encode<std::uint8_t>(DType::F8E5M2, sign * 61440.0F)),
                     sign * kInfinity);
            QVERIFY(
                std::isnan(decode<std::uint8_t>(DType::F8E4M3, encode<std::uint8_t>(DType::F8E4M3, sign * 465.0F))));
        }
        QCOMPARE(decode<std::uint8_t>(DType::F8E4M3, encode<std::uint8_t>(DType::F8E4M3, 464.0F)), 448.0F);
        const float nan = std::bit_cast<float>(0x7F800001U); // its payload lies below every smaller format
        QVERIFY(std::isnan(decode(DType::F16, encode<std::uint16_t>(DType::F16, nan))));
        QVERIFY(std::isnan(decode(DType::BF16, encode<std::uint16_t>(DType::BF16, nan))));
        QVERIFY(std::isnan(decode(DType::F8E4M3, encode<std::uint8_t>(DType::F8E4M3, nan))));
        QVERIFY(std::isnan(decode(DType::F8E5M2, encode<std::uint8_t>(DType::F8E5M2, nan))));
        QVERIFY(std::isnan(decode<std::uint8_t>(DType::F8E4M3, 0x7F)));
        QVERIFY(std::isnan(decode<std::uint8_t>(DType::F8E4M3, 0xFF)));
        QVERIFY(std::isnan(decode<std::uint8_t>(DType::F8E5M2, 0x7D)));
        QVERIFY(std::isnan(decode<std::uint16_t>(DType::F16, 0x7C01)));
    }

    void otherTypes()
    {
        QCOMPARE(decode<double>(DType::F64, 1.0 + std::ldexp(1.0, -24)), 1.0F); // a tie
        QCOMPARE(decode<double>(DType::F64, 1.0 + std::ldexp(3.0, -24)), 1.0F + std::ldexp(1.0F, -22));
        QCOMPARE(decode<std::int64_t>(DType::I64, (std::int64_t(1) << 40) + 1), std::ldexp(1.0F, 40));
        QCOMPARE(decode<std::int32_t>(DType::I32, -7), -7.0F);
        QCOMPARE(decode<std::int16_t>(DType::I16, -300), -300.0F);
        QCOMPARE(decode<std::int8_t>(DType::I8, -128), -128.0F);
        QCOMPARE(decode<std::uint8_t>(DType::U8, 200), 200.0F);
        QCOMPARE(decode<std::uint8_t>(DType::Bool, 1), 1.0F);
        QCOMPARE(decode<std::uint8_t>(DType::Bool, 0), 0.0F);
        QCOMPARE(encode<float>(DType::F32, -0.25F), -0.25F);
    }

    void sourceMayBeUnaligned()
    {
        const std::vector<float> values = {1.5F, -2.25F, 3.0F};
        std::vector<std::byte> bytes(1 + values.size() * 2);
        convertFromFloat32(DType::BF16, values, std::span(bytes).subspan(1));
        std::vector<float> back(values.size());
        convertToFloat32(DType::BF16, std::span<const std::byte>(bytes).subspan(1), back);
        QCOMPARE(back, values);
    }

    void e4m3AgreesWithReference()
    {
        const QString path = tests::sharedData("golden/algorithms/rtn.safetensors");
        if (path.isEmpty()) {
            QSKIP("reference data is not there");
        }
        const auto file = SafetensorsFile::open(path.toStdString());
        QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
        const auto floats = [&](const char* tensor) {
            const TensorInfo* info = file->find(tensor);
            std::vector<float> values(static_cast<std::size_t>(info->elements()));
            convertToFloat32(info->dtype, file->data(*info), values);
            return values;
        };
        const std::vector<float> table = floats("e4m3.table");
        for (std::size_t code = 0; code < table.size(); ++code) {
            QCOMPARE(decode(DType::F8E4M3, static_cast<std::uint8_t>(code)), table[code]);
        }
        const std::vector<float> x = floats("e4m3.x");
        const std::vector<float> codes = floats("e4m3.codes");
        QVERIFY(x.size() > 200);
        for (std::size_t i = 0; i < x.size(); ++i) {
            QCOMPARE(float(encode<std::uint8_t>(DType::F8E4M3, std::clamp(x[i], -448.0F, 448.0F))), codes[i]);
        }
    }
};

QTEST_GUILESS_MAIN(DTypeTest)
#include "dtype_test.moc"
