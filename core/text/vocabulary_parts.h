#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/text/sentencepiece_model.h"

namespace espalier::text {

/// A model's vocabulary taken apart, for files of other programs that store its parts.
struct VocabularyParts
{
    enum class Kind { SentencePieceBpe, SentencePieceUnigram, ByteLevelBpe };

    Kind kind = Kind::ByteLevelBpe;
    std::vector<SentencePieceModel::Piece> tokens; ///< by id, added tokens included: special ones are Control, others
                                                   ///< UserDefined; an id without a token is Unused and empty
    std::vector<std::string> merges;               ///< "left right", of ByteLevelBpe
    std::string preTokenizer;                      ///< of ByteLevelBpe: a name that modelPatterns() knows
    int unknownId = -1;                            ///< -1: none
    std::string charsMap;                          ///< of SentencePiece kinds, as SentencePieceModel
    bool addDummyPrefix = true;
    bool removeExtraWhitespaces = false;
};

/// Reads SentencePiece's tokenizer.model, else tokenizer.json (byte-level BPE, or the BPE with byte fallback that is
/// made of a SentencePiece model), else vocab.json with merges.txt; or the vocabulary of a GGUF file. Errors: those of
/// Tokenizer::load(), and `tokenizer.unsupported` for what the kinds above cannot express.
Result<VocabularyParts> readVocabularyParts(const std::filesystem::path& path);
Result<VocabularyParts> readGgufVocabularyParts(const std::filesystem::path& file);

} // namespace espalier::text
