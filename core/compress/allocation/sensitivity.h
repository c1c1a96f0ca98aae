#pragma once

#include <functional>
#include <vector>

#include "core/compress/allocation/schema.h"
#include "core/compress/channel_statistics.h"
#include "core/compress/model_view.h"
#include "core/compress/run_context.h"
#include "core/nn/language_model.h"

namespace espalier::compress {

/// Called with each decoder layer as the stage found it and what is known of its inputs; layers in order.
using LayerVisitor = std::function<void(int layer, const nn::Block& block, const ChannelStatistics& inputs)>;

/// Passes windows through the stage's unchanged input model with one layer resident.
/// @return the states after the last layer, [windows, tokens, hidden] a batch  @throws Cancelled
std::vector<at::Tensor> surveyLayers(const ModelView& model, const Windows& windows, RunContext& context,
                                     const LayerVisitor& visit);

/// Matrices of one decoder layer that are to be pruned.
using PrunedModules = std::vector<std::vector<const ModulePlan*>>; ///< by layer

/// One layer's sparsity a step lower and a step higher, all others as they are, and what each costs.
struct Neighbours
{
    double low = 0.0;
    double high = 0.0;
    double lossLow = 0.0; ///< of the whole model, as Trial::loss
    double lossHigh = 0.0;
};

/// The whole model pruned to given sparsities.
struct Trial
{
    std::vector<double> sparsities; ///< by layer with modules, likewise in the following
    double loss = 0.0;              ///< Kullback-Leibler divergence from the dense model's predictions, nats a token
    std::vector<Neighbours> neighbours; ///< empty unless a step was asked for
};

/// Prunes all decoder layers one after the other, each with inputs from the pruned layers before it, and compares
/// predictions on selection windows. A short version of the run that follows: a part of the windows, and SparseGPT in
/// place of costlier solvers.
class TrialRuns
{
public:
    /// Passes the dense model once. The modules outlive the object. @throws Cancelled
    TrialRuns(const ModelView& model, const PrunedModules& modules, TrialPruner pruner, RunContext& context);

    /// @param sparsities of the layers that have modules, in order
    /// @param step of the neighbours, cut where one would leave 0..1; 0: none  @throws Cancelled
    Trial run(const std::vector<double>& sparsities, double step) const;

private:
    const ModelView& m_model;
    const PrunedModules& m_modules;
    TrialPruner m_pruner;
    RunContext& m_context;
    nn::Ends m_ends;
    nn::RotaryTable m_rotary;
    std::vector<at::Tensor> m_calibration; ///< before the first layer, [windows, tokens, hidden] a batch
    std::vector<at::Tensor> m_selection;
    std::vector<at::Tensor> m_dense; ///< the selection windows after the dense model's last layer
};

} // namespace espalier::compress
