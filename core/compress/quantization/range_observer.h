#pragma once

#include <cstdint>
#include <string>

#include <ATen/core/Tensor.h>

#include "core/formats/quantization.h"

namespace espalier::compress {

/// Static range of an activation tensor over calibration.
/// Kinds: "minmax" / "static_minmax" (extremes of everything seen), "moving_average" (each batch moves the range by 1
/// %, the first sets it).
class RangeObserver
{
public:
    /// @throws std::invalid_argument on any other kind
    explicit RangeObserver(std::string kind = "minmax");

    /// @throws std::invalid_argument on NaN or infinity
    void add(const at::Tensor& values);
    bool empty() const { return m_batches == 0; }

    struct Parameters
    {
        float scale = 1.0F;
        int zeroPoint = 0;
    };
    /// Same rule as for weights, one range for the tensor. @throws std::invalid_argument if nothing was seen
    Parameters parameters(const formats::QuantizationArgs& args) const;

private:
    std::string m_kind;
    double m_min = 0.0;
    double m_max = 0.0;
    std::int64_t m_batches = 0;
};

} // namespace espalier::compress
