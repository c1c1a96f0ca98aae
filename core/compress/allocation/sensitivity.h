#pragma once

#include <functional>
#include <vector>

#include "core/compress/channel_statistics.h"
#include "core/compress/model_view.h"
#include "core/compress/run_context.h"
#include "core/text/tokenizer.h"

namespace espalier::compress {

/// Called with each decoder layer as the stage found it and what is known of its inputs; layers in order.
using LayerVisitor = std::function<void(int layer, const nn::Block& block, const ChannelStatistics& inputs)>;

/// Passes windows through the stage's unchanged input model with one layer resident.
/// @return the states after the last layer, [windows, tokens, hidden] a batch  @throws Cancelled
std::vector<at::Tensor> surveyLayers(const ModelView& model, const std::vector<std::vector<text::TokenId>>& windows,
                                     RunContext& context, const LayerVisitor& visit);

/// Matrices of one decoder layer that are to be pruned.
using PrunedModules = std::vector<std::vector<const ModulePlan*>>; ///< by layer

/// Kullback-Leibler divergence (nats per token) of the model's predictions on windows when one layer alone is pruned
/// by Wanda to each of `levels`; layers without modules have none.
/// @param inputs of each layer, for Wanda's scores
/// @return [layer][level]
std::vector<std::vector<double>> measureSensitivity(const ModelView& model, const PrunedModules& modules,
                                                    const std::vector<ChannelStatistics>& inputs,
                                                    const std::vector<double>& levels,
                                                    const std::vector<std::vector<text::TokenId>>& windows,
                                                    RunContext& context);

} // namespace espalier::compress
