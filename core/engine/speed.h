#pragma once

#include <cstdint>
#include <functional>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/engine/executor.h"

namespace espalier::engine {

struct SpeedOptions
{
    std::size_t promptTokens = 512;
    std::size_t generateTokens = 64;
    int repeat = 3;
    KvType kv = KvType::Float16;
    CancelToken cancel;
    std::function<void(double fraction)> progress;
};

/// Medians over the repeats.
struct SpeedFigures
{
    double prefillTokensPerSecond = 0.0;
    double decodeTokensPerSecond = 0.0;
    /// Bytes a second that decoding reads: bytesPerToken() times its tokens a second, without keys and values.
    double effectiveBandwidth = 0.0;
};

/// Times random prompts, each from an empty sequence, and the greedy tokens after them.
/// Errors: `engine.context` (they do not fit the model's context), `cancelled`; those of Executor::forward().
Result<SpeedFigures> measureSpeed(Executor& executor, const SpeedOptions& options);

} // namespace espalier::engine
