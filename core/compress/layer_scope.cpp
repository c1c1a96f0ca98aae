#include "core/compress/layer_scope.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <ATen/TensorOperators.h>
#include <ATen/ops/index_copy.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/masked_fill.h>
#include <ATen/ops/masked_select.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros_like.h>

#include "core/compress/mixed_target.h"
#include "core/compress/stored_weight.h"

namespace espalier::compress {
namespace {

/// The weight in the shape of `dense`: 0 where an input was cut.
at::Tensor withAllColumns(const ModuleScope& module)
{
    if (!module.keptInputs.defined())
        return module.weight;
    return at::zeros_like(module.dense).index_copy(1, module.keptInputs, module.weight);
}

/// Zeros of `dense` are zeros again. Solvers keep them by themselves and move the error to other weights; this is for
/// those that know of none. Rounding never moves a zero.
void restoreZeros(ModuleScope& module)
{
    const at::Tensor zeros =
        (module.keptInputs.defined() ? module.dense.index_select(1, module.keptInputs) : module.dense) == 0.0;
    if (!module.quantized)
        module.weight = module.weight.masked_fill(zeros, 0.0);
    else if (module.weight.masked_select(zeros).any().item<bool>())
        throw std::logic_error("codes of " + module.plan->name + " were chosen that lose zeros which have to stay");
}

/// Inputs beyond float32's range have no error.
std::optional<double> finiteOnly(double figure)
{
    return std::isfinite(figure) ? std::optional(figure) : std::nullopt;
}

/// Of a matrix, some rows at a time: a sum in double copies what it adds, which may be gigabytes.
double sumOfSquares(const at::Tensor& matrix, const at::Tensor& subtracted = {})
{
    constexpr std::int64_t kRows = 256;
    double sum = 0.0;
    for (std::int64_t begin = 0; begin < matrix.size(0); begin += kRows) {
        const std::int64_t count = std::min(kRows, matrix.size(0) - begin);
        at::Tensor rows = matrix.narrow(0, begin, count);
        if (subtracted.defined())
            rows = at::sub(rows, subtracted.narrow(0, begin, count));
        sum += rows.pow(2).sum(at::kDouble).item<double>();
    }
    return sum;
}

std::optional<double> signalToNoiseDb(const at::Tensor& dense, const at::Tensor& result)
{
    const double noise = sumOfSquares(dense, result);
    const double signal = sumOfSquares(dense);
    return noise > 0.0 && signal > 0.0 ? finiteOnly(10.0 * std::log10(signal / noise)) : std::nullopt;
}

} // namespace

void roundToScheme(ModuleScope& module)
{
    const QuantizationGrid grid = gridAsStored(module.weight, *module.plan->scheme->weights, module.plan->dtype);
    module.quantized = roundToNearest(module.weight, grid);
    module.weight = dequantize(*module.quantized);
}

ModuleScope& LayerScope::add(const ModulePlan& plan, at::Tensor weight, int modifiers)
{
    ModuleScope module;
    module.plan = &plan;
    module.dense = weight;
    module.weight = std::move(weight);
    module.outstanding = modifiers;
    module.done = modifiers == 0;
    return m_modules.emplace_back(std::move(module));
}

void LayerScope::setMoments(InputGroup group, InputMoments moments)
{
    Group& target = m_groups[group];
    const auto finite = [](const at::Tensor& sums) { // a sum over anything else is not finite either
        return !sums.defined() || std::isfinite(sums.sum().item<double>());
    };
    target.finite = finite(moments.hessian) && finite(moments.cross) && finite(moments.denseHessian);
    if (target.finite)
        target.whole = target.moments = std::move(moments);
    else
        m_context.warn("Inputs of layer " + std::to_string(m_layer) +
                       " are too large for a Hessian in float32: the modules that read them are pruned by magnitude.");
}

void LayerScope::setFewInputs(InputGroup group, std::int64_t tokens)
{
    m_groups[group].finite = false;
    m_context.warn("Expert " + std::to_string(group.expert) + " of layer " + std::to_string(m_layer) + " saw " +
                   std::to_string(tokens) +
                   " tokens of the calibration text, too few for a Hessian: its modules are pruned by magnitude and "
                   "rounded to nearest.");
}

at::Tensor LayerScope::target(const ModuleScope& module, double mix, double dampening, ColumnOrder order)
{
    const InputMoments moments = this->moments(module);
    if (mix == 0.0 || !moments.cross.defined())
        return module.weight;
    const HessianFactor* shared = factor(module, dampening, order);
    if (!shared || !shared->usable()) // the caller falls back likewise
        return module.weight;
    const PhaseTimer timer(m_context.phases(), "target");
    if (module.keptInputs.defined())
        return mixedTargetOfKept(module.weight, module.dense, moments.hessian, moments.cross, *shared, mix);
    return mixedTarget(module.dense, moments.hessian, moments.cross, *shared, mix);
}

void LayerScope::setVector(const std::string& tensor, at::Tensor value)
{
    if (m_block) {
        for (const nn::NamedVector& norm : nn::normVectors(*m_block)) {
            if (tensor == norm.name)
                *norm.vector = value;
        }
        for (const model::LinearSpec& linear : m_block->spec->linears) {
            if (tensor == linear.name + ".bias")
                m_block->linear(linear.role).bias = value;
        }
    }
    m_vectors[tensor] = std::move(value);
}

void LayerScope::scaleInputs(InputGroup group, const at::Tensor& scale)
{
    // What two places share, they go on sharing: a layer's matrices and moments are most of the memory.
    for (ModuleScope& module : m_modules) {
        if (module.plan->group != group)
            continue;
        const bool shared = module.dense.is_same(module.weight);
        module.weight = module.weight * scale;
        if (module.dense.defined())
            module.dense = shared ? module.weight : module.dense * scale;
    }
    Group& target = m_groups[group];
    const at::Tensor outer = scale.unsqueeze(1) * scale.unsqueeze(0);
    const auto divide = [&](at::Tensor InputMoments::*member) {
        at::Tensor& whole = target.whole.*member;
        at::Tensor& kept = target.moments.*member;
        const bool shared = kept.is_same(whole);
        if (whole.defined())
            whole = whole / outer;
        if (kept.defined())
            kept = shared ? whole : kept / outer;
    };
    divide(&InputMoments::hessian);
    divide(&InputMoments::cross);
    divide(&InputMoments::denseHessian);
    target.factor = {};
    target.dampening = -1.0;
}

void LayerScope::keepInputs(InputGroup group, const at::Tensor& index)
{
    for (ModuleScope& module : m_modules) {
        if (module.plan->group != group)
            continue;
        module.weight = module.weight.index_select(1, index).contiguous();
        module.keptInputs = module.keptInputs.defined() ? module.keptInputs.index_select(0, index) : index;
    }
    Group& target = m_groups[group];
    InputMoments& kept = target.moments;
    if (kept.hessian.defined())
        kept.hessian = kept.hessian.index_select(0, index).index_select(1, index).contiguous();
    if (kept.cross.defined())
        kept.cross = kept.cross.index_select(1, index).contiguous();
    target.factor = {};
    target.dampening = -1.0;
}

void LayerScope::keepOutputs(ModuleScope& module, const at::Tensor& index)
{
    module.weight = module.weight.index_select(0, index).contiguous();
    module.dense = module.dense.index_select(0, index).contiguous();
    if (module.plan->linear && m_block && m_block->linear(*module.plan->linear).bias.defined())
        setVector(module.plan->name + ".bias",
                  m_block->linear(*module.plan->linear).bias.index_select(0, index).contiguous());
}

const HessianFactor* LayerScope::factor(const ModuleScope& module, double dampening, ColumnOrder order)
{
    Group& group = this->group(module);
    if (!group.finite)
        return &group.factor;
    if (!group.moments.hessian.defined())
        return nullptr;
    if (group.dampening != dampening || group.order != order) {
        for (auto& [key, other] : m_groups) { // one factor at a time: modules come in the order of their inputs
            other.factor = {};
            other.dampening = -1.0;
        }
        m_context.poll();
        const PhaseTimer timer(m_context.phases(), "factorize");
        // The undamped Hessian is kept for the output error.
        group.factor = factorize(group.moments.hessian.clone(), dampening, order);
        group.dampening = dampening;
        group.order = order;
        if (group.factor.attempts > 1 || !group.factor.usable())
            m_context.warn("The Hessian of the input of " + module.plan->name + " did not factor with damping " +
                           std::to_string(dampening) +
                           (group.factor.usable() ? "; " + std::to_string(group.factor.dampening) + " was enough."
                                                  : " nor with any more of it: is the calibration text degenerate?"));
    }
    return &group.factor;
}

void LayerScope::finished(ModuleScope& module)
{
    if (module.done)
        return;
    --module.outstanding;
    if (module.outstanding <= 0 || module.quantized)
        complete(module);
}

void LayerScope::finishAll()
{
    for (ModuleScope& module : m_modules) {
        if (!module.done)
            complete(module);
    }
}

void LayerScope::complete(ModuleScope& module)
{
    module.done = true;
    if (module.plan->keepsZeros)
        restoreZeros(module);
    if (module.plan->storesIntegers()) {
        if (!module.quantized)
            roundToScheme(module);
    } else {
        module.weight = roundedToStored(module.weight, module.plan->dtype);
    }
    report(module);
    m_context.advance("compression", module.work);
    module.dense = at::Tensor();
    freeGroups();
}

void LayerScope::report(ModuleScope& module)
{
    const PhaseTimer timer(m_context.phases(), "figures");
    ModuleFigures& figures = m_figures.emplace_back();
    protocol::ModuleResult& result = figures.result;
    result.module = module.plan->name;
    result.role = module.plan->role;
    result.layer = module.plan->layer;
    result.modifier = module.modifier;
    const at::Tensor restored = withAllColumns(module);
    const InputMoments& moments = group(module).whole;
    if (moments.hessian.defined())
        result.relativeError = finiteOnly(relativeOutputError(module.dense, restored, moments.hessian));
    if (moments.cross.defined())
        result.denseError =
            finiteOnly(denseOutputError(module.dense, restored, moments.hessian, moments.cross, moments.denseHessian));
    result.signalToNoiseDb = signalToNoiseDb(module.dense, restored);
    result.sparsity = zeroShare(module.weight);
    result.seconds = module.seconds;
    result.dampening = module.dampening;
    result.note = module.note;
    figures.maskSparsity = module.maskSparsity;
    m_context.emit(result);
}

void LayerScope::freeGroups()
{
    std::erase_if(m_groups, [&](const auto& entry) {
        return std::none_of(m_modules.begin(), m_modules.end(), [&](const ModuleScope& module) {
            return !module.done && module.plan->group == entry.first;
        });
    });
}

} // namespace espalier::compress
