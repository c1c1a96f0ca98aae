#pragma once

#include <functional>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/eval/logit_source.h"
#include "core/protocol/jobs.h"

namespace espalier::eval {

/// Longest window that is taken unless another is asked for, in tokens.
inline constexpr std::int64_t kDefaultWindowTokens = 2048;

/// Opens a model folder with what is to run it.
using OpenSource = std::function<Result<std::unique_ptr<LogitSource>>(const std::string& model)>;

/// Measures as an EvaluateJob says, with any executor: reads the texts, cuts the windows, runs the model (and the
/// baseline if there is one). @return the keys of the command `evaluate`
/// Errors: those of `open`, Tokenizer::load, text::loadStream, evaluatePerplexity; `run.window` (does not fit the
/// context). Throws Cancelled, std::runtime_error.
Result<nlohmann::json> runEvaluation(const protocol::EvaluateJob& job, const OpenSource& open,
                                     const CancelToken& cancel, const std::function<void(double fraction)>& progress);

} // namespace espalier::eval
