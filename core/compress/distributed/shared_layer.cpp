#include "core/compress/distributed/shared_layer.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace espalier::compress {
namespace {

using nlohmann::json;

/// The largest first, each to the rank that has least to do, so that all of them are done at about the same time.
std::vector<int> shareOut(const std::vector<ModuleScope>& modules, int ranks)
{
    const auto work = [&](std::size_t i) { // of solvers that go over the columns with a matrix of the inputs' size
        const auto& shape = modules[i].plan->shape;
        return double(shape[0]) * double(shape[1]) * double(shape[1]);
    };
    std::vector<std::size_t> order(modules.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return work(a) > work(b); });
    std::vector<int> owners(modules.size(), -1);
    std::vector<double> load(std::size_t(ranks), 0.0);
    for (const std::size_t i : order) {
        if (modules[i].done)
            continue;
        const auto least = std::min_element(load.begin(), load.end());
        owners[i] = int(least - load.begin());
        *least += work(i);
    }
    return owners;
}

std::string describe(const ModuleFigures& figures)
{
    json object = protocol::toJson(protocol::Event{"", 0.0, figures.result});
    if (figures.maskSparsity)
        object["maskSparsity"] = *figures.maskSparsity;
    return object.dump();
}

ModuleFigures figuresFrom(const std::string& text)
{
    const json object = json::parse(text);
    const auto event = protocol::eventFromJson(object);
    if (!event)
        throw std::logic_error("ranks: the figures of a module came broken: " + toString(event.error()));
    ModuleFigures figures;
    figures.result = std::get<protocol::ModuleResult>(event->body);
    if (object.contains("maskSparsity"))
        figures.maskSparsity = object["maskSparsity"].get<double>();
    return figures;
}

/// The owner's result becomes everybody's.
void exchange(ModuleScope& module, int owner, const Ranks& ranks)
{
    module.weight = ranks.share(module.weight, owner);
    if (ranks.share(std::string(module.quantized ? "codes" : ""), owner).empty())
        return;
    QuantizedWeight weight = module.quantized.value_or(QuantizedWeight{});
    weight.grid.args = *module.plan->scheme->weights;
    weight.grid.scale = ranks.share(weight.grid.scale, owner);
    weight.grid.zeroPoint = ranks.share(weight.grid.zeroPoint, owner);
    weight.codes = ranks.share(weight.codes, owner);
    module.quantized = std::move(weight);
}

} // namespace

SharedLayer::SharedLayer(LayerScope& layer, const Ranks& ranks)
    : m_layer(layer), m_ranks(ranks), m_owners(shareOut(layer.modules(), ranks.size()))
{
    for (std::size_t i = 0; i < m_owners.size(); ++i) {
        if (m_owners[i] == m_ranks.rank())
            continue;
        ModuleScope& module = m_layer.modules()[i];
        module.done = true;
        module.dense = at::Tensor();
    }
}

std::vector<ModuleFigures> SharedLayer::gather(const RunContext& context)
{
    const std::vector<ModuleFigures>& own = m_layer.figures();
    std::vector<ModuleFigures> all;
    for (std::size_t i = 0; i < m_owners.size(); ++i) {
        ModuleScope& module = m_layer.modules()[i];
        const int owner = m_owners[i];
        if (owner < 0)
            continue;
        std::string text;
        if (owner == m_ranks.rank()) {
            const auto found = std::find_if(own.begin(), own.end(), [&](const ModuleFigures& figures) {
                return figures.result.module == module.plan->name;
            });
            if (found == own.end())
                throw std::logic_error("ranks: no figures of " + module.plan->name);
            text = describe(*found);
        }
        all.push_back(figuresFrom(m_ranks.share(text, owner)));
        if (owner != m_ranks.rank())
            context.emit(all.back().result);
        exchange(module, owner, m_ranks);
    }
    return all;
}

} // namespace espalier::compress
