#include <QTest>
#include <cmath>

#include "core/formats/float4.h"
#include "core/formats/safetensors.h"
#include "core/formats/sparse_bitmask.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::formats;

namespace {

template <typename... Bytes> std::vector<std::byte> bytes(Bytes... values)
{
    return {std::byte(values)...};
}

} // namespace

class SparseFormatsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Two rows of ten elements by hand: the first element is the lowest bit; bits beyond the columns mean nothing.
    void aBitmaskExpands()
    {
        const auto bitmask = bytes(0x81, 0x02, 0x00, 0xFD);
        const auto values = bytes(5, 6, 7, 8);
        const auto starts = bitmaskRowStarts(bitmask, 2, 10);
        QVERIFY(starts.has_value());
        QCOMPARE(*starts, (std::vector<std::uint64_t>{0, 3, 4}));
        std::vector<std::byte> dense(20, std::byte(9));
        expandBitmask(values, bitmask, *starts, 10, 1, 0, dense);
        QCOMPARE(dense, bytes(5, 0, 0, 0, 0, 0, 0, 6, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0));
        std::vector<std::byte> last(10);
        expandBitmask(values, bitmask, *starts, 10, 1, 1, last);
        QVERIFY(std::equal(last.begin(), last.end(), dense.begin() + 10));
        QVERIFY(!bitmaskRowStarts(bitmask, 2, 17));
        QVERIFY(!bitmaskRowStarts(bitmask, 3, 10));
    }

    /// The inverse, an element of any width and -0.0 being kept bit by bit.
    void aMatrixIsCompressed()
    {
        const auto dense = bytes(5, 0, 0, 0, 0, 0, 0, 6, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0);
        const BitmaskMatrix matrix = compressBitmask(dense, 2, 10, 1);
        QCOMPARE(matrix.values, bytes(5, 6, 7, 8));
        QCOMPARE(matrix.bits, bytes(0x81, 0x02, 0x00, 0x01));
        QCOMPARE(matrix.rowOffsets, (std::vector<std::int64_t>{0, 3}));
        const auto halves = bytes(0, 0, 0, 0x80, 1, 0); // 0.0, -0.0, the smallest
        const BitmaskMatrix kept = compressBitmask(halves, 1, 3, 2);
        QCOMPARE(kept.values, bytes(0, 0x80, 1, 0));
        QCOMPARE(kept.bits, bytes(0x06));
    }

    /// What compressed-tensors 0.14 wrote, with an empty row, a full row, -0.0, and element types of four and of one
    /// byte.
    void referenceBitmasksExpand_data()
    {
        QTest::addColumn<QString>("prefix");
        QTest::addColumn<QString>("tensors");
        QTest::newRow("sparse-bitmask, float32") << "f32."
                                                 << "f32.weight.";
        QTest::newRow("sparse-bitmask, int8") << "int8."
                                              << "int8.weight.";
        QTest::newRow("sparse-24-bitmask, float32") << "24.f32."
                                                    << "24.f32.";
        QTest::newRow("sparse-24-bitmask, int8") << "24.int8."
                                                 << "24.int8.";
        QTest::newRow("sparse-24-bitmask, explicit zeros") << "24.short."
                                                           << "24.short.";
    }

    void referenceBitmasksExpand()
    {
        QFETCH(QString, prefix);
        QFETCH(QString, tensors);
        const QString golden = tests::sharedData("golden/algorithms/bitmask.safetensors");
        if (golden.isEmpty()) {
            QSKIP("the optional reference data is not there");
        }
        const auto file = SafetensorsFile::open(golden.toStdString());
        QVERIFY(bool(file));
        const TensorInfo* dense = file->find((prefix + "dense").toStdString());
        const auto part = [&](const char* name) { return file->data(*file->find((tensors + name).toStdString())); };
        const auto rows = std::size_t(dense->shape[0]);
        const auto columns = std::size_t(dense->shape[1]);
        const auto starts = bitmaskRowStarts(part("bitmask"), rows, columns);
        QVERIFY(starts.has_value());
        const std::size_t width = sizeInBytes(dense->dtype);
        QCOMPARE(starts->back() * width, part("compressed").size());
        std::vector<std::byte> got(dense->bytes());
        expandBitmask(part("compressed"), part("bitmask"), *starts, columns, width, 0, got);
        // As numbers: -0.0 is a zero, which is not stored and comes back as 0.0.
        std::vector<float> values(rows * columns);
        std::vector<float> expected(values.size());
        convertToFloat32(dense->dtype, got, values);
        convertToFloat32(dense->dtype, file->data(*dense), expected);
        QCOMPARE(values, expected);
    }

    void float4Values()
    {
        std::vector<float> values(16);
        unpackE2m1(bytes(0x10, 0x32, 0x54, 0x76, 0x98, 0xBA, 0xDC, 0xFE), values);
        QCOMPARE(values, (std::vector<float>{0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0F, -0.5, -1, -1.5, -2, -3, -4, -6}));
        QVERIFY(std::signbit(values[8]));
    }
};

QTEST_GUILESS_MAIN(SparseFormatsTest)
#include "sparse_formats_test.moc"
