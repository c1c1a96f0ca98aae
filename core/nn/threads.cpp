#include "core/nn/threads.h"

#include <stdexcept>
#include <string>

#include <dlfcn.h>

#include <ATen/Parallel.h>

namespace espalier::nn {

void setThreads(int threads)
{
    if (threads < 1)
        throw std::invalid_argument("setThreads: got " + std::to_string(threads) + ", expected at least 1");
    at::set_num_threads(threads);
    // Looked up at run time: another BLAS has no such function and is then left alone.
    using SetThreads = void (*)(int);
    if (const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
        set(threads);
}

} // namespace espalier::nn
