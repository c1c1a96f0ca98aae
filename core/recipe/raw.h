#pragma once

#include <string>
#include <vector>

#include "core/recipe/diagnostics.h"
#include "core/recipe/recipe.h"
#include "core/recipe/schema.h"

namespace espalier::recipe {

/// A modifier as the document has it.
struct RawModifier
{
    std::string name;  ///< class name
    Value arguments;   ///< a map
    Location location; ///< of the class name
};

struct RawStage
{
    std::string name;
    RunType runType = RunType::OneShot;
    std::vector<RawModifier> modifiers;
    Location location;
};

/// By what the document holds: `espalier:`; keys of Quark; classes that llm-compressor alone has; `stages`, `run_type`,
/// `eval(...)`, tags and keys that only SparseML reads; otherwise llm-compressor, whose grammar is the smallest.
Dialect detectDialect(const Value& root);

/// The stages of Espalier's own dialect: a strict list; what it does not know is an error.
std::vector<RawStage> readEspalierStages(const Value& root, Diagnostics& diagnostics);

/// The stages of SparseML (with `stages:`, top-level groups, `args`, `eval(...)`) or llm-compressor.
std::vector<RawStage> readImportedStages(const Value& root, Dialect dialect, const SchemaRegistry& schemas,
                                         Diagnostics& diagnostics);

/// "modifiers" or "GROUP_modifiers": what holds modifiers in the imported dialects.
bool isGroupKey(std::string_view key);

/// A stage's name becomes a folder's.
bool isStageName(std::string_view name);

/// `{Class: arguments, ...}` or a list of `{Class: arguments}`; a class without arguments is one with none.
std::vector<RawModifier> readModifiers(const Value& group, Diagnostics& diagnostics);

} // namespace espalier::recipe
