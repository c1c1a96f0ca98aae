#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/eval/logit_source.h"
#include "core/eval/protocol.h"

namespace espalier::eval {

struct EvaluationOptions
{
    std::optional<text::TokenId> beginOfSequence; ///< what the protocol llama.cpp puts at the start of each window
    int threads = 0;                              ///< for the losses; 0: all cores
    CancelToken cancel;
    std::function<void(double fraction)> progress;   ///< 0..1, rising
    std::int64_t stateBytes = std::int64_t(1) << 30; ///< of the windows that a source runs at once
};

/// Perplexity of a model. protocol.dataHash is computed here. Errors: `data.short` (not one window), `data.tokens` (an
/// id that the model's vocabulary does not have), `evaluate.protocol` (unknown name, senseless numbers). Throws
/// Cancelled, std::runtime_error.
Result<PerplexityFigure> evaluatePerplexity(LogitSource& model, const Records& records,
                                            const PerplexityProtocol& protocol, const EvaluationOptions& options = {});

/// A model's figure beside its baseline's, over the same predictions.
struct Comparison
{
    PerplexityFigure figure;
    double baselinePerplexity = 0.0;
    double meanKl = 0.0;            ///< mean of KL(baseline || model) over predictions, nats
    double topTokenAgreement = 0.0; ///< share of predictions whose most likely token is the same
};

/// As evaluatePerplexity; error `evaluate.baseline` if the vocabularies differ in size.
Result<Comparison> compareModels(LogitSource& model, LogitSource& baseline, const Records& records,
                                 const PerplexityProtocol& protocol, const EvaluationOptions& options = {});

} // namespace espalier::eval
