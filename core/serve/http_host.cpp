#include "core/serve/http_host.h"

#include <array>
#include <chrono>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/serve/api_error.h"

namespace espalier::serve {
namespace {

thread_local Connection* currentConnection = nullptr;

} // namespace

/// httplib's reader of requests and writer of answers, which only classes derived from its server may call.
class HttpHost::Engine : public httplib::Server
{
public:
    /// httplib gives up streams while it has no socket.
    void use(int listener) { svr_sock_ = listener; }

    /// Serves one request. False: the connection cannot go on.
    bool serve(Connection& connection, bool closing)
    {
        bool closed = false;
        return process(*this, connection, closing, closed) && !closed;
    }

private:
    /// The arguments changed between the versions of Debian 12 and 13.
    template <typename Self> static bool process(Self& self, Connection& connection, bool closing, bool& closed)
    {
        if constexpr (requires { self.process_request(connection, closing, closed, nullptr); }) {
            return self.process_request(connection, closing, closed, nullptr);
        } else {
            return self.process_request(connection, std::string(), 0, std::string(), 0, closing, closed, nullptr);
        }
    }
};

HttpHost::HttpHost(const Limits& limits) : m_limits(limits), m_engine(std::make_unique<Engine>())
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error("no pipe: too many open files");
    }
    m_wakeRead = Socket(ends[0]);
    m_wakeWrite = Socket(ends[1]);
    m_engine->set_keep_alive_timeout(m_limits.keepAlive.count()); // what clients are told
    m_engine->set_keep_alive_max_count(100'000);
    m_engine->set_payload_max_length(m_limits.bodyBytes);
}

HttpHost::~HttpHost()
{
    stop();
}

httplib::Server& HttpHost::routes()
{
    return *m_engine;
}

void HttpHost::start(Socket listener)
{
    m_listener = std::move(listener);
    m_engine->use(m_listener.descriptor());
    m_acceptor = std::thread([this] { accept(); });
}

void HttpHost::drain()
{
    if (!m_draining.exchange(true)) {
        [[maybe_unused]] const ssize_t written = ::write(m_wakeWrite.descriptor(), "x", 1); // never read: wakes all
    }
}

void HttpHost::stop()
{
    drain();
    constexpr std::chrono::seconds kLastWords{1}; // for answers that have just been ended
    for (const auto end = std::chrono::steady_clock::now() + kLastWords;
         m_open > 0 && std::chrono::steady_clock::now() < end;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    m_stopping = true;
    if (m_acceptor.joinable()) {
        m_acceptor.join();
    }
    {
        const std::lock_guard lock(m_mutex);
        for (const Worker& worker : m_workers) {
            if (worker.socket >= 0) {
                ::shutdown(worker.socket, SHUT_RDWR);
            }
        }
    }
    for (Worker& worker : m_workers) { // the list itself is the acceptor's, which has ended
        worker.thread.join();
    }
    m_workers.clear();
}

Connection& HttpHost::current()
{
    return *currentConnection;
}

void HttpHost::accept()
{
    constexpr int kPollMilliseconds = 100;
    while (!m_stopping) {
        reap();
        pollfd descriptor{m_listener.descriptor(), POLLIN, 0};
        if (::poll(&descriptor, 1, kPollMilliseconds) <= 0) {
            continue;
        }
        Socket client(::accept4(m_listener.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
        if (client.descriptor() >= 0) {
            admit(std::move(client));
        } else { // the client has left again, or there are no more descriptors: then others must end first
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
}

void HttpHost::admit(Socket client)
{
    const int descriptor = client.descriptor();
    if (m_open >= m_limits.connections) {
        Connection connection(std::move(client), m_wakeRead.descriptor(), m_limits);
        refuse(connection, {code::kConnections, "The server has too many open connections. Try again later.", ""});
        return;
    }
    const std::lock_guard lock(m_mutex);
    Worker& worker = m_workers.emplace_back();
    worker.socket = descriptor;
    try {
        worker.thread = std::thread([this, &worker, client = std::move(client)]() mutable {
            Connection connection(std::move(client), m_wakeRead.descriptor(), m_limits);
            currentConnection = &connection;
            serve(connection);
            const std::lock_guard ended(m_mutex); // before the descriptor is closed and used anew
            worker.socket = -1;
            --m_open;
        });
        ++m_open;                        // the thread cannot end before the lock is given back
    } catch (const std::system_error&) { // no more threads: this client is lost, the others go on
        m_workers.pop_back();
    }
}

void HttpHost::serve(Connection& connection)
{
    for (bool first = true;; first = false) {
        const Connection::Head head = connection.readHead(first);
        if (head == Connection::Head::TimedOut) {
            refuse(connection, {code::kTimeout, "The request's headers did not come in time.", ""});
        } else if (head == Connection::Head::TooLarge) {
            refuse(connection, {code::kHeadersTooLarge, "The request's headers are too large.", ""});
        }
        if (head == Connection::Head::Closed) {
            return;
        }
        if (head != Connection::Head::Ready || !m_engine->serve(connection, m_draining) ||
            connection.closesAfterwards() || m_draining) {
            connection.finish();
            return;
        }
    }
}

void HttpHost::refuse(Connection& connection, const Error& error)
{
    connection.refuse(error);
    m_refused(httpStatus(error));
}

/// Joins the threads of connections that have ended.
void HttpHost::reap()
{
    const std::lock_guard lock(m_mutex);
    m_workers.remove_if([](Worker& worker) {
        if (worker.socket >= 0) {
            return false;
        }
        worker.thread.join(); // at its end: it gives the lock back before it closes the socket
        return true;
    });
}

} // namespace espalier::serve
