#include "ui/models/machine.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <new>
#include <string>
#include <thread>

#include <QSettings>

#include <nlohmann/json.hpp>

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

const QString kSpeedKey = QStringLiteral("machine/speed");

/// What figures belong to.
nlohmann::json identity()
{
    const Machine machine = thisMachine();
    return {{"processor", machine.processor.toStdString()},
            {"kernels", machine.kernels.toStdString()},
            {"threads", machine.threads}};
}

} // namespace

const compress::plan::Rates& machineRates()
{
    static const compress::plan::Rates kRates = compress::plan::measureRates();
    return kRates;
}

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

Result<MachineSpeed> measureMachine(const std::function<void(double)>& progress, const CancelToken& cancel)
{
    try {
        ThreadPool pool;
        engine::FormatSpeedOptions options;
        options.progress = progress;
        options.cancel = cancel;
        MachineSpeed speed;
        speed.bandwidth = engine::measureReadBandwidth(pool).value_or(0.0);
        speed.formats = engine::measureFormats(pool, options);
        return speed;
    } catch (const Cancelled&) {
        return Error{"cancelled", "Cancelled. Nothing was measured.", ""};
    } catch (const std::bad_alloc&) {
        return Error{"machine.memory", "There is not enough memory to measure. Close other programs and measure again.",
                     ""};
    }
}

void storeSpeed(QSettings& settings, const MachineSpeed& speed)
{
    nlohmann::json json = identity();
    json["bandwidth"] = speed.bandwidth;
    json["formats"] = nlohmann::json::object();
    for (const engine::FormatSpeed& each : speed.formats) {
        json["formats"][std::string(each.kind.name)] = {each.bytesPerWeight, each.weightsPerSecond};
    }
    settings.setValue(kSpeedKey, QString::fromStdString(json.dump()));
}

std::optional<MachineSpeed> storedSpeed(const QSettings& settings)
{
    const auto json = nlohmann::json::parse(settings.value(kSpeedKey).toString().toStdString(), nullptr, false);
    const nlohmann::json mine = identity();
    const bool same = json.is_object() && std::all_of(mine.items().begin(), mine.items().end(), [&](const auto& item) {
                          return json.contains(item.key()) && json[item.key()] == item.value();
                      });
    if (!same || !json.contains("formats") || !json["formats"].is_object()) {
        return std::nullopt;
    }
    MachineSpeed speed;
    speed.bandwidth =
        json.contains("bandwidth") && json["bandwidth"].is_number() ? json["bandwidth"].get<double>() : 0.0;
    std::vector<engine::FormatCase> kinds = {engine::floatCase()};
    kinds.insert(kinds.end(), engine::formatCases().begin(), engine::formatCases().end());
    for (const engine::FormatCase& kind : kinds) { // in the order of the measurement
        const auto found = json["formats"].find(std::string(kind.name));
        if (found == json["formats"].end() || !found->is_array() || found->size() != 2 || !(*found)[0].is_number() ||
            !(*found)[1].is_number()) {
            return std::nullopt; // of an earlier version: measured anew
        }
        speed.formats.push_back({kind, (*found)[0].get<double>(), (*found)[1].get<double>()});
    }
    return speed;
}

} // namespace espalier::ui
