#include "ui/models/quick_fix.h"

#include "core/recipe/match.h"
#include "ui/models/tr.h"

namespace espalier::ui {

bool hasFix(const recipe::Diagnostic& diagnostic)
{
    return !diagnostic.suggestion.empty() && diagnostic.location.line > 0;
}

QString fixText(const recipe::Diagnostic& diagnostic, const model::ModuleNode* root)
{
    const QString suggestion = QString::fromStdString(diagnostic.suggestion);
    if (diagnostic.code == "recipe.key.unknown") {
        return tr("Rename");
    }
    const bool isEntry = diagnostic.code == "recipe.target.no-match" || diagnostic.code == "recipe.ignore.no-match";
    const int hits = isEntry && root != nullptr ? int(recipe::weightsHit(diagnostic.suggestion, *root)) : 0;
    if (hits == 0) {
        return tr("Use %1").arg(suggestion);
    }
    return hits == 1 ? tr("Use %1 (1 hit)").arg(suggestion) : tr("Use %1 (%n hits)", nullptr, hits).arg(suggestion);
}

QString fixHelp(const recipe::Diagnostic& diagnostic)
{
    const QString suggestion = QString::fromStdString(diagnostic.suggestion);
    return diagnostic.code == "recipe.key.unknown" ? tr("Rename it to %1").arg(suggestion)
                                                   : tr("Replace it by %1").arg(suggestion);
}

} // namespace espalier::ui
