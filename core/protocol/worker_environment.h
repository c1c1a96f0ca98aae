#pragma once

#include <array>
#include <utility>

namespace espalier::protocol {

/// Variables that a worker is started with, unless the user has set them. LibTorch's loops (OpenMP) and OpenBLAS each
/// keep a pool of threads that spins while it waits and so takes the cores from the other: compressing a 6 M model
/// took 15.1 s on two cores with both spinning, 6.6 s with both blocking.
inline constexpr std::array<std::pair<const char*, const char*>, 2> kWorkerEnvironment = {
    {{"OMP_WAIT_POLICY", "passive"}, {"OPENBLAS_THREAD_TIMEOUT", "4"}}};

} // namespace espalier::protocol
