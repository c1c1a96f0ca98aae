#include <cmath>
#include <limits>

#include <QTest>

#include "core/protocol/events.h"
#include "core/protocol/jobs.h"
#include "core/protocol/messages.h"

using namespace espalier;
using namespace espalier::protocol;

namespace {

std::vector<EventBody> everyKindOfEvent()
{
    return {
        Hello{"espalier-worker", 1, "0.1.0"},
        RunBegun{"/models/tiny", {"prune", "quantize"}, 5, 0.5, {{"name", "papers"}}},
        StageBegun{"prune", 1, {"SparseGPTModifier"}},
        LayerBegun{"prune", 3},
        Progress{"calibration", 0.25, 12.5},
        ModuleResult{"model.layers.3.mlp.up_proj", "up", 3, "SparseGPTModifier", 0.04, 0.5, 8.4, 0.01, "damped", 0.05,
                     31.0},
        LayerFinished{"prune", 3, 9.5, 0.002},
        Perplexity{"probe", "prune", 4, 8.12, 0.09, 16, {{"name", "papers"}}, 0.31},
        Memory{std::uint64_t(5) << 32, std::uint64_t(6) << 32},
        TrainingStep{7, 100, 2.5, 1e-3, "prune", 3, "attention", 2.75},
        Log{"warning", "äöü \"quoted\"\n"},
        StageFinished{"prune", 99.0, "/runs/1/stage_prune"},
        Finished{{{"perplexity", 8.0}}},
        Failed{"worker.memory", "Not enough.", "model.layers.3"},
    };
}

} // namespace

class EventsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyEventSurvivesTheRoundTrip()
    {
        const auto bodies = everyKindOfEvent();
        QCOMPARE(bodies.size(), std::variant_size_v<EventBody>);
        for (std::size_t i = 0; i < bodies.size(); ++i) {
            QCOMPARE(bodies[i].index(), i);
            const auto json = toJson(Event{"job-1", 1.5, bodies[i]});
            const auto read = eventFromJson(nlohmann::json::parse(json.dump()));
            QVERIFY2(bool(read), json.dump().c_str());
            QCOMPARE(read->body.index(), i);
            QCOMPARE(read->job, std::string("job-1"));
            QCOMPARE(toJson(*read).dump(), json.dump());
        }
    }

    void everyFieldIsNeededAndTyped()
    {
        for (const EventBody& body : everyKindOfEvent()) {
            const auto json = toJson(Event{"job-1", 1.5, body});
            for (const auto& [key, value] : json.items()) {
                auto without = json;
                without.erase(key);
                const bool optional = key == "targetSparsity" || key == "etaSeconds" || key == "relativeError" ||
                                      key == "dampening" || key == "denseError" || key == "signalToNoiseDb" ||
                                      key == "divergence" || key == "kl" || key == "heldOut" || key == "resumedStage" ||
                                      key == "resumedLayer";
                QCOMPARE(bool(eventFromJson(without)), optional);
                if (key != "protocol" && key != "result") { // free JSON
                    auto wrong = json;
                    wrong[key] = nlohmann::json::object();
                    const auto read = eventFromJson(wrong);
                    QVERIFY(!read);
                    QCOMPARE(read.error().code, std::string("protocol.event"));
                }
            }
            auto more = json;
            more["unheardOf"] = 1;
            QVERIFY(bool(eventFromJson(more)));
        }
    }

    void senselessEventsAreErrors()
    {
        QVERIFY(!eventFromJson(nlohmann::json::array()));
        QVERIFY(!eventFromJson({{"type", "moon"}, {"job", "1"}, {"seconds", 0.0}}));
        auto json = toJson(Event{"1", 0.0, LayerBegun{"s", 1}});
        json["layer"] = std::int64_t(1) << 40; // does not fit
        QVERIFY(!eventFromJson(json));
        json["layer"] = 1.5;
        QVERIFY(!eventFromJson(json));
    }

    void figuresThatAreNotFiniteAreNull()
    {
        const auto json =
            toJson(Event{"1", 0.0, Perplexity{"after", "s", 2, std::numeric_limits<double>::infinity(), 0.0, 1, {}}});
        QVERIFY(json.at("perplexity").is_null());
        const auto read = eventFromJson(json);
        QVERIFY(bool(read));
        QVERIFY(std::isnan(std::get<Perplexity>(read->body).perplexity));
    }

    void messagesSurviveTheRoundTrip()
    {
        const auto start = messageFromJson(toJson(Message(Start{"a", "logits", {{"x", 1}}})));
        QVERIFY(bool(start));
        QCOMPARE(std::get<Start>(*start).kind, std::string("logits"));
        QCOMPARE(std::get<Start>(*start).parameters.at("x").get<int>(), 1);
        const auto cancel = messageFromJson(toJson(Message(Cancel{"a"})));
        QCOMPARE(std::get<Cancel>(*cancel).job, std::string("a"));
        for (const auto& wrong : {nlohmann::json{{"type", "start"}, {"job", "a"}}, nlohmann::json{{"type", "cancel"}},
                                  nlohmann::json{{"type", "cancel"}, {"job", ""}},
                                  nlohmann::json{{"type", "dance"}, {"job", "a"}}, nlohmann::json(3)}) {
            const auto read = messageFromJson(wrong);
            QVERIFY(!read);
            QCOMPARE(read.error().code, std::string("protocol.message"));
        }
    }

    void jobsSurviveTheRoundTrip()
    {
        CompressJob compress;
        compress.model = "/m";
        compress.recipeText = "a: 1\n";
        compress.calibration = {{"/a.txt", "/b.csv"}, {"x", "y"}, " ", "\n"};
        compress.sequenceLength = 512;
        compress.seed = -1;
        compress.memoryGiB = 1.5;
        compress.halfActivations = true;
        compress.device = "cuda:1";
        CompressJob readCompress;
        QVERIFY(bool(fromJson(toJson(compress), readCompress)));
        QVERIFY(readCompress == compress);

        EvaluateJob evaluate;
        evaluate.text.files = {"/t.txt"};
        evaluate.limitTokens = std::int64_t(1) << 40;
        EvaluateJob readEvaluate;
        QVERIFY(bool(fromJson(toJson(evaluate), readEvaluate)));
        QVERIFY(readEvaluate == evaluate);

        const LogitsJob logits{"/m", {1, 2, 3}, "/o", 2};
        LogitsJob readLogits;
        QVERIFY(bool(fromJson(toJson(logits), readLogits)));
        QVERIFY(readLogits == logits);

        const GenerateJob generate{"/m", {1, 2}, 7, 0.5, 40, 0.9, 0.05, 1.1, std::uint64_t(1) << 63, 2};
        GenerateJob readGenerate;
        QVERIFY(bool(fromJson(toJson(generate), readGenerate)));
        QVERIFY(readGenerate == generate);

        const TrainDemoJob train{"/o", 10, 3, 1};
        TrainDemoJob readTrain;
        QVERIFY(bool(fromJson(toJson(train), readTrain)));
        QVERIFY(readTrain == train);

        ExportJob exported;
        exported.model = "/m";
        exported.target = "gguf";
        exported.type = "Q4_K_M";
        exported.out = "/o.gguf";
        exported.certificate = false;
        exported.text.files = {"/t.txt"};
        ExportJob readExport;
        QVERIFY(bool(fromJson(toJson(exported), readExport)));
        QVERIFY(readExport == exported);
    }

    void jobParametersAreStrict()
    {
        const auto code = [](const nlohmann::json& json) {
            EvaluateJob job;
            const auto read = fromJson(json, job);
            return read ? std::string() : read.error().code;
        };
        const auto good = toJson(EvaluateJob{});
        QCOMPARE(code(good), std::string());
        auto json = good;
        json["windowTokens"] = 3;
        QCOMPARE(code(json), std::string("protocol.job"));
        json = good;
        json["stride"] = "3";
        QCOMPARE(code(json), std::string("protocol.job"));
        json = good;
        json["text"]["files"] = {1, 2};
        QCOMPARE(code(json), std::string("protocol.job"));
        json = good;
        json["text"]["more"] = 1;
        QCOMPARE(code(json), std::string("protocol.job"));
        json = good;
        json.erase("text");
        QCOMPARE(code(json), std::string("protocol.job"));
        QCOMPARE(code(nullptr), std::string("protocol.job"));
    }
};

QTEST_GUILESS_MAIN(EventsTest)
#include "events_test.moc"
