#include "core/export/random_model.h"

#include <cmath>
#include <vector>

#include "core/export/hf.h"
#include "core/model/module_tree.h"

namespace espalier::exporting {
namespace {

/// SplitMix64 (Steele, Lea, Flood 2014): one multiplication chain a number, any seed will do.
class Random
{
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next()
    {
        std::uint64_t z = m_state += 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }

    /// Sum of four uniform 16-bit numbers, centred, of variance 1: near enough to normal, and no libm in the bytes.
    float normal()
    {
        const std::uint64_t bits = next();
        const auto sum = static_cast<std::int32_t>((bits & 0xFFFFU) + ((bits >> 16) & 0xFFFFU) +
                                                   ((bits >> 32) & 0xFFFFU) + (bits >> 48));
        constexpr float kDeviation = 37837.2F; // sqrt(4 * (2^32 - 1) / 12)
        return (static_cast<float>(sum) - 131070.0F) / kDeviation;
    }

private:
    std::uint64_t m_state;
};

formats::TensorInfo declare(const std::string& name, const std::vector<std::int64_t>& shape)
{
    formats::TensorInfo tensor;
    tensor.name = name;
    tensor.dtype = formats::DType::BF16;
    tensor.shape = shape;
    return tensor;
}

std::vector<formats::TensorInfo> tensorsOf(const model::ModelSpec& spec)
{
    std::vector<formats::TensorInfo> tensors;
    const model::ModuleNode tree = model::buildModuleTree(spec);
    for (const model::ModuleNode* module : model::allModules(tree)) {
        if (module->shape.empty() || (spec.tiedEmbeddings && module->name == spec.head)) {
            continue;
        }
        tensors.push_back(declare(module->name + ".weight", module->shape));
        if (module->bias) {
            tensors.push_back(declare(module->name + ".bias", {module->shape[0]}));
        }
    }
    return tensors;
}

void fill(const formats::TensorInfo& tensor, Random& random, std::vector<float>& row, std::vector<std::byte>& bytes)
{
    const std::size_t width = formats::sizeInBytes(tensor.dtype);
    const auto count = static_cast<std::size_t>(tensor.elements());
    bytes.resize(count * width);
    const bool matrix = tensor.shape.size() == 2;
    row.assign(matrix ? static_cast<std::size_t>(tensor.shape[1]) : count,
               tensor.name.ends_with(".bias") ? 0.0F : 1.0F);
    const float deviation = 1.0F / std::sqrt(static_cast<float>(row.size()));
    for (std::size_t start = 0; start < count; start += row.size()) {
        for (float& value : row) {
            value = matrix ? random.normal() * deviation : value;
        }
        formats::convertFromFloat32(tensor.dtype, row, std::span(bytes).subspan(start * width, row.size() * width));
    }
}

} // namespace

Result<std::uint64_t> writeRandomModel(const nlohmann::json& config, const std::filesystem::path& out,
                                       std::uint64_t seed)
{
    const auto spec = model::modelSpecFromConfig(config);
    if (!spec) {
        return spec.error();
    }
    HfWriterOptions options;
    options.out = out;
    options.config = config;
    options.config.erase("quantization_config");
    options.config.erase("compression_config");
    options.config.erase("dtype");
    options.config["torch_dtype"] = "bfloat16";
    options.tensors = tensorsOf(*spec);
    const std::vector<formats::TensorInfo> tensors = options.tensors;
    auto writer = HfWriter::create(std::move(options));
    if (!writer) {
        return writer.error();
    }
    std::uint64_t total = 0;
    std::vector<float> row;
    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        Random random(seed * 0x2545F4914F6CDD1DU + i); // each tensor by itself
        fill(tensors[i], random, row, bytes);
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
