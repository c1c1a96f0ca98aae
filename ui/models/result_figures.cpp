#include "ui/models/result_figures.h"

namespace espalier::ui {

std::optional<double> numberIn(const nlohmann::json& object, const char* key)
{
    if (!object.is_object()) {
        return std::nullopt;
    }
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

std::optional<std::uint64_t> bytesIn(const nlohmann::json& object, const char* key)
{
    const auto value = numberIn(object, key);
    return value && *value >= 0.0 ? std::optional(std::uint64_t(*value)) : std::nullopt;
}

} // namespace espalier::ui
