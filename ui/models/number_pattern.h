#pragma once

#include <string>
#include <vector>

namespace espalier::ui {

/// A regular expression for exactly these numbers, written without leading zeros: {0..15} is "(\d|1[0-5])".
/// @param numbers not negative, ascending, at least one
std::string numberPattern(const std::vector<int>& numbers);

/// A regular expression for exactly these texts, which may be escaped for it already; what they begin and end with
/// alike is written once where a word ends there: "[qkv]_proj", "(gate|up)_proj".
/// @param texts at least one
std::string textPattern(std::vector<std::string> texts);

/// A character of a name as it has to stand in a regular expression.
std::string escapedForPattern(const std::string& name);

} // namespace espalier::ui
