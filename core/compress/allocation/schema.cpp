#include "core/compress/allocation/schema.h"

namespace espalier::compress {

std::vector<recipe::KeySchema> allocationKeys()
{
    recipe::KeySchema profile = key("sparsity_profile", recipe::KeyType::Choice, {std::string("uniform"), {}, {}},
                                    "How layers share the sparsity: \"uniform\", \"owl\" (layers with more outliers "
                                    "keep more), or \"sensitivity\" (measured on held-out text). The mean over all "
                                    "weights stays as asked.");
    profile.choices = {"uniform", "owl", "sensitivity"};
    return {std::move(profile),
            numberKey("owl_m", 5.0, 1.0, 1000.0,
                      "Profile owl: a weight is an outlier above this many times the mean score of its layer."),
            numberKey("owl_lmbda", 0.08, 0.0, 0.5,
                      "Profile owl: layers end within twice this of each other (Yin et al. 2023, arXiv:2310.05175)."),
            numberKey("profile_spread", 0.1, 0.0, 0.5,
                      "Profile sensitivity: the farthest that a layer's sparsity moves from the common one.")};
}

AllocationRecipe allocationFromRecipe(const KeyReader& read)
{
    AllocationRecipe result;
    const std::string profile = read.text("sparsity_profile", "uniform");
    result.profile = profile == "owl"           ? SparsityProfile::Owl
                     : profile == "sensitivity" ? SparsityProfile::Sensitivity
                                                : SparsityProfile::Uniform;
    result.owlThreshold = read.number("owl_m", result.owlThreshold);
    result.owlSpread = read.number("owl_lmbda", result.owlSpread);
    result.spread = read.number("profile_spread", result.spread);
    return result;
}

Result<void> checkAllocation(const AllocationRecipe& allocation, const recipe::Modifier& modifier)
{
    if (allocation.profile == SparsityProfile::Uniform)
        return {};
    const KeyReader read(modifier);
    const bool pattern = !read.mask().unstructured();
    if (!pattern && read.numbers("sparsity", {0.5}).size() == 1)
        return {};
    return Error{"recipe.profile",
                 std::string("\"sparsity_profile\" of ") + modifier.type +
                     (pattern ? " needs an unstructured mask: with N:M every layer has the same sparsity."
                              : " chooses each layer's sparsity, so \"sparsity\" has to be one number.") +
                     " Remove one of them.",
                 "line " + std::to_string(modifier.location.line)};
}

} // namespace espalier::compress
