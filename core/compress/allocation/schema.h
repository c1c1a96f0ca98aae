#pragma once

#include <vector>

#include "core/compress/schema.h"

namespace espalier::compress {

enum class SparsityProfile { Uniform, Owl, Sensitivity };

/// What a modifier prunes with in the trials of profile sensitivity: masks alone, or a sweep that also updates weights.
enum class TrialPruner { Wanda, SparseGpt };

/// How a pruner distributes its sparsity over the decoder layers: keys that every such modifier shares.
struct AllocationRecipe
{
    SparsityProfile profile = SparsityProfile::Uniform;
    double owlThreshold = 5.0; ///< a weight is an outlier above this many times the layer's mean score
    double owlSpread = 0.08;   ///< lambda: sparsities end within twice this of each other
    double spread = 0.1;       ///< Sensitivity: farthest that a layer's sparsity moves from the common one
};

/// sparsity_profile, owl_m, owl_lmbda, profile_spread.
std::vector<recipe::KeySchema> allocationKeys();
AllocationRecipe allocationFromRecipe(const KeyReader& read);

/// A profile needs one sparsity for all and no pattern. Error `recipe.profile`.
Result<void> checkAllocation(const AllocationRecipe& allocation, const recipe::Modifier& modifier);

} // namespace espalier::compress
