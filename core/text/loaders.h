#pragma once

#include <filesystem>
#include <memory>

#include "core/text/tokenizer.h"
#include "core/text/tokenizer_config.h"

namespace espalier::text {

// One loader a file kind; each states where it is.

/// `tokenizer.model`: SentencePiece (sentencepiece_model.h), or lines of base64 ranks as tiktoken writes them.
Result<std::unique_ptr<Tokenizer>> loadTokenizerModel(const std::filesystem::path& file, const TokenizerConfig& config);

} // namespace espalier::text
