#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace espalier::text {

struct BpeTrainerOptions
{
    std::size_t vocabularySize = 4096;      ///< special tokens, 256 bytes and merges together
    std::vector<std::string> specialTokens; ///< get the ids from 0; BOS and EOS are added if they are missing
    std::string beginOfSequence;            ///< empty: none
    std::string endOfSequence;
    std::string chatTemplate;        ///< Jinja, for tokenizer_config.json; empty: none
    bool addBeginOfSequence = false; ///< encoding begins with BOS
};

/// Learns a byte-level BPE vocabulary: text is cut by GPT-2's pattern, then the most frequent pair of neighbours
/// becomes a token until the vocabulary is full or no pair occurs twice (Sennrich et al. 2016, arXiv:1508.07909). Among
/// equally frequent pairs the one with the smaller ids wins, so that the same text gives the same vocabulary. Writes
/// tokenizer.json and tokenizer_config.json, as Hugging Face libraries read them, into an existing folder.
/// Errors: `tokenizer.train` (vocabulary smaller than bytes and special tokens), `file.write`.
Result<void> trainBpeTokenizer(std::string_view text, const BpeTrainerOptions& options,
                               const std::filesystem::path& folder);

} // namespace espalier::text
