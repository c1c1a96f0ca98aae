#include "app/cli/worker_process.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "app/cli/command.h"
#include "core/protocol/client.h"
#include "core/protocol/progress_tracker.h"
#include "core/protocol/worker_environment.h"

namespace espalier::cli {
namespace {

using protocol::Client;

constexpr int kTickMilliseconds = 50; ///< how often Client::action() is asked

std::atomic<int> interrupts = 0;

extern "C" void countInterrupt(int)
{
    interrupts.fetch_add(1);
}

double now()
{
    return protocol::ProgressTracker::steadySeconds();
}

/// A file descriptor that is closed once.
class Descriptor
{
public:
    explicit Descriptor(int descriptor = -1) : m_descriptor(descriptor) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }

    int get() const { return m_descriptor; }
    bool isOpen() const { return m_descriptor >= 0; }
    void reset(int descriptor)
    {
        close();
        m_descriptor = descriptor;
    }
    void close()
    {
        if (m_descriptor >= 0) {
            ::close(std::exchange(m_descriptor, -1));
        }
    }

private:
    int m_descriptor;
};

struct Pipe
{
    Descriptor read;
    Descriptor write;

    bool open()
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            return false;
        }
        read.reset(ends[0]);
        write.reset(ends[1]);
        return true;
    }
};

/// Ctrl-C counts instead of ending this program; the old handling comes back at the end.
class InterruptGuard
{
public:
    InterruptGuard()
    {
        interrupts = 0;
        struct sigaction action = {};
        action.sa_handler = countInterrupt;
        for (std::size_t i = 0; i < kSignals.size(); ++i) {
            ::sigaction(kSignals[i], &action, &m_old[i]);
        }
        std::signal(SIGPIPE, SIG_IGN);
        std::signal(SIGCHLD, SIG_DFL); // a parent may have left it ignored, and the worker's end would be lost
    }
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;
    ~InterruptGuard()
    {
        for (std::size_t i = 0; i < kSignals.size(); ++i) {
            ::sigaction(kSignals[i], &m_old[i], nullptr);
        }
    }

private:
    static constexpr std::array<int, 3> kSignals = {SIGINT, SIGTERM, SIGHUP};
    std::array<struct sigaction, 3> m_old = {};
};

/// A running worker and its three pipes.
class WorkerProcess
{
public:
    /// @return 0 or errno
    int start(const std::filesystem::path& program);
    /// Moves bytes between the process and the client until it is gone.
    void drive(Client& client, const std::function<void(const protocol::Event&)>& onEvent);

private:
    void act(Client& client);
    void exchange(Client& client);
    void writeInput(Client& client);
    static void drain(Descriptor& from, const std::function<void(std::string_view)>& take);
    void waitForExit(Client& client);

    pid_t m_pid = -1;
    Descriptor m_input;
    Descriptor m_output;
    Descriptor m_errors;
    std::string m_unwritten;
    int m_seenInterrupts = 0;
};

int WorkerProcess::start(const std::filesystem::path& program)
{
    Pipe input;
    Pipe output;
    Pipe errors;
    if (!input.open() || !output.open() || !errors.open()) {
        return errno;
    }
    for (const auto& [name, value] : protocol::kWorkerEnvironment) {
        ::setenv(name, value, 0); // this program has no use for them itself
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input.read.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output.write.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors.write.get(), STDERR_FILENO);
    // A terminal sends Ctrl-C to both; until the worker ignores it by itself it must not die of it
    void (*const handler)(int) = std::signal(SIGINT, SIG_IGN);
    std::string path = program.string();
    std::array<char*, 2> arguments = {path.data(), nullptr};
    const int failed = ::posix_spawn(&m_pid, path.c_str(), &actions, nullptr, arguments.data(), environ);
    std::signal(SIGINT, handler);
    posix_spawn_file_actions_destroy(&actions);
    if (failed == 0) {
        m_input.reset(::dup(input.write.get()));
        ::fcntl(m_input.get(), F_SETFD, FD_CLOEXEC);
        ::fcntl(m_input.get(), F_SETFL, O_NONBLOCK);
        m_output.reset(::fcntl(output.read.get(), F_DUPFD_CLOEXEC, 3));
        m_errors.reset(::fcntl(errors.read.get(), F_DUPFD_CLOEXEC, 3));
    }
    return failed;
}

void WorkerProcess::drive(Client& client, const std::function<void(const protocol::Event&)>& onEvent)
{
    while (m_pid > 0) {
        exchange(client);
        if (!m_output.isOpen()) {
            waitForExit(client);
        }
        for (const protocol::Event& event : client.takeEvents()) {
            onEvent(event);
        }
        act(client);
    }
}

void WorkerProcess::act(Client& client)
{
    for (; m_seenInterrupts < interrupts.load(); ++m_seenInterrupts) {
        m_seenInterrupts == 0 ? client.cancel(now()) : client.kill();
    }
    if (m_pid <= 0) {
        return;
    }
    switch (client.action(now())) {
    case Client::Action::None:
        break;
    case Client::Action::CloseInput:
        m_input.close();
        break;
    case Client::Action::Terminate:
        ::kill(m_pid, SIGTERM);
        break;
    case Client::Action::Kill:
        ::kill(m_pid, SIGKILL);
        break;
    }
}

void WorkerProcess::exchange(Client& client)
{
    m_unwritten += client.takeOutput();
    std::array<pollfd, 3> descriptors = {{{m_output.get(), POLLIN, 0},
                                          {m_errors.get(), POLLIN, 0},
                                          {m_unwritten.empty() ? -1 : m_input.get(), POLLOUT, 0}}};
    if (::poll(descriptors.data(), descriptors.size(), kTickMilliseconds) <= 0) {
        return; // a signal, or nothing to do
    }
    if (descriptors[1].revents != 0) {
        drain(m_errors, [&](std::string_view bytes) { client.feedStderr(bytes); });
    }
    if (descriptors[0].revents != 0) {
        drain(m_output, [&](std::string_view bytes) { client.feed(bytes); });
    }
    if (descriptors[2].revents != 0) {
        writeInput(client);
    }
}

void WorkerProcess::writeInput(Client& client)
{
    m_unwritten += client.takeOutput();
    const ssize_t written = ::write(m_input.get(), m_unwritten.data(), m_unwritten.size());
    if (written > 0) {
        m_unwritten.erase(0, static_cast<std::size_t>(written));
    } else if (written < 0 && errno != EAGAIN && errno != EINTR) {
        m_unwritten.clear(); // it is gone; its exit tells the rest
        m_input.close();
    }
}

void WorkerProcess::drain(Descriptor& from, const std::function<void(std::string_view)>& take)
{
    std::array<char, 1 << 16> bytes;
    const ssize_t got = ::read(from.get(), bytes.data(), bytes.size());
    if (got > 0) {
        take({bytes.data(), static_cast<std::size_t>(got)});
    } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
        from.close();
    }
}

void WorkerProcess::waitForExit(Client& client)
{
    int status = 0;
    const pid_t got = ::waitpid(m_pid, &status, WNOHANG);
    if (got == 0 || (got < 0 && errno == EINTR)) {
        return;
    }
    if (got < 0) {
        status = 0; // it is gone and nobody kept how it ended
    }
    m_pid = -1;
    while (m_errors.isOpen()) { // its last words
        drain(m_errors, [&](std::string_view bytes) { client.feedStderr(bytes); });
    }
    if (interrupts.load() > 0) {
        client.cancel(now()); // it may have died of the same signal
    }
    client.exited(WIFEXITED(status) ? WEXITSTATUS(status) : 0, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

} // namespace

std::filesystem::path workerProgram()
{
    if (const char* chosen = std::getenv("ESPALIER_WORKER"); chosen != nullptr && *chosen != '\0') {
        return chosen;
    }
    std::error_code failed;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
    return failed ? "espalier-worker" : self.parent_path() / "espalier-worker";
}

Result<nlohmann::json> runInWorker(const std::string& kind, const nlohmann::json& parameters,
                                   const std::function<void(const protocol::Event&)>& onEvent)
{
    const InterruptGuard guard;
    Client client;
    client.start({"cli-" + std::to_string(::getpid()), kind, parameters});
    WorkerProcess process;
    const std::filesystem::path program = workerProgram();
    if (const int failed = process.start(program); failed != 0) {
        client.failedToStart(std::string(std::strerror(failed)) + " (" + program.string() + ")");
    }
    process.drive(client, onEvent);
    if (client.state() == Client::State::Finished) {
        return client.result();
    }
    const protocol::Failed failure = client.failure().value_or(protocol::Failed{});
    return Error{failure.code, failure.message, failure.place};
}

int exitCodeOf(const Error& error)
{
    for (const std::string_view work : {"worker.", "protocol.", "cancelled", "interrupted", "disk.", "file.write",
                                        "file.map", "engine.memory", "run.rank.lost", "export.mismatch"}) {
        if (error.code.starts_with(work)) {
            return kWorkFailed;
        }
    }
    return kBadInput;
}

} // namespace espalier::cli
