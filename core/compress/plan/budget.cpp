#include "core/compress/plan/budget.h"

#include <cstdio>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace espalier::compress::plan {
namespace {

constexpr std::int64_t kShortestWindow = 128;
constexpr std::int64_t kFewestWindows = 16;

std::uint64_t memoryInfo(const char* key)
{
    std::ifstream info("/proc/meminfo");
    for (std::string line; std::getline(info, line);) {
        if (line.rfind(key, 0) == 0)
            return std::stoull(line.substr(line.find(':') + 1)) * 1024; // given in kB
    }
    return std::numeric_limits<std::uint64_t>::max();
}

std::string gibibytes(std::uint64_t bytes)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GiB", double(bytes) / double(std::uint64_t(1) << 30));
    return text;
}

std::string options(const RunSettings& settings, bool evaluated)
{
    return "--samples " + std::to_string(settings.windows) + " --seqlen " + std::to_string(settings.windowTokens) +
           (evaluated ? "" : " and no --eval-data");
}

} // namespace

std::uint64_t availableMemoryBytes()
{
    return memoryInfo("MemAvailable");
}

std::uint64_t machineMemoryBytes()
{
    return memoryInfo("MemTotal");
}

std::uint64_t freeDiskBytes(const std::filesystem::path& folder)
{
    std::error_code failed;
    std::filesystem::path place = std::filesystem::absolute(folder, failed);
    while (!place.empty() && !std::filesystem::exists(place, failed) && place != place.parent_path())
        place = place.parent_path();
    const auto space = std::filesystem::space(place, failed);
    return failed ? std::numeric_limits<std::uint64_t>::max() : space.available;
}

bool fits(const RunPlan& plan, const Budget& budget)
{
    return plan.peakMemoryBytes(budget.memoryBytes) <= budget.memoryBytes &&
           plan.diskBytes(budget.memoryBytes) <= budget.diskBytes;
}

std::optional<RunSettings> settingsThatFit(const RunSettings& settings, const Budget& budget,
                                           const std::function<Result<RunPlan>(const RunSettings&)>& replan)
{
    for (const bool evaluated : {true, false}) {
        if (!evaluated && settings.evaluationTokens == 0)
            break;
        RunSettings tried = settings;
        tried.evaluationTokens = evaluated ? settings.evaluationTokens : 0;
        for (;;) {
            if (const auto plan = replan(tried); plan && fits(*plan, budget))
                return tried;
            if (tried.windows > kFewestWindows)
                tried.windows = std::max(kFewestWindows, tried.windows / 2);
            else if (tried.windowTokens > kShortestWindow)
                tried.windowTokens = std::max(kShortestWindow, tried.windowTokens / 2),
                tried.windows = settings.windows;
            else
                break;
        }
    }
    return std::nullopt;
}

Result<void> requireFit(const RunSettings& settings, const Budget& budget,
                        const std::function<Result<RunPlan>(const RunSettings&)>& replan)
{
    const auto plan = replan(settings);
    if (!plan)
        return plan.error();
    if (fits(*plan, budget))
        return {};
    const std::uint64_t least = plan->peakMemoryBytes(0);
    const bool memory = least > budget.memoryBytes;
    const auto fitting = settingsThatFit(settings, budget, replan);
    const std::string other =
        fitting ? options(*fitting, fitting->evaluationTokens > 0 || settings.evaluationTokens == 0) : std::string();
    if (memory)
        return Error{
            "run.memory",
            "The run needs " + gibibytes(least) + " of memory even with its activations on disk, and may use " +
                gibibytes(budget.memoryBytes) + "." +
                (!other.empty() ? " It would fit with " + other + "." : " No other window length makes it fit.") +
                " Or give it more: --memory " + std::to_string((least >> 30) + 1) + ".",
            {}};
    const std::uint64_t disk = plan->diskBytes(budget.memoryBytes);
    return Error{"disk.full",
                 "The run needs " + gibibytes(disk) + " of disk for its folders" +
                     (plan->diskBytes() < disk ? " and the activations that memory has no room for" : "") + ", and " +
                     gibibytes(budget.diskBytes) + " are free." +
                     (!other.empty() ? " It would fit with " + other + "." : " Free some, or write to another disk."),
                 {}};
}

} // namespace espalier::compress::plan
