#pragma once

#include <vector>

#include "core/compress/distributed/ranks.h"
#include "core/compress/layer_scope.h"

namespace espalier::compress {

/// Matrices of a layer (or the head, the embedding) shared out among the ranks of a run: each solves its own, and
/// afterwards every rank has what all have made. Only where each modifier works on each matrix by itself.
class SharedLayer
{
public:
    /// Before the modifiers run: those of other ranks are done as far as they see.
    SharedLayer(LayerScope& layer, const Ranks& ranks);

    /// After they ran: weights, codes and figures from their owners. Sends the figures of other ranks' modules.
    /// @return the figures of all modules that were changed, in model order @throws RankLost
    std::vector<ModuleFigures> gather(const RunContext& context);

private:
    LayerScope& m_layer;
    const Ranks& m_ranks;
    std::vector<int> m_owners; ///< of each module, -1: nothing changes it
};

} // namespace espalier::compress
