#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/recipe/recipe.h"

namespace espalier::recipe {

/// A key of a modifier as another program reads it.
struct UpstreamKey
{
    std::string_view name;             ///< in Espalier's words
    std::optional<Value> defaultValue; ///< the program's default where Espalier's is another one
};

/// A modifier class that another program has (SparseML 1.7 and 1.8, llm-compressor of 2026-08).
struct UpstreamModifier
{
    std::string_view type;
    std::vector<UpstreamKey> keys; ///< only those that Espalier has as well

    const UpstreamKey* find(std::string_view key) const;
};

/// nullptr where that program has no such class.
const UpstreamModifier* upstreamModifier(Dialect dialect, std::string_view type);

} // namespace espalier::recipe
