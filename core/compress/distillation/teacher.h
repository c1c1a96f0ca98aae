#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/compress/distillation/schema.h"
#include "core/compress/hidden_states.h"
#include "core/nn/language_model.h"

namespace espalier::compress {

/// KL(teacher || student) of softened distributions times the square of the temperature, summed over rows (Hinton et
/// al. 2015, arXiv:1503.02531, section 2).
/// @param student, teacher logits [rows, vocabulary]
/// @param weights [rows]: 1 where the row counts, else 0
/// @throws std::invalid_argument if the shapes differ
at::Tensor distillationLoss(const at::Tensor& student, const at::Tensor& teacher, const at::Tensor& weights,
                            double temperature);

/// The teacher's layer whose output a student's layer is compared with: the one at the same share of the depth.
std::size_t teacherLayer(std::size_t studentLayer, std::size_t studentLayers, std::size_t teacherLayers);

/// What a model makes of windows that are trained on: it runs once, layer by layer, and its states are kept.
class Teacher
{
public:
    /// Errors: `train.teacher` (another vocabulary; another width where hidden states are compared).
    static Result<Teacher> create(const model::Checkpoint& checkpoint, const model::ModelSpec& student,
                                  const std::optional<OutputDistillationRecipe>& output,
                                  const std::optional<HiddenDistillationRecipe>& hidden);

    /// Runs over batches of windows; what it finds has their order. @param ids [windows, tokens] a batch
    void run(const std::vector<at::Tensor>& ids, const CancelToken& cancel);
    /// Bytes that run() keeps for each token.
    std::int64_t bytesPerToken() const;

    /// Of some rows of a batch's flattened tokens.
    at::Tensor logits(std::size_t batch, std::int64_t firstRow, std::int64_t rows) const;
    /// ||student - teacher||^2 / ||teacher||^2 divided by the number of compared layers; undefined if this layer is
    /// not compared.
    at::Tensor hiddenLoss(std::size_t batch, std::size_t studentLayer, const at::Tensor& hidden) const;

private:
    explicit Teacher(const model::Checkpoint& checkpoint) : m_checkpoint(checkpoint) {}

    model::Checkpoint m_checkpoint;
    nn::Ends m_ends; ///< without the embedding once it has run
    bool m_output = false;
    std::vector<std::optional<std::size_t>> m_layers; ///< of the teacher, by student layer
    std::size_t m_compared = 0;
    HiddenStates m_last;                ///< before the final norm
    std::vector<HiddenStates> m_hidden; ///< by teacher layer; empty ones are not compared
};

} // namespace espalier::compress
