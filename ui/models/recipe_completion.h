#pragma once

#include <QString>
#include <QStringList>

#include "core/recipe/schema.h"

namespace espalier::ui {

/// Words that may stand at the caret of a recipe, and how much of one is typed already.
struct RecipeCompletion
{
    QString typed;     ///< the beginning of the word before the caret
    QStringList words; ///< in alphabetical order; empty if nothing is known to fit
};

/// Classes of modifiers, the keys of the modifier that the line belongs to, or the values that its key can have.
/// Document order and indentation decide, so that it works while the document does not parse.
/// @param line from 0; @param column in characters of the line
RecipeCompletion completeRecipe(const QStringList& lines, int line, int column, const recipe::SchemaRegistry& schemas);

} // namespace espalier::ui
