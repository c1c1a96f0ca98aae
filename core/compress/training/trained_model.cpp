#include "core/compress/training/trained_model.h"

#include <stdexcept>

#include "core/compress/lora/low_rank_weight.h"
#include "core/compress/storage_format.h"
#include "core/compress/training/rounded_weight.h"

namespace espalier::compress {
namespace {

/// Whether the optimiser changes a matrix.
bool trainsMatrix(const ModelView& view, const ModulePlan& plan, const TrainingPlan& training)
{
    if (training.lora)
        return training.loraModules.count(plan.name) > 0;
    if (plan.group == InputGroup::Head && view.spec().tiedEmbeddings)
        return false; // it is the embedding's
    switch (training.tuning.part) {
    case TrainedPart::All:
        return true;
    case TrainedPart::Layers:
        return plan.linear != nullptr;
    default:
        return false;
    }
}

} // namespace

TrainedModel::TrainedModel(ModelView& view, const TrainingPlan& plan, std::uint64_t seed)
    : m_view(&view), m_plan(plan), m_seed(seed)
{
}

Result<TrainedModel> TrainedModel::create(ModelView& view, const TrainingPlan& plan, std::uint64_t seed)
{
    TrainedModel trained(view, plan, seed);
    if (auto fits = trained.checkSchemes(); !fits)
        return fits.error();
    trained.m_model = nn::loadModel(view.checkpoint());
    nn::Ends& ends = trained.m_model.ends;
    nn::Linear embedding{ends.embedding, {}, {}};
    const bool tied = view.spec().tiedEmbeddings;
    trained.addMatrix(view.embedding(), embedding);
    ends.embedding = embedding.weight;
    for (std::size_t layer = 0; layer < trained.m_model.blocks.size(); ++layer)
        trained.addLayer(layer);
    trained.addVector(view.spec().finalNorm + ".weight", ends.finalNorm.weight);
    trained.addVector(view.spec().finalNorm + ".bias", ends.finalNorm.bias);
    if (tied)
        ends.head.weight = ends.embedding;
    else
        trained.addMatrix(view.head(), ends.head);
    if (tied && view.embedding().written)
        view.keepTied();
    if (trained.m_weights.empty())
        return Error{"train.nothing", "Nothing is trained: no module of the model is among what the stage trains.", {}};
    return trained;
}

Result<void> TrainedModel::checkSchemes() const
{
    for (const ModulePlan& plan : m_view->modules()) {
        const bool trains = trainsMatrix(*m_view, plan, m_plan);
        const bool rounds = m_plan.schemes.count(plan.name) > 0;
        if (trains && plan.storesIntegers() && !rounds)
            return Error{"train.quantized",
                         plan.name + " is stored as integers, which cannot be trained as they are. Add a "
                                     "QuantizationModifier to the train stage, train norms alone (train: norms), or "
                                     "train before quantizing.",
                         m_view->checkpoint().folder().string()};
        if (rounds && m_plan.lora)
            return Error{"recipe.modifier.stage",
                         "A LoRAModifier cannot stand in one train stage with a QuantizationModifier. Quantize in a "
                         "stage after it.",
                         {}};
    }
    return {};
}

void TrainedModel::addMatrix(ModulePlan& plan, nn::Linear& linear)
{
    if (!linear.weight.defined())
        return;
    const bool trains = trainsMatrix(*m_view, plan, m_plan);
    const auto scheme = m_plan.schemes.find(plan.name);
    const bool tiedHead = plan.group == InputGroup::Head && m_view->spec().tiedEmbeddings;
    if (scheme != m_plan.schemes.end() && !tiedHead) {
        plan.scheme = scheme->second;
        plan.scheme->format = storageFormat(*plan.scheme);
        plan.newScheme = true;
        plan.written = true;
        if (plan.scheme->inputActivations)
            linear.input = nn::InputQuantizer{*plan.scheme->inputActivations, {}, {}};
    }
    if (!trains)
        return;
    plan.written = true;
    const bool keepZeros = m_plan.keepsZeros(plan.name) || m_plan.sparsity.count(plan.name) > 0;
    std::unique_ptr<TrainedWeight> weight;
    if (m_plan.lora)
        weight = std::make_unique<LowRankWeight>(linear.weight, m_plan.lora->rank, m_plan.lora->alpha, keepZeros,
                                                 m_seed + m_matrices.size());
    else if (plan.storesIntegers())
        weight = std::make_unique<RoundedWeight>(linear.weight, *plan.scheme->weights, plan.dtype, keepZeros);
    else if (m_plan.sparsity.count(plan.name) > 0)
        weight = std::make_unique<MaskedWeight>(linear.weight);
    else
        weight = trainedMatrix(linear.weight, keepZeros);
    TrainedWeight& added = m_weights.add(std::move(weight));
    m_matrices[plan.name] = &added;
    linear.weight = added.weight();
}

void TrainedModel::addVector(const std::string& tensor, at::Tensor& slot)
{
    if (!slot.defined())
        return;
    TrainedWeight& added = m_weights.add(std::make_unique<PlainWeight>(slot));
    m_vectors[tensor] = &added;
    slot = added.weight();
}

void TrainedModel::addLayer(std::size_t layer)
{
    nn::Block& block = m_model.blocks[layer];
    for (ModulePlan* plan : m_view->modulesOfLayer(int(layer))) {
        nn::Linear& linear = block.linear(*plan->linear);
        addMatrix(*plan, linear);
        addVector(plan->name + ".bias", linear.bias);
    }
    for (const nn::NamedVector& norm : nn::normVectors(block))
        addVector(norm.name, *norm.vector);
}

void TrainedModel::setMask(const std::string& module, const at::Tensor& kept)
{
    auto* masked = dynamic_cast<MaskedWeight*>(m_matrices.at(module));
    if (!masked)
        throw std::logic_error(module + " has no mask to change");
    masked->setMask(kept);
}

std::optional<at::Tensor> TrainedModel::result(const std::string& module) const
{
    const auto found = m_matrices.find(module);
    return found == m_matrices.end() ? std::nullopt : std::optional(found->second->result());
}

std::int64_t TrainedModel::parameters() const
{
    std::int64_t sum = 0;
    for (const at::Tensor& parameter : m_weights.parameters())
        sum += parameter.numel();
    return sum;
}

} // namespace espalier::compress
