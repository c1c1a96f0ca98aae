#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QString>

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/compress/plan/machine_rates.h"
#include "core/engine/format_speed.h"

class QSettings;

namespace espalier::ui {

/// What this computer is.
struct Machine
{
    QString processor; ///< "AMD EPYC 9354 32-Core Processor"; empty if the system does not say
    int threads = 1;
    std::uint64_t memoryBytes = 0; ///< 0 if the system does not say
    QString kernels;               ///< "avx512vnni"
};
Machine thisMachine();

/// How fast it computes, as predictions of a run's time want it. Measured once, in some tenths of a second: call it off
/// the GUI thread.
const compress::plan::Rates& machineRates();

/// What it gives, measured.
struct MachineSpeed
{
    double bandwidth = 0.0; ///< bytes a second that all threads read from memory; 0 if there was not enough
    std::vector<engine::FormatSpeed> formats;
};

/// Takes some seconds and up to 512 MiB. Errors: `cancelled`, `machine.memory`.
Result<MachineSpeed> measureMachine(const std::function<void(double)>& progress, const CancelToken& cancel);

/// Kept in the settings, for this processor, these threads and kernels alone: another machine's figures are nothing.
void storeSpeed(QSettings& settings, const MachineSpeed& speed);
std::optional<MachineSpeed> storedSpeed(const QSettings& settings);

} // namespace espalier::ui
