#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/compress/compress_options.h"
#include "core/compress/run_data.h"
#include "core/eval/protocol.h"
#include "core/model/checkpoint.h"

namespace espalier::compress {

/// The texts of a run as token windows: what modifiers learn from and choose by, what is probed on the way, what is
/// reported.
struct RunTexts
{
    std::int64_t windowTokens = 0;
    RunData data;
    Windows probe;                         ///< for figures on the way
    std::string probeSource;               ///< "evaluation", or what the run does with these windows otherwise
    std::vector<text::TokenId> evaluation; ///< empty: no held-out perplexity
    eval::PerplexityProtocol protocol;     ///< of the evaluation

    /// @param selects some modifier makes choices: a part of the calibration text is then held back for them
    /// Errors: `run.window`, `run.leak` (evaluation text is calibrated on), `tokenizer.*`, `data.*`.
    static Result<RunTexts> load(const CompressOptions& options, const model::Checkpoint& source, bool selects);

private:
    Result<void> loadCalibration(const CompressOptions& options, const text::Tokenizer& tokenizer,
                                 std::int64_t vocabulary, bool selects);
    Result<void> loadEvaluation(const CompressOptions& options, const text::Tokenizer& tokenizer,
                                std::int64_t vocabulary);
    Result<void> checkLeak(const Windows& every) const;
    Windows takeProbe(Windows unseen, bool selects);
    std::size_t probeCount() const;
};

} // namespace espalier::compress
