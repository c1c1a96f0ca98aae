#include "core/compress/stored_weight.h"

#include <stdexcept>

#include <ATen/ops/count_nonzero.h>

namespace espalier::compress {

at::Tensor roundedToStored(const at::Tensor& values, formats::DType dtype)
{
    switch (dtype) {
    case formats::DType::F32:
        return values;
    case formats::DType::BF16:
        return values.to(at::kBFloat16).to(at::kFloat);
    case formats::DType::F16: // beyond its range it would become infinite
        return values.clamp(-65504.0, 65504.0).to(at::kHalf).to(at::kFloat);
    default:
        throw std::invalid_argument("stored weights: got dtype " + std::string(formats::name(dtype)) +
                                    ", expected F32, BF16 or F16");
    }
}

QuantizationGrid gridAsStored(const at::Tensor& weight, const formats::QuantizationArgs& args, formats::DType dtype)
{
    QuantizationGrid grid = chooseGrid(weight, args);
    grid.scale = roundedToStored(grid.scale, dtype);
    return grid;
}

double zeroShare(const at::Tensor& weight)
{
    if (weight.numel() == 0)
        return 0.0;
    return 1.0 - double(at::count_nonzero(weight).item<std::int64_t>()) / double(weight.numel());
}

} // namespace espalier::compress
