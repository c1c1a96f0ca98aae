#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/model/checkpoint.h"
#include "core/text/tokenizer.h"

namespace espalier::eval {

/// How a perplexity was measured. Two figures are comparable only if all of this is equal.
struct PerplexityProtocol
{
    std::string name = "papers"; ///< papers, samples, llama.cpp, sliding
    std::string dataHash;        ///< SHA-256 of the token ids
    std::string join;            ///< record separator
    std::int64_t windowTokens = 2048;
    std::int64_t stride = 2048;
    std::int64_t limitTokens = 0; ///< 0: all
    bool beginOfSequence = false; ///< once at the start of the text

    bool operator==(const PerplexityProtocol&) const = default;
};
nlohmann::json toJson(const PerplexityProtocol& protocol);

struct PerplexityFigure
{
    double perplexity = 0.0;
    double standardError = 0.0; ///< of the perplexity: perplexity * standard error of the mean window loss
    std::int64_t windows = 0;
    std::int64_t tokens = 0; ///< predictions scored
    double seconds = 0.0;
    PerplexityProtocol protocol;
};
nlohmann::json toJson(const PerplexityFigure& figure);

/// Mean losses of windows (nats per prediction) to a figure: exp of the mean of window means (all windows weigh the
/// same).
PerplexityFigure summarize(const std::vector<double>& windowLosses, std::int64_t predictionsPerWindow);

/// Token ids to measure on. The protocol `samples` takes one entry a record, every other one a single joined text.
using Records = std::vector<std::vector<text::TokenId>>;

struct EvaluationOptions
{
    std::optional<text::TokenId> beginOfSequence; ///< what the protocol llama.cpp puts at the start of each window
    CancelToken cancel;
    std::function<void(double fraction)> progress;    ///< 0..1, after each layer and each group of windows
    std::int64_t hiddenBytes = std::int64_t(1) << 30; ///< hidden states kept at once; more windows go in groups
};

/// Perplexity of a model folder, layer by layer over all windows, so that each weight is read once a group.
/// protocol.dataHash is computed here. Errors: `data.short` (not one window), `data.tokens` (an id that the model's
/// vocabulary does not have), `evaluate.protocol` (unknown name, senseless numbers). Throws Cancelled,
/// std::runtime_error.
Result<PerplexityFigure> evaluatePerplexity(const model::Checkpoint& checkpoint, const Records& records,
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
Result<Comparison> compareModels(const model::Checkpoint& checkpoint, const model::Checkpoint& baseline,
                                 const Records& records, const PerplexityProtocol& protocol,
                                 const EvaluationOptions& options = {});

} // namespace espalier::eval
