#include "core/engine/loaded_model.h"

#include <filesystem>
#include <limits>

#include <QTemporaryDir>
#include <QTest>

#include "core/engine/pack_cache.h"
#include "tests/engine/quantized_model.h"

using namespace espalier;
using namespace espalier::engine;
using namespace espalier::engine::testing;
namespace fs = std::filesystem;

namespace {

using Inputs = QuantizedScheme::Inputs;

std::string codeOf(const Result<std::shared_ptr<const LoadedModel>>& result)
{
    return result ? std::string() : result.error().code;
}

fs::path path(const QTemporaryDir& folder)
{
    return folder.path().toStdString();
}

std::vector<fs::path> packsIn(const fs::path& folder)
{
    std::vector<fs::path> packs;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().filename().string().starts_with(".espalier-pack-")) {
            packs.push_back(entry.path());
        }
    }
    return packs;
}

/// Every byte that the matrices of a model have.
std::string contents(const LoadedModel& model)
{
    std::string bytes;
    const auto add = [&](const LinearLayer& linear) {
        const auto append = [&](auto part) {
            const auto some = std::as_bytes(part);
            bytes.append(reinterpret_cast<const char*>(some.data()), some.size());
        };
        const PackedMatrix& matrix = linear.weight;
        bytes += describe(matrix);
        append(matrix.data);
        append(matrix.offsets);
        append(matrix.scales);
        append(matrix.zeroPoints);
        append(matrix.rowSums);
        append(matrix.extremes);
        append(matrix.firstExtreme);
        append(matrix.bias);
    };
    for (const DecoderLayer& layer : model.layers()) {
        add(layer.query);
        add(layer.attentionOutput);
        add(*layer.feedForward->gate);
        add(layer.feedForward->down);
    }
    add(model.head());
    return bytes;
}

} // namespace

class LoadedModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void floatModelsStayInTheirFiles()
    {
        QTemporaryDir folder;
        tests::writeModel(path(folder), tests::tinyConfig(), tests::tinyTensors());
        double progress = 0.0;
        LoadOptions options;
        options.progress = [&](double fraction) { progress = fraction; };
        const auto model = LoadedModel::load(path(folder), m_pool, options);
        QVERIFY2(bool(model), codeOf(model).c_str());
        QCOMPARE(progress, 1.0);
        QVERIFY(packsIn(path(folder)).empty());
        // 2 layers of q, o [8, 8], k, v [4, 8] and three of 96 numbers; a head of 128
        QCOMPARE((*model)->weightsPerToken(), std::uint64_t(2 * (2 * 64 + 2 * 32 + 3 * 96) + 128));
        QCOMPARE((*model)->weightBytes(), 4 * (*model)->weightsPerToken());
        QCOMPARE((*model)->bytesPerToken(), (*model)->weightBytes());
        QVERIFY((*model)->kernelSummary().starts_with("f32; "));
        const auto stored = (*model)->checkpoint().find("model.layers.1.mlp.up_proj.weight");
        QCOMPARE((*model)->layers()[1].feedForward->up.weight.data.data(), stored->mapped().data());
        std::vector<float> row(8);
        (*model)->embed(3, 0, row);
        const auto& embedding = tests::tinyTensors().at("model.embed_tokens.weight").floats;
        QVERIFY(std::equal(row.begin(), row.end(), embedding.begin() + 24));
    }

    void packsAreKeptBesideTheModel()
    {
        for (const QuantizedScheme& scheme :
             {QuantizedScheme{.name = "dense"}, QuantizedScheme{.name = "sparse", .kept = 2, .of = 4},
              QuantizedScheme{.bits = 4, .groupSize = 32, .zeroPoints = true, .packed = true},
              QuantizedScheme{.bits = 4, .groupSize = 32, .packed = true, .activationOrder = true}}) {
            QTemporaryDir folder;
            QuantizedModel(scheme).write(path(folder));
            const auto packed = LoadedModel::load(path(folder), m_pool);
            QVERIFY2(bool(packed), codeOf(packed).c_str());
            QCOMPARE(packsIn(path(folder)).size(), std::size_t(1));
            const auto written = fs::last_write_time(packsIn(path(folder)).front());
            const auto cached = LoadedModel::load(path(folder), m_pool);
            QVERIFY2(bool(cached), codeOf(cached).c_str());
            QVERIFY(fs::last_write_time(packsIn(path(folder)).front()) == written);
            QVERIFY(contents(**cached) == contents(**packed));
            QCOMPARE((*cached)->weightBytes(), (*packed)->weightBytes());
            QCOMPARE((*cached)->kernelSummary(), (*packed)->kernelSummary());
        }
    }

    void cacheIsOptional()
    {
        QTemporaryDir folder;
        QuantizedModel({}).write(path(folder));
        LoadOptions options;
        options.cache = false;
        QVERIFY(bool(LoadedModel::load(path(folder), m_pool, options)));
        QVERIFY(packsIn(path(folder)).empty());
    }

    void damagedPacksAreMadeAnew_data()
    {
        QTest::addColumn<qint64>("place"); // from the end if negative
        QTest::addColumn<bool>("cut");
        QTest::newRow("magic") << qint64(0) << false;
        QTest::newRow("version") << qint64(8) << false;
        QTest::newRow("key") << qint64(20) << false;
        QTest::newRow("size") << qint64(80) << false;
        QTest::newRow("place of the table") << qint64(88) << false;
        QTest::newRow("bytes of the table") << qint64(96) << false;
        QTest::newRow("hash of the table") << qint64(110) << false;
        QTest::newRow("contents") << qint64(1000) << false;
        QTest::newRow("table") << qint64(-5) << false;
        QTest::newRow("cut in the header") << qint64(100) << true;
        QTest::newRow("cut in the contents") << qint64(1000) << true;
        QTest::newRow("cut in the table") << qint64(-1) << true;
        QTest::newRow("empty") << qint64(0) << true;
    }

    void damagedPacksAreMadeAnew()
    {
        QFETCH(const qint64, place);
        QFETCH(const bool, cut);
        QTemporaryDir folder;
        QuantizedModel({}).write(path(folder));
        const auto first = LoadedModel::load(path(folder), m_pool);
        QVERIFY(bool(first));
        const fs::path pack = packsIn(path(folder)).front();
        const auto sound = readTextFile(pack);
        const auto at = static_cast<std::size_t>(place < 0 ? static_cast<qint64>(sound->size()) + place : place);
        std::string damaged = cut ? sound->substr(0, at) : *sound;
        if (!cut) {
            damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        }
        QVERIFY(bool(writeFileAtomically(pack, damaged))); // the first model has a copy
        const auto second = LoadedModel::load(path(folder), m_pool);
        QVERIFY2(bool(second), codeOf(second).c_str());
        QVERIFY(contents(**second) == contents(**first));
        QVERIFY(*readTextFile(pack) == *sound);
    }

    void changedModelsArePackedAnew()
    {
        QTemporaryDir folder;
        QuantizedModel({}).write(path(folder));
        const auto first = LoadedModel::load(path(folder), m_pool);
        const fs::path pack = packsIn(path(folder)).front();
        QuantizedModel changed({});
        auto& codes = changed.tensors().at("lm_head.weight").bytes;
        codes[5] = codes[5] == std::byte{1} ? std::byte{2} : std::byte{1};
        changed.write(path(folder));
        const auto second = LoadedModel::load(path(folder), m_pool);
        QVERIFY(bool(second));
        QVERIFY(contents(**second) != contents(**first));
        QCOMPARE(packsIn(path(folder)).size(), std::size_t(1)); // the outdated one is gone
        QVERIFY(packsIn(path(folder)).front() != pack);
    }

    void unwritableFoldersCostOnlyTheCache()
    {
        QTemporaryDir folder;
        QuantizedModel({}).write(path(folder));
        const auto checkpoint = model::Checkpoint::open(path(folder));
        const auto cache = PackCache::of(*checkpoint);
        fs::create_directory(cache->file()); // where the pack should go; works for the superuser as well
        fs::create_directory(cache->file() / "taken");
        const auto model = LoadedModel::load(*checkpoint, m_pool);
        QVERIFY2(bool(model), codeOf(model).c_str());
        QVERIFY(fs::is_directory(cache->file()));
    }

    void senselessScalesAreRefused()
    {
        for (const float scale : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                                  -std::numeric_limits<float>::infinity(), 0.0F, -0.25F}) {
            QTemporaryDir folder;
            QuantizedModel model({});
            model.tensors().at("model.layers.1.mlp.up_proj.weight_scale").floats[7] = scale;
            model.write(path(folder));
            const auto refused = LoadedModel::load(path(folder), m_pool);
            QCOMPARE(codeOf(refused), "engine.scale");
            QVERIFY(refused.error().message.find("row 7 of 'model.layers.1.mlp.up_proj'") != std::string::npos);
        }
    }

    void senselessScalesOfEmbeddingsAreRefused()
    {
        QTemporaryDir folder;
        QuantizedModel model({});
        auto config = model.config();
        config["quantization_config"]["config_groups"]["group_0"]["targets"] = {"Linear", "Embedding"};
        const std::vector<std::int8_t> codes(QuantizedModel::kVocabulary * QuantizedModel::kHidden, 3);
        const auto rows = static_cast<std::int64_t>(QuantizedModel::kVocabulary);
        const auto columns = static_cast<std::int64_t>(QuantizedModel::kHidden);
        model.tensors()["model.embed_tokens.weight"] = tests::raw(formats::DType::I8, {rows, columns}, codes);
        auto& scale = model.tensors()["model.embed_tokens.weight_scale"];
        scale = {formats::DType::F32, {rows, 1}, std::vector<float>(QuantizedModel::kVocabulary, 0.5F), {}};
        tests::writeModel(path(folder), config, model.tensors());
        QCOMPARE(codeOf(LoadedModel::load(path(folder), m_pool)), "");
        scale.floats[5] = std::numeric_limits<float>::quiet_NaN();
        tests::writeModel(path(folder), config, model.tensors());
        const auto refused = LoadedModel::load(path(folder), m_pool);
        QCOMPARE(codeOf(refused), "engine.scale");
        QVERIFY(refused.error().message.find("row 5 of 'model.embed_tokens'") != std::string::npos);
    }

    void senselessZeroPointsAreRefused()
    {
        for (const float zero :
             {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 0.5F, 128.0F, -129.0F}) {
            QTemporaryDir folder;
            QuantizedModel model({.zeroPoints = true, .inputs = Inputs::Static});
            auto& tensor = model.tensors().at("model.layers.0.mlp.up_proj.weight_zero_point");
            const auto rows = QuantizedModel::kIntermediate;
            tensor = {formats::DType::F32, {static_cast<std::int64_t>(rows), 1}, std::vector<float>(rows, -128.0F), {}};
            model.write(path(folder));
            QCOMPARE(codeOf(LoadedModel::load(path(folder), m_pool)), "");
            tensor.floats[9] = zero;
            model.write(path(folder));
            const auto refused = LoadedModel::load(path(folder), m_pool);
            QCOMPARE(codeOf(refused), "engine.scale");
            QVERIFY(refused.error().message.find("row 9 of 'model.layers.0.mlp.up_proj'") != std::string::npos);
        }
    }

    /// Schemes are for matrices: a target that hits norms makes no norm of another size acceptable.
    void normsHaveTheModelsSize()
    {
        for (const std::string norm : {"model.norm", "model.layers.1.post_attention_layernorm"}) {
            QTemporaryDir folder;
            QuantizedModel model({.bits = 4, .packed = true, .inputs = Inputs::Blocks});
            auto config = model.config();
            config["quantization_config"]["config_groups"]["group_0"]["targets"] = {"Linear", "re:.*norm"};
            const auto columns = static_cast<std::int64_t>(QuantizedModel::kHidden);
            model.tensors()[norm + ".weight_packed"] =
                tests::raw(formats::DType::I32, {columns, 1}, std::vector<std::int32_t>(QuantizedModel::kHidden));
            model.tensors()[norm + ".weight_scale"] = {formats::DType::F32, {1}, {1.0F}, {}};
            tests::writeModel(path(folder), config, model.tensors());
            QCOMPARE(codeOf(LoadedModel::load(path(folder), m_pool)), "");
            model.tensors()[norm + ".weight"] = {formats::DType::F32, {1}, {1.0F}, {}};
            tests::writeModel(path(folder), config, model.tensors());
            QCOMPARE(codeOf(LoadedModel::load(path(folder), m_pool)), "model.tensor.shape");
        }
    }

    void roundedOutputsAreNotedAsNotRounded()
    {
        QTemporaryDir folder;
        QuantizedModel model({});
        auto config = model.config();
        auto& group = config["quantization_config"]["config_groups"]["group_0"];
        group["output_activations"] = group["input_activations"];
        tests::writeModel(path(folder), config, model.tensors());
        const auto loaded = LoadedModel::load(path(folder), m_pool);
        QVERIFY2(bool(loaded), codeOf(loaded).c_str());
        QVERIFY((*loaded)->kernelSummary().find("outputs not rounded") != std::string::npos);
    }

    void senselessInputScalesAreRefused()
    {
        for (const float scale : {std::numeric_limits<float>::quiet_NaN(), 0.0F}) {
            QTemporaryDir folder;
            QuantizedModel model({.inputs = Inputs::Static});
            model.tensors().at("model.layers.0.self_attn.v_proj.input_scale").floats[0] = scale;
            model.write(path(folder));
            const auto refused = LoadedModel::load(path(folder), m_pool);
            QCOMPARE(codeOf(refused), "engine.scale");
            QCOMPARE(refused.error().place, "model.layers.0.self_attn.v_proj");
        }
    }

    void senselessInputZeroPointsAreRefused()
    {
        QTemporaryDir folder;
        QuantizedModel model({.inputs = Inputs::Static});
        model.tensors().at("lm_head.input_zero_point") = tests::raw<std::int32_t>(formats::DType::I32, {1}, {1000});
        model.write(path(folder));
        QCOMPARE(codeOf(LoadedModel::load(path(folder), m_pool)), "engine.scale");
    }

    void unsupportedInputSchemesAreRefused_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::newRow("float8") << "type"
                                << "\"float\"";
        QTest::newRow("dynamic over all tokens") << "strategy"
                                                 << "\"tensor\"";
        QTest::newRow("one bit") << "num_bits"
                                 << "1";
        QTest::newRow("static channels") << "dynamic"
                                         << "false";
    }

    void unsupportedInputSchemesAreRefused()
    {
        QFETCH(const QString, key);
        QFETCH(const QString, value);
        QTemporaryDir folder;
        QuantizedModel model({});
        auto config = model.config();
        config["quantization_config"]["config_groups"]["group_0"]["input_activations"][key.toStdString()] =
            nlohmann::json::parse(value.toStdString());
        for (auto& [name, matrix] : model.tensors()) {
            if (name.ends_with(".weight_scale")) {
                model.tensors()[name.substr(0, name.size() - 12) + "input_scale"] = {
                    formats::DType::F32, {1}, {0.1F}, {}};
            }
        }
        tests::writeModel(path(folder), config, model.tensors());
        const auto refused = LoadedModel::load(path(folder), m_pool);
        QCOMPARE(codeOf(refused), "engine.scheme");
        QVERIFY(refused.error().message.find("model.layers.0.self_attn.q_proj") != std::string::npos);
    }

    void float8WeightsBecomeFloats()
    {
        QTemporaryDir folder;
        QuantizedModel model({.inputs = Inputs::Blocks});
        auto& scales = model.tensors().at("model.layers.0.self_attn.q_proj.weight_scale").floats;
        auto config = model.config();
        config["quantization_config"]["format"] = "float-quantized";
        config["quantization_config"]["config_groups"]["group_0"]["weights"]["type"] = "float";
        for (auto& [name, tensor] : model.tensors()) {
            if (tensor.dtype == formats::DType::I8) {
                tensor.dtype = formats::DType::F8E4M3;
                for (std::byte& code : tensor.bytes) {
                    code &= std::byte{0x3F}; // no NaN, nothing above 2
                }
            }
        }
        tests::writeModel(path(folder), config, model.tensors());
        const auto loaded = LoadedModel::load(path(folder), m_pool);
        QVERIFY2(bool(loaded), codeOf(loaded).c_str());
        const LinearLayer& query = (*loaded)->layers()[0].query;
        QVERIFY(query.weight.isFloat());
        QVERIFY(query.rounding.kind == InputRounding::Kind::None);
        std::vector<float> expected(query.weight.rows * query.weight.columns);
        QVERIFY(bool((*loaded)->checkpoint().readWeight("model.layers.0.self_attn.q_proj", expected)));
        QCOMPARE(query.weight.format, WeightFormat::Float32); // a code of 4 bits by a scale of 24 fits no 16 bits
        QVERIFY(std::equal(expected.begin(), expected.end(), reinterpret_cast<const float*>(query.weight.data.data())));
        scales[3] = -scales[3];
        tests::writeModel(path(folder), config, model.tensors());
        QCOMPARE(codeOf(LoadedModel::load(path(folder), m_pool)), "engine.scale");
    }

    void truncatedTensorsAreRefused()
    {
        QTemporaryDir folder;
        QuantizedModel model({});
        auto& scale = model.tensors().at("model.layers.0.mlp.down_proj.weight_scale");
        scale.shape[0] -= 1;
        scale.floats.pop_back();
        model.write(path(folder));
        QCOMPARE(codeOf(LoadedModel::load(path(folder), m_pool)), "model.tensor.shape");
        const fs::path file = path(folder) / "model.safetensors";
        fs::resize_file(file, fs::file_size(file) - 100);
        QCOMPARE(codeOf(LoadedModel::load(path(folder), m_pool)), "safetensors.truncated");
    }

    void missingTensorsAreRefused()
    {
        QTemporaryDir folder;
        QuantizedModel model({});
        model.tensors().erase("model.layers.0.self_attn.k_proj.weight_scale");
        model.write(path(folder));
        QCOMPARE(codeOf(LoadedModel::load(path(folder), m_pool)), "model.tensor.missing");
    }

    void loadingCanBeCancelled()
    {
        QTemporaryDir folder;
        QuantizedModel({}).write(path(folder));
        LoadOptions options;
        options.cancel.request();
        QCOMPARE(codeOf(LoadedModel::load(path(folder), m_pool, options)), "cancelled");
        QVERIFY(packsIn(path(folder)).empty());
    }

    void progressGrows()
    {
        QTemporaryDir folder;
        QuantizedModel({}).write(path(folder));
        std::vector<double> fractions;
        LoadOptions options;
        options.progress = [&](double fraction) { fractions.push_back(fraction); };
        ThreadPool single(1);
        QVERIFY(bool(LoadedModel::load(path(folder), single, options)));
        QCOMPARE_GE(fractions.size(), std::size_t(15));
        QVERIFY(std::ranges::is_sorted(fractions));
        QCOMPARE_GT(fractions.front(), 0.0);
        QCOMPARE(fractions.back(), 1.0);
    }

    void checksumSeesEveryByte()
    {
        for (const std::size_t size : {std::size_t(1), std::size_t(63), std::size_t(64), std::size_t(200)}) {
            std::vector<std::byte> bytes(size, std::byte{0x5A});
            const std::uint64_t sum = checksum(bytes);
            for (std::byte& one : bytes) {
                for (const std::byte bit : {std::byte{1}, std::byte{0x80}}) {
                    one ^= bit;
                    QVERIFY(checksum(bytes) != sum);
                    one ^= bit;
                }
            }
        }
        QVERIFY(checksum({}) != checksum(std::vector<std::byte>(1)));
    }

private:
    ThreadPool m_pool{2};
};

QTEST_GUILESS_MAIN(LoadedModelTest)
#include "loaded_model_test.moc"
