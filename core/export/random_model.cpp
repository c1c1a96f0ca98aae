#include "core/export/random_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "core/base/random.h"
#include "core/export/hf.h"
#include "core/formats/compressed_tensors.h"
#include "core/formats/quantization.h"
#include "core/model/module_tree.h"

namespace espalier::exporting {
namespace {

using formats::DType;

constexpr int kGroupColumns = 128;   // of int4 scales
constexpr float kInt8Deviation = 32; // codes a standard deviation: 4 of them fit below 128
constexpr float kInt4Deviation = 2.5F;

/// Sum of four uniform 16-bit numbers, centred, of variance 1: near enough to normal, and no libm in the bytes.
float normal(Random& random)
{
    const std::uint64_t bits = random.next();
    const auto sum = static_cast<std::int32_t>((bits & 0xFFFFU) + ((bits >> 16) & 0xFFFFU) + ((bits >> 32) & 0xFFFFU) +
                                               (bits >> 48));
    constexpr float kDeviation = 37837.2F; // sqrt(4 * (2^32 - 1) / 12)
    return (static_cast<float>(sum) - 131070.0F) / kDeviation;
}

/// One tensor to write and what fills it.
struct Part
{
    formats::TensorInfo tensor;
    enum class Content { Weights, Codes, PackedCodes, Scales, Shape, Ones, Zeros } content = Content::Weights;
    std::int64_t rows = 0; ///< of the module's weight
    std::int64_t columns = 0;
};

formats::TensorInfo declare(const std::string& name, DType dtype, const std::vector<std::int64_t>& shape)
{
    formats::TensorInfo tensor;
    tensor.name = name;
    tensor.dtype = dtype;
    tensor.shape = shape;
    return tensor;
}

void addModule(const model::ModuleNode& module, RandomWeights::Type type, std::vector<Part>& parts)
{
    using Content = Part::Content;
    const std::string& name = module.name;
    const auto& shape = module.shape;
    const std::int64_t rows = shape.front();
    const std::int64_t columns = shape.back();
    if (shape.size() != 2) {
        parts.push_back({declare(name + ".weight", DType::BF16, shape), Content::Ones, rows, columns});
    } else if (!module.isLinear() || type == RandomWeights::Type::BFloat16) {
        parts.push_back({declare(name + ".weight", DType::BF16, shape), Content::Weights, rows, columns});
    } else if (type == RandomWeights::Type::Int8) {
        parts.push_back({declare(name + ".weight", DType::I8, shape), Content::Codes, rows, columns});
        parts.push_back({declare(name + ".weight_scale", DType::BF16, {rows, 1}), Content::Scales, rows, columns});
    } else {
        const std::int64_t words = (columns + 7) / 8;
        const std::int64_t groups = (columns + kGroupColumns - 1) / kGroupColumns;
        parts.push_back(
            {declare(name + ".weight_packed", DType::I32, {rows, words}), Content::PackedCodes, rows, columns});
        parts.push_back({declare(name + ".weight_scale", DType::BF16, {rows, groups}), Content::Scales, rows, columns});
        parts.push_back({declare(name + ".weight_shape", DType::I64, {2}), Content::Shape, rows, columns});
    }
    if (module.bias) {
        parts.push_back({declare(name + ".bias", DType::BF16, {rows}), Content::Zeros, rows, columns});
    }
}

std::vector<Part> partsOf(const model::ModelSpec& spec, RandomWeights::Type type)
{
    std::vector<Part> parts;
    const model::ModuleNode tree = model::buildModuleTree(spec);
    for (const model::ModuleNode* module : model::allModules(tree)) {
        if (!module->shape.empty() && !(spec.tiedEmbeddings && module->name == spec.head)) {
            addModule(*module, type, parts);
        }
    }
    return parts;
}

formats::QuantizationConfig quantizationOf(RandomWeights::Type type)
{
    formats::QuantizationConfig config;
    formats::QuantizationScheme scheme;
    scheme.targets = {"Linear"};
    scheme.weights.emplace();
    if (type == RandomWeights::Type::Int8) {
        config.format = "int-quantized";
        scheme.weights->strategy = formats::Strategy::Channel;
        scheme.inputActivations.emplace();
        scheme.inputActivations->strategy = formats::Strategy::Token;
        scheme.inputActivations->dynamic = true;
    } else {
        config.format = "pack-quantized";
        scheme.weights->bits = 4;
        scheme.weights->strategy = formats::Strategy::Group;
        scheme.weights->groupSize = kGroupColumns;
    }
    config.groups.push_back(std::move(scheme));
    return config;
}

/// Makes the bytes of one part after the other.
class Filler
{
public:
    explicit Filler(const RandomWeights& weights) : m_weights(weights) {}

    std::span<const std::byte> fill(const Part& part, std::size_t index)
    {
        Random random(m_weights.seed * 0x2545F4914F6CDD1DU + index); // each tensor by itself
        const auto count = static_cast<std::size_t>(part.tensor.elements());
        const std::size_t width = formats::sizeInBytes(part.tensor.dtype);
        m_bytes.resize(count * width);
        const auto columns = static_cast<std::size_t>(part.columns);
        switch (part.content) {
        case Part::Content::Weights:
            for (std::size_t start = 0; start < count; start += columns) {
                drawRow(random, columns);
                store(part.tensor.dtype, scaleOf(columns), start);
            }
            break;
        case Part::Content::Codes:
            for (std::size_t start = 0; start < count; start += columns) {
                drawCodes(random, columns, kInt8Deviation, 127);
                std::ranges::copy(std::as_bytes(std::span(m_codes)),
                                  m_bytes.begin() + static_cast<std::ptrdiff_t>(start));
            }
            break;
        case Part::Content::PackedCodes:
            for (std::size_t start = 0; start < count; start += (columns + 7) / 8) {
                drawCodes(random, columns, kInt4Deviation, 7);
                const auto words = formats::packRows(m_codes, 1, columns, 4, formats::PackLayout::Stream);
                std::ranges::copy(std::as_bytes(std::span(words)),
                                  m_bytes.begin() + static_cast<std::ptrdiff_t>(start * width));
            }
            break;
        case Part::Content::Scales:
            fillWith(part.tensor.dtype,
                     scaleOf(columns) /
                         (m_weights.type == RandomWeights::Type::Int8 ? kInt8Deviation : kInt4Deviation));
            break;
        case Part::Content::Ones:
            fillWith(part.tensor.dtype, 1.0F);
            break;
        case Part::Content::Zeros:
            fillWith(part.tensor.dtype, 0.0F);
            break;
        case Part::Content::Shape: {
            const std::array shape{part.rows, part.columns};
            std::ranges::copy(std::as_bytes(std::span(shape)), m_bytes.begin());
            break;
        }
        }
        return m_bytes;
    }

    float scaleOf(std::size_t columns) const
    {
        const double density = m_weights.of > 0 ? double(m_weights.kept) / m_weights.of : m_weights.density;
        return static_cast<float>(1.0 / std::sqrt(double(columns) * density));
    }

private:
    /// Normal numbers, 0 where the pattern keeps none; a kept one is never 0.
    void drawRow(Random& random, std::size_t columns)
    {
        m_row.resize(columns);
        const auto of = static_cast<std::size_t>(m_weights.of);
        const auto limit = static_cast<std::uint64_t>(m_weights.density * 0x1p32);
        std::size_t left = 0; // to be kept in this group
        for (std::size_t i = 0; i < columns; ++i) {
            bool keep = true;
            if (of > 0) {
                left = i % of == 0 ? static_cast<std::size_t>(m_weights.kept) : left;
                keep = random.below(of - i % of) < left; // each choice of columns is equally likely
                left -= keep ? 1 : 0;
            } else if (m_weights.density < 1.0) {
                keep = (random.next() >> 32) < limit;
            }
            m_row[i] = keep ? normal(random) : 0.0F;
            m_row[i] = keep && m_row[i] == 0.0F ? 1.0F : m_row[i];
        }
    }

    void drawCodes(Random& random, std::size_t columns, float deviation, int limit)
    {
        drawRow(random, columns);
        m_codes.resize(columns);
        for (std::size_t i = 0; i < columns; ++i) {
            const int code = std::clamp(static_cast<int>(std::lround(m_row[i] * deviation)), -limit, limit);
            m_codes[i] = static_cast<std::int8_t>(m_row[i] != 0.0F && code == 0 ? 1 : code);
        }
    }

    void store(DType dtype, float scale, std::size_t start)
    {
        const std::size_t width = formats::sizeInBytes(dtype);
        for (float& value : m_row) {
            value *= scale;
        }
        formats::convertFromFloat32(dtype, m_row, std::span(m_bytes).subspan(start * width, m_row.size() * width));
    }

    void fillWith(DType dtype, float value)
    {
        m_row.assign(m_bytes.size() / formats::sizeInBytes(dtype), value);
        formats::convertFromFloat32(dtype, m_row, m_bytes);
    }

    const RandomWeights& m_weights;
    std::vector<float> m_row;
    std::vector<std::int8_t> m_codes;
    std::vector<std::byte> m_bytes;
};

} // namespace

Result<std::uint64_t> writeRandomModel(const nlohmann::json& config, const std::filesystem::path& out,
                                       const RandomWeights& weights)
{
    const auto spec = model::modelSpecFromConfig(config);
    if (!spec) {
        return spec.error();
    }
    const std::vector<Part> parts = partsOf(*spec, weights.type);
    HfWriterOptions options;
    options.out = out;
    options.config = config;
    options.config.erase("quantization_config");
    options.config.erase("compression_config");
    options.config.erase("dtype");
    options.config["torch_dtype"] = "bfloat16";
    if (weights.type != RandomWeights::Type::BFloat16) {
        options.config["quantization_config"] = formats::toJson(quantizationOf(weights.type));
    }
    for (const Part& part : parts) {
        options.tensors.push_back(part.tensor);
    }
    auto writer = HfWriter::create(std::move(options));
    if (!writer) {
        return writer.error();
    }
    std::uint64_t total = 0;
    Filler filler(weights);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto bytes = filler.fill(parts[i], i);
        if (auto written = writer->append(bytes); !written) {
            return written.error();
        }
        total += bytes.size();
    }
    if (auto done = writer->commit(); !done) {
        return done.error();
    }
    return total;
}

} // namespace espalier::exporting
