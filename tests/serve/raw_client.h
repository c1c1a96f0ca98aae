#pragma once

#include <algorithm>
#include <array>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace espalier::tests {

/// A connection to this machine that sends whatever it is told, HTTP or not.
class RawClient
{
public:
    explicit RawClient(int port) : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const timeval limit{20, 0};
        setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = ::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    }
    ~RawClient() { ::close(m_socket); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool connected() const { return m_connected; }

    /// False if the other side has closed.
    bool send(const std::string& text) const
    {
        return ::send(m_socket, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
    }

    std::string readToEnd() const { return readUntil({}); }

    /// What comes until `end` is in it, the other side closes or 20 s pass without a byte.
    std::string readUntil(const std::string& end) const
    {
        std::string text;
        std::array<char, 4096> data;
        while (end.empty() || text.find(end) == std::string::npos) {
            const ssize_t count = ::recv(m_socket, data.data(), data.size(), 0);
            if (count <= 0) {
                break;
            }
            text.append(data.data(), static_cast<std::size_t>(count));
        }
        return text;
    }

    /// Bytes that came, `count` at most; 0 if the other side has closed or 20 s pass without one.
    std::size_t readSome(std::size_t count) const
    {
        std::string data(count, '\0');
        return static_cast<std::size_t>(std::max<ssize_t>(::recv(m_socket, data.data(), count, 0), 0));
    }

private:
    int m_socket;
    bool m_connected = false;
};

} // namespace espalier::tests
