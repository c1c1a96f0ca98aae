#include "core/serve/connection.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "core/serve/api_error.h"

namespace espalier::serve {
namespace {

constexpr std::size_t kMaximumHeadBytes = std::size_t(32) << 10;
constexpr std::size_t kReceiveBytes = std::size_t(16) << 10;

int millisecondsUntil(std::chrono::steady_clock::time_point deadline)
{
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count() + 1, 0, 3'600'000));
}

bool startsWithIgnoringCase(std::string_view text, std::string_view start)
{
    return text.size() >= start.size() && std::equal(start.begin(), start.end(), text.begin(), [](char a, char b) {
               return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
           });
}

} // namespace

Connection::Connection(Socket socket, int wake, const Limits& limits)
    : m_socket(std::move(socket)), m_wake(wake), m_limits(limits)
{
    const int on = 1; // tokens are small and wanted at once
    setsockopt(m_socket.descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

Connection::Head Connection::readHead(bool first)
{
    m_close = false;
    m_scanned = 0;
    m_bodyBytes = 0;
    Clock::time_point deadline = Clock::now() + (first || !m_buffer.empty() ? m_limits.head : m_limits.keepAlive);
    while (!cutHead()) {
        if (m_buffer.size() > kMaximumHeadBytes) {
            return Head::TooLarge;
        }
        const bool idle = m_buffer.empty();
        const Wait wait = waitReadable(deadline, idle && !first);
        if (wait != Wait::Ready) {
            return idle || wait == Wait::Woken ? Head::Closed : Head::TimedOut;
        }
        if (receive() <= 0) {
            return Head::Closed;
        }
        if (idle && !first) {
            deadline = Clock::now() + m_limits.head;
        }
    }
    m_bodyDeadline = Clock::now() + m_limits.body;
    m_answerDeadline = m_bodyDeadline + m_limits.request + m_limits.write;
    return Head::Ready;
}

/// Whether the buffer begins with a whole head; then it is without what httplib must not see.
bool Connection::cutHead()
{
    if (m_scanned == 0) { // empty lines before a request mean nothing (RFC 9112, 2.2)
        m_buffer.erase(0, std::min(m_buffer.find_first_not_of("\r\n"), m_buffer.size()));
    }
    const std::size_t end = m_buffer.find("\r\n\r\n", m_scanned);
    if (end == std::string::npos || end > kMaximumHeadBytes) {
        m_scanned = m_buffer.size() < 3 ? 0 : m_buffer.size() - 3;
        return false;
    }
    std::size_t line = m_buffer.find("\r\n") + 2;
    std::size_t headEnd = end + 2;
    while (line < headEnd) {
        const std::size_t next = m_buffer.find("\r\n", line) + 2;
        if (startsWithIgnoringCase(std::string_view(m_buffer).substr(line), "range:")) {
            m_buffer.erase(line, next - line);
            headEnd -= next - line;
        } else {
            line = next;
        }
    }
    return true;
}

bool Connection::gone() const
{
    pollfd descriptor{m_socket.descriptor(), POLLRDHUP, 0};
    return ::poll(&descriptor, 1, 0) > 0 && (descriptor.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

void Connection::refuse(const Error& error)
{
    const std::string body = jsonText(errorBody(error));
    const std::string answer = "HTTP/1.1 " + std::to_string(httpStatus(error)) +
                               " Refused\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
                               std::to_string(body.size()) + "\r\n\r\n" + body;
    ::send(m_socket.descriptor(), answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void Connection::finish()
{
    constexpr std::size_t kMaximumBytes = std::size_t(1) << 20;
    ::shutdown(m_socket.descriptor(), SHUT_WR);
    const Clock::time_point deadline = Clock::now() + std::chrono::seconds(1);
    for (std::size_t bytes = 0; bytes < kMaximumBytes;) {
        m_buffer.clear();
        const ssize_t received = waitReadable(deadline, true) == Wait::Ready ? receive() : -1;
        if (received <= 0) {
            return;
        }
        bytes += static_cast<std::size_t>(received);
    }
}

bool Connection::is_writable() const
{
    return !gone() && waitWritable();
}

ssize_t Connection::read(char* data, size_t size)
{
    // Chunk lines and trailers come on top of a body.
    if (m_buffer.empty() && (m_bodyBytes > 2 * m_limits.bodyBytes + kMaximumHeadBytes ||
                             waitReadable(m_bodyDeadline, false) != Wait::Ready || receive() <= 0)) {
        m_close = true;
        return -1;
    }
    const std::size_t count = std::min(size, m_buffer.size());
    m_buffer.copy(data, count);
    m_buffer.erase(0, count);
    return static_cast<ssize_t>(count);
}

ssize_t Connection::write(const char* data, size_t size)
{
    while (true) {
        const ssize_t sent = ::send(m_socket.descriptor(), data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
            return sent;
        }
        if (!waitWritable()) {
            return -1;
        }
    }
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const
{
    ip.clear(); // nothing here asks for it
    port = 0;
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const
{
    ip.clear();
    port = 0;
}

Connection::Wait Connection::waitReadable(Clock::time_point deadline, bool watchWake) const
{
    std::array<pollfd, 2> descriptors{{{m_socket.descriptor(), POLLIN, 0}, {m_wake, POLLIN, 0}}};
    const int count = ::poll(descriptors.data(), watchWake ? 2 : 1, millisecondsUntil(deadline));
    if (count > 0 && descriptors[0].revents != 0) {
        return Wait::Ready;
    }
    if (count > 0) {
        return Wait::Woken;
    }
    return count < 0 && errno == EINTR ? waitReadable(deadline, watchWake) : Wait::TimedOut;
}

bool Connection::waitWritable() const
{
    const Clock::time_point now = Clock::now();
    if (now >= m_answerDeadline) { // it takes a few bytes now and then
        return false;
    }
    pollfd descriptor{m_socket.descriptor(), POLLOUT, 0};
    return ::poll(&descriptor, 1, millisecondsUntil(std::min(now + m_limits.write, m_answerDeadline))) > 0 &&
           (descriptor.revents & (POLLHUP | POLLERR)) == 0;
}

/// Appends to the buffer.
ssize_t Connection::receive()
{
    std::array<char, kReceiveBytes> data;
    const ssize_t count = ::recv(m_socket.descriptor(), data.data(), data.size(), 0);
    if (count > 0) {
        m_buffer.append(data.data(), static_cast<std::size_t>(count));
        m_bodyBytes += static_cast<std::size_t>(count);
    }
    return count;
}

} // namespace espalier::serve
