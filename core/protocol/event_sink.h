#pragma once

#include <functional>

#include "core/protocol/events.h"

namespace espalier::protocol {

/// Takes what long work has to say while it works; may be called from any thread. A sink that stores events throws when
/// it cannot (full disk), which ends the work like any other exception.
using EventSink = std::function<void(EventBody body)>;

} // namespace espalier::protocol
