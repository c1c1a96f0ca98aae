#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/recipe/recipe.h"

namespace espalier::recipe {

/// Collects what is wrong with a document; everything is reported, in the order of the document at the end.
class Diagnostics
{
public:
    void add(Severity severity, Location location, std::string code, std::string message, std::string suggestion = {});
    void error(Location location, std::string code, std::string message, std::string suggestion = {});
    void warning(Location location, std::string code, std::string message, std::string suggestion = {});
    void note(Location location, std::string code, std::string message, std::string suggestion = {});

    bool hasErrors() const;
    /// Sorted by place (those without one first), equal ones once.
    std::vector<Diagnostic> take();

private:
    std::vector<Diagnostic> m_diagnostics;
};

/// The candidate with the smallest edit distance, letters of either case being equal; empty if none is near
/// (more than two fifths of the longer word differ).
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// `"a", "b" and "c"`.
std::string quotedList(const std::vector<std::string>& words);

} // namespace espalier::recipe
