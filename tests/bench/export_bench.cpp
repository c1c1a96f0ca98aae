// usage: bench_export MODEL OUT TARGET [TYPE [THREADS]] : seconds and MB/s of writing an export and of reading it
// again, the process's largest resident set (mapped pages of model and export included), and beside it the speed at
// which the same disk takes a plain copy of as many bytes.
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include "core/export/export.h"
#include "core/model/checkpoint.h"

namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;
namespace exporting = espalier::exporting;

double seconds(Clock::duration span)
{
    return std::chrono::duration<double>(span).count();
}

/// Copies the model's weights with read() and write() and waits for the disk. @return megabytes a second
double copySpeed(const fs::path& model, const fs::path& out)
{
    const auto checkpoint = espalier::model::Checkpoint::open(model);
    if (!checkpoint) {
        return 0.0;
    }
    const auto begin = Clock::now();
    const int target = ::open(out.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0644);
    std::vector<char> buffer(1 << 20);
    double bytes = 0.0;
    for (const fs::path& file : checkpoint->files()) {
        const int source = ::open(file.c_str(), O_RDONLY);
        for (ssize_t got = 0; (got = ::read(source, buffer.data(), buffer.size())) > 0;) {
            bytes += double(::write(target, buffer.data(), std::size_t(got)));
        }
        ::close(source);
    }
    ::fsync(target);
    ::close(target);
    const double speed = bytes / 1e6 / seconds(Clock::now() - begin);
    std::error_code ignored;
    fs::remove(out, ignored);
    return speed;
}

} // namespace

int main(int argc, char** argv)
{
    const auto target = argc >= 4 && argc <= 6 ? exporting::exportTarget(argv[3])
                                               : espalier::Result<exporting::ExportTarget>(espalier::Error{});
    if (!target) {
        std::fprintf(stderr, "usage: bench_export MODEL OUT gguf|onnx|hf [TYPE [THREADS]]\n");
        return 2;
    }
    exporting::ExportRequest request;
    request.model = argv[1];
    request.out = argv[2];
    request.target = *target;
    request.type = argc > 4 ? argv[4] : "";
    request.threads = argc > 5 ? std::stoi(argv[5]) : 0;
    const auto begin = Clock::now();
    auto written = begin;
    const auto report = exporting::exportModel(request,
                                               [&](std::string_view phase, double) {
                                                   if (phase != "certificate") {
                                                       written = Clock::now();
                                                   }
                                               },
                                               {});
    if (!report) {
        std::fprintf(stderr, "%s\n", toString(report.error()).c_str());
        return 1;
    }
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
    std::printf("plain copy of the model: %.0f MB/s\n", copySpeed(request.model, fs::path(argv[2]).string() + ".copy"));
    return 0;
}
