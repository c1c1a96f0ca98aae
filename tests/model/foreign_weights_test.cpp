#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/model/checkpoint.h"
#include "core/model/stored_weight.h"
#include "tests/support/grouped_codes.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::model;
using namespace espalier::tests;
using formats::DType;
using nlohmann::json;

class ForeignWeightsTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path folder(const char* name) const { return m_folder.filePath(name).toStdString(); }

    static std::vector<float> weightOf(const Checkpoint& checkpoint, const std::string& module)
    {
        const auto shape = checkpoint.weightShape(module);
        std::vector<float> values(std::size_t(shape.at(0) * shape.at(1)));
        const auto read = checkpoint.readWeight(module, values);
        return read ? values : std::vector<float>();
    }

private Q_SLOTS:
    void groupedCodesAreRead_data()
    {
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("groupSize");
        QTest::addColumn<bool>("shuffled");
        QTest::addColumn<bool>("symmetric");
        QTest::addColumn<bool>("awq");
        QTest::addColumn<bool>("second");
        QTest::newRow("gptq") << 4 << 16 << false << true << false << false;
        QTest::newRow("gptq asymmetric") << 4 << 16 << false << false << false << false;
        QTest::newRow("gptq_v2") << 4 << 32 << false << false << false << true;
        QTest::newRow("gptq symmetric that does not say v2") << 4 << 16 << false << true << false << true;
        QTest::newRow("gptq 3 bits") << 3 << 16 << false << false << false << false;
        QTest::newRow("gptq 2 bits, one group") << 2 << -1 << false << false << false << false;
        QTest::newRow("gptq 8 bits") << 8 << 16 << false << false << false << false;
        QTest::newRow("gptq by activation order") << 4 << 16 << true << false << false << false;
        QTest::newRow("awq") << 4 << 16 << false << false << true << true;
        QTest::newRow("awq, one group") << 4 << -1 << false << false << true << true;
    }

    void groupedCodesAreRead()
    {
        QFETCH(int, bits);
        QFETCH(int, groupSize);
        QFETCH(bool, shuffled);
        QFETCH(bool, symmetric);
        QFETCH(bool, awq);
        QFETCH(bool, second);
        const GroupedFolder form{bits, groupSize, shuffled, symmetric, awq, second};
        TinyTensors tensors = wordOthers();
        std::map<std::string, std::vector<float>> expected;
        for (const auto& [name, shape] : wordLinears()) {
            const GroupedCodes codes(shape.first, shape.second, form, unsigned(expected.size()) + 1);
            codes.addTo(tensors, name);
            expected[name] = codes.weights();
        }
        json config = wordConfig();
        config["quantization_config"] = quantizationOf(form);
        if (symmetric && second) {
            config["quantization_config"]["checkpoint_format"] = "gptq";
        }
        writeModel(folder("grouped"), config, tensors);
        const auto checkpoint = Checkpoint::open(folder("grouped"));
        QVERIFY2(bool(checkpoint), checkpoint ? "" : toString(checkpoint.error()).c_str());
        const auto complete = checkpoint->requireComplete();
        QVERIFY2(bool(complete), complete ? "" : toString(complete.error()).c_str());
        QCOMPARE(checkpoint->unexpectedTensors(), std::vector<std::string>());
        for (const auto& [name, values] : expected) {
            QVERIFY2(weightOf(*checkpoint, name) == values, name.c_str());
            const auto scheme = checkpoint->storedScheme(name);
            QVERIFY(scheme && scheme->weights && scheme->weights->bits == bits);
            QCOMPARE(scheme->weights->symmetric, symmetric);
            // The engine keeps whole numbers.
            const auto weight = StoredWeight::open(*checkpoint, name, checkpoint->weightShape(name), scheme->weights);
            QVERIFY(weight && weight->hasIntegerCodes());
        }
        QVERIFY(!checkpoint->storedScheme("lm_head"));
    }

    /// The folders of AutoGPTQ's and AutoAWQ's first versions say it in a file of its own.
    void olderFoldersHaveTheirOwnConfig()
    {
        const GroupedFolder form;
        TinyTensors tensors = wordOthers();
        for (const auto& [name, shape] : wordLinears()) {
            GroupedCodes(shape.first, shape.second, form, 1).addTo(tensors, name);
        }
        writeModel(folder("older"), wordConfig(), tensors);
        json own = quantizationOf(form);
        own.erase("quant_method");
        QVERIFY(bool(writeFileAtomically(folder("older") / "quantize_config.json", own.dump())));
        const auto checkpoint = Checkpoint::open(folder("older"));
        QVERIFY2(bool(checkpoint) && checkpoint->requireComplete(),
                 checkpoint ? "" : toString(checkpoint.error()).c_str());
        QCOMPARE(checkpoint->quantization()->groups.size(), std::size_t(1));
    }

    void damagedCodesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("tensor");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("no scales") << QByteArray("-.scales") << QByteArray("model.tensor.missing");
        QTest::newRow("no zero points") << QByteArray("-.qzeros") << QByteArray("model.tensor.missing");
        QTest::newRow("words of another size") << QByteArray("+.qweight") << QByteArray("model.tensor.shape");
        QTest::newRow("scales of another size") << QByteArray("+.scales") << QByteArray("model.tensor.shape");
        QTest::newRow("zero points of another size") << QByteArray("+.qzeros") << QByteArray("model.tensor.shape");
        QTest::newRow("group beyond the last") << QByteArray("=.g_idx") << QByteArray("model.tensor.shape");
    }

    void damagedCodesAreRefused()
    {
        QFETCH(QByteArray, tensor);
        QFETCH(QByteArray, code);
        const GroupedFolder form;
        TinyTensors tensors = wordOthers();
        for (const auto& [name, shape] : wordLinears()) {
            GroupedCodes(shape.first, shape.second, form, 1).addTo(tensors, name);
        }
        const std::string name = "model.layers.0.mlp.up_proj" + tensor.mid(1).toStdString();
        TinyTensor& changed = tensors.at(name);
        if (tensor[0] == '=') {
            changed.bytes[0] = std::byte(77);
        } else if (tensor[0] == '+') {
            changed = filled({3, 5});
            changed.dtype = name.ends_with("scales") ? DType::F16 : DType::F32;
            if (changed.dtype == DType::F32) {
                changed = raw(DType::I32, {3, 5}, std::vector<std::int32_t>(15));
            }
        } else {
            tensors.erase(name);
        }
        json config = wordConfig();
        config["quantization_config"] = quantizationOf(form);
        writeModel(folder("damaged"), config, tensors);
        const auto checkpoint = Checkpoint::open(folder("damaged"));
        QVERIFY(!checkpoint);
        QCOMPARE(QByteArray::fromStdString(checkpoint.error().code), code);
        QVERIFY(checkpoint.error().message.find("up_proj") != std::string::npos);
    }

    /// Rows of down_proj by hand in both sparse formats, which leave `.weight` in the name or not.
    void bitmasksAreRead()
    {
        for (const bool pairs : {false, true}) {
            TinyTensors tensors = wordOthers();
            std::vector<float> expected;
            for (const auto& [name, shape] : wordLinears()) {
                const auto [rows, columns] = shape;
                std::vector<float> values;
                std::vector<std::uint8_t> bitmask;
                std::vector<float> dense;
                for (std::int64_t i = 0; i < rows * columns; ++i) {
                    const bool kept = pairs ? i % 4 < 2 : (i * i) % 3 == 0;
                    dense.push_back(kept ? float(i + 1) : 0.0F);
                    if (kept) {
                        values.push_back(float(i + 1));
                    }
                    if (i % 8 == 0) {
                        bitmask.push_back(0);
                    }
                    bitmask.back() = std::uint8_t(bitmask.back() | (kept ? 1U << (i % 8) : 0U));
                }
                const std::string stem = pairs ? name : name + ".weight";
                const auto count = std::int64_t(values.size());
                const std::vector<std::int64_t> sizes{rows, columns};
                tensors[stem + ".compressed"] =
                    raw(DType::F32, pairs ? std::vector{rows, columns / 2} : std::vector{count}, values);
                tensors[stem + ".bitmask"] = raw(DType::U8, {rows, columns / 8}, bitmask);
                tensors[stem + ".shape"] =
                    raw(DType::I64, pairs ? std::vector<std::int64_t>{2, 1} : std::vector<std::int64_t>{2}, sizes);
                if (!pairs) {
                    tensors[stem + ".row_offsets"] =
                        raw(DType::I64, {rows}, std::vector<std::int64_t>(std::size_t(rows)));
                }
                expected = dense; // of the last: v_proj
            }
            json config = wordConfig();
            config["quantization_config"] = {
                {"quant_method", "compressed-tensors"},
                {"format", "dense"},
                {"config_groups", json::object()},
                {"sparsity_config", {{"format", pairs ? "sparse-24-bitmask" : "sparse-bitmask"}}}};
            writeModel(folder("bitmask"), config, tensors);
            const auto checkpoint = Checkpoint::open(folder("bitmask"));
            QVERIFY2(bool(checkpoint) && checkpoint->requireComplete(),
                     checkpoint ? "" : toString(checkpoint.error()).c_str());
            QVERIFY(checkpoint->unexpectedTensors().empty());
            QVERIFY(weightOf(*checkpoint, "model.layers.0.self_attn.v_proj") == expected);

            tensors["model.layers.0.mlp.up_proj" + std::string(pairs ? "" : ".weight") + ".compressed"] =
                raw(DType::F32, {1}, std::vector<float>{1.0F});
            writeModel(folder("short"), config, tensors);
            QCOMPARE(Checkpoint::open(folder("short")).error().code, std::string("model.tensor.shape"));
        }
    }

    /// Two values by hand: E2M1 times a float8 scale, divided by the scale of all.
    void fourBitFloatsAreRead()
    {
        TinyTensors tensors = wordOthers();
        for (const auto& [name, shape] : wordLinears()) {
            const auto [rows, columns] = shape;
            std::vector<std::uint8_t> packed(std::size_t(rows * columns / 2), 0x72);  // 1, 6
            std::vector<std::uint8_t> scales(std::size_t(rows * columns / 16), 0x40); // 2 in E4M3
            scales[1] = 0x48;                                                         // 4: the second group of a row
            tensors[name + ".weight_packed"] = raw(DType::U8, {rows, columns / 2}, packed);
            tensors[name + ".weight_scale"] = raw(DType::F8E4M3, {rows, columns / 16}, scales);
            tensors[name + ".weight_global_scale"] = raw(DType::F32, {1}, std::vector<float>{8.0F});
            tensors[name + ".input_global_scale"] = raw(DType::F32, {1}, std::vector<float>{3.0F});
        }
        json config = wordConfig();
        config["quantization_config"] = json::parse(
            "{\"quant_method\": \"compressed-tensors\", \"format\": \"nvfp4-pack-quantized\", \"ignore\": "
            "[\"lm_head\"], "
            "\"config_groups\": {\"group_0\": {\"targets\": [\"Linear\"], \"weights\": {\"num_bits\": 4, \"type\": "
            "\"float\", \"strategy\": \"tensor_group\", \"group_size\": 16}, \"input_activations\": {\"num_bits\": 4, "
            "\"type\": \"float\", \"dynamic\": \"local\"}}}}");
        writeModel(folder("nvfp4"), config, tensors);
        const auto checkpoint = Checkpoint::open(folder("nvfp4"));
        QVERIFY2(bool(checkpoint) && checkpoint->requireComplete(),
                 checkpoint ? "" : toString(checkpoint.error()).c_str());
        QVERIFY(checkpoint->unexpectedTensors().empty());
        const auto values = weightOf(*checkpoint, "model.layers.0.mlp.up_proj");
        QCOMPARE(values[0], 1.0F * 2.0F / 8.0F);
        QCOMPARE(values[1], 6.0F * 2.0F / 8.0F);
        QCOMPARE(values[16], 1.0F * 4.0F / 8.0F);
        QCOMPARE(values[33], 6.0F * 2.0F / 8.0F);
    }

    void otherMethodsAreRefusedWithTheListOfThoseThatAreRead()
    {
        for (const auto& [method, words] : {std::pair{"bitsandbytes", "bitsandbytes"}, {"fp8", "gptq and awq"}}) {
            json config = wordConfig();
            config["quantization_config"] = {{"quant_method", method}};
            writeModel(folder("refused"), config, wordOthers());
            const auto refused = Checkpoint::open(folder("refused"));
            QCOMPARE(refused.error().code, std::string("quantization.config"));
            QVERIFY2(refused.error().message.find(words) != std::string::npos, refused.error().message.c_str());
            QVERIFY(refused.error().message.find("compressed-tensors") != std::string::npos);
        }
    }

    /// tests/formats/data/state_dict.bin stands for a shard: its tensors are no model's, but are found.
    void pyTorchShardsAreRead()
    {
        writeModel(folder("torch"), wordConfig(), wordOthers());
        std::filesystem::remove(folder("torch") / "model.safetensors");
        QCOMPARE(Checkpoint::open(folder("torch")).error().code, std::string("model.open"));
        const std::string source = ESPALIER_SOURCE_DIR "/tests/formats/data/state_dict.bin";
        std::filesystem::copy_file(source, folder("torch") / "pytorch_model-00001-of-00002.bin");
        QCOMPARE(Checkpoint::open(folder("torch")).error().code, std::string("model.shard.missing"));
        QVERIFY(
            bool(writeFileAtomically(folder("torch") / "pytorch_model.bin.index.json",
                                     "{\"weight_map\": {\"plain.weight\": \"pytorch_model-00001-of-00002.bin\"}}")));
        const auto checkpoint = Checkpoint::open(folder("torch"));
        QVERIFY2(bool(checkpoint), checkpoint ? "" : toString(checkpoint.error()).c_str());
        QCOMPARE(checkpoint->files().size(), std::size_t(1));
        const auto plain = checkpoint->find("model.plain.weight");
        const auto turned = checkpoint->find("model.turned.weight");
        QVERIFY(plain && plain->isMapped() && turned && !turned->isMapped());
        QCOMPARE(*checkpoint->readFloats("model.plain.weight"), (std::vector<float>{0, 1, 2, 3, 4, 5}));
        QCOMPARE(*checkpoint->readFloats("model.turned.weight"),
                 (std::vector<float>{0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11}));
        QCOMPARE(checkpoint->requireComplete().error().code, std::string("model.tensor.missing"));

        std::filesystem::copy_file(source, folder("torch") / "pytorch_model.bin");
        QFile file(QString::fromStdString((folder("torch") / "pytorch_model.bin").string()));
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.write("damaged") == 7 && file.resize(700));
        file.close();
        QCOMPARE(Checkpoint::open(folder("torch")).error().code, std::string("zip.damaged"));
    }
};

QTEST_GUILESS_MAIN(ForeignWeightsTest)
#include "foreign_weights_test.moc"
