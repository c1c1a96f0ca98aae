#include <cmath>
#include <map>
#include <memory>
#include <thread>

#include <QDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/resources.h"
#include "core/serve/api_error.h"
#include "core/serve/api_server.h"
#include "tests/serve/fake_backend.h"
#include "tests/serve/raw_client.h"

using namespace espalier;
using namespace espalier::serve;
using namespace espalier::tests;
using namespace std::chrono_literals;

namespace {

constexpr text::TokenId kLetterA = 100; // of the demo model's vocabulary
constexpr std::size_t kVocabulary = 1536;
constexpr std::size_t kContext = 128;
constexpr const char* kJson = "application/json";
constexpr const char* kChat = "/v1/chat/completions";
constexpr const char* kCompletions = "/v1/completions";

std::string readAll(const char* resource)
{
    const auto path = resourcePath(resource);
    const auto text = path ? readTextFile(*path) : path.error();
    return text ? *text : std::string();
}

/// A server with the demo model's tokenizer and template before a model that a test can follow.
struct Rig
{
    explicit Rig(Service service = {}, SchedulerOptions options = {.queueLength = 4})
        : encoder(text::PromptEncoder::load(ESPALIER_SOURCE_DIR "/resources/demo/model").take()),
          backend(2, kContext, kVocabulary, kLetterA), prompts(encoder, kContext, kVocabulary),
          scheduler(backend, encoder.tokenizer(), {2}, metrics, options)
    {
        service.modelName = "demo";
        service.docsPage = readAll("serve/docs.html");
        service.openApi = readAll("serve/openapi.json");
        service.contextTokens = kContext;
        server = std::make_unique<ApiServer>(std::move(service), encoder, prompts, scheduler, metrics);
        Socket listener = listenOn("127.0.0.1", 0).take();
        port = portOf(listener);
        server->start(std::move(listener));
    }
    ~Rig()
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

    Metrics metrics;
    text::PromptEncoder encoder;
    FakeBackend backend;
    PromptBuilder prompts;
    Scheduler scheduler;
    std::unique_ptr<ApiServer> server;
    int port = 0;
};

/// The letters that the model answers to the tokens of a prompt.
std::string letters(std::vector<text::TokenId> seen, std::size_t count)
{
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        seen.push_back(nextToken(seen, kLetterA));
        text += static_cast<char>('a' + seen.back() - kLetterA);
    }
    return text;
}

/// The data of a stream of server-sent events, "[DONE]" as its last.
std::vector<std::string> eventsOf(const std::string& body)
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

std::string chatText(const std::vector<std::string>& events)
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

} // namespace

class HttpTest : public QObject
{
    Q_OBJECT

    /// An answer in OpenAI's error form.
    static void verifyError(const httplib::Result& result, int status, const std::string& errorCode)
    {
        QVERIFY(bool(result));
        QCOMPARE(result->status, status);
        const auto json = nlohmann::json::parse(result->body, nullptr, false);
        QVERIFY2(json.is_object() && json.contains("error"), result->body.c_str());
        QCOMPARE(json["error"]["code"].get<std::string>(), errorCode);
        QVERIFY(!json["error"]["message"].get<std::string>().empty());
        QVERIFY(json["error"].contains("param") && json["error"].contains("type"));
    }

private Q_SLOTS:
    void seedRequestsWork_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("message");
        QTest::addColumn<bool>("notice");
        QTest::newRow("curl") << QByteArray("{\"model\": \"hf:mgoin/TinyLlama-1.1B-Chat-v1.0-pruned50-quant-ds\", "
                                            "\"prompt\": \"Say this is a test\", \"stream\": true}")
                              << "Say this is a test" << true;
        QTest::newRow("python") << QByteArray("{\"model\": \"hf:mgoin/TinyLlama-1.1B-Chat-v1.0-pruned50-quant-ds\", "
                                              "\"messages\": \"Large language models are\", \"stream\": true}")
                                << "Large language models are" << false;
    }

    void seedRequestsWork()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, message);
        QFETCH(bool, notice);
        Rig rig;
        const auto result = rig.post(kChat, body.toStdString());
        QVERIFY(bool(result));
        QCOMPARE(result->status, 200);
        QCOMPARE(result->get_header_value("Content-Type"), std::string("text/event-stream"));
        const auto events = eventsOf(result->body);
        QVERIFY(events.size() > 3);
        QCOMPARE(events.back(), std::string("[DONE]"));
        const auto first = nlohmann::json::parse(events.front());
        QCOMPARE(first["object"].get<std::string>(), std::string("chat.completion.chunk"));
        QCOMPARE(first["model"].get<std::string>(), std::string("demo"));
        QCOMPARE(first["choices"][0]["delta"]["role"].get<std::string>(), std::string("assistant"));
        QCOMPARE(first.contains("warnings"), notice);
        const auto last = nlohmann::json::parse(events[events.size() - 2]);
        QCOMPARE(last["choices"][0]["finish_reason"].get<std::string>(), std::string("length")); // the context is full
        const auto prompt = rig.encoder.encodeChat({{{"role", "user"}, {"content", message.toStdString()}}});
        QVERIFY(bool(prompt));
        QVERIFY(!chatText(events).empty());
    }

    void greedyAnswersAreTheModels()
    {
        Rig rig;
        const auto prompt = rig.encoder.encodeChat({{{"role", "user"}, {"content", "hi"}}}).take();
        const std::string expected = letters(prompt, 9);
        const std::string common = "\"max_tokens\":9,\"temperature\":0}";
        const auto json = rig.json(kChat, "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + common);
        QCOMPARE(json["object"].get<std::string>(), std::string("chat.completion"));
        QCOMPARE(json["choices"][0]["message"]["content"].get<std::string>(), expected);
        QCOMPARE(json["choices"][0]["message"]["role"].get<std::string>(), std::string("assistant"));
        QCOMPARE(json["choices"][0]["finish_reason"].get<std::string>(), std::string("length"));
        QCOMPARE(json["usage"]["prompt_tokens"].get<std::size_t>(), prompt.size());
        QCOMPARE(json["usage"]["completion_tokens"].get<std::size_t>(), std::size_t(9));
        QCOMPARE(json["usage"]["total_tokens"].get<std::size_t>(), prompt.size() + 9);
        QVERIFY(json["id"].get<std::string>().starts_with("chatcmpl-"));
        QVERIFY(!json.contains("warnings"));

        const auto streamed = rig.post(kChat, "{\"messages\":\"hi\",\"stream\":true,\"stream_options\":"
                                              "{\"include_usage\":true}," +
                                                  common);
        const auto events = eventsOf(streamed->body);
        QVERIFY(events.size() > 3);
        QCOMPARE(chatText(events), expected);
        const auto usage = nlohmann::json::parse(events[events.size() - 2]);
        QVERIFY(usage["choices"].empty());
        QCOMPARE(usage["usage"]["completion_tokens"].get<int>(), 9);
        QVERIFY(nlohmann::json::parse(events[0])["usage"].is_null());
    }

    void completionsTakeTextsAndTokens()
    {
        Rig rig;
        const auto ids = rig.encoder.encodeText("abc");
        const auto one = rig.json(kCompletions, "{\"prompt\":\"abc\",\"temperature\":0}");
        QCOMPARE(one["object"].get<std::string>(), std::string("text_completion"));
        QCOMPARE(one["choices"][0]["text"].get<std::string>(), letters(ids, 16)); // OpenAI's default
        const nlohmann::json body = {{"prompt", ids}, {"temperature", 0}, {"max_tokens", 4}};
        QCOMPARE(rig.json(kCompletions, body.dump())["choices"][0]["text"].get<std::string>(), letters(ids, 4));
        const auto several = rig.json(
            kCompletions, "{\"prompt\":[\"abc\",\"xy\"],\"n\":2,\"temperature\":0,\"max_tokens\":3,\"echo\":true}");
        QCOMPARE(several["choices"].size(), std::size_t(4));
        const std::string second = "xy" + letters(rig.encoder.encodeText("xy"), 3);
        QCOMPARE(several["choices"][1]["text"].get<std::string>(), "abc" + letters(ids, 3));
        QCOMPARE(several["choices"][2]["text"].get<std::string>(), second);
        QCOMPARE(several["choices"][3]["text"].get<std::string>(), second);
        QCOMPARE(several["usage"]["prompt_tokens"].get<std::size_t>(),
                 ids.size() + rig.encoder.encodeText("xy").size());
        QCOMPARE(several["usage"]["completion_tokens"].get<int>(), 12);
    }

    void stopTextsEndAnswers()
    {
        Rig rig;
        const std::string expected = letters(rig.encoder.encodeText("abc"), 10);
        const nlohmann::json body = {
            {"prompt", "abc"}, {"temperature", 0}, {"max_tokens", 10}, {"stop", expected.substr(4, 3)}};
        const auto json = rig.json(kCompletions, body.dump());
        const std::string stop = expected.substr(4, 3);
        QCOMPARE(json["choices"][0]["text"].get<std::string>(), expected.substr(0, expected.find(stop)));
        QCOMPARE(json["choices"][0]["finish_reason"].get<std::string>(), std::string("stop"));
    }

    void logProbabilitiesHaveBothForms()
    {
        Rig rig;
        const auto chat = rig.json(
            kChat, "{\"messages\":\"hi\",\"max_tokens\":2,\"temperature\":0,\"logprobs\":true,\"top_logprobs\":3}");
        const auto content = chat["choices"][0]["logprobs"]["content"];
        QCOMPARE(content.size(), std::size_t(2));
        QCOMPARE(content[0]["top_logprobs"].size(), std::size_t(3));
        QVERIFY(content[0]["token"] == content[0]["top_logprobs"][0]["token"]);
        // One logit of 9 among 1535 of 0: log(e^9 / (e^9 + 1535))
        const double expected = 9.0 - std::log(std::exp(9.0) + 1535.0);
        QVERIFY(std::abs(content[0]["logprob"].get<double>() - expected) < 1e-4); // float32 sums of 1536 terms
        QCOMPARE(content[0]["bytes"].size(), std::size_t(1));
        const auto text =
            rig.json(kCompletions, "{\"prompt\":\"a\",\"max_tokens\":3,\"temperature\":0,\"logprobs\":2}");
        const auto list = text["choices"][0]["logprobs"];
        QCOMPARE(list["tokens"].size(), std::size_t(3));
        QCOMPARE(list["text_offset"].get<std::vector<int>>(), (std::vector<int>{0, 1, 2}));
        QVERIFY(list["top_logprobs"][0].size() >= 2);
        QVERIFY(rig.json(kChat, "{\"messages\":\"hi\",\"max_tokens\":1}")["choices"][0]["logprobs"].is_null());
    }

    void theSameSeedGivesTheSameAnswer()
    {
        Rig rig;
        // A flat model at temperature 2: almost every token differs from seed to seed.
        const auto answer = [&](int seed) {
            return rig
                .json(kCompletions, "{\"prompt\":\"a\",\"max_tokens\":12,\"temperature\":2,\"seed\":" +
                                        std::to_string(seed) + "}")["choices"][0]["text"]
                .get<std::string>();
        };
        QCOMPARE(answer(1), answer(1));
        QVERIFY(answer(1) != answer(2));
    }

    void pagesAndFigures()
    {
        Rig rig;
        auto client = rig.client();
        const auto models = nlohmann::json::parse(client.Get("/v1/models")->body);
        QCOMPARE(models["data"][0]["id"].get<std::string>(), std::string("demo"));
        const auto model = nlohmann::json::parse(client.Get("/v1/models/any%2Fname")->body);
        QCOMPARE(model["id"].get<std::string>(), std::string("demo"));
        QCOMPARE(nlohmann::json::parse(client.Get("/health")->body)["status"].get<std::string>(), std::string("ok"));
        QCOMPARE(client.Get("/")->get_header_value("Location"), std::string("/docs"));
        const std::string docs = client.Get("/docs")->body;
        QVERIFY(docs.find("</html>") != std::string::npos);
        QVERIFY(docs.find("http://") == std::string::npos && docs.find("https://") == std::string::npos);
        rig.json(kChat, "{\"messages\":\"hi\",\"max_tokens\":3}");
        verifyError(rig.post(kChat, "{"), 400, code::kInvalidJson);
        const std::string metrics = client.Get("/metrics")->body;
        for (const char* line :
             {"espalier_http_requests_total{route=\"/v1/chat/completions\",status=\"200\"} 1\n",
              "espalier_http_requests_total{route=\"/v1/chat/completions\",status=\"400\"} 1\n",
              "espalier_generated_tokens_total 3\n", "espalier_time_to_first_token_seconds_count 1\n",
              "espalier_time_per_token_seconds_bucket{le=\"+Inf\"} 2\n", "process_resident_memory_bytes "}) {
            QVERIFY2(metrics.find(line) != std::string::npos, line);
        }
    }

    /// Every parameter of the documentation is one that the server knows, with the example that it gives.
    void documentationIsTrue()
    {
        const auto api = nlohmann::ordered_json::parse(readAll("serve/openapi.json"));
        QCOMPARE(api["openapi"].get<std::string>(), std::string("3.1.0"));
        const std::map<std::string, nlohmann::ordered_json> needed = {
            {"stream_options", {{"stream", true}}}, {"top_logprobs", {{"logprobs", true}}}, {"best_of", {{"n", 2}}}};
        for (const char* name : {"ChatRequest", "CompletionRequest"}) {
            const bool chat = std::string(name) == "ChatRequest";
            for (const auto& [key, schema] : api["components"]["schemas"][name]["properties"].items()) {
                nlohmann::ordered_json body;
                if (!(chat && key == "prompt")) {
                    body[chat ? "messages" : "prompt"] = "hi";
                }
                if (const auto with = needed.find(key); with != needed.end()) {
                    body.update(with->second);
                }
                QVERIFY2(schema.contains("examples") && schema.contains("description"), key.c_str());
                body[key] = schema["examples"][0];
                const auto request = parseRequest(chat ? Endpoint::Chat : Endpoint::Completions, body.dump(), Limits());
                QVERIFY2(bool(request), request ? "" : request.error().message.c_str());
                QCOMPARE(request->notices.size(), std::size_t(chat && key == "prompt" ? 1 : 0));
            }
        }
        Rig rig; // and every path is there
        for (const auto& [path, methods] : api["paths"].items()) {
            for (const auto& [method, operation] : methods.items()) {
                if (method == "get") {
                    QCOMPARE(rig.client().Get(path)->status, 200);
                } else {
                    const auto body = operation["requestBody"]["content"]["application/json"]["example"];
                    QCOMPARE(rig.post(path.c_str(), body.dump())->status, 200);
                }
            }
        }
    }

    void wrongCallsAreRefused()
    {
        Service service;
        service.limits.bodyBytes = 1000;
        Rig rig(std::move(service));
        auto client = rig.client();
        verifyError(client.Get("/nothing"), 404, code::kNotFound);
        verifyError(client.Get("/v1/nothing"), 404, code::kNotFound);
        verifyError(client.Get(kChat), 405, code::kMethod);
        QCOMPARE(client.Get(kChat)->get_header_value("Allow"), std::string("POST"));
        verifyError(client.Post("/v1/models", "{}", kJson), 405, code::kMethod);
        verifyError(client.Delete(kChat), 405, code::kMethod);
        verifyError(rig.post(kChat, std::string(1001, ' ')), 413, code::kBodyTooLarge);
        verifyError(rig.post(kChat, "{\"messages\":[]}"), 400, code::kInvalidValue);
        verifyError(rig.post(kCompletions, "{\"prompt\":\"\"}"), 400, code::kInvalidValue);
        verifyError(rig.post(kCompletions, "{\"prompt\":[99999]}"), 400, code::kInvalidValue);
        verifyError(rig.post(kCompletions, "{\"prompt\":\"a\",\"logit_bias\":{\"1536\":1}}"), 400, code::kInvalidValue);
        const std::string longer(500, 'x');
        verifyError(rig.post(kCompletions, "{\"prompt\":\"" + longer + "\"}"), 400, code::kContextLength);
        verifyError(rig.post(kChat, "{\"stream\":true,\"messages\":\"" + longer + "\"}"), 400, code::kContextLength);
        verifyError(client.Post(kChat, {{"Content-Encoding", "gzip"}}, "{}", kJson), 415, code::kMediaType);
        verifyError(client.Post(kChat, "{}", "multipart/form-data; boundary=x"), 415, code::kMediaType);
        const auto chunked = [](std::size_t offset, httplib::DataSink& sink) {
            offset < 3000 ? sink.write(std::string(500, ' ').data(), 500) : (sink.done(), true);
            return true;
        };
        verifyError(client.Post(kChat, chunked, kJson), 413, code::kBodyTooLarge);
        // A form is what curl says of a body unless told otherwise.
        const auto form =
            client.Post(kChat, "{\"messages\":\"hi\",\"max_tokens\":1}", "application/x-www-form-urlencoded");
        QCOMPARE(form->status, 200);
        QCOMPARE(rig.json(kChat, "{\"messages\":\"hi\",\"max_tokens\":1}")["choices"].size(), std::size_t(1));
    }

    void malformedHttpIsAnswered_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("garbage") << QByteArray("\x16\x03\x01 nonsense\r\n\r\n") << QByteArray("400");
        QTest::newRow("no version") << QByteArray("GET /health\r\n\r\n") << QByteArray("400");
        QTest::newRow("no length") << QByteArray("POST /v1/completions HTTP/1.1\r\nHost: a\r\n\r\n")
                                   << QByteArray("411");
        QTest::newRow("two lengths") << QByteArray("POST /v1/completions HTTP/1.1\r\nContent-Length: 2\r\n"
                                                   "Content-Length: 3\r\n\r\n{}")
                                     << QByteArray("400");
        QTest::newRow("length and chunks") << QByteArray("POST /v1/completions HTTP/1.1\r\nContent-Length: 2\r\n"
                                                         "Transfer-Encoding: chunked\r\n\r\n{}")
                                           << QByteArray("400");
        QTest::newRow("negative") << QByteArray("POST /v1/completions HTTP/1.1\r\nContent-Length: -2\r\n\r\n{}")
                                  << QByteArray("400");
        QTest::newRow("huge") << QByteArray("POST /v1/completions HTTP/1.1\r\nContent-Length: "
                                            "99999999999999999999999\r\n\r\n{}")
                              << QByteArray("413");
        QTest::newRow("long line") << "GET /" + QByteArray(100'000, 'a') << QByteArray("431");
        QTest::newRow("long address") << "GET /" + QByteArray(10'000, 'a') + " HTTP/1.1\r\n\r\n" << QByteArray("431");
        QTest::newRow("long header") << "GET /health HTTP/1.1\r\nX: " + QByteArray(100'000, 'a') << QByteArray("431");
        QTest::newRow("ranges") << "GET /health HTTP/1.1\r\nConnection: close\r\nRange: bytes=0-" +
                                       QByteArray(",0-").repeated(2000) + "\r\n\r\n"
                                << QByteArray("200");
        QTest::newRow("half a head") << QByteArray("GET /health HTTP/1.1\r\nX: ") << QByteArray("408");
        QTest::newRow("half a body") << QByteArray("POST /v1/completions HTTP/1.1\r\nContent-Length: 20\r\n\r\n{")
                                     << QByteArray("408");
    }

    void malformedHttpIsAnswered()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, status);
        Service service;
        service.limits.head = 1s;
        service.limits.body = 1s;
        Rig rig(std::move(service));
        RawClient client(rig.port);
        client.send(request.toStdString());
        const std::string answer = client.readToEnd();
        QVERIFY2(answer.starts_with("HTTP/1.1 " + status.toStdString()), answer.substr(0, 200).c_str());
        QVERIFY(answer.find("\r\n\r\n{\"") != std::string::npos);
        QCOMPARE(rig.client().Get("/health")->status, 200);
    }

    void slowClientsHoldNothingUp()
    {
        Service service;
        service.limits.head = 2s;
        service.limits.connections = 20;
        Rig rig(std::move(service));
        std::vector<std::unique_ptr<RawClient>> slow;
        for (int i = 0; i < 19; ++i) {
            slow.push_back(std::make_unique<RawClient>(rig.port));
            slow.back()->send("GET /hea");
        }
        QCOMPARE(rig.client().Get("/health")->status, 200);
        // A byte now and then does not buy time.
        for (int i = 0; i < 10; ++i) {
            std::this_thread::sleep_for(100ms);
            slow[0]->send("l");
        }
        QVERIFY(slow[0]->readToEnd().starts_with("HTTP/1.1 408"));
        QCOMPARE(rig.client().Get("/health")->status, 200);
    }

    void connectionsAreLimited()
    {
        Service service;
        service.limits.connections = 2;
        Rig rig(std::move(service));
        RawClient first(rig.port);
        RawClient second(rig.port);
        first.send("GET /health HTTP/1.1\r\n\r\n");
        second.send("GET /health HTTP/1.1\r\n\r\n");
        QVERIFY(first.readUntil("\"waiting\":0}").starts_with("HTTP/1.1 200"));
        QVERIFY(second.readUntil("\"waiting\":0}").starts_with("HTTP/1.1 200"));
        RawClient third(rig.port);
        QVERIFY(third.readToEnd().starts_with("HTTP/1.1 503"));
        // A connection serves request after request.
        first.send("GET /v1/models HTTP/1.1\r\n\r\nGET /health HTTP/1.1\r\nConnection: close\r\n\r\n");
        const std::string both = first.readToEnd();
        QVERIFY(both.find("\"object\":\"list\"") != std::string::npos);
        QVERIFY(both.find("\"waiting\":0}") != std::string::npos);
    }

    void keysAreAskedFor()
    {
        Service service;
        service.keys = ApiKeys({"first-key", "second-key"});
        Rig rig(std::move(service));
        auto client = rig.client();
        verifyError(client.Get("/v1/models"), 401, code::kInvalidApiKey);
        verifyError(rig.post(kChat, "{\"messages\":\"hi\"}"), 401, code::kInvalidApiKey);
        verifyError(client.Get("/metrics"), 401, code::kInvalidApiKey);
        verifyError(client.Get("/v1/models", {{"Authorization", "Bearer first-ke"}}), 401, code::kInvalidApiKey);
        verifyError(client.Get("/v1/models", {{"Authorization", "Basic first-key"}}), 401, code::kInvalidApiKey);
        verifyError(client.Get("/v1/models", {{"Authorization", "first-key"}}), 401, code::kInvalidApiKey);
        QCOMPARE(client.Get("/v1/models", {{"Authorization", "Bearer second-key"}})->status, 200);
        for (const char* open : {"/health", "/docs", "/openapi.json"}) {
            QCOMPARE(client.Get(open)->status, 200);
        }
    }

    void otherOriginsAreRefused()
    {
        {
            Rig rig;
            auto client = rig.client();
            verifyError(client.Get("/v1/models", {{"Origin", "https://example.org"}}), 403, code::kForbiddenOrigin);
            const std::string own = "http://127.0.0.1:" + std::to_string(rig.port);
            const auto allowed = client.Get("/v1/models", {{"Origin", own}});
            QCOMPARE(allowed->status, 200);
            QVERIFY(!allowed->has_header("Access-Control-Allow-Origin"));
            verifyError(client.Options(kChat), 405, code::kMethod);
        }
        Service service;
        service.corsOrigin = "https://example.org";
        Rig rig(std::move(service));
        auto client = rig.client();
        const httplib::Headers origin = {{"Origin", "https://example.org"}};
        const auto preflight = client.Options(kChat, origin);
        QCOMPARE(preflight->status, 204);
        QCOMPARE(preflight->get_header_value("Access-Control-Allow-Headers"),
                 std::string("Authorization, Content-Type"));
        QCOMPARE(client.Get("/v1/models", origin)->get_header_value("Access-Control-Allow-Origin"),
                 std::string("https://example.org"));
        verifyError(client.Get("/v1/models", {{"Origin", "https://other.org"}}), 403, code::kForbiddenOrigin);
    }

    void otherNamesAreRefused()
    {
        Service service;
        service.loopbackOnly = true;
        Rig rig(std::move(service));
        auto client = rig.client();
        for (const char* host : {"localhost:5543", "127.0.0.1", "[::1]:80"}) {
            QCOMPARE(client.Get("/v1/models", {{"Host", host}})->status, 200);
        }
        const httplib::Headers rebound = {{"Host", "example.org:5543"}, {"Origin", "http://example.org:5543"}};
        verifyError(client.Get("/v1/models", rebound), 403, code::kForbiddenOrigin);
    }

    void aFullQueueIs429()
    {
        Rig rig({}, {.queueLength = 1});
        rig.backend.closeGate();
        std::vector<std::thread> clients;
        for (int i = 0; i < 3; ++i) { // two run, one waits
            clients.emplace_back([&rig] { rig.post(kChat, "{\"messages\":\"hi\",\"max_tokens\":2}"); });
        }
        QTRY_COMPARE_WITH_TIMEOUT(rig.scheduler.load().running + rig.scheduler.load().waiting, std::size_t(3), 20'000);
        const auto refused = rig.post(kChat, "{\"messages\":\"hi\"}");
        verifyError(refused, 429, code::kQueueFull);
        QVERIFY(refused->has_header("Retry-After"));
        rig.backend.openGate();
        for (std::thread& client : clients) {
            client.join();
        }
    }

    void aClientThatLeavesIsNotAnswered_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::newRow("stream") << QByteArray("true");
        QTest::newRow("whole") << QByteArray("false");
    }

    void aClientThatLeavesIsNotAnswered()
    {
        QFETCH(QByteArray, stream);
        Rig rig;
        rig.backend.closeGate();
        {
            RawClient client(rig.port);
            const std::string body = "{\"messages\":\"hi\",\"stream\":" + stream.toStdString() + "}";
            client.send("POST /v1/chat/completions HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) +
                        "\r\n\r\n" + body);
            QTRY_COMPARE_WITH_TIMEOUT(rig.scheduler.load().running, std::size_t(1), 20'000);
        }
        QTRY_COMPARE_WITH_TIMEOUT(QByteArray::fromStdString(rig.metric("espalier_connections")), QByteArray("1"),
                                  20'000);
        rig.backend.openGate();
        QVERIFY(rig.scheduler.waitUntilIdle(Scheduler::Clock::now() + 20s));
        QCOMPARE(rig.metric("espalier_choices_cancelled_total"), std::string("1"));
        QVERIFY(rig.backend.passes.load() <= 2); // not the hundred tokens that the context has room for
    }

    void aFailedModelIsA500()
    {
        Rig rig;
        rig.backend.failures = 1;
        verifyError(rig.post(kChat, "{\"messages\":\"hi\",\"max_tokens\":2}"), 500, code::kInternal);
        rig.backend.failures = 1;
        const auto events = eventsOf(rig.post(kChat, "{\"messages\":\"hi\",\"max_tokens\":2,\"stream\":true}")->body);
        QCOMPARE(events.size(), std::size_t(2)); // the stream had begun
        QVERIFY(nlohmann::json::parse(events[0]).contains("error"));
        QCOMPARE(rig.json(kChat, "{\"messages\":\"hi\",\"max_tokens\":2}")["choices"].size(), std::size_t(1));
    }

    void drainingEndsWhatRuns()
    {
        Rig rig;
        rig.backend.closeGate();
        std::string running;
        std::thread client(
            [&] { running = rig.post(kChat, "{\"messages\":\"hi\",\"max_tokens\":5,\"stream\":true}")->body; });
        QTRY_COMPARE_WITH_TIMEOUT(rig.scheduler.load().running, std::size_t(1), 20'000);
        QVERIFY(!rig.server->drain(Scheduler::Clock::now() + 10ms));
        verifyError(rig.post(kChat, "{\"messages\":\"hi\"}"), 503, code::kShuttingDown);
        QCOMPARE(rig.client().Get("/health")->status, 503);
        rig.backend.openGate();
        QVERIFY(rig.server->drain(Scheduler::Clock::now() + 20s));
        client.join();
        QCOMPARE(chatText(eventsOf(running)).size(), std::size_t(5));
        QCOMPARE(eventsOf(running).back(), std::string("[DONE]"));
    }

    void aPortIsNotShared()
    {
        const auto first = listenOn("127.0.0.1", 0);
        QVERIFY(bool(first));
        QVERIFY(isLoopback(*first));
        const auto second = listenOn("127.0.0.1", portOf(*first));
        QVERIFY(!second);
        QCOMPARE(second.error().code, std::string("serve.port"));
        QVERIFY(second.error().message.find("--port") != std::string::npos);
        QCOMPARE(listenOn("192.0.2.1", 0).error().code, std::string("serve.host")); // an address of documentation
        QCOMPARE(listenOn("no such host", 0).error().code, std::string("serve.host"));
    }

    void keyFilesAreRead()
    {
        const std::string file = QDir::temp().filePath("espalier-keys-test").toStdString();
        QVERIFY(bool(writeFileAtomically(file, "# who\n\n  key one \r\nkey-two\n")));
        const auto keys = ApiKeys::load(file);
        QVERIFY(bool(keys));
        QVERIFY(keys->accepts("Bearer key one") && keys->accepts("Bearer key-two"));
        QVERIFY(!keys->accepts("Bearer # who") && !keys->accepts("Bearer ") && !keys->accepts(""));
        QVERIFY(bool(writeFileAtomically(file, "# none\n")));
        QCOMPARE(ApiKeys::load(file).error().code, std::string("serve.key"));
        QFile::remove(QString::fromStdString(file));
        QCOMPARE(ApiKeys::load(file).error().code, std::string("file.open"));
    }
};

QTEST_GUILESS_MAIN(HttpTest)
#include "http_test.moc"
