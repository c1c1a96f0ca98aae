#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/text/pattern.h"

namespace espalier::text {

/// What becomes of the parts of a text that a pattern matches.
enum class SplitBehavior {
    Removed,            ///< dropped
    Isolated,           ///< parts of their own
    MergedWithPrevious, ///< the end of the part before
    MergedWithNext,     ///< the beginning of the part after
    Contiguous          ///< neighbouring matches are one part
};

/// Names as tokenizer.json has them. Nothing for other names.
std::optional<SplitBehavior> splitBehaviorNamed(std::string_view name);

/// The parts of a text of `size` bytes, none of them empty.
/// @param invert  what the pattern does not match is taken as the matches
std::vector<Pattern::Range> splitParts(std::size_t size, const std::vector<Pattern::Range>& matches,
                                       SplitBehavior behavior, bool invert);

} // namespace espalier::text
