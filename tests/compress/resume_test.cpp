// Runs that end early and go on: the result is that of a run that was never disturbed. And runs that begin at a layer
// of another one.

#include <csignal>
#include <random>
#include <regex>
#include <set>

#include <sys/resource.h>

#include "core/base/atomic_file.h"
#include "core/model/checkpoint.h"
#include "tests/support/compress_run.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QTest>

using namespace espalier;
using tests::CompressRun;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr int kLayers = 3;

std::string pruning(const std::string& sparsity)
{
    return "prune_stage:\n  run_type: oneshot\n  pruning_modifiers:\n    SparseGPTModifier:\n      sparsity: " +
           sparsity + "\n      targets: ['re:model.layers.\\d+$']\n";
}

json config()
{
    json config = tests::tinyConfig();
    config["num_hidden_layers"] = kLayers;
    return config;
}

/// Random weights of kLayers layers.
tests::TinyTensors weights(unsigned seed)
{
    tests::TinyTensors tensors = tests::tinyTensors();
    for (const auto& [name, tensor] : tests::tinyTensors()) {
        if (const auto place = name.find(".layers.1."); place != std::string::npos)
            tensors[std::string(name).replace(place, 10, ".layers.2.")] = tensor;
    }
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0.0F, 0.4F);
    for (auto& [name, tensor] : tensors) {
        for (float& value : tensor.floats)
            value = tensor.shape.size() == 1 ? 1.0F : normal(random);
    }
    return tensors;
}

/// What a SIGKILL is to a process: nothing in the pipeline catches it.
struct Killed
{
};

/// A manifest without what depends on the clock, the process and the folder.
json figuresOf(const fs::path& run)
{
    json manifest = json::parse(readTextFile(run / "manifest.json").value());
    for (const char* key : {"process", "seconds", "request", "fork"})
        manifest.erase(key);
    for (json& stage : manifest["stages"]) {
        stage.erase("seconds");
        stage["probes"] = stage["probes"].back(); // on the way there are as many as there is time for
        for (const char* list : {"modules", "layers"}) {
            for (json& row : stage[list]) {
                row.erase("seconds");
                row.erase("phases");
            }
        }
    }
    for (auto& [name, figure] : manifest["figures"].items()) {
        for (const char* key : {"seconds", "tokensPerSecond"}) {
            if (figure.is_object())
                figure.erase(key);
        }
    }
    manifest["figures"].erase("seconds");
    manifest["figures"].erase("peakMemoryBytes");
    return manifest;
}

} // namespace

class ResumeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_root = m_directory->path().toStdString();
        tests::writeModel(m_root / "model", config(), weights(5));
        QVERIFY(writeFileAtomically(m_root / "model/tokenizer.json", tests::letterTokenizer().dump()));
        QVERIFY(writeFileAtomically(m_root / "calibration.txt", tests::letters(400, 1)));
        QVERIFY(writeFileAtomically(m_root / "evaluation.txt", tests::letters(200, 2)));
    }

    /// Killed at every third of its events in turn (which meets each place of a layer's work in one of the layers),
    /// each time gone on with.
    void aRunThatIsKilledAnywhereGoesOn()
    {
        const CompressRun whole = tests::compressed(options("whole", tests::kPruneAndQuantize));
        const auto events = std::count_if(whole.events.begin(), whole.events.end(), [](const auto& event) {
            return !std::holds_alternative<protocol::Progress>(event);
        });
        QVERIFY(events > 50);
        for (std::size_t at = 1; at + 5 < std::size_t(events); at += 3) { // probes may be a few more or less
            fs::remove_all(m_root / "run");
            kill("run", tests::kPruneAndQuantize, at);
            const CompressRun resumed = tests::compressed(resuming("run", tests::kPruneAndQuantize));
            compareRuns("whole", "run");
            QVERIFY(resumed.result["perplexityAfter"] == whole.result["perplexityAfter"]);
            QVERIFY(resumed.result["sparsity"] == whole.result["sparsity"]);
            if (QTest::currentTestFailed()) {
                qWarning("killed at event %zu of %zu", at, std::size_t(events));
                return;
            }
        }
    }

    void aRunThatIsKilledAgainAndAgainGoesOn()
    {
        (void)tests::compressed(options("whole", tests::kPruneAndQuantize));
        kill("run", tests::kPruneAndQuantize, 12);
        int attempts = 0;
        for (; attempts < 100; ++attempts) {
            try {
                kill("run", tests::kPruneAndQuantize, 18, true); // more events than a start and one layer have
            } catch (const std::runtime_error&) {                // it came to its end before that event
                break;
            }
        }
        QVERIFY2(attempts > 2 && attempts < 100, qPrintable(QString::number(attempts)));
        compareRuns("whole", "run");
    }

    void whatIsFinishedIsNotDoneAgain()
    {
        kill("run", tests::kPruneAndQuantize, indexOfLayer(tests::kPruneAndQuantize, "prune", 2));
        const CompressRun resumed = tests::compressed(resuming("run", tests::kPruneAndQuantize));
        const auto begun = resumed.all<protocol::RunBegun>();
        QCOMPARE(begun.size(), std::size_t(1));
        QCOMPARE(begun.front().resumedStage.value(), std::string("prune"));
        QCOMPARE(begun.front().resumedLayer.value(), 2);
        std::vector<int> layers;
        for (const auto& layer : resumed.all<protocol::LayerBegun>()) {
            if (layer.stage == "prune")
                layers.push_back(layer.layer);
        }
        QCOMPARE(layers, std::vector<int>{2});
        const auto progress = resumed.all<protocol::Progress>();
        QVERIFY(!progress.empty() && progress.front().fraction > 0.1); // of one of two stages, two of three layers
    }

    void aFinishedRunIsFinished()
    {
        const CompressRun run = tests::compressed(options("run", tests::kPruneAndQuantize));
        const auto files = tests::filesOf(m_root / "run/stage_quantize");
        const CompressRun again = tests::compressed(resuming("run", tests::kPruneAndQuantize));
        QVERIFY(again.all<protocol::LayerBegun>().empty());
        QVERIFY(again.result["perplexityAfter"] == run.result["perplexityAfter"]);
        QVERIFY(tests::filesOf(m_root / "run/stage_quantize") == files);
    }

    void resumingNothingBegins()
    {
        const CompressRun run = tests::compressed(resuming("run", pruning("0.5")));
        QVERIFY(!run.all<protocol::RunBegun>().front().resumedStage);
        QCOMPARE(run.result["sparsity"].get<double>(), 0.5);
    }

    void anotherRunIsRefused_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("words");
        QTest::newRow("recipe") << "recipe"
                                << "sparsity in stage prune is now 0.75, was 0.5";
        QTest::newRow("seed") << "seed"
                              << "the seed is now 1, was 0";
        QTest::newRow("samples") << "samples"
                                 << "the number of samples is now 4, was 8";
        QTest::newRow("data") << "data"
                              << "the calibration text is another one";
        QTest::newRow("evaluation") << "evaluation"
                                    << "the evaluation text is another one";
        QTest::newRow("model") << "model"
                               << "the model's model.safetensors is another one";
        QTest::newRow("stage") << "stage"
                               << "stage quantize is new";
    }

    void anotherRunIsRefused()
    {
        QFETCH(QString, what);
        QFETCH(QString, words);
        kill("run", pruning("0.5"), indexOfLayer(pruning("0.5"), "prune", 1));
        const auto manifest = readTextFile(m_root / "run/manifest.json").value();
        const auto partial = tests::filesOf(m_root / "run/stage_prune.partial");
        auto asked = resuming("run", what == "recipe"  ? pruning("0.75")
                                     : what == "stage" ? tests::kPruneAndQuantize
                                                       : pruning("0.5"));
        if (what == "seed")
            asked.seed = 1;
        if (what == "samples")
            asked.samples = 4;
        if (what == "data")
            QVERIFY(writeFileAtomically(m_root / "calibration.txt", tests::letters(400, 7)));
        if (what == "evaluation")
            QVERIFY(writeFileAtomically(m_root / "evaluation.txt", tests::letters(200, 8)));
        if (what == "model")
            tests::writeModel(m_root / "model", config(), weights(6));
        auto pipeline = compress::Pipeline::prepare(std::move(asked));
        QVERIFY(pipeline);
        const auto refused = pipeline->run([](const protocol::EventBody&) {}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, std::string("run.resume.mismatch"));
        QVERIFY2(refused.error().message.find(words.toStdString()) != std::string::npos,
                 refused.error().message.c_str());
        QCOMPARE(readTextFile(m_root / "run/manifest.json").value(), manifest);
        QVERIFY(tests::filesOf(m_root / "run/stage_prune.partial") == partial);
    }

    void aFolderWithoutAManifestIsRefused()
    {
        kill("run", pruning("0.5"), indexOfLayer(pruning("0.5"), "prune", 1));
        fs::remove(m_root / "run/manifest.json");
        QCOMPARE(compress::Pipeline::prepare(resuming("run", pruning("0.5"))).error().code,
                 std::string("run.resume.mismatch"));
        QVERIFY(writeFileAtomically(m_root / "run/manifest.json", "nonsense"));
        QCOMPARE(compress::Pipeline::prepare(resuming("run", pruning("0.5"))).error().code,
                 std::string("run.manifest"));
    }

    void aDamagedJournalIsSaid()
    {
        kill("run", pruning("0.5"), indexOfLayer(pruning("0.5"), "prune", 1));
        QVERIFY(
            writeFileAtomically(m_root / "run/stage_prune.partial/journal.json", R"({"format": 1, "sections": [3]})"));
        auto pipeline = compress::Pipeline::prepare(resuming("run", pruning("0.5")));
        QVERIFY(pipeline);
        QCOMPARE(pipeline->run([](const protocol::EventBody&) {}, {}).error().code, std::string("run.journal"));
    }

    /// A process that died while it laid the folder out has left no journal.
    void anUnfinishedLayoutIsBegunAgain()
    {
        kill("run", pruning("0.5"), indexOfLayer(pruning("0.5"), "prune", 1));
        fs::remove(m_root / "run/stage_prune.partial/journal.json");
        fs::resize_file(m_root / "run/stage_prune.partial/model.safetensors", 100);
        (void)tests::compressed(resuming("run", pruning("0.5")));
        (void)tests::compressed(options("whole", pruning("0.5")));
        compareRuns("whole", "run");
    }

    void aRunThatFoundTheDiskFullGoesOn()
    {
        auto pipeline = compress::Pipeline::prepare(options("run", tests::kPruneAndQuantize));
        QVERIFY(pipeline);
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto sink = [&](const protocol::EventBody& event) {
            const auto* layer = std::get_if<protocol::LayerBegun>(&event);
            if (layer && layer->layer == 1) {
                const rlimit limit{16, before.rlim_max};
                setrlimit(RLIMIT_FSIZE, &limit);
            }
        };
        const auto result = pipeline->run(sink, {});
        setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(result.error().code, std::string("disk.full"));
        pipeline = Error{};
        (void)tests::compressed(resuming("run", tests::kPruneAndQuantize));
        (void)tests::compressed(options("whole", tests::kPruneAndQuantize));
        compareRuns("whole", "run");
    }

    void aCancelledRunGoesOn()
    {
        auto pipeline = compress::Pipeline::prepare(options("run", tests::kPruneAndQuantize));
        QVERIFY(pipeline);
        const CancelToken cancel;
        const auto sink = [&](const protocol::EventBody& event) {
            const auto* layer = std::get_if<protocol::LayerBegun>(&event);
            if (layer && layer->stage == "quantize" && layer->layer == 1)
                cancel.request();
        };
        QVERIFY_EXCEPTION_THROWN((void)pipeline->run(sink, cancel), Cancelled);
        pipeline = Error{};
        (void)tests::compressed(resuming("run", tests::kPruneAndQuantize));
        (void)tests::compressed(options("whole", tests::kPruneAndQuantize));
        compareRuns("whole", "run");
    }

    void aForkWithTheSameSettingsGivesTheSame_data()
    {
        QTest::addColumn<QString>("stage");
        QTest::addColumn<int>("layer");
        QTest::newRow("first stage") << "stage_prune" << 1;
        QTest::newRow("first layer") << "stage_prune" << 0;
        QTest::newRow("only the head") << "stage_prune" << kLayers;
        QTest::newRow("second stage") << "stage_quantize" << 2;
    }

    void aForkWithTheSameSettingsGivesTheSame()
    {
        QFETCH(QString, stage);
        QFETCH(int, layer);
        (void)tests::compressed(options("whole", tests::kPruneAndQuantize));
        auto asked = options("run", tests::kPruneAndQuantize);
        asked.forkFrom = m_root / "whole" / stage.toStdString();
        asked.forkLayer = layer;
        const CompressRun run = tests::compressed(std::move(asked));
        compareRuns("whole", "run");
        std::set<std::string> told;
        for (const auto& module : run.all<protocol::ModuleResult>())
            told.insert(module.module);
        QVERIFY(told.size() >= std::size_t(7 * kLayers)); // those that were taken over are told too
        for (const auto& begun : run.all<protocol::LayerBegun>())
            QVERIFY(("stage_" + begun.stage) != stage.toStdString() || begun.layer >= layer);
    }

    void aForkGoesOnWithOtherSettings()
    {
        kill("first", pruning("0.5"), indexOfLayer(pruning("0.5"), "prune", 2));
        auto asked = options("run", pruning("0.75"));
        asked.forkFrom = m_root / "first/stage_prune.partial/";
        asked.forkLayer = 2;
        kill(asked, indexOfLayer(pruning("0.5"), "prune", 1)); // a forked run can be killed as well
        asked.resume = true;
        const CompressRun run = tests::compressed(asked);
        const auto first = model::Checkpoint::open(m_root / "first/stage_prune.partial");
        const auto stage = model::Checkpoint::open(m_root / "run/stage_prune");
        QVERIFY(first && stage);
        for (int layer = 0; layer < kLayers; ++layer) {
            const std::string name = "model.layers." + std::to_string(layer) + ".mlp.up_proj.weight";
            const auto values = stage->readFloats(name).value();
            const auto zeros = std::count(values.begin(), values.end(), 0.0F);
            QCOMPARE(zeros, std::ptrdiff_t(layer < 2 ? 48 : 72)); // of 96
            QCOMPARE(values == first->readFloats(name).value(), layer < 2);
        }
        const double share = (2 * 0.5 + 0.75) / 3;
        QVERIFY(std::abs(run.result["sparsity"].get<double>() - share) < 1e-9);
    }

    void aForkThatDoesNotFitIsRefused_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("words");
        QTest::newRow("not finished") << "layer"
                                      << "run.fork.layer"
                                      << "layers 0 to 2";
        QTest::newRow("no stage") << "folder"
                                  << "run.fork.source"
                                  << "no stage of a run";
        QTest::newRow("another model") << "model"
                                       << "run.fork.mismatch"
                                       << "model.safetensors is another one";
        QTest::newRow("another stage") << "name"
                                       << "run.fork.mismatch"
                                       << "no stage prune";
        QTest::newRow("another format") << "format"
                                        << "run.fork.mismatch"
                                        << "is F32 [16, 8] there and I8 [16, 8] here";
    }

    void aForkThatDoesNotFitIsRefused()
    {
        QFETCH(QString, what);
        QFETCH(QString, code);
        QFETCH(QString, words);
        kill("first", pruning("0.5"), indexOfLayer(pruning("0.5"), "prune", 2));
        std::string document = pruning("0.75");
        if (what == "name")
            document = std::regex_replace(document, std::regex("prune_stage"), "other_stage");
        if (what == "format") {
            const std::string two = tests::kPruneAndQuantize;
            document =
                std::regex_replace(two.substr(two.find("quantize_stage")), std::regex("quantize_stage"), "prune_stage");
        }
        auto asked = options("run", document);
        asked.forkFrom = m_root / (what == "folder" ? "model" : "first/stage_prune.partial");
        asked.forkLayer = what == "layer" ? 3 : 2;
        if (what == "model")
            tests::writeModel(m_root / "model", config(), weights(6));
        const auto refused = endOf(std::move(asked));
        QVERIFY(!refused);
        QCOMPARE(QString::fromStdString(refused.error().code), code);
        QVERIFY2(refused.error().message.find(words.toStdString()) != std::string::npos,
                 refused.error().message.c_str());
    }

private:
    compress::CompressOptions options(const char* output, const std::string& document) const
    {
        compress::CompressOptions asked;
        asked.model = m_root / "model";
        asked.output = m_root / output;
        asked.recipe = tests::parsedRecipe(document);
        asked.calibrationFiles = {m_root / "calibration.txt"};
        asked.evaluationFiles = {m_root / "evaluation.txt"};
        asked.samples = 8;
        asked.windowTokens = 16;
        return asked;
    }

    compress::CompressOptions resuming(const char* output, const std::string& document) const
    {
        auto asked = options(output, document);
        asked.resume = true;
        return asked;
    }

    static Result<json> endOf(compress::CompressOptions asked)
    {
        auto pipeline = compress::Pipeline::prepare(std::move(asked));
        return pipeline ? pipeline->run([](const protocol::EventBody&) {}, {}) : pipeline.error();
    }

    /// Throws std::runtime_error if the run ends before that event.
    static void kill(compress::CompressOptions asked, std::size_t event)
    {
        auto pipeline = compress::Pipeline::prepare(std::move(asked));
        if (!pipeline)
            throw std::logic_error(toString(pipeline.error()));
        std::size_t count = 0;
        const auto sink = [&](const protocol::EventBody& body) {
            if (!std::holds_alternative<protocol::Progress>(body) && count++ == event)
                throw Killed{};
        };
        try {
            const auto result = pipeline->run(sink, {});
            if (!result)
                throw std::logic_error(toString(result.error()));
        } catch (const Killed&) {
            return;
        }
        throw std::runtime_error("the run ended before it was killed");
    }

    void kill(const char* output, const std::string& document, std::size_t event, bool resume = false) const
    {
        auto asked = options(output, document);
        asked.resume = resume;
        kill(std::move(asked), event);
    }

    /// The number of the event that begins a layer, Progress not counted.
    std::size_t indexOfLayer(const std::string& document, const char* stage, int layer) const
    {
        const CompressRun run = tests::compressed(options("counted", document));
        fs::remove_all(m_root / "counted");
        std::size_t index = 0;
        for (const protocol::EventBody& event : run.events) {
            const auto* begun = std::get_if<protocol::LayerBegun>(&event);
            if (begun && begun->stage == stage && begun->layer == layer)
                return index;
            index += std::holds_alternative<protocol::Progress>(event) ? 0 : 1;
        }
        throw std::logic_error("no such layer");
    }

    void compareRuns(const char* expected, const char* got) const
    {
        for (const char* stage : {"stage_prune", "stage_quantize"}) {
            if (!fs::exists(m_root / expected / stage))
                continue;
            const auto a = tests::filesOf(m_root / expected / stage);
            const auto b = tests::filesOf(m_root / got / stage);
            for (const auto& [name, content] : a)
                QVERIFY2(b.contains(name) && b.at(name) == content, (std::string(stage) + "/" + name).c_str());
            QCOMPARE(a.size(), b.size());
        }
        const json difference = json::diff(figuresOf(m_root / expected), figuresOf(m_root / got));
        QVERIFY2(difference.empty(), difference.dump(1).c_str());
        for (const auto& entry : fs::directory_iterator(m_root / got))
            QVERIFY2(entry.path().string().find(".partial") == std::string::npos, entry.path().c_str());
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    fs::path m_root;
};

QTEST_GUILESS_MAIN(ResumeTest)
#include "resume_test.moc"
