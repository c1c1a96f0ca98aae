#include "core/compress/reference_models.h"

#include <algorithm>

#include <ATen/TensorOperators.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/sum.h>

#include "core/compress/calibration.h"

namespace espalier::compress {
namespace {

bool compares(const Modifiers& modifiers, BlockReference reference)
{
    return std::any_of(modifiers.begin(), modifiers.end(),
                       [&](const auto& m) { return m->blockReference() == reference; });
}

HiddenStates embedded(const model::ModelSpec& spec, const Windows& windows, const nn::Ends& ends,
                      const HiddenStorage& storage)
{
    HiddenStates hidden(storage);
    for (const at::Tensor& ids : idBatches(windows))
        hidden.add(nn::embed(spec, ends, ids));
    return hidden;
}

} // namespace

ReferenceModels::ReferenceModels(model::Checkpoint input, model::Checkpoint source, const Modifiers& modifiers,
                                 at::Device device)
    : m_inputModel(std::move(input)), m_sourceModel(std::move(source)), m_device(device),
      m_sameModel(m_inputModel.folder() == m_sourceModel.folder()),
      m_needsDense(
          std::any_of(modifiers.begin(), modifiers.end(), [](const auto& m) { return m->needsDenseInputs(); })),
      m_comparesInputs(compares(modifiers, BlockReference::Inputs)),
      m_comparesStage(compares(modifiers, BlockReference::Stage)),
      m_comparesSource(compares(modifiers, BlockReference::Source))
{
}

Result<void> ReferenceModels::check() const
{
    const std::size_t source = m_sourceModel.spec().layers.size();
    const std::size_t own = m_inputModel.spec().layers.size();
    if (m_comparesSource && (source != own || m_sourceModel.spec().hiddenSize != m_inputModel.spec().hiddenSize))
        return Error{"recipe.reference",
                     "The stage compares its layers with those of the model that the run starts from, which has " +
                         std::to_string(source) + " where this stage has " + std::to_string(own) +
                         ". Compare with the stage's own input (reference: stage) or distil in a train stage.",
                     {}};
    return {};
}

void ReferenceModels::start(const nn::Ends& ends, const Windows& calibration, const Windows& probe,
                            const HiddenStorage& storage)
{
    const bool followsStage = m_needsDense || m_comparesStage || (m_comparesSource && m_sameModel);
    const bool followsSource = m_comparesSource && !m_sameModel;
    nn::Ends sourceEnds = ends;
    if (!m_sameModel)
        sourceEnds = nn::loadEmbedding(m_sourceModel);
    if (followsStage)
        m_stage.emplace(m_inputModel, embedded(m_inputModel.spec(), calibration, ends, storage), m_device);
    if (followsSource)
        m_source.emplace(m_sourceModel, embedded(m_sourceModel.spec(), calibration, sourceEnds, storage), m_device);
    if (m_sourceModel.spec().layers.size() == m_inputModel.spec().layers.size() && !probe.empty()) {
        HiddenStates probes;
        for (const auto& window : probe)
            probes.add(nn::embed(m_sourceModel.spec(), sourceEnds, idBatches({window}).front()));
        m_sourceProbe.emplace(m_sourceModel, std::move(probes), m_device);
    }
}

void ReferenceModels::load(int layer, const nn::Block& block, const nn::RotaryTable& rotary, const CancelToken& cancel)
{
    m_stageAdvanced = false;
    if (m_stage)
        m_stage->take(block);
    if (m_source)
        m_source->load(std::size_t(layer));
    if (!m_sourceProbe)
        return;
    // Before anything is compressed, so that no dense weights need to be kept for it.
    if (m_sameModel)
        m_sourceProbe->take(block);
    else if (m_source)
        m_sourceProbe->take(m_source->block());
    else
        m_sourceProbe->load(std::size_t(layer));
    m_sourceProbe->advance(rotary, cancel);
    m_sourceProbe->release();
}

void ReferenceModels::tapDense(std::size_t batch, const nn::RotaryTable& rotary, const nn::InputTap& tap)
{
    if (batch == 0)
        m_densePass.emplace(m_stage->spec(), m_stage->block(), rotary, m_device);
    at::Tensor next = (*m_densePass)(m_stage->inputs().get(batch), tap);
    const bool last = batch + 1 == m_stage->inputs().size();
    if (last)
        m_densePass.reset();
    if (comparesBlocks()) // this layer's inputs are asked for again
        return;
    m_stage->set(batch, std::move(next));
    m_stageAdvanced = true;
    if (last)
        m_stage->release(); // before new weights come
}

std::optional<BlockWindows> ReferenceModels::windows(const nn::RotaryTable& rotary, const nn::Block& block,
                                                     const HiddenStates& inputs) const
{
    const model::ModelSpec& spec = m_inputModel.spec();
    const std::optional<ReferenceStream>& reference = m_source ? m_source : m_stage;
    if (comparesBlocks() && reference)
        return BlockWindows{spec, rotary, inputs, reference->spec(), reference->block(), reference->inputs()};
    if (m_comparesInputs)
        return BlockWindows{spec, rotary, inputs, spec, block, inputs};
    return std::nullopt;
}

void ReferenceModels::advance(const nn::RotaryTable& rotary, const CancelToken& cancel)
{
    if (m_stage && !m_stageAdvanced)
        m_stage->advance(rotary, cancel);
    if (m_source)
        m_source->advance(rotary, cancel);
    for (std::optional<ReferenceStream>* stream : {&m_stage, &m_source}) {
        if (*stream)
            (*stream)->release();
    }
}

std::optional<double> ReferenceModels::divergence(const std::vector<at::Tensor>& probe) const
{
    if (!m_sourceProbe)
        return std::nullopt;
    double distance = 0.0;
    double norm = 0.0;
    for (std::size_t i = 0; i < probe.size(); ++i) {
        const at::Tensor reference = m_sourceProbe->inputs().get(i);
        distance += (reference - probe[i]).pow(2).sum(at::kDouble).item<double>();
        norm += reference.pow(2).sum(at::kDouble).item<double>();
    }
    return norm > 0.0 ? distance / norm : 0.0;
}

std::uint64_t ReferenceModels::diskBytes() const
{
    std::uint64_t sum = 0;
    for (const std::optional<ReferenceStream>* stream : {&m_stage, &m_source})
        sum += *stream ? (**stream).inputs().diskBytes() : 0;
    return sum;
}

void ReferenceModels::clear()
{
    m_stage.reset();
    m_source.reset();
    m_sourceProbe.reset();
}

} // namespace espalier::compress
