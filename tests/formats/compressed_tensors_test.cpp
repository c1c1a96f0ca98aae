#include <cmath>

#include <QTest>
#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/formats/compressed_tensors.h"
#include "core/formats/quantization.h"
#include "core/formats/safetensors.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::formats;
using nlohmann::json;

namespace {

std::vector<float> floats(const SafetensorsFile& file, const std::string& name)
{
    const TensorInfo* info = file.find(name);
    if (info == nullptr) {
        throw std::runtime_error("no tensor " + name);
    }
    std::vector<float> values(static_cast<std::size_t>(info->elements()));
    convertToFloat32(info->dtype, file.data(*info), values);
    return values;
}

std::vector<std::int8_t> codes(const SafetensorsFile& file, const std::string& name)
{
    const auto data = file.data(*file.find(name));
    const auto* first = reinterpret_cast<const std::int8_t*>(data.data());
    return {first, first + data.size()};
}

} // namespace

class CompressedTensorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void packingLayouts()
    {
        QCOMPARE(packedWords(90, 3, PackLayout::Words), std::size_t(9));
        QCOMPARE(packedWords(100, 3, PackLayout::Words), std::size_t(10));
        QCOMPARE(packedWords(700, 3, PackLayout::Stream), std::size_t(66));
        QVERIFY(packLayout(700, 3, 70) == PackLayout::Words);
        QVERIFY(packLayout(700, 3, 66) == PackLayout::Stream);
        QVERIFY(!packLayout(700, 3, 67));
        QVERIFY(packLayout(64, 4, 8) == PackLayout::Stream);
        // by hand, 3 bits: codes -4, 3, 0, ... are stored as 0, 7, 4
        const std::vector<std::int8_t> row = {-4, 3, 0, -4, -4, -4, -4, -4, -4, -4, 3};
        QCOMPARE(packRows(row, 1, 11, 3, PackLayout::Words), (std::vector<std::int32_t>{(7 << 3) | (4 << 6), 7}));
        QCOMPARE(packRows(row, 1, 11, 3, PackLayout::Stream),
                 (std::vector<std::int32_t>{std::int32_t((7U << 3) | (4U << 6) | (3U << 30)), 1}));
    }

    void everyWidthComesBack()
    {
        for (int bits = 1; bits <= 8; ++bits) {
            for (const PackLayout layout : {PackLayout::Words, PackLayout::Stream}) {
                std::vector<std::int8_t> source(7 * 45);
                for (std::size_t i = 0; i < source.size(); ++i) {
                    source[i] = static_cast<std::int8_t>(static_cast<int>(i * 29 % (std::size_t(1) << bits)) -
                                                         (1 << (bits - 1)));
                }
                std::vector<float> back(source.size());
                const auto rows = packRows(source, 7, 45, bits, layout);
                unpackRows(std::as_bytes(std::span(rows)), 7, 45, bits, layout, back);
                QVERIFY(std::equal(back.begin(), back.end(), source.begin()));
                const auto columns = packColumns(source, 45, 7, bits, layout);
                unpackColumns(std::as_bytes(std::span(columns)), 45, 7, bits, layout, back);
                QVERIFY(std::equal(back.begin(), back.end(), source.begin()));
            }
        }
    }

    void packingAgreesWithReference()
    {
        const QString path = tests::sharedData("golden/algorithms/packing.safetensors");
        if (path.isEmpty()) {
            QSKIP("reference data is not there");
        }
        const auto file = SafetensorsFile::open(path.toStdString());
        QVERIFY(bool(file));
        for (const int bits : {2, 3, 4, 8}) {
            const std::string w = "w" + std::to_string(bits) + ".";
            const auto source = codes(*file, w + "codes");
            const auto zeros = codes(*file, w + "zp");
            for (const auto& [suffix, layout] :
                 {std::pair{".old", PackLayout::Words}, std::pair{".new", PackLayout::Stream}}) {
                const auto packed = packRows(source, 13, 90, bits, layout);
                QVERIFY(std::ranges::equal(std::as_bytes(std::span(packed)),
                                           file->data(*file->find(w + "weight_packed" + suffix))));
                const auto packedZeros = packColumns(zeros, 13, 3, bits, layout);
                QVERIFY(std::ranges::equal(std::as_bytes(std::span(packedZeros)),
                                           file->data(*file->find(w + "weight_zero_point" + suffix))));
                std::vector<float> back(source.size());
                unpackRows(file->data(*file->find(w + "weight_packed" + suffix)), 13, 90, bits, layout, back);
                QVERIFY(std::equal(back.begin(), back.end(), source.begin()));
            }
        }
    }

    /// Round-to-nearest codes and scales of the reference, dequantized, stay within half a scale of the weights.
    void dequantizationAgreesWithReference()
    {
        const QString path = tests::sharedData("golden/algorithms/rtn.safetensors");
        if (path.isEmpty()) {
            QSKIP("reference data is not there");
        }
        const auto file = SafetensorsFile::open(path.toStdString());
        QVERIFY(bool(file));
        const auto weights = floats(*file, "W");
        const std::size_t in = 256;
        for (const auto& [strategy, group] :
             {std::pair<std::string, std::size_t>{"tensor", 0}, {"channel", 0}, {"g32", 32}, {"g128", 128}}) {
            for (const std::string kind :
                 {"w2_sym", "w3_sym", "w4_sym", "w8_sym", "w2_asym", "w3_asym", "w4_asym", "w8_asym"}) {
                const std::string prefix = strategy + "." + kind;
                std::vector<float> values = floats(*file, prefix + ".codes");
                const std::vector<float> stored = values;
                const auto scales = floats(*file, prefix + ".scale");
                const bool asymmetric = kind.ends_with("_asym");
                const auto zeros = asymmetric ? floats(*file, prefix + ".zp") : std::vector<float>();
                const auto& shape = file->find(prefix + ".scale")->shape;
                ScaleGrid grid{scales, zeros, std::size_t(shape[0]), shape.size() > 1 ? std::size_t(shape[1]) : 1,
                               group,  {}};
                dequantizeRows(values, 0, in, grid);
                double squares = 0.0;
                for (std::size_t i = 0; i < values.size(); ++i) {
                    const std::size_t row = grid.rows == 1 ? 0 : i / in;
                    const std::size_t place = row * grid.columns + (grid.columns == 1 ? 0 : i % in / group);
                    QCOMPARE(values[i], (stored[i] - (asymmetric ? zeros[place] : 0.0F)) * scales[place]);
                    squares += std::pow(double(values[i]) - double(weights[i]), 2);
                }
                const double mse = squares / double(values.size());
                const double expected = json::parse(file->metadata().at(prefix)).at("mse");
                QVERIFY2(std::abs(mse - expected) <= 1e-5 * expected, prefix.c_str());
            }
            // float8 codes are values already
            const auto bits = file->data(*file->find(strategy + ".fp8.codes"));
            std::vector<float> values(bits.size());
            convertToFloat32(DType::F8E4M3, bits, values);
            const auto scales = floats(*file, strategy + ".fp8.scale");
            const auto& shape = file->find(strategy + ".fp8.scale")->shape;
            dequantizeRows(
                values, 0, in,
                {scales, {}, std::size_t(shape[0]), shape.size() > 1 ? std::size_t(shape[1]) : 1, group, {}});
            double squares = 0.0;
            for (std::size_t i = 0; i < values.size(); ++i) {
                squares += std::pow(double(values[i]) - double(weights[i]), 2);
            }
            const double expected = json::parse(file->metadata().at(strategy + ".fp8")).at("mse");
            QVERIFY2(std::abs(squares / double(values.size()) - expected) <= 1e-5 * expected, strategy.c_str());
        }
    }

    void configComesBack()
    {
        QuantizationConfig config;
        config.format = "int-quantized";
        QuantizationArgs weights;
        weights.strategy = Strategy::Channel;
        weights.observer = "minmax";
        QuantizationArgs inputs;
        inputs.symmetric = false;
        QuantizationArgs groups;
        groups.bits = 4;
        groups.strategy = Strategy::Group;
        groups.groupSize = 128;
        QuantizationArgs floating;
        floating.type = QuantizationType::Float;
        floating.strategy = Strategy::Token;
        floating.dynamic = true;
        QuantizationArgs blocks;
        blocks.type = QuantizationType::Float;
        blocks.strategy = Strategy::Block;
        blocks.blockRows = 128;
        blocks.blockColumns = 64;
        config.groups = {{{"Linear"}, weights, inputs, std::nullopt},
                         {{"re:.*down_proj"}, groups, floating, inputs, "pack-quantized"},
                         {{"re:.*up_proj"}, blocks, floating, std::nullopt, "float-quantized"}};
        config.keysAndValues = inputs;
        config.ignore = {"lm_head"};
        const auto back = quantizationConfigFromJson(toJson(config));
        QVERIFY2(bool(back), back ? "" : back.error().message.c_str());
        QCOMPARE(back->format, config.format);
        QCOMPARE(back->ignore, config.ignore);
        QVERIFY(back->keysAndValues == config.keysAndValues);
        QCOMPARE(back->groups.size(), std::size_t(3));
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(back->groups[i].format, config.groups[i].format);
            QVERIFY(back->groups[i].targets == config.groups[i].targets);
            QVERIFY(back->groups[i].weights == config.groups[i].weights);
            QVERIFY(back->groups[i].inputActivations == config.groups[i].inputActivations);
            QVERIFY(back->groups[i].outputActivations == config.groups[i].outputActivations);
        }
    }

    void upstreamConfigsAreRead()
    {
        for (const auto& [name, bits] : {std::pair{"configs/compressed-tensors-int4-example.json", 4},
                                         std::pair{"configs/compressed-tensors-w8-example.json", 8}}) {
            const QString path = tests::sharedData(name);
            if (path.isEmpty()) {
                QSKIP("reference data is not there");
            }
            const auto config = quantizationConfigFromJson(json::parse(*readTextFile(path.toStdString())));
            QVERIFY2(bool(config), config ? "" : config.error().message.c_str());
            QCOMPARE(config->groups.at(0).weights->bits, bits);
            QCOMPARE(config->groups.at(0).inputActivations.has_value(), bits == 8);
        }
    }

    void strategyIsInferred()
    {
        const auto strategy = [](const json& weights) {
            return quantizationConfigFromJson(
                       {{"config_groups", {{"g", {{"targets", {"Linear"}}, {"weights", weights}}}}}})
                ->groups.at(0)
                .weights->strategy;
        };
        QVERIFY(strategy({{"group_size", 32}}) == Strategy::Group);
        QVERIFY(strategy({{"group_size", -1}}) == Strategy::Channel);
        QVERIFY(strategy(json::object()) == Strategy::Tensor);
    }

    void whatIsNotUnderstoodIsNamed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("key");
        const auto add = [](const char* text, const char* key) { QTest::newRow(text) << text << key; };
        add("7", "quantization_config");
        add(R"({"quant_method":"gptq"})", "quant_method");
        add(R"({"format":"marlin-24"})", "format");
        add(R"({"format":3})", "format");
        add(R"({"config_groups":[]})", "config_groups");
        add(R"({"config_groups":{"g":1}})", "config_groups.g");
        add(R"({"config_groups":{"g":{"targets":"Linear"}}})", "config_groups.g.targets");
        add(R"({"config_groups":{"g":{"format":"mxfp4-pack-quantized"}}})", "config_groups.g.format");
        add(R"({"config_groups":{"g":{"weights":1}}})", "config_groups.g.weights");
        add(R"({"config_groups":{"g":{"weights":{"num_bits":16}}}})", "config_groups.g.weights.num_bits");
        add(R"({"config_groups":{"g":{"weights":{"num_bits":4,"type":"float"}}}})", "config_groups.g.weights.num_bits");
        add(R"({"config_groups":{"g":{"weights":{"type":"complex"}}}})", "config_groups.g.weights.type");
        add(R"({"config_groups":{"g":{"weights":{"strategy":"rows"}}}})", "config_groups.g.weights.strategy");
        add(R"({"config_groups":{"g":{"weights":{"strategy":"block"}}}})", "config_groups.g.weights.block_structure");
        add(R"({"config_groups":{"g":{"weights":{"strategy":"block","block_structure":[0,128]}}}})",
            "config_groups.g.weights.block_structure");
        add(R"({"config_groups":{"g":{"weights":{"strategy":"block","block_structure":"128"}}}})",
            "config_groups.g.weights.block_structure");
        add(R"({"config_groups":{"g":{"weights":{"strategy":"group"}}}})", "config_groups.g.weights.group_size");
        add(R"({"config_groups":{"g":{"weights":{"group_size":-7}}}})", "config_groups.g.weights.group_size");
        add(R"({"config_groups":{"g":{"weights":{"symmetric":"yes"}}}})", "config_groups.g.weights.symmetric");
        add(R"({"config_groups":{"g":{"weights":{"block_structure":[128,128]}}}})",
            "config_groups.g.weights.block_structure");
        add(R"({"config_groups":{"g":{"input_activations":{"dynamic":"local"}}}})",
            "config_groups.g.input_activations.dynamic");
        add(R"({"ignore":[1]})", "ignore");
        add(R"({"kv_cache_scheme":{"num_bits":8,"dynamic":true}})", "kv_cache_scheme");
        add(R"({"kv_cache_scheme":{"num_bits":8,"strategy":"channel"}})", "kv_cache_scheme");
        add(R"({"transform_config":{"config_groups":{}}})", "transform_config");
        add(R"({"sparsity_config":{"format":"marlin-24"}})", "sparsity_config.format");
    }

    void whatIsNotUnderstoodIsNamed()
    {
        QFETCH(QString, text);
        QFETCH(QString, key);
        const auto config = quantizationConfigFromJson(json::parse(text.toStdString()));
        QVERIFY(!config);
        QCOMPARE(config.error().code, std::string("quantization.config"));
        QVERIFY2(config.error().message.find("'" + key.toStdString() + "'") != std::string::npos,
                 config.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(CompressedTensorsTest)
#include "compressed_tensors_test.moc"
