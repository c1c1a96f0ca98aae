#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/text/tokenizer.h"

namespace espalier::compress {

using Windows = std::vector<std::vector<text::TokenId>>;
/// By window: which of its tokens belong to a chat without being said by the assistant.
using PromptTokens = std::map<std::vector<text::TokenId>, std::vector<bool>>;

/// What a perplexity is of that was measured where choices are made, said wherever it is shown.
inline constexpr const char* kChoiceWindows = "calibration text, windows that choices are made on";

/// The token windows of a run, in three splits that share none: what algorithms learn from, what choices are made on,
/// and what is reported (which no modifier sees).
struct RunData
{
    Windows calibration;
    Windows selection;      ///< for choices: depth, widths, sensitivity, the best step; of the calibration text
    Windows training;       ///< every window of the calibration text but those of selection; of train stages
    PromptTokens prompts;   ///< of all windows; empty: no chats, or their template does not tell prompts apart
    bool chats = false;     ///< some of the text is
    std::uint64_t seed = 0; ///< of everything that draws random numbers
};

} // namespace espalier::compress
