#include "core/recipe/schema.h"

#include <algorithm>

#include "core/recipe/diagnostics.h"

namespace espalier::recipe {

const KeySchema* ModifierSchema::find(std::string_view key) const
{
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const KeySchema& schema) {
        return schema.name == key ||
               std::find(schema.otherNames.begin(), schema.otherNames.end(), key) != schema.otherNames.end();
    });
    return found == keys.end() ? nullptr : &*found;
}

std::string ModifierSchema::nearestKey(std::string_view word) const
{
    std::vector<std::string> names;
    for (const KeySchema& key : keys) {
        if (std::find(key.mistakenNames.begin(), key.mistakenNames.end(), word) != key.mistakenNames.end() ||
            std::find(key.otherNames.begin(), key.otherNames.end(), word) != key.otherNames.end()) {
            return key.name;
        }
        if (key.status != KeyStatus::NoEffect && !key.importOnly) {
            names.push_back(key.name);
        }
    }
    return nearest(word, names);
}

const ModifierSchema* SchemaRegistry::find(std::string_view type) const
{
    const auto found = std::find_if(m_schemas.begin(), m_schemas.end(),
                                    [&](const ModifierSchema& schema) { return schema.type == type; });
    return found == m_schemas.end() ? nullptr : &*found;
}

} // namespace espalier::recipe
