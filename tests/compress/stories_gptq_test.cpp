// GPTQ on a real trained model, against figures of an independent float64 implementation (golden/algorithms).

#include <algorithm>

#include "core/model/checkpoint.h"
#include "tests/support/stories_run.h"

#include <QTest>

using namespace espalier;
using tests::CompressRun;

namespace {

std::string stage(const std::string& modifiers)
{
    return "test_stage:\n  run_type: oneshot\n  test_modifiers:\n" + modifiers;
}

} // namespace

class StoriesGptqTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (tests::sharedData("models/stories260K").isEmpty())
            QSKIP("needs models/stories260K of the shared reference data");
    }

    void gptq_data()
    {
        QTest::addColumn<std::string>("weights");
        QTest::addColumn<std::string>("keys");
        QTest::addColumn<double>("golden");
        QTest::addColumn<double>("worse"); ///< allowed share
        QTest::addColumn<double>("better");
        const std::string group4 = "num_bits: 4, strategy: group, group_size: 32";
        const std::string group3 = "num_bits: 3, strategy: group, group_size: 32";
        const std::string channel4 = "num_bits: 4, strategy: channel";
        const std::string natural = "      actorder: none\n";
        // A weight on a rounding tie decides by the arithmetic: the reference moves by 0.2 % at 4 bits and 0.4 % at 3,
        // and by 0.2 % more with act-order, where its float32 classes are at 6.9018.
        QTest::newRow("w4g32") << group4 << natural << 6.9321 << 3e-3 << 5e-3;
        QTest::newRow("w4") << channel4 << natural << 7.1515 << 3e-3 << 5e-3;
        QTest::newRow("w3g32") << group3 << natural << 11.0466 << 6e-3 << 1e-2;
        QTest::newRow("w4g32 asymmetric") << group4 + ", symmetric: false" << natural << 6.8549 << 3e-3 << 5e-3;
        QTest::newRow("w4g32, act-order") << group4 << std::string() << 6.9158 << 3e-3 << 5e-3;
        QTest::newRow("w3g32, act-order") << group3 << std::string() << 10.9583 << 8e-3 << 1.2e-2;
        // Beyond the reference, as recipes/best-int4.yaml: the goal is 6.80, measured 6.7976. Another processor's ties
        // may cost what they cost above.
        const std::string fitted = "      scale_search: true\n      scale_descent: 4\n";
        QTest::newRow("w4g32, fitted scales") << group4 << fitted << 6.7976 << 3e-3 << 2e-2;
    }

    void gptq()
    {
        QFETCH(std::string, weights);
        QFETCH(std::string, keys);
        QFETCH(double, golden);
        QFETCH(double, worse);
        QFETCH(double, better);
        const std::string schemes =
            "      ignore: [lm_head]\n      config_groups:\n        group_0: {targets: [Linear], "
            "weights: {" +
            weights + "}}\n";
        const CompressRun run = runRecipe(stage("    GPTQModifier:\n" + schemes + keys));
        const double after = tests::storiesPerplexity(run);
        qInfo("%.4f, golden %.4f", after, golden);
        QVERIFY2(after <= golden * (1.0 + worse), qPrintable(QString::number(after)));
        QVERIFY2(after >= golden * (1.0 - better), qPrintable(QString::number(after)));
        if (QTest::currentDataTag() != std::string("w4g32"))
            return;
        const double nearest = tests::storiesPerplexity(runRecipe(stage("    QuantizationModifier:\n" + schemes)));
        QVERIFY2(nearest > after, qPrintable(QString::number(nearest)));
        // The schemes of a QuantizationModifier before it are the same run.
        const CompressRun given =
            runRecipe(stage("    QuantizationModifier:\n" + schemes + "    GPTQModifier:\n      actorder: none\n"));
        QCOMPARE(tests::storiesPerplexity(given), after);
    }

    /// Every zero of 2:4 stays, within one stage and when a pruned folder is taken up again.
    void gptqKeepsZeros()
    {
        const std::string prune = "    SparseGPTModifier:\n      sparsity: 0.5\n      mask_structure: '2:4'\n"
                                  "      targets: ['re:model.layers.\\d+$']\n";
        const std::string quantize = "    GPTQModifier:\n      ignore: [lm_head]\n      config_groups:\n"
                                     "        group_0: {targets: [Linear], weights: {num_bits: 4, strategy: group, "
                                     "group_size: 32}}\n";
        const CompressRun run = runRecipe("prune_stage:\n  run_type: oneshot\n  a_modifiers:\n" + prune +
                                          "quantize_stage:\n  run_type: oneshot\n  a_modifiers:\n" + quantize);
        const double after = tests::storiesPerplexity(run);
        qInfo("%.4f, reference with updates dropped 46.6754, joint sweep 45.6556", after);
        for (const auto& module : run.all<protocol::ModuleResult>()) {
            if (module.layer >= 0)
                QVERIFY2(module.sparsity >= 0.5, module.module.c_str());
        }
        const auto stored = model::Checkpoint::open(run.result["model"].get<std::string>());
        QVERIFY(stored);
        for (const model::LayerSpec& layer : stored->spec().layers) {
            for (const model::LinearSpec& linear : layer.linears) {
                std::vector<float> weight(std::size_t(linear.outFeatures * linear.inFeatures));
                QVERIFY(stored->readWeight(linear.name, weight));
                for (std::size_t i = 0; i + 4 <= weight.size(); i += 4) // widths are multiples of 4
                    QVERIFY(std::count(weight.begin() + std::ptrdiff_t(i), weight.begin() + std::ptrdiff_t(i) + 4,
                                       0.0F) >= 2);
            }
        }
        // The layers' errors fall by a seventh (gptq_test); the perplexity of so damaged a model hardly follows.
        QVERIFY(after < 1.02 * 46.6754);
    }

private:
    CompressRun runRecipe(const std::string& recipe)
    {
        m_directory = QTemporaryDir();
        return tests::storiesRun(recipe, m_directory.filePath("run"), {}, false);
    }

    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(StoriesGptqTest)
#include "stories_gptq_test.moc"
