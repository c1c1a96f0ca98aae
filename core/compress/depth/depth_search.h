#pragma once

#include <vector>

#include "core/compress/depth/schema.h"
#include "core/compress/selection_model.h"

namespace espalier::compress {

/// A set of layers that was tried.
struct DepthTrial
{
    std::vector<int> removed; ///< ascending
    SelectionModel::Effect effect;
};

struct DepthChoice
{
    std::vector<int> removed; ///< ascending
    std::vector<DepthTrial> trials;
};

/// Chooses layers to leave out, on the selection windows.
/// Window (as AMD Quark, on the text that it reports): all runs of `count` neighbours. Greedy (SLEB, Song et al. 2024,
/// arXiv:2402.09025): the single layer whose loss costs least, again and again. Both keep the hidden states in front of
/// the tried layer from one trial to the next, which halves the work. Influence (ShortGPT, Men et al. 2024,
/// arXiv:2403.03853): one pass. Equal costs: the earlier layer goes.
/// @param count 1 to layers - 1 @throws Cancelled; std::invalid_argument
DepthChoice chooseLayers(const SelectionModel& selection, DepthRecipe::Method method, int count, bool byPerplexity);

} // namespace espalier::compress
