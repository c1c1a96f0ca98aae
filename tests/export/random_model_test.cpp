#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <QTemporaryDir>
#include <QTest>

#include "core/export/random_model.h"
#include "core/model/checkpoint.h"
#include "core/model/statistics.h"

using namespace espalier;
using exporting::RandomWeights;

namespace {

nlohmann::json smallConfig()
{
    return {{"model_type", "llama"},    {"architectures", {"LlamaForCausalLM"}},
            {"hidden_size", 256},       {"intermediate_size", 384},
            {"num_hidden_layers", 1},   {"num_attention_heads", 4},
            {"num_key_value_heads", 2}, {"max_position_embeddings", 64},
            {"vocab_size", 300},        {"rms_norm_eps", 1e-5},
            {"hidden_act", "silu"},     {"tie_word_embeddings", false},
            {"torch_dtype", "bfloat16"}};
}

} // namespace

class RandomModelTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    model::Checkpoint make(const char* name, const RandomWeights& weights) const
    {
        const std::string out = m_folder.filePath(QString::fromLatin1(name)).toStdString();
        const auto bytes = exporting::writeRandomModel(smallConfig(), out, weights);
        if (!bytes) {
            throw std::runtime_error(toString(bytes.error()));
        }
        auto checkpoint = model::Checkpoint::open(out);
        if (!checkpoint || !checkpoint->requireComplete()) {
            throw std::runtime_error("the random model does not load");
        }
        return checkpoint.take();
    }

private Q_SLOTS:
    void everyTypeLoadsWithItsScale_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("bf16") << int(RandomWeights::Type::BFloat16) << 0.02;
        QTest::newRow("int8") << int(RandomWeights::Type::Int8) << 0.02;
        QTest::newRow("int4") << int(RandomWeights::Type::Int4) << 0.05; // codes clipped at 2.8 deviations
    }

    /// Variance 1 / columns, so that activations keep their size from layer to layer.
    void everyTypeLoadsWithItsScale()
    {
        QFETCH(int, type);
        QFETCH(double, tolerance);
        RandomWeights weights;
        weights.type = RandomWeights::Type(type);
        const auto checkpoint = make(QTest::currentDataTag(), weights);
        std::vector<float> values(384 * 256);
        QVERIFY(bool(checkpoint.readWeight("model.layers.0.mlp.up_proj", values)));
        double squares = 0.0;
        for (const float value : values) {
            squares += double(value) * value;
        }
        // The mean square of n normal numbers has the relative deviation sqrt(2 / n) = 0.0045.
        QVERIFY2(std::abs(squares / 384 - 1.0) < tolerance, qPrintable(QString::number(squares / 384)));
        QCOMPARE(*checkpoint.readFloats("model.norm.weight"), std::vector<float>(256, 1.0F));
    }

    void patternsHold()
    {
        RandomWeights weights;
        weights.type = RandomWeights::Type::Int8;
        weights.kept = 4;
        weights.of = 16;
        const auto checkpoint = make("pattern", weights);
        std::vector<float> values(256 * 384);
        QVERIFY(bool(checkpoint.readWeight("model.layers.0.mlp.down_proj", values)));
        for (std::size_t group = 0; group < values.size(); group += 16) {
            QCOMPARE(std::count(values.begin() + long(group), values.begin() + long(group) + 16, 0.0F), 12);
        }
    }

    void routersStayFloats()
    {
        auto config = smallConfig();
        config["model_type"] = "mixtral";
        config["num_local_experts"] = 3;
        config["num_experts_per_tok"] = 2;
        RandomWeights weights;
        weights.type = RandomWeights::Type::Int8;
        const std::string out = m_folder.filePath("experts").toStdString();
        QVERIFY(bool(exporting::writeRandomModel(config, out, weights)));
        const auto checkpoint = model::Checkpoint::open(out);
        QVERIFY(checkpoint && checkpoint->requireComplete());
        QVERIFY(checkpoint->unexpectedTensors().empty());
        QVERIFY(!checkpoint->storedScheme("model.layers.0.block_sparse_moe.gate"));
        QVERIFY(checkpoint->storedScheme("model.layers.0.block_sparse_moe.experts.2.w3"));
        QVERIFY(checkpoint->find("model.layers.0.block_sparse_moe.gate.weight")->info->dtype == formats::DType::BF16);
    }

    void shareOfZerosIsAsAsked()
    {
        RandomWeights weights;
        weights.type = RandomWeights::Type::Int4;
        weights.density = 0.25;
        const auto checkpoint = make("share", weights);
        const auto statistics = model::weightStatistics(checkpoint, "model.layers.0.mlp.down_proj");
        QVERIFY(bool(statistics));
        // n = 98304 draws: deviation sqrt(.25 * .75 / n) = .0014.
        QVERIFY2(std::abs(statistics->sparsity() - 0.75) < 0.007, qPrintable(QString::number(statistics->sparsity())));
    }

    void theSameSeedGivesTheSameWeights()
    {
        RandomWeights weights;
        weights.seed = 7;
        const auto first = make("first", weights);
        const auto second = make("second", weights);
        weights.seed = 8;
        const auto third = make("third", weights);
        const auto read = [](const model::Checkpoint& checkpoint) {
            std::vector<float> values(300 * 256);
            return checkpoint.readWeight("lm_head", values) ? values : std::vector<float>();
        };
        QCOMPARE(read(first), read(second));
        QVERIFY(read(first) != read(third));
    }

    void badInputIsNamed()
    {
        const std::string out = m_folder.filePath("bad").toStdString();
        QCOMPARE(exporting::writeRandomModel({{"model_type", "none"}}, out, {}).error().code,
                 std::string("model.family.unknown"));
        auto config = smallConfig();
        config.erase("hidden_size");
        QCOMPARE(exporting::writeRandomModel(config, out, {}).error().code, std::string("model.config"));
        QCOMPARE(exporting::writeRandomModel(smallConfig(), m_folder.path().toStdString(), {}).error().code,
                 std::string("file.exists"));
    }
};

QTEST_GUILESS_MAIN(RandomModelTest)
#include "random_model_test.moc"
