// usage: bench_export MODEL OUT TYPE : seconds and MB/s of writing an ONNX folder and of reading it again, and the
// process's largest resident set (mapped pages of model and export included).
#include <chrono>
#include <cstdio>
#include <sys/resource.h>

#include "core/export/onnx.h"

int main(int argc, char** argv)
{
    using Clock = std::chrono::steady_clock;
    const auto type = argc == 4 ? espalier::exporting::onnxTypeFromName(argv[3]) : std::nullopt;
    if (!type) {
        std::fprintf(stderr, "usage: bench_export MODEL OUT fp32|fp16|int8|int8-dynamic|int4\n");
        return 2;
    }
    const auto checkpoint = espalier::model::Checkpoint::open(argv[1]);
    if (!checkpoint) {
        std::fprintf(stderr, "%s\n", toString(checkpoint.error()).c_str());
        return 1;
    }
    const auto begin = Clock::now();
    auto written = begin;
    espalier::exporting::OnnxExportOptions options;
    options.weights.type = *type;
    options.out = argv[2];
    options.progress = [&](std::string_view phase, double) {
        if (phase == "writing") {
            written = Clock::now();
        }
    };
    const auto report = espalier::exporting::exportOnnx(*checkpoint, options);
    if (!report) {
        std::fprintf(stderr, "%s\n", toString(report.error()).c_str());
        return 1;
    }
    const auto seconds = [](Clock::duration span) { return std::chrono::duration<double>(span).count(); };
    const double megabytes = static_cast<double>(report->bytes) / 1e6;
    const double writing = seconds(written - begin);
    const double reading = seconds(Clock::now() - written); // with waiting for the disk
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double processor = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec);
    std::printf("%.0f MB: written in %.1f s (%.0f MB/s), on the disk and read again in %.1f s (%.0f MB/s); CPU %.0f s; "
                "largest resident set %.2f GB\n",
                megabytes, writing, megabytes / writing, reading, megabytes / reading, processor,
                static_cast<double>(usage.ru_maxrss) / 1e6 * 1.024);
    return 0;
}
