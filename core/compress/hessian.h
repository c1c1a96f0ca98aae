#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace espalier::compress {

/// Sums H = 2/S * sum over tokens of x x^T in float32, S = number of sequences (GPTQ, arXiv:2210.17323; SparseGPT,
/// arXiv:2301.00774). Only one triangle is computed (symmetric rank-k update).
class HessianAccumulator
{
public:
    explicit HessianAccumulator(std::int64_t inFeatures);

    /// @param inputs [sequences, tokens, in] float32
    /// @throws std::invalid_argument on another shape, NaN or infinity
    void add(const at::Tensor& inputs);

    std::int64_t sequences() const { return m_sequences; }
    std::int64_t tokens() const { return m_tokens; }
    std::int64_t inFeatures() const { return m_sum.size(0); }
    /// @return [in, in] float32, symmetric, normalised; the accumulator is empty afterwards (its memory is handed over)
    at::Tensor take();

private:
    at::Tensor m_sum;
    std::int64_t m_sequences = 0;
    std::int64_t m_tokens = 0;
};

/// Sums C = 2/S * sum over tokens of x y^T, x and y being the same token's inputs in two models.
class CrossAccumulator
{
public:
    explicit CrossAccumulator(std::int64_t inFeatures);

    /// @param dense, inputs x and y, both [sequences, tokens, in] float32
    void add(const at::Tensor& dense, const at::Tensor& inputs);
    /// @return [in, in] float32; the accumulator is empty afterwards
    at::Tensor take();

private:
    at::Tensor m_sum;
    std::int64_t m_sequences = 0;
};

/// In which order the columns of a weight are swept. Descending is GPTQ's act-order: by the diagonal of the Hessian,
/// the largest first.
enum class ColumnOrder { Natural, Descending };

/// Upper Cholesky factor of the damped inverse Hessian, shared by all matrices that read the same input.
struct HessianFactor
{
    at::Tensor inverseUpper; ///< U [in, in] float32, H_damped^-1 = U^T U; undefined if nothing factored
    at::Tensor order;        ///< [in] int64: the input that each row and column of U belongs to; undefined if natural
    at::Tensor dead;         ///< [in] bool: inputs that were zero in every token (diagonal set to 1 before damping)
    double dampening = 0.0;  ///< the share of mean(diag H) that was needed, >= the one asked for
    int attempts = 1;        ///< 1 = the asked dampening was enough

    bool usable() const { return inverseUpper.defined(); }
};

/// Damps by `dampening` * mean(diag) and factors; on failure tries x10 steps up to a share of 1.0, then gives up
/// (usable() is false; the caller falls back to round-to-nearest or magnitude for this input and says so).
/// @param hessian [in, in] float32, overwritten
HessianFactor factorize(at::Tensor hessian, double dampening, ColumnOrder order = ColumnOrder::Natural);

/// The Hessian that factorize() inverts: diagonal elements of dead inputs become 1, then the share of the mean is
/// added.
/// @param hessian [in, in] float32, left as it is
at::Tensor dampedHessian(const at::Tensor& hessian, double dampening);

/// ||(W - V) X||^2 / ||W X||^2 = tr((W-V) H (W-V)^T) / tr(W H W^T) with the undamped Hessian. 0 if both are zero.
double relativeOutputError(const at::Tensor& dense, const at::Tensor& result, const at::Tensor& hessian);

/// ||W X - V X'||^2 / ||W X||^2 = (tr(W D W^T) - 2 tr(W C V^T) + tr(V H V^T)) / tr(W D W^T): the error against the
/// output that the uncompressed model has there.
/// @param hessian, cross, denseHessian H of X', C of X with X', D of X, all of the same normalisation
double denseOutputError(const at::Tensor& dense, const at::Tensor& result, const at::Tensor& hessian,
                        const at::Tensor& cross, const at::Tensor& denseHessian);

} // namespace espalier::compress
