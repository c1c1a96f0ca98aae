#pragma once

#include <vector>

#include "core/recipe/raw.h"
#include "core/recipe/write.h"

namespace espalier::recipe {

/// AMD Quark's pruning configuration, a JSON object: a PConfig (`algo_config`), or by itself what stands in one, an
/// OSSCARConfig (`mlp_pruning_ratio`, ...) or a LayerImportancePruneConfig (`delete_layer_num`, ...).
bool isQuarkConfig(const Value& root);

/// Its one stage, in Espalier's keys. What Quark would have done otherwise is said in notes `recipe.upstream.*`.
/// Errors: `recipe.modifier.unknown` for another algorithm, `recipe.key.unknown` as Quark raises for them.
std::vector<RawStage> readQuarkStages(const Value& root, Diagnostics& diagnostics);

/// JSON for Quark. It holds one algorithm, so the recipe's first structured modifier is written; what else there is and
/// what Quark cannot say is a warning `recipe.convert.lost`. Errors `recipe.convert.nothing`: there is no such
/// modifier; `recipe.convert.share`: it removes a share of the layers, which Quark cannot count. Module names are those
/// of Llama and Qwen, which a note says.
WrittenRecipe writeQuarkConfig(const Recipe& recipe, const SchemaRegistry& schemas);

} // namespace espalier::recipe
