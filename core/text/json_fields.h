#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::text {

/// The "type" of a tokenizer component; empty if there is none.
inline std::string typeOf(const nlohmann::json& object)
{
    const auto type = object.is_object() ? object.find("type") : object.end();
    return type != object.end() && type->is_string() ? type->get<std::string>() : std::string();
}

inline std::string stringField(const nlohmann::json& object, const char* key, const std::string& otherwise = {})
{
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : otherwise;
}

inline bool boolField(const nlohmann::json& object, const char* key, bool otherwise)
{
    const auto it = object.find(key);
    return it != object.end() && it->is_boolean() ? it->get<bool>() : otherwise;
}

inline Error unsupportedComponent(const char* kind, const nlohmann::json& object)
{
    const std::string type = typeOf(object);
    return {"tokenizer.unsupported",
            "The tokenizer's " + std::string(kind) + (type.empty() ? " has no type" : " \"" + type + "\"") +
                " is not supported by this version.",
            ""};
}

} // namespace espalier::text
