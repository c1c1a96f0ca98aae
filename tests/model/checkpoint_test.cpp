#include <QTemporaryDir>
#include <QTest>

#include "core/formats/compressed_tensors.h"
#include "core/model/checkpoint.h"
#include "tests/support/shared_data.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::model;
using namespace espalier::tests;
using formats::DType;
using nlohmann::json;

namespace {

const std::string kQuery = "model.layers.0.self_attn.q_proj";

json schemeOf(int bits, bool symmetric, const char* strategy, int groupSize = 0, const char* type = "int")
{
    json weights = {{"num_bits", bits}, {"type", type}, {"symmetric", symmetric}, {"strategy", strategy}};
    if (groupSize > 0) {
        weights["group_size"] = groupSize;
    }
    return {{"quant_method", "compressed-tensors"},
            {"format", "int-quantized"},
            {"config_groups", {{"group_0", {{"targets", {kQuery}}, {"weights", weights}}}}}};
}

} // namespace

class CheckpointTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_root;
    int m_count = 0;

    std::filesystem::path fresh() { return m_root.filePath(QString::number(m_count++)).toStdString(); }

    Result<Checkpoint> openWith(const json& config, const TinyTensors& tensors)
    {
        const auto folder = fresh();
        writeModel(folder, config, tensors);
        return Checkpoint::open(folder);
    }

    static std::vector<float> read(const Checkpoint& checkpoint, const std::string& module)
    {
        std::size_t count = 1;
        for (const auto dimension : checkpoint.weightShape(module)) {
            count *= static_cast<std::size_t>(dimension);
        }
        std::vector<float> values(count);
        const auto done = checkpoint.readWeight(module, values);
        return done ? values : std::vector<float>();
    }

private Q_SLOTS:
    void denseModelIsComplete()
    {
        TinyTensors tensors = tinyTensors();
        tensors["model.layers.0.self_attn.rotary_emb.inv_freq"] = filled({2});
        const auto checkpoint = openWith(tinyConfig(), tensors);
        QVERIFY2(bool(checkpoint), checkpoint ? "" : checkpoint.error().message.c_str());
        QVERIFY(bool(checkpoint->requireComplete()));
        QVERIFY(checkpoint->missingTensors().empty());
        QVERIFY(checkpoint->unexpectedTensors().empty()); // the rotary buffer is ignored
        QVERIFY(!checkpoint->quantization());
        QVERIFY(!checkpoint->storedScheme(kQuery));
        QCOMPARE(checkpoint->weightShape(kQuery), (std::vector<std::int64_t>{8, 8}));
        QCOMPARE(read(*checkpoint, kQuery), tensors[kQuery + ".weight"].floats);
        QCOMPARE(*checkpoint->readFloats("model.norm.weight"), tensors["model.norm.weight"].floats);
        std::vector<float> rows(16);
        QVERIFY(bool(checkpoint->readWeightRows(kQuery, 3, rows)));
        QVERIFY(std::equal(rows.begin(), rows.end(), tensors[kQuery + ".weight"].floats.begin() + 24));
        QVERIFY_EXCEPTION_THROWN((void)checkpoint->readWeightRows(kQuery, 7, rows), std::invalid_argument);
        checkpoint->release(kQuery);
        QCOMPARE(read(*checkpoint, kQuery), tensors[kQuery + ".weight"].floats);
        QCOMPARE(checkpoint->tensorNames().size(), tensors.size());
        QCOMPARE(checkpoint->readFloats("absent").error().code, std::string("model.tensor.missing"));
        std::vector<float> none;
        QCOMPARE(checkpoint->readWeight("model.layers", none).error().code, std::string("model.tensor.missing"));
    }

    void missingAndUnexpectedAreListed()
    {
        TinyTensors tensors = tinyTensors();
        tensors.erase("lm_head.weight");
        tensors.erase("model.layers.1.mlp.up_proj.weight");
        tensors["model.layers.0.self_attn.q_proj.bias"] = filled({8});
        tensors["stranger"] = filled({1});
        const auto checkpoint = openWith(tinyConfig(), tensors);
        QVERIFY(bool(checkpoint));
        QCOMPARE(checkpoint->missingTensors(),
                 (std::vector<std::string>{"model.layers.1.mlp.up_proj.weight", "lm_head.weight"}));
        QCOMPARE(checkpoint->unexpectedTensors(),
                 (std::vector<std::string>{"model.layers.0.self_attn.q_proj.bias", "stranger"}));
        const auto complete = checkpoint->requireComplete();
        QVERIFY(!complete);
        QCOMPARE(complete.error().code, std::string("model.tensor.missing"));
        QVERIFY(complete.error().message.find("up_proj") != std::string::npos);
        std::vector<float> values(96);
        QCOMPARE(checkpoint->readWeight("model.layers.1.mlp.up_proj", values).error().code,
                 std::string("model.tensor.missing"));
    }

    void wrongShapesAreRefused()
    {
        TinyTensors tensors = tinyTensors();
        tensors["model.layers.1.mlp.up_proj.weight"] = filled({8, 12});
        auto checkpoint = openWith(tinyConfig(), tensors);
        QVERIFY(bool(checkpoint));
        QCOMPARE(checkpoint->requireComplete().error().code, std::string("model.tensor.shape"));
        tensors = tinyTensors();
        json config = tinyConfig();
        config["attention_bias"] = true;
        for (const std::string layer : {"model.layers.0.", "model.layers.1."}) {
            for (const std::string role : {"q", "k", "v", "o"}) {
                tensors[layer + "self_attn." + role + "_proj.bias"] = filled({role == "q" || role == "o" ? 8 : 4});
            }
        }
        checkpoint = openWith(config, tensors);
        QVERIFY(bool(checkpoint) && bool(checkpoint->requireComplete()));
        tensors["model.layers.0.self_attn.k_proj.bias"] = filled({8});
        checkpoint = openWith(config, tensors);
        QCOMPARE(checkpoint->requireComplete().error().code, std::string("model.tensor.shape"));
        tensors = tinyTensors();
        tensors[kQuery + ".weight"] = raw(DType::I8, {8, 8}, std::vector<std::int8_t>(64, 1));
        checkpoint = openWith(tinyConfig(), tensors);
        QCOMPARE(checkpoint->requireComplete().error().code, std::string("model.tensor.dtype"));
    }

    void tiedHeadReadsTheEmbedding()
    {
        json config = tinyConfig();
        config["tie_word_embeddings"] = true;
        TinyTensors tensors = tinyTensors();
        tensors.erase("lm_head.weight");
        const auto checkpoint = openWith(config, tensors);
        QVERIFY(bool(checkpoint) && bool(checkpoint->requireComplete()));
        QCOMPARE(read(*checkpoint, "lm_head"), tensors["model.embed_tokens.weight"].floats);
        const auto redundant = openWith(config, tinyTensors());
        QVERIFY(bool(redundant) && redundant->unexpectedTensors().empty());
    }

    void shardsEqualOneFile()
    {
        const TinyTensors tensors = tinyTensors();
        const auto folder = fresh();
        writeModel(folder, tinyConfig(), tensors);
        std::filesystem::remove(folder / "model.safetensors");
        TinyTensors first;
        TinyTensors second;
        for (const auto& [name, tensor] : tensors) {
            (name < "model.layers.1" ? first : second)[name] = tensor;
        }
        writeTensors(folder / "model-00001-of-00002.safetensors", first);
        QCOMPARE(Checkpoint::open(folder).error().code, std::string("model.shard.missing"));
        writeTensors(folder / "model-00002-of-00002.safetensors", second);
        const auto byName = Checkpoint::open(folder);
        QVERIFY(bool(byName) && bool(byName->requireComplete()));
        QCOMPARE(byName->files().size(), std::size_t(2));

        json map = json::object();
        for (const auto& [name, tensor] : tensors) {
            map[name] = first.contains(name) ? "model-00001-of-00002.safetensors" : "model-00002-of-00002.safetensors";
        }
        const auto index = [&](const json& content) {
            QVERIFY(bool(writeFileAtomically(folder / "model.safetensors.index.json", content.dump())));
        };
        index({{"weight_map", map}});
        const auto byIndex = Checkpoint::open(folder);
        QVERIFY(bool(byIndex) && bool(byIndex->requireComplete()));
        for (const auto& [name, tensor] : tensors) {
            QCOMPARE(*byName->readFloats(name), tensor.floats);
            QCOMPARE(*byIndex->readFloats(name), tensor.floats);
        }
        map["lm_head.weight"] = "model-00003-of-00002.safetensors";
        index({{"weight_map", map}});
        QCOMPARE(Checkpoint::open(folder).error().code, std::string("model.shard.missing"));
        map["lm_head.weight"] = "../secret.safetensors";
        index({{"weight_map", map}});
        QCOMPARE(Checkpoint::open(folder).error().code, std::string("model.open"));
        index({{"metadata", 1}});
        QCOMPARE(Checkpoint::open(folder).error().code, std::string("model.open"));
        std::filesystem::remove(folder / "model.safetensors.index.json");
        second["model.embed_tokens.weight"] = tensors.at("model.embed_tokens.weight");
        writeTensors(folder / "model-00002-of-00002.safetensors", second);
        QCOMPARE(Checkpoint::open(folder).error().code, std::string("safetensors.duplicate"));
    }

    void brokenFoldersSaySo()
    {
        QCOMPARE(Checkpoint::open(fresh()).error().code, std::string("model.open"));
        QCOMPARE(Checkpoint::open("weights.gguf").error().code, std::string("model.open"));
        const auto folder = fresh();
        std::filesystem::create_directories(folder);
        QCOMPARE(Checkpoint::open(folder).error().code, std::string("model.open"));
        const auto configured = [&](const std::string& text) {
            if (!writeFileAtomically(folder / "config.json", text)) {
                return std::string("cannot write");
            }
            return Checkpoint::open(folder).error().code;
        };
        QCOMPARE(configured("{"), std::string("model.config"));
        QCOMPARE(configured("[]"), std::string("model.config"));
        QCOMPARE(configured("{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}"),
                 std::string("model.config"));
        QCOMPARE(configured(R"({"model_type":"unheard-of"})"), std::string("model.family.unknown"));
        QCOMPARE(configured(tinyConfig().dump()), std::string("model.open")); // no weights
        json config = tinyConfig();
        config["quantization_config"] = {{"quant_method", "bitsandbytes"}};
        QCOMPARE(configured(config.dump()), std::string("quantization.config"));
        config["quantization_config"] = {{"config_groups", {{"g", {{"targets", {"re:("}}}}}}};
        QVERIFY(bool(writeFileAtomically(folder / "config.json", config.dump())));
        writeTensors(folder / "model.safetensors", tinyTensors());
        QCOMPARE(Checkpoint::open(folder).error().code, std::string("quantization.config"));
        QVERIFY(bool(writeFileAtomically(folder / "model.safetensors", "short")));
        QCOMPARE(configured(tinyConfig().dump()), std::string("safetensors.truncated"));
    }

    void integerCodesAreDequantized()
    {
        TinyTensors tensors = tinyTensors();
        std::vector<std::int8_t> codes(64);
        for (std::size_t i = 0; i < codes.size(); ++i) {
            codes[i] = static_cast<std::int8_t>(static_cast<int>(i * 37 % 256) - 128);
        }
        tensors[kQuery + ".weight"] = raw(DType::I8, {8, 8}, codes);
        json config = tinyConfig();
        config["quantization_config"] = schemeOf(8, false, "group", 3); // groups of 3, 3 and 2 inputs
        TinyTensor scale = filled({8, 3});
        TinyTensor zero = raw(DType::I8, {8, 3}, std::vector<std::int8_t>(24, 5));
        tensors[kQuery + ".weight_scale"] = scale;
        tensors[kQuery + ".weight_zero_point"] = zero;
        auto checkpoint = openWith(config, tensors);
        QVERIFY2(bool(checkpoint), checkpoint ? "" : checkpoint.error().message.c_str());
        QVERIFY(bool(checkpoint->requireComplete()));
        QVERIFY(checkpoint->unexpectedTensors().empty());
        QVERIFY(checkpoint->storedScheme(kQuery).has_value() && !checkpoint->storedScheme("lm_head"));
        const std::vector<float> values = read(*checkpoint, kQuery);
        for (std::size_t i = 0; i < 64; ++i) {
            QCOMPARE(values[i], (float(codes[i]) - 5.0F) * scale.floats[i / 8 * 3 + i % 8 / 3]);
        }
        std::vector<float> rows(8);
        QVERIFY(bool(checkpoint->readWeightRows(kQuery, 5, rows)));
        QVERIFY(std::equal(rows.begin(), rows.end(), values.begin() + 40));

        // activation order: each input names its group
        std::vector<std::int32_t> order = {2, 0, 1, 1, 0, 2, 0, 1};
        tensors[kQuery + ".weight_g_idx"] = raw(DType::I32, {8}, order);
        checkpoint = openWith(config, tensors);
        QVERIFY(bool(checkpoint));
        QCOMPARE(read(*checkpoint, kQuery)[8 + 5], (float(codes[13]) - 5.0F) * scale.floats[3 + 2]);
        for (const std::int32_t wrong : {3, -1, 1 << 30}) {
            order[4] = wrong;
            tensors[kQuery + ".weight_g_idx"] = raw(DType::I32, {8}, order);
            QCOMPARE(openWith(config, tensors)->requireComplete().error().code, std::string("model.tensor.shape"));
        }
        for (const float group : {1.0F, std::numeric_limits<float>::quiet_NaN()}) {
            tensors[kQuery + ".weight_g_idx"] = {DType::F32, {8}, std::vector<float>(8, group), {}};
            QCOMPARE(openWith(config, tensors)->requireComplete().error().code, std::string("model.tensor.dtype"));
        }
        tensors.erase(kQuery + ".weight_g_idx");

        tensors[kQuery + ".weight_zero_point"] = raw(DType::I8, {8, 2}, std::vector<std::int8_t>(16, 5));
        QCOMPARE(openWith(config, tensors)->requireComplete().error().code, std::string("model.tensor.shape"));
        tensors.erase(kQuery + ".weight_zero_point");
        tensors[kQuery + ".weight_scale"] = filled({8, 2});
        QCOMPARE(openWith(config, tensors)->requireComplete().error().code, std::string("model.tensor.shape"));
        tensors.erase(kQuery + ".weight_scale");
        QCOMPARE(openWith(config, tensors)->requireComplete().error().code, std::string("model.tensor.missing"));
    }

    void packedCodesAreDequantized()
    {
        for (const int bits : {3, 4}) {
            TinyTensors tensors = tinyTensors();
            std::vector<std::int8_t> codes(64);
            for (std::size_t i = 0; i < codes.size(); ++i) {
                codes[i] =
                    static_cast<std::int8_t>(static_cast<int>(i * 5 % (std::size_t(1) << bits)) - (1 << (bits - 1)));
            }
            const std::vector<std::int8_t> zeros = {-2, -1, 0, 1, 2, 3, -3, -4};
            tensors.erase(kQuery + ".weight");
            const auto words = formats::packRows(codes, 8, 8, bits, formats::PackLayout::Stream);
            const auto zeroWords = formats::packColumns(zeros, 8, 1, bits, formats::PackLayout::Stream);
            tensors[kQuery + ".weight_packed"] = raw(DType::I32, {8, std::int64_t(words.size()) / 8}, words);
            tensors[kQuery + ".weight_zero_point"] = raw(DType::I32, {std::int64_t(zeroWords.size()), 1}, zeroWords);
            tensors[kQuery + ".weight_shape"] = raw(DType::I64, {2}, std::vector<std::int64_t>{8, 8});
            TinyTensor scale = filled({8, 1});
            tensors[kQuery + ".weight_scale"] = scale;
            json config = tinyConfig();
            config["compression_config"] = schemeOf(bits, false, "channel");
            const auto checkpoint = openWith(config, tensors);
            QVERIFY(bool(checkpoint) && bool(checkpoint->requireComplete()));
            QVERIFY(checkpoint->unexpectedTensors().empty());
            const std::vector<float> values = read(*checkpoint, kQuery);
            QCOMPARE(values.size(), std::size_t(64));
            for (std::size_t i = 0; i < 64; ++i) {
                QCOMPARE(values[i], float(codes[i] - zeros[i / 8]) * scale.floats[i / 8]);
            }
        }
    }

    void schemesFollowNameThenPatternThenClass()
    {
        json config = tinyConfig();
        const auto group = [](const char* target, int bits) {
            return json{{"targets", {target}}, {"weights", {{"num_bits", bits}, {"strategy", "channel"}}}};
        };
        config["quantization_config"] = {
            {"format", "dense"},
            {"config_groups",
             {{"a", group("Linear", 8)}, {"b", group("re:.*mlp", 6)}, {"c", group("model.layers.1.mlp.down_proj", 4)}}},
            {"ignore", {"lm_head", "re:.*k_proj"}}};
        const auto checkpoint = openWith(config, tinyTensors());
        QVERIFY2(bool(checkpoint), checkpoint ? "" : checkpoint.error().message.c_str());
        const auto bits = [&](const char* module) {
            const auto scheme = checkpoint->storedScheme(module);
            return scheme ? scheme->weights->bits : 0;
        };
        QCOMPARE(bits("model.layers.0.self_attn.q_proj"), 8);
        QCOMPARE(bits("model.layers.0.self_attn.k_proj"), 0);
        QCOMPARE(bits("model.layers.0.mlp.up_proj"), 6);
        QCOMPARE(bits("model.layers.1.mlp.down_proj"), 4);
        QCOMPARE(bits("lm_head"), 0);
        QCOMPARE(bits("model.embed_tokens"), 0);
    }

    void sharedModelsOpen()
    {
        int opened = 0;
        for (const char* name : {"models/stories260K", "models/mixed-6m", "golden/families/llama",
                                 "golden/families/llama3", "golden/families/llama3_v5config", "golden/families/mistral",
                                 "golden/families/qwen2", "golden/families/qwen2_sharded_bf16"}) {
            const QString path = sharedData(name);
            if (path.isEmpty()) {
                continue;
            }
            const auto checkpoint = Checkpoint::open(path.toStdString());
            QVERIFY2(bool(checkpoint), checkpoint ? "" : checkpoint.error().message.c_str());
            const auto complete = checkpoint->requireComplete();
            QVERIFY2(bool(complete), complete ? "" : complete.error().message.c_str());
            QVERIFY2(checkpoint->unexpectedTensors().empty(), name);
            ++opened;
        }
        if (opened == 0) {
            QSKIP("reference data is not there");
        }
    }
};

QTEST_GUILESS_MAIN(CheckpointTest)
#include "checkpoint_test.moc"
