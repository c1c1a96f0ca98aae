#include "core/compress/magnitude/schema.h"

#include <algorithm>

#include "core/compress/schema.h"

namespace espalier::compress {

recipe::ModifierSchema magnitudeSchema()
{
    recipe::ModifierSchema schema;
    schema.type = "MagnitudePruningModifier";
    schema.title = "Magnitude pruning";
    schema.group = recipe::ModifierGroup::Prune;
    schema.help = "Prunes the weights with the smallest absolute values, with exact counts. Needs no calibration.";
    schema.paper = "Han et al. 2015, arXiv:1506.02626";
    schema.kind = recipe::ModifierKind::Pruning;
    schema.matchesParameters = true;
    schema.keys = pruningKeys();
    schema.keys[0].otherNames = {"final_sparsity"};
    schema.keys.push_back(
        flagKey("apply_globally", false,
                "One ranking over all targets instead of one for each matrix, so that matrices differ."));
    schema.keys.push_back(numberKey("init_sparsity", 0.0, 0.0, 1.0,
                                    "In a train stage: the sparsity that the cubic schedule begins with."));
    schema.keys.push_back(
        numberKey("start", 0.0, -1.0, 1e6, "In a train stage: epoch at which the schedule begins.", "epochs"));
    schema.keys.push_back(numberKey("end", -1.0, -1.0, 1e6,
                                    "In a train stage: epoch at which the sparsity is reached; -1 is half of them.",
                                    "epochs"));
    schema.keys.push_back(
        numberKey("update", 0.0, -1.0, 1e6, "In a train stage: epochs between two masks; 0 makes ten.", "epochs"));
    const recipe::Value none;
    schema.keys.push_back(noEffectKey("preserve_sparsity_mask", recipe::Value{true, {}, {}},
                                      "Weights that are zero already always stay zero and count."));
    for (const char* name : {"update_scheduler", "scheduler_args"}) {
        schema.keys.push_back(noEffectKey(name, none, "The schedule is the cubic one; in one shot there is none."));
    }
    schema.keys.push_back(
        noEffectKey("leave_enabled", none, "The zeros stay; a ConstantPruningModifier keeps them in training."));
    return schema;
}

Result<MagnitudeRecipe> magnitudeFromRecipe(const recipe::Modifier& modifier)
{
    const KeyReader read(modifier);
    MagnitudeRecipe result{read.pruning()};
    result.global = read.flag("apply_globally", false);
    result.initialSparsity = read.number("init_sparsity", 0.0);
    result.startEpoch = std::max(0.0, read.number("start", 0.0));
    result.endEpoch = read.number("end", -1.0);
    result.updateEpochs = read.number("update", 0.0);
    return read.finish(std::move(result));
}

} // namespace espalier::compress
