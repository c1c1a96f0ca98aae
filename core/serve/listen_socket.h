#pragma once

#include <string>

#include "core/base/result.h"

namespace espalier::serve {

/// A file descriptor that is closed with its owner.
class Socket
{
public:
    explicit Socket(int descriptor = -1) : m_descriptor(descriptor) {}
    ~Socket();
    Socket(Socket&& other) noexcept : m_descriptor(other.release()) {}
    Socket& operator=(Socket&& other) noexcept;

    int descriptor() const { return m_descriptor; }
    int release();

private:
    int m_descriptor;
};

/// A listening TCP socket. Not shared with another program that listens there (as SO_REUSEPORT would).
/// @param host name or address; @param port 0: any free one
/// Errors: `serve.host` (no such address here), `serve.port` (in use or not allowed; says what to do).
Result<Socket> listenOn(const std::string& host, int port);

int portOf(const Socket& socket);
/// Whether only this machine can reach what listens there.
bool isLoopback(const Socket& socket);

} // namespace espalier::serve
