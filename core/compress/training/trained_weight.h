#pragma once

#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/nn/adamw.h"

namespace espalier::compress {

/// A tensor that forward passes read while an optimiser changes it, or changes what it is made of.
class TrainedWeight
{
public:
    virtual ~TrainedWeight() = default;

    /// What forward passes read: a leaf that gathers gradients, one tensor for as long as this lives.
    const at::Tensor& weight() const { return m_weight; }
    /// What the optimiser changes. One-dimensional ones do not decay.
    virtual std::vector<at::Tensor> parameters() const { return {m_weight}; }
    /// The matrix to store, unrounded.
    virtual at::Tensor result() const { return m_weight.detach(); }
    /// Makes the parameters' gradients of that of weight(), which is cleared if it is none of them.
    virtual void takeGradient() {}
    /// Makes weight() of the parameters, after a step or when they were put back.
    virtual void refresh() {}

protected:
    /// @param weight copied
    explicit TrainedWeight(const at::Tensor& weight);

    at::Tensor m_weight;
};

/// A vector or a matrix that is trained itself.
class PlainWeight : public TrainedWeight
{
public:
    explicit PlainWeight(const at::Tensor& weight) : TrainedWeight(weight) {}
};

/// A matrix whose zeros stay: their gradients are dropped before the optimiser sees them, so that its moments and its
/// clipping know of the other weights alone.
class MaskedWeight : public TrainedWeight
{
public:
    /// @param weight its exact zeros are the mask
    explicit MaskedWeight(const at::Tensor& weight);

    void takeGradient() override;
    void refresh() override;
    /// Another mask from now on. @param kept bool, of the weight's shape; weights outside become zero
    /// @throws std::invalid_argument on another shape
    void setMask(const at::Tensor& kept);

private:
    at::Tensor m_kept; ///< bool
};

/// A matrix that keeps its zeros if it has any and `keepZeros`, else a plain one.
std::unique_ptr<TrainedWeight> trainedMatrix(const at::Tensor& weight, bool keepZeros);

/// Everything that one optimiser changes.
class TrainedWeights
{
public:
    /// @return the same as its place in weights()
    TrainedWeight& add(std::unique_ptr<TrainedWeight> weight);
    bool empty() const { return m_weights.empty(); }

    /// After the last add(), before the first step.
    void start(const nn::AdamWOptions& options);
    /// One step along the gradients that passes have left. @return their norm before clipping
    double step(double learningRate);

    std::vector<at::Tensor> parameters() const;
    /// Copies of the parameters, to put back with restore().
    std::vector<at::Tensor> snapshot() const;
    void restore(const std::vector<at::Tensor>& snapshot);

    nn::AdamW& optimizer() { return *m_optimizer; }

private:
    std::vector<std::unique_ptr<TrainedWeight>> m_weights;
    std::unique_ptr<nn::AdamW> m_optimizer;
};

} // namespace espalier::compress
