#include "ui/models/import_notes.h"

namespace espalier::ui {

namespace {

/// What is no `recipe.upstream.*` and comes of reading another program's grammar all the same.
bool isOfImport(const recipe::Diagnostic& diagnostic)
{
    return diagnostic.code.starts_with("recipe.upstream.") || diagnostic.code == "recipe.key.no-effect" ||
           diagnostic.code == "recipe.mask.imported" || diagnostic.code == "recipe.stage.disabled";
}

} // namespace

QList<ImportNote> importNotes(const RecipeAnalysis& analysis)
{
    QList<ImportNote> notes;
    if (!analysis.dialect() || *analysis.dialect() == recipe::Dialect::Espalier) {
        return notes;
    }
    for (const recipe::Diagnostic& diagnostic : analysis.diagnostics()) {
        if (!isOfImport(diagnostic)) {
            continue;
        }
        ImportNote note{diagnostic.location, diagnostic.severity, QString::fromStdString(diagnostic.message), {}};
        // messages say first what that program does, then what happens here
        if (const auto turn = note.there.indexOf(QStringLiteral(". Here ")); turn >= 0) {
            note.here = note.there.mid(turn + 2);
            note.there.truncate(turn + 1);
        }
        notes << note;
    }
    return notes;
}

} // namespace espalier::ui
