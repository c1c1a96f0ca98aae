#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/base/cancel.h"
#include "core/base/result.h"

namespace espalier::worker {

/// What a model and its export predict on the same texts, by the reference forward pass, a layer at a time: the demo's
/// evaluation text in the model's own tokens, else numbered ones. Windows are short enough that limits of attention
/// which a format cannot express do not matter.
/// @param exported a folder or file that model::Checkpoint opens
/// @param noise of the export's weights: squared errors over squared weights, the largest of its modules
/// @return {windows, tokens, perplexity, exportedPerplexity, kl, limit}: kl is the mean of KL(model || export) in nats,
/// limit what it may be, null where so much noise (4 bits and below) that a fault could not be told from rounding.
/// Errors: those of model::Checkpoint::open(), `export.mismatch` where the two are further apart than roundings of the
/// export's weights explain. Throws Cancelled.
Result<nlohmann::json> comparePredictions(const std::filesystem::path& model, const std::filesystem::path& exported,
                                          double noise, const CancelToken& cancel);

} // namespace espalier::worker
