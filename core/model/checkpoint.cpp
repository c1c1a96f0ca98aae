#include "core/model/checkpoint.h"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

#include "core/model/foreign_weights.h"
#include "core/model/gguf_config.h"
#include "core/model/gguf_weights.h"
#include "core/model/shards.h"
#include "core/model/stored_schemes.h"
#include "core/model/stored_weight.h"
#include "core/model/tensor_table.h"

namespace espalier::model {
namespace {

constexpr std::size_t kListed = 5; // names in an error message

/// `*` at either end matches anything.
bool matches(std::string_view pattern, std::string_view name)
{
    const bool openStart = pattern.starts_with('*');
    const bool openEnd = pattern.size() > 1 && pattern.ends_with('*');
    pattern = pattern.substr(openStart ? 1 : 0, pattern.size() - (openStart ? 1 : 0) - (openEnd ? 1 : 0));
    if (openStart && openEnd) {
        return name.find(pattern) != std::string_view::npos;
    }
    return openStart ? name.ends_with(pattern) : openEnd ? name.starts_with(pattern) : name == pattern;
}

std::string listed(const std::vector<std::string>& names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kListed); ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    return names.size() > kListed ? text + " and " + std::to_string(names.size() - kListed) + " more" : text;
}

} // namespace

struct Checkpoint::State
{
    std::filesystem::path folder;
    nlohmann::json config;
    ModelSpec spec;
    ModuleNode tree;
    std::optional<formats::QuantizationConfig> quantization;
    std::vector<std::filesystem::path> files;
    std::filesystem::path configFile;
    std::string dequantizedFrom;
    TensorTable tensors;
    std::unordered_map<std::string_view, const ModuleNode*> modules; ///< names lie in `tree`
    std::unordered_map<const ModuleNode*, const formats::QuantizationScheme*> schemes;
    std::vector<std::string> missing;
    std::vector<std::string> unexpected;

    bool isTiedHead(std::string_view module) const { return spec.tiedEmbeddings && module == spec.head; }
    const std::string& owner(const std::string& module) const { return isTiedHead(module) ? spec.embedding : module; }

    const formats::QuantizationScheme* scheme(std::string_view name) const
    {
        const auto module = modules.find(name);
        const auto found = module == modules.end() ? schemes.end() : schemes.find(module->second);
        return found == schemes.end() ? nullptr : found->second;
    }

    std::optional<formats::QuantizationArgs> weightArgs(std::string_view name) const
    {
        const auto* found = scheme(name);
        return found != nullptr ? found->weights : std::nullopt;
    }

    bool has(const std::string& tensor) const { return tensors.find(tensor).has_value(); }

    Result<void> readConfig()
    {
        configFile = folder / "config.json";
        auto read = readJsonObject(configFile, "model.config");
        if (!read) {
            return read.error();
        }
        config = read.take();
        return readSpec();
    }

    Result<void> readSpec()
    {
        auto parsed = modelSpecFromConfig(config);
        if (!parsed) {
            return parsed.error();
        }
        spec = parsed.take();
        return {};
    }

    Result<void> readFolder()
    {
        if (auto read = readConfig(); !read) {
            return read;
        }
        const nlohmann::json quantizationConfig = quantizationJson(folder, config);
        if (auto understood = checkQuantization(quantizationConfig); !understood) {
            return understood;
        }
        auto shards = readShards(folder, tensors);
        if (!shards) {
            return shards.error();
        }
        files = shards.take();
        dequantizedFrom = foreignMethod(quantizationConfig);
        auto decoded = decodeForeignWeights(tensors, quantizationConfig);
        if (!decoded) {
            return decoded.error();
        }
        quantization = decoded.take();
        return tensors.arrange(spec);
    }

    Result<void> readGguf()
    {
        const auto file = formats::GgufFile::open(folder);
        if (!file) {
            return file.error();
        }
        files = {folder};
        configFile = folder;
        auto converted = configFromGguf(*file);
        if (!converted) {
            return converted.error();
        }
        config = converted.take();
        if (auto read = readSpec(); !read) {
            return Error{read.error().code, "The GGUF file cannot be read as its metadata say: " + read.error().message,
                         read.error().place};
        }
        dequantizedFrom = quantizedTypes(*file);
        return addGgufTensors(*file, spec, tensors);
    }

    Result<void> read()
    {
        std::error_code code;
        if (std::filesystem::is_directory(folder, code)) {
            return readFolder();
        }
        if (!std::filesystem::exists(folder, code)) {
            return Error{"model.open",
                         "There is no such folder or file. Give a Hugging Face folder with config.json and its "
                         "weights, or a GGUF file.",
                         folder.string()};
        }
        if (!formats::isGgufFile(folder)) {
            return Error{"model.open",
                         "This is a file. Give the Hugging Face folder that it lies in, or a GGUF file.",
                         folder.string()};
        }
        return readGguf();
    }

    Result<void> findSchemes()
    {
        if (!quantization) {
            return {};
        }
        const auto found = StoredSchemes::create(*quantization);
        if (!found) {
            return found.error();
        }
        for (const auto& [name, module] : modules) {
            if (const auto* scheme = module->shape.size() == 2 ? found->find(*quantization, *module) : nullptr) {
                schemes.emplace(module, scheme);
            }
        }
        return {};
    }

    void listMissing()
    {
        for (const LayerSpec& layer : spec.layers) {
            for (const std::string& scale : keyValueScales(layer)) {
                if (quantization && quantization->keysAndValues && !has(scale)) {
                    missing.push_back(scale);
                }
            }
        }
        for (const ModuleNode* module : allModules(tree)) {
            if (module->shape.empty() || isTiedHead(module->name)) {
                continue;
            }
            const auto weight = tensors.find(module->name + ".weight");
            const bool packed = has(module->name + ".weight_packed");
            if (!weight && !packed) {
                missing.push_back(module->name + ".weight");
            }
            const bool codes = weight && weight->info->dtype == formats::DType::I8;
            if ((packed || codes) && weightArgs(module->name) && !has(module->name + ".weight_scale")) {
                missing.push_back(module->name + ".weight_scale");
            }
            if (module->bias && !has(module->name + ".bias")) {
                missing.push_back(module->name + ".bias");
            }
            const auto* scheme = this->scheme(module->name);
            if (scheme != nullptr && module->isLinear() && scheme->inputActivations &&
                !scheme->inputActivations->dynamic && !has(module->name + ".input_scale")) {
                missing.push_back(module->name + ".input_scale");
            }
        }
    }

    bool isOwned(std::string_view tensor) const
    {
        const auto dot = tensor.rfind('.');
        if (dot == std::string_view::npos) {
            return false;
        }
        const auto module = modules.find(tensor.substr(0, dot));
        const std::string_view suffix = tensor.substr(dot + 1);
        return module != modules.end() && !module->second->shape.empty() &&
               std::ranges::find(kTensorSuffixes, suffix) != kTensorSuffixes.end() &&
               (suffix != "bias" || module->second->bias);
    }

    bool isKeyValueScale(std::string_view tensor) const
    {
        return quantization && quantization->keysAndValues &&
               std::ranges::any_of(spec.layers, [&](const LayerSpec& layer) {
                   const auto [keys, values] = keyValueScales(layer);
                   return tensor == keys || tensor == values;
               });
    }

    void listUnexpected(const Family& family)
    {
        for (const std::string& name : tensors.names()) {
            const auto ignored = [&](const std::string& pattern) { return matches(pattern, name); };
            if (!isOwned(name) && !isKeyValueScale(name) && std::ranges::none_of(family.ignoredTensors, ignored)) {
                unexpected.push_back(name);
            }
        }
    }
};

Result<Checkpoint> Checkpoint::open(const std::filesystem::path& path)
{
    auto state = std::make_shared<State>();
    state->folder = path;
    const auto placed = [&](Error error) {
        const auto& place = state->configFile.empty() ? path : state->configFile;
        error.place = error.place.empty() ? place.string() : error.place;
        return error;
    };
    if (auto read = state->read(); !read) {
        return placed(read.error());
    }
    state->tree = buildModuleTree(state->spec);
    for (const ModuleNode* module : allModules(state->tree)) {
        state->modules.emplace(module->name, module);
    }
    if (auto found = state->findSchemes(); !found) {
        return placed(found.error());
    }
    state->listMissing();
    state->listUnexpected(*findFamily(state->config));
    Checkpoint checkpoint;
    checkpoint.m_state = std::move(state);
    return checkpoint;
}

const std::filesystem::path& Checkpoint::folder() const
{
    return m_state->folder;
}
const std::filesystem::path& Checkpoint::configFile() const
{
    return m_state->configFile;
}
const std::string& Checkpoint::dequantizedFrom() const
{
    return m_state->dequantizedFrom;
}
const nlohmann::json& Checkpoint::config() const
{
    return m_state->config;
}
const ModelSpec& Checkpoint::spec() const
{
    return m_state->spec;
}
const ModuleNode& Checkpoint::tree() const
{
    return m_state->tree;
}
const std::optional<formats::QuantizationConfig>& Checkpoint::quantization() const
{
    return m_state->quantization;
}
const std::vector<std::string>& Checkpoint::missingTensors() const
{
    return m_state->missing;
}
const std::vector<std::string>& Checkpoint::unexpectedTensors() const
{
    return m_state->unexpected;
}

const std::vector<std::filesystem::path>& Checkpoint::files() const
{
    return m_state->files;
}

std::optional<StoredTensor> Checkpoint::find(std::string_view tensorName) const
{
    return m_state->tensors.find(tensorName);
}

std::vector<std::string> Checkpoint::tensorNames() const
{
    return m_state->tensors.names();
}

Result<void> Checkpoint::requireComplete() const
{
    if (!m_state->missing.empty()) {
        return Error{"model.tensor.missing",
                     "The model's files lack " + listed(m_state->missing) + ". Fetch the model again.",
                     folder().string()};
    }
    for (const ModuleNode* module : allModules(m_state->tree)) {
        if (module->shape.empty() || m_state->isTiedHead(module->name)) {
            continue;
        }
        if (auto opened = StoredWeight::open(*this, module->name, module->shape, m_state->weightArgs(module->name));
            !opened) {
            return opened.error();
        }
        if (const auto bias = find(module->name + ".bias");
            module->bias && bias->info->elements() != module->shape[0]) {
            return Error{"model.tensor.shape",
                         "Tensor '" + bias->info->name + "' has " + std::to_string(bias->info->elements()) +
                             " elements, but " + std::to_string(module->shape[0]) + " are needed.",
                         bias->path().string()};
        }
    }
    return {};
}

std::optional<formats::QuantizationScheme> Checkpoint::storedScheme(const std::string& moduleName) const
{
    const auto* scheme = m_state->scheme(moduleName);
    return scheme != nullptr ? std::optional(*scheme) : std::nullopt;
}

const ModuleNode* Checkpoint::module(std::string_view moduleName) const
{
    const auto found = m_state->modules.find(moduleName);
    return found == m_state->modules.end() ? nullptr : found->second;
}

std::vector<StoredTensor> Checkpoint::tensorsOf(const std::string& moduleName) const
{
    std::vector<StoredTensor> tensors;
    for (const std::string_view suffix : kTensorSuffixes) {
        if (const auto tensor = find(moduleName + "." + std::string(suffix))) {
            tensors.push_back(*tensor);
        }
    }
    return tensors;
}

std::vector<std::int64_t> Checkpoint::weightShape(const std::string& moduleName) const
{
    const ModuleNode* found = module(moduleName);
    return found != nullptr ? found->shape : std::vector<std::int64_t>();
}

Result<void> Checkpoint::readWeight(const std::string& moduleName, std::span<float> destination) const
{
    return readWeightRows(moduleName, 0, destination);
}

Result<void> Checkpoint::readWeightRows(const std::string& moduleName, std::int64_t firstRow,
                                        std::span<float> destination) const
{
    const std::string& owner = m_state->owner(moduleName);
    const std::vector<std::int64_t> shape = weightShape(owner);
    if (shape.empty()) {
        return Error{"model.tensor.missing", "The model has no module '" + moduleName + "' with a weight.",
                     folder().string()};
    }
    const auto weight = StoredWeight::open(*this, owner, shape, m_state->weightArgs(owner));
    if (!weight) {
        return weight.error();
    }
    const auto first = static_cast<std::size_t>(firstRow);
    if (destination.size() % weight->columns() != 0 || first > weight->rows() ||
        destination.size() / weight->columns() > weight->rows() - first) {
        throw std::invalid_argument("Checkpoint: '" + moduleName + "' has " + std::to_string(weight->rows()) +
                                    " rows of " + std::to_string(weight->columns()) + ", asked for " +
                                    std::to_string(destination.size()) + " values from row " +
                                    std::to_string(firstRow));
    }
    weight->read(first, destination);
    return {};
}

Result<std::vector<float>> Checkpoint::readFloats(std::string_view tensorName) const
{
    const auto tensor = find(tensorName);
    if (!tensor) {
        return Error{"model.tensor.missing",
                     "Tensor '" + std::string(tensorName) + "' is in none of the model's files.", folder().string()};
    }
    std::vector<float> values(static_cast<std::size_t>(tensor->info->elements()));
    formats::convertToFloat32(tensor->info->dtype, tensor->bytes().span(), values);
    return values;
}

void Checkpoint::release(const std::string& moduleName) const
{
    for (const StoredTensor& tensor : tensorsOf(m_state->owner(moduleName))) {
        tensor.release();
    }
}

} // namespace espalier::model
