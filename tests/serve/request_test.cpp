#include <QTest>

#include "core/serve/api_error.h"
#include "core/serve/api_request.h"
#include "core/serve/json_body.h"

using namespace espalier;
using namespace espalier::serve;

namespace {

constexpr const char* kChat = "chat";
constexpr const char* kCompletions = "completions";

Result<ApiRequest> parse(const QString& endpoint, const std::string& body)
{
    Limits limits;
    limits.answerTokens = 100;
    limits.choices = 4;
    return parseRequest(endpoint == kChat ? Endpoint::Chat : Endpoint::Completions, body, limits);
}

/// A chat request with one more member.
std::string chatWith(const std::string& member)
{
    return "{\"messages\":\"hi\"," + member + "}";
}

} // namespace

/// What requests mean, and what is wrong with the wrong ones.
class RequestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesComeInThreeForms_data()
    {
        QTest::addColumn<QByteArray>("messages");
        QTest::newRow("string") << QByteArray("\"hi\"");
        QTest::newRow("one") << QByteArray("{\"role\":\"user\",\"content\":\"hi\"}");
        QTest::newRow("list") << QByteArray("[{\"role\":\"user\",\"content\":\"hi\"}]");
        QTest::newRow("parts") << QByteArray("[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"h\"},"
                                             "{\"type\":\"text\",\"text\":\"i\"}]}]");
    }

    void messagesComeInThreeForms()
    {
        QFETCH(QByteArray, messages);
        const auto request = parse(kChat, "{\"model\":\"any\",\"messages\":" + messages.toStdString() + "}");
        QVERIFY2(bool(request), request ? "" : request.error().message.c_str());
        QCOMPARE(request->messages.dump(), std::string("[{\"role\":\"user\",\"content\":\"hi\"}]"));
        QVERIFY(request->notices.empty());
        QVERIFY(request->tools.is_null());
    }

    void promptIsTakenByTheChatEndpointWithANotice()
    {
        const auto request = parse(kChat, "{\"model\":\"hf:x/y\",\"prompt\":\"Say this is a test\",\"stream\":true}");
        QVERIFY(bool(request));
        QCOMPARE(request->messages[0]["content"].get<std::string>(), std::string("Say this is a test"));
        QVERIFY(request->stream);
        QCOMPARE(request->notices.size(), std::size_t(1));
    }

    void defaultsAreOpenAis()
    {
        const auto chat = parse(kChat, "{\"messages\":\"hi\"}");
        QVERIFY(bool(chat));
        QCOMPARE(chat->options.maxTokens, std::int64_t(100)); // this server's limit
        QCOMPARE(chat->options.sampling.temperature, 0.7);
        QCOMPARE(chat->options.sampling.topK, std::int64_t(0));
        QCOMPARE(chat->choices, std::int64_t(1));
        QVERIFY(!chat->stream && !chat->seed && !chat->options.logProbabilities && !chat->includeUsage);
        const auto completion = parse(kCompletions, "{\"prompt\":\"hi\"}");
        QVERIFY(bool(completion));
        QCOMPARE(completion->options.maxTokens, std::int64_t(16));
        QCOMPARE(std::get<std::string>(completion->prompts.at(0)), std::string("hi"));
    }

    void everyOptionArrives()
    {
        const auto request =
            parse(kChat,
                  chatWith("\"max_completion_tokens\":7,\"temperature\":0,\"top_p\":0.5,\"top_k\":-1,\"min_p\":0.1,"
                           "\"repetition_penalty\":1.1,\"frequency_penalty\":-1,\"presence_penalty\":2,\"seed\":-5,"
                           "\"stop\":[\"a\",\"b\"],\"logit_bias\":{\"3\":-100},\"logprobs\":true,\"top_logprobs\":2,"
                           "\"n\":2,\"stream\":true,\"stream_options\":{\"include_usage\":true},\"ignore_eos\":true,"
                           "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"auto\","
                           "\"user\":\"me\",\"response_format\":{\"type\":\"text\"},\"max_tokens\":null"));
        QVERIFY2(bool(request), request ? "" : request.error().message.c_str());
        const engine::SamplingOptions& sampling = request->options.sampling;
        QCOMPARE(request->options.maxTokens, std::int64_t(7));
        QVERIFY(sampling.greedy());
        QCOMPARE(sampling.topP, 0.5);
        QCOMPARE(sampling.topK, std::int64_t(0));
        QCOMPARE(sampling.minP, 0.1);
        QCOMPARE(sampling.repetitionPenalty, 1.1);
        QCOMPARE(sampling.frequencyPenalty, -1.0);
        QCOMPARE(sampling.presencePenalty, 2.0);
        QCOMPARE(request->seed, std::optional<std::int64_t>(-5));
        QCOMPARE(request->options.stop, (std::vector<std::string>{"a", "b"}));
        QCOMPARE(request->logitBias, (std::vector<std::pair<std::int64_t, double>>{{3, -100.0}}));
        QCOMPARE(request->options.logProbabilities, std::optional<std::size_t>(2));
        QCOMPARE(request->choices, std::int64_t(2));
        QVERIFY(request->includeUsage && request->options.ignoreEndOfSequence);
        QCOMPARE(request->tools.size(), std::size_t(1));
        QVERIFY(request->notices.empty());
    }

    void promptsComeInFourForms()
    {
        const auto texts = parse(kCompletions, "{\"prompt\":[\"a\",\"b\"],\"echo\":true,\"logprobs\":null}");
        QVERIFY(bool(texts));
        QCOMPARE(texts->prompts.size(), std::size_t(2));
        QVERIFY(texts->echo);
        const auto ids = parse(kCompletions, "{\"prompt\":[5,6,7]}");
        QVERIFY(bool(ids));
        QCOMPARE(std::get<1>(ids->prompts.at(0)), (std::vector<text::TokenId>{5, 6, 7}));
        const auto lists = parse(kCompletions, "{\"prompt\":[[5],[6,7]]}");
        QVERIFY(bool(lists));
        QCOMPARE(std::get<1>(lists->prompts.at(1)), (std::vector<text::TokenId>{6, 7}));
    }

    void templatesGetMessagesAsTheyExpectThem()
    {
        const auto request =
            parse(kChat, "{\"messages\":[{\"role\":\"developer\",\"content\":\"be brief\"},"
                         "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\","
                         "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}}]},"
                         "{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"2\"}],"
                         "\"tools\":[{\"type\":\"function\"}],\"tool_choice\":\"none\"}");
        QVERIFY2(bool(request), request ? "" : request.error().message.c_str());
        QCOMPARE(request->messages[0]["role"].get<std::string>(), std::string("system"));
        QVERIFY(request->messages[1]["content"].is_null());
        QCOMPARE(request->messages[1]["tool_calls"][0]["function"]["arguments"].dump(), std::string("{\"x\":1}"));
        QVERIFY(request->tools.is_null());
    }

    void whatIsIgnoredOrCutIsSaid()
    {
        const auto request = parse(kChat, chatWith("\"max_tokens\":1000000,\"mirostat\":2"));
        QVERIFY(bool(request));
        QCOMPARE(request->options.maxTokens, std::int64_t(100));
        QCOMPARE(request->notices.size(), std::size_t(2));
        QVERIFY(request->notices[0].find("100") != std::string::npos);
        QVERIFY(request->notices[1].find("'mirostat'") != std::string::npos);
    }

    void wrongRequestsSayWhatIsWrong_data()
    {
        QTest::addColumn<QString>("endpoint");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("parameter");
        const auto json = [](const char* name, const QByteArray& body) {
            QTest::newRow(name) << kChat << body << "invalid_json"
                                << "";
        };
        json("empty", "");
        json("cut", "{\"messages\":");
        json("trailing", "{\"messages\":\"a\"} x");
        json("invalid UTF-8", "{\"messages\":\"\xC3(\"}");
        json("half a surrogate pair", "{\"messages\":\"\\ud800\"}");
        json("number beyond double", "{\"messages\":\"a\",\"temperature\":1e999}");
        json("deep", QByteArray(100'000, '['));
        json("deep objects", QByteArray("{\"a\":").repeated(100'000));
        json("values", "{\"messages\":[" + QByteArray("[],").repeated(150'000) + "[]]}");
        json("token ids", "{\"prompt\":[" + QByteArray("1,").repeated(250'000) + "1]}");
        json("members", "{" + QByteArray("\"a\":1,").repeated(30'000) + "\"b\":1}");
        QTest::newRow("no object") << kChat << QByteArray("[1]") << "invalid_type"
                                   << "";

        const auto chat = [](const char* member, const char* code, const char* parameter) {
            QTest::newRow(member) << kChat << QByteArray::fromStdString(chatWith(member)) << code << parameter;
        };
        chat("\"model\":3", "invalid_type", "model");
        chat("\"temperature\":\"hot\"", "invalid_type", "temperature");
        chat("\"temperature\":2.5", "invalid_value", "temperature");
        chat("\"temperature\":-0.1", "invalid_value", "temperature");
        chat("\"top_p\":1.5", "invalid_value", "top_p");
        chat("\"top_k\":-2", "invalid_value", "top_k");
        chat("\"max_tokens\":0", "invalid_value", "max_tokens");
        chat("\"max_tokens\":1.5", "invalid_type", "max_tokens");
        chat("\"max_tokens\":18446744073709551615", "invalid_value", "max_tokens");
        chat("\"max_tokens\":9999999999", "invalid_value", "max_tokens");
        chat("\"seed\":18446744073709551615", "invalid_value", "seed");
        chat("\"seed\":1e30", "invalid_type", "seed");
        chat("\"n\":5", "invalid_value", "n");
        chat("\"stream\":\"yes\"", "invalid_type", "stream");
        chat("\"stream_options\":{\"include_usage\":true}", "invalid_value", "stream_options");
        chat("\"stream\":true,\"stream_options\":{\"include_usage\":1}", "invalid_type",
             "stream_options.include_usage");
        chat("\"stop\":[1]", "invalid_type", "stop");
        chat("\"stop\":\"\"", "invalid_value", "stop");
        chat("\"logit_bias\":[1]", "invalid_type", "logit_bias");
        chat("\"logit_bias\":{\"x\":1}", "invalid_value", "logit_bias");
        chat("\"logit_bias\":{\"1\":101}", "invalid_value", "logit_bias");
        chat("\"logprobs\":1", "invalid_type", "logprobs");
        chat("\"top_logprobs\":2", "invalid_value", "top_logprobs");
        chat("\"tool_choice\":\"required\"", "unsupported_parameter", "tool_choice");
        chat("\"tools\":{}", "invalid_type", "tools");
        chat("\"response_format\":{\"type\":\"json_object\"}", "unsupported_parameter", "response_format");
        chat("\"functions\":[]", "unsupported_parameter", "functions");

        const auto messages = [](const char* value, const char* code, const char* parameter) {
            QTest::newRow(value) << kChat << "{\"messages\":" + QByteArray(value) + "}" << code << parameter;
        };
        messages("null", "missing_required_parameter", "messages");
        messages("[]", "invalid_value", "messages");
        messages("7", "invalid_type", "messages");
        messages("[7]", "invalid_type", "messages[0]");
        messages("[{\"content\":\"a\"}]", "missing_required_parameter", "messages[0].role");
        messages("[{\"role\":\"king\",\"content\":\"a\"}]", "invalid_value", "messages[0].role");
        messages("[{\"role\":\"user\"}]", "missing_required_parameter", "messages[0].content");
        messages("[{\"role\":\"user\",\"content\":5}]", "invalid_type", "messages[0].content");
        messages("[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]", "unsupported_parameter",
                 "messages[0].content");
        messages("[{\"role\":\"assistant\",\"tool_calls\":[{}]}]", "invalid_type", "messages[0].tool_calls");

        const auto completion = [](const char* body, const char* code, const char* parameter) {
            QTest::newRow(body) << kCompletions << QByteArray(body) << code << parameter;
        };
        completion("{}", "missing_required_parameter", "prompt");
        completion("{\"prompt\":{}}", "invalid_type", "prompt");
        completion("{\"prompt\":[]}", "invalid_value", "prompt");
        completion("{\"prompt\":[1,\"a\"]}", "invalid_type", "prompt");
        completion("{\"prompt\":[-1]}", "invalid_type", "prompt");
        completion("{\"prompt\":[99999999999]}", "invalid_type", "prompt");
        completion("{\"prompt\":[\"a\",2]}", "invalid_type", "prompt");
        completion("{\"prompt\":[\"a\",\"b\",\"c\"],\"n\":2}", "invalid_value", "n");
        completion("{\"prompt\":\"a\",\"suffix\":\"b\"}", "unsupported_parameter", "suffix");
        completion("{\"prompt\":\"a\",\"best_of\":3}", "unsupported_parameter", "best_of");
        completion("{\"prompt\":\"a\",\"logprobs\":true}", "invalid_type", "logprobs");
        completion("{\"prompt\":\"a\",\"logprobs\":1,\"echo\":true}", "unsupported_parameter", "echo");
    }

    void wrongRequestsSayWhatIsWrong()
    {
        QFETCH(QString, endpoint);
        QFETCH(QByteArray, body);
        QFETCH(QString, code);
        QFETCH(QString, parameter);
        const auto request = parse(endpoint, body.toStdString());
        QVERIFY(!request);
        QCOMPARE(QString::fromStdString(request.error().code), code);
        QCOMPARE(QString::fromStdString(request.error().place), parameter);
        QVERIFY(request.error().message.size() > 20);
        QCOMPARE(httpStatus(request.error()), 400);
        // Whatever the client wrote, the answer is JSON in ASCII.
        const auto sent = nlohmann::json::parse(jsonText(errorBody(request.error())));
        QCOMPARE(sent["error"]["type"].get<std::string>(), std::string("invalid_request_error"));
        QCOMPARE(sent["error"]["param"].is_null(), parameter.isEmpty());
    }

    void errorsHaveTheirStatus()
    {
        const auto status = [](const char* code) { return httpStatus(Error{code, "", ""}); };
        QCOMPARE(status("invalid_api_key"), 401);
        QCOMPARE(status("not_found"), 404);
        QCOMPARE(status("body_too_large"), 413);
        QCOMPARE(status("queue_full"), 429);
        QCOMPARE(status("shutting_down"), 503);
        QCOMPARE(status("engine.context"), 500);
        QCOMPARE(jsonText(errorBody({"queue_full", "f\xC3\xBCll \xFF", ""})),
                 std::string("{\"error\":{\"message\":\"f\\u00fcll \\ufffd\",\"type\":\"rate_limit_error\","
                             "\"param\":null,\"code\":\"queue_full\"}}"));
    }
};

QTEST_GUILESS_MAIN(RequestTest)
#include "request_test.moc"
