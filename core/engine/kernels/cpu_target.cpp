#include "core/engine/kernels/cpu_target.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <optional>

#include <hwy/targets.h>
#include <spdlog/spdlog.h>

namespace espalier::engine {
namespace {

constexpr std::array<CpuTarget, 5> kAll = {CpuTarget::Scalar, CpuTarget::Neon, CpuTarget::Avx2, CpuTarget::Avx512,
                                           CpuTarget::Avx512Vnni};

bool runs(CpuTarget target)
{
    const std::int64_t supported = hwy::SupportedTargets();
    switch (target) {
    case CpuTarget::Scalar:
        return true;
    case CpuTarget::Neon:
        return (supported & HWY_NEON) != 0;
    case CpuTarget::Avx2:
        return (supported & HWY_AVX2) != 0;
    case CpuTarget::Avx512:
        return (supported & HWY_AVX3) != 0;
    case CpuTarget::Avx512Vnni:
        return (supported & HWY_AVX3_DL) != 0;
    }
    return false;
}

CpuTarget initialTarget()
{
    const char* wanted = std::getenv("ESPALIER_CPU");
    if (wanted != nullptr && *wanted != '\0') {
        for (const CpuTarget target : supportedTargets()) {
            if (name(target) == wanted) {
                return target;
            }
        }
        spdlog::warn("ESPALIER_CPU={} names no instruction set that this processor has; using {}.", wanted,
                     name(supportedTargets().back()));
    }
    return supportedTargets().back();
}

std::atomic<CpuTarget>& current()
{
    static std::atomic<CpuTarget> target{initialTarget()};
    return target;
}

} // namespace

std::string_view name(CpuTarget target)
{
    constexpr std::array<std::string_view, 5> kNames = {"scalar", "neon", "avx2", "avx512", "avx512vnni"};
    return kNames[static_cast<std::size_t>(target)];
}

const std::vector<CpuTarget>& supportedTargets()
{
    static const std::vector<CpuTarget> kSupported = [] {
        std::vector<CpuTarget> found;
        std::ranges::copy_if(kAll, std::back_inserter(found), runs);
        return found;
    }();
    return kSupported;
}

CpuTarget cpuTarget()
{
    return current().load(std::memory_order_relaxed);
}

void setCpuTarget(CpuTarget target)
{
    current().store(target, std::memory_order_relaxed);
}

} // namespace espalier::engine
