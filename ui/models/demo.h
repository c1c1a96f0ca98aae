#pragma once

#include <functional>

#include <QString>

#include "core/base/result.h"

namespace espalier::ui {

class Workspace;

/// The demo's folder beside the runs: its model, recipe and texts, written there when it is first opened.
QString demoFolder(const Workspace& workspace);
bool isDemoOpen(const Workspace& workspace);
/// A question of the kind that the demo's model was trained on.
QString demoQuestion();

/// Writes the demo if it is not there yet (in the background), then opens its model, recipe and texts.
/// @param failed called with the reason if it cannot be written; errors of text::demo::writeDemo()
void openDemo(Workspace& workspace, const std::function<void(const Error&)>& failed);

} // namespace espalier::ui
