#include "core/export/model_card.h"

#include <cstdio>

#include "core/base/atomic_file.h"
#include "core/export/stored_codes.h"
#include "core/model/structure.h"

namespace espalier::exporting {
namespace {

std::string figure(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

/// The run that made the folder, if it is that run's result: what a manifest measured is true of the last stage alone.
nlohmann::json manifestOf(const std::filesystem::path& folder)
{
    const auto text = readTextFile(folder.parent_path() / "manifest.json");
    const nlohmann::json manifest = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
    if (!manifest.is_object() || !manifest.contains("stages") || !manifest["stages"].is_array() ||
        manifest["stages"].empty()) {
        return {};
    }
    const nlohmann::json& last = manifest["stages"].back();
    return last.is_object() && last.value("folder", std::string()) == folder.filename().string() ? manifest
                                                                                                 : nlohmann::json();
}

/// The rows that the run measured; nothing where it measured none.
std::string figuresOf(const nlohmann::json& figures, bool dequantized)
{
    const std::pair<const char*, const char*> kRows[] = {{"perplexityBefore", "perplexity before"},
                                                         {"perplexityAfter", "perplexity after"},
                                                         {"sparsity", "share of zeros"}};
    std::string rows;
    for (const auto& [key, label] : kRows) {
        if (figures.contains(key) && figures[key].is_number()) {
            rows += std::string("| ") + label + " | " + figure(figures[key].get<double>()) + " |\n";
        }
    }
    if (rows.empty()) {
        return rows;
    }
    const std::string of =
        dequantized ? "Of the result as the run stored it, before its codes were dequantized.\n\n" : "";
    return "## Measured\n\n" + of + "| | |\n|---|---|\n" + rows + "\n";
}

std::string loadersOf(const model::Checkpoint& checkpoint, const std::string& format)
{
    if (checkpoint.config().contains(model::kLayerWidthsKey)) {
        return std::string("Layers of different widths (`") + model::kLayerWidthsKey +
               "` in config.json): Espalier alone loads it. Export it as GGUF for llama.cpp.";
    }
    if (format == "dense") {
        return "Dense weights: transformers, vLLM and other programs that know the architecture load them.";
    }
    if (format == "gptq" || format == "awq") {
        return "Quantized in the format of " + std::string(format == "gptq" ? "GPTQ" : "AWQ") +
               ": transformers, vLLM and Espalier load it.";
    }
    const std::string named = "compressed-tensors, `" + format + "`: ";
    if (format.starts_with("sparse-")) {
        return named + "Espalier loads it; vLLM and transformers have dropped sparse formats.";
    }
    return named + "transformers, vLLM and Espalier load it, as far as they know the scheme.";
}

} // namespace

std::string modelCard(const model::Checkpoint& checkpoint, const std::string& format)
{
    const nlohmann::json manifest = manifestOf(checkpoint.folder());
    const auto recipe = manifest.is_object() ? readTextFile(checkpoint.folder().parent_path() / "recipe.yaml")
                                             : Result<std::string>(std::string());
    std::string card = "---\nlibrary_name: transformers\n---\n\n# " + checkpoint.spec().architecture + ", ";
    card += recipe && !recipe->empty() ? "compressed with Espalier\n\n" : "written by Espalier\n\n";
    if (recipe && !recipe->empty()) {
        card += "## Recipe\n\n```yaml\n" + *recipe + (recipe->ends_with('\n') ? "" : "\n") + "```\n\n";
    }
    if (manifest.is_object() && manifest.contains("figures")) {
        card += figuresOf(manifest["figures"], format == "dense" && holdsCodes(checkpoint));
    }
    return card + "## What loads it\n\n" + loadersOf(checkpoint, format) + "\n";
}

} // namespace espalier::exporting
