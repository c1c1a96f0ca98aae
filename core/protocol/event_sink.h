#pragma once

#include <string>
#include <utility>

#include "core/protocol/events.h"

namespace espalier::protocol {

/// Takes what long work has to say while it works. Implementations may be called from any thread and never throw for
/// want of a listener; a sink that stores events throws std::runtime_error when it cannot (full disk).
class EventSink
{
public:
    virtual ~EventSink() = default;
    virtual void send(EventBody body) = 0;

    void info(std::string text) { send(Log{"info", std::move(text)}); }
    void warning(std::string text) { send(Log{"warning", std::move(text)}); }
};

} // namespace espalier::protocol
