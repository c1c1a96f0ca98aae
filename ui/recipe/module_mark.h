#pragma once

#include <QPixmap>
#include <QString>

#include "ui/theme/theme.h"

namespace espalier::ui {

/// What becomes of a module, as a small square in its colour with a letter: colour never stands alone.
struct ModuleMark
{
    bool pruned = false;
    bool quantized = false; ///< neither: a dash, for what is left as it is
    bool hollow = false;    ///< by another modifier than the one that is looked at
};
QPixmap drawMark(const ModuleMark& mark, const Theme& theme);

} // namespace espalier::ui
