#include "core/compress/tensor_checks.h"

#include <atomic>
#include <bit>
#include <sstream>
#include <stdexcept>

#include <ATen/Parallel.h>
#include <ATen/ops/all.h>
#include <ATen/ops/isfinite.h>

namespace espalier::compress {
namespace {

constexpr std::int64_t kGrain = 1 << 16;

bool allFinite(const float* values, std::int64_t count)
{
    // An all-ones exponent is NaN or infinity; an integer maximum vectorises, a test per value does not.
    std::uint32_t largest = 0;
    for (std::int64_t i = 0; i < count; ++i)
        largest = std::max(largest, std::bit_cast<std::uint32_t>(values[i]) & 0x7FFFFFFFU);
    return largest < 0x7F800000U;
}

[[noreturn]] void throwNotFinite(const at::Tensor& tensor, const char* name)
{
    const float* values = tensor.data_ptr<float>();
    std::int64_t index = 0;
    while (allFinite(values + index, 1))
        ++index;
    std::ostringstream message;
    message << name << " has a value that is not finite (" << values[index] << ") at [";
    for (std::int64_t dim = 0, rest = index; dim < tensor.dim(); ++dim) {
        message << (dim ? ", " : "") << rest / tensor.stride(dim);
        rest %= tensor.stride(dim);
    }
    message << "]";
    throw std::invalid_argument(message.str());
}

} // namespace

void requireMatrix(const at::Tensor& tensor, const char* name, std::int64_t rows, std::int64_t columns)
{
    const bool fits = tensor.defined() && tensor.dim() == 2 && (rows < 0 || tensor.size(0) == rows) &&
                      (columns < 0 || tensor.size(1) == columns);
    if (fits && tensor.scalar_type() == at::kFloat && tensor.is_cpu())
        return;
    const auto size = [](std::int64_t n) { return n < 0 ? std::string("any") : std::to_string(n); };
    std::ostringstream message;
    message << name << ": expected a float32 matrix [" << size(rows) << ", " << size(columns)
            << "] in main memory, got ";
    if (tensor.defined())
        message << tensor.scalar_type() << " " << tensor.sizes() << " on " << tensor.device();
    else
        message << "an undefined tensor";
    throw std::invalid_argument(message.str());
}

void requireFinite(const at::Tensor& tensor, const char* name)
{
    if (!tensor.is_cpu()) {
        if (!at::isfinite(tensor).all().item<bool>())
            throwNotFinite(tensor.cpu(), name);
        return;
    }
    const float* values = tensor.data_ptr<float>();
    std::atomic<bool> finite = true;
    at::parallel_for(0, tensor.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
        if (!allFinite(values + begin, end - begin))
            finite.store(false, std::memory_order_relaxed);
    });
    if (!finite)
        throwNotFinite(tensor, name);
}

void requireSparsity(double sparsity)
{
    if (!(sparsity >= 0.0 && sparsity <= 1.0))
        throw std::invalid_argument("sparsity: expected a share from 0 to 1, got " + std::to_string(sparsity));
}

void requireGroups(int kept, int group)
{
    if (kept < 1 || kept > group)
        throw std::invalid_argument("N:M: expected 1 <= N <= M, got " + std::to_string(kept) + ":" +
                                    std::to_string(group));
}

} // namespace espalier::compress
