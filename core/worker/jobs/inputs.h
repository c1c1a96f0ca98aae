#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/model/checkpoint.h"
#include "core/protocol/jobs.h"
#include "core/text/dataset.h"
#include "core/worker/job.h"

namespace espalier::worker {

/// A model folder with every tensor that its family needs. Errors as Checkpoint::open and requireComplete.
Result<model::Checkpoint> openComplete(const std::string& folder);

text::DatasetOptions datasetOptions(const protocol::TextSource& source);
std::vector<std::filesystem::path> paths(const std::vector<std::string>& files);

/// Bounds LibTorch's and the BLAS' threads; 0 takes all cores.
void useThreads(int threads);

/// Reads a kind's parameters and makes its job.
template <typename JobType, typename Parameters> Result<std::unique_ptr<Job>> createJob(const nlohmann::json& json)
{
    Parameters parameters;
    if (auto read = protocol::fromJson(json, parameters); !read) {
        return read.error();
    }
    return std::unique_ptr<Job>(std::make_unique<JobType>(std::move(parameters)));
}

} // namespace espalier::worker
