#include "core/compress/distributed/shared_windows.h"

#include <algorithm>

#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>

namespace espalier::compress {

Windows shareOf(const Windows& windows, const Ranks& ranks)
{
    Windows own;
    for (std::size_t i = std::size_t(ranks.rank()); i < windows.size(); i += std::size_t(ranks.size()))
        own.push_back(windows[i]);
    return own;
}

void sumMoments(InputMoments& moments, std::size_t sequences, const Ranks& ranks)
{
    if (ranks.alone() || !moments.hessian.defined())
        return;
    const double total = std::max(1.0, double(sumOfRanks(std::int64_t(sequences), ranks)));
    for (at::Tensor* sum : {&moments.hessian, &moments.cross, &moments.denseHessian}) {
        if (!sum->defined())
            continue;
        sum->mul_(double(sequences) / total); // each has the factor 2 / its own sequences
        ranks.allReduceSum(*sum);
    }
}

std::int64_t sumOfRanks(std::int64_t count, const Ranks& ranks)
{
    if (ranks.alone())
        return count;
    const at::Tensor sum = at::full({1}, count, at::kLong);
    ranks.allReduceSum(sum);
    return sum.item<std::int64_t>();
}

void mergeRange(RangeObserver& observer, const Ranks& ranks)
{
    if (ranks.alone())
        return;
    const at::Tensor all = at::zeros({ranks.size(), 3}, at::kDouble);
    const RangeObserver::Seen seen = observer.seen();
    double* own = all.data_ptr<double>() + 3 * ranks.rank();
    own[0] = seen.min;
    own[1] = seen.max;
    own[2] = double(seen.batches);
    ranks.allReduceSum(all);
    std::vector<RangeObserver::Seen> parts;
    for (int rank = 0; rank < ranks.size(); ++rank) {
        const double* part = all.data_ptr<double>() + 3 * rank;
        parts.push_back({part[0], part[1], std::int64_t(part[2])});
    }
    observer.merge(parts);
}

} // namespace espalier::compress
