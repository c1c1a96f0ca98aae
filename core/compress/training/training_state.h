#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>
#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/nn/adamw.h"

namespace espalier::compress {

/// What a train stage needs to go on after its last saved step: one safetensors file, written atomically. Its metadata
/// holds "state", JSON; its tensors are p<i> (parameters), m<i> and v<i> (moments), and b<i> (the best parameters so
/// far, if there are any), float32, in the order of the parameters.
struct TrainingState
{
    nlohmann::json figures; ///< the loop's own: the step and what else it knows
    std::vector<at::Tensor> parameters;
    nn::AdamW::State moments;
    std::vector<at::Tensor> best; ///< may be empty

    /// Errors: `file.write`, `disk.full`.
    Result<void> save(const std::filesystem::path& file) const;
    /// Nothing if there is no file. Error `train.state`: it cannot be read, or belongs to other parameters.
    /// @param parameters whose shapes it must have
    static Result<std::optional<TrainingState>> load(const std::filesystem::path& file,
                                                     const std::vector<at::Tensor>& parameters);
};

} // namespace espalier::compress
