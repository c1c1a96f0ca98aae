#pragma once

#include <cstdint>
#include <vector>

#include "core/compress/schema.h"

namespace espalier::compress {

/// What the modifiers that remove whole groups of inputs share.
struct RemovalRecipe
{
    double ratio = 0.1;      ///< of the groups
    double dampening = 0.01; ///< share of the mean of the Hessian's diagonal
    double targetMix = 0.0;  ///< see mixedTarget(); 0 is as published
    bool localSearch = true;
};

/// The ratio, dampening_frac, target_mix, local_search. @param ratio name of the key  @param share its default
/// @param removed what goes, in the plural
std::vector<recipe::KeySchema> removalKeys(const char* ratio, double share, const char* help,
                                           const std::string& removed);
RemovalRecipe removalFromRecipe(const KeyReader& read, const char* ratio, double share);

/// An OSSCARPruningModifier's keys; the ratio is of the feed-forward width.
struct OsscarRecipe : RemovalRecipe
{
    std::int64_t multiple = 0; ///< of kept widths; 0: see keptWidth()
    std::int64_t updateChannels = 1;
    bool bySensitivity = false; ///< layers differ in width
};

recipe::ModifierSchema osscarSchema();

/// Errors: `recipe.key.type` (only for a Modifier that did not come from parseRecipe).
Result<OsscarRecipe> osscarFromRecipe(const recipe::Modifier& modifier);

/// Inputs to keep of `width`: the multiple nearest to width * (1 - ratio), at least one (for 128 AMD Quark's rule);
/// with the multiple 1 the integer part. @param multiple 0: the largest power of two up to 128 that divides the width
/// and is at most a 32nd of it
std::int64_t keptWidth(std::int64_t width, double ratio, std::int64_t multiple);
/// What `multiple` means for a width.
std::int64_t widthMultiple(std::int64_t width, std::int64_t multiple);

} // namespace espalier::compress
