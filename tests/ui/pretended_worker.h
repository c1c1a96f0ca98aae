#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <unistd.h>

#include "core/protocol/events.h"
#include "core/protocol/frames.h"
#include "core/protocol/messages.h"

namespace espalier::tests {

// What a test program says and hears when the app starts it as its worker.

inline void say(const std::string& job, protocol::EventBody body)
{
    const std::string frame = protocol::encodeFrame(protocol::toJson(protocol::Event{job, 0.1, std::move(body)}));
    std::fwrite(frame.data(), 1, frame.size(), stdout);
    std::fflush(stdout);
}

/// Blocks for the next message; nothing at the end of the stream.
inline std::optional<protocol::Message> heard(protocol::FrameReader& reader)
{
    for (;;) {
        auto frame = reader.next();
        if (frame && *frame) {
            auto message = protocol::messageFromJson(**frame);
            return message ? std::optional(message.take()) : std::nullopt;
        }
        char buffer[4096];
        const ssize_t got = ::read(0, buffer, sizeof buffer);
        if (got <= 0) {
            return std::nullopt;
        }
        reader.feed({buffer, std::size_t(got)});
    }
}

} // namespace espalier::tests
