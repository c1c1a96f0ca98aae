#include "core/model/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace espalier::model {
namespace {

constexpr std::int64_t kDenseChunk = 1 << 16;     // elements; stays in the second-level cache
constexpr std::int64_t kQuantizedChunk = 1 << 22; // larger, because each read converts all scales

std::string nameOf(const formats::QuantizationArgs& args)
{
    return (args.type == formats::QuantizationType::Float ? "FP" : "INT") + std::to_string(args.bits);
}

} // namespace

void StatisticsSum::add(std::span<const float> values)
{
    constexpr float kLargest = std::numeric_limits<float>::max();
    std::int64_t zeros = 0;
    std::int64_t finite = 0;
    float minimum = m_any ? m_sum.minimum : std::numeric_limits<float>::infinity();
    float maximum = m_any ? m_sum.maximum : -std::numeric_limits<float>::infinity();
    for (const float value : values) {
        const bool ok = std::abs(value) <= kLargest; // false for NaN
        zeros += value == 0.0F ? 1 : 0;
        finite += ok ? 1 : 0;
        minimum = ok && value < minimum ? value : minimum;
        maximum = ok && value > maximum ? value : maximum;
    }
    const auto count = static_cast<std::int64_t>(values.size());
    m_any = m_any || finite > 0;
    m_sum.count += count;
    m_sum.zeros += zeros;
    m_sum.notFinite += count - finite;
    m_sum.minimum = minimum;
    m_sum.maximum = maximum;
}

WeightStatistics StatisticsSum::result() const
{
    WeightStatistics statistics = m_sum;
    if (!m_any) {
        statistics.minimum = statistics.maximum = 0.0F;
    }
    return statistics;
}

Result<WeightStatistics> weightStatistics(const Checkpoint& checkpoint, const std::string& moduleName,
                                          const CancelToken& cancel)
{
    const std::vector<std::int64_t> shape = checkpoint.weightShape(moduleName);
    const std::int64_t rows = shape.empty() ? 0 : shape[0];
    const std::int64_t columns = shape.size() > 1 ? shape[1] : 1;
    const std::int64_t chunk =
        std::clamp<std::int64_t>((checkpoint.storedScheme(moduleName) ? kQuantizedChunk : kDenseChunk) / columns, 1,
                                 std::max<std::int64_t>(rows, 1));
    std::vector<float> values(static_cast<std::size_t>(chunk * columns));
    StatisticsSum sum;
    for (std::int64_t row = 0; row < rows || row == 0; row += chunk) {
        if (cancel.requested()) {
            return Error{"cancelled", "Cancelled.", ""};
        }
        const std::span<float> part =
            std::span(values).first(static_cast<std::size_t>(std::min(chunk, rows - row) * columns));
        if (auto read = checkpoint.readWeightRows(moduleName, row, part); !read) {
            return read.error();
        }
        sum.add(part);
    }
    checkpoint.release(moduleName);
    return sum.result();
}

std::optional<StoredFormat> storedFormat(const Checkpoint& checkpoint, const ModuleNode& module)
{
    const bool tiedHead = checkpoint.spec().tiedEmbeddings && module.name == checkpoint.spec().head;
    const auto dense = checkpoint.find(module.name + ".weight");
    const auto packed = checkpoint.find(module.name + ".weight_packed");
    if (module.shape.empty() || tiedHead || (!dense && !packed)) {
        return std::nullopt;
    }
    StoredFormat format;
    format.parameters = module.bias ? module.shape[0] : 0;
    std::int64_t weights = 1;
    for (const std::int64_t dimension : module.shape) {
        weights *= dimension;
    }
    format.parameters += weights;
    for (const StoredTensor& tensor : checkpoint.tensorsOf(module.name)) {
        const auto stored = tensor.source->storedForm();
        format.bytes += stored ? stored->bytes : tensor.info->bytes();
    }
    const auto scheme = checkpoint.storedScheme(module.name);
    const auto args = scheme ? scheme->weights : std::nullopt;
    const formats::DType dtype = (packed ? packed : dense)->info->dtype;
    const bool codes = packed || formats::sizeInBytes(dtype) == 1;
    format.dtype = args && codes ? nameOf(*args) : std::string(formats::name(dtype));
    format.bits = packed && args ? args->bits : 8.0 * static_cast<double>(formats::sizeInBytes(dtype));
    if (const auto stored = dense ? dense->source->storedForm() : std::nullopt) {
        format.dtype = stored->name.empty() ? format.dtype : std::string(stored->name);
        format.bits = 8.0 * static_cast<double>(stored->bytes) / static_cast<double>(weights);
    }
    return format;
}

} // namespace espalier::model
