#include <atomic>
#include <cstdio>
#include <thread>

#include "app/cli/commands.h"
#include "app/cli/signal_watch.h"
#include "app/cli/text_options.h"
#include "core/serve/model_server.h"

namespace espalier::cli {
namespace {

class Serve : public Command
{
public:
    const char* name() const override { return "serve"; }
    const char* description() const override { return "Answer OpenAI's requests over HTTP with a model"; }

    void setup(CLI::App& app) override
    {
        app.add_option("MODEL", m_model, "Model folder or GGUF file")->required();
        app.add_option("--host", m_options.host, "Address to listen at; 0.0.0.0 lets other machines in")
            ->capture_default_str();
        app.add_option("--port", m_options.port, "Port to listen at; 0: any free one")
            ->check(CLI::Range(0, 65535))
            ->capture_default_str();
        app.add_option("--api-key-file", m_options.apiKeyFile, "Ask for one of the keys of this file, one a line");
        app.add_option("--parallel", m_options.parallel, "Answers that are carried forward together")
            ->check(CLI::Range(1, 256))
            ->capture_default_str();
        app.add_option("--name", m_options.modelName, "What answers call the model (default: the folder's name)");
        addThreadsOption(app, m_options.threads);
        app.add_option("--kv", m_kv, "What keys and values are kept as: f32, f16 or int8")
            ->check(CLI::IsMember({"f32", "f16", "int8"}))
            ->capture_default_str();
        app.add_option("--context", m_options.contextTokens,
                       "Tokens of each answer with its prompt (default: the "
                       "model's context, at most 8192)")
            ->check(CLI::PositiveNumber);
        app.add_option("--cors-origin", m_options.corsOrigin,
                       "Web pages of this origin may call, as in https://example.org; *: all (default: none)");
        setupLimits(app);
    }

    int run(const Output& output) override
    {
        SignalWatch signals;
        m_options.kv = *engine::kvTypeFromName(m_kv);
        m_options.limits.bodyBytes = m_bodyMebibytes << 20;
        m_options.limits.request = std::chrono::seconds(m_requestSeconds);
        m_options.limits.drain = std::chrono::seconds(m_drainSeconds);
        m_options.load.cancel = signals.first();
        auto server = serve::ModelServer::start(m_model, m_options);
        if (!server) {
            const std::string& code = server.error().code;
            return output.fail(server.error(),
                               code == "engine.memory" || code == "cancelled" ? kWorkFailed : kBadInput);
        }
        announce(output, **server);
        signals.waitFor(1);
        std::fprintf(stderr, "Finishing running answers (for %d s at most; once more ends at once).\n", m_drainSeconds);
        return end(**server, signals);
    }

private:
    void setupLimits(CLI::App& app)
    {
        serve::Limits& limits = m_options.limits;
        app.add_option("--max-tokens", limits.answerTokens,
                       "Most tokens of an answer; what chat answers get that ask "
                       "for no number")
            ->check(CLI::PositiveNumber)
            ->capture_default_str();
        app.add_option("--queue", limits.queueLength, "Answers that may wait for their turn; beyond it 429")
            ->check(CLI::Range(0, 100'000))
            ->capture_default_str();
        app.add_option("--connections", limits.connections, "Most open connections")
            ->check(CLI::Range(1, 900)) // httplib takes no descriptors beyond 1023
            ->capture_default_str();
        app.add_option("--max-body", m_bodyMebibytes, "Largest request, in MiB")
            ->check(CLI::Range(1, 1024))
            ->capture_default_str();
        app.add_option("--time-limit", m_requestSeconds, "Seconds that a request may wait and be answered")
            ->check(CLI::Range(1, 86'400))
            ->capture_default_str();
        app.add_option("--drain", m_drainSeconds, "Seconds that running answers get after SIGTERM")
            ->check(CLI::Range(0, 3600))
            ->capture_default_str();
    }

    static void announce(const Output& output, const serve::ModelServer& server)
    {
        const std::string& host = server.host();
        const std::string url = "http://" + (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" +
                                std::to_string(server.port());
        output.done({{"url", url}, {"port", server.port()}, {"model", server.modelName()}},
                    "Serving " + server.modelName() + " (" + server.model().kernelSummary() + ") at " + url +
                        "\nTry it at " + url + "/docs");
        std::fflush(stdout);
        if (!server.loopbackOnly() && !server.keyRequired()) {
            std::fprintf(stderr,
                         "Warning: whoever can reach %s may use this server, unencrypted and without a key. "
                         "Give --api-key-file, or leave --host at 127.0.0.1.\n",
                         url.c_str());
        }
    }

    /// Lets running answers end, until the time is up or a second signal comes.
    static int end(serve::ModelServer& server, SignalWatch& signals)
    {
        std::atomic<bool> ended{false};
        std::atomic<bool> whole{false};
        std::thread drain([&] {
            whole = server.drain();
            ended = true;
        });
        while (!ended && !signals.waitFor(2, std::chrono::milliseconds(20))) {
        }
        const bool cut = !ended || !whole;
        server.stop();
        drain.join();
        if (cut) {
            std::fprintf(stderr, "Some answers were cut off.\n");
        }
        return kDone;
    }

    std::string m_model;
    serve::ServeOptions m_options;
    std::string m_kv = "f16";
    std::size_t m_bodyMebibytes = 8;
    int m_requestSeconds = 600;
    int m_drainSeconds = 30;
};

} // namespace

std::unique_ptr<Command> makeServeCommand()
{
    return std::make_unique<Serve>();
}

} // namespace espalier::cli
