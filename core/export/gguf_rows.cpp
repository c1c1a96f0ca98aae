#include "core/export/gguf_rows.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/formats/dtype.h"
#include "core/formats/ggml_encode.h"

namespace espalier::exporting {
namespace {

using formats::GgmlType;

constexpr std::size_t kBlock = 32; ///< weights of a block whose codes can be given

/// Bits of the codes that a type holds and whether it has a minimum.
struct CodeRoom
{
    int bits = 0;
    bool minimum = false;
};

CodeRoom roomOf(GgmlType type)
{
    switch (type) {
    case GgmlType::Q4_0:
        return {4, false};
    case GgmlType::Q4_1:
        return {4, true};
    case GgmlType::Q5_0:
        return {5, false};
    case GgmlType::Q5_1:
        return {5, true};
    case GgmlType::Q8_0:
        return {8, false};
    default:
        return {};
    }
}

float halfOf(float value)
{
    std::array<std::byte, 2> half{};
    formats::convertFromFloat32(formats::DType::F16, {&value, 1}, half);
    float rounded = 0.0F;
    formats::convertToFloat32(formats::DType::F16, half, {&rounded, 1});
    return rounded;
}

/// Number of the scale that a weight has.
std::size_t scaleAt(const formats::ScaleGrid& grid, std::size_t row, std::size_t column)
{
    const std::size_t gridRow = grid.rows == 1 ? 0 : row / grid.rowsPerScale;
    const std::size_t gridColumn = grid.columns == 1 ? 0 : column / grid.groupSize;
    return gridRow * grid.columns + gridColumn;
}

/// weight = scale * (code + lift) + minimum, what a block of a type with a minimum stores.
float minimumOf(const formats::ScaleGrid& grid, std::size_t at, int lift)
{
    const float zero = grid.zeroPoints.empty() ? 0.0F : grid.zeroPoints[at];
    return -grid.scales[at] * (static_cast<float>(lift) + zero);
}

} // namespace

CodesFit codesFit(const model::StoredWeight& weight, int bits, GgmlType type)
{
    constexpr float kHalfPrecision = 0.0005F; // 2^-11: what rounding to 11 bits may change
    const CodeRoom room = roomOf(type);
    if (room.bits == 0 || !weight.hasIntegerCodes() || bits > room.bits || weight.columns() % kBlock != 0) {
        return CodesFit::No;
    }
    const formats::ScaleGrid grid = weight.grid();
    if (!grid.groupOfInput.empty() || (grid.columns > 1 && grid.groupSize % kBlock != 0)) {
        return CodesFit::No;
    }
    const bool shifted = std::ranges::any_of(grid.zeroPoints, [](float zero) { return zero != 0.0F; });
    if (shifted && !room.minimum) {
        return CodesFit::No;
    }
    CodesFit fit = CodesFit::Exact;
    const auto consider = [&fit](float value) {
        const float half = halfOf(value);
        if (!(std::abs(half - value) <= kHalfPrecision * std::abs(value))) { // too small or too large, or not finite
            fit = CodesFit::No;
        } else if (half != value && fit == CodesFit::Exact) {
            fit = CodesFit::Rounded;
        }
    };
    for (std::size_t at = 0; at < grid.scales.size(); ++at) {
        consider(grid.scales[at]);
        if (room.minimum) {
            consider(minimumOf(grid, at, 1 << (bits - 1)));
        }
    }
    return fit;
}

Result<GgufRows> GgufRows::open(const model::Checkpoint& checkpoint, const GgufTensor& tensor)
{
    GgufRows rows;
    rows.m_type = tensor.type;
    const bool vector = tensor.shape.size() == 1;
    rows.m_columns = vector ? 1 : static_cast<std::size_t>(tensor.columns());
    if (tensor.parts.empty()) {
        Source source;
        source.values = tensor.values;
        source.rows = static_cast<std::int64_t>(tensor.values.size());
        rows.m_sources.push_back(std::move(source));
    }
    for (const GgufPart& part : tensor.parts) {
        Source source;
        source.part = part;
        const std::vector<std::int64_t> shape = checkpoint.weightShape(part.module);
        source.rows = shape.front();
        if (part.bias) {
            if (!checkpoint.module(part.module)->bias) { // of fused parts some may have none
                source.values.resize(static_cast<std::size_t>(source.rows));
            } else {
                auto values = checkpoint.readFloats(part.module + ".bias");
                if (!values) {
                    return values.error();
                }
                source.values = values.take();
            }
        } else {
            const auto scheme = checkpoint.storedScheme(part.module);
            const auto args = scheme ? scheme->weights : std::nullopt;
            auto weight = model::StoredWeight::open(checkpoint, part.module, shape, args);
            if (!weight) {
                return weight.error();
            }
            source.bits = args ? args->bits : 0;
            source.weight.push_back(weight.take());
        }
        rows.m_sources.push_back(std::move(source));
    }
    return rows;
}

GgufRows::Row GgufRows::rowAt(std::int64_t row) const
{
    const Source* source = m_sources.data();
    while (row >= source->rows) {
        row -= source->rows;
        ++source;
    }
    if (const std::int64_t channels = source->part.pairedChannels; channels > 0) {
        const std::int64_t within = row % channels;
        row += within % 2 * (channels / 2) + within / 2 - within;
    }
    return {source, static_cast<std::size_t>(row)};
}

void GgufRows::read(std::int64_t firstRow, std::span<float> values) const
{
    for (std::size_t i = 0; i * m_columns < values.size(); ++i) {
        const auto [source, row] = rowAt(firstRow + static_cast<std::int64_t>(i));
        const auto out = values.subspan(i * m_columns, m_columns);
        if (source->weight.empty()) {
            out.front() = source->values[row];
        } else {
            source->weight.front().read(row, out);
        }
        if (source->part.factor != 1.0F || source->part.added != 0.0F) {
            for (float& value : out) {
                value = value * source->part.factor + source->part.added;
            }
        }
    }
}

CodesFit GgufRows::codesFit(GgmlType type) const
{
    CodesFit worst = CodesFit::Exact;
    for (const Source& source : m_sources) {
        const bool changed = source.part.factor != 1.0F || source.part.added != 0.0F;
        const CodesFit own = source.weight.empty() || changed
                                 ? CodesFit::No
                                 : exporting::codesFit(source.weight.front(), source.bits, type);
        worst = std::min(worst, own);
    }
    return worst;
}

void GgufRows::packRow(const Row& row, std::span<std::byte> blocks) const
{
    const model::StoredWeight& weight = row.source->weight.front();
    const formats::ScaleGrid grid = weight.grid();
    const std::size_t blockBytes = formats::info(m_type).blockBytes;
    const int lift = roomOf(m_type).minimum ? 1 << (row.source->bits - 1) : 0;
    std::vector<std::int8_t> codes(m_columns);
    weight.readCodes(row.row, codes);
    std::array<std::int8_t, kBlock> block{};
    for (std::size_t i = 0; i < m_columns / kBlock; ++i) {
        for (std::size_t c = 0; c < kBlock; ++c) {
            block[c] = static_cast<std::int8_t>(codes[i * kBlock + c] + lift);
        }
        const std::size_t at = scaleAt(grid, row.row, i * kBlock);
        formats::packGgmlCodes(m_type, block, grid.scales[at], lift != 0 ? minimumOf(grid, at, lift) : 0.0F,
                               blocks.subspan(i * blockBytes, blockBytes));
    }
}

void GgufRows::encode(std::int64_t firstRow, std::int64_t rows, bool keepCodes, const ImportanceWeights& importance,
                      std::span<std::byte> blocks) const
{
    const std::size_t rowBytes = blocks.size() / static_cast<std::size_t>(rows);
    std::vector<float> values(m_columns);
    for (std::int64_t i = 0; i < rows; ++i) {
        const auto out = blocks.subspan(static_cast<std::size_t>(i) * rowBytes, rowBytes);
        const Row row = rowAt(firstRow + i);
        if (keepCodes) {
            packRow(row, out);
            continue;
        }
        read(firstRow + i, values);
        const auto counts = importance.find(row.source->part.module);
        const bool known = counts != importance.end() && counts->second.size() == m_columns;
        formats::encodeGgml(m_type, values, known ? std::span<const float>(counts->second) : std::span<const float>(),
                            out);
    }
}

} // namespace espalier::exporting
