#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/formats/quantization.h"
#include "core/model/module_tree.h"
#include "core/recipe/recipe.h"
#include "core/recipe/schema.h"

namespace espalier::recipe {

/// What one modifier does to one module.
struct ResolvedModule
{
    const model::ModuleNode* module = nullptr; ///< a Linear; for quantization an Embedding as well
    double sparsity = 0.0; ///< asked of this module (its entry of a list); with N:M 1 - N/M; 0 if nothing is pruned
    double expectedSparsity =
        0.0; ///< of the weight after this modifier, earlier ones included; exact counts, whole matrix
    std::optional<formats::QuantizationScheme>
        scheme; ///< quantization: what applies; activations of an Embedding are none
};

enum class EntryKind { Target, Ignore };

/// One entry of `targets` or `ignore` (or of a config group's targets) and the modules that it hits by itself.
struct EntryHits
{
    std::string entry;
    EntryKind kind = EntryKind::Target;
    Location location;
    std::vector<const model::ModuleNode*> hits; ///< as matched: a decoder layer, a norm, a Linear
    std::vector<const model::ModuleNode*>
        modules; ///< the weights meant: Linear (and Embedding) among and below the hits
};

struct ResolvedModifier
{
    const Modifier* modifier = nullptr;
    const ModifierSchema* schema = nullptr;
    std::vector<ResolvedModule> modules; ///< in model order, ignored and unquantized ones left out
    std::vector<EntryHits> entries;      ///< in document order: targets, then ignore

    const ResolvedModule* find(const model::ModuleNode& module) const;
};

struct ResolvedStage
{
    const Stage* stage = nullptr;
    std::vector<ResolvedModifier> modifiers;
};

/// Pointers go into the recipe, the tree and the registry, which must outlive it.
struct ResolvedRecipe
{
    std::vector<ResolvedStage> stages;
    std::vector<Diagnostic> diagnostics;

    bool hasErrors() const;
    /// Expected share of zeros of a module's weight after all stages.
    double expectedSparsity(const model::ModuleNode& module) const;
};

/// Matches every entry against a model (rules: match.h). Errors: `recipe.target.no-match`, `recipe.target.pattern`,
/// `recipe.sparsity.count`, `recipe.quantize.no-scheme`; warnings: `recipe.ignore.no-match`,
/// `recipe.target.no-weights`, `recipe.target.head`.
ResolvedRecipe resolve(const Recipe& recipe, const model::ModuleNode& root, const SchemaRegistry& schemas);

} // namespace espalier::recipe
