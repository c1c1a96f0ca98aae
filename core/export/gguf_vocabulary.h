#pragma once

#include <cstdint>
#include <filesystem>

#include "core/base/result.h"
#include "core/export/gguf_writer.h"
#include "core/model/model_spec.h"

namespace espalier::exporting {

/// The keys `tokenizer.*`: tokens with scores, types and merges, special ids, chat template. A folder without a
/// tokenizer gives `no_vocab`. Errors: those of text::readVocabularyParts() and text::ChatTemplate::load().
Result<GgufMetadata> vocabularyMetadata(const std::filesystem::path& folder, const model::ModelSpec& spec);

} // namespace espalier::exporting
