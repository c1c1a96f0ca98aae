#include "core/model/stored_weight.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace espalier::model {
namespace {

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    std::string text = "[";
    for (const std::int64_t dimension : shape) {
        text += (text.size() > 1 ? ", " : "") + std::to_string(dimension);
    }
    return text + "]";
}

Error shapeError(const StoredTensor& tensor, const std::string& expected)
{
    return {"model.tensor.shape",
            "Tensor '" + tensor.info->name + "' has the shape " + shapeText(tensor.info->shape) + ", but " + expected +
                " is needed.",
            tensor.path().string()};
}

Error missing(const std::string& tensor, const Checkpoint& checkpoint)
{
    return {"model.tensor.missing", "Tensor '" + tensor + "' is in none of the model's files.",
            checkpoint.folder().string()};
}

std::vector<float> floatsOf(const StoredTensor& tensor)
{
    std::vector<float> values(static_cast<std::size_t>(tensor.info->elements()));
    formats::convertToFloat32(tensor.info->dtype, tensor.bytes().span(), values);
    return values;
}

bool holdsCodes(formats::DType dtype)
{
    return dtype == formats::DType::I8 || dtype == formats::DType::F8E4M3 || dtype == formats::DType::F8E5M2;
}

} // namespace

Result<StoredWeight> StoredWeight::open(const Checkpoint& checkpoint, const std::string& module,
                                        const std::vector<std::int64_t>& shape,
                                        const std::optional<formats::QuantizationArgs>& args)
{
    StoredWeight weight;
    weight.m_rows = static_cast<std::size_t>(shape.at(0));
    weight.m_columns = shape.size() > 1 ? static_cast<std::size_t>(shape[1]) : 1;
    if (const auto packed = checkpoint.find(module + ".weight_packed"); packed && args) {
        const auto& words = packed->info->shape;
        const bool fits = words.size() == 2 && words[0] == shape[0] && packed->info->dtype == formats::DType::I32;
        const auto layout =
            fits ? formats::packLayout(weight.m_columns, args->bits, static_cast<std::size_t>(words[1])) : std::nullopt;
        if (!layout) {
            return shapeError(*packed, "I32 words for " + shapeText(shape) + " codes of " + std::to_string(args->bits) +
                                           " bits");
        }
        weight.m_codes = *packed;
        weight.m_bits = args->bits;
        weight.m_layout = *layout;
        weight.m_quantized = true;
    } else {
        const auto dense = checkpoint.find(module + ".weight");
        if (!dense) {
            return missing(module + ".weight", checkpoint);
        }
        if (dense->info->shape != shape) {
            return shapeError(*dense, shapeText(shape));
        }
        weight.m_codes = *dense;
        weight.m_quantized = args.has_value() && holdsCodes(dense->info->dtype);
        if (!weight.m_quantized && !formats::isFloatingPoint(dense->info->dtype)) {
            return Error{"model.tensor.dtype",
                         "Tensor '" + dense->info->name + "' holds " + std::string(formats::name(dense->info->dtype)) +
                             " codes, but config.json has no quantization scheme for it.",
                         dense->path().string()};
        }
    }
    if (weight.m_quantized) {
        if (auto opened = weight.openScales(checkpoint, module, *args); !opened) {
            return opened.error();
        }
    }
    return weight;
}

Result<void> StoredWeight::openScales(const Checkpoint& checkpoint, const std::string& module,
                                      const formats::QuantizationArgs& args)
{
    const auto scale = checkpoint.find(module + ".weight_scale");
    if (!scale) {
        return missing(module + ".weight_scale", checkpoint);
    }
    const auto& shape = scale->info->shape;
    m_grid.rows = shape.empty() ? 1 : static_cast<std::size_t>(shape[0]);
    m_grid.columns = shape.size() < 2 ? 1 : static_cast<std::size_t>(shape[1]);
    const bool blocks = args.strategy == formats::Strategy::Block;
    m_grid.groupSize = static_cast<std::size_t>(blocks ? args.blockColumns : args.groupSize);
    m_grid.rowsPerScale = blocks ? static_cast<std::size_t>(args.blockRows) : 1;
    const std::size_t groups = m_grid.groupSize > 0 ? (m_columns + m_grid.groupSize - 1) / m_grid.groupSize : 1;
    const std::size_t rows = (m_rows + m_grid.rowsPerScale - 1) / m_grid.rowsPerScale;
    const bool rowsFit = m_grid.rows == rows || (m_grid.rows == 1 && !blocks);
    if (shape.size() > 2 || !rowsFit || m_grid.columns != groups) {
        return shapeError(*scale, "[1], [" + std::to_string(m_rows) + ", 1] or a scale for each group or block");
    }
    m_scales = floatsOf(*scale);
    if (auto opened = openZeroPoints(checkpoint, module, *scale); !opened) {
        return opened;
    }
    return openGroupOrder(checkpoint, module);
}

Result<void> StoredWeight::openZeroPoints(const Checkpoint& checkpoint, const std::string& module,
                                          const StoredTensor& scale)
{
    const auto zero = checkpoint.find(module + ".weight_zero_point");
    if (!zero) {
        return {}; // symmetric
    }
    if (m_bits != 0 && zero->info->dtype == formats::DType::I32 && m_grid.rows > 1) {
        const auto& shape = zero->info->shape;
        const bool fits = shape.size() == 2 && static_cast<std::size_t>(shape[1]) == m_grid.columns;
        auto layout =
            fits ? formats::packLayout(m_grid.rows, m_bits, static_cast<std::size_t>(shape[0])) : std::nullopt;
        if (!layout) {
            return shapeError(*zero, "words for a zero point of each scale");
        }
        if (formats::packedWords(m_grid.rows, m_bits, m_layout) == static_cast<std::size_t>(shape[0])) {
            layout = m_layout; // where both fit, the one that the codes have
        }
        m_zeroPoints.resize(m_grid.rows * m_grid.columns);
        formats::unpackColumns(zero->bytes().span(), m_grid.rows, m_grid.columns, m_bits, *layout, m_zeroPoints);
        return {};
    }
    if (zero->info->elements() != scale.info->elements()) {
        return shapeError(*zero, shapeText(scale.info->shape));
    }
    m_zeroPoints = floatsOf(*zero);
    return {};
}

Result<void> StoredWeight::openGroupOrder(const Checkpoint& checkpoint, const std::string& module)
{
    const auto order = checkpoint.find(module + ".weight_g_idx");
    if (!order) {
        return {};
    }
    const formats::DType dtype = order->info->dtype;
    if (formats::isFloatingPoint(dtype) || dtype == formats::DType::Bool) {
        return Error{"model.tensor.dtype",
                     "Tensor '" + order->info->name + "' holds " + std::string(formats::name(dtype)) +
                         ", but groups are whole numbers.",
                     order->path().string()};
    }
    const std::vector<float> groups = floatsOf(*order); // exact: far fewer than 2^24 groups
    if (groups.size() != m_columns) {
        return shapeError(*order, "[" + std::to_string(m_columns) + "]");
    }
    if (std::ranges::all_of(groups, [](float g) { return g == -1.0F; })) {
        return {}; // reserved, but without activation order
    }
    for (const float group : groups) {
        if (!(group >= 0.0F && group < static_cast<float>(m_grid.columns))) {
            return shapeError(*order, "a group below " + std::to_string(m_grid.columns) + " for each input");
        }
        m_groupOfInput.push_back(static_cast<std::int32_t>(group));
    }
    return {};
}

void StoredWeight::read(std::size_t firstRow, std::span<float> destination) const
{
    const std::size_t count = m_columns == 0 ? 0 : destination.size() / m_columns;
    if (m_bits != 0) {
        formats::unpackRows(m_codes.rows(firstRow, count).span(), count, m_columns, m_bits, m_layout, destination);
    } else {
        formats::convertToFloat32(m_codes.info->dtype, m_codes.rows(firstRow, count).span(), destination);
    }
    if (m_quantized) {
        formats::dequantizeRows(destination, firstRow, m_columns, grid());
    }
}

void StoredWeight::readCodes(std::size_t firstRow, std::span<std::int8_t> codes) const
{
    assert(hasIntegerCodes());
    const std::size_t count = m_columns == 0 ? 0 : codes.size() / m_columns;
    const TensorBytes rows = m_codes.rows(firstRow, count);
    const std::span<const std::byte> bytes = rows.span();
    if (m_bits != 0) {
        formats::unpackRows(bytes, count, m_columns, m_bits, m_layout, codes);
    } else if (!codes.empty()) {
        std::memcpy(codes.data(), bytes.data(), codes.size());
    }
}

formats::ScaleGrid StoredWeight::grid() const
{
    formats::ScaleGrid grid = m_grid;
    grid.scales = m_scales;
    grid.zeroPoints = m_zeroPoints;
    grid.groupOfInput = m_groupOfInput;
    return grid;
}

} // namespace espalier::model
