#include "core/engine/float_matrix.h"

#include <algorithm>

namespace espalier::engine {
namespace {

std::optional<WeightFormat> floatFormat(formats::DType dtype)
{
    switch (dtype) {
    case formats::DType::F32:
        return WeightFormat::Float32;
    case formats::DType::F16:
        return WeightFormat::Float16;
    case formats::DType::BF16:
        return WeightFormat::BFloat16;
    default:
        return std::nullopt;
    }
}

PackedMatrix view(const model::StoredWeight& weight, WeightFormat format)
{
    PackedMatrix matrix;
    matrix.format = format;
    matrix.rows = weight.rows();
    matrix.columns = weight.columns();
    matrix.groupColumns = weight.columns();
    return matrix;
}

/// Converts and back: whether nothing was lost.
bool isExact(formats::DType dtype, std::span<const float> values, std::span<std::byte> converted)
{
    std::vector<float> back(values.size());
    formats::convertFromFloat32(dtype, values, converted);
    formats::convertToFloat32(dtype, converted, back);
    return std::ranges::equal(values, back);
}

} // namespace

std::optional<PackedMatrix> mappedMatrix(const model::StoredWeight& weight, std::vector<float> bias)
{
    struct Storage
    {
        MappedFile file;
        std::vector<float> bias;
    };
    const auto format = floatFormat(weight.dtype());
    if (!format || weight.isQuantized() || !weight.tensor().isMapped()) {
        return std::nullopt;
    }
    const auto storage = std::make_shared<const Storage>(Storage{weight.tensor().file(), std::move(bias)});
    PackedMatrix matrix = view(weight, *format);
    matrix.data = weight.tensor().mapped();
    matrix.bias = storage->bias;
    matrix.storage = storage;
    return matrix;
}

PackedMatrix floatMatrix(const model::StoredWeight& weight, std::vector<float> bias)
{
    struct Storage
    {
        std::vector<float> values;
        std::vector<std::byte> narrow;
        std::vector<float> bias;
    };
    const auto storage = std::make_shared<Storage>();
    storage->bias = std::move(bias);
    storage->values.resize(weight.rows() * weight.columns());
    weight.read(0, storage->values);
    PackedMatrix matrix = view(weight, WeightFormat::Float32);
    matrix.data = std::as_bytes(std::span<const float>(storage->values));
    storage->narrow.resize(storage->values.size() * 2);
    for (const formats::DType dtype : {formats::DType::BF16, formats::DType::F16}) {
        if (isExact(dtype, storage->values, storage->narrow)) {
            matrix.format = *floatFormat(dtype);
            matrix.data = storage->narrow;
            storage->values = {};
            break;
        }
    }
    if (matrix.format == WeightFormat::Float32) {
        storage->narrow = {};
    }
    matrix.bias = storage->bias;
    matrix.storage = storage;
    return matrix;
}

} // namespace espalier::engine
