#pragma once

#include <memory>
#include <string>
#include <vector>

#include <QTest>

#include "core/base/resources.h"
#include "core/serve/api_error.h"
#include "core/serve/api_server.h"
#include "tests/serve/fake_backend.h"

namespace espalier::tests {

inline constexpr text::TokenId kLetterA = 100; // of the demo model's vocabulary
inline constexpr std::size_t kVocabulary = 1536;
inline constexpr std::size_t kContext = 128;
inline constexpr const char* kJson = "application/json";
inline constexpr const char* kChat = "/v1/chat/completions";
inline constexpr const char* kCompletions = "/v1/completions";

inline std::string readAll(const char* resource)
{
    const auto path = resourcePath(resource);
    const auto text = path ? readTextFile(*path) : path.error();
    return text ? *text : std::string();
}

/// A server with the demo model's tokenizer and template before a model that a test can follow.
struct HttpRig
{
    explicit HttpRig(serve::Service service = {}, serve::SchedulerOptions options = {.queueLength = 4})
        : encoder(text::PromptEncoder::load(ESPALIER_SOURCE_DIR "/resources/demo/model").take()),
          backend(2, kContext, kVocabulary, kLetterA), prompts(encoder, kContext, kVocabulary),
          scheduler(backend, encoder.tokenizer(), {2}, metrics, options)
    {
        service.modelName = "demo";
        service.docsPage = service.docsPage.empty() ? readAll("serve/docs.html") : service.docsPage;
        service.openApi = readAll("serve/openapi.json");
        service.contextTokens = kContext;
        server = std::make_unique<serve::ApiServer>(std::move(service), encoder, prompts, scheduler, metrics);
        serve::Socket listener = serve::listenOn("127.0.0.1", 0).take();
        port = serve::portOf(listener);
        server->start(std::move(listener));
    }
    ~HttpRig()
    {
        backend.openGate();
        scheduler.stop();
        server->stop();
    }

    httplib::Client client() const
    {
        httplib::Client client("127.0.0.1", port);
        client.set_read_timeout(20);
        return client;
    }
    httplib::Result post(const char* path, const std::string& body) const { return client().Post(path, body, kJson); }
    nlohmann::json json(const char* path, const std::string& body, int status = 200) const
    {
        const auto result = post(path, body);
        return result && result->status == status ? nlohmann::json::parse(result->body, nullptr, false)
                                                  : nlohmann::json();
    }
    std::string metric(const std::string& name) const
    {
        const std::string text = client().Get("/metrics")->body;
        const std::size_t begin = text.find("\n" + name + " ") + name.size() + 2;
        return text.substr(begin, text.find('\n', begin) - begin);
    }

    serve::Metrics metrics;
    text::PromptEncoder encoder;
    FakeBackend backend;
    serve::PromptBuilder prompts;
    serve::Scheduler scheduler;
    std::unique_ptr<serve::ApiServer> server;
    int port = 0;
};

/// The data of a stream of server-sent events, "[DONE]" as its last.
inline std::vector<std::string> eventsOf(const std::string& body)
{
    std::vector<std::string> events;
    std::size_t begin = 0;
    while (body.compare(begin, 6, "data: ") == 0) {
        const std::size_t end = body.find("\n\n", begin);
        events.push_back(body.substr(begin + 6, end - begin - 6));
        begin = end + 2;
    }
    return begin == body.size() ? events : std::vector<std::string>();
}

inline std::string chatText(const std::vector<std::string>& events)
{
    std::string text;
    for (const std::string& data : events) {
        const auto json = nlohmann::json::parse(data, nullptr, false);
        if (json.is_object() && !json["choices"].empty()) {
            text += json["choices"][0]["delta"].value("content", "");
        }
    }
    return text;
}

/// An answer in OpenAI's error form.
inline void verifyError(const httplib::Result& result, int status, const std::string& errorCode)
{
    QVERIFY(bool(result));
    QCOMPARE(result->status, status);
    const auto json = nlohmann::json::parse(result->body, nullptr, false);
    QVERIFY2(json.is_object() && json.contains("error"), result->body.c_str());
    QCOMPARE(json["error"]["code"].get<std::string>(), errorCode);
    QVERIFY(!json["error"]["message"].get<std::string>().empty());
    QVERIFY(json["error"].contains("param") && json["error"].contains("type"));
}

} // namespace espalier::tests
