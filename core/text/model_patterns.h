#pragma once

#include <span>
#include <string_view>

namespace espalier::text {

/// How the models that share a pre-tokenizer cut text: the patterns are applied one after another, each isolating its
/// matches. For vocabularies that come without a tokenizer.json.
struct ModelPatterns
{
    std::string_view name; ///< as GGUF's tokenizer.ggml.pre has it
    std::span<const std::string_view> patterns;
    bool ignoreMerges = false;        ///< a word that is a piece is that piece
    bool addsBeginOfSequence = false; ///< unless the file says otherwise
    bool composes = false;            ///< the text is normalized to NFC first
};

std::span<const ModelPatterns> allModelPatterns();

/// Null if the name is not known.
const ModelPatterns* modelPatterns(std::string_view name);

} // namespace espalier::text
