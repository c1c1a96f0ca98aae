#include "core/compress/quantization/range_observer.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <ATen/ops/aminmax.h>

#include "core/compress/quantization/integer_grid.h"
#include "core/compress/quantization/range_search.h"
#include "core/compress/tensor_checks.h"

namespace espalier::compress {
namespace {

constexpr double kMovingShare = 0.01;
constexpr std::int64_t kSample = 1 << 15; ///< values of a batch whose errors are summed under each candidate

/// Evenly spread values; an odd stride meets every channel.
at::Tensor sampleOf(const at::Tensor& values)
{
    const at::Tensor flat = values.reshape({-1});
    const std::int64_t stride = (flat.numel() / kSample) | 1;
    return flat.slice(0, 0, flat.numel(), stride).contiguous().cpu();
}

} // namespace

RangeObserver::RangeObserver(formats::QuantizationArgs args)
    : m_args(std::move(args)), m_kind(m_args.observer.empty() ? "minmax" : m_args.observer)
{
    if (m_kind != "minmax" && m_kind != "static_minmax" && m_kind != "moving_average" && m_kind != "mse")
        throw std::invalid_argument("observer: expected minmax, static_minmax, moving_average or mse, got " + m_kind);
}

std::string RangeObserver::key(const formats::QuantizationArgs& args)
{
    if (args.observer != "mse") // the range does not depend on the grid
        return args.observer;
    return args.observer + (args.type == formats::QuantizationType::Float ? " float" : " int") +
           std::to_string(args.bits) + (args.symmetric ? " symmetric" : "");
}

void RangeObserver::add(const at::Tensor& values)
{
    if (!values.defined() || values.numel() == 0)
        return;
    const at::Tensor floats = values.to(at::kFloat).contiguous();
    requireFinite(floats, "activation");
    const auto [low, high] = at::aminmax(floats);
    ValueRange range{low.item<float>(), high.item<float>()};
    if (m_kind == "mse")
        range = searchRange(sampleOf(floats), range, m_args, RangeSearch::meanSquares());
    const double min = range.min;
    const double max = range.max;
    if (m_batches++ == 0) {
        m_min = min;
        m_max = max;
    } else if (averages()) {
        m_min += kMovingShare * (min - m_min);
        m_max += kMovingShare * (max - m_max);
    } else {
        m_min = std::min(m_min, min);
        m_max = std::max(m_max, max);
    }
}

void RangeObserver::merge(const std::vector<Seen>& parts)
{
    m_batches = 0;
    Seen sum;
    for (const Seen& part : parts) {
        if (part.batches == 0)
            continue;
        m_min = m_batches == 0 ? part.min : std::min(m_min, part.min);
        m_max = m_batches == 0 ? part.max : std::max(m_max, part.max);
        m_batches += part.batches;
        sum.min += double(part.batches) * part.min;
        sum.max += double(part.batches) * part.max;
    }
    if (averages() && m_batches > 0) {
        m_min = sum.min / double(m_batches);
        m_max = sum.max / double(m_batches);
    }
}

RangeObserver::Parameters RangeObserver::parameters(const formats::QuantizationArgs& args) const
{
    if (empty())
        throw std::invalid_argument("observer: no activation was seen, so there is no range");
    if (args.bits < 2 || args.bits > 16)
        throw std::invalid_argument("observer: expected 2 to 16 bits");
    const GridPoint point = gridPoint(static_cast<float>(m_min), static_cast<float>(m_max), args);
    return {point.scale, static_cast<int>(point.zeroPoint)};
}

} // namespace espalier::compress
