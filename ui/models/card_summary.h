#pragma once

#include <QString>

#include "core/recipe/schema.h"
#include "ui/models/recipe_analysis.h"
#include "ui/models/recipe_outline.h"

namespace espalier::ui {

/// What a modifier makes of its targets.
enum class CardClass { Dense, Pruned, Quantized, Both };

CardClass cardClass(const RecipeCard& card, const recipe::ModifierSchema* schema);
QString cardLetter(CardClass kind); ///< D, P, Q, PQ; never translated

/// "SparseGPT"; the class name of one that this version does not know.
QString cardTitle(const RecipeCard& card, const recipe::ModifierSchema* schema);
/// The two settings that say most: "8:16, dampening_frac 0.02".
QString cardSettings(const RecipeCard& card, const recipe::ModifierSchema* schema);
/// The resolved modifier that stands in the card's line; null without a model or while it is switched off.
const recipe::ResolvedModifier* resolvedOf(const RecipeCard& card, const RecipeAnalysis* analysis);
/// The most serious problem within the card's lines, or nothing.
const recipe::Diagnostic* problemOf(const RecipeCard& card, const RecipeAnalysis* analysis);

/// A value as a field shows it: "0.5", "re:.*mlp, Linear"; nothing for null.
QString fieldText(const recipe::Value& value);
/// What is typed, as YAML would read it without quotes; a text where the key is one.
recipe::Value typedValue(const QString& typed, recipe::KeyType type);
/// Whether the form has a field for such a key.
bool hasField(const recipe::KeySchema& key);

} // namespace espalier::ui
