#include "core/recipe/entry_hits.h"

#include <algorithm>

namespace espalier::recipe {

namespace {

using model::ModuleNode;

bool isEmbedding(const ModuleNode& module)
{
    const auto& classes = module.classNames;
    return std::find(classes.begin(), classes.end(), "Embedding") != classes.end() && module.shape.size() == 2;
}

/// `__ALL__`: pruning keeps to the decoder layers, quantization takes head and embedding as well.
bool allMeans(const ModuleNode& module, const ModifierSchema& schema)
{
    return isWeight(module, schema) && (schema.quantizationKeys || module.layer >= 0);
}

void collect(const ModuleNode& module, MatchStrength inherited, const EntryMatcher& entry, const ModifierSchema& schema,
             MatchedModules& found)
{
    MatchStrength strength = entry.match(module, schema.matchesParameters);
    if (strength == MatchStrength::All && !allMeans(module, schema)) {
        strength = MatchStrength::None;
    }
    if (strength != MatchStrength::None) {
        found.hits.push_back(&module);
    }
    strength = std::max(strength, inherited);
    if (strength != MatchStrength::None && isWeight(module, schema)) {
        found.modules.push_back(&module);
        found.strengths[&module] = strength;
    }
    for (const ModuleNode& child : module.children) {
        collect(child, strength, entry, schema, found);
    }
}

} // namespace

bool isWeight(const ModuleNode& module, const ModifierSchema& schema)
{
    return (module.isLinear() && module.shape.size() == 2) || (schema.quantizationKeys && isEmbedding(module));
}

MatchedModules matchedModules(const EntryMatcher& entry, const ModifierSchema& schema, const ModuleNode& root)
{
    MatchedModules found;
    collect(root, MatchStrength::None, entry, schema, found);
    return found;
}

} // namespace espalier::recipe
