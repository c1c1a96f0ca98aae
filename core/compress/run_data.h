#pragma once

#include <cstdint>
#include <vector>

#include "core/text/tokenizer.h"

namespace espalier::compress {

using Windows = std::vector<std::vector<text::TokenId>>;

/// The token windows of a run, in three splits that share none: what algorithms learn from, what choices are made on,
/// and what is reported (which no modifier sees).
struct RunData
{
    Windows calibration;
    Windows selection;      ///< for choices: depth, widths, sensitivity, the best step; of the calibration text
    Windows training;       ///< every window of the calibration text but those of selection; of train stages
    std::uint64_t seed = 0; ///< of everything that draws random numbers
};

} // namespace espalier::compress
