#include "core/protocol/frames.h"

#include <cassert>
#include <cstdint>

#include "core/protocol/events.h"

namespace espalier::protocol {
namespace {

constexpr std::size_t kPrefixBytes = 4;
constexpr std::size_t kMaxHelloBytes = 4096;

std::size_t sizeAt(std::string_view bytes)
{
    std::size_t size = 0;
    for (std::size_t i = 0; i < kPrefixBytes; ++i) {
        size |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    }
    return size;
}

enum class Match { No, Yes, NeedsMore };

/// Whether a Hello frame starts here. A banner's text has no byte below 0x09 where a small frame's size has its zeros,
/// so that almost every place is refused by its first bytes.
Match matchHello(std::string_view bytes)
{
    if (bytes.size() < kPrefixBytes) {
        return Match::NeedsMore;
    }
    const std::size_t size = sizeAt(bytes);
    if (size < 2 || size > kMaxHelloBytes) {
        return Match::No;
    }
    const std::string_view text = bytes.substr(kPrefixBytes, size);
    if (!text.empty() && text.front() != '{') {
        return Match::No;
    }
    if (text.size() < size) {
        return Match::NeedsMore;
    }
    const auto json = nlohmann::json::parse(text, nullptr, false);
    const bool hello = json.is_object() && json.value("magic", nlohmann::json()) == Hello().magic;
    return hello ? Match::Yes : Match::No;
}

} // namespace

std::string encodeFrame(const nlohmann::json& object)
{
    const std::string text = object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    assert(text.size() <= kMaxFrameBytes);
    std::string frame;
    frame.reserve(kPrefixBytes + text.size());
    for (std::size_t i = 0; i < kPrefixBytes; ++i) {
        frame.push_back(static_cast<char>((text.size() >> (8 * i)) & 0xff));
    }
    return frame + text;
}

void FrameReader::feed(std::string_view bytes)
{
    if (m_error) {
        return;
    }
    if (m_begin > 0 && m_begin >= m_buffer.size() / 2) {
        m_buffer.erase(0, m_begin);
        m_begin = 0;
    }
    m_buffer.append(bytes);
}

bool FrameReader::skipBanner()
{
    for (; m_scanned < m_buffer.size() && m_scanned <= kMaxBannerBytes; ++m_scanned) {
        switch (matchHello(std::string_view(m_buffer).substr(m_scanned))) {
        case Match::No:
            continue;
        case Match::NeedsMore: {
            // A later place may hold the whole frame already: chance bytes of a banner must not hold it up
            for (std::size_t later = m_scanned + 1; later < m_buffer.size() && later <= kMaxBannerBytes; ++later) {
                if (matchHello(std::string_view(m_buffer).substr(later)) == Match::Yes) {
                    m_scanned = later;
                    return true;
                }
            }
            return false;
        }
        case Match::Yes:
            return true;
        }
    }
    return false;
}

Error FrameReader::fail(Error error)
{
    m_buffer.clear();
    m_begin = 0;
    m_error = std::move(error);
    return *m_error;
}

Result<std::optional<nlohmann::json>> FrameReader::next()
{
    if (m_error) {
        return *m_error;
    }
    if (m_inBanner) {
        if (!skipBanner()) {
            if (m_buffer.size() > kMaxBannerBytes + kPrefixBytes + kMaxHelloBytes) {
                m_banner = m_buffer.substr(0, kMaxBannerBytes);
                return fail(
                    {"protocol.banner",
                     "The program that was started does not speak the worker protocol: no greeting in its first 64 KiB "
                     "of output. Check the worker command, and that a remote shell prints nothing on its standard "
                     "output.",
                     ""});
            }
            return std::optional<nlohmann::json>();
        }
        m_banner = m_buffer.substr(0, m_scanned);
        m_begin = m_scanned;
        m_inBanner = false;
    }
    if (pendingBytes() < kPrefixBytes) {
        return std::optional<nlohmann::json>();
    }
    const std::string_view pending = std::string_view(m_buffer).substr(m_begin);
    const std::size_t size = sizeAt(pending);
    if (size > kMaxFrameBytes) {
        return fail({"protocol.frame.size",
                     "A frame of " + std::to_string(size) + " bytes was announced, more than the limit of " +
                         std::to_string(kMaxFrameBytes) + ". Something else writes into the worker's stream.",
                     ""});
    }
    if (pending.size() < kPrefixBytes + size) {
        return std::optional<nlohmann::json>();
    }
    auto json = nlohmann::json::parse(pending.substr(kPrefixBytes, size), nullptr, false);
    if (!json.is_object()) {
        return fail({"protocol.frame.json",
                     "A frame does not hold a JSON object. Something else writes into the worker's stream.", ""});
    }
    m_begin += kPrefixBytes + size;
    return std::optional<nlohmann::json>(std::move(json));
}

std::string FrameReader::takeBanner()
{
    return std::exchange(m_banner, {});
}

} // namespace espalier::protocol
