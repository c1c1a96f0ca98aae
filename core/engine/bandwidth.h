#pragma once

#include <optional>

#include "core/base/thread_pool.h"

namespace espalier::engine {

/// What bounds decoding: how fast all threads of the pool together read from memory, in bytes per second. The fastest
/// of several passes over a buffer of 256 MiB, so that another process that takes a core for a moment does not count;
/// takes some 0.2 s and that memory. Nothing if the memory is not to be had. Weights that fit into the processor's
/// caches may be read faster than this.
std::optional<double> measureReadBandwidth(ThreadPool& pool);

} // namespace espalier::engine
