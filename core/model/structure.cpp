#include "core/model/structure.h"

#include <algorithm>

#include "core/model/model_spec.h"

namespace espalier::model {
namespace {

/// A list with one entry a layer: by its length and a name that says so (eos_token_id may be a list as well).
bool isPerLayer(const std::string& key, const nlohmann::json& value, std::size_t layers)
{
    return value.is_array() && value.size() == layers && key.find("layer") != std::string::npos;
}

StructureKeys keysOf(const nlohmann::json& config)
{
    const Family* family = findFamily(config);
    return family != nullptr ? family->keys : StructureKeys();
}

} // namespace

nlohmann::json configWithLayers(nlohmann::json config, const std::vector<int>& kept)
{
    const char* count = keysOf(config).layers;
    const auto layers = config.at(count).get<std::size_t>();
    for (auto& [key, value] : config.items()) {
        if (!isPerLayer(key, value, layers)) {
            continue;
        }
        nlohmann::json entries = nlohmann::json::array();
        for (const int layer : kept) {
            entries.push_back(value[static_cast<std::size_t>(layer)]);
        }
        value = std::move(entries);
    }
    // Layers from this number on slide (Qwen2): as many as remain before it stay full.
    if (const auto first = config.find("max_window_layers"); first != config.end() && first->is_number_integer()) {
        *first = std::ranges::count_if(kept, [&](int layer) { return layer < first->get<std::int64_t>(); });
    }
    config[count] = kept.size();
    return config;
}

nlohmann::json configWithWidths(nlohmann::json config, const std::vector<std::int64_t>& widths)
{
    if (widths.empty()) {
        return config;
    }
    const auto [narrowest, widest] = std::ranges::minmax_element(widths);
    config[keysOf(config).width] = *widest;
    if (*narrowest == *widest) {
        config.erase(kLayerWidthsKey);
    } else {
        config[kLayerWidthsKey] = widths;
    }
    return config;
}

nlohmann::json configWithExpertWidth(nlohmann::json config, std::int64_t width)
{
    config[keysOf(config).expertWidth] = width;
    return config;
}

nlohmann::json configWithHeads(nlohmann::json config, std::int64_t heads, std::int64_t keyValueHeads,
                               std::int64_t headDimension)
{
    const StructureKeys keys = keysOf(config);
    config[keys.heads] = heads;
    config[keys.keyValueHeads] = keyValueHeads;
    config[keys.headDimension] = headDimension;
    return config;
}

} // namespace espalier::model
