#include "core/compress/sensitivity/levels.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/compress/schemas.h"
#include "core/recipe/diagnostic_error.h"
#include "core/recipe/parse.h"

namespace espalier::compress::sensitivity {
namespace {

constexpr int kGroup = 128; ///< inputs that share a scale, of fewer than 8 bits

Error unknown(std::string_view text, const std::string& why)
{
    return {"sweep.level",
            "\"" + std::string(text) + "\" is no method and level: " + why +
                " Write METHOD:LEVEL, as sparsegpt:2:4, wanda:50, gptq:4 or sparsegpt:8:16+gptq:8.",
            {}};
}

std::optional<int> wholeNumber(std::string_view text)
{
    int value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                      : std::nullopt;
}

struct ParsedPart
{
    Level::Part part;
    std::string id;
    std::string label;
};

std::optional<ParsedPart> pruning(std::string_view level)
{
    ParsedPart parsed;
    if (const auto colon = level.find(':'); colon != std::string_view::npos) {
        const auto kept = wholeNumber(level.substr(0, colon));
        const auto group = wholeNumber(level.substr(colon + 1));
        if (!kept || !group || *kept < 1 || *group <= *kept || *group > 1024)
            return std::nullopt;
        parsed.label = std::to_string(*kept) + ":" + std::to_string(*group);
        parsed.part.keys = "sparsity: " + std::to_string(1.0 - double(*kept) / double(*group)) +
                           ", mask_structure: \"" + parsed.label + "\"";
        parsed.id = parsed.label;
        return parsed;
    }
    const auto percent = wholeNumber(level.substr(0, level.ends_with('%') ? level.size() - 1 : level.size()));
    if (!percent || *percent < 1 || *percent > 99)
        return std::nullopt;
    parsed.label = std::to_string(*percent) + " %";
    parsed.part.keys = std::string("sparsity: 0.") + (*percent < 10 ? "0" : "") + std::to_string(*percent);
    parsed.id = std::to_string(*percent);
    return parsed;
}

std::optional<ParsedPart> quantization(std::string_view level)
{
    const auto g = level.find('g');
    const auto bits = wholeNumber(level.substr(0, g));
    const auto group = g == std::string_view::npos ? std::optional(0) : wholeNumber(level.substr(g + 1));
    if (!bits || *bits < 2 || *bits > 8 || !group || (g != std::string_view::npos && (*group < 8 || *group > 4096)))
        return std::nullopt;
    ParsedPart parsed;
    parsed.label = std::to_string(*bits) + "b" + (*group > 0 ? " g" + std::to_string(*group) : "");
    parsed.id = std::to_string(*bits) + (*group > 0 ? "g" + std::to_string(*group) : "");
    const int inputs = *group > 0 ? *group : *bits < 8 ? kGroup : 0;
    parsed.part.keys =
        "num_bits: " + std::to_string(*bits) + ", type: int, symmetric: true, " +
        (inputs > 0 ? "strategy: group, group_size: " + std::to_string(inputs) : std::string("strategy: channel"));
    parsed.part.quantizes = true;
    return parsed;
}

Result<ParsedPart> parsePart(std::string_view text)
{
    const auto colon = text.find(':');
    const std::string_view key = text.substr(0, colon);
    const auto method =
        std::find_if(methods().begin(), methods().end(), [&](const Method& known) { return known.key == key; });
    if (method == methods().end()) {
        std::string names;
        for (const Method& known : methods())
            names += (names.empty() ? "" : ", ") + std::string(known.key);
        return unknown(text, "the methods are " + names + ".");
    }
    const std::string_view level = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    auto parsed = method->quantizes ? quantization(level) : pruning(level);
    if (!parsed)
        return unknown(text, method->quantizes ? "it takes 2 to 8 bits, and a group if you like (4g32)."
                                               : "it takes N:M (N of M kept) or a percentage of zeros.");
    parsed->id = std::string(key) + ":" + parsed->id;
    parsed->part.type = method->type;
    if (!method->keys.empty())
        parsed->part.keys += ", " + std::string(method->keys);
    return std::move(*parsed);
}

std::string list(const std::vector<std::string>& names)
{
    std::string text = "[";
    for (const std::string& name : names)
        text += (text.size() > 1 ? ", " : "") + name;
    return text + "]";
}

std::string modifierText(const Level::Part& part, const std::vector<std::string>& layers)
{
    const std::string head = "      - " + part.type + ":\n";
    if (!part.quantizes) {
        std::string keys = part.keys + ", "; // one key a line
        std::string lines;
        for (std::size_t at = 0; at < keys.size();) {
            const std::size_t end = keys.find(", ", at);
            lines += "          " + keys.substr(at, end - at) + "\n";
            at = end + 2;
        }
        return head + lines + "          targets: " + list(layers) + "\n";
    }
    return head + "          config_groups:\n            weights:\n              targets: " + list(layers) +
           "\n              weights: {" + part.keys + "}\n";
}

} // namespace

const std::vector<Method>& methods()
{
    static const std::vector<Method> known = {
        {"sparsegpt", "SparseGPT", "SparseGPTModifier", "", false},
        {"wanda", "Wanda", "WandaPruningModifier", "", false},
        {"admm", "ADMM", "ADMMPruningModifier", "target_mix: 0", false},
        {"gptq", "GPTQ", "GPTQModifier", "", true},
        {"rtn", "Rounding", "QuantizationModifier", "", true},
    };
    return known;
}

const std::vector<std::string>& defaultLevels()
{
    static const std::vector<std::string> levels = {"sparsegpt:2:4", "sparsegpt:8:16", "sparsegpt:4:16",       "gptq:8",
                                                    "gptq:4",        "gptq:3",         "sparsegpt:8:16+gptq:4"};
    return levels;
}

const std::vector<std::string>& offeredLevels()
{
    static const std::vector<std::string> levels = {"sparsegpt:2:4",
                                                    "sparsegpt:4:8",
                                                    "sparsegpt:8:16",
                                                    "sparsegpt:4:16",
                                                    "sparsegpt:50",
                                                    "sparsegpt:70",
                                                    "wanda:2:4",
                                                    "wanda:8:16",
                                                    "wanda:50",
                                                    "gptq:8",
                                                    "gptq:4",
                                                    "gptq:3",
                                                    "rtn:8",
                                                    "rtn:4",
                                                    "sparsegpt:8:16+gptq:8",
                                                    "sparsegpt:8:16+gptq:4",
                                                    "sparsegpt:2:4+gptq:4"};
    return levels;
}

Result<Level> parseLevel(std::string_view text)
{
    Level level;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('+', at), text.size());
        auto parsed = parsePart(text.substr(at, end - at));
        if (!parsed)
            return parsed.error();
        if (!level.parts.empty() && (level.parts.size() > 1 || level.parts.back().quantizes || !parsed->part.quantizes))
            return unknown(text, "two parts are one that prunes, then one that quantizes.");
        const std::string joint = level.parts.empty() ? "" : " + ";
        const std::string key = parsed->id.substr(0, parsed->id.find(':'));
        const auto method =
            std::find_if(methods().begin(), methods().end(), [&](const Method& known) { return known.key == key; });
        level.method += joint + std::string(method->title);
        level.label += joint + parsed->label;
        level.id += (level.id.empty() ? "" : "+") + parsed->id;
        level.parts.push_back(std::move(parsed->part));
        at = end + 1;
    }
    return level;
}

Result<std::vector<Level>> parseLevels(const std::vector<std::string>& texts)
{
    std::vector<Level> levels;
    for (const std::string& text : texts) {
        auto level = parseLevel(text);
        if (!level)
            return level.error();
        if (std::find(levels.begin(), levels.end(), *level) == levels.end())
            levels.push_back(level.take());
    }
    if (levels.empty())
        return Error{"sweep.levels", "A sweep needs at least one method and level.", {}};
    return levels;
}

std::string recipeDocument(const std::string& name, const std::vector<Level>& levels,
                           const std::vector<std::vector<std::string>>& layers, const std::vector<std::string>& header)
{
    std::string document;
    for (const std::string& line : header)
        document += "# " + line + "\n";
    document +=
        "espalier: 1\nname: " + name + "\nstages:\n  - name: compression\n    run_type: oneshot\n    modifiers:\n";
    for (const bool quantizes : {false, true}) { // what is pruned is quantized afterwards
        for (std::size_t i = 0; i < levels.size(); ++i) {
            for (const Level::Part& part : levels[i].parts) {
                if (part.quantizes == quantizes && !layers[i].empty())
                    document += modifierText(part, layers[i]);
            }
        }
    }
    return document;
}

Result<recipe::Recipe> recipeOf(const Level& level, const std::vector<std::string>& layers)
{
    const recipe::SchemaRegistry& schemas = modifierSchemas();
    auto parsed = recipe::parseRecipe(recipeDocument("sweep", {level}, {layers}), schemas);
    if (!parsed.recipe)
        return recipe::firstError(parsed.diagnostics, level.id);
    if (const auto problems = recipe::checkRunnable(*parsed.recipe, schemas); !problems.empty())
        return recipe::firstError(problems, level.id);
    return std::move(*parsed.recipe);
}

} // namespace espalier::compress::sensitivity
