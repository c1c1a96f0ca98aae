#include "core/serve/api_server.h"

#include <algorithm>
#include <chrono>
#include <random>

#include <arpa/inet.h>

#include "core/serve/api_error.h"

namespace espalier::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kChatPath = "/v1/chat/completions";
constexpr const char* kCompletionsPath = "/v1/completions";
constexpr const char* kModelsPath = "/v1/models";
constexpr const char* kJson = "application/json";
constexpr std::chrono::milliseconds kPollInterval{100}; ///< how soon it is seen that a waiting client has gone
constexpr int kRetrySeconds = 2;
constexpr int kClientGone = 499; ///< what proxies call it; nobody reads it, but it is counted

void sendJson(httplib::Response& response, const Json& value, int status = 200)
{
    response.status = status;
    response.set_content(jsonText(value), kJson);
}

void sendError(httplib::Response& response, const Error& error)
{
    const int status = httpStatus(error);
    if (status == 429 || status == 503) {
        response.set_header("Retry-After", std::to_string(kRetrySeconds));
    }
    sendJson(response, errorBody(error), status);
}

/// The route of a path, for metrics: one of a fixed set.
std::string routeOf(const std::string& path)
{
    for (const char* route :
         {kChatPath, kCompletionsPath, kModelsPath, "/health", "/metrics", "/docs", "/openapi.json"}) {
        if (path == route) {
            return path;
        }
    }
    return path.starts_with(std::string(kModelsPath) + "/") ? "/v1/models/{model}" : "other";
}

bool isPost(const std::string& route)
{
    return route == kChatPath || route == kCompletionsPath;
}

std::uint64_t randomSeed()
{
    thread_local std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32) | device();
}

std::int64_t secondsSince1970()
{
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// Whether a Host header (a name and maybe a port) names this machine itself.
bool namesLoopback(const std::string& host)
{
    const std::size_t end = std::min(host.starts_with('[') ? host.find(']') + 1 : host.find(':'), host.size());
    const std::string name = host.substr(0, end);
    const std::string port = host.substr(end);
    if (!port.empty() && (port[0] != ':' || port.find_first_not_of("0123456789", 1) != std::string::npos)) {
        return false;
    }
    // All of it: "127.0.0.1.example.org" is a name that anyone may let point to this machine.
    in_addr address{};
    const bool ipv4 = ::inet_pton(AF_INET, name.c_str(), &address) == 1;
    return name.empty() || name == "localhost" || name == "[::1]" || (ipv4 && ntohl(address.s_addr) >> 24 == 127);
}

/// What httplib answers by itself has no body yet.
Error ownError(int status)
{
    switch (status) {
    case 404:
        return {code::kNotFound, "There is nothing here. /docs lists what there is.", ""};
    case 413:
        return {code::kBodyTooLarge, "The request body is too large.", ""};
    case 414:
        return {code::kHeadersTooLarge, "The address is too long.", ""};
    case 500:
        return {code::kInternal, "The server failed to answer.", ""};
    default:
        return {code::kInvalidValue, "The HTTP request is malformed.", ""};
    }
}

} // namespace

ApiServer::ApiServer(Service service, const text::PromptEncoder& encoder, const PromptBuilder& prompts,
                     Scheduler& scheduler, Metrics& metrics)
    : m_service(std::move(service)), m_encoder(encoder), m_prompts(prompts), m_scheduler(scheduler), m_metrics(metrics),
      m_host(m_service.limits)
{
    addRoutes();
}

bool ApiServer::drain(Scheduler::Clock::time_point deadline)
{
    m_scheduler.refuseNew();
    m_host.drain();
    return m_scheduler.waitUntilIdle(deadline);
}

void ApiServer::addRoutes()
{
    httplib::Server& routes = m_host.routes();
    m_host.onRefused([this](int status) { m_metrics.countRequest("refused", status); });
    routes.set_pre_routing_handler(
        [this](const Request& request, Response& response) { return beforeRouting(request, response); });
    const auto post = [this, &routes](const char* path, Endpoint endpoint) {
        routes.Post(path, [this, endpoint](const Request&, Response& response, const httplib::ContentReader& body) {
            answerPost(endpoint, body, response);
        });
    };
    post(kChatPath, Endpoint::Chat);
    post(kCompletionsPath, Endpoint::Completions);
    const httplib::Server::HandlerWithResponse fillIn = [](const Request&, Response& response) {
        if (response.body.empty() && response.status != kClientGone) {
            sendError(response, ownError(response.status));
            HttpHost::current().closeAfterwards(); // where the next request begins is not sure
        }
        return httplib::Server::HandlerResponse::Handled;
    };
    routes.set_error_handler(fillIn);
    routes.set_exception_handler([](const Request&, Response& response, const std::exception_ptr&) {
        sendError(response, {code::kInternal, "The server failed to answer.", ""});
    });
    routes.set_post_routing_handler([this](const Request& request, Response& response) {
        allowOrigin(request, response);
        if (HttpHost::current().closesAfterwards() || m_host.draining()) {
            response.headers.erase("Connection");
            response.headers.erase("Keep-Alive");
            response.set_header("Connection", "close");
        }
    });
    routes.set_logger([this](const Request& request, const Response& response) {
        m_metrics.countRequest(routeOf(request.path), response.status);
    });
}

httplib::Server::HandlerResponse ApiServer::beforeRouting(const Request& request, Response& response)
{
    using Handled = httplib::Server::HandlerResponse;
    if (request.method == "POST" || request.has_header("Content-Length") || request.has_header("Transfer-Encoding")) {
        HttpHost::current().closeAfterwards(); // until the body has been read
    }
    if (const auto error = refusal(request, response)) {
        sendError(response, *error);
        return Handled::Handled;
    }
    if (request.method == "POST") {
        return Handled::Unhandled;
    }
    if (request.method == "OPTIONS") { // what a browser asks before a call from another origin
        response.status = 204;
        return Handled::Handled;
    }
    return answerGet(request, response) ? Handled::Handled : Handled::Unhandled;
}

/// Why a request is refused whatever its body says.
std::optional<Error> ApiServer::refusal(const Request& request, Response& response) const
{
    const std::string route = routeOf(request.path);
    const bool preflight = request.method == "OPTIONS" && !m_service.corsOrigin.empty();
    const bool reads = request.method == "GET" || request.method == "HEAD";
    // A page of another site must not use what listens on this machine, not even without seeing the answer.
    const std::string origin = request.get_header_value("Origin");
    const std::string host = request.get_header_value("Host");
    const bool own = origin.empty() || origin == "http://" + host || origin == "https://" + host;
    if (!own && m_service.corsOrigin != "*" && m_service.corsOrigin != origin) {
        return Error{code::kForbiddenOrigin,
                     "Pages of other origins may not call this server. Start it with --cors-origin to allow one.", ""};
    }
    // Nor may it after it has let its own name point to this machine: then its origin and the host agree.
    if (m_service.loopbackOnly && !m_service.keys.required() && !namesLoopback(host)) {
        return Error{code::kForbiddenOrigin,
                     "This server answers to localhost only. Start it with --api-key-file to use another name.", ""};
    }
    if (preflight) {
        return {};
    }
    const bool guarded = request.path.starts_with("/v1/") || route == "/metrics";
    if (guarded && m_service.keys.required() && !m_service.keys.accepts(request.get_header_value("Authorization"))) {
        response.set_header("WWW-Authenticate", "Bearer");
        return Error{code::kInvalidApiKey, "Send a valid API key: \"Authorization: Bearer KEY\".", ""};
    }
    if (route != "other" && isPost(route) != (request.method == "POST")) {
        response.set_header("Allow", isPost(route) ? "POST" : "GET");
    }
    if (route != "other" && (isPost(route) ? request.method != "POST" : !reads)) {
        return Error{code::kMethod, std::string("Use ") + (isPost(route) ? "POST" : "GET") + " here.", ""};
    }
    if (route == "other" && request.path != "/") {
        return ownError(404);
    }
    return isPost(route) ? bodyRefusal(request) : std::nullopt;
}

std::optional<Error> ApiServer::bodyRefusal(const Request& request) const
{
    const std::string length = request.get_header_value("Content-Length");
    const bool chunked = request.has_header("Transfer-Encoding");
    const std::string type = request.get_header_value("Content-Type");
    if (m_host.draining()) {
        return Error{code::kShuttingDown, "The server is shutting down and takes no new requests.", ""};
    }
    if (length.empty() && !chunked) {
        return Error{code::kLengthRequired, "Send a JSON body with its Content-Length.", ""};
    }
    // Two lengths, or one that is no number: where the next request begins would be a matter of opinion.
    if ((chunked && !length.empty()) || request.get_header_value_count("Content-Length") > 1 ||
        length.find_first_not_of("0123456789") != std::string::npos) {
        return Error{code::kInvalidValue, "The length of the request body is not clear.", ""};
    }
    if (length.size() > 18 || (!length.empty() && std::stoull(length) > m_service.limits.bodyBytes)) {
        return Error{code::kBodyTooLarge,
                     "The request body is larger than this server's limit of " +
                         std::to_string(m_service.limits.bodyBytes) + " bytes.",
                     ""};
    }
    if (request.has_header("Content-Encoding") || type.find("multipart/") != std::string::npos) {
        return Error{code::kMediaType, "Send the body as plain JSON (Content-Type: application/json).", ""};
    }
    return {};
}

bool ApiServer::answerGet(const Request& request, Response& response)
{
    const std::string route = routeOf(request.path);
    if (route == kModelsPath) {
        sendJson(response, {{"object", "list"}, {"data", Json::array({modelJson()})}});
    } else if (route.starts_with(kModelsPath)) { // any name means the one model there is
        sendJson(response, modelJson());
    } else if (route == "/health") {
        sendJson(response, health(), m_host.draining() ? 503 : 200);
    } else if (route == "/metrics") {
        response.status = 200;
        response.set_content(m_metrics.text(m_scheduler.load(), m_host.connections(), m_service.weightBytesPerToken),
                             "text/plain; version=0.0.4; charset=utf-8");
    } else if (route == "/docs") {
        response.status = 200;
        response.set_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; "
                                                       "script-src 'unsafe-inline'; connect-src 'self'; "
                                                       "frame-ancestors 'none'");
        response.set_content(m_service.docsPage, "text/html; charset=utf-8");
    } else if (route == "/openapi.json") {
        response.status = 200;
        response.set_content(m_service.openApi, kJson);
    } else if (request.path == "/") {
        response.set_redirect("/docs");
    } else {
        return false;
    }
    return true;
}

void ApiServer::answerPost(Endpoint endpoint, const httplib::ContentReader& body, Response& response)
{
    std::string text;
    const bool whole = body([&](const char* data, std::size_t size) {
        text.append(data, size);
        return text.size() <= m_service.limits.bodyBytes;
    });
    if (!whole) {
        const bool tooLarge = text.size() > m_service.limits.bodyBytes;
        sendError(response, tooLarge ? ownError(413)
                                     : Error{code::kTimeout, "The request body did not come whole and in time.", ""});
        return;
    }
    HttpHost::current().keepOpen();
    response.status = 200;
    auto stream = begin(endpoint, text, response);
    if (!stream) {
        sendError(response, stream.error());
    } else if ((*stream)->streaming()) {
        answerStreaming(stream.take(), response);
    } else {
        answerWhole(**stream, response);
    }
}

/// Checks the request and hands it to the scheduler.
Result<std::unique_ptr<AnswerStream>> ApiServer::begin(Endpoint endpoint, const std::string& body, Response& response)
{
    const auto request = parseRequest(endpoint, body, m_service.limits);
    if (!request) {
        return request.error();
    }
    auto jobs = m_prompts.jobs(*request, randomSeed());
    if (!jobs) {
        return jobs.error();
    }
    std::vector<std::size_t> promptTokens;
    std::vector<std::string> echoes;
    for (std::size_t i = 0; i < jobs->size(); ++i) {
        promptTokens.push_back((*jobs)[i].prompt.size());
        if (request->echo) {
            echoes.push_back(m_prompts.promptText(*request, i));
        }
    }
    auto channel = m_scheduler.submit(jobs.take(), Scheduler::Clock::now() + m_service.limits.request);
    if (!channel) {
        return channel.error();
    }
    AnswerHead head;
    head.endpoint = endpoint;
    head.id = newAnswerId(endpoint);
    head.created = secondsSince1970();
    head.model = m_service.modelName;
    head.notices = request->notices;
    head.includeUsage = request->includeUsage;
    head.logProbabilities = request->options.logProbabilities.has_value();
    response.set_header("X-Request-Id", head.id);
    return std::make_unique<AnswerStream>(channel.take(), ResponseWriter(m_encoder.tokenizer(), std::move(head)),
                                          std::move(promptTokens), static_cast<std::size_t>(request->choices),
                                          std::move(echoes), request->stream);
}

void ApiServer::answerWhole(AnswerStream& stream, Response& response)
{
    while (!stream.finished()) {
        stream.collect(kPollInterval);
        if (HttpHost::current().gone()) {
            HttpHost::current().closeAfterwards();
            response.status = kClientGone;
            return;
        }
    }
    if (stream.error()) {
        sendError(response, *stream.error());
    } else {
        sendJson(response, stream.answer());
    }
}

void ApiServer::answerStreaming(std::shared_ptr<AnswerStream> stream, Response& response)
{
    response.set_header("Cache-Control", "no-cache");
    response.set_header("X-Accel-Buffering", "no"); // proxies pass tokens on at once
    // Of just this type: with a charset httplib would compress, and so hold back, what it sends.
    response.set_chunked_content_provider("text/event-stream", [stream](std::size_t, httplib::DataSink& sink) {
        if (HttpHost::current().gone()) {
            return false;
        }
        const std::string events = stream->nextEvents(kPollInterval);
        if (!events.empty() && !sink.write(events.data(), events.size())) {
            return false;
        }
        if (stream->finished()) {
            sink.done();
        }
        return true;
    });
}

void ApiServer::allowOrigin(const Request& request, Response& response) const
{
    if (m_service.corsOrigin.empty() || !request.has_header("Origin")) {
        return;
    }
    response.set_header("Access-Control-Allow-Origin", m_service.corsOrigin);
    response.set_header("Vary", "Origin");
    if (request.method == "OPTIONS") {
        response.set_header("Access-Control-Allow-Methods", "GET, POST");
        response.set_header("Access-Control-Allow-Headers", "Authorization, Content-Type");
        response.set_header("Access-Control-Max-Age", "600");
    }
}

Json ApiServer::modelJson() const
{
    return {{"id", m_service.modelName},
            {"object", "model"},
            {"created", m_service.created},
            {"owned_by", "espalier"},
            {"context_length", m_service.contextTokens}};
}

Json ApiServer::health() const
{
    const Load load = m_scheduler.load();
    return {{"status", m_host.draining() ? "draining" : "ok"},
            {"model", m_service.modelName},
            {"running", load.running},
            {"waiting", load.waiting}};
}

} // namespace espalier::serve
