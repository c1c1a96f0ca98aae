#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/recipe/recipe.h"

namespace espalier::compress::sensitivity {

/// One way to change a decoder layer: a method at a level, or two of them one after the other.
///
/// Written as METHOD:LEVEL, joined by '+': `sparsegpt:2:4` (2 of 4 kept), `wanda:50` (half of the weights zero),
/// `gptq:4` (4 bits; 8 bits by channel, fewer by groups of 128 inputs), `gptq:4g32` (groups of 32),
/// `sparsegpt:8:16+gptq:8` (pruned, then quantized with its zeros kept).
struct Level
{
    struct Part
    {
        std::string type; ///< modifier, "SparseGPTModifier"
        std::string keys; ///< its own, as a YAML flow mapping without braces; targets are added
        bool quantizes = false;
    };

    std::string id;     ///< canonical spelling, as above
    std::string method; ///< "SparseGPT", "SparseGPT + GPTQ": columns of one method stand together
    std::string label;  ///< "2:4", "50 %", "4b"
    std::vector<Part> parts;

    bool operator==(const Level& other) const { return id == other.id; }
};

/// Error `sweep.level`: what it cannot read and what it may be.
Result<Level> parseLevel(std::string_view text);
/// Each once, in the order given. Errors: `sweep.level`; `sweep.levels` without any.
Result<std::vector<Level>> parseLevels(const std::vector<std::string>& texts);
/// What a sweep tries unless told otherwise.
const std::vector<std::string>& defaultLevels();
/// What menus offer; defaultLevels() among them.
const std::vector<std::string>& offeredLevels();

/// What a method is called, and what it may be asked for; for menus and help.
struct Method
{
    std::string_view key;   ///< "sparsegpt"
    std::string_view title; ///< "SparseGPT"
    std::string_view type;  ///< of the modifier
    std::string_view keys;  ///< that it always gets, as a YAML flow mapping without braces; may be empty
    bool quantizes = false;
};
const std::vector<Method>& methods();

/// A recipe in Espalier's dialect: each level on its layers.
/// @param layers by level: full names of decoder layers; levels without any are left out
/// @param header comment lines, without the '#'; may be empty
std::string recipeDocument(const std::string& name, const std::vector<Level>& levels,
                           const std::vector<std::vector<std::string>>& layers,
                           const std::vector<std::string>& header = {});
/// The same parsed, of one level. Errors: `recipe.*`.
Result<recipe::Recipe> recipeOf(const Level& level, const std::vector<std::string>& layers);

} // namespace espalier::compress::sensitivity
