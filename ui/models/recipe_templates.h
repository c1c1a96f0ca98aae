#pragma once

#include <QList>
#include <QString>

namespace espalier::ui {

/// A ready recipe that comes with the program.
struct RecipeTemplate
{
    QString resource; ///< ":/recipes/..."
    QString name;     ///< its `name:`
    QString help;     ///< its first comment
    QString text;

    QString sentence() const; ///< the first one of `help`
};

/// All of them, by file name.
QList<RecipeTemplate> recipeTemplates();
RecipeTemplate readTemplate(const QString& resource);

} // namespace espalier::ui
