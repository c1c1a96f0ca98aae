#include "core/engine/kernels/float_rows.h"

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <QTest>

#include "core/engine/kernels/cpu_target.h"
#include "core/formats/dtype.h"

using namespace espalier;
using namespace espalier::engine;

namespace {

/// A random weight as it lies in a file, at an odd address, with what its numbers are after rounding.
struct Weight
{
    Weight(WeightFormat format, std::size_t rows, std::size_t columns, bool withBias) : exact(rows * columns)
    {
        std::mt19937 generator(3);
        std::normal_distribution<float> normal;
        for (float& value : exact) {
            value = normal(generator);
        }
        const formats::DType dtype = format == WeightFormat::Float32   ? formats::DType::F32
                                     : format == WeightFormat::Float16 ? formats::DType::F16
                                                                       : formats::DType::BF16;
        const std::size_t bytes = exact.size() * formats::sizeInBytes(dtype);
        memory.resize(bytes + 1);
        const std::span<std::byte> stored(memory.data() + 1, bytes);
        formats::convertFromFloat32(dtype, exact, stored);
        formats::convertToFloat32(dtype, stored, exact);
        if (withBias) {
            for (std::size_t r = 0; r < rows; ++r) {
                bias.push_back(normal(generator));
            }
        }
        matrix.format = format;
        matrix.rows = rows;
        matrix.columns = columns;
        matrix.data = stored;
        matrix.bias = bias;
    }

    std::vector<float> exact;
    std::vector<float> bias;
    std::vector<std::byte> memory;
    PackedMatrix matrix;
};

struct Inputs
{
    Inputs(std::size_t tokens, std::size_t columns) : values(tokens * columns)
    {
        std::mt19937 generator(4);
        std::normal_distribution<float> normal;
        for (float& value : values) {
            value = normal(generator);
        }
        set(tokens, columns);
    }

    void set(std::size_t tokens, std::size_t columns)
    {
        rows.resize(tokens, columns, {});
        for (std::size_t t = 0; t < tokens; ++t) {
            rows.setRow(t, values.data() + t * columns);
        }
    }

    std::vector<float> values;
    InputRows rows;
};

class FloatProductTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { setCpuTarget(supportedTargets().back()); }

    void matchesDoublePrecision_data()
    {
        QTest::addColumn<int>("tokens");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        for (const int tokens : {1, 2, 3, 4, 5, 16, 17, 31, 70}) {
            QTest::addRow("%d tokens", tokens) << tokens << 48 << 172;
        }
        QTest::newRow("one number") << 1 << 1 << 1;
        QTest::newRow("one row, prompt") << 25 << 1 << 3;
        QTest::newRow("rows beyond a block") << 2 << 37 << 64;
        QTest::newRow("rows beyond a slab") << 18 << 131 << 300;
        QTest::newRow("several slabs") << 20 << 259 << 513;
    }

    void matchesDoublePrecision()
    {
        QFETCH(int, tokens);
        QFETCH(int, rows);
        QFETCH(int, columns);
        const std::size_t t = std::size_t(tokens);
        const std::size_t r = std::size_t(rows);
        const std::size_t c = std::size_t(columns);
        const std::size_t stride = r + 3;
        const Inputs inputs(t, c);
        for (const WeightFormat format : {WeightFormat::Float32, WeightFormat::Float16, WeightFormat::BFloat16}) {
            for (const bool bias : {false, true}) {
                const Weight weight(format, r, c, bias);
                for (const CpuTarget target : supportedTargets()) {
                    setCpuTarget(target);
                    std::vector<float> out(t * stride, -5.0F);
                    multiplyFloat(weight.matrix, 0, weight.matrix.blocks(), inputs.rows, out.data(), stride);
                    QVERIFY2(isRight(weight, inputs, out, t, stride), std::string(name(target)).c_str());
                }
            }
        }
    }

    void computesOnlyTheBlocksAskedFor()
    {
        for (const std::size_t tokens : {std::size_t(2), std::size_t(20)}) {
            const Weight weight(WeightFormat::BFloat16, 70, 40, true);
            const Inputs inputs(tokens, 40);
            std::vector<float> whole(tokens * 70);
            multiplyFloat(weight.matrix, 0, 5, inputs.rows, whole.data(), 70);
            std::vector<float> parts(tokens * 70, -5.0F);
            multiplyFloat(weight.matrix, 1, 3, inputs.rows, parts.data(), 70);
            for (std::size_t i = 0; i < parts.size(); ++i) {
                QCOMPARE(parts[i], i % 70 >= 16 && i % 70 < 48 ? whole[i] : -5.0F);
            }
            multiplyFloat(weight.matrix, 0, 1, inputs.rows, parts.data(), 70);
            multiplyFloat(weight.matrix, 3, 5, inputs.rows, parts.data(), 70);
            QCOMPARE(parts, whole);
        }
    }

    void notANumberStaysInItsRow()
    {
        for (const CpuTarget target : supportedTargets()) {
            setCpuTarget(target);
            for (const std::size_t tokens : {std::size_t(3), std::size_t(25)}) {
                const Weight weight(WeightFormat::Float16, 20, 50, false);
                Inputs inputs(tokens, 50);
                inputs.values[50 + 49] = std::numeric_limits<float>::quiet_NaN();
                std::vector<float> out(tokens * 20);
                multiplyFloat(weight.matrix, 0, 2, inputs.rows, out.data(), 20);
                for (std::size_t i = 0; i < out.size(); ++i) {
                    QCOMPARE(std::isnan(out[i]), i / 20 == 1);
                }
            }
        }
    }

    void refusesWhatDoesNotFit()
    {
        const Weight weight(WeightFormat::Float32, 20, 50, false);
        std::vector<float> out(20);
        const Inputs narrow(1, 49);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 multiplyFloat(weight.matrix, 0, 2, narrow.rows, out.data(), 20));
        const Inputs inputs(1, 50);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 multiplyFloat(weight.matrix, 0, 3, inputs.rows, out.data(), 20));
        PackedMatrix cut = weight.matrix;
        cut.data = cut.data.first(cut.data.size() - 1);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, multiplyFloat(cut, 0, 2, inputs.rows, out.data(), 20));
        PackedMatrix codes = weight.matrix;
        codes.format = WeightFormat::Int8;
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, multiplyFloat(codes, 0, 2, inputs.rows, out.data(), 20));
    }

private:
    static bool isRight(const Weight& weight, const Inputs& inputs, const std::vector<float>& out, std::size_t tokens,
                        std::size_t stride)
    {
        const std::size_t rows = weight.matrix.rows;
        const std::size_t columns = weight.matrix.columns;
        for (std::size_t t = 0; t < tokens; ++t) {
            for (std::size_t r = 0; r < rows; ++r) {
                double sum = weight.bias.empty() ? 0.0 : double(weight.bias[r]);
                double size = std::abs(sum);
                for (std::size_t c = 0; c < columns; ++c) {
                    const double product =
                        double(weight.exact[r * columns + c]) * double(inputs.values[t * columns + c]);
                    sum += product;
                    size += std::abs(product);
                }
                // At most columns + 1 additions, each with a rounding error of 2^-24 of what is summed so far.
                const double error = double(columns + 2) * std::pow(2.0, -24.0) * size;
                if (!(std::abs(double(out[t * stride + r]) - sum) <= error)) {
                    return false;
                }
            }
            for (std::size_t r = rows; r < stride; ++r) {
                if (out[t * stride + r] != -5.0F) {
                    return false;
                }
            }
        }
        return true;
    }
};

} // namespace

QTEST_GUILESS_MAIN(FloatProductTest)
#include "float_product_test.moc"
