#include "core/compress/fingerprint.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "core/compress/schemas.h"
#include "core/eval/windows.h"
#include "core/recipe/write.h"

namespace espalier::compress {
namespace {

using nlohmann::json;

constexpr int kFormat = 1; ///< rises when the same inputs begin to give other results

std::string withoutEnds(const std::string& line)
{
    const auto begin = line.find_first_not_of(" \t-");
    return begin == std::string::npos ? std::string() : line.substr(begin, line.find_last_not_of(" \t") + 1 - begin);
}

std::vector<std::string> linesOf(const json& text)
{
    std::vector<std::string> lines;
    std::istringstream in(text.is_string() ? text.get<std::string>() : std::string());
    for (std::string line; std::getline(in, line);)
        lines.push_back(withoutEnds(line));
    return lines;
}

/// "sparsity is now 0.6, was 0.5" of the first line that differs between two stages.
std::string differenceOf(const std::string& stage, const json& now, const json& before)
{
    const std::vector<std::string> a = linesOf(now);
    const std::vector<std::string> b = linesOf(before);
    const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const std::string is = x == a.end() ? std::string() : *x;
    const std::string was = y == b.end() ? std::string() : *y;
    const std::string in = " in stage " + stage;
    const auto colon = is.find(": ");
    if (colon != std::string::npos && was.compare(0, colon + 2, is, 0, colon + 2) == 0)
        return is.substr(0, colon) + in + " is now " + is.substr(colon + 2) + ", was " + was.substr(colon + 2);
    if (is.empty())
        return "\"" + was + "\"" + in + " is gone";
    return "\"" + is + "\"" + in + (was.empty() ? " is new" : " is now where \"" + was + "\" was");
}

void compareRecipes(const json& now, const json& before, std::vector<std::string>& differences)
{
    for (std::size_t i = 0; i < std::max(now.size(), before.size()); ++i) {
        const json is = i < now.size() ? now[i] : json::object();
        const json was = i < before.size() ? before[i] : json::object();
        if (is == was)
            continue;
        const std::string name = is.value("stage", std::string());
        const std::string earlier = was.value("stage", std::string());
        if (name == earlier)
            differences.push_back(differenceOf(name, is.value("text", json()), was.value("text", json())));
        else
            differences.push_back(name.empty()      ? "stage " + earlier + " is gone"
                                  : earlier.empty() ? "stage " + name + " is new"
                                                    : "stage " + name + " is now where " + earlier + " was");
        return; // what follows differs because of this
    }
}

void compareFiles(const json& now, const json& before, std::vector<std::string>& differences)
{
    for (const json& file : now) {
        if (std::find(before.begin(), before.end(), file) == before.end()) {
            differences.push_back("the model's " + file.value("name", std::string()) + " is another one");
            return;
        }
    }
    if (now.size() != before.size())
        differences.push_back("the model has fewer files");
}

std::string text(const json& value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

} // namespace

json runFingerprint(const CompressOptions& options, const json& modelFiles, const RunTexts& texts)
{
    json files = json::array();
    for (const json& file : modelFiles) {
        const std::filesystem::path path = file.value("path", std::string());
        files.push_back({{"name", path.filename().string()}, {"sha256", file.value("sha256", std::string())}});
    }
    json stages = json::array();
    for (const recipe::Stage& stage : options.recipe.stages) {
        recipe::Recipe alone;
        alone.stages = {stage};
        const auto written = recipe::writeRecipe(alone, recipe::Dialect::Espalier, modifierSchemas());
        stages.push_back({{"stage", stage.name}, {"text", written.document}});
    }
    return {{"format", kFormat},
            {"model", std::move(files)},
            {"recipe", std::move(stages)},
            {"samples", texts.data.calibration.size()},
            {"windowTokens", texts.windowTokens},
            {"calibration", eval::hashOfRecords(texts.data.calibration)},
            {"selection", eval::hashOfRecords(texts.data.selection)},
            {"training", eval::hashOfRecords(texts.data.training)},
            {"probe", eval::hashOfRecords(texts.probe)},
            {"evaluation", eval::hashOfRecords({texts.evaluation})},
            {"activations", options.halfActivations ? "bf16" : "float32"},
            {"seed", options.seed}};
}

std::string whatDiffers(const json& now, const json& before)
{
    std::vector<std::string> differences;
    const auto differs = [&](const char* key) { return now.value(key, json()) != before.value(key, json()); };
    if (differs("format"))
        differences.emplace_back("the program is another version");
    if (differs("model"))
        compareFiles(now.value("model", json::array()), before.value("model", json::array()), differences);
    if (differs("recipe"))
        compareRecipes(now.value("recipe", json::array()), before.value("recipe", json::array()), differences);
    const std::size_t known = differences.size();
    for (const auto& [key, name] :
         {std::pair("samples", "the number of samples"), std::pair("windowTokens", "the window"),
          std::pair("activations", "the type of activations"), std::pair("seed", "the seed")}) {
        if (differs(key))
            differences.push_back(std::string(name) + " is now " + text(now.value(key, json())) + ", was " +
                                  text(before.value(key, json())));
    }
    const bool counts = differences.size() > known; // other windows of perhaps the same text
    if (!counts && (differs("calibration") || differs("selection") || differs("training")))
        differences.emplace_back("the calibration text is another one");
    if (!counts && (differs("evaluation") || (differences.empty() && differs("probe"))))
        differences.emplace_back("the evaluation text is another one");
    if (differences.empty() && now != before)
        differences.emplace_back("the texts are other ones");
    std::string all;
    for (const std::string& difference : differences)
        all += (all.empty() ? "" : "; ") + difference;
    return all;
}

} // namespace espalier::compress
