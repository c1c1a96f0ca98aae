#include "core/compress/depth/depth_search.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>

namespace espalier::compress {
namespace {

/// Tries one after another the removal of `run` neighbours (in the order of `layers`) and keeps the states before them.
std::vector<DepthTrial> tryEach(const SelectionModel& selection, const std::vector<int>& layers, std::size_t run)
{
    std::vector<DepthTrial> trials;
    SelectionModel::States before = selection.embedded();
    for (std::size_t first = 0; first + run <= layers.size(); ++first) {
        SelectionModel::States states = before;
        for (std::size_t later = first + run; later < layers.size(); ++later)
            selection.pass(selection.block(std::size_t(layers[later])), states);
        const auto begin = layers.begin() + std::ptrdiff_t(first);
        trials.push_back({{begin, begin + std::ptrdiff_t(run)}, selection.effect(states)});
        if (first + run < layers.size())
            selection.pass(selection.block(std::size_t(layers[first])), before);
    }
    return trials;
}

const DepthTrial& best(const std::vector<DepthTrial>& trials, bool byPerplexity)
{
    return *std::min_element(trials.begin(), trials.end(), [&](const DepthTrial& a, const DepthTrial& b) {
        return byPerplexity ? a.effect.perplexity < b.effect.perplexity : a.effect.kl < b.effect.kl;
    });
}

DepthChoice greedy(const SelectionModel& selection, int count, bool byPerplexity)
{
    DepthChoice choice;
    std::vector<int> left(selection.layers());
    std::iota(left.begin(), left.end(), 0);
    for (int round = 0; round < count; ++round) {
        std::vector<DepthTrial> trials = tryEach(selection, left, 1);
        const int removed = best(trials, byPerplexity).removed.front();
        for (DepthTrial& trial : trials) {
            trial.removed.insert(trial.removed.end(), choice.removed.begin(), choice.removed.end());
            std::sort(trial.removed.begin(), trial.removed.end());
            choice.trials.push_back(std::move(trial));
        }
        choice.removed.push_back(removed);
        std::erase(left, removed);
    }
    std::sort(choice.removed.begin(), choice.removed.end());
    return choice;
}

DepthChoice leastInfluence(const SelectionModel& selection, int count)
{
    const std::vector<double>& influence = selection.influence();
    std::vector<int> order(influence.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](int a, int b) { return influence[std::size_t(a)] < influence[std::size_t(b)]; });
    order.resize(std::size_t(count));
    std::sort(order.begin(), order.end());
    return {order, {}};
}

} // namespace

DepthChoice chooseLayers(const SelectionModel& selection, DepthRecipe::Method method, int count, bool byPerplexity)
{
    if (count < 1 || count >= int(selection.layers()))
        throw std::invalid_argument("depth pruning: got " + std::to_string(count) +
                                    " layers to remove, expected 1 to " + std::to_string(selection.layers() - 1));
    if (method == DepthRecipe::Method::Greedy)
        return greedy(selection, count, byPerplexity);
    if (method == DepthRecipe::Method::Influence)
        return leastInfluence(selection, count);
    std::vector<int> layers(selection.layers());
    std::iota(layers.begin(), layers.end(), 0);
    DepthChoice choice;
    choice.trials = tryEach(selection, layers, std::size_t(count));
    choice.removed = best(choice.trials, byPerplexity).removed;
    return choice;
}

} // namespace espalier::compress
