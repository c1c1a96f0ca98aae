// Whole runs on a real trained model, against figures of an independent float64 implementation (golden/algorithms).

#include <cmath>
#include <fstream>

#include "core/base/atomic_file.h"
#include "core/eval/windows.h"
#include "tests/support/stories_run.h"

#include <QTest>

using namespace espalier;
using tests::CompressRun;

namespace {

constexpr std::int64_t kTargetedWeights = 226'560; ///< of the five layers

/// Exactly the first example of the seed: joint int8 and 50 %, embeddings asymmetric, the head quantized too.
const char* const kSeedRecipe = R"(
compression_stage:
    run_type: oneshot
    oneshot_modifiers:
        QuantizationModifier:
            ignore: [LlamaRotaryEmbedding, LlamaRMSNorm, SiLUActivation, QuantizableMatMul]
            post_oneshot_calibration: true
            scheme_overrides:
                Linear:
                    weights:
                        num_bits: 8
                        symmetric: true
                        strategy: channel
                Embedding:
                    input_activations: null
                    weights:
                        num_bits: 8
                        symmetric: false
        SparseGPTModifier:
            sparsity: 0.5
            quantize: True
            targets: ['re:model.layers.\d*$']
)";

std::string stage(const std::string& modifiers)
{
    return "test_stage:\n  run_type: oneshot\n  test_modifiers:\n" + modifiers;
}

const std::string kWeightsOfLayers = R"(
    QuantizationModifier:
      ignore: [lm_head]
      config_groups:
        group_0:
          targets: [Linear]
          weights: {num_bits: 8, symmetric: true, strategy: channel}
)";

std::string path(const QString& file)
{
    return file.toStdString();
}

} // namespace

class StoriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_model = tests::sharedData("models/stories260K");
        if (m_model.isEmpty())
            QSKIP("needs models/stories260K of the shared reference data");
    }

    void calibrationWindowsAreTheReferences()
    {
        const auto tokenizer = text::Tokenizer::load(path(m_model));
        QVERIFY(tokenizer);
        const auto stream =
            text::loadStream({path(tests::sharedData("text/tinystories/first_half.txt"))}, {}, **tokenizer);
        QVERIFY(stream);
        const auto windows = text::windows(stream->tokens, 256, 64);
        QVERIFY(windows);
        std::vector<text::TokenId> joined;
        for (const auto& window : *windows)
            joined.insert(joined.end(), window.begin(), window.end());
        std::ifstream file(path(tests::sharedData("golden/algorithms/stories260K_calib.i32")), std::ios::binary);
        std::vector<text::TokenId> golden(64 * 256);
        file.read(reinterpret_cast<char*>(golden.data()), std::streamsize(golden.size() * 4));
        QVERIFY(file.good());
        QVERIFY(joined == golden);
    }

    void perplexity_data()
    {
        QTest::addColumn<std::string>("recipe");
        QTest::addColumn<double>("golden");
        QTest::addColumn<double>("worse"); ///< allowed share
        QTest::addColumn<double>("better");
        const auto sparseGpt = [](const std::string& arguments) {
            return stage("    SparseGPTModifier:\n" + arguments);
        };
        // float32 sweeps against float64: the published float32 classes differ from the reference by 0.5 %.
        QTest::newRow("magnitude 50 %") << stage("    MagnitudePruningModifier:\n      final_sparsity: 0.5\n"
                                                 "      targets: ['re:model.layers.*_proj.weight']\n")
                                        << 56.7711 << 1e-4 << 1e-4;
        const std::string block128 = "      block_size: 128\n";
        QTest::newRow("SparseGPT 50 %, block 128")
            << sparseGpt("      sparsity: 0.5\n      targets: ['re:model.layers.\\d+$']\n" + block128) << 24.8569
            << 5e-3 << 1e-2;
        QTest::newRow("SparseGPT 50 %") << sparseGpt("      sparsity: 0.5\n      targets: ['re:model.layers.\\d+$']\n")
                                        << 22.4113 << 5e-3 << 1e-2;
        QTest::newRow("SparseGPT 2:4") << sparseGpt("      sparsity: 0.5\n      mask_structure: '2:4'\n"
                                                    "      targets: ['re:model.layers.\\d+$']\n")
                                       << 43.2287 << 5e-3 << 1e-2;
        QTest::newRow("round to nearest") << stage(kWeightsOfLayers) << 6.4750 << 3e-4 << 3e-4;
        QTest::newRow("joint sweep") << stage(kWeightsOfLayers.substr(1) +
                                              "    SparseGPTModifier:\n      sparsity: 0.5\n      quantize: true\n"
                                              "      targets: ['re:model.layers.\\d+$']\n" +
                                              block128)
                                     << 24.5221 << 5e-3 << 1e-2;
    }

    void perplexity()
    {
        QFETCH(std::string, recipe);
        QFETCH(double, golden);
        QFETCH(double, worse);
        QFETCH(double, better);
        const CompressRun run = runRecipe(recipe, false);
        const double after = tests::storiesPerplexity(run);
        qInfo("%.4f, golden %.4f", after, golden);
        QVERIFY2(after <= golden * (1.0 + worse), qPrintable(QString::number(after)));
        QVERIFY2(after >= golden * (1.0 - better), qPrintable(QString::number(after)));
        if (recipe.find("0.5") != std::string::npos && recipe.find("Quantization") == std::string::npos)
            QCOMPARE(run.result["zeros"].get<std::int64_t>(), kTargetedWeights / 2);
    }

    void seedRecipe()
    {
        const CompressRun run = runRecipe(kSeedRecipe);
        const double after = run.result["perplexityAfter"];
        const double before = run.result["perplexityBefore"];
        qInfo("%.4f, before %.4f", after, before);
        QVERIFY2(std::abs(before - 6.4683) < 1e-4 * 6.4683, qPrintable(QString::number(before)));
        QVERIFY(std::abs(after - tests::storiesPerplexity(run)) < 1e-9 * after);
        QVERIFY(after < 0.5 * 56.7711); // magnitude at the same sparsity
        QVERIFY(after < 24.5221);       // the reference's joint sweep, which leaves activations in float32
        for (const auto& module : run.all<protocol::ModuleResult>()) {
            if (module.layer >= 0)
                QVERIFY2(module.sparsity >= 0.5 && module.sparsity < 0.55, module.module.c_str());
        }
        const auto manifest = nlohmann::json::parse(*readTextFile(path(m_directory.filePath("run/manifest.json"))));
        QCOMPARE(manifest["status"].get<std::string>(), std::string("finished"));
        for (const auto& module : manifest["stages"][0]["modules"]) {
            if (module["layer"].get<int>() >= 0)
                QCOMPARE(module["maskSparsity"].get<double>(), 0.5);
        }
        QCOMPARE(manifest["stages"][0]["reloadedProbe"].get<double>(),
                 manifest["stages"][0]["probes"].back()["perplexity"].get<double>());
        const auto stored = model::Checkpoint::open(run.result["model"].get<std::string>());
        QVERIFY(stored);
        QVERIFY(!stored->spec().tiedEmbeddings);
        QVERIFY(stored->storedScheme("lm_head"));
        QVERIFY(stored->storedScheme("model.embed_tokens"));
        QVERIFY(stored->find("model.embed_tokens.weight_zero_point"));
        QVERIFY(stored->find("model.layers.0.mlp.down_proj.input_scale"));
    }

private:
    CompressRun runRecipe(const std::string& recipe, bool evaluated = true)
    {
        m_directory = QTemporaryDir();
        return tests::storiesRun(recipe, m_directory.filePath("run"), {}, evaluated);
    }

    QString m_model;
    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(StoriesTest)
#include "stories_test.moc"
