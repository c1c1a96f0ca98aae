#pragma once

#include <utility>

#include <QString>

namespace espalier::ui {

/// What sizes up to `bytes` are shown in on an axis, the largest unit that leaves no small fractions, and its title.
std::pair<double, QString> sizeAxis(double bytes);

} // namespace espalier::ui
