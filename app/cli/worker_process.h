#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/protocol/events.h"

namespace espalier::cli {

/// $ESPALIER_WORKER, else `espalier-worker` beside this program.
std::filesystem::path workerProgram();

/// Starts a worker, has it do one job and waits for the end. Ctrl-C (or SIGTERM) asks the worker to cancel and
/// escalates as protocol::Client says; a second Ctrl-C kills it. The worker ends by itself if this program dies, as its
/// input ends.
/// @param onEvent called on this thread for every event of the job
/// @return the Finished event's answer, or why there is none
Result<nlohmann::json> runInWorker(const std::string& kind, const nlohmann::json& parameters,
                                   const std::function<void(const protocol::Event&)>& onEvent);

/// kBadInput if the failure's code says that the input was wrong, else kWorkFailed.
int exitCodeOf(const Error& error);

} // namespace espalier::cli
