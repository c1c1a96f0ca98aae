#pragma once

#include <optional>

#include <QString>

namespace espalier::ui {

/// How well `text` contains the characters of `pattern` in order, whatever their case; higher is better, nothing if it
/// does not. Runs of neighbours and beginnings of words (after . _ - / or a blank) count more. An empty pattern fits
/// all at 0.
std::optional<int> fuzzyScore(const QString& pattern, const QString& text);

} // namespace espalier::ui
