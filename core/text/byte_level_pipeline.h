#pragma once

#include "core/text/bpe.h"
#include "core/text/model_patterns.h"
#include "core/text/pipeline_tokenizer.h"

namespace espalier::text {

/// The pipeline of a byte-level BPE vocabulary that comes without a tokenizer.json: pieces in the byte alphabet by id,
/// how its model cuts text, its merges. The caller adds tokens and BOS. Errors: `tokenizer.unsupported`.
Result<Pipeline> byteLevelPipeline(std::vector<std::string> pieces, BpeMerges merges, const ModelPatterns& patterns,
                                   bool addPrefixSpace);

/// Puts BOS and EOS (if the names are tokens) around the text as asked for.
void addSequenceTokens(Pipeline& pipeline, bool addBegin, bool addEnd);

} // namespace espalier::text
