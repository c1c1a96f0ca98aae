#pragma once

namespace espalier::nn {

/// Bounds the threads of LibTorch's operators and of the BLAS below it. at::set_num_threads alone leaves an OpenBLAS
/// that LibTorch calls as a generic BLAS at all cores. @throws std::invalid_argument if threads < 1
void setThreads(int threads);

} // namespace espalier::nn
