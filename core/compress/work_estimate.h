#pragma once

#include <cstdint>

#include "core/compress/model_view.h"

namespace espalier::compress {

/// Rough seconds of a run's parts on one class of machine. Only their proportions matter: the progress bar follows
/// them, and the time left is scaled by how they have fared so far.
namespace work {

double readLayer(const model::LayerSpec& layer);
double forward(const model::LayerSpec& layer, std::int64_t tokens);
double hessians(const model::LayerSpec& layer, std::int64_t tokens);
/// Factorization and sweep of one matrix with SparseGPT's share of its input's Hessian; without: rounding or ranking.
double module(const ModulePlan& plan, bool hessian);
double writeLayer(const model::LayerSpec& layer);
/// Perplexity of a whole model.
double evaluation(const model::ModelSpec& spec, std::int64_t tokens);

} // namespace work
} // namespace espalier::compress
