#include "core/compress/magnitude/magnitude_math.h"

#include <span>

#include <ATen/ops/empty.h>

#include "core/compress/rank_selection.h"
#include "core/compress/tensor_checks.h"

namespace espalier::compress {

at::Tensor magnitudeMask(const at::Tensor& weight, double sparsity)
{
    return magnitudeMasksGlobal({weight}, sparsity).front();
}

at::Tensor magnitudeMaskOfGroups(const at::Tensor& weight, int kept, int group)
{
    requireMatrix(weight, "weight");
    return maskOfGroups(weight, kept, group);
}

std::vector<at::Tensor> magnitudeMasksGlobal(const std::vector<at::Tensor>& weights, double sparsity)
{
    requireSparsity(sparsity);
    std::vector<at::Tensor> contiguous;
    std::vector<std::span<const float>> parts;
    std::int64_t values = 0;
    for (const at::Tensor& weight : weights) {
        requireMatrix(weight, "weight");
        contiguous.push_back(weight.contiguous());
        requireFinite(contiguous.back(), "weight");
        parts.emplace_back(contiguous.back().data_ptr<float>(), static_cast<std::size_t>(weight.numel()));
        values += weight.numel();
    }
    RankCut cut = cutSmallest(parts, exactCount(values, sparsity));
    std::vector<at::Tensor> masks;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        masks.push_back(at::empty(weights[i].sizes(), at::kBool));
        markSmallest(parts[i], cut, masks.back().data_ptr<bool>());
    }
    return masks;
}

} // namespace espalier::compress
