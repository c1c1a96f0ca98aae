#include "app/cli/recipe_plan.h"

#include <algorithm>
#include <limits>

#include "app/cli/figures.h"
#include "core/compress/plan/machine_rates.h"
#include "core/compress/plan/run_plan.h"
#include "core/compress/schemas.h"
#include "core/recipe/diagnostic_error.h"
#include "core/recipe/parse.h"

namespace espalier::cli {
namespace {

namespace plan = compress::plan;

std::string text(const nlohmann::json& answer)
{
    const auto change = [&](const char* before, const char* after) {
        return percent(1.0 - answer[after].get<double>() / std::max(answer[before].get<double>(), 1.0));
    };
    std::string lines = "memory at most   " + mebibytes(answer["peakMemoryBytes"]) + "\n";
    lines += "disk             " + mebibytes(answer["diskBytes"]) + "\n";
    lines += "time             " + figure(answer["seconds"]) + " s\n";
    lines += "parameters       " + figure(answer["parametersBefore"]) + " -> " + figure(answer["parametersAfter"]) +
             " (" + change("parametersBefore", "parametersAfter") + " fewer)\n";
    lines += "size             " + mebibytes(answer["bytesBefore"]) + " -> " + mebibytes(answer["bytesAfter"]) + " (" +
             change("bytesBefore", "bytesAfter") + " less)\n";
    for (const auto& stage : answer["stages"])
        lines += "stage " + stage.value("name", "") + ": " + mebibytes(stage["peakMemoryBytes"]) + " of memory, " +
                 mebibytes(stage["activationBytesOnDisk"]) + " of activations on disk, " + figure(stage["seconds"]) +
                 " s\n";
    return lines;
}

} // namespace

CLI::App* RecipePlan::addTo(CLI::App& parent)
{
    CLI::App* command = parent.add_subcommand("plan", "Predict memory, disk, time and size of a run");
    command->add_option("F", m_file, "Recipe")->required();
    command->add_option("--model", m_model, "Model folder (its config.json alone will do) or GGUF file")->required();
    command->add_option("--samples", m_samples, "Calibration windows")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--seqlen", m_windowTokens, "Tokens in a window (default: 2048 or the model's context)")
        ->check(CLI::Range(std::int64_t(2), std::int64_t(1) << 30));
    command->add_option("--eval-tokens", m_evaluationTokens, "Tokens of held-out text that the run evaluates on")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--memory", m_memoryGiB, "Memory to stay within, GiB: activations beyond it are on disk")
        ->check(CLI::PositiveNumber);
    command->add_flag("--bf16-activations", m_halfActivations, "Keep activations between layers in half the size");
    return command;
}

int RecipePlan::run(const Output& output) const
{
    const recipe::SchemaRegistry& schemas = compress::modifierSchemas();
    const auto parsed = recipe::parseRecipeFile(m_file, schemas);
    if (!parsed.recipe)
        return output.fail(recipe::firstError(parsed.diagnostics, m_file));
    const auto model = plan::plannedModel(std::filesystem::path(m_model));
    if (!model)
        return output.fail(model.error());
    plan::RunSettings settings;
    settings.windows = recipe::needsCalibration(*parsed.recipe, schemas) ? m_samples : 0;
    settings.windowTokens =
        m_windowTokens > 0 ? m_windowTokens : std::min<std::int64_t>(2048, model->spec.contextLength);
    settings.evaluationTokens = m_evaluationTokens;
    settings.probeTokens = plan::probeWindowCount(settings.windowTokens) * settings.windowTokens;
    settings.selectionTokens = plan::selectionWindowCount(settings.windowTokens) * settings.windowTokens;
    if (settings.windows == 0 && m_evaluationTokens == 0)
        settings.probeTokens = 0; // a run without any text
    settings.hiddenElementBytes = m_halfActivations ? 2 : 4;
    settings.rates = plan::measureRates();
    const auto planned = plan::planRun(*model, *parsed.recipe, settings);
    if (!planned)
        return output.fail(planned.error());
    const std::uint64_t budget = m_memoryGiB > 0.0 ? std::uint64_t(m_memoryGiB * double(std::uint64_t(1) << 30))
                                                   : std::numeric_limits<std::uint64_t>::max();
    const nlohmann::json answer = planned->toJson(budget);
    return output.done(answer, text(answer));
}

} // namespace espalier::cli
