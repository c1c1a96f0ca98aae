#include "core/compress/calibration.h"

#include <algorithm>

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

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
    auto& hessian = m_groups[group].hessian;
    if (!hessian)
        hessian = std::make_unique<HessianAccumulator>(inFeatures);
}

void InputStatistics::wantCross(InputGroup group, std::int64_t inFeatures)
{
    wantHessian(group, inFeatures);
    Group& target = m_groups[group];
    if (!target.cross) {
        target.cross = std::make_unique<CrossAccumulator>(inFeatures);
        target.denseHessian = std::make_unique<HessianAccumulator>(inFeatures);
    }
}

void InputStatistics::wantRange(InputGroup group, const formats::QuantizationArgs& args)
{
    m_groups[group].ranges.try_emplace(RangeObserver::key(args), args);
}

bool InputStatistics::empty() const
{
    return std::all_of(m_groups.begin(), m_groups.end(),
                       [](const auto& entry) { return !entry.second.hessian && entry.second.ranges.empty(); });
}

void InputStatistics::add(InputGroup group, const at::Tensor& input)
{
    m_tokens[group] += input.numel() / input.size(-1);
    Group& target = m_groups[group];
    if (target.hessian)
        target.hessian->add(input);
    for (auto& [kind, observer] : target.ranges)
        observer.add(input);
    if (target.cross)
        target.latest = input;
}

void InputStatistics::addDense(InputGroup group, const at::Tensor& input)
{
    Group& target = m_groups[group];
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
    std::map<InputGroup, model::Role> first;
    for (const model::LinearSpec* linear : layer.allLinears())
        first.try_emplace(inputGroup(*linear), linear->role);
    return [this, first = std::move(first), take](const model::LinearSpec& linear, const at::Tensor& input) {
        const InputGroup group = inputGroup(linear);
        if (first.at(group) == linear.role)
            (this->*take)(group, input);
    };
}

std::size_t InputStatistics::sequences(InputGroup group) const
{
    const auto found = m_groups.find(group);
    return found == m_groups.end() || !found->second.hessian ? 0 : std::size_t(found->second.hessian->sequences());
}

std::int64_t InputStatistics::tokens(InputGroup group) const
{
    const auto found = m_tokens.find(group);
    return found == m_tokens.end() ? 0 : found->second;
}

InputMoments InputStatistics::takeMoments(InputGroup group)
{
    Group& source = m_groups[group];
    InputMoments moments;
    if (source.hessian && source.hessian->sequences() > 0)
        moments.hessian = source.hessian->take();
    else if (source.hessian && group.expert != model::kNoExpert) // no token came its way
        moments.hessian = at::zeros({source.hessian->inFeatures(), source.hessian->inFeatures()}, at::kFloat);
    if (source.cross) {
        moments.cross = source.cross->take();
        moments.denseHessian = source.denseHessian->take();
    }
    source.hessian.reset();
    source.cross.reset();
    source.denseHessian.reset();
    return moments;
}

void InputStatistics::merge(const Ranks& ranks)
{
    for (auto& [group, wanted] : m_groups) {
        for (auto& [kind, observer] : wanted.ranges)
            mergeRange(observer, ranks);
        m_tokens[group] = sumOfRanks(tokens(group), ranks);
    }
}

const RangeObserver* InputStatistics::range(InputGroup group, const formats::QuantizationArgs& args) const
{
    const auto wanted = m_groups.find(group);
    if (wanted == m_groups.end())
        return nullptr;
    const auto found = wanted->second.ranges.find(RangeObserver::key(args));
    return found == wanted->second.ranges.end() || found->second.empty() ? nullptr : &found->second;
}

InputStatistics statisticsBefore(const ModelView& model, int layer, bool dense)
{
    InputStatistics statistics;
    for (const ModulePlan& plan : model.modules()) {
        const bool here = layer < 0 ? plan.group == InputGroup::Head : plan.linear && plan.layer == layer;
        if (!here || !plan.written)
            continue;
        statistics.wantHessian(plan.group, plan.shape[1]);
        // Which tokens an expert gets differs between the two models, so that its inputs have no partners.
        if (dense && layer >= 0 && plan.group.expert == model::kNoExpert)
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
