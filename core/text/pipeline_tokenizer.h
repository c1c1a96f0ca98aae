#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/text/decoder.h"
#include "core/text/normalizer.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/subword_model.h"
#include "core/text/tokenizer_config.h"

namespace espalier::text {

/// The parts of a tokenizer as Hugging Face's tokenizers arrange them: added tokens are taken out, the rest is
/// normalized, cut into words, each word into tokens; the post-processor puts `prefix` and `suffix` around them.
struct Pipeline
{
    std::vector<std::string> pieces; ///< of the model, by id, as stored
    std::vector<AddedToken> addedTokens;
    std::unique_ptr<Normalizer> normalizer; ///< or none
    PreTokenizer preTokenizer;
    std::unique_ptr<SubwordModel> model;
    Decoder decoder;
    std::vector<TokenId> prefix;
    std::vector<TokenId> suffix;
    std::string beginOfSequence; ///< name of the token; empty: the first of `prefix`, if there is one
    std::string endOfSequence;   ///< name of the token; empty: a usual name, if it is a special token
};

std::unique_ptr<Tokenizer> makePipelineTokenizer(Pipeline pipeline);

/// For a byte-level model: the bytes of its pieces; empty where a piece is not of the byte alphabet.
std::vector<std::string> byteLevelVocabulary(const std::vector<std::string>& pieces);

} // namespace espalier::text
