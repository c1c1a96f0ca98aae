#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/compress/block_windows.h"
#include "core/compress/reconstruction/schema.h"

namespace espalier::compress {

/// A step on the way; the errors are ||out - target||^2 / ||target||^2 over the tokens of a step or held out.
struct ReconstructionStep
{
    std::string_view part; ///< "attention", "feed-forward" or "block"
    std::int64_t step = 0; ///< done, of this part
    std::int64_t steps = 0;
    double error = 0.0;
    double learningRate = 0.0;
    std::optional<double> heldOut; ///< at the end of an epoch
};

struct ReconstructionFigures
{
    double before = 0.0; ///< held-out error of the layer's output (the training windows' where none are held out)
    double after = 0.0;
    std::int64_t steps = 0;
};

/// Brings a decoder layer's output on the compressed layers' activations near to what the reference model's layer makes
/// of its own: masked Adam (Guo et al. 2024, arXiv:2402.12419) on
///   ||part(X^; V) - part_reference(X; W)||^2,
/// of the attention part and then of the feed-forward part, or of the whole block. Zeros of the matrices stay. Without
/// a better held-out error an epoch's result is dropped.
/// @param block of windows.spec; its trained tensors are replaced, never written into
/// @param trained names of the modules whose weights are trained
/// @param seed of the order in which windows are visited
/// @param observe called after each step; may throw Cancelled
ReconstructionFigures reconstruct(nn::Block& block, const std::set<std::string>& trained, const BlockWindows& windows,
                                  const ReconstructionRecipe& recipe, std::uint64_t seed,
                                  const std::function<void(const ReconstructionStep&)>& observe);

} // namespace espalier::compress
