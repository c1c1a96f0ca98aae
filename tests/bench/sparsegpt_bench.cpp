// Times the phases of SparseGPT, GPTQ and OSSCAR on a random correlated problem: bench_sparsegpt [runs] [inputs
// outputs]... Figures are the best of all runs; GFLOP/s count the arithmetic that the algorithm needs, not what a
// library spends. The process's CPU time by the number of threads says what a quiet machine would take.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <thread>
#include <utility>
#include <vector>

#include <cblas.h>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/Generator.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/randn.h>

#include "core/compress/gptq/gptq_math.h"
#include "core/compress/hessian.h"
#include "core/compress/osscar/osscar_math.h"
#include "core/compress/quantization/weight_quantizer.h"
#include "core/compress/sparsegpt/sparsegpt_math.h"
#include "core/nn/threads.h"

using namespace espalier::compress;

namespace {

constexpr std::int64_t kSequences = 32;
constexpr std::int64_t kTokens = 512;

struct Best
{
    double seconds = std::numeric_limits<double>::infinity();
    double cpuSeconds = seconds; ///< of all threads

    template <typename Work> void time(Work work)
    {
        const auto start = std::chrono::steady_clock::now();
        const std::clock_t startCpu = std::clock();
        work();
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
        seconds = std::min(seconds, elapsed.count());
        cpuSeconds = std::min(cpuSeconds, double(std::clock() - startCpu) / CLOCKS_PER_SEC);
    }
};

double measurePeak(int runs)
{
    constexpr int kSize = 2048;
    const at::Tensor a = at::randn({kSize, kSize});
    const at::Tensor b = at::randn({kSize, kSize});
    at::Tensor c = at::empty({kSize, kSize});
    Best best;
    for (int run = 0; run < std::max(runs, 5); ++run)
        best.time([&] {
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, kSize, kSize, kSize, 1.0F, a.data_ptr<float>(),
                        kSize, b.data_ptr<float>(), kSize, 0.0F, c.data_ptr<float>(), kSize);
        });
    return 2.0 * kSize * kSize * kSize / best.seconds * 1e-9;
}

/// Neighbouring tokens and channels are correlated (.7 and .9), a few channels are ten times as large.
at::Tensor correlatedInputs(std::int64_t inputs, at::Generator generator)
{
    at::Tensor x = at::randn({kSequences, kTokens, inputs}, generator);
    float* values = x.data_ptr<float>();
    for (std::int64_t t = 0; t < kSequences * kTokens; ++t) {
        float* row = values + t * inputs;
        for (std::int64_t c = 1; c < inputs; ++c)
            row[c] = 0.9F * row[c - 1] + 0.436F * row[c];
        if (t % kTokens != 0)
            for (std::int64_t c = 0; c < inputs; ++c)
                row[c] = 0.7F * row[c - inputs] + 0.714F * row[c];
    }
    for (std::int64_t t = 0; t < kSequences * kTokens; ++t)
        for (std::int64_t c = 7; c < inputs; c += 500)
            values[t * inputs + c] *= 10.0F;
    return x;
}

void report(const char* phase, const Best& best, double flops, double peak)
{
    const double rate = flops / best.seconds * 1e-9;
    std::printf("  %-16s %7.3f s %7.3f s CPU / threads %8.1f GFLOP/s %5.0f %% of sgemm\n", phase, best.seconds,
                best.cpuSeconds / at::get_num_threads(), rate, 100.0 * rate / peak);
}

/// 4 bits in groups of 128, the columns in the order of the Hessian's diagonal.
void benchmarkGptq(const at::Tensor& weight, const at::Tensor& hessian, int runs, double peak)
{
    espalier::formats::QuantizationArgs args;
    args.bits = 4;
    args.strategy = espalier::formats::Strategy::Group;
    args.groupSize = 128;
    Best factorTime, gridTime, sweepTime;
    double error = 0.0;
    for (int run = 0; run < runs; ++run) {
        const at::Tensor copy = hessian.clone();
        HessianFactor factor;
        factorTime.time([&] { factor = factorize(copy, 0.01, ColumnOrder::Descending); });
        QuantizationGrid grid;
        gridTime.time([&] { grid = chooseGrid(weight, args); });
        SweepResult result;
        sweepTime.time([&] { result = gptqSweep(weight, weight, factor, grid, KeptZeros::Undo, {}); });
        error = relativeOutputError(weight, result.weight, hessian);
    }
    const double n = double(weight.size(1));
    report("GPTQ factor", factorTime, 2.0 / 3.0 * n * n * n, peak);
    report("GPTQ ranges", gridTime, double(weight.numel()), peak);
    report("GPTQ sweep", sweepTime, double(weight.size(0)) * n * n, peak);
    std::printf("  relative output error at 4 bits %.5f\n", error);
}

/// A tenth of the inputs goes.
void benchmarkOsscar(const at::Tensor& weight, const at::Tensor& hessian, double peak)
{
    OsscarOptions options;
    options.removed = weight.size(1) / 10;
    const double n = double(weight.size(1));
    for (const bool search : {false, true}) {
        options.localSearch = search;
        Best time;
        OsscarResult result;
        time.time([&] { result = osscar(weight, hessian, options, {}); });
        report(search ? "OSSCAR, exchanges" : "OSSCAR greedy", time, n * n * (n + double(weight.size(0))), peak);
        std::printf("  objective %.6g, %lld exchanges\n", result.objective, static_cast<long long>(result.exchanges));
    }
}

void benchmark(std::int64_t inputs, std::int64_t outputs, int runs)
{
    const double peak = measurePeak(runs);
    const at::Generator generator = at::detail::createCPUGenerator(1);
    const at::Tensor x = correlatedInputs(inputs, generator);
    const at::Tensor weight = at::randn({outputs, inputs}, generator);
    SparseGptOptions half;
    SparseGptOptions twoOfFour;
    twoOfFour.keptOfGroup = 2;
    twoOfFour.groupSize = 4;

    Best hessianTime, factorTime, halfTime, groupTime, errorTime;
    double halfError = 0.0, groupError = 0.0;
    at::Tensor hessian;
    for (int run = 0; run < runs; ++run) {
        hessianTime.time([&] {
            HessianAccumulator accumulator(inputs);
            for (std::int64_t i = 0; i < kSequences; i += 8)
                accumulator.add(x.narrow(0, i, 8));
            hessian = accumulator.take();
        });
        HessianFactor factor;
        const at::Tensor copy = hessian.clone();
        factorTime.time([&] { factor = factorize(copy, 0.01); });
        SweepResult pruned;
        halfTime.time([&] { pruned = sparseGptSweep(weight, factor, half, nullptr); });
        errorTime.time([&] { halfError = relativeOutputError(weight, pruned.weight, hessian); });
        groupTime.time([&] { pruned = sparseGptSweep(weight, factor, twoOfFour, nullptr); });
        groupError = relativeOutputError(weight, pruned.weight, hessian);
    }
    const double n = static_cast<double>(inputs);
    const double rows = static_cast<double>(outputs);
    std::printf("%lld inputs, %lld outputs, %lld x %lld tokens, %d threads, best of %d runs, sgemm %.1f GFLOP/s\n",
                static_cast<long long>(inputs), static_cast<long long>(outputs), static_cast<long long>(kSequences),
                static_cast<long long>(kTokens), at::get_num_threads(), runs, peak);
    report("Hessian", hessianTime, n * n * kSequences * kTokens, peak);
    report("factor", factorTime, 2.0 / 3.0 * n * n * n, peak);
    report("sweep 50 %", halfTime, rows * n * n, peak);
    report("sweep 2:4", groupTime, rows * n * n, peak);
    report("output error", errorTime, 2.0 * rows * n * n, peak);
    std::printf("  relative output error: 50 %% %.4f, 2:4 %.4f\n", halfError, groupError);
    benchmarkGptq(weight, hessian, runs, peak);
    if (inputs > outputs) // as a feed-forward part's last matrix
        benchmarkOsscar(weight, hessian, peak);
}

} // namespace

int main(int argc, char** argv)
{
    espalier::nn::setThreads(static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U)));
    const int runs = argc > 1 ? std::max(std::atoi(argv[1]), 1) : 3;
    std::vector<std::pair<std::int64_t, std::int64_t>> sizes;
    for (int i = 2; i + 1 < argc; i += 2)
        sizes.emplace_back(std::atoll(argv[i]), std::atoll(argv[i + 1]));
    if (sizes.empty())
        sizes = {{2048, 2048}, {5632, 2048}};
    for (const auto& [inputs, outputs] : sizes)
        benchmark(inputs, outputs, runs);
    return 0;
}
