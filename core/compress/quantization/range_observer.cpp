#include "core/compress/quantization/range_observer.h"

#include <algorithm>
#include <stdexcept>

#include <ATen/ops/aminmax.h>

#include "core/compress/quantization/integer_grid.h"
#include "core/compress/tensor_checks.h"

namespace espalier::compress {
namespace {

constexpr double kMovingShare = 0.01;

} // namespace

RangeObserver::RangeObserver(std::string kind) : m_kind(std::move(kind))
{
    if (m_kind != "minmax" && m_kind != "static_minmax" && m_kind != "moving_average")
        throw std::invalid_argument("observer: expected minmax, static_minmax or moving_average, got " + m_kind);
}

void RangeObserver::add(const at::Tensor& values)
{
    if (!values.defined() || values.numel() == 0)
        return;
    const at::Tensor floats = values.to(at::kFloat).contiguous();
    requireFinite(floats, "activation");
    const auto [low, high] = at::aminmax(floats);
    const double min = low.item<float>();
    const double max = high.item<float>();
    if (m_batches++ == 0) {
        m_min = min;
        m_max = max;
    } else if (m_kind == "moving_average") {
        m_min += kMovingShare * (min - m_min);
        m_max += kMovingShare * (max - m_max);
    } else {
        m_min = std::min(m_min, min);
        m_max = std::max(m_max, max);
    }
}

RangeObserver::Parameters RangeObserver::parameters(const formats::QuantizationArgs& args) const
{
    if (empty())
        throw std::invalid_argument("observer: no activation was seen, so there is no range");
    if (args.type != formats::QuantizationType::Int || args.bits < 2 || args.bits > 16)
        throw std::invalid_argument("observer: expected integers of 2 to 16 bits");
    const GridPoint point = gridPoint(static_cast<float>(m_min), static_cast<float>(m_max), args);
    return {point.scale, static_cast<int>(point.zeroPoint)};
}

} // namespace espalier::compress
