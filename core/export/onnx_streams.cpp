#include "core/export/onnx_streams.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "core/formats/dtype.h"
#include "core/model/stored_weight.h"

namespace espalier::exporting {
namespace {

using Kind = OnnxWeightForm::Kind;

constexpr std::size_t kChunkValues = std::size_t(1) << 20; // in memory at a time
constexpr float kLargestHalf = 65504.0F;
constexpr int kBlockBits = 4;
constexpr int kBlockOffset = 8; // code 0 is stored as 8

struct CodeRange
{
    int low = 0;
    int high = 0;
};

/// Codes of some rows with the scales and zero points of their groups.
struct CodedRows
{
    std::vector<std::int8_t> codes;      ///< [rows, columns]
    std::vector<float> scales;           ///< [rows, groups]
    std::vector<std::int8_t> zeroPoints; ///< [rows, groups]
};

/// Rounds one group to nearest.
void roundGroup(std::span<const float> values, CodeRange range, bool symmetric, std::int8_t* codes, float& scale,
                std::int8_t& zeroPoint)
{
    float low = 0.0F;
    float high = 0.0F;
    for (const float value : values) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    const float steps = float(range.high - range.low);
    const float span = symmetric ? 2.0F * std::max(-low, high) : high - low;
    scale = span > 0.0F ? span / steps : 1.0F;
    zeroPoint = symmetric ? std::int8_t(0)
                          : std::int8_t(std::clamp(std::nearbyint(float(range.low) - low / scale), float(range.low),
                                                   float(range.high)));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const float code = std::nearbyint(values[i] / scale) + float(zeroPoint);
        codes[i] = std::int8_t(std::clamp(code, float(range.low), float(range.high)));
    }
}

/// Gives the codes of a weight, some rows at a time: the checkpoint's own or rounded ones.
class CodeSource
{
public:
    static Result<CodeSource> open(const model::Checkpoint& checkpoint, const std::string& module,
                                   const OnnxWeightForm& form)
    {
        const auto scheme = checkpoint.storedScheme(module);
        auto weight = model::StoredWeight::open(checkpoint, module, {form.rows, form.columns},
                                                scheme ? scheme->weights : std::nullopt);
        if (!weight) {
            return weight.error();
        }
        return CodeSource(weight.take(), form);
    }

    void read(std::size_t firstRow, std::size_t rows, CodedRows& result)
    {
        const auto columns = std::size_t(m_form.columns);
        const auto groups = std::size_t(m_form.groups());
        result.codes.resize(rows * columns);
        result.scales.resize(rows * groups);
        result.zeroPoints.resize(rows * groups);
        if (m_form.stored) {
            m_weight.readCodes(firstRow, result.codes);
            readScales(firstRow, rows, result);
            return;
        }
        m_values.resize(rows * columns);
        m_weight.read(firstRow, m_values);
        const CodeRange range = m_form.kind == Kind::Blocks ? CodeRange{-8, 7} : CodeRange{-128, 127};
        const auto size = std::size_t(m_form.groupSize);
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t group = 0; group < groups; ++group) {
                const std::size_t first = row * columns + group * size;
                const std::size_t count = std::min(size, columns - group * size);
                roundGroup(std::span(m_values).subspan(first, count), range, !m_form.zeroPoints,
                           result.codes.data() + first, result.scales[row * groups + group],
                           result.zeroPoints[row * groups + group]);
            }
        }
    }

private:
    CodeSource(model::StoredWeight weight, const OnnxWeightForm& form) : m_weight(std::move(weight)), m_form(form) {}

    void readScales(std::size_t firstRow, std::size_t rows, CodedRows& result) const
    {
        const formats::ScaleGrid grid = m_weight.grid();
        const auto groups = std::size_t(m_form.groups());
        for (std::size_t row = 0; row < rows; ++row) {
            const std::size_t gridRow = grid.rows == 1 ? 0 : (firstRow + row) / grid.rowsPerScale;
            for (std::size_t group = 0; group < groups; ++group) {
                const std::size_t column =
                    grid.columns == 1 ? 0 : group * std::size_t(m_form.groupSize) / grid.groupSize;
                const std::size_t place = gridRow * grid.columns + column;
                result.scales[row * groups + group] = grid.scales[place];
                result.zeroPoints[row * groups + group] =
                    grid.zeroPoints.empty() ? std::int8_t(0) : std::int8_t(grid.zeroPoints[place]);
            }
        }
    }

    model::StoredWeight m_weight;
    OnnxWeightForm m_form;
    std::vector<float> m_values;
};

std::size_t rowsAtATime(const OnnxWeightForm& form)
{
    return std::clamp<std::size_t>(kChunkValues / std::size_t(std::max<std::int64_t>(form.columns, 1)), 1,
                                   std::size_t(form.rows));
}

/// 4-bit codes of one row, two a byte, low half first; the last block is filled up with what stands for zero.
void packRow(std::span<const std::int8_t> codes, std::span<const std::int8_t> zeroPoints, std::int64_t blockSize,
             std::span<std::byte> packed)
{
    const auto blockBytes = std::size_t(blockSize) / 2;
    for (std::size_t i = 0; i < packed.size(); ++i) {
        const int zero = zeroPoints[i / blockBytes];
        const int low = 2 * i < codes.size() ? codes[2 * i] : zero;
        const int high = 2 * i + 1 < codes.size() ? codes[2 * i + 1] : zero;
        packed[i] = std::byte((low + kBlockOffset) | (high + kBlockOffset) << kBlockBits);
    }
}

std::vector<std::byte> packBlocks(const CodedRows& coded, const OnnxWeightForm& form)
{
    const auto columns = std::size_t(form.columns);
    const auto groups = std::size_t(form.groups());
    const std::size_t rowBytes = groups * std::size_t(form.groupSize) / 2;
    const std::size_t rows = coded.scales.size() / groups;
    std::vector<std::byte> packed(rows * rowBytes);
    for (std::size_t row = 0; row < rows; ++row) {
        packRow(std::span(coded.codes).subspan(row * columns, columns),
                std::span(coded.zeroPoints).subspan(row * groups, groups), form.groupSize,
                std::span(packed).subspan(row * rowBytes, rowBytes));
    }
    return packed;
}

/// Zero points of each row, two a byte.
std::vector<std::byte> packZeroPoints(const CodedRows& coded, std::size_t groups)
{
    const std::size_t rowBytes = (groups + 1) / 2;
    const std::size_t rows = coded.scales.size() / groups;
    std::vector<std::byte> packed(rows * rowBytes);
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t group = 0; group < groups; ++group) {
            const int code = coded.zeroPoints[row * groups + group] + kBlockOffset;
            packed[row * rowBytes + group / 2] |= std::byte(group % 2 == 0 ? code : code << kBlockBits);
        }
    }
    return packed;
}

Result<void> writeFloatRows(const model::Checkpoint& checkpoint, const std::string& module, const OnnxWeightForm& form,
                            OnnxDataWriter& writer)
{
    std::vector<float> values;
    const std::size_t step = rowsAtATime(form);
    const auto columns = std::size_t(form.columns);
    for (std::size_t row = 0; row < std::size_t(form.rows); row += step) {
        values.resize(std::min(step, std::size_t(form.rows) - row) * columns);
        if (auto read = checkpoint.readWeightRows(module, std::int64_t(row), values); !read) {
            return read;
        }
        if (auto written = writer.writeFloats(module + ".weight", row * columns, values); !written) {
            return written;
        }
    }
    return {};
}

/// Scales and zero points of rows from firstRow on.
Result<void> writeScales(const std::string& module, const OnnxWeightForm& form, std::size_t firstRow,
                         const CodedRows& coded, OnnxDataWriter& writer)
{
    const auto groups = std::size_t(form.groups());
    if (auto written = writer.writeFloats(module + ".weight_scale", firstRow * groups, coded.scales);
        !written || !form.zeroPoints) {
        return written;
    }
    if (form.kind == Kind::Blocks) {
        return writer.write(module + ".weight_zero_point", firstRow * ((groups + 1) / 2),
                            packZeroPoints(coded, groups));
    }
    return writer.write(module + ".weight_zero_point", firstRow * groups, std::as_bytes(std::span(coded.zeroPoints)));
}

/// Puts rows [rows, columns] as columns into a matrix [columns, allRows].
void placeTransposed(std::span<const std::int8_t> codes, const OnnxWeightForm& form, std::size_t firstRow,
                     std::span<std::int8_t> matrix)
{
    constexpr std::size_t kTile = 64; // columns: the rows of a tile stay in the cache
    const auto columns = std::size_t(form.columns);
    const std::size_t rows = codes.size() / columns;
    for (std::size_t begin = 0; begin < columns; begin += kTile) {
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t column = begin; column < std::min(columns, begin + kTile); ++column) {
                matrix[column * std::size_t(form.rows) + firstRow + row] = codes[row * columns + column];
            }
        }
    }
}

} // namespace

OnnxDataWriter::OnnxDataWriter(const OnnxGraph& graph, PreallocatedFile& file, const OnnxProgress& progress,
                               const CancelToken& cancel)
    : m_file(file), m_progress(progress), m_cancel(cancel)
{
    for (const OnnxTensor& tensor : graph.tensors()) {
        m_tensors.emplace(tensor.name, &tensor);
        m_total += tensor.bytes;
    }
}

Result<void> OnnxDataWriter::write(const std::string& tensor, std::uint64_t offsetBytes,
                                   std::span<const std::byte> bytes)
{
    if (m_cancel.requested()) {
        throw Cancelled{};
    }
    const OnnxTensor& found = *m_tensors.at(tensor);
    if (offsetBytes + bytes.size() > found.bytes) {
        throw std::logic_error("OnnxDataWriter: beyond the end of '" + tensor + "'");
    }
    if (auto written = m_file.writeAt(found.offsetBytes + offsetBytes, bytes); !written) {
        return written;
    }
    m_done += bytes.size();
    if (m_progress) {
        m_progress(m_done, m_total);
    }
    return {};
}

Result<void> OnnxDataWriter::writeFloats(const std::string& tensor, std::uint64_t first, std::span<const float> values)
{
    const OnnxElement element = m_tensors.at(tensor)->element;
    if (element == OnnxElement::Float32) {
        return write(tensor, first * sizeof(float), std::as_bytes(values));
    }
    const auto beyond = [](float value) { return std::isfinite(value) && std::abs(value) > kLargestHalf; };
    if (std::ranges::any_of(values, beyond)) {
        return Error{"export.range", "'" + tensor + "' holds numbers beyond float16 (65504). Export as fp32.", tensor};
    }
    m_bytes.resize(values.size() * sizeInBytes(element));
    formats::convertFromFloat32(formats::DType::F16, values, m_bytes);
    return write(tensor, first * sizeInBytes(element), m_bytes);
}

Result<void> writeOnnxWeight(const model::Checkpoint& checkpoint, const std::string& module, const OnnxWeightForm& form,
                             OnnxDataWriter& writer)
{
    if (form.kind == Kind::Float) {
        return writeFloatRows(checkpoint, module, form, writer);
    }
    auto source = CodeSource::open(checkpoint, module, form);
    if (!source) {
        return source.error();
    }
    const std::string name = module + ".weight";
    const auto columns = std::size_t(form.columns);
    const std::size_t step = rowsAtATime(form);
    std::vector<std::int8_t> transposed(form.kind == Kind::Dynamic ? std::size_t(form.rows) * columns : 0);
    CodedRows coded;
    for (std::size_t row = 0; row < std::size_t(form.rows); row += step) {
        source->read(row, std::min(step, std::size_t(form.rows) - row), coded);
        Result<void> written;
        if (form.kind == Kind::Dequantize) {
            written = writer.write(name, row * columns, std::as_bytes(std::span(coded.codes)));
        } else if (form.kind == Kind::Blocks) {
            written =
                writer.write(name, row * std::size_t(form.groups() * form.groupSize / 2), packBlocks(coded, form));
        } else {
            placeTransposed(coded.codes, form, row, transposed);
        }
        if (!written) {
            return written;
        }
        if (written = writeScales(module, form, row, coded, writer); !written) {
            return written;
        }
    }
    return transposed.empty() ? Result<void>() : writer.write(name, 0, std::as_bytes(std::span(transposed)));
}

} // namespace espalier::exporting
