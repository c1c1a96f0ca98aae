// Structured pruning of a real trained model, against figures of an independent float64 implementation
// (golden/algorithms: greedy OSSCAR with single exchanges and the layer's own weights as target; neighbouring layers by
// perplexity).

#include <cmath>

#include "core/base/atomic_file.h"
#include "core/engine/executor.h"
#include "core/engine/generation.h"
#include "tests/support/stories_run.h"

#include <QTest>

using namespace espalier;
using tests::CompressRun;
using tests::sparseMlStage;

namespace {

std::string osscar(const std::string& keys)
{
    return sparseMlStage("narrow", "    OSSCARPruningModifier: {multiple: 4, " + keys + "}\n");
}

std::string depth(const std::string& keys)
{
    return sparseMlStage("depth", "    DepthPruningModifier: {" + keys + "}\n");
}

std::string path(const QString& file)
{
    return file.toStdString();
}

} // namespace

class StructuredStoriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (tests::sharedData("models/stories260K").isEmpty())
            QSKIP("needs models/stories260K of the shared reference data");
    }

    void widths_data()
    {
        QTest::addColumn<std::string>("recipe");
        QTest::addColumn<double>("golden");
        QTest::addColumn<double>("atMost"); ///< of the golden perplexity
        QTest::addColumn<int>("width");     ///< kept on average
        // Float32 forward passes and Hessians: as in stories_test.cpp. Measured: 7.2090 and 10.0896.
        QTest::newRow("10 %") << osscar("mlp_pruning_ratio: 0.1") << 7.2090 << 1.005 << 156;
        QTest::newRow("25 %") << osscar("mlp_pruning_ratio: 0.25") << 10.0896 << 1.005 << 128;
        // Half way to the uncompressed model's output: no help here (7.2634), hence not the default.
        QTest::newRow("mixed target, 10 %")
            << osscar("target_mix: 0.5, mlp_pruning_ratio: 0.1") << 7.2090 << 1.02 << 156;
        // Beyond the reference, as recipes/osscar-10.yaml. Measured: 7.196 and 9.944.
        const std::string refit = "    MaskedRefitModifier: {target_mix: 0.25}\n";
        QTest::newRow("10 %, refitted") << osscar("mlp_pruning_ratio: 0.1") + refit << 7.2090 << 1.0 << 156;
        QTest::newRow("25 %, refitted") << osscar("mlp_pruning_ratio: 0.25") + refit << 10.0896 << 1.0 << 128;
    }

    void widths()
    {
        QFETCH(std::string, recipe);
        QFETCH(double, golden);
        QFETCH(double, atMost);
        QFETCH(int, width);
        const CompressRun run = runRecipe(recipe, false);
        const double after = tests::storiesPerplexity(run);
        qInfo("%.4f, golden %.4f", after, golden);
        QVERIFY2(after < golden * atMost, qPrintable(QString::number(after)));
        const auto stored = model::Checkpoint::open(run.result["model"].get<std::string>());
        QVERIFY(stored);
        std::int64_t sum = 0;
        for (const model::LayerSpec& layer : stored->spec().layers)
            sum += layer.find(model::Role::Down)->inFeatures;
        QCOMPARE(sum, std::int64_t(width) * std::int64_t(stored->spec().layers.size()));
    }

    void layers_data()
    {
        QTest::addColumn<std::string>("recipe");
        QTest::addColumn<std::string>("removed"); ///< as the golden pipeline; empty: any
        QTest::addColumn<double>("golden");
        const std::string window = "bridge: false, method: window, measure: perplexity, layers: ";
        QTest::newRow("window of 1") << depth(window + "1") << std::string("[2]") << 14.5546;
        QTest::newRow("window of 2") << depth(window + "2") << std::string("[3,4]") << 65.5390;
        QTest::newRow("1 with a bridge") << depth("layers: 1") << std::string() << 14.5546;
        QTest::newRow("greedy 2, no bridge") << depth("layers: 2, bridge: false") << std::string() << 65.5390;
        QTest::newRow("2 with bridges") << depth("layers: 2") << std::string() << 65.5390;
    }

    void layers()
    {
        QFETCH(std::string, recipe);
        QFETCH(std::string, removed);
        QFETCH(double, golden);
        const CompressRun run = runRecipe(recipe, false);
        const double after = tests::storiesPerplexity(run);
        const auto manifest = nlohmann::json::parse(*readTextFile(path(m_directory.filePath("run/manifest.json"))));
        const nlohmann::json& decision = manifest["stages"][0]["decisions"][0]["decision"];
        qInfo("%.4f without %s, golden %.4f", after, decision["removed"].dump().c_str(), golden);
        if (!removed.empty()) {
            QCOMPARE(decision["removed"].dump(), removed);
            QVERIFY(std::abs(after - golden) < 1e-4 * golden);
        }
        QVERIFY(after <= golden * (1.0 + 1e-4));
    }

    /// Fewer layers, narrower ones, int8 of half of what is left: three stages, then the engine speaks.
    void aSmallModelSpeaks()
    {
        const CompressRun run = runRecipe(
            depth("layers: 1") + osscar("mlp_pruning_ratio: 0.1") +
            sparseMlStage("int8",
                          "    QuantizationModifier:\n      ignore: [lm_head]\n      config_groups:\n        group_0:\n"
                          "          targets: [Linear]\n"
                          "          weights: {num_bits: 8, symmetric: true, strategy: channel}\n"));
        const std::string folder = run.result["model"];
        ThreadPool pool(1);
        engine::LoadOptions options;
        options.cache = false;
        auto model = engine::LoadedModel::load(folder, pool, options);
        QVERIFY2(bool(model), model ? "" : model.error().message.c_str());
        QCOMPARE((*model)->layers().size(), std::size_t(4));
        const auto tokenizer = text::Tokenizer::load(folder);
        QVERIFY(tokenizer);
        engine::Executor executor(*model, pool);
        engine::Sequence sequence((*model)->spec(), 128, engine::KvType::Float32);
        QVERIFY(executor.prefill(sequence, (*tokenizer)->encode("Once upon a time")));
        std::string text;
        for (int i = 0; i < 24; ++i) {
            const auto logits = executor.logits(0);
            const auto best = text::TokenId(std::max_element(logits.begin(), logits.end()) - logits.begin());
            text += (*tokenizer)->decode(std::vector<text::TokenId>{best});
            const engine::BatchPart part{&sequence, std::span(&best, 1)};
            QVERIFY(executor.forward({&part, 1}));
        }
        qInfo("%s", text.c_str());
        QVERIFY(text.size() > 24);
        QVERIFY(tests::storiesPerplexity(run) < 20.0); // 14.55 by depth alone
    }

private:
    CompressRun runRecipe(const std::string& recipe, bool evaluated = true)
    {
        m_directory = QTemporaryDir();
        return tests::storiesRun(recipe, m_directory.filePath("run"), {}, evaluated);
    }

    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(StructuredStoriesTest)
#include "structured_stories_test.moc"
