#pragma once

#include <map>
#include <vector>

#include "core/model/module_tree.h"
#include "core/recipe/match.h"
#include "core/recipe/schema.h"

namespace espalier::recipe {

/// Whether a modifier can work on a module: a Linear; for quantization an Embedding as well.
bool isWeight(const model::ModuleNode& module, const ModifierSchema& schema);

/// What one entry hits by itself, without what other entries ignore.
struct MatchedModules
{
    std::vector<const model::ModuleNode*> hits;    ///< as matched: a decoder layer, a norm, a Linear
    std::vector<const model::ModuleNode*> modules; ///< the weights meant, among and below the hits, in model order
    std::map<const model::ModuleNode*, MatchStrength> strengths; ///< of `modules`
};

/// A hit module that is no weight itself stands for the weights inside it.
MatchedModules matchedModules(const EntryMatcher& entry, const ModifierSchema& schema, const model::ModuleNode& root);

} // namespace espalier::recipe
