#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/model/checkpoint.h"
#include "core/model/stored_weight.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::model;
using namespace espalier::tests;
using formats::DType;
using nlohmann::json;

namespace {

constexpr std::int64_t kHidden = 32;

/// Sizes that fill words of every width.
json wordConfig()
{
    json config = tinyConfig();
    config["hidden_size"] = kHidden;
    config["intermediate_size"] = 64;
    config["num_key_value_heads"] = 2;
    config["num_hidden_layers"] = 1;
    return config;
}

std::map<std::string, std::pair<std::int64_t, std::int64_t>> linears()
{
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> all;
    for (const char* name : {"q", "k", "v", "o"}) {
        all[std::string("model.layers.0.self_attn.") + name + "_proj"] = {kHidden, kHidden};
    }
    all["model.layers.0.mlp.gate_proj"] = {64, kHidden};
    all["model.layers.0.mlp.up_proj"] = {64, kHidden};
    all["model.layers.0.mlp.down_proj"] = {kHidden, 64};
    return all;
}

TinyTensors others()
{
    TinyTensors tensors;
    tensors["model.embed_tokens.weight"] = filled({16, kHidden}, 1);
    tensors["lm_head.weight"] = filled({16, kHidden}, 2);
    tensors["model.norm.weight"] = filled({kHidden}, 3);
    tensors["model.layers.0.input_layernorm.weight"] = filled({kHidden}, 4);
    tensors["model.layers.0.post_attention_layernorm.weight"] = filled({kHidden}, 5);
    return tensors;
}

/// How a GPTQ or AWQ folder of the test is written.
struct Folder
{
    int bits = 4;
    std::int64_t groupSize = 16; ///< -1: all inputs
    bool shuffled = false;       ///< inputs belong to groups in another order
    bool symmetric = false;
    bool awq = false;
    bool second = false; ///< GPTQ's second version
};

/// A linear's codes as they are thought of, and what they mean.
class Codes
{
public:
    Codes(std::int64_t out, std::int64_t in, const Folder& folder, unsigned seed)
        : m_out(out), m_in(in), m_folder(folder), m_groups(folder.groupSize < 0 ? 1 : in / folder.groupSize)
    {
        std::mt19937 random(seed);
        const unsigned range = 1U << folder.bits;
        for (std::int64_t i = 0; i < out * in; ++i) {
            m_codes.push_back(random() % range);
        }
        for (std::int64_t i = 0; i < out * m_groups; ++i) {
            m_zeros.push_back(folder.symmetric ? range / 2 : 1 + random() % (range - 1));
            m_scales.push_back(float(1 + random() % 1000) / 1024.0F); // exact in float16
        }
        for (std::int64_t i = 0; i < in; ++i) {
            const std::int64_t place = folder.shuffled ? (i * 7) % in : i; // 7 divides no size here
            m_group.push_back(std::int32_t(folder.groupSize < 0 ? 0 : place / folder.groupSize));
        }
    }

    std::vector<float> weights() const
    {
        std::vector<float> result;
        for (std::int64_t row = 0; row < m_out; ++row) {
            for (std::int64_t column = 0; column < m_in; ++column) {
                const std::size_t place = std::size_t(row * m_groups + m_group[std::size_t(column)]);
                result.push_back((float(m_codes[std::size_t(row * m_in + column)]) - float(m_zeros[place])) *
                                 m_scales[place]);
            }
        }
        return result;
    }

    void addTo(TinyTensors& tensors, const std::string& name) const
    {
        const std::int64_t bits = m_folder.bits;
        // bit b of code i of a line is bit i * bits + b of its words
        std::vector<std::uint32_t> words;
        std::vector<std::uint32_t> zeros;
        if (m_folder.awq) {
            words.resize(std::size_t(m_in * m_out / 8));
            zeros.resize(std::size_t(m_groups * m_out / 8));
        } else {
            words.resize(std::size_t(m_in * bits / 32 * m_out));
            zeros.resize(std::size_t(m_groups * m_out * bits / 32));
        }
        static constexpr std::int64_t kPlace[] = {0, 4, 1, 5, 2, 6, 3, 7}; // of an output's 4 bits in an AWQ word
        for (std::int64_t out = 0; out < m_out; ++out) {
            for (std::int64_t in = 0; in < m_in; ++in) {
                const std::uint32_t code = m_codes[std::size_t(out * m_in + in)];
                if (m_folder.awq) {
                    words[std::size_t((in * m_out + out) / 8)] |= code << (4 * kPlace[out % 8]);
                    continue;
                }
                for (std::int64_t b = 0; b < bits; ++b) {
                    const std::int64_t place = in * bits + b;
                    words[std::size_t(place / 32 * m_out + out)] |= (code >> b & 1U) << (place % 32);
                }
            }
            for (std::int64_t group = 0; group < m_groups; ++group) {
                const std::uint32_t zero = m_zeros[std::size_t(out * m_groups + group)];
                if (m_folder.awq) {
                    zeros[std::size_t((group * m_out + out) / 8)] |= zero << (4 * kPlace[out % 8]);
                    continue;
                }
                const std::uint32_t kept = zero - (m_folder.second ? 0 : 1);
                for (std::int64_t b = 0; b < bits; ++b) {
                    const std::int64_t place = group * m_out * bits + out * bits + b;
                    zeros[std::size_t(place / 32)] |= (kept >> b & 1U) << (place % 32);
                }
            }
        }
        TinyTensor scales{DType::F16, {m_groups, m_out}, {}, {}};
        for (std::int64_t group = 0; group < m_groups; ++group) {
            for (std::int64_t out = 0; out < m_out; ++out) {
                scales.floats.push_back(m_scales[std::size_t(out * m_groups + group)]);
            }
        }
        const std::int64_t rows = m_folder.awq ? m_in : m_in * bits / 32;
        tensors[name + ".qweight"] = raw(DType::I32, {rows, std::int64_t(words.size()) / rows}, words);
        tensors[name + ".qzeros"] = raw(DType::I32, {m_groups, std::int64_t(zeros.size()) / m_groups}, zeros);
        tensors[name + ".scales"] = scales;
        if (!m_folder.awq) {
            tensors[name + ".g_idx"] = raw(DType::I32, {m_in}, m_group);
        }
    }

private:
    std::int64_t m_out;
    std::int64_t m_in;
    Folder m_folder;
    std::int64_t m_groups;
    std::vector<std::uint32_t> m_codes; ///< [out, in]
    std::vector<std::uint32_t> m_zeros; ///< [out, groups]
    std::vector<float> m_scales;        ///< [out, groups]
    std::vector<std::int32_t> m_group;  ///< [in]
};

json quantizationOf(const Folder& folder)
{
    json config = {
        {"quant_method", folder.awq ? "awq" : "gptq"}, {"bits", folder.bits}, {"group_size", folder.groupSize}};
    if (folder.awq) {
        config["version"] = "gemm";
    } else {
        config["sym"] = folder.symmetric;
        config["desc_act"] = folder.shuffled;
        config["checkpoint_format"] = folder.second ? "gptq_v2" : "gptq";
    }
    return config;
}

} // namespace

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
        const Folder form{bits, groupSize, shuffled, symmetric, awq, second};
        TinyTensors tensors = others();
        std::map<std::string, std::vector<float>> expected;
        for (const auto& [name, shape] : linears()) {
            const Codes codes(shape.first, shape.second, form, unsigned(expected.size()) + 1);
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
        const Folder form;
        TinyTensors tensors = others();
        for (const auto& [name, shape] : linears()) {
            Codes(shape.first, shape.second, form, 1).addTo(tensors, name);
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
        const Folder form;
        TinyTensors tensors = others();
        for (const auto& [name, shape] : linears()) {
            Codes(shape.first, shape.second, form, 1).addTo(tensors, name);
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
            TinyTensors tensors = others();
            std::vector<float> expected;
            for (const auto& [name, shape] : linears()) {
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
        TinyTensors tensors = others();
        for (const auto& [name, shape] : linears()) {
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
            writeModel(folder("refused"), config, others());
            const auto refused = Checkpoint::open(folder("refused"));
            QCOMPARE(refused.error().code, std::string("quantization.config"));
            QVERIFY2(refused.error().message.find(words) != std::string::npos, refused.error().message.c_str());
            QVERIFY(refused.error().message.find("compressed-tensors") != std::string::npos);
        }
    }

    /// tests/formats/data/state_dict.bin stands for a shard: its tensors are no model's, but are found.
    void pyTorchShardsAreRead()
    {
        writeModel(folder("torch"), wordConfig(), others());
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
