#include "core/serve/model_server.h"

#include <new>

#include "core/base/atomic_file.h"
#include "core/base/resources.h"

namespace espalier::serve {
namespace {

/// "model" for /home/me/model/ too.
std::string folderName(const std::filesystem::path& folder)
{
    std::error_code status;
    const std::filesystem::path full = std::filesystem::weakly_canonical(folder, status);
    return (full.has_filename() ? full.filename() : full.parent_path().filename()).string();
}

Result<std::string> readResource(const char* name)
{
    const auto path = resourcePath(name);
    return path ? readTextFile(*path) : path.error();
}

Result<void> readPages(Service& service)
{
    auto docs = readResource("serve/docs.html");
    if (!docs) {
        return docs.error();
    }
    auto openApi = readResource("serve/openapi.json");
    if (!openApi) {
        return openApi.error();
    }
    service.docsPage = docs.take();
    service.openApi = openApi.take();
    return {};
}

} // namespace

Result<std::unique_ptr<ModelServer>> ModelServer::start(const std::filesystem::path& folder,
                                                        const ServeOptions& options)
{
    Service service;
    if (auto pages = readPages(service); !pages) {
        return pages.error();
    }
    if (!options.apiKeyFile.empty()) {
        auto keys = ApiKeys::load(options.apiKeyFile);
        if (!keys) {
            return keys.error();
        }
        service.keys = keys.take();
    }
    auto listener = listenOn(options.host, options.port); // before the model: a port in use is known at once
    if (!listener) {
        return listener.error();
    }
    auto encoder = text::PromptEncoder::load(folder);
    if (!encoder) {
        return encoder.error();
    }
    std::unique_ptr<ModelServer> server(new ModelServer(encoder.take(), options.threads));
    auto model = engine::LoadedModel::load(folder, server->m_pool, options.load);
    if (!model) {
        return model.error();
    }
    server->m_model = model.take();
    if (auto made = server->makeBackend(options); !made) {
        return made.error();
    }
    server->m_modelName = options.modelName.empty() ? folderName(folder) : options.modelName;
    server->m_host = options.host;
    server->m_port = portOf(*listener);
    server->m_loopback = isLoopback(*listener);
    server->m_keyRequired = service.keys.required();
    server->m_drain = options.limits.drain;
    service.modelName = server->m_modelName;
    service.created =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    service.weightBytesPerToken = server->m_model->bytesPerToken();
    service.contextTokens = server->m_backend->capacity();
    service.loopbackOnly = server->m_loopback;
    service.corsOrigin = options.corsOrigin;
    service.limits = options.limits;
    server->m_server = std::make_unique<ApiServer>(std::move(service), server->m_encoder, *server->m_prompts,
                                                   *server->m_scheduler, server->m_metrics);
    server->m_server->start(listener.take());
    return server;
}

Result<void> ModelServer::makeBackend(const ServeOptions& options)
{
    const model::ModelSpec& spec = m_model->spec();
    const std::size_t context = engine::contextTokens(spec, options.contextTokens);
    try {
        m_backend = std::make_unique<EngineBackend>(m_model, m_pool, options.parallel, context, options.kv);
    } catch (const std::bad_alloc&) {
        return Error{"engine.memory",
                     "There is no memory for " + std::to_string(options.parallel) + " sequences of " +
                         std::to_string(context) + " tokens. Choose a smaller --parallel or --context.",
                     ""};
    }
    m_prompts = std::make_unique<PromptBuilder>(m_encoder, context, spec.vocabularySize);
    m_scheduler = std::make_unique<Scheduler>(*m_backend, m_encoder.tokenizer(),
                                              engine::endOfAnswerIds(m_model->checkpoint(), m_encoder.tokenizer()),
                                              m_metrics, SchedulerOptions{.queueLength = options.limits.queueLength});
    return {};
}

void ModelServer::stop()
{
    m_scheduler->stop(); // ends the answers, whose last words the connections still send
    m_server->stop();
}

} // namespace espalier::serve
