#pragma once

#include <memory>

#include "core/text/sentencepiece_model.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_config.h"

namespace espalier::text {

/// A tokenizer over a SentencePiece vocabulary; `config` adds tokens and says whether BOS and EOS are added. Between
/// added tokens each part of the text gets its dummy prefix, as the model has been trained with; with `legacy: false`
/// the first part alone does. Errors: `tokenizer.format`, `tokenizer.unsupported` (word and character models).
Result<std::unique_ptr<Tokenizer>> makeSentencePieceTokenizer(SentencePieceModel model, const TokenizerConfig& config);

} // namespace espalier::text
