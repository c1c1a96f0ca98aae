#include "core/recipe/quantization_presets.h"

#include <algorithm>
#include <cctype>
#include <iterator>

#include "core/recipe/quantization_keys.h"

namespace espalier::recipe {

namespace {

constexpr PresetArgs kChannel8{8, "int", true, "channel", 0, false};
constexpr PresetArgs kToken8{8, "int", true, "token", 0, true};
constexpr PresetArgs kFloatTensor{8, "float", true, "tensor", 0, false};
constexpr PresetArgs kFloatChannel{8, "float", true, "channel", 0, false};
constexpr PresetArgs kFloatToken{8, "float", true, "token", 0, true};
constexpr PresetArgs kFloatBlock{8, "float", true, "block", 0, false, 128, 128};
constexpr PresetArgs kFloatGroup{8, "float", true, "group", 128, true};

constexpr PresetArgs group128(int bits, bool symmetric = true)
{
    return {bits, "int", symmetric, "group", 128, false};
}

// compressed-tensors' preset schemes
const Preset kPresets[] = {
    {"UNQUANTIZED", std::nullopt, std::nullopt},
    {"W8A16", kChannel8, std::nullopt},
    {"W4A16", group128(4), std::nullopt},
    {"W4A16_ASYM", group128(4, false), std::nullopt},
    {"W2A16", group128(2), std::nullopt},
    {"W3A16", group128(3), std::nullopt},
    {"W5A16", group128(5), std::nullopt},
    {"W6A16", group128(6), std::nullopt},
    {"W7A16", group128(7), std::nullopt},
    {"W8A8", kChannel8, kToken8},
    {"INT8", kChannel8, kToken8},
    {"W2A8", group128(2), kToken8},
    {"W3A8", group128(3), kToken8},
    {"W4A8", group128(4), kToken8},
    {"W5A8", group128(5), kToken8},
    {"W6A8", group128(6), kToken8},
    {"W7A8", group128(7), kToken8},
    {"FP8", kFloatTensor, kFloatTensor},
    {"FP8_DYNAMIC", kFloatChannel, kFloatToken},
    {"FP8_BLOCK", kFloatBlock, kFloatGroup},
    {"W4AFP8", group128(4), kFloatToken},
    {"NVFP4", std::nullopt, std::nullopt, true},
    {"NVFP4A16", std::nullopt, std::nullopt, true},
    {"MXFP4", std::nullopt, std::nullopt, true},
    {"MXFP4A16", std::nullopt, std::nullopt, true},
    {"MXFP8", std::nullopt, std::nullopt, true},
    {"MXFP8A16", std::nullopt, std::nullopt, true},
};

} // namespace

const Preset* findPreset(std::string_view name)
{
    const auto equal = [](char a, char b) {
        return std::toupper(static_cast<unsigned char>(a)) == std::toupper(static_cast<unsigned char>(b));
    };
    const auto found = std::find_if(std::begin(kPresets), std::end(kPresets), [&](const Preset& preset) {
        return std::equal(preset.name.begin(), preset.name.end(), name.begin(), name.end(), equal);
    });
    return found == std::end(kPresets) ? nullptr : found;
}

std::vector<std::string> presetNames()
{
    std::vector<std::string> names;
    for (const Preset& preset : kPresets) {
        names.emplace_back(preset.name);
    }
    return names;
}

} // namespace espalier::recipe
