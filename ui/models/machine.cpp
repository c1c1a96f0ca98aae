#include "ui/models/machine.h"

#include <fstream>
#include <limits>
#include <string>
#include <thread>

#include "core/compress/plan/budget.h"
#include "core/engine/bandwidth.h"
#include "core/engine/kernels/cpu_target.h"

namespace espalier::ui {
namespace {

QString processorName()
{
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        const std::size_t colon = line.find(':');
        if (line.starts_with("model name") && colon != std::string::npos) {
            return QString::fromStdString(line.substr(colon + 1)).simplified();
        }
    }
    return {};
}

} // namespace

Machine thisMachine()
{
    Machine machine;
    machine.processor = processorName();
    machine.threads = int(std::max(1U, std::thread::hardware_concurrency()));
    const std::uint64_t memory = compress::plan::machineMemoryBytes();
    machine.memoryBytes = memory == std::numeric_limits<std::uint64_t>::max() ? 0 : memory;
    machine.kernels = QString::fromUtf8(engine::name(engine::cpuTarget()).data());
    return machine;
}

MachineSpeed measureMachine(const std::function<void(double)>& progress, const CancelToken& cancel)
{
    ThreadPool pool;
    engine::FormatSpeedOptions options;
    options.progress = progress;
    options.cancel = cancel;
    MachineSpeed speed;
    speed.bandwidth = engine::measureReadBandwidth(pool).value_or(0.0);
    speed.formats = engine::measureFormats(pool, options);
    return speed;
}

} // namespace espalier::ui
