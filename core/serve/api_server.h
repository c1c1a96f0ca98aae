#pragma once

#include <memory>
#include <string>

#include "core/serve/answer_stream.h"
#include "core/serve/api_keys.h"
#include "core/serve/http_host.h"
#include "core/serve/metrics.h"
#include "core/serve/prompt_builder.h"
#include "core/serve/scheduler.h"

namespace espalier::serve {

/// What is served and how.
struct Service
{
    std::string modelName;    ///< what answers call the model
    std::int64_t created = 0; ///< seconds since 1970
    std::uint64_t weightBytesPerToken = 0;
    std::size_t contextTokens = 0;
    std::string docsPage; ///< HTML of /docs
    std::string openApi;  ///< JSON of /openapi.json
    ApiKeys keys;
    bool loopbackOnly = false; ///< without keys: requests must name this machine as their host
    std::string corsOrigin;    ///< web pages of this origin may call; "*": all; empty: none
    Limits limits;
};

/// OpenAI's API over HTTP: routes, rights and the way of an answer. Life: start(), then drain() and stop() once.
class ApiServer
{
public:
    /// All references must outlive the server.
    ApiServer(Service service, const text::PromptEncoder& encoder, const PromptBuilder& prompts, Scheduler& scheduler,
              Metrics& metrics);

    void start(Socket listener) { m_host.start(std::move(listener)); }
    /// New requests get 503; true once all running answers have ended, false if `deadline` came first.
    bool drain(Scheduler::Clock::time_point deadline);
    void stop() { m_host.stop(); }

private:
    using Request = httplib::Request;
    using Response = httplib::Response;

    void addRoutes();
    httplib::Server::HandlerResponse beforeRouting(const Request& request, Response& response);
    std::optional<Error> refusal(const Request& request, Response& response) const;
    std::optional<Error> bodyRefusal(const Request& request) const;
    bool answerGet(const Request& request, Response& response);
    void answerPost(Endpoint endpoint, const httplib::ContentReader& body, Response& response);
    void answerWhole(AnswerStream& stream, Response& response);
    void answerStreaming(std::shared_ptr<AnswerStream> stream, Response& response);
    Result<std::unique_ptr<AnswerStream>> begin(Endpoint endpoint, const std::string& body, Response& response);
    void allowOrigin(const Request& request, Response& response) const;
    nlohmann::ordered_json modelJson() const;
    nlohmann::ordered_json health() const;

    Service m_service;
    const text::PromptEncoder& m_encoder;
    const PromptBuilder& m_prompts;
    Scheduler& m_scheduler;
    Metrics& m_metrics;
    HttpHost m_host;
};

} // namespace espalier::serve
