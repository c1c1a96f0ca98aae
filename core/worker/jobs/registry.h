#pragma once

#include <vector>

#include "core/worker/job.h"

namespace espalier::worker {

/// Every job of the worker. One line each in registry.cpp.
const std::vector<JobKind>& jobKinds();

Result<std::unique_ptr<Job>> createLogitsJob(const nlohmann::json& parameters);
Result<std::unique_ptr<Job>> createGenerateJob(const nlohmann::json& parameters);
Result<std::unique_ptr<Job>> createEvaluateJob(const nlohmann::json& parameters);
Result<std::unique_ptr<Job>> createCompressJob(const nlohmann::json& parameters);
Result<std::unique_ptr<Job>> createTrainDemoJob(const nlohmann::json& parameters);
Result<std::unique_ptr<Job>> createExportJob(const nlohmann::json& parameters);
Result<std::unique_ptr<Job>> createSweepJob(const nlohmann::json& parameters);

} // namespace espalier::worker
