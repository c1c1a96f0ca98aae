#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include <httplib.h>

#include "core/serve/connection.h"
#include "core/serve/limits.h"
#include "core/serve/listen_socket.h"

namespace espalier::serve {

/// Accepts connections, each on a thread of its own and only so many, and has httplib serve their requests. httplib's
/// own listener is not used: it bounds neither the time of a request's head nor the length of its lines.
class HttpHost
{
public:
    explicit HttpHost(const Limits& limits);
    ~HttpHost(); ///< as stop()
    HttpHost(const HttpHost&) = delete;
    HttpHost& operator=(const HttpHost&) = delete;

    /// To register handlers before start(); not its listen().
    httplib::Server& routes();
    /// Called with the status of every request that was refused before it reached a handler.
    void onRefused(std::function<void(int status)> handler) { m_refused = std::move(handler); }

    void start(Socket listener);
    /// Idle connections end; requests that come still are served (and told to close).
    void drain();
    bool draining() const { return m_draining; }
    /// Ends all connections, in the middle of an answer too.
    void stop();
    std::size_t connections() const { return m_open; }

    /// The connection whose request the calling thread serves; only within a handler.
    static Connection& current();

private:
    class Engine;
    struct Worker
    {
        std::thread thread;
        int socket = -1; ///< -1: ended
    };

    void accept();
    void admit(Socket client);
    void serve(Connection& connection);
    void refuse(Connection& connection, const Error& error);
    void reap();

    const Limits m_limits;
    std::unique_ptr<Engine> m_engine;
    std::function<void(int)> m_refused = [](int) {};
    Socket m_listener;
    Socket m_wakeRead, m_wakeWrite;
    std::atomic<bool> m_draining{false};
    std::atomic<bool> m_stopping{false};
    std::atomic<std::size_t> m_open{0};
    std::mutex m_mutex;
    std::list<Worker> m_workers;
    std::thread m_acceptor;
};

} // namespace espalier::serve
