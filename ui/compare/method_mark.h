#pragma once

#include <QColor>
#include <QIcon>

#include "ui/models/compared_model.h"
#include "ui/theme/colors.h"

class QCPScatterStyle;

namespace espalier::ui {

/// Of a run by its place among the ticked ones.
QColor runColor(const Colors& colors, int slot);

/// How a model is marked: shape by method, hollow while its run works.
QCPScatterStyle methodMark(MethodClass method, const QColor& color, bool hollow, double size = 11.0);
/// The same for lists.
QIcon methodIcon(MethodClass method, const QColor& color, bool hollow);

} // namespace espalier::ui
