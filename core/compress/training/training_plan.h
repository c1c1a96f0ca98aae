#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/compress/distillation/schema.h"
#include "core/compress/lora/schema.h"
#include "core/compress/magnitude/schema.h"
#include "core/compress/student/schema.h"
#include "core/compress/training/schema.h"
#include "core/recipe/resolve.h"

namespace espalier::compress {

/// What the modifiers of a train stage ask for together.
struct TrainingPlan
{
    FineTuningRecipe tuning;
    bool defaults = true;                 ///< no FineTuningModifier says how
    std::set<std::string> constant;       ///< modules whose zeros a ConstantPruningModifier keeps
    std::optional<StudentRecipe> student; ///< trained in place of the stage's input
    std::optional<OutputDistillationRecipe> output;
    std::optional<HiddenDistillationRecipe> hidden;
    std::optional<LoraRecipe> lora;
    std::set<std::string> loraModules;
    std::map<std::string, formats::QuantizationScheme> schemes; ///< trained as if rounded, by module
    std::optional<MagnitudeRecipe> pruning;                     ///< gradual
    std::unordered_map<std::string, double> sparsity;           ///< that it ends with, by module
    std::vector<std::string> modifiers;                         ///< ids, in recipe order

    /// Of the next tokens' cross entropy in the loss.
    double originalScale() const;
    bool keepsZeros(const std::string& module) const { return tuning.keepZeros || constant.count(module) > 0; }
};

/// Errors: `recipe.modifier.stage` (a modifier that does not work in train stages), `recipe.modifier.twice`,
/// `recipe.scheme.unsupported`.
Result<TrainingPlan> planTraining(const recipe::ResolvedStage& stage);

/// Modifiers that stand in train stages alone.
bool trainsOnly(const std::string& modifierType);

} // namespace espalier::compress
