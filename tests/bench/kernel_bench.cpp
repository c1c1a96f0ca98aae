// Measures products with packed weights: bench_kernels [filter] [seconds for each figure]
// Decode: one token, the matrix is another one each time out of > 600 MB, so that weights come from memory. Prompt: 512
// tokens. Best of many short runs, as other processes may use the cores; ESPALIER_CPU chooses the instruction set.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "core/base/thread_pool.h"
#include "core/engine/bandwidth.h"
#include "core/engine/format_speed.h"
#include "core/engine/kernels/cpu_target.h"

using namespace espalier;
using namespace espalier::engine;

namespace {

/// One thread is timed by what it has used of its core, several by the clock.
double now(const ThreadPool& pool)
{
    if (pool.threads() == 1) {
        return double(std::clock()) / CLOCKS_PER_SEC;
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The shortest of as many runs as fit into `budget` seconds, at least three.
double bestSeconds(const ThreadPool& pool, double budget, const std::function<void()>& work)
{
    double best = 1e9;
    double spent = 0.0;
    for (int run = 0; run < 3 || spent < budget; ++run) {
        const double start = now(pool);
        work();
        const double seconds = now(pool) - start;
        best = std::min(best, seconds);
        spent += seconds;
    }
    return best;
}

#if defined(__x86_64__)
// Twelve independent chains of the instructions that a product of codes cannot do without; 12 * 64 or 12 * 32 products.
[[gnu::target("avx2")]] void avx2Peak(std::size_t rounds)
{
    __m256i sums[12] = {};
    __m256i a = _mm256_set1_epi8(3);
    const __m256i b = _mm256_set1_epi8(5);
    for (std::size_t i = 0; i < rounds; ++i) {
        for (auto& sum : sums) {
            asm volatile("" : "+x"(a));
            sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(a, b), _mm256_set1_epi16(1)));
        }
    }
    for (auto& sum : sums) {
        asm volatile("" : "+x"(sum));
    }
}

[[gnu::target("avx512f,avx512bw,avx512vnni")]] void vnniPeak(std::size_t rounds)
{
    __m512i sums[12] = {};
    __m512i a = _mm512_set1_epi8(3);
    const __m512i b = _mm512_set1_epi8(5);
    for (std::size_t i = 0; i < rounds; ++i) {
        for (auto& sum : sums) {
            asm volatile("" : "+v"(a));
            sum = _mm512_dpbusd_epi32(sum, a, b);
        }
    }
    for (auto& sum : sums) {
        asm volatile("" : "+v"(sum));
    }
}
#endif

/// Products of 8-bit codes that the cores can do at most on the CPU target, per second; 0: not known.
double peakProducts(ThreadPool& pool)
{
#if defined(__x86_64__)
    constexpr std::size_t kRounds = 50'000;
    const bool vnni = cpuTarget() == CpuTarget::Avx512Vnni;
    if (!vnni && cpuTarget() != CpuTarget::Avx2) {
        return 0.0;
    }
    const auto threads = static_cast<std::size_t>(pool.threads());
    const double seconds = bestSeconds(
        pool, 0.2, [&] { pool.run(threads, [&](std::size_t) { vnni ? vnniPeak(kRounds) : avx2Peak(kRounds); }); });
    return double(threads * kRounds) * 12.0 * (vnni ? 64.0 : 32.0) / seconds;
#else
    return 0.0;
#endif
}

struct Limits
{
    double bandwidth = 0.0;
    double products = 0.0;
};

void decode(const FormatCase& bench, const std::vector<PackedMatrix>& matrices, ThreadPool& pool, const Limits& limits,
            double budget, double& denseRate)
{
    const PackedMatrix& matrix = matrices[0];
    const InputRows input = randomInputs(bench, 1, matrix.columns);
    std::vector<float> out(matrix.rows);
    std::size_t next = 0;
    constexpr std::size_t kRun = 4; // matrices a run: some milliseconds
    const double seconds = bestSeconds(pool, budget, [&] {
        for (std::size_t i = 0; i < kRun; ++i) {
            multiplyInParts(matrices[next++ % matrices.size()], input, pool, out);
        }
    });
    const double weights = double(kRun) * double(matrix.rows * matrix.columns);
    const double bytes = double(kRun) * double(matrix.data.size() + matrix.scales.size_bytes());
    const double rate = weights / seconds;
    denseRate = bench.format == WeightFormat::Int8 && bench.groupColumns == 0 ? rate : denseRate;
    std::printf("  decode %6.1f G weights/s  %5.1f GB/s (%3.0f %% of memory)  %4.2f x dense int8\n", rate / 1e9,
                bytes / seconds / 1e9, 100.0 * bytes / seconds / limits.bandwidth,
                denseRate > 0.0 ? rate / denseRate : 0.0);
}

void prompt(const FormatCase& bench, const PackedMatrix& matrix, ThreadPool& pool, const Limits& limits, double budget)
{
    for (const std::size_t tokens : {4U, 16U, 512U}) {
        const InputRows input = randomInputs(bench, tokens, matrix.columns);
        std::vector<float> out(tokens * matrix.rows);
        const double seconds = bestSeconds(pool, budget, [&] { multiplyInParts(matrix, input, pool, out); });
        const double products = double(tokens) * double(matrix.rows * matrix.columns) / seconds;
        std::printf("  %3zu tokens %6.1f GMAC/s", tokens, products / 1e9);
        if (limits.products > 0.0) {
            std::printf(" (%3.0f %% of peak)", 100.0 * products / limits.products);
        }
    }
    std::printf("\n");
}

} // namespace

int main(int argc, char** argv)
{
    const std::string filter = argc > 1 ? argv[1] : "";
    const double budget = argc > 2 ? std::atof(argv[2]) : 0.3;
    ThreadPool pools[2] = {ThreadPool(1), ThreadPool(2)};
    Limits limits[2];
    for (std::size_t i = 0; i < 2; ++i) {
        limits[i] = {measureReadBandwidth(pools[i]).value_or(0.0), peakProducts(pools[i])};
        std::printf("%d threads: memory %.1f GB/s, int8 peak %.1f GMAC/s\n", pools[i].threads(),
                    limits[i].bandwidth / 1e9, limits[i].products / 1e9);
    }
    std::printf("%s\n", std::string(name(cpuTarget())).c_str());
    constexpr std::size_t kShapes[2][2] = {{2048, 5632}, {5632, 2048}};
    for (const auto& [rows, columns] : kShapes) {
        double denseRate[2] = {};
        for (const FormatCase& bench : formatCases()) {
            if (bench.name.find(filter) == std::string_view::npos && denseRate[1] > 0.0) {
                continue; // dense int8, the first, is what the others are compared with
            }
            const std::vector<PackedMatrix> matrices =
                copies(randomMatrix(bench, rows, columns), std::size_t{640} << 20);
            for (std::size_t i = 0; i < 2; ++i) {
                std::printf("[%zu, %zu] %s, %d threads, %.3f bytes a weight\n", rows, columns,
                            std::string(bench.name).c_str(), pools[i].threads(),
                            double(matrices[0].data.size() + matrices[0].scales.size_bytes()) / double(rows * columns));
                decode(bench, matrices, pools[i], limits[i], budget, denseRate[i]);
                prompt(bench, matrices[0], pools[i], limits[i], budget);
            }
            std::fflush(stdout);
        }
    }
}
