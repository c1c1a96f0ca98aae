#include <limits>

#include <QTemporaryDir>
#include <QTest>

#include "core/model/statistics.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::model;
using namespace espalier::tests;
using formats::DType;

class StatisticsTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_root;
    int m_count = 0;

    Result<Checkpoint> openWith(const nlohmann::json& config, const TinyTensors& tensors)
    {
        const std::filesystem::path folder = m_root.filePath(QString::number(m_count++)).toStdString();
        writeModel(folder, config, tensors);
        return Checkpoint::open(folder);
    }

private Q_SLOTS:
    void denseWeights()
    {
        TinyTensors tensors = tinyTensors();
        std::vector<float> values(96, 0.5F);
        values[3] = 0.0F;
        values[4] = -0.0F;
        values[50] = -7.0F;
        values[95] = 9.0F;
        values[7] = std::numeric_limits<float>::quiet_NaN();
        values[8] = -std::numeric_limits<float>::infinity();
        tensors["model.layers.0.mlp.up_proj.weight"].floats = values;
        const auto checkpoint = openWith(tinyConfig(), tensors);
        QVERIFY(bool(checkpoint));
        const auto found = weightStatistics(*checkpoint, "model.layers.0.mlp.up_proj");
        QVERIFY(bool(found));
        QCOMPARE(found->count, 96);
        QCOMPARE(found->zeros, 2);
        QCOMPARE(found->notFinite, 2);
        QCOMPARE(found->minimum, -7.0F);
        QCOMPARE(found->maximum, 9.0F);
        QCOMPARE(found->sparsity(), 2.0 / 96.0);
        QCOMPARE(weightStatistics(*checkpoint, "model.norm")->count, 8);
        QCOMPARE(weightStatistics(*checkpoint, "model").error().code, std::string("model.tensor.missing"));
        const CancelToken cancel;
        cancel.request();
        QCOMPARE(weightStatistics(*checkpoint, "model.norm", cancel).error().code, std::string("cancelled"));
    }

    void zeroOfCodesIsTheZeroPoint()
    {
        TinyTensors tensors = tinyTensors();
        const std::string module = "model.layers.1.mlp.down_proj";
        std::vector<std::int8_t> codes(96, 3);
        codes[0] = 0; // not a zero of this grid
        codes[10] = -5;
        codes[90] = -5;
        tensors[module + ".weight"] = raw(DType::I8, {8, 12}, codes);
        TinyTensor one;
        one.shape = {1};
        one.floats = {0.25F};
        tensors[module + ".weight_scale"] = one;
        tensors[module + ".weight_zero_point"] = raw(DType::I8, {1}, std::vector<std::int8_t>{-5});
        nlohmann::json config = tinyConfig();
        config["quantization_config"] = {
            {"format", "int-quantized"},
            {"config_groups", {{"g", {{"targets", {module}}, {"weights", {{"symmetric", false}}}}}}}};
        const auto checkpoint = openWith(config, tensors);
        QVERIFY(bool(checkpoint) && bool(checkpoint->requireComplete()));
        const auto found = weightStatistics(*checkpoint, module);
        QVERIFY(bool(found));
        QCOMPARE(found->zeros, 2);
        QCOMPARE(found->maximum, 2.0F);
        const auto format = storedFormat(*checkpoint, *checkpoint->module(module));
        QVERIFY(format.has_value());
        QCOMPARE(format->dtype, std::string("INT8"));
        QCOMPARE(format->bits, 8.0);
        QCOMPARE(format->parameters, 96);
        QCOMPARE(format->bytes, std::uint64_t(96 + 4 + 1));
        const auto dense = storedFormat(*checkpoint, *checkpoint->module("model.norm"));
        QCOMPARE(dense->dtype, std::string("F32"));
        QCOMPARE(dense->bits, 32.0);
        QVERIFY(!storedFormat(*checkpoint, *checkpoint->module("model.layers.0.mlp")));
    }

    void manyRowsAreReadInParts()
    {
        nlohmann::json config = tinyConfig();
        config["vocab_size"] = 20000; // more than one part of 2^16 elements, the last one short
        TinyTensors tensors = tinyTensors();
        tensors["model.embed_tokens.weight"] = filled({20000, 8});
        tensors["lm_head.weight"] = filled({20000, 8});
        const auto checkpoint = openWith(config, tensors);
        QVERIFY(bool(checkpoint));
        const auto found = weightStatistics(*checkpoint, "lm_head");
        QCOMPARE(found->count, 160000);
        QCOMPARE(found->zeros, 40000);
    }
};

QTEST_GUILESS_MAIN(StatisticsTest)
#include "statistics_test.moc"
