#include "core/compress/scaling/schema.h"

#include "core/model/module_pattern.h"

namespace espalier::compress {
namespace {

std::optional<ScalingMapping> mappingFrom(const recipe::Value& value)
{
    const recipe::Value* source = value.find("smooth_layer");
    const recipe::Value* readers = value.find("balance_layers");
    if (const auto* pair = std::get_if<recipe::Value::List>(&value.data); pair != nullptr && pair->size() == 2) {
        readers = &pair->front();
        source = &pair->back();
    }
    if (source == nullptr || readers == nullptr || !source->text() || !readers->texts() || readers->texts()->empty())
        return std::nullopt;
    return ScalingMapping{*source->text(), *readers->texts(), value.location};
}

} // namespace

recipe::KeySchema mappingsKey()
{
    return key("mappings", recipe::KeyType::Any, {},
               "What is scaled with whom: a list of {smooth_layer, balance_layers}, or of [[balance layers], smooth "
               "layer], each written like targets. Left out, it follows from the model.");
}

Result<std::vector<ScalingMapping>> mappingsFromRecipe(const recipe::Modifier& modifier)
{
    std::vector<ScalingMapping> mappings;
    const recipe::Value* value = modifier.arguments.find("mappings");
    if (value == nullptr || value->isNull())
        return mappings;
    const std::string place = "line " + std::to_string(value->location.line);
    const auto* items = std::get_if<recipe::Value::List>(&value->data);
    for (std::size_t i = 0; items == nullptr || i < items->size(); ++i) {
        std::optional<ScalingMapping> mapping = items == nullptr ? std::nullopt : mappingFrom((*items)[i]);
        if (!mapping)
            return Error{"recipe.mappings",
                         "\"mappings\" of " + modifier.type +
                             " is a list whose entries have \"smooth_layer\" and \"balance_layers\".",
                         place};
        std::vector<std::string> entries = mapping->readers;
        entries.push_back(mapping->source);
        for (const std::string& entry : entries) {
            if (auto pattern = model::ModulePattern::compile(entry); !pattern)
                return Error{pattern.error().code, pattern.error().message, place};
        }
        mappings.push_back(std::move(*mapping));
    }
    return mappings;
}

} // namespace espalier::compress
