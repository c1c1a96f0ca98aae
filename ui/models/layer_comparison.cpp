#include "ui/models/layer_comparison.h"

#include <cmath>
#include <map>

namespace espalier::ui {

namespace {

/// By module; what is not finite is left out, as what was not measured.
std::map<QString, const RunFigures::ModuleRow*> measured(const RunFigures& figures)
{
    std::map<QString, const RunFigures::ModuleRow*> rows;
    for (const RunFigures::ModuleRow& row : figures.modules()) {
        if (row.layer >= 0 && row.relativeError && std::isfinite(*row.relativeError)) {
            rows[row.module] = &row;
        }
    }
    return rows;
}

} // namespace

std::optional<double> LayerPair::ratio() const
{
    return first > 0.0 ? std::optional(second / first) : std::nullopt;
}

std::vector<LayerPair> compareLayers(const RunFigures& first, const RunFigures& second)
{
    std::map<int, LayerPair> layers;
    const auto others = measured(second);
    for (const auto& [name, row] : measured(first)) {
        const auto other = others.find(name);
        if (other == others.end()) {
            continue;
        }
        LayerPair& pair = layers[row->layer];
        pair.layer = row->layer;
        pair.first += *row->relativeError;
        pair.second += *other->second->relativeError;
        ++pair.modules;
    }
    std::vector<LayerPair> pairs;
    for (auto& [layer, pair] : layers) {
        pair.first /= pair.modules;
        pair.second /= pair.modules;
        pairs.push_back(pair);
    }
    return pairs;
}

} // namespace espalier::ui
