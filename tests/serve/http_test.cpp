#include <cmath>
#include <map>

#include <QTest>

#include "tests/serve/http_rig.h"

using namespace espalier;
using namespace espalier::serve;
using namespace espalier::tests;

namespace {

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

} // namespace

/// Answers, pages and figures over HTTP.
class HttpTest : public QObject
{
    Q_OBJECT

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
        HttpRig rig;
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
        HttpRig rig;
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
        HttpRig rig;
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
        HttpRig rig;
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
        HttpRig rig;
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
        HttpRig rig;
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
        HttpRig rig;
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
        HttpRig rig; // and every path is there
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

    void aFailedModelIsA500()
    {
        HttpRig rig;
        rig.backend.failures = 1;
        verifyError(rig.post(kChat, "{\"messages\":\"hi\",\"max_tokens\":2}"), 500, code::kInternal);
        rig.backend.failures = 1;
        const auto events = eventsOf(rig.post(kChat, "{\"messages\":\"hi\",\"max_tokens\":2,\"stream\":true}")->body);
        QCOMPARE(events.size(), std::size_t(2)); // the stream had begun
        QVERIFY(nlohmann::json::parse(events[0]).contains("error"));
        QCOMPARE(rig.json(kChat, "{\"messages\":\"hi\",\"max_tokens\":2}")["choices"].size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(HttpTest)
#include "http_test.moc"
