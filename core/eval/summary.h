#pragma once

#include <string>
#include <vector>

#include "core/eval/protocol.h"

namespace espalier::eval {

/// What one window lost.
struct WindowLoss
{
    double sum = 0.0; ///< nats over all its predictions
    std::int64_t predictions = 0;
};

/// papers, llama.cpp: exp(mean of window means). samples: mean of the records' perplexities. sliding: exp(mean over
/// predictions). Windows, tokens, perplexity and standard error are set; NaN without a window.
PerplexityFigure summarize(const std::vector<WindowLoss>& windows, const std::string& protocolName);

} // namespace espalier::eval
