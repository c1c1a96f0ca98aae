#pragma once

#include <mutex>
#include <string>

#include <nlohmann/json.hpp>

namespace espalier::worker {

/// Writes frames to a file descriptor, whole, from any thread. A client that is gone is no error here: the end of the
/// worker's input tells it.
class FrameWriter
{
public:
    explicit FrameWriter(int descriptor) : m_descriptor(descriptor) {}

    void write(const nlohmann::json& object);

private:
    std::mutex m_mutex;
    int m_descriptor;
    bool m_broken = false;
};

} // namespace espalier::worker
