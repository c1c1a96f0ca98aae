#pragma once

#include <string>

#include <ATen/core/Tensor.h>

#include "core/compress/layer_scope.h"
#include "core/compress/scaling/scaling_plan.h"

namespace espalier::compress {

/// The layer as its modules stand now: block() with the modules' weights.
nn::Block currentBlock(LayerScope& layer);

/// The modules that read an input, in forward order.
std::vector<ModuleScope*> readersOf(LayerScope& layer, const ScalableInput& input);

/// Why an input cannot be scaled any more (a module is finished or stored as integers already), or empty.
std::string obstacleToScaling(LayerScope& layer, const ScalableInput& input);

/// Heads that share a key/value head cannot have scales of their own: replaces each channel of o's input by the mean
/// over those heads. Other inputs stay as they are.
/// @param channels [in]
at::Tensor tiedChannels(const model::ModelSpec& spec, InputGroup group, const at::Tensor& channels);

/// Divides the source of an input by `scale` and multiplies the columns of its readers with it. What the layer computes
/// stays the same: a norm is rounded as it is stored, and the readers get what it was really divided by. Zeros stay
/// zeros. Inputs whose norm is 0 are left alone.
/// @param scale [in] > 0, tied where heads share one
void foldScales(LayerScope& layer, const ModelView& model, const ScalableInput& input, const at::Tensor& scale);

} // namespace espalier::compress
