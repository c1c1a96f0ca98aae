#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/compress/model_view.h"
#include "core/compress/training/trained_weight.h"
#include "core/compress/training/training_plan.h"
#include "core/nn/gradient_pass.h"

namespace espalier::compress {

/// A stage's model, all in memory, with what the stage trains of it.
class TrainedModel
{
public:
    /// Marks the plans of what is trained (ModulePlan::written, scheme); a matrix that embedding and head share stays
    /// shared.
    /// @param view outlives the result
    /// Errors: `train.quantized` (integers would be trained without a scheme to round them to), `train.nothing`.
    static Result<TrainedModel> create(ModelView& view, const TrainingPlan& plan, std::uint64_t seed);

    const nn::LanguageModel& model() const { return m_model; }
    TrainedWeights& weights() { return m_weights; }

    /// Prunes a matrix further: the smallest weights of those that are trained. @param kept bool
    void setMask(const std::string& module, const at::Tensor& kept);
    at::Tensor matrix(const std::string& module) const { return m_matrices.at(module)->result(); }

    /// @return nothing if the matrix is not trained
    std::optional<at::Tensor> result(const std::string& module) const;
    /// Trained vectors (norm weights and biases) by tensor name.
    const std::map<std::string, TrainedWeight*>& vectors() const { return m_vectors; }
    std::int64_t parameters() const; ///< that the optimiser changes

private:
    TrainedModel(ModelView& view, const TrainingPlan& plan, std::uint64_t seed);
    Result<void> checkSchemes() const;
    void addMatrix(ModulePlan& plan, nn::Linear& linear);
    void addVector(const std::string& tensor, at::Tensor& slot);
    void addLayer(std::size_t layer);

    ModelView* m_view;
    TrainingPlan m_plan;
    std::uint64_t m_seed;
    nn::LanguageModel m_model;
    TrainedWeights m_weights;
    std::map<std::string, TrainedWeight*> m_matrices; ///< by module
    std::map<std::string, TrainedWeight*> m_vectors;  ///< by tensor
};

} // namespace espalier::compress
