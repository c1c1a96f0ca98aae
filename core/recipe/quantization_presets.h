#pragma once

#include <optional>
#include <string_view>

namespace espalier::recipe {

/// Weights or activations of a preset, in the words of compressed-tensors.
struct PresetArgs
{
    int bits = 8;
    const char* type = "int";
    bool symmetric = true;
    const char* strategy = "channel";
    int groupSize = 0;
    bool dynamic = false;
    int blockRows = 0; ///< with the strategy "block"
    int blockColumns = 0;
};

struct Preset
{
    std::string_view name;
    std::optional<PresetArgs> weights;
    std::optional<PresetArgs> inputs;
    bool later = false; ///< known by name, its number format comes in a later version
};

/// By name, letters of either case being equal; nullptr if unknown.
const Preset* findPreset(std::string_view name);

} // namespace espalier::recipe
