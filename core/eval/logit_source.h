#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/base/cancel.h"
#include "core/eval/windows.h"
#include "core/model/checkpoint.h"

namespace espalier::eval {

/// A model that predicts: the reference forward pass or the inference engine. One thread at a time.
class LogitSource
{
public:
    virtual ~LogitSource() = default;

    virtual const model::Checkpoint& checkpoint() const = 0;
    /// Memory that run() keeps for each token of its windows; windows are run in groups that fit a bound.
    virtual std::int64_t bytesPerToken() const = 0;
    /// Runs windows up to where logits() can go on; what an earlier call kept is forgotten. The windows outlive their
    /// use. Throws Cancelled, std::runtime_error.
    virtual void run(std::span<const Window> windows, const CancelToken& cancel,
                     const std::function<void(double fraction)>& progress) = 0;
    /// Logits [count, vocabulary] at positions `position` .. of a window of the last run(): of the tokens that follow
    /// them. Windows are asked for in order, and each from window.firstTarget - 1 on without gaps. Valid until the
    /// next call.
    virtual std::span<const float> logits(std::size_t window, std::int64_t position, std::int64_t count) = 0;
};

} // namespace espalier::eval
