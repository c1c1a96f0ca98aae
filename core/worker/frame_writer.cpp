#include "core/worker/frame_writer.h"

#include <cerrno>
#include <string_view>
#include <unistd.h>

#include "core/protocol/frames.h"

namespace espalier::worker {

void FrameWriter::write(const nlohmann::json& object)
{
    const std::string frame = protocol::encodeFrame(object);
    const std::lock_guard lock(m_mutex);
    std::string_view rest = frame;
    while (!rest.empty() && !m_broken) {
        const ssize_t written = ::write(m_descriptor, rest.data(), rest.size());
        if (written >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            m_broken = true;
        }
    }
}

} // namespace espalier::worker
