#pragma once

#include <string>
#include <variant>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::protocol {

/// What a client says to its worker, as frames on the worker's standard input. The worker answers with events
/// (events.h); its first is Hello. The end of the stream means: stop cleanly.

/// Begins the worker's one job.
struct Start
{
    std::string job;           ///< id that every event of the job carries; not empty
    std::string kind;          ///< "compress", "evaluate", "logits", "train-demo"
    nlohmann::json parameters; ///< the kind's struct of jobs.h
};

/// Asks the job to stop; it answers with Failed{"cancelled"}.
struct Cancel
{
    std::string job;
};

using Message = std::variant<Start, Cancel>;

/// {"type": "start", "job": ..., "kind": ..., "parameters": {...}} or {"type": "cancel", "job": ...}
nlohmann::json toJson(const Message& message);
/// Error `protocol.message`.
Result<Message> messageFromJson(const nlohmann::json& json);

} // namespace espalier::protocol
