#pragma once

#include <cstdint>
#include <vector>

#include <nlohmann/json.hpp>

namespace espalier::model {

/// Key of config.json beside `intermediate_size` (then the widest): the feed-forward width of each layer, where layers
/// differ. Espalier's own: other programs that know one width alone refuse such a model by its tensors' shapes.
inline constexpr const char* kLayerWidthsKey = "layer_intermediate_sizes";

/// The config of a model that has only these layers of it, in this order: num_hidden_layers, every list with one entry
/// a layer (`layer_types`, ...) and layer numbers that count from the first (`max_window_layers`).
/// @param kept ascending, each below num_hidden_layers
nlohmann::json configWithLayers(nlohmann::json config, const std::vector<int>& kept);

/// The config with these feed-forward widths, one a layer: intermediate_size alone where all are equal.
nlohmann::json configWithWidths(nlohmann::json config, const std::vector<std::int64_t>& widths);

/// The config with this width of every routed expert.
nlohmann::json configWithExpertWidth(nlohmann::json config, std::int64_t width);

/// The config with so many heads of `headDimension` channels, which is then written down: it no longer follows from
/// hidden_size.
nlohmann::json configWithHeads(nlohmann::json config, std::int64_t heads, std::int64_t keyValueHeads,
                               std::int64_t headDimension);

} // namespace espalier::model
