#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace espalier::engine {

/// Zeroed memory, 64-byte aligned, in huge pages where it is large and the system has them: weights are read from one
/// end to the other, and with small pages address translation costs bandwidth.
/// @throws std::bad_alloc
std::shared_ptr<std::byte> allocateHuge(std::size_t bytes);

} // namespace espalier::engine
