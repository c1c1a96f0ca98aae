#include "core/compress/distillation/teacher.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/log_softmax.h>

namespace espalier::compress {

at::Tensor distillationLoss(const at::Tensor& student, const at::Tensor& teacher, const at::Tensor& weights,
                            double temperature)
{
    if (student.sizes() != teacher.sizes() || weights.size(0) != student.size(0)) {
        std::ostringstream message;
        message << "distillation: got student " << student.sizes() << ", teacher " << teacher.sizes() << " and weights "
                << weights.sizes() << ", expected logits of one shape and a weight a row";
        throw std::invalid_argument(message.str());
    }
    const at::Tensor target = at::log_softmax(teacher / temperature, -1);
    const at::Tensor given = at::log_softmax(student / temperature, -1);
    const at::Tensor rows = (target.exp() * (target - given)).sum(-1);
    return (rows * weights).sum() * (temperature * temperature);
}

std::size_t teacherLayer(std::size_t studentLayer, std::size_t studentLayers, std::size_t teacherLayers)
{
    const std::size_t depth = ((studentLayer + 1) * teacherLayers + studentLayers / 2) / studentLayers;
    return std::clamp<std::size_t>(depth, 1, teacherLayers) - 1;
}

Result<Teacher> Teacher::create(const model::Checkpoint& checkpoint, const model::ModelSpec& student,
                                const std::optional<OutputDistillationRecipe>& output,
                                const std::optional<HiddenDistillationRecipe>& hidden)
{
    const model::ModelSpec& spec = checkpoint.spec();
    if (output && spec.vocabularySize != student.vocabularySize)
        return Error{"train.teacher",
                     "The teacher knows " + std::to_string(spec.vocabularySize) + " tokens, the model " +
                         std::to_string(student.vocabularySize) + ": their outputs cannot be compared.",
                     checkpoint.folder().string()};
    if (hidden && spec.hiddenSize != student.hiddenSize)
        return Error{"train.teacher",
                     "Hidden states of width " + std::to_string(student.hiddenSize) +
                         " cannot be compared with the teacher's of " + std::to_string(spec.hiddenSize) +
                         ". Take an OutputDistillationModifier instead.",
                     checkpoint.folder().string()};
    Teacher teacher(checkpoint);
    teacher.m_output = output.has_value();
    teacher.m_layers.resize(student.layers.size());
    for (std::size_t layer = 0; hidden && layer < student.layers.size(); ++layer) {
        if ((layer + 1) % std::size_t(hidden->every) != 0 && layer + 1 != student.layers.size())
            continue;
        teacher.m_layers[layer] = teacherLayer(layer, student.layers.size(), spec.layers.size());
        ++teacher.m_compared;
    }
    return teacher;
}

void Teacher::run(const std::vector<at::Tensor>& ids, const CancelToken& cancel)
{
    const at::NoGradGuard noGrad;
    if (!m_ends.embedding.defined())
        m_ends = nn::loadEnds(m_checkpoint);
    m_hidden.assign(m_checkpoint.spec().layers.size(), HiddenStates());
    std::vector<at::Tensor> states;
    for (const at::Tensor& batch : ids)
        states.push_back(nn::embed(m_checkpoint.spec(), m_ends, batch));
    nn::forwardLayers(m_checkpoint, states, cancel, [&](std::size_t layer) {
        if (std::find(m_layers.begin(), m_layers.end(), std::optional(layer)) == m_layers.end())
            return;
        for (const at::Tensor& batch : states)
            m_hidden[layer].add(batch);
    });
    m_last.clear();
    for (at::Tensor& batch : states)
        m_last.add(std::move(batch));
}

std::int64_t Teacher::bytesPerToken() const
{
    return m_checkpoint.spec().hiddenSize * 4 * std::int64_t(1 + m_compared);
}

at::Tensor Teacher::logits(std::size_t batch, std::int64_t firstRow, std::int64_t rows) const
{
    const at::NoGradGuard noGrad;
    return nn::logits(m_checkpoint.spec(), m_ends, m_last.get(batch).flatten(0, 1).narrow(0, firstRow, rows));
}

at::Tensor Teacher::hiddenLoss(std::size_t batch, std::size_t studentLayer, const at::Tensor& hidden) const
{
    if (!m_layers[studentLayer])
        return {};
    const at::Tensor target = m_hidden[*m_layers[studentLayer]].get(batch);
    return (hidden - target).square().sum() / (target.square().sum() * double(m_compared));
}

} // namespace espalier::compress
