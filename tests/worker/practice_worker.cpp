// A worker whose job "logits" does what $PRACTICE says: how the server and the programs around it take every kind of
// end.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <new>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

#include "core/worker/server.h"

using namespace espalier;

namespace {

void sleepMilliseconds(int milliseconds)
{
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

class Practice final : public worker::Job
{
public:
    Result<nlohmann::json> run(worker::JobContext& context) override
    {
        const char* value = std::getenv("PRACTICE");
        const std::string what = value != nullptr ? value : "answer";
        if (const char* directory = std::getenv("PRACTICE_DIRECTORY")) {
            if (auto opened = context.setRunDirectory(directory); !opened) {
                return opened.error();
            }
            std::ofstream(std::string(directory) + "/stage_a.partial-1") << "half";
            std::ofstream(std::string(directory) + "/manifest.json") << R"({"status": "running"})";
        }
        context.send(protocol::Progress{"practice", 0.5, std::nullopt});
        context.send(protocol::Progress{"practice", 0.6, std::nullopt}); // too soon to be stored
        fail(what);
        while (what == "obedient") {
            if (context.cancel().requested()) {
                throw Cancelled();
            }
            sleepMilliseconds(5);
        }
        while (what == "stubborn") {
            sleepMilliseconds(50);
        }
        if (what == "full") {
            fillLog(context);
        }
        std::puts("a library prints to standard output");
        std::fflush(stdout);
        return nlohmann::json{
            {"tokens", 3}, {"vocabulary", 16}, {"file", nullptr}, {"peak", context.peakMemoryBytes()}};
    }

private:
    static void fail(const std::string& what)
    {
        if (what == "memory") {
            throw std::bad_alloc();
        }
        if (what == "torch-memory") {
            throw std::runtime_error(
                "DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes\ntrace");
        }
        if (what == "shapes") {
            throw std::invalid_argument("got [2, 3], expected [3, 2]");
        }
        if (what == "internal") {
            throw std::runtime_error("first line\nstack trace");
        }
        if (what == "killed") {
            std::fputs("last words\n", stderr);
            std::raise(SIGKILL);
        }
        if (what == "exit") {
            ::_exit(3);
        }
    }

    /// Until the file size limit is met, which is a full disk to the log.
    static void fillLog(worker::JobContext& context)
    {
        const rlimit limit = {8192, 8192};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        for (int i = 0; i < 10000; ++i) {
            context.send(protocol::LayerBegun{"practice", i});
        }
    }
};

Result<std::unique_ptr<worker::Job>> createPractice(const nlohmann::json&)
{
    return std::unique_ptr<worker::Job>(new Practice);
}

Result<std::unique_ptr<worker::Job>> refuse(const nlohmann::json&)
{
    return Error{"protocol.job", "Refused.", "here"};
}

} // namespace

int main()
{
    const int output = worker::takeStandardOutput();
    ::_exit(worker::serve(STDIN_FILENO, output, {{"logits", createPractice}, {"refused", refuse}}, "practice"));
}
