#include "core/serve/listen_socket.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace espalier::serve {
namespace {

constexpr int kBacklog = 512;

sockaddr_storage addressOf(const Socket& socket)
{
    sockaddr_storage address{};
    socklen_t size = sizeof(address);
    getsockname(socket.descriptor(), reinterpret_cast<sockaddr*>(&address), &size);
    return address;
}

Error portError(const std::string& host, int port, int reason)
{
    const std::string place = host + ":" + std::to_string(port);
    if (reason == EADDRINUSE) {
        return {"serve.port", "The port is in use by another program. Choose another one with --port.", place};
    }
    if (reason == EACCES) {
        return {"serve.port",
                "The port may not be used (those below 1024 are reserved). Choose another one with --port.", place};
    }
    if (reason == EADDRNOTAVAIL) {
        return {"serve.host", "This machine has no such address. Give one of its own with --host.", place};
    }
    return {"serve.port", std::string("The port cannot be opened: ") + std::strerror(reason) + ".", place};
}

} // namespace

Socket::~Socket()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

Socket& Socket::operator=(Socket&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

int Socket::release()
{
    return std::exchange(m_descriptor, -1);
}

Result<Socket> listenOn(const std::string& host, int port)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    if (const int status = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); status != 0) {
        return Error{"serve.host", std::string("The address cannot be found: ") + gai_strerror(status) + ".", host};
    }
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, &freeaddrinfo);
    int reason = EADDRNOTAVAIL;
    for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
        Socket socket(::socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, address->ai_protocol));
        const int on = 1;
        setsockopt(socket.descriptor(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)); // not held up by old connections
        if (socket.descriptor() >= 0 && ::bind(socket.descriptor(), address->ai_addr, address->ai_addrlen) == 0 &&
            ::listen(socket.descriptor(), kBacklog) == 0) {
            return socket;
        }
        reason = errno;
    }
    return portError(host, port, reason);
}

int portOf(const Socket& socket)
{
    const sockaddr_storage address = addressOf(socket);
    const auto port = address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                                                    : reinterpret_cast<const sockaddr_in&>(address).sin_port;
    return ntohs(port);
}

bool isLoopback(const Socket& socket)
{
    const sockaddr_storage address = addressOf(socket);
    if (address.ss_family == AF_INET6) {
        return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr) != 0;
    }
    return ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr) >> 24 == 127;
}

} // namespace espalier::serve
