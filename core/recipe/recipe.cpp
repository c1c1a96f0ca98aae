#include "core/recipe/recipe.h"

#include <algorithm>

namespace espalier::recipe {

bool Value::operator==(const Value& other) const
{
    return data == other.data;
}

const Value* Value::find(std::string_view key) const
{
    const Map* map = std::get_if<Map>(&data);
    if (map == nullptr) {
        return nullptr;
    }
    const auto member = std::find_if(map->begin(), map->end(), [&](const auto& pair) { return pair.first == key; });
    return member == map->end() ? nullptr : &member->second;
}

std::optional<double> Value::number() const
{
    if (const auto* integer = std::get_if<std::int64_t>(&data)) {
        return static_cast<double>(*integer);
    }
    if (const auto* real = std::get_if<double>(&data)) {
        return *real;
    }
    return std::nullopt;
}

std::optional<bool> Value::boolean() const
{
    const auto* flag = std::get_if<bool>(&data);
    return flag == nullptr ? std::nullopt : std::optional<bool>(*flag);
}

std::optional<std::string> Value::text() const
{
    const auto* string = std::get_if<std::string>(&data);
    return string == nullptr ? std::nullopt : std::optional<std::string>(*string);
}

std::optional<std::vector<std::string>> Value::texts() const
{
    if (const auto* string = std::get_if<std::string>(&data)) {
        return std::vector<std::string>{*string};
    }
    const List* list = std::get_if<List>(&data);
    if (list == nullptr) {
        return std::nullopt;
    }
    std::vector<std::string> result;
    for (const Value& item : *list) {
        const auto* string = std::get_if<std::string>(&item.data);
        if (string == nullptr) {
            return std::nullopt;
        }
        result.push_back(*string);
    }
    return result;
}

namespace {

std::vector<std::string> textsOf(const Value& arguments, std::string_view key)
{
    const Value* value = arguments.find(key);
    return value == nullptr ? std::vector<std::string>{} : value->texts().value_or(std::vector<std::string>{});
}

} // namespace

std::vector<std::string> Modifier::targets() const
{
    return textsOf(arguments, "targets");
}

std::vector<std::string> Modifier::ignore() const
{
    return textsOf(arguments, "ignore");
}

bool ParsedRecipe::hasErrors() const
{
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::Error; });
}

} // namespace espalier::recipe
