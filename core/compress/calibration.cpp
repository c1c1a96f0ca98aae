#include "core/compress/calibration.h"

#include <algorithm>

#include <ATen/ops/empty.h>

#include "core/compress/distributed/shared_windows.h"

namespace espalier::compress {

std::vector<at::Tensor> idBatches(const std::vector<std::vector<text::TokenId>>& windows)
{
    constexpr std::size_t kTokens = 2048;
    std::vector<at::Tensor> batches;
    for (std::size_t first = 0; first < windows.size();) {
        const std::size_t length = windows[first].size();
        const std::size_t count = std::min(std::max<std::size_t>(1, kTokens / length), windows.size() - first);
        at::Tensor ids = at::empty({std::int64_t(count), std::int64_t(length)}, at::kLong);
        auto* target = ids.data_ptr<std::int64_t>();
        for (std::size_t i = first; i < first + count; ++i)
            target = std::copy(windows[i].begin(), windows[i].end(), target);
        batches.push_back(std::move(ids));
        first += count;
    }
    return batches;
}

void InputStatistics::wantHessian(InputGroup group, std::int64_t inFeatures)
{
    auto& hessian = m_groups[std::size_t(group)].hessian;
    if (!hessian)
        hessian = std::make_unique<HessianAccumulator>(inFeatures);
}

void InputStatistics::wantCross(InputGroup group, std::int64_t inFeatures)
{
    wantHessian(group, inFeatures);
    Group& target = m_groups[std::size_t(group)];
    if (!target.cross) {
        target.cross = std::make_unique<CrossAccumulator>(inFeatures);
        target.denseHessian = std::make_unique<HessianAccumulator>(inFeatures);
    }
}

void InputStatistics::wantRange(InputGroup group, const formats::QuantizationArgs& args)
{
    m_groups[std::size_t(group)].ranges.try_emplace(RangeObserver::key(args), args);
}

bool InputStatistics::empty() const
{
    return std::all_of(m_groups.begin(), m_groups.end(),
                       [](const Group& group) { return !group.hessian && group.ranges.empty(); });
}

void InputStatistics::add(InputGroup group, const at::Tensor& input)
{
    Group& target = m_groups[std::size_t(group)];
    if (target.hessian)
        target.hessian->add(input);
    for (auto& [kind, observer] : target.ranges)
        observer.add(input);
    if (target.cross)
        target.latest = input;
}

void InputStatistics::addDense(InputGroup group, const at::Tensor& input)
{
    Group& target = m_groups[std::size_t(group)];
    if (!target.cross)
        return;
    target.cross->add(input, target.latest);
    target.denseHessian->add(input);
    target.latest = at::Tensor();
}

nn::InputTap InputStatistics::tap(const model::LayerSpec& layer)
{
    return tapOnce(layer, &InputStatistics::add);
}

nn::InputTap InputStatistics::denseTap(const model::LayerSpec& layer)
{
    return tapOnce(layer, &InputStatistics::addDense);
}

nn::InputTap InputStatistics::tapOnce(const model::LayerSpec& layer,
                                      void (InputStatistics::*take)(InputGroup, const at::Tensor&))
{
    std::array<bool, kInputGroupCount> seen{};
    std::array<bool, model::kRoleCount> first{};
    for (const model::LinearSpec& linear : layer.linears) {
        bool& known = seen[std::size_t(inputGroup(linear.role))];
        first[std::size_t(linear.role)] = !known;
        known = true;
    }
    return [this, first, take](model::Role role, const at::Tensor& input) {
        if (first[std::size_t(role)])
            (this->*take)(inputGroup(role), input);
    };
}

InputMoments InputStatistics::takeMoments(InputGroup group)
{
    Group& source = m_groups[std::size_t(group)];
    InputMoments moments;
    if (source.hessian)
        moments.hessian = source.hessian->take();
    if (source.cross) {
        moments.cross = source.cross->take();
        moments.denseHessian = source.denseHessian->take();
    }
    source.hessian.reset();
    source.cross.reset();
    source.denseHessian.reset();
    return moments;
}

void InputStatistics::mergeRanges(const Ranks& ranks)
{
    for (Group& group : m_groups) {
        for (auto& [kind, observer] : group.ranges)
            mergeRange(observer, ranks);
    }
}

const RangeObserver* InputStatistics::range(InputGroup group, const formats::QuantizationArgs& args) const
{
    const auto& ranges = m_groups[std::size_t(group)].ranges;
    const auto found = ranges.find(RangeObserver::key(args));
    return found == ranges.end() || found->second.empty() ? nullptr : &found->second;
}

InputStatistics statisticsBefore(const ModelView& model, int layer, bool dense)
{
    InputStatistics statistics;
    for (const ModulePlan& plan : model.modules()) {
        const bool here = layer < 0 ? plan.group == InputGroup::Head : plan.linear && plan.layer == layer;
        if (!here || !plan.written)
            continue;
        statistics.wantHessian(plan.group, plan.shape[1]);
        if (dense && layer >= 0)
            statistics.wantCross(plan.group, plan.shape[1]);
        if (plan.needsInputRange() && (!plan.observesCompressed() || layer < 0))
            statistics.wantRange(plan.group, *plan.scheme->inputActivations);
    }
    return statistics;
}

InputStatistics statisticsAfter(const ModelView& model, int layer)
{
    InputStatistics statistics;
    for (const ModulePlan& plan : model.modules()) {
        if (plan.linear && plan.layer == layer && plan.needsInputRange() && plan.observesCompressed())
            statistics.wantRange(plan.group, *plan.scheme->inputActivations);
    }
    return statistics;
}

} // namespace espalier::compress
