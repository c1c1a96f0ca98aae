#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

#include "core/base/cancel.h"
#include "core/compress/hessian.h"
#include "core/compress/quantization/weight_quantizer.h"

namespace espalier::compress {

/// What becomes of the updates that reach a place whose zero is kept. Undo: its column takes them back to zero and
/// hands the error on, as for any pruned weight (exact elimination, the smaller error). Drop: they are lost, as in
/// updates masked by W != 0.
enum class KeptZeros { Undo, Drop };

struct SparseGptOptions
{
    double sparsity = 0.5; ///< share pruned, unstructured; ignored if groupSize > 0
    int keptOfGroup = 0;   ///< N:M: keptOfGroup of every groupSize consecutive inputs stay
    int groupSize = 0;     ///< 0: unstructured; a short last group of r columns loses floor(r * pruned / groupSize)
    std::int64_t blockSize = 128; ///< columns that share one unstructured mask (recipes default to 32)
    bool preserveMask = false;    ///< weights that are zero already stay zero and count towards the sparsity
    KeptZeros keptZeros = KeptZeros::Undo;
};

struct SweepResult
{
    at::Tensor weight;         ///< [out, in] float32, pruned and updated (dequantized when quantized)
    QuantizedWeight quantized; ///< codes undefined unless a grid was given; pruned places hold the code of exact zero
    std::int64_t pruned = 0;   ///< places that the mask took; quantization may round others to zero beside them
    double loss = 0.0;         ///< sum (w - q)^2 / (2 d_j) = 1/2 tr(dW H_damped dW^T)
};

/// SparseGPT (Frantar & Alistarh 2023, arXiv:2301.00774, algorithm 1), optionally quantizing the survivors in the same
/// sweep. Pruned per block and exactly: k = int(n * s) smallest scores w^2 / d_j^2; ties: the lower flat index goes
/// first.
/// @param weight [out, in] float32, left as it is
/// @param factor its order is the order of the columns, which N:M does not allow to differ from the natural one
/// @param grid scales chosen beforehand from the dense weight, or nullptr to prune only
/// @param zerosOf its zeros are those that preserveMask keeps; undefined: those of `weight`
/// @throws std::invalid_argument on shapes that do not fit; Cancelled
SweepResult sparseGptSweep(const at::Tensor& weight, const HessianFactor& factor, const SparseGptOptions& options,
                           const QuantizationGrid* grid, const CancelToken& cancel = {},
                           const at::Tensor& zerosOf = {});

} // namespace espalier::compress
