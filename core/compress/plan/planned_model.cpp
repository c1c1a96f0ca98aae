#include "core/compress/plan/planned_model.h"

#include <algorithm>

#include "core/compress/storage_format.h"
#include "core/model/shards.h"
#include "core/model/stored_schemes.h"

namespace espalier::compress::plan {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kHeaderBytesOfTensor = 110; ///< name, type, shape and offsets in a safetensors header

/// Role and expert of a module; "" of what none of them is (a router, a norm).
void setRole(const model::ModelSpec& spec, PlannedModule& module)
{
    if (module.name == spec.embedding || module.name == spec.head)
        module.role = module.name == spec.head ? "head" : "embedding";
    if (module.layer < 0)
        return;
    const model::LayerSpec& layer = spec.layers[std::size_t(module.layer)];
    for (const model::LinearSpec* linear : layer.allLinears()) {
        if (linear->name != module.name)
            continue;
        module.role = model::name(linear->role);
        module.expert = linear->expert;
    }
    if (layer.moe && layer.moe->router == module.name)
        module.role = "router";
}

void addModules(PlannedModel& model)
{
    model.parameters = 0;
    for (const model::ModuleNode* node : model::allModules(model.tree)) {
        if (node->shape.empty())
            continue;
        std::int64_t count = 1;
        for (const std::int64_t size : node->shape)
            count *= size;
        const bool tied = node->name == model.spec.head && model.spec.tiedEmbeddings;
        if (!tied)
            model.parameters += count + (node->bias ? node->shape.front() : 0);
        if (node->shape.size() != 2)
            continue;
        PlannedModule& module = model.modules.emplace_back();
        module.name = node->name;
        module.layer = node->layer;
        module.rows = node->shape[0];
        module.columns = node->shape[1];
        module.tied = tied;
        setRole(model.spec, module);
    }
}

PlannedModel modelOf(model::ModelSpec spec)
{
    PlannedModel model;
    model.tree = model::buildModuleTree(spec);
    model.spec = std::move(spec);
    addModules(model);
    return model;
}

/// Everything in the folder that a stage's writer copies: small files that are no weights.
std::uint64_t otherFiles(const fs::path& folder)
{
    constexpr std::uint64_t kLargest = std::uint64_t(64) << 20;
    std::uint64_t sum = 0;
    std::error_code failed;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed)) {
        const std::string extension = entry.path().extension().string();
        const bool text = extension == ".json" || extension == ".model" || extension == ".txt" || extension == ".jinja";
        std::error_code ignored;
        if (const std::uint64_t size = text ? entry.file_size(ignored) : 0; !ignored && size < kLargest)
            sum += size;
    }
    return sum;
}

formats::DType dtypeOf(const nlohmann::json& config)
{
    for (const char* key : {"torch_dtype", "dtype"}) {
        const std::string name = config.contains(key) && config[key].is_string() ? config[key].get<std::string>() : "";
        if (name == "float32")
            return formats::DType::F32;
        if (name == "float16")
            return formats::DType::F16;
    }
    return formats::DType::BF16;
}

Result<void> addSchemes(const nlohmann::json& config, PlannedModel& model)
{
    const char* key = config.contains("quantization_config") ? "quantization_config" : "compression_config";
    if (!config.contains(key) || config[key].is_null())
        return {};
    const auto quantization = formats::quantizationConfigFromJson(config[key]);
    if (!quantization)
        return quantization.error();
    const auto schemes = model::StoredSchemes::create(*quantization);
    if (!schemes)
        return schemes.error();
    for (const model::ModuleNode* node : model::allModules(model.tree)) {
        const auto found = std::find_if(model.modules.begin(), model.modules.end(),
                                        [&](const PlannedModule& module) { return module.name == node->name; });
        if (found == model.modules.end())
            continue;
        if (const formats::QuantizationScheme* scheme = schemes->find(*quantization, *node))
            found->scheme = *scheme;
        if (found->scheme && found->scheme->format.empty())
            found->scheme->format = quantization->format;
    }
    return {};
}

std::uint64_t scales(const formats::QuantizationArgs& args, std::uint64_t rows, std::uint64_t columns)
{
    switch (args.strategy) {
    case formats::Strategy::Channel:
        return rows;
    case formats::Strategy::Block:
        return ((rows + std::uint64_t(args.blockRows) - 1) / std::uint64_t(args.blockRows)) *
               ((columns + std::uint64_t(args.blockColumns) - 1) / std::uint64_t(args.blockColumns));
    case formats::Strategy::Group:
        return rows * ((columns + std::uint64_t(args.groupSize) - 1) / std::uint64_t(args.groupSize));
    default:
        return 1;
    }
}

} // namespace

std::uint64_t storedBytes(const PlannedModule& module, formats::DType dtype)
{
    if (module.tied)
        return 0;
    const auto rows = std::uint64_t(module.rows);
    const auto columns = std::uint64_t(module.columns);
    const std::uint64_t element = formats::sizeInBytes(dtype);
    if (!module.scheme || !module.scheme->weights)
        return rows * columns * element + kHeaderBytesOfTensor;
    const formats::QuantizationArgs& args = *module.scheme->weights;
    const std::string& stored = module.scheme->format;
    const bool packed = (stored.empty() ? storageFormat(*module.scheme) : stored) == kPackQuantized;
    const std::uint64_t codes = packed ? rows * ((columns * std::uint64_t(args.bits) + 31) / 32) * 4 : rows * columns;
    const std::uint64_t count = scales(args, rows, columns);
    return codes + count * element +
           (args.symmetric ? 0
            : packed       ? count * std::uint64_t(args.bits) / 8
                           : count) +
           3 * kHeaderBytesOfTensor;
}

PlannedModel PlannedModel::reshaped(const PlannedModel& before, model::ModelSpec spec)
{
    PlannedModel after = modelOf(std::move(spec));
    after.dtype = before.dtype;
    after.otherFileBytes = before.otherFileBytes;
    for (PlannedModule& module : after.modules) {
        if (const PlannedModule* old = before.find(module.name)) {
            module.scheme = old->scheme;
            module.sparsity = old->sparsity;
            module.tied = module.tied && old->tied; // a quantized head is stored by itself
        }
    }
    return after;
}

bool PlannedModel::countsOnce(const PlannedModule& module) const
{
    return spec.tiedEmbeddings && module.name == spec.head;
}

std::uint64_t PlannedModel::bytes() const
{
    std::int64_t matrices = 0;
    std::uint64_t sum = otherFileBytes;
    for (const PlannedModule& module : modules) {
        sum += storedBytes(module, dtype);
        matrices += countsOnce(module) ? 0 : module.weights();
    }
    return sum + std::uint64_t(parameters - matrices) * formats::sizeInBytes(dtype) +
           2 * spec.layers.size() * kHeaderBytesOfTensor;
}

const PlannedModule* PlannedModel::find(const std::string& name) const
{
    const auto found =
        std::find_if(modules.begin(), modules.end(), [&](const PlannedModule& module) { return module.name == name; });
    return found == modules.end() ? nullptr : &*found;
}

PlannedModel plannedModel(const model::Checkpoint& checkpoint)
{
    PlannedModel model = modelOf(checkpoint.spec());
    model.otherFileBytes = otherFiles(checkpoint.folder());
    model.dtype = dtypeOf(checkpoint.config());
    if (std::error_code ignored; !checkpoint.dequantizedFrom().empty() && !checkpoint.quantization())
        model.foreignBytes = fs::file_size(checkpoint.files().front(), ignored);
    for (PlannedModule& module : model.modules) {
        module.scheme = checkpoint.storedScheme(module.name);
        if (module.scheme)
            module.scheme->format = storedFormat(checkpoint, module.name);
        const auto stored = checkpoint.find(module.name + ".weight");
        if (stored && formats::isFloatingPoint(stored->info->dtype) && formats::sizeInBytes(stored->info->dtype) > 1)
            model.dtype = stored->info->dtype;
    }
    return model;
}

Result<PlannedModel> plannedModel(const fs::path& folder)
{
    const auto checkpoint = model::Checkpoint::open(folder);
    if (checkpoint)
        return plannedModel(*checkpoint);
    if (fs::is_regular_file(folder))
        return checkpoint.error();
    const auto config = model::readJsonObject(folder / "config.json", "model.config");
    if (!config)
        return config.error();
    auto spec = model::modelSpecFromConfig(*config);
    if (!spec)
        return spec.error();
    PlannedModel model = modelOf(spec.take());
    model.dtype = dtypeOf(*config);
    model.otherFileBytes = otherFiles(folder);
    if (auto added = addSchemes(*config, model); !added)
        return added.error();
    return model;
}

} // namespace espalier::compress::plan
