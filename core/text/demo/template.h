#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/random.h"

namespace espalier::text::demo {

using Slots = std::map<std::string, std::string, std::less<>>;

/// Expands `[one|two|three]` (nestable, one alternative is drawn) and `{slot}`. A slot that is not there throws
/// std::out_of_range: the templates are ours.
std::string expand(std::string_view pattern, const Slots& slots, Random& random);

std::string capitalized(std::string text);
/// "a fox", "an owl".
std::string withArticle(const std::string& noun);

} // namespace espalier::text::demo
