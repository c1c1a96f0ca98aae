// Whole runs on a tiny random model: what is written, and what is left when a run ends early.

#include <cmath>
#include <csignal>
#include <random>

#include <sys/resource.h>

#include <ATen/ops/equal.h>

#include "core/base/atomic_file.h"
#include "core/compress/stage_journal.h"
#include "core/nn/language_model.h"
#include "tests/support/compress_run.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QTest>

using namespace espalier;
using tests::CompressRun;
using tests::kSparseGpt;
namespace fs = std::filesystem;

namespace {

const char* const kJoint = R"(
test_stage:
  run_type: oneshot
  test_modifiers:
    QuantizationModifier:
      post_oneshot_calibration: true
      scheme_overrides:
        Linear:
          weights: {num_bits: 8, symmetric: true, strategy: channel}
        Embedding:
          input_activations: null
          weights: {num_bits: 8, symmetric: false}
    SparseGPTModifier:
      sparsity: 0.5
      quantize: true
      targets: ['re:model.layers.\d+$']
)";

const char* const kMagnitude = R"(
test_stage:
  run_type: oneshot
  test_modifiers:
    MagnitudePruningModifier:
      final_sparsity: 0.25
      targets: ['re:model.layers.*_proj.weight']
)";

const char* const kPruneThenQuantize = R"(
prune_stage:
  run_type: oneshot
  pruning_modifiers:
    SparseGPTModifier:
      sparsity: 0.5
      targets: ['re:model.layers.\d+$']
quantize_stage:
  run_type: oneshot
  quantization_modifiers:
    QuantizationModifier:
      ignore: [lm_head]
      config_groups:
        group_0:
          targets: [Linear]
          weights: {num_bits: 8, symmetric: true, strategy: channel}
)";

/// Random weights without a single zero, so that every zero afterwards is the run's.
tests::TinyTensors randomTensors(const nlohmann::json& config)
{
    tests::TinyTensors tensors = tests::tinyTensors();
    std::mt19937 random(5);
    std::normal_distribution<float> normal(0.0F, 0.4F);
    for (auto& [name, tensor] : tensors) {
        const bool norm = tensor.shape.size() == 1;
        for (float& value : tensor.floats)
            value = norm ? 1.0F : normal(random) + 1e-4F;
    }
    if (config["tie_word_embeddings"])
        tensors.erase("lm_head.weight");
    return tensors;
}

at::Tensor logitsOf(const fs::path& folder)
{
    const auto checkpoint = model::Checkpoint::open(folder);
    if (!checkpoint)
        throw std::runtime_error(toString(checkpoint.error()));
    const std::vector<std::int32_t> ids = {1, 5, 9, 2, 7, 3, 0, 15};
    return nn::sequenceLogits(*checkpoint, ids);
}

std::int64_t zerosOf(const model::Checkpoint& checkpoint, const std::string& module)
{
    const auto shape = checkpoint.weightShape(module);
    std::vector<float> values(std::size_t(shape[0] * shape[1]));
    if (const auto read = checkpoint.readWeight(module, values); !read)
        throw std::runtime_error(toString(read.error()));
    return std::count(values.begin(), values.end(), 0.0F);
}

std::vector<std::string> entries(const fs::path& folder)
{
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

nlohmann::json manifestOf(const fs::path& run)
{
    return nlohmann::json::parse(readTextFile(run / "manifest.json").value());
}

} // namespace

class PipelineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_root = m_directory->path().toStdString();
        writeModel(tests::tinyConfig(), randomTensors(tests::tinyConfig()));
    }

    void prunesExactlyHalf()
    {
        const CompressRun run = tests::compressed(options(kSparseGpt));
        const auto stored = model::Checkpoint::open(m_root / "run/stage_test");
        QVERIFY(stored);
        for (const auto& layer : stored->spec().layers) {
            for (const auto& linear : layer.linears)
                QCOMPARE(zerosOf(*stored, linear.name), linear.outFeatures * linear.inFeatures / 2);
        }
        QCOMPARE(zerosOf(*stored, "lm_head"), std::int64_t(0));
        QCOMPARE(run.result["sparsity"].get<double>(), 0.5);
        QCOMPARE(run.all<protocol::ModuleResult>().size(), std::size_t(14));
        for (const auto& module : run.all<protocol::ModuleResult>())
            QVERIFY(module.relativeError && *module.relativeError > 0.0 && *module.relativeError < 1.0);
        QVERIFY(!model::Checkpoint::open(m_root / "run/stage_test")->quantization());
    }

    void untouchedTensorsKeepTheirBytes()
    {
        (void)tests::compressed(options(kMagnitude));
        const auto before = model::Checkpoint::open(m_root / "model");
        const auto after = model::Checkpoint::open(m_root / "run/stage_test");
        QVERIFY(before && after);
        for (const std::string name : {"lm_head.weight", "model.embed_tokens.weight", "model.norm.weight",
                                       "model.layers.1.input_layernorm.weight"}) {
            const auto a = before->find(name)->mapped();
            const auto b = after->find(name)->mapped();
            QVERIFY2(std::equal(a.begin(), a.end(), b.begin(), b.end()), name.c_str());
        }
        QCOMPARE(zerosOf(*after, "model.layers.0.mlp.up_proj"), std::int64_t(24));
    }

    void jointRunLoadsAsItWasInMemory_data()
    {
        QTest::addColumn<bool>("tied");
        QTest::addColumn<int>("dtype");
        QTest::newRow("untied f32") << false << int(formats::DType::F32);
        QTest::newRow("tied f32") << true << int(formats::DType::F32);
        QTest::newRow("untied bf16") << false << int(formats::DType::BF16);
        QTest::newRow("untied f16") << false << int(formats::DType::F16);
    }

    void jointRunLoadsAsItWasInMemory()
    {
        QFETCH(bool, tied);
        QFETCH(int, dtype);
        nlohmann::json config = tests::tinyConfig();
        config["tie_word_embeddings"] = tied;
        tests::TinyTensors tensors = randomTensors(config);
        for (auto& [name, tensor] : tensors)
            tensor.dtype = formats::DType(dtype);
        writeModel(config, tensors);

        const CompressRun run = tests::compressed(options(kJoint));
        const auto stage = manifestOf(m_root / "run")["stages"][0];
        QCOMPARE(stage["reloadedProbe"].get<double>(), stage["probes"].back()["perplexity"].get<double>());
        for (const auto& module : stage["modules"]) {
            if (module["layer"].get<int>() >= 0)
                QCOMPARE(module["maskSparsity"].get<double>(), 0.5);
        }
        const auto stored = model::Checkpoint::open(m_root / "run/stage_test");
        QVERIFY(stored);
        QVERIFY(stored->requireComplete());
        QVERIFY(!stored->spec().tiedEmbeddings);
        for (const std::string module : {"lm_head", "model.layers.0.self_attn.q_proj"}) {
            QCOMPARE(int(stored->find(module + ".weight")->info->dtype), int(formats::DType::I8));
            QVERIFY(stored->storedScheme(module) && stored->storedScheme(module)->inputActivations);
            QVERIFY(stored->find(module + ".input_scale"));
        }
        QVERIFY(stored->find("model.embed_tokens.weight_zero_point"));
        QVERIFY(!stored->storedScheme("model.embed_tokens")->inputActivations);
        // q, k and v read the same tensor.
        const auto scale = [&](const char* module) {
            return stored->readFloats(std::string("model.layers.1.self_attn.") + module + ".input_scale").value();
        };
        QCOMPARE(scale("q_proj"), scale("v_proj"));
        QVERIFY(logitsOf(m_root / "run/stage_test").isfinite().all().item<bool>());
    }

    void reducedTypesPruneExactly()
    {
        tests::TinyTensors tensors = randomTensors(tests::tinyConfig());
        for (auto& [name, tensor] : tensors)
            tensor.dtype = formats::DType::BF16;
        writeModel(tests::tinyConfig(), tensors);
        const CompressRun run = tests::compressed(options(kSparseGpt));
        QCOMPARE(run.result["sparsity"].get<double>(), 0.5);
        const auto stored = model::Checkpoint::open(m_root / "run/stage_test");
        QCOMPARE(int(stored->find("model.layers.0.mlp.up_proj.weight")->info->dtype), int(formats::DType::BF16));
        const auto stage = manifestOf(m_root / "run")["stages"][0];
        QCOMPARE(stage["reloadedProbe"].get<double>(), stage["probes"].back()["perplexity"].get<double>());
    }

    void laterStagesContinueEarlierOnes()
    {
        const CompressRun run = tests::compressed(options(kPruneThenQuantize));
        QCOMPARE(run.result["stages"].size(), std::size_t(2));
        QCOMPARE(entries(m_root / "run"),
                 (std::vector<std::string>{"manifest.json", "recipe.yaml", "stage_prune", "stage_quantize"}));
        const auto pruned = model::Checkpoint::open(m_root / "run/stage_prune");
        const auto quantized = model::Checkpoint::open(run.result["model"].get<std::string>());
        QVERIFY(pruned && quantized);
        const std::string module = "model.layers.1.mlp.gate_proj";
        QVERIFY(!pruned->storedScheme(module) && quantized->storedScheme(module));
        QVERIFY(!quantized->storedScheme("lm_head"));
        QVERIFY(zerosOf(*quantized, module) >= zerosOf(*pruned, module)); // a kept zero stays one
    }

    void sameSeedSameBytes()
    {
        (void)tests::compressed(options(kJoint));
        auto again = options(kJoint);
        again.output = m_root / "again";
        (void)tests::compressed(std::move(again));
        for (const char* file : {"stage_test/model.safetensors", "stage_test/config.json"})
            QVERIFY(readTextFile(m_root / "run" / file).value() == readTextFile(m_root / "again" / file).value());
    }

    void eventsTellTheRun()
    {
        const CompressRun run = tests::compressed(options(kSparseGpt));
        const auto begun = run.all<protocol::RunBegun>();
        QCOMPARE(begun.size(), std::size_t(1));
        QCOMPARE(begun.front().targetSparsity.value(), 0.5);
        QCOMPARE(run.all<protocol::LayerFinished>().size(), std::size_t(2));
        QCOMPARE(run.all<protocol::StageFinished>().size(), std::size_t(1));
        double last = 0.0;
        for (const auto& progress : run.all<protocol::Progress>()) {
            QVERIFY(progress.fraction >= last && progress.fraction <= 1.0);
            last = progress.fraction;
        }
        std::vector<std::string> kinds;
        for (const auto& figure : run.all<protocol::Perplexity>())
            kinds.push_back(figure.kind);
        QCOMPARE(kinds, (std::vector<std::string>{"before", "probe", "probe", "after"}));
        const auto manifest = manifestOf(m_root / "run");
        QCOMPARE(manifest["status"].get<std::string>(), std::string("finished"));
        QCOMPARE(manifest["inputs"]["model"]["files"].size(), std::size_t(2));
        QVERIFY(manifest["figures"]["perplexityAfter"] == run.result["perplexityAfter"]);
        QVERIFY(run.result["perplexityAfter"].get<double>() > 1.0);
    }

    void cancelKeepsTheStageInWork()
    {
        auto pipeline = compress::Pipeline::prepare(options(kSparseGpt));
        QVERIFY(pipeline);
        const CancelToken cancel;
        const auto sink = [&](const protocol::EventBody& event) {
            if (const auto* layer = std::get_if<protocol::LayerBegun>(&event); layer && layer->layer == 1)
                cancel.request();
        };
        bool cancelled = false;
        try {
            (void)pipeline->run(sink, cancel);
        } catch (const Cancelled&) {
            cancelled = true;
        }
        QVERIFY(cancelled);
        pipeline = Error{};
        QCOMPARE(entries(m_root / "run"),
                 (std::vector<std::string>{"manifest.json", "recipe.yaml", "stage_test.partial"}));
        const auto journal = compress::StageJournal::read(m_root / "run/stage_test.partial");
        QVERIFY(journal && *journal);
        QCOMPARE((*journal)->sections().back().section, 0);
        QCOMPARE(manifestOf(m_root / "run")["status"].get<std::string>(), std::string("cancelled"));
    }

    void aFullDiskIsSaid()
    {
        auto pipeline = compress::Pipeline::prepare(options(kSparseGpt));
        QVERIFY(pipeline);
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto sink = [&](const protocol::EventBody& event) {
            if (std::holds_alternative<protocol::LayerBegun>(event)) {
                const rlimit limit{16, before.rlim_max};
                setrlimit(RLIMIT_FSIZE, &limit);
            }
        };
        const auto result = pipeline->run(sink, {});
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(!result);
        QCOMPARE(result.error().code, std::string("disk.full"));
        QCOMPARE(entries(m_root / "run"),
                 (std::vector<std::string>{"manifest.json", "recipe.yaml", "stage_test.partial"}));
    }

    void aHessianOutOfRangeFallsBack()
    {
        tests::TinyTensors tensors = randomTensors(tests::tinyConfig());
        for (float& value : tensors["model.layers.1.mlp.up_proj.weight"].floats)
            value *= 1e25F; // squared beyond float32: the input of down_proj has no Hessian
        writeModel(tests::tinyConfig(), tensors);
        const CompressRun run = tests::compressed(options(kJoint));
        bool found = false;
        for (const auto& module : run.all<protocol::ModuleResult>()) {
            if (module.module != "model.layers.1.mlp.down_proj")
                continue;
            found = true;
            QVERIFY(!module.note.empty());
            QVERIFY(module.sparsity >= 0.5);
            QVERIFY(!module.relativeError);
        }
        QVERIFY(found);
        const auto logs = run.all<protocol::Log>();
        QVERIFY(std::any_of(logs.begin(), logs.end(), [](const auto& log) { return log.level == "warning"; }));
    }

    void badInputIsToldBeforeAnythingIsWritten_data()
    {
        QTest::addColumn<std::string>("what");
        QTest::addColumn<std::string>("code");
        QTest::newRow("no text") << std::string("no text") << std::string("run.data");
        QTest::newRow("window") << std::string("window") << std::string("run.window");
        QTest::newRow("short") << std::string("short") << std::string("data.short");
        QTest::newRow("used folder") << std::string("used") << std::string("run.exists");
        QTest::newRow("target") << std::string("target") << std::string("recipe.target.no-match");
        QTest::newRow("model") << std::string("model") << std::string("model.open");
        QTest::newRow("foreign tokenizer") << std::string("tokens") << std::string("data.tokens");
    }

    void badInputIsToldBeforeAnythingIsWritten()
    {
        QFETCH(std::string, what);
        QFETCH(std::string, code);
        auto asked = options(kSparseGpt);
        if (what == "no text")
            asked.calibrationFiles.clear();
        if (what == "window")
            asked.windowTokens = 33;
        if (what == "short")
            QVERIFY(writeFileAtomically(m_root / "calibration.txt", "abc"));
        if (what == "used")
            fs::create_directories(asked.output / "stage_old");
        if (what == "model")
            asked.model = m_root / "nothing";
        if (what == "tokens") {
            nlohmann::json tokenizer = nlohmann::json::parse(tests::letterTokenizer().dump());
            tokenizer["model"]["vocab"]["a"] = 99;
            QVERIFY(writeFileAtomically(m_root / "model/tokenizer.json", tokenizer.dump()));
        }
        if (what == "target") {
            std::string document = kSparseGpt;
            document.replace(document.find("re:model.layers"), 15, "re:nothing.here");
            asked.recipe = tests::parsedRecipe(document);
        }
        const auto pipeline = compress::Pipeline::prepare(asked);
        QVERIFY(!pipeline);
        QCOMPARE(pipeline.error().code, code);
        QVERIFY(what == "used" || !fs::exists(asked.output));
    }

private:
    void writeModel(const nlohmann::json& config, const tests::TinyTensors& tensors)
    {
        tests::writeModel(m_root / "model", config, tensors);
        QVERIFY(writeFileAtomically(m_root / "model/tokenizer.json", tests::letterTokenizer().dump()));
        QVERIFY(writeFileAtomically(m_root / "calibration.txt", tests::letters(600, 1)));
        QVERIFY(writeFileAtomically(m_root / "evaluation.txt", tests::letters(300, 2)));
    }

    compress::CompressOptions options(const std::string& document) const
    {
        compress::CompressOptions asked;
        asked.model = m_root / "model";
        asked.output = m_root / "run";
        asked.recipe = tests::parsedRecipe(document);
        asked.calibrationFiles = {m_root / "calibration.txt"};
        asked.evaluationFiles = {m_root / "evaluation.txt"};
        asked.samples = 16;
        asked.windowTokens = 32;
        return asked;
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    fs::path m_root;
};

QTEST_GUILESS_MAIN(PipelineTest)
#include "pipeline_test.moc"
