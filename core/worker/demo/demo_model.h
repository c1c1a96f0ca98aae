#pragma once

#include <cstdint>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/text/bpe_trainer.h"
#include "core/worker/demo/trainer.h"

namespace espalier::worker::demo {

/// config.json of the demo model: a Llama of 1.4 million parameters. Widths are multiples of 128, so that every group
/// size and N:M pattern divides them.
nlohmann::json demoConfig(std::int64_t vocabularySize);

/// Options of the demo's tokenizer: ChatML marks as special tokens, its chat template.
text::BpeTrainerOptions demoTokenizerOptions();

/// Writes model.safetensors (bfloat16, tied head left out) and config.json into an existing folder. Errors: `file.*`.
Result<void> saveModel(const model::ModelSpec& spec, const nlohmann::json& config, const nn::Ends& ends,
                       const std::vector<nn::Block>& blocks, const std::filesystem::path& folder);

} // namespace espalier::worker::demo
