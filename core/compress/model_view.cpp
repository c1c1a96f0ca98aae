#include "core/compress/model_view.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "core/compress/fused_modules.h"
#include "core/compress/storage_format.h"

namespace espalier::compress {
namespace {

formats::DType storedFloatType(const model::Checkpoint& checkpoint, const std::string& module)
{
    for (const char* tensor : {".weight_scale", ".weight"}) {
        const auto stored = checkpoint.find(module + tensor);
        if (stored && formats::isFloatingPoint(stored->info->dtype) && formats::sizeInBytes(stored->info->dtype) > 1)
            return stored->info->dtype == formats::DType::F64 ? formats::DType::F32 : stored->info->dtype;
    }
    return formats::DType::F32;
}

ModulePlan planOf(const model::Checkpoint& checkpoint, const std::string& name, const std::string& role)
{
    ModulePlan plan;
    plan.name = name;
    plan.role = role;
    plan.className = role == "embedding" ? "Embedding" : "Linear";
    plan.dtype = storedFloatType(checkpoint, name);
    plan.scheme = checkpoint.storedScheme(name);
    if (plan.scheme)
        plan.scheme->format = storedFormat(checkpoint, name);
    plan.shape = checkpoint.weightShape(name);
    plan.outputShape = plan.shape;
    return plan;
}

bool sameNumbers(const formats::QuantizationScheme& a, const formats::QuantizationScheme& b)
{
    return a.weights == b.weights && a.inputActivations == b.inputActivations &&
           a.outputActivations == b.outputActivations && a.format == b.format;
}

void addOnce(std::vector<std::string>& names, const std::string& name)
{
    if (names.empty() || names.back() != name) // parts of one module follow each other
        names.push_back(name);
}

void addClass(const ModelView& model, const std::string& className, formats::QuantizationConfig& config)
{
    const std::vector<FusedModule> fused = fusedModules(model);
    std::vector<formats::QuantizationScheme> schemes; // targets: names of the modules
    std::vector<std::string> dense;
    for (const ModulePlan& plan : model.modules()) {
        if (plan.className != className || (plan.linear && !model.keeps(plan.layer)))
            continue;
        const bool sharesEmbedding = plan.group == InputGroup::Head && model.staysTied();
        if (!plan.storesIntegers() || sharesEmbedding) {
            addOnce(dense, storedName(model, fused, plan.name));
            continue;
        }
        auto same = std::find_if(schemes.begin(), schemes.end(),
                                 [&](const auto& scheme) { return sameNumbers(scheme, *plan.scheme); });
        if (same == schemes.end()) {
            schemes.push_back(*plan.scheme);
            schemes.back().targets.clear();
            same = std::prev(schemes.end());
        }
        addOnce(same->targets, storedName(model, fused, plan.name));
    }
    if (schemes.size() == 1) {
        schemes.front().targets = {className};
        config.ignore.insert(config.ignore.end(), dense.begin(), dense.end());
    }
    config.groups.insert(config.groups.end(), schemes.begin(), schemes.end());
}

} // namespace

InputGroup inputGroup(const model::LinearSpec& linear)
{
    switch (linear.role) {
    case model::Role::Query:
    case model::Role::Key:
    case model::Role::Value:
        return InputGroup::Attention;
    case model::Role::AttentionOutput:
        return InputGroup::AttentionOutput;
    case model::Role::Gate:
    case model::Role::Up:
        return {InputGroup::FeedForward, linear.expert};
    case model::Role::Down:
        return {InputGroup::Down, linear.expert};
    }
    return InputGroup::None;
}

ModelView::ModelView(model::Checkpoint checkpoint) : m_checkpoint(std::move(checkpoint))
{
    const model::ModelSpec& model = m_checkpoint.spec();
    if (m_checkpoint.quantization())
        m_keysAndValues = m_checkpoint.quantization()->keysAndValues;
    m_modules.push_back(planOf(m_checkpoint, model.embedding, "embedding"));
    for (std::size_t layer = 0; layer < model.layers.size(); ++layer) {
        for (const model::LinearSpec* linear : model.layers[layer].allLinears()) {
            ModulePlan plan = planOf(m_checkpoint, linear->name, std::string(model::name(linear->role)));
            plan.layer = int(layer);
            plan.linear = linear;
            plan.group = inputGroup(*linear);
            m_modules.push_back(std::move(plan));
        }
    }
    ModulePlan head = planOf(m_checkpoint, model.tiedEmbeddings ? model.embedding : model.head, "head");
    head.name = model.head;
    head.group = InputGroup::Head;
    m_modules.push_back(std::move(head));
    m_keptLayers.resize(model.layers.size());
    std::iota(m_keptLayers.begin(), m_keptLayers.end(), 0);
}

bool belongsTo(const std::string& tensor, const std::string& module)
{
    return tensor.size() > module.size() && tensor[module.size()] == '.' &&
           tensor.compare(0, module.size(), module) == 0;
}

bool ModelView::keeps(int layer) const
{
    return std::binary_search(m_keptLayers.begin(), m_keptLayers.end(), layer);
}

std::size_t ModelView::outputLayer(int layer) const
{
    return std::size_t(std::lower_bound(m_keptLayers.begin(), m_keptLayers.end(), layer) - m_keptLayers.begin());
}

void ModelView::keepLayers(std::vector<int> layers)
{
    const bool ascends = std::is_sorted(layers.begin(), layers.end(), std::less_equal<>{});
    if (layers.empty() || !ascends ||
        !std::includes(m_keptLayers.begin(), m_keptLayers.end(), layers.begin(), layers.end()))
        throw std::invalid_argument("model view: got " + std::to_string(layers.size()) +
                                    " layers to keep, expected some of the " + std::to_string(m_keptLayers.size()) +
                                    " that are there, each once and ascending");
    m_keptLayers = std::move(layers);
}

std::string ModelView::outputName(const std::string& name) const
{
    if (m_keptLayers.size() == spec().layers.size())
        return name;
    for (std::size_t place = 0; place < m_keptLayers.size(); ++place) {
        const std::string& layer = spec().layers[std::size_t(m_keptLayers[place])].name;
        if (name == layer || belongsTo(name, layer))
            return spec().layers[place].name + name.substr(layer.size());
    }
    return name;
}

void ModelView::quantizeKeysAndValues(formats::QuantizationArgs args)
{
    m_keysAndValues = std::move(args);
    m_newKeysAndValues = true;
}

formats::DType ModelView::keyValueScaleType(int layer) const
{
    const auto first = std::find_if(m_modules.begin(), m_modules.end(),
                                    [&](const ModulePlan& plan) { return plan.linear && plan.layer == layer; });
    return first == m_modules.end() ? formats::DType::F32 : first->dtype;
}

ModulePlan* ModelView::find(const std::string& name)
{
    const auto found =
        std::find_if(m_modules.begin(), m_modules.end(), [&](const ModulePlan& plan) { return plan.name == name; });
    return found == m_modules.end() ? nullptr : &*found;
}

std::vector<ModulePlan*> ModelView::modulesOfLayer(int layer)
{
    std::vector<ModulePlan*> result;
    for (ModulePlan& plan : m_modules) {
        if (plan.linear && plan.layer == layer)
            result.push_back(&plan);
    }
    return result;
}

bool ModelView::staysTied() const
{
    return spec().tiedEmbeddings && !head().written && (m_keepsTied || !embedding().written);
}

std::optional<formats::QuantizationConfig> quantizationConfig(const ModelView& model)
{
    formats::QuantizationConfig config;
    addClass(model, "Linear", config);
    addClass(model, "Embedding", config);
    config.keysAndValues = model.keysAndValues();
    if (config.groups.empty() && !config.keysAndValues)
        return std::nullopt;
    if (config.groups.empty()) {
        config.format = "dense";
        return config;
    }
    config.format = config.groups.front().format;
    const bool mixed = std::any_of(config.groups.begin(), config.groups.end(),
                                   [&](const auto& group) { return group.format != config.format; });
    if (mixed)
        config.format = "mixed-precision";
    else
        for (formats::QuantizationScheme& group : config.groups)
            group.format.clear(); // the config's own says it
    return config;
}

} // namespace espalier::compress
