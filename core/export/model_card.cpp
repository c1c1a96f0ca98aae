#include "core/export/model_card.h"

#include <cstdio>

#include "core/base/atomic_file.h"

namespace espalier::exporting {
namespace {

std::string figure(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

/// The rows that the run measured; nothing where it measured none.
std::string figuresOf(const nlohmann::json& figures)
{
    const std::pair<const char*, const char*> kRows[] = {{"perplexityBefore", "perplexity before"},
                                                         {"perplexityAfter", "perplexity after"},
                                                         {"sparsity", "share of zeros"},
                                                         {"bytesBefore", "bytes before"},
                                                         {"bytesAfter", "bytes after"}};
    std::string rows;
    for (const auto& [key, label] : kRows) {
        if (figures.contains(key) && figures[key].is_number()) {
            const auto& value = figures[key];
            rows += std::string("| ") + label + " | " +
                    (value.is_number_integer() ? value.dump() : figure(value.get<double>())) + " |\n";
        }
    }
    return rows.empty() ? rows : "## Measured\n\n| | |\n|---|---|\n" + rows + "\n";
}

std::string loadersOf(const model::Checkpoint& checkpoint, bool dense)
{
    if (dense || !checkpoint.quantization()) {
        return "Dense weights: transformers, vLLM and other programs that know the architecture load them. Layers of "
               "different widths (`layer_intermediate_sizes` in config.json) only Espalier loads.";
    }
    const std::string& format = checkpoint.quantization()->format;
    if (format.find("sparse") != std::string::npos || format.find("bitmask") != std::string::npos) {
        return "compressed-tensors, `" + format +
               "`: Espalier's engine loads it; vLLM and transformers have dropped "
               "sparse formats.";
    }
    return "compressed-tensors, `" + format +
           "`: transformers (with compressed-tensors installed), vLLM and Espalier's "
           "engine load it.";
}

} // namespace

std::string modelCard(const model::Checkpoint& checkpoint, bool dense)
{
    const std::filesystem::path run = checkpoint.folder().parent_path();
    const auto manifest = readTextFile(run / "manifest.json");
    const nlohmann::json facts = manifest ? nlohmann::json::parse(*manifest, nullptr, false) : nlohmann::json();
    const auto recipe = facts.is_object() ? readTextFile(run / "recipe.yaml") : Result<std::string>(std::string());
    std::string card = "---\nlibrary_name: transformers\n---\n\n# " + checkpoint.spec().architecture + ", ";
    card += recipe && !recipe->empty() ? "compressed with Espalier\n\n" : "written by Espalier\n\n";
    if (recipe && !recipe->empty()) {
        card += "## Recipe\n\n```yaml\n" + *recipe + (recipe->ends_with('\n') ? "" : "\n") + "```\n\n";
    }
    if (facts.is_object() && facts.contains("figures")) {
        card += figuresOf(facts["figures"]);
    }
    return card + "## What loads it\n\n" + loadersOf(checkpoint, dense) + "\n";
}

} // namespace espalier::exporting
