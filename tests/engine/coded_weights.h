#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <QTest>

#include "core/engine/input_rows.h"
#include "core/engine/kernels/cpu_target.h"
#include "core/engine/kernels/multiply.h"
#include "core/engine/pack.h"

namespace espalier::engine::testing {

/// A weight that owns what CodedWeight only refers to.
struct OwnedWeight
{
    std::size_t rows = 0;
    std::size_t columns = 0;
    int bits = 8;
    std::size_t groupColumns = 0;
    std::vector<std::int8_t> codes;
    std::vector<float> scales;
    std::vector<float> zeroPoints;
    std::vector<float> bias;

    std::size_t groups() const { return (columns + groupColumns - 1) / groupColumns; }
    CodedWeight view() const { return {rows, columns, bits, codes, groupColumns, scales, zeroPoints, bias}; }
};

/// Random codes of all values. Scales are 1 or 0.5, zero points and bias whole numbers, so that products with inputs of
/// scales 1 and 0.5 are exact in float32 while sums stay below 2^22.
/// @param groupColumns 0: one scale a row
inline OwnedWeight randomWeight(std::size_t rows, std::size_t columns, int bits, std::size_t groupColumns,
                                bool zeroPoints, std::mt19937& random)
{
    OwnedWeight weight{rows, columns, bits, groupColumns == 0 ? columns : groupColumns, {}, {}, {}, {}};
    const auto below = [&](int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); };
    const int half = 1 << (bits - 1);
    for (std::size_t i = 0; i < rows * columns; ++i) {
        const int code = below(2 * half) - half;
        weight.codes.push_back(static_cast<std::int8_t>(below(8) == 0 ? -half : code));
    }
    for (std::size_t i = 0; i < rows * weight.groups(); ++i) {
        weight.scales.push_back(below(2) == 0 ? 1.0F : 0.5F);
        if (zeroPoints) {
            weight.zeroPoints.push_back(static_cast<float>(below(2 * half) - half));
        }
    }
    for (std::size_t row = 0; row < rows; ++row) {
        weight.bias.push_back(static_cast<float>(below(2000) - 1000));
    }
    return weight;
}

/// Inputs that a rounding turns into codes with scale 1 (Static: with its own): whole numbers, -127.5 and 127.5.
inline std::vector<float> exactInputs(std::size_t tokens, std::size_t columns, const InputRounding& rounding,
                                      std::mt19937& random)
{
    std::vector<float> values(tokens * columns);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t column = i % columns;
        values[i] = static_cast<float>(static_cast<int>(random() % 255) - 127);
        if (rounding.kind == InputRounding::Kind::Token && !rounding.symmetric) {
            // From -100 to 155: scale 1, zero point -28.
            values[i] = column == 0 ? -100.0F : column == 1 ? 155.0F : values[i] / 2.0F;
            values[i] = static_cast<float>(static_cast<int>(values[i]));
        } else if (column % 32 == 0) {
            values[i] = i % 3 == 0 ? 127.5F : -127.5F;
        }
    }
    return values;
}

inline InputRows roundedRows(const std::vector<float>& values, std::size_t tokens, std::size_t columns,
                             const InputRounding& rounding)
{
    InputRows rows;
    rows.resize(tokens, columns, rounding);
    for (std::size_t t = 0; t < tokens; ++t) {
        rows.setRow(t, values.data() + t * columns);
    }
    return rows;
}

/// A product by definition in double precision, and the sum of the magnitudes of its terms.
struct ExpectedOutput
{
    double value = 0.0;
    double magnitude = 0.0;
};

inline ExpectedOutput expectedOutput(const OwnedWeight& weight, const InputRows& input, std::size_t row,
                                     std::size_t token)
{
    ExpectedOutput result;
    for (std::size_t c = 0; c < weight.columns; ++c) {
        const std::size_t group = row * weight.groups() + c / weight.groupColumns;
        const double weightZero = weight.zeroPoints.empty() ? 0.0 : double(weight.zeroPoints[group]);
        const double w = double(weight.scales[group]) * (weight.codes[row * weight.columns + c] - weightZero);
        const double x =
            double(input.scales(token)[c / input.blockColumns()]) * (input.codes(token)[c] - input.zeroPoint(token));
        result.value += w * x;
        const double sizes = (std::abs(weight.codes[row * weight.columns + c]) + std::abs(weightZero)) *
                             (std::abs(input.codes(token)[c]) + std::abs(input.zeroPoint(token)));
        result.magnitude +=
            sizes * double(weight.scales[group]) * double(input.scales(token)[c / input.blockColumns()]);
    }
    const double bias = weight.bias.empty() ? 0.0 : double(weight.bias[row]);
    result.value += bias;
    result.magnitude += std::abs(bias);
    return result;
}

using Kind = InputRounding::Kind;

inline InputRounding rounding(Kind kind, bool symmetric = true, std::size_t blockColumns = 0)
{
    InputRounding result;
    result.kind = kind;
    result.symmetric = symmetric;
    result.blockColumns = blockColumns;
    if (kind == Kind::Static) {
        result.scale = 0.5F;
        result.zeroPoint = symmetric ? 0 : 3;
    }
    return result;
}

inline std::vector<float> product(const PackedMatrix& weight, const InputRows& input, std::size_t stride)
{
    std::vector<float> out(input.tokens() * stride, std::numeric_limits<float>::quiet_NaN());
    multiply(weight, 0, weight.blocks(), input, out.data(), stride);
    return out;
}

/// Empty if every output is what the definition gives to within `relative` of its terms, and nothing else was written.
inline QString difference(const OwnedWeight& weight, const InputRows& input, const std::vector<float>& out,
                          std::size_t stride, double relative)
{
    for (std::size_t t = 0; t < input.tokens(); ++t) {
        for (std::size_t row = 0; row < stride; ++row) {
            const double got = double(out[t * stride + row]);
            if (row >= weight.rows) {
                if (!std::isnan(got)) {
                    return QString("row %1 beyond the matrix was written").arg(row);
                }
                continue;
            }
            const ExpectedOutput expected = expectedOutput(weight, input, row, t);
            if (!(std::abs(got - expected.value) <= relative * expected.magnitude)) {
                return QString("[%1, %2], token %3 of %4, row %5: expected %6, got %7")
                    .arg(weight.rows)
                    .arg(weight.columns)
                    .arg(t)
                    .arg(input.tokens())
                    .arg(row)
                    .arg(expected.value, 0, 'g', 12)
                    .arg(got, 0, 'g', 12);
            }
        }
    }
    return {};
}

/// Uses a CPU target until the end of the scope.
class TargetScope
{
public:
    explicit TargetScope(CpuTarget target) : m_before(cpuTarget()) { setCpuTarget(target); }
    ~TargetScope() { setCpuTarget(m_before); }
    TargetScope(const TargetScope&) = delete;
    TargetScope& operator=(const TargetScope&) = delete;

private:
    CpuTarget m_before;
};

} // namespace espalier::engine::testing
