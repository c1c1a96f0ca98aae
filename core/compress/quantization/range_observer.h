#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/formats/quantization.h"

namespace espalier::compress {

/// Static range of an activation tensor over calibration.
/// Kinds (QuantizationArgs::observer): "minmax" / "static_minmax" (extremes of everything seen), "moving_average" (each
/// batch moves the range by 1 %, the first sets it), "mse" (likewise, with the part of each batch's range that has the
/// smallest error on a sample of it, see RangeSearch::meanSquares()).
class RangeObserver
{
public:
    /// @throws std::invalid_argument on any other kind
    explicit RangeObserver(formats::QuantizationArgs args = {});
    /// Equal for arguments whose observers would see the same range.
    static std::string key(const formats::QuantizationArgs& args);

    /// @throws std::invalid_argument on NaN or infinity
    void add(const at::Tensor& values);
    bool empty() const { return m_batches == 0; }

    /// What it has seen so far, for another process.
    struct Seen
    {
        double min = 0.0;
        double max = 0.0;
        std::int64_t batches = 0;
    };
    Seen seen() const { return {m_min, m_max, m_batches}; }
    /// Takes the place of what was seen: the extremes of all parts; of moving averages their mean by batches.
    void merge(const std::vector<Seen>& parts);

    struct Parameters
    {
        float scale = 1.0F;
        int zeroPoint = 0;
    };
    /// Same rule as for weights, one range for the tensor. @throws std::invalid_argument if nothing was seen
    Parameters parameters(const formats::QuantizationArgs& args) const;

private:
    bool averages() const { return m_kind == "moving_average" || m_kind == "mse"; }

    formats::QuantizationArgs m_args;
    std::string m_kind;
    double m_min = 0.0;
    double m_max = 0.0;
    std::int64_t m_batches = 0;
};

} // namespace espalier::compress
