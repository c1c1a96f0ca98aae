#pragma once

#include <optional>

#include "core/base/thread_pool.h"

namespace espalier::engine {

/// What bounds decoding: how fast all threads of the pool together read from memory, in bytes per second. The median of
/// several passes over a buffer of 512 MiB, far more than processors cache; takes some 0.3 s and that memory. Nothing
/// if the memory is not to be had. Weights that fit into the processor's caches may be read faster than this.
std::optional<double> measureReadBandwidth(ThreadPool& pool);

} // namespace espalier::engine
