#include "core/worker/server.h"

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unistd.h>

#include "core/base/active_clock.h"
#include "core/protocol/frames.h"
#include "core/protocol/messages.h"
#include "core/worker/session.h"

namespace espalier::worker {
namespace {

constexpr auto kTimeToStop = std::chrono::milliseconds(800);

/// What the threads of a worker share. Lives until the process ends: the input and signal threads are never joined.
struct Shared
{
    explicit Shared(int output) : frames(output) {}

    FrameWriter frames;
    CancelToken cancel;
    std::mutex mutex; ///< guards what follows
    std::condition_variable changed;
    std::optional<protocol::Start> start;
    std::shared_ptr<Session> session;
    bool inputEnded = false;
    bool jobEnded = false;
};

[[noreturn]] void stopByForce(Shared& shared, const protocol::Failed& failure)
{
    std::shared_ptr<Session> session;
    {
        const std::lock_guard lock(shared.mutex);
        session = shared.session;
    }
    if (session) {
        session->endByForce(failure);
    }
    ::_exit(1);
}

void take(Shared& shared, protocol::Message message)
{
    const std::lock_guard lock(shared.mutex);
    if (auto* start = std::get_if<protocol::Start>(&message)) {
        if (shared.start) {
            std::fprintf(stderr, "warning: a second job was refused, one worker does one\n");
            return;
        }
        shared.start = std::move(*start);
        shared.changed.notify_all();
    } else if (shared.start && shared.start->job == std::get<protocol::Cancel>(message).job) {
        shared.cancel.request();
    }
}

/// @return false when the stream cannot be read on
bool takeFrames(Shared& shared, protocol::FrameReader& reader)
{
    while (true) {
        auto frame = reader.next();
        if (!frame) {
            std::fprintf(stderr, "error: %s\n", frame.error().message.c_str());
            return false;
        }
        if (!*frame) {
            return true;
        }
        if (auto message = protocol::messageFromJson(**frame)) {
            take(shared, message.take());
        } else {
            std::fprintf(stderr, "error: %s\n", message.error().message.c_str());
        }
    }
}

void readInput(Shared& shared, int input)
{
    protocol::FrameReader reader;
    char bytes[1 << 16];
    while (true) {
        const ssize_t got = ::read(input, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        reader.feed({bytes, static_cast<std::size_t>(got)});
        if (!takeFrames(shared, reader)) {
            break;
        }
    }
    shared.cancel.request();
    std::unique_lock lock(shared.mutex);
    shared.inputEnded = true;
    shared.changed.notify_all();
    if (!shared.changed.wait_for(lock, kTimeToStop, [&] { return shared.jobEnded; })) {
        lock.unlock();
        stopByForce(shared, {"interrupted", "The program that started the worker went away.", ""});
    }
}

/// A thread waits for SIGTERM, so that a long factorization cannot hold it up and the clean-up runs outside a handler.
void watchSignals(Shared& shared)
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a file size limit is a write error like a full disk
    std::signal(SIGINT, SIG_IGN);  // a terminal sends it to the client too, which decides
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pauseOnRequest();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr); // inherited by every later thread
    std::thread([&shared, signals] {
        int received = 0;
        sigwait(&signals, &received);
        stopByForce(shared, {"cancelled", "The run was stopped.", ""});
    }).detach();
}

Result<std::unique_ptr<Job>> create(const std::vector<JobKind>& kinds, const protocol::Start& start)
{
    for (const JobKind& kind : kinds) {
        if (start.kind == kind.kind) {
            return kind.create(start.parameters);
        }
    }
    return Error{"protocol.job", "The worker knows no job \"" + start.kind + "\". Use a worker of the same version.",
                 ""};
}

protocol::EventBody runJob(const std::vector<JobKind>& kinds, const protocol::Start& start, Session& session)
{
    auto job = create(kinds, start);
    if (!job) {
        return protocol::Failed{job.error().code, job.error().message, job.error().place};
    }
    return runToEnd(**job, session);
}

} // namespace

int serve(int input, int output, const std::vector<JobKind>& kinds, const std::string& build)
{
    // Leaked on purpose: the detached threads may use it until the process is gone
    auto& shared = *new Shared(output);
    watchSignals(shared);
    shared.frames.write(toJson(protocol::Event{"", 0.0, protocol::Hello{.build = build}}));
    std::thread([&shared, input] { readInput(shared, input); }).detach();

    std::unique_lock lock(shared.mutex);
    shared.changed.wait(lock, [&] { return shared.start || shared.inputEnded; });
    if (!shared.start) {
        return 0;
    }
    shared.session = std::make_shared<Session>(shared.start->job, shared.frames, shared.cancel);
    const std::shared_ptr<Session> session = shared.session;
    lock.unlock();

    protocol::EventBody end = runJob(kinds, *shared.start, *session);
    lock.lock();
    if (auto* failed = std::get_if<protocol::Failed>(&end);
        failed && failed->code == "cancelled" && shared.inputEnded) {
        *failed = {"interrupted", "The program that started the worker went away.", ""};
    }
    lock.unlock();
    const bool finished = std::holds_alternative<protocol::Finished>(end);
    session->end(std::move(end));
    lock.lock();
    shared.jobEnded = true;
    shared.changed.notify_all();
    return finished ? 0 : 1;
}

int takeStandardOutput()
{
    const int frames = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (frames < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
        std::perror("espalier-worker: standard output");
        std::exit(1);
    }
    return frames;
}

} // namespace espalier::worker
