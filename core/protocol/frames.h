#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace espalier::protocol {

/// A frame is a u32 little-endian byte count followed by that many bytes of UTF-8 JSON (an object).
inline constexpr std::size_t kMaxFrameBytes = std::size_t(64) << 20;
/// What a remote shell may print before the worker's first frame.
inline constexpr std::size_t kMaxBannerBytes = std::size_t(64) << 10;

/// The bytes of one frame. Invalid UTF-8 in strings is replaced, so that encoding never fails.
/// Asserts that the text stays within kMaxFrameBytes.
std::string encodeFrame(const nlohmann::json& object);

/// Takes bytes as they come, in pieces of any size, and gives whole frames.
class FrameReader
{
public:
    /// What stands before the first frame: nothing, or a banner that ends where the Hello frame begins.
    enum class Banner { None, SkipToHello };

    explicit FrameReader(Banner banner = Banner::None) : m_inBanner(banner == Banner::SkipToHello) {}

    void feed(std::string_view bytes);

    /// The next whole frame; nothing yet: an empty optional. After an error the stream cannot be read on and every call
    /// gives the same error: `protocol.banner` (no Hello within the limit), `protocol.frame.size`,
    /// `protocol.frame.json`.
    Result<std::optional<nlohmann::json>> next();

    /// The skipped bytes before the first frame, for the log; empties it.
    std::string takeBanner();

    /// Bytes that wait for the rest of their frame. Not 0 at the end of the stream: it was cut.
    std::size_t pendingBytes() const { return m_buffer.size() - m_begin; }

private:
    bool skipBanner();
    Error fail(Error error);

    bool m_inBanner;
    std::string m_buffer;
    std::size_t m_begin = 0;   ///< first byte not yet consumed
    std::size_t m_scanned = 0; ///< banner offsets before it cannot start the Hello frame
    std::string m_banner;
    std::optional<Error> m_error;
};

} // namespace espalier::protocol
