#pragma once

#include <QList>
#include <QString>

#include "ui/models/recipe_analysis.h"

namespace espalier::ui {

/// Where an imported recipe does something else than it reads like in the program that it was written for.
struct ImportNote
{
    recipe::Location location;
    recipe::Severity severity = recipe::Severity::Note;
    QString there; ///< what that program does; the whole message where the two are told as one
    QString here;  ///< what Espalier does; may be empty
};

/// In document order; nothing for a recipe in Espalier's own dialect.
QList<ImportNote> importNotes(const RecipeAnalysis& analysis);

} // namespace espalier::ui
