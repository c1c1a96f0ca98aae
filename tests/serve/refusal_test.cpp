#include <thread>

#include <QDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "tests/serve/http_rig.h"

using namespace espalier;
using namespace espalier::serve;
using namespace espalier::tests;

/// Who may not call, and what is called wrongly.
class RefusalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongCallsAreRefused()
    {
        Service service;
        service.limits.bodyBytes = 1000;
        HttpRig rig(std::move(service));
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

    void keysAreAskedFor()
    {
        Service service;
        service.keys = ApiKeys({"first-key", "second-key"});
        HttpRig rig(std::move(service));
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
            HttpRig rig;
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
        HttpRig rig(std::move(service));
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
        HttpRig rig(std::move(service));
        auto client = rig.client();
        for (const char* host : {"localhost:5543", "127.0.0.1", "[::1]:80"}) {
            QCOMPARE(client.Get("/v1/models", {{"Host", host}})->status, 200);
        }
        for (const char* host : {"127.evil.example:5543", "127.0.0.1.example.org", "127.0.0.1:80.example.org",
                                 "localhost.example.org", "[::1].example.org", "[example.org", "128.0.0.1", "127.1x"}) {
            verifyError(client.Get("/v1/models", {{"Host", host}}), 403, code::kForbiddenOrigin);
        }
        const httplib::Headers rebound = {{"Host", "example.org:5543"}, {"Origin", "http://example.org:5543"}};
        verifyError(client.Get("/v1/models", rebound), 403, code::kForbiddenOrigin);
    }

    void aFullQueueIs429()
    {
        HttpRig rig({}, {.queueLength = 1});
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

QTEST_GUILESS_MAIN(RefusalTest)
#include "refusal_test.moc"
