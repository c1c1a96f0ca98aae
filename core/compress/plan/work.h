#pragma once

#include <cstdint>

#include "core/compress/plan/cost_model.h"
#include "core/model/model_spec.h"

namespace espalier::compress::plan {

/// How fast a machine is. The defaults are one class of it; measureRates() looks at this one.
struct Rates
{
    double products = 60e9; ///< floating-point operations a second of large matrix products
    double sweeps = 25e9;   ///< of factorizations and sweeps
    double bytes = 1e9;     ///< bytes a second read and converted into fresh memory, or written
};

/// Weights of a decoder layer's matrices, experts included.
double weights(const model::LayerSpec& layer);

/// Seconds of a run's parts. The plan sums them up, and the progress bar follows them (where only their proportions
/// matter, so that the default rates will do).
namespace work {

double readLayer(const model::LayerSpec& layer, const Rates& rates = {});
/// @param windowTokens whose attention looks at each other
double forward(const model::ModelSpec& spec, const model::LayerSpec& layer, std::int64_t tokens,
               std::int64_t windowTokens, const Rates& rates = {});
/// Training of a layer on its own: passes forward and backward.
/// @param epochs over all tokens
double reconstruction(const model::ModelSpec& spec, const model::LayerSpec& layer, std::int64_t tokens,
                      std::int64_t windowTokens, double epochs, const Rates& rates = {});
/// Second moments of every input of a layer.
/// @param denseInputs those of the uncompressed model as well, and the mixed ones
double moments(const model::LayerSpec& layer, std::int64_t tokens, bool denseInputs, const Rates& rates = {});
/// AWQ's search: half a layer runs for each point and half of the inputs, and all weights are rounded once.
double searchScales(const model::ModelSpec& spec, const model::LayerSpec& layer, const Demands& demands,
                    std::int64_t tokens, std::int64_t windowTokens, const Rates& rates = {});
double solve(const SolverCost& cost, std::int64_t weights, const Rates& rates = {});
double writeLayer(const model::LayerSpec& layer, const Rates& rates = {});
/// Forward and backward pass of a whole model.
/// @param recomputeLayers each layer runs again for its gradients
double training(const model::ModelSpec& spec, std::int64_t tokens, std::int64_t windowTokens, bool recomputeLayers,
                const Rates& rates = {});
/// Logits of a whole model.
double evaluation(const model::ModelSpec& spec, std::int64_t tokens, std::int64_t windowTokens,
                  const Rates& rates = {});

} // namespace work
} // namespace espalier::compress::plan
