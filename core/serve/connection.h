#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <httplib.h>

#include "core/base/result.h"
#include "core/serve/limits.h"
#include "core/serve/listen_socket.h"

namespace espalier::serve {

/// One client's connection, as httplib reads and writes it, with what httplib lacks: the head of a request is read here
/// first, whole, within a time and a size, so that a client that sends a byte now and then, or a line without end,
/// holds nothing up. Used by one thread.
class Connection : public httplib::Stream
{
public:
    /// @param wake readable when the server shuts down
    Connection(Socket socket, int wake, const Limits& limits);

    enum class Head {
        Ready,
        Closed,   ///< by the client between requests, or idle for too long, or the server shuts down
        TimedOut, ///< in the middle of a head
        TooLarge
    };
    /// Waits for the next request and reads its head (its header `Range` is left out: nothing here has parts).
    /// @param first of this connection: must come within the time of a head, shutdown or not
    Head readHead(bool first);

    /// Whether the client has closed its side: it will not read an answer.
    bool gone() const;

    /// The next request cannot be found: a body was not read to its end.
    void closeAfterwards() { m_close = true; }
    void keepOpen() { m_close = false; }
    bool closesAfterwards() const { return m_close; }

    /// An answer outside of httplib.
    void refuse(const Error& error);
    /// Sends what is left and waits a moment for the client to read it: closing at once would take it back.
    void finish();

    bool is_readable() const override { return !m_buffer.empty(); }
    bool is_writable() const override;
    ssize_t read(char* data, size_t size) override;
    ssize_t write(const char* data, size_t size) override;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    socket_t socket() const override { return m_socket.descriptor(); }

private:
    using Clock = std::chrono::steady_clock;
    enum class Wait { Ready, TimedOut, Woken };
    Wait waitReadable(Clock::time_point deadline, bool watchWake) const;
    bool waitWritable() const;
    ssize_t receive();
    bool cutHead();

    Socket m_socket;
    int m_wake;
    const Limits& m_limits;
    std::string m_buffer; ///< received, not given to httplib yet
    std::size_t m_scanned = 0;
    Clock::time_point m_bodyDeadline;
    Clock::time_point m_answerDeadline;
    std::size_t m_bodyBytes = 0; ///< received for this request
    bool m_close = false;
};

} // namespace espalier::serve
