#pragma once

#include <string_view>
#include <vector>

namespace espalier::engine {

/// Instruction sets that kernels are compiled for. Scalar is the reference: plain C++ without vectors.
enum class CpuTarget { Scalar, Neon, Avx2, Avx512, Avx512Vnni };

std::string_view name(CpuTarget target); ///< as in ESPALIER_CPU: scalar, neon, avx2, avx512, avx512vnni

/// What this processor can run, Scalar first, the best last.
const std::vector<CpuTarget>& supportedTargets();

/// The target in use: the best, unless the environment variable ESPALIER_CPU names another supported one (an unknown or
/// unsupported name is ignored with a warning in the log). Layouts of packed weights may depend on it.
CpuTarget cpuTarget();

/// For tests and benchmarks: uses `target` (one of supportedTargets()) from now on. Weights that were packed before are
/// still read rightly, but maybe slowly. Not while kernels run.
void setCpuTarget(CpuTarget target);

} // namespace espalier::engine
