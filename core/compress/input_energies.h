#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/model/checkpoint.h"
#include "core/text/tokenizer.h"

namespace espalier::compress {

/// Mean square of each input of the decoder layers' linear modules over all tokens of the windows, [in] by module name,
/// of the model as stored; of an expert the tokens that are routed to it count, and none has an entry without any. One
/// layer's weights in memory.
/// @param layerDone share of the layers that are done; @throws Cancelled
std::map<std::string, std::vector<float>> meanSquaredInputs(const model::Checkpoint& checkpoint,
                                                            const std::vector<std::vector<text::TokenId>>& windows,
                                                            const std::function<void(double)>& layerDone,
                                                            const CancelToken& cancel);

} // namespace espalier::compress
