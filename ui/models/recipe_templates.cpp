#include "ui/models/recipe_templates.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStringList>

namespace espalier::ui {

QString RecipeTemplate::sentence() const
{
    const auto end = help.indexOf(QStringLiteral(". "));
    return end < 0 ? help : help.left(end + 1);
}

RecipeTemplate readTemplate(const QString& resource)
{
    RecipeTemplate ready{resource, QFileInfo(resource).completeBaseName(), {}, {}};
    QFile file(resource);
    ready.text = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    QStringList words;
    bool inFirstComment = true;
    for (const QString& line : ready.text.split(QLatin1Char('\n'))) {
        if (line.startsWith(QStringLiteral("name: "))) {
            ready.name = line.mid(6).trimmed();
            break;
        }
        inFirstComment = inFirstComment && line.startsWith(QLatin1Char('#'));
        if (inFirstComment) {
            words << line.mid(1).trimmed();
        }
    }
    ready.help = words.join(QLatin1Char(' '));
    return ready;
}

QList<RecipeTemplate> recipeTemplates()
{
    QList<RecipeTemplate> all;
    for (const QFileInfo& file :
         QDir(QStringLiteral(":/recipes")).entryInfoList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name)) {
        all << readTemplate(file.filePath());
    }
    return all;
}

} // namespace espalier::ui
