#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/engine/chat_session.h"
#include "core/serve/api_server.h"
#include "core/serve/engine_backend.h"

namespace espalier::serve {

struct ServeOptions
{
    std::string host = "127.0.0.1";
    int port = 5543; ///< 0: any free one
    int threads = 0; ///< of the engine; 0: all cores
    std::size_t parallel = 4;
    engine::KvType kv = engine::KvType::Float16;
    std::size_t contextTokens = 0;    ///< of each sequence; 0: as engine::contextTokens()
    std::string modelName;            ///< empty: the folder's
    std::filesystem::path apiKeyFile; ///< empty: no key is asked for
    std::string corsOrigin;           ///< see Service
    Limits limits;
    engine::LoadOptions load;
};

/// A model folder behind an HTTP port.
class ModelServer
{
public:
    /// Takes the port, loads the model, and answers from then on. Errors: `serve.host`, `serve.port`, `serve.key`,
    /// `file.open`, `resource.missing`, those of PromptEncoder::load() and LoadedModel::load(), `engine.memory`.
    static Result<std::unique_ptr<ModelServer>> start(const std::filesystem::path& folder, const ServeOptions& options);

    const std::string& host() const { return m_host; } ///< as it was asked for
    int port() const { return m_port; }
    const std::string& modelName() const { return m_modelName; }
    const engine::LoadedModel& model() const { return *m_model; }
    bool loopbackOnly() const { return m_loopback; }
    bool keyRequired() const { return m_keyRequired; }

    /// Lets running answers end, for the time of Limits::drain at most; false if some did not.
    bool drain() { return m_server->drain(Scheduler::Clock::now() + m_drain); }
    /// Ends all, in the middle of answers too. May be called while another thread is in drain().
    void stop();

private:
    ModelServer(text::PromptEncoder encoder, int threads) : m_encoder(std::move(encoder)), m_pool(threads) {}
    Result<void> makeBackend(const ServeOptions& options);

    text::PromptEncoder m_encoder;
    ThreadPool m_pool;
    Metrics m_metrics;
    std::shared_ptr<const engine::LoadedModel> m_model;
    std::unique_ptr<EngineBackend> m_backend;
    std::unique_ptr<PromptBuilder> m_prompts;
    std::unique_ptr<Scheduler> m_scheduler;
    std::unique_ptr<ApiServer> m_server;
    std::string m_modelName;
    std::string m_host;
    std::chrono::seconds m_drain{0};
    int m_port = 0;
    bool m_loopback = true;
    bool m_keyRequired = false;
};

} // namespace espalier::serve
