// Whole runs of the modifiers that scale inputs, on a real trained model and on one with outlier channels.

#include <cmath>
#include <cstring>

#include "core/formats/safetensors.h"
#include "tests/support/stories_run.h"
#include "tests/support/tiny_model.h"

#include <QDir>
#include <QTest>

using namespace espalier;
using tests::CompressRun;
using tests::oneStage;

namespace {

constexpr double kDense = 6.4683;

/// int8 weights by channel, int8 activations by tensor with fixed ranges.
const std::string kStaticInt8 = "- QuantizationModifier:\n"
                                "    ignore: [lm_head]\n"
                                "    config_groups:\n"
                                "      all:\n"
                                "        targets: ['Linear']\n"
                                "        weights: {num_bits: 8, strategy: channel}\n"
                                "        input_activations: {num_bits: 8, strategy: tensor, symmetric: false}\n";

/// stories260K with four channels of every norm 30 times as large and the weights that read them that much smaller: it
/// computes the same, with the outliers that larger models have by themselves.
void writeOutlierModel(const QString& folder)
{
    const QString source = tests::sharedData("models/stories260K");
    const auto file = formats::SafetensorsFile::open((source + "/model.safetensors").toStdString()).take();
    tests::TinyTensors tensors;
    for (const formats::TensorInfo& info : file.tensors()) {
        tests::TinyTensor tensor{formats::DType::F32, info.shape, {}, {}};
        std::int64_t count = 1;
        for (const std::int64_t size : info.shape)
            count *= size;
        tensor.floats.resize(std::size_t(count));
        formats::convertToFloat32(info.dtype, file.data(info), tensor.floats);
        const auto names = [&](std::initializer_list<const char*> parts) {
            return std::any_of(parts.begin(), parts.end(),
                               [&](const char* part) { return info.name.find(part) != std::string::npos; });
        };
        const bool norm = names({"input_layernorm", "post_attention_layernorm"});
        const std::size_t width = norm ? 1 : std::size_t(info.shape.back());
        if (norm || names({"q_proj", "k_proj", "v_proj", "gate_proj", "up_proj"})) {
            for (std::size_t i = 0; i < tensor.floats.size(); ++i) {
                const std::size_t channel = norm ? i : i % width;
                if (channel % 16 == 5)
                    tensor.floats[i] *= norm ? 30.0F : 1.0F / 30.0F;
            }
        }
        tensors[info.name] = std::move(tensor);
    }
    QDir().mkpath(folder);
    for (const char* name : {"config.json", "tokenizer.model", "tokenizer_config.json"})
        QFile::copy(source + "/" + name, folder + "/" + name);
    tests::writeTensors((folder + "/model.safetensors").toStdString(), tensors);
}

} // namespace

class ScalingStoriesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (tests::sharedData("models/stories260K").isEmpty())
            QSKIP("needs models/stories260K of the shared reference data");
        writeOutlierModel(outlierModel());
    }

    void smoothingAloneChangesNothing_data()
    {
        QTest::addColumn<std::string>("modifier");
        QTest::newRow("SmoothQuant") << std::string("- SmoothQuantModifier: {smoothing_strength: 0.8}");
        QTest::newRow("all mappings") << std::string(
            "- SmoothQuantModifier: {mappings: [[['re:.*q_proj', 're:.*k_proj', 're:.*v_proj'], "
            "'re:.*input_layernorm'], "
            "[['re:.*o_proj'], 're:.*v_proj'], [['re:.*gate_proj', 're:.*up_proj'], 're:.*post_attention_layernorm'], "
            "[['re:.*down_proj'], 're:.*up_proj']]}");
        QTest::newRow("logarithmic") << std::string("- LogarithmicEqualizationModifier: {}");
    }

    void smoothingAloneChangesNothing()
    {
        QFETCH(std::string, modifier);
        const CompressRun run = tests::storiesRun(oneStage(modifier), output(), outlierModel());
        const double after = run.result["perplexityAfter"];
        // Scales of up to 1e3 in float32, through five layers.
        QVERIFY2(std::abs(after / kDense - 1.0) < 1e-4, qPrintable(QString::number(after, 'g', 8)));
        for (const auto& module : run.all<protocol::ModuleResult>())
            QVERIFY(module.relativeError.value_or(0.0) < 1e-9);
    }

    void outlierChannelsAreSmoothed_data()
    {
        QTest::addColumn<std::string>("modifier");
        QTest::newRow("paper") << std::string("- SmoothQuantModifier: {smoothing_strength: 0.8}\n");
        QTest::newRow("llm-compressor") << std::string("- SmoothQuantModifier: {formula: llm-compressor}\n");
        QTest::newRow("logarithmic") << std::string("- LogarithmicEqualizationModifier: {}\n");
    }

    void outlierChannelsAreSmoothed()
    {
        QFETCH(std::string, modifier);
        const auto loss = [&](const std::string& modifiers) {
            const CompressRun run = tests::storiesRun(oneStage(modifiers + kStaticInt8), output(), outlierModel());
            return run.result["perplexityAfter"].get<double>() - kDense;
        };
        if (m_plainLoss == 0.0)
            m_plainLoss = loss("");
        const double smoothed = loss(modifier);
        qInfo("perplexity %.4f, unsmoothed %.4f", kDense + smoothed, kDense + m_plainLoss);
        QVERIFY(smoothed < 0.5 * m_plainLoss); // at least half of the loss is gone
    }

    void aMappingThatFitsNowhereIsNamed()
    {
        const QString folder = output();
        try {
            tests::storiesRun(oneStage("- SmoothQuantModifier: {mappings: [[['re:.*fc1'], 're:.*final_layer_norm']]}"),
                              folder);
            QFAIL("it ran");
        } catch (const std::exception& error) {
            const QString said = error.what();
            QVERIFY2(said.startsWith("recipe.mappings"), error.what());
            QVERIFY2(said.contains("re:.*final_layer_norm") && said.contains("model.layers.0.input_layernorm"),
                     error.what());
            QVERIFY(!QFileInfo::exists(folder)); // found before anything ran
        }
    }

private:
    QString outlierModel() const { return m_model.filePath("outliers"); }
    QString output()
    {
        m_directory = QTemporaryDir();
        return m_directory.filePath("run");
    }

    double m_plainLoss = 0.0; ///< of int8 without smoothing
    QTemporaryDir m_model;
    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(ScalingStoriesTest)
#include "scaling_stories_test.moc"
