#pragma once

#include <cstdint>
#include <vector>

#include "core/compress/model_view.h"
#include "core/compress/osscar/osscar_math.h"
#include "core/compress/osscar/schema.h"
#include "core/compress/run_context.h"

namespace espalier::compress {

struct WidthChoice
{
    std::vector<std::int64_t> uniform; ///< kept width by layer, as if all lost the same share: the budget and the bound
    std::int64_t multiple = 0;         ///< of kept widths, see keptWidth()
    OsscarOptions options;             ///< `removed` is set here
};

/// Feed-forward widths by layer with as many channels in all as `uniform` has. Each layer is pruned alone by greedy
/// OSSCAR on the calibration windows; its objective's path, scaled to the KL that the uniform width costs on the
/// selection windows, says what each width would cost. Steps of one multiple then go where they cost least. A layer
/// loses at most three times its uniform loss and keeps at least one multiple.
/// @throws Cancelled
std::vector<std::int64_t> widthsBySensitivity(const ModelView& model, RunContext& context, const WidthChoice& choice);

/// Narrows layers step by step, each time the one whose step to its next lower multiple costs least for each channel,
/// until `budget` channels are removed or no step fits any more.
/// @param widths before @param cost by layer: of 0, 1, ... removed channels; its size bounds the layer's loss
/// @return widths
std::vector<std::int64_t> narrowed(std::vector<std::int64_t> widths, const std::vector<std::vector<double>>& cost,
                                   std::int64_t multiple, std::int64_t budget);

} // namespace espalier::compress
