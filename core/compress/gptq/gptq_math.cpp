#include "core/compress/gptq/gptq_math.h"

#include <algorithm>

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/floor_divide.h>
#include <ATen/ops/index_add.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include "core/compress/quantization/integer_grid.h"
#include "core/compress/stored_weight.h"
#include "core/compress/tensor_checks.h"

namespace espalier::compress {
namespace {

/// Coordinate descent over the scales of one matrix. Symbols: W weight, V = scale * C, R = (W - V) H.
class ScaleDescent
{
public:
    ScaleDescent(const at::Tensor& weight, const QuantizedWeight& quantized, const at::Tensor& hessian,
                 formats::DType stored)
        : m_hessian(hessian.contiguous()), m_stored(stored)
    {
        const std::int64_t rows = weight.size(0);
        const std::int64_t columns = weight.size(1);
        const GridView view(quantized.grid, rows, columns);
        m_groupSize = view.shape.groupSize;
        m_scaleOfRow = at::floor_divide(at::arange(rows), view.shape.rowsPerScale).to(at::kLong);
        m_scale = quantized.grid.scale.to(at::kFloat).reshape({view.shape.scaleRows, view.shape.groups}).clone();
        QuantizedWeight unscaled = quantized;
        unscaled.grid.scale = at::ones_like(quantized.grid.scale);
        m_codes = dequantize(unscaled);
        m_residual = at::mm(weight - dequantize(quantized), m_hessian);
    }

    void cycle(const CancelToken& cancel)
    {
        for (std::int64_t group = 0; group < m_scale.size(1); ++group) {
            if (cancel.requested())
                throw Cancelled{};
            step(group);
        }
    }

    const at::Tensor& scale() const { return m_scale; }

private:
    at::Tensor part(const at::Tensor& matrix, std::int64_t group, int dimension = 1) const
    {
        const std::int64_t first = group * m_groupSize;
        return matrix.narrow(dimension, first, std::min(m_groupSize, matrix.size(dimension) - first));
    }

    /// Over the columns, and over the rows that share a scale: [scales, 1].
    at::Tensor summed(const at::Tensor& products) const
    {
        const at::Tensor sums = products.sum(1, true, at::kDouble);
        return at::zeros({m_scale.size(0), 1}, at::kDouble).index_add_(0, m_scaleOfRow, sums);
    }

    void step(std::int64_t group)
    {
        const at::Tensor codes = part(m_codes, group);
        const at::Tensor rows = part(m_hessian, group, 0);
        const at::Tensor curvature = summed(at::mm(codes, part(rows, group)) * codes);
        const at::Tensor slope = summed(part(m_residual, group) * codes);
        at::Tensor scale = m_scale.narrow(1, group, 1);
        const at::Tensor best = scale + (slope / curvature).to(at::kFloat);
        const at::Tensor rounded = roundedToStored(best, m_stored);
        const at::Tensor change = (rounded - scale).to(at::kDouble);
        // A scale stays positive, and rounding may overshoot a tiny step.
        const at::Tensor gains = (change * change * curvature < 2.0 * change * slope).logical_and(rounded > 0.0);
        const at::Tensor taken = at::where(gains, change, 0.0).to(at::kFloat);
        scale.copy_(at::where(gains, rounded, scale));
        m_residual.addmm_(codes * taken.index_select(0, m_scaleOfRow), rows, 1.0, -1.0);
    }

    at::Tensor m_codes; ///< less the zero points
    at::Tensor m_hessian;
    formats::DType m_stored;
    std::int64_t m_groupSize = 1;
    at::Tensor m_scaleOfRow; ///< [out] int64
    at::Tensor m_scale;      ///< [scales of a group, groups]
    at::Tensor m_residual;
};

} // namespace

SweepResult gptqSweep(const at::Tensor& weight, const at::Tensor& pattern, const HessianFactor& factor,
                      const QuantizationGrid& grid, KeptZeros keptZeros, const CancelToken& cancel)
{
    SparseGptOptions options;
    options.sparsity = 0.0;
    options.preserveMask = true;
    options.keptZeros = keptZeros;
    return sparseGptSweep(weight, factor, options, &grid, cancel, pattern);
}

QuantizedWeight descendScales(const at::Tensor& weight, QuantizedWeight quantized, const at::Tensor& hessian,
                              int cycles, formats::DType stored, const CancelToken& cancel)
{
    requireMatrix(weight, "weight", quantized.codes.size(0), quantized.codes.size(1));
    requireMatrix(hessian, "Hessian", weight.size(1), weight.size(1));
    ScaleDescent descent(weight, quantized, hessian, stored);
    for (int cycle = 0; cycle < cycles; ++cycle)
        descent.cycle(cancel);
    quantized.grid.scale = descent.scale().reshape(quantized.grid.scale.sizes());
    return quantized;
}

} // namespace espalier::compress
