#pragma once

#include <QString>

#include "core/model/module_tree.h"
#include "core/recipe/recipe.h"

namespace espalier::ui {

/// Whether what a diagnostic marks can be replaced by its suggestion.
bool hasFix(const recipe::Diagnostic& diagnostic);
/// On a button: "Use re:.*q_proj (22 hits)", "Rename". @param root of the current model; null: none is open
QString fixText(const recipe::Diagnostic& diagnostic, const model::ModuleNode* root);
/// In a tooltip or a menu: "Replace it by re:.*q_proj".
QString fixHelp(const recipe::Diagnostic& diagnostic);

} // namespace espalier::ui
