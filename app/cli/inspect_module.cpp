#include "app/cli/inspect_module.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/model/spectrum.h"
#include "core/model/weight_profile.h"

namespace espalier::cli {
namespace {

using nlohmann::json;

std::string line(const char* name, const char* format, auto... values)
{
    char text[160];
    std::snprintf(text, sizeof(text), format, values...);
    char whole[200];
    std::snprintf(whole, sizeof(whole), "%-15s%s\n", name, text);
    return whole;
}

std::string rangeLine(const char* name, std::vector<double> norms)
{
    std::erase_if(norms, [](double each) { return !std::isfinite(each); });
    if (norms.empty()) {
        return {};
    }
    std::sort(norms.begin(), norms.end());
    return line(name, "%.4g to %.4g, median %.4g", norms.front(), norms.back(), norms[norms.size() / 2]);
}

std::string described(const json& answer, const model::WeightProfile& profile)
{
    const model::WeightStatistics& statistics = profile.statistics;
    std::string text = answer["module"].get<std::string>() + "\n";
    text += line("weights", "%lld", static_cast<long long>(statistics.count));
    text += line("sparsity", "%.2f %% of the weights are 0", 100.0 * statistics.sparsity());
    text += line("range", "%.6g to %.6g", double(statistics.minimum), double(statistics.maximum));
    if (statistics.notFinite > 0) {
        text += line("not finite", "%lld", static_cast<long long>(statistics.notFinite));
    }
    for (const model::PatternShare& pattern : profile.patterns) {
        text += line(("groups " + std::to_string(pattern.kept) + ":" + std::to_string(pattern.group)).c_str(),
                     "%.2f %% keep to it", 100.0 * pattern.share());
    }
    text += rangeLine("output norms", profile.rowNorms) + rangeLine("input norms", profile.columnNorms);
    if (answer.contains("spectrum")) {
        const json& spectrum = answer["spectrum"];
        text += line("largest value", "%.6g", spectrum["values"].empty() ? 0.0 : spectrum["values"][0].get<double>());
        text += line("stable rank", "%.4g", spectrum["stableRank"].get<double>());
        text +=
            line("effective rank", "%.4g of %zu", spectrum["effectiveRank"].get<double>(), spectrum["values"].size());
    }
    return text;
}

} // namespace

int inspectModule(const model::Checkpoint& checkpoint, const std::string& module, bool spectrum, const Output& output)
{
    const auto profile = model::weightProfile(checkpoint, module);
    if (!profile) {
        return output.fail(profile.error());
    }
    json answer = {{"module", module},
                   {"shape", checkpoint.weightShape(module)},
                   {"weights", profile->statistics.count},
                   {"sparsity", profile->statistics.sparsity()},
                   {"notFinite", profile->statistics.notFinite},
                   {"minimum", profile->statistics.minimum},
                   {"maximum", profile->statistics.maximum},
                   {"rowNorms", profile->rowNorms},
                   {"columnNorms", profile->columnNorms},
                   {"patterns", json::object()}};
    for (const model::PatternShare& pattern : profile->patterns) {
        answer["patterns"][std::to_string(pattern.kept) + ":" + std::to_string(pattern.group)] = pattern.share();
    }
    if (spectrum) {
        const auto values = model::weightSpectrum(checkpoint, module);
        if (!values) {
            return output.fail(values.error());
        }
        answer["spectrum"] = {{"values", values->values},
                              {"stableRank", values->stableRank()},
                              {"effectiveRank", values->effectiveRank()}};
    }
    return output.done(answer, output.json ? "" : described(answer, *profile));
}

} // namespace espalier::cli
