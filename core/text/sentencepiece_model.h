#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace espalier::text {

/// The content of a SentencePiece `.model` file (protobuf message ModelProto of sentencepiece_model.proto), or the same
/// from a GGUF vocabulary.
struct SentencePieceModel
{
    enum class Algorithm { Unigram = 1, Bpe = 2, Word = 3, Character = 4 };
    enum class Type : std::uint8_t { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

    struct Piece
    {
        std::string text;
        float score = 0;
        Type type = Type::Normal;
    };

    std::vector<Piece> pieces;
    Algorithm algorithm = Algorithm::Unigram;
    bool byteFallback = false;
    bool treatWhitespaceAsSuffix = false;
    int unknownId = 0;
    int beginOfSequenceId = 1; ///< -1: none
    int endOfSequenceId = 2;   ///< -1: none
    std::string unknownSurface = " \xE2\x81\x87 ";

    // normalizer_spec
    std::string charsMap; ///< precompiled_charsmap; empty: no normalization
    bool addDummyPrefix = true;
    bool removeExtraWhitespaces = true;
    bool escapeWhitespaces = true;
};

/// Errors: `tokenizer.format`.
Result<SentencePieceModel> parseSentencePieceModel(std::string_view bytes);

} // namespace espalier::text
