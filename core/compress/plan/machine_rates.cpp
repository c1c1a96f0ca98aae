#include "core/compress/plan/machine_rates.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/blas_symbol.h"

namespace espalier::compress::plan {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

using Gemm = void (*)(int order, int transposeA, int transposeB, int m, int n, int k, float alpha, const float* a,
                      int strideA, const float* b, int strideB, float beta, float* c, int strideC);

double productRate(double fallback)
{
    const auto gemm = reinterpret_cast<Gemm>(blasSymbol("cblas_sgemm"));
    if (!gemm)
        return fallback;
    constexpr int kRowMajor = 101;
    constexpr int kNoTranspose = 111;
    constexpr int kSize = 1024;
    const std::vector<float> a(std::size_t(kSize) * kSize, 0.5F);
    std::vector<float> c(a.size());
    const auto once = [&] {
        gemm(kRowMajor, kNoTranspose, kNoTranspose, kSize, kSize, kSize, 1.0F, a.data(), kSize, a.data(), kSize, 0.0F,
             c.data(), kSize);
    };
    once(); // its threads are started
    const auto begin = Clock::now();
    int count = 0;
    for (; count < 4 || (count < 64 && secondsSince(begin) < 0.2); ++count)
        once();
    return 2.0 * kSize * kSize * kSize * count / secondsSince(begin);
}

/// Of bfloat16 becoming float32 in memory that was not used before, as when a layer is read.
double byteRate()
{
    constexpr std::size_t kCount = std::size_t(16) << 20;
    const std::vector<std::uint16_t> source(kCount, 0x3F80);
    const auto begin = Clock::now();
    const std::unique_ptr<std::uint32_t[]> target(new std::uint32_t[kCount]);
    for (std::size_t i = 0; i < kCount; ++i)
        target[i] = std::uint32_t(source[i]) << 16;
    const double seconds = secondsSince(begin);
    const volatile std::uint32_t used = target[kCount / 2];
    return used > 0 ? 4.0 * double(kCount) / seconds : 0.0;
}

} // namespace

Rates measureRates()
{
    Rates rates;
    const double shareOfSweeps = rates.sweeps / rates.products;
    rates.products = productRate(rates.products);
    rates.sweeps = shareOfSweeps * rates.products;
    rates.bytes = byteRate();
    return rates;
}

} // namespace espalier::compress::plan
