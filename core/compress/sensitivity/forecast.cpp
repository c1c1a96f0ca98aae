#include "core/compress/sensitivity/forecast.h"

#include <algorithm>
#include <numeric>

namespace espalier::compress::sensitivity {
namespace {

/// What a module takes with its zeros left out: a bit for each place and what is not zero.
std::uint64_t compactBytes(const plan::PlannedModule& module, std::uint64_t stored, formats::DType dtype)
{
    const double bits = module.scheme && module.scheme->weights ? double(module.scheme->weights->bits)
                                                                : 8.0 * double(formats::sizeInBytes(dtype));
    const double weights = double(module.weights());
    const double saved = weights * (module.sparsity * bits - 1.0) / 8.0;
    return saved > 0.0 ? stored - std::min(stored, std::uint64_t(saved)) : stored;
}

LayerBytes bytesOf(const plan::PlannedModule& module, formats::DType dtype)
{
    const std::uint64_t stored = plan::storedBytes(module, dtype);
    return {compactBytes(module, stored, dtype), stored};
}

std::vector<LayerBytes> layerBytes(const plan::PlannedModel& model)
{
    std::vector<LayerBytes> layers(model.spec.layers.size());
    for (const plan::PlannedModule& module : model.modules) {
        if (module.layer < 0)
            continue;
        const LayerBytes bytes = bytesOf(module, model.dtype);
        layers[std::size_t(module.layer)].compact += bytes.compact;
        layers[std::size_t(module.layer)].folder += bytes.folder;
    }
    return layers;
}

} // namespace

double Forecast::rowSeconds(std::size_t layer, const std::vector<std::size_t>& levels) const
{
    if (levels.empty())
        return observeSeconds[layer];
    double sum = observeSeconds[layer];
    for (const std::size_t level : levels)
        sum += solveSeconds[level][layer] + headSeconds;
    for (std::size_t later = layer; later < passSeconds.size(); ++later)
        sum += readSeconds[later] + passSeconds[later] * double(levels.size());
    return sum;
}

double Forecast::seconds() const
{
    std::vector<std::size_t> all;
    for (std::size_t level = 0; level < failures.size(); ++level) {
        if (failures[level].empty())
            all.push_back(level);
    }
    double sum = headSeconds;
    for (std::size_t layer = 0; layer < passSeconds.size(); ++layer)
        sum += readSeconds[layer] + passSeconds[layer] + rowSeconds(layer, all);
    return sum;
}

Result<Forecast> forecast(const plan::PlannedModel& model, const std::vector<Level>& levels,
                          const ForecastSettings& settings)
{
    Forecast result;
    result.denseBytes = layerBytes(model);
    const std::uint64_t layersBytes =
        std::accumulate(result.denseBytes.begin(), result.denseBytes.end(), std::uint64_t(0),
                        [](std::uint64_t sum, const LayerBytes& layer) { return sum + layer.folder; });
    result.otherBytes = model.bytes() > layersBytes ? model.bytes() - layersBytes : 0;
    const std::int64_t tokens = settings.selectionWindows * settings.windowTokens;
    result.statesBytes = std::uint64_t(tokens * model.spec.hiddenSize) * sizeof(float);
    result.headSeconds = 2.0 * 2.0 * double(model.spec.vocabularySize) * double(model.spec.hiddenSize) *
                         double(tokens) / settings.rates.products; // of the dense model as well
    std::vector<std::string> names;
    for (const model::LayerSpec& layer : model.spec.layers) {
        names.push_back(layer.name);
        const std::int64_t calibrated = settings.windows * settings.windowTokens;
        result.readSeconds.push_back(plan::work::readLayer(layer, settings.rates));
        result.passSeconds.push_back(
            plan::work::forward(model.spec, layer, tokens, settings.windowTokens, settings.rates));
        result.observeSeconds.push_back(
            result.readSeconds.back() + result.passSeconds.back() +
            plan::work::forward(model.spec, layer, calibrated, settings.windowTokens, settings.rates) +
            plan::work::moments(layer, calibrated, false, settings.rates));
    }
    plan::RunSettings run;
    run.windows = settings.windows;
    run.windowTokens = settings.windowTokens;
    run.selectionTokens = tokens;
    run.probeTokens = 0;
    run.processBytes = settings.processBytes;
    run.rates = settings.rates;
    Error last;
    for (const Level& level : levels) {
        result.levelBytes.push_back(result.denseBytes);
        result.solveSeconds.emplace_back(names.size(), 0.0);
        result.failures.emplace_back();
        const auto recipe = recipeOf(level, names);
        const auto planned = recipe ? plan::planRun(model, *recipe, run) : recipe.error();
        if (!planned) {
            last = planned.error();
            result.failures.back() = last.message;
            continue;
        }
        result.levelBytes.back() = layerBytes(planned->after);
        const plan::StageForecast& stage = planned->stages.front();
        for (const plan::ModuleForecast& module : stage.modules) {
            if (module.before.layer >= 0)
                result.solveSeconds.back()[std::size_t(module.before.layer)] += module.seconds;
        }
        result.memory.hidden = std::max(result.memory.hidden, stage.memory.hidden);
        result.memory.layer = std::max(result.memory.layer, stage.memory.layer);
        result.memory.rest = std::max(result.memory.rest, stage.memory.rest);
    }
    if (std::none_of(result.failures.begin(), result.failures.end(), [](const auto& why) { return why.empty(); }))
        return last;
    return result;
}

} // namespace espalier::compress::sensitivity
