// GGUF files opened as models. They are written by the exporter, whose files llama.cpp reads (tests/clients).

#include <cmath>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/export/export.h"
#include "core/export/gguf_writer.h"
#include "core/formats/gguf.h"
#include "core/model/checkpoint.h"
#include "core/model/statistics.h"
#include "core/text/chat_template.h"
#include "core/text/tokenizer.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::tests;

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kHidden = 256; // whole blocks of every type

nlohmann::json wideConfig()
{
    nlohmann::json config = tinyConfig();
    config["hidden_size"] = kHidden;
    config["intermediate_size"] = kHidden;
    config["num_attention_heads"] = 4;
    config["num_key_value_heads"] = 2;
    config["num_hidden_layers"] = 1;
    return config;
}

TinyTensors wideTensors(const nlohmann::json& config)
{
    const auto spec = model::modelSpecFromConfig(config).take();
    const model::ModuleNode tree = model::buildModuleTree(spec);
    std::mt19937 random(11);
    std::normal_distribution<float> normal(0.0F, 0.1F);
    TinyTensors tensors;
    for (const model::ModuleNode* module : model::allModules(tree)) {
        if (!module->shape.empty()) {
            TinyTensor& weight = tensors[module->name + ".weight"] = filled(module->shape);
            for (float& value : weight.floats) {
                value = normal(random);
            }
        }
    }
    return tensors;
}

std::string codeOf(const fs::path& path)
{
    const auto opened = model::Checkpoint::open(path);
    if (!opened) {
        return opened.error().code;
    }
    const auto complete = opened->requireComplete();
    return complete ? std::string() : complete.error().code;
}

/// Replaces one text by another of the same length.
std::string replaced(std::string bytes, const std::string& from, const std::string& to)
{
    const std::size_t at = bytes.find(from);
    if (at == std::string::npos || from.size() != to.size()) {
        throw std::invalid_argument("cannot replace " + from);
    }
    return bytes.replace(at, from.size(), to);
}

} // namespace

class GgufInputTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_source = fs::path(m_folder->path().toStdString()) / "tiny";
        writeModel(m_source, wideConfig(), wideTensors(wideConfig()));
        QVERIFY(bool(writeFileAtomically(m_source / "tokenizer.json", letterTokenizer().dump())));
        QVERIFY(bool(writeFileAtomically(m_source / "chat_template.jinja", "{{ messages[0].content }}!")));
    }

    void everyTypeIsRead_data()
    {
        QTest::addColumn<double>("noise"); // squared errors over squared weights
        QTest::newRow("F32") << 0.0;
        // half a unit in the last place of 11 and 8 bits, uniformly distributed: (2^-11)^2 / 3 at most
        QTest::newRow("F16") << 8e-8;
        QTest::newRow("BF16") << 6e-6;
        // A block's scale is its largest of 32 values over the largest code, about 2.1 sigma / code; an error is
        // uniform within half a scale: (2.1 / 127)^2 / 12 = 2.3e-5, for 7: 7.5e-3 and so on. Twice that, for the
        // spread.
        QTest::newRow("Q8_0") << 5e-5;
        QTest::newRow("Q5_0") << 4e-3;
        QTest::newRow("Q5_1") << 4e-3;
        QTest::newRow("Q4_0") << 1.5e-2;
        QTest::newRow("Q4_1") << 1.5e-2;
        // super-blocks: what the formats are known for, a bit over a code of as many bits
        QTest::newRow("Q6_K") << 1e-3;
        QTest::newRow("Q5_K_S") << 4e-3;
        QTest::newRow("Q4_K_S") << 1.2e-2;
        QTest::newRow("Q3_K_S") << 5e-2;
        QTest::newRow("Q2_K") << 2e-1;
    }
    void everyTypeIsRead()
    {
        QFETCH(const double, noise);
        const fs::path file = exported(QTest::currentDataTag());
        const auto source = model::Checkpoint::open(m_source).take();
        const auto opened = model::Checkpoint::open(file);
        QVERIFY2(bool(opened), opened ? "" : toString(opened.error()).c_str());
        QVERIFY(bool(opened->requireComplete()));
        QCOMPARE(opened->unexpectedTensors(), std::vector<std::string>());
        QCOMPARE(opened->files(), std::vector<fs::path>{file});
        QCOMPARE(opened->dequantizedFrom().empty(), QByteArray(QTest::currentDataTag()).contains('F'));
        double worst = 0.0;
        for (const model::ModuleNode* module : model::allModules(source.tree())) {
            if (module->shape.empty()) {
                continue;
            }
            worst = std::max(worst, noiseOf(source, *opened, module->name));
        }
        QVERIFY2(worst <= noise, std::to_string(worst).c_str());
    }

    void metadataBecomeAConfig()
    {
        const auto opened = model::Checkpoint::open(exported("F16")).take();
        const auto source = model::Checkpoint::open(m_source).take();
        nlohmann::json expected = source.config();
        for (const char* key : {"hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
                                "num_key_value_heads", "max_position_embeddings", "vocab_size", "rms_norm_eps",
                                "tie_word_embeddings", "model_type", "architectures"}) {
            QCOMPARE(QString::fromStdString(opened.config()[key].dump()), QString::fromStdString(expected[key].dump()));
        }
        QCOMPARE(opened.config()["torch_dtype"].get<std::string>(), std::string("float16"));
        QCOMPARE(opened.configFile(), opened.folder());
    }

    void sizesAreThoseOfTheFile()
    {
        const auto opened = model::Checkpoint::open(exported("Q4_0")).take();
        const auto format = model::storedFormat(opened, *opened.module("model.layers.0.mlp.up_proj"));
        QCOMPARE(format->dtype, std::string("Q4_0"));
        QCOMPARE(format->bits, 4.5);
        QCOMPARE(format->bytes, std::uint64_t(kHidden * kHidden / 32 * 18));
    }

    void rowsMayBeReadInParts()
    {
        const auto opened = model::Checkpoint::open(exported("Q8_0")).take();
        const std::string name = "model.layers.0.self_attn.q_proj"; // whose rows change places
        std::vector<float> whole(std::size_t(kHidden * kHidden));
        QVERIFY(bool(opened.readWeight(name, whole)));
        std::vector<float> part(std::size_t(kHidden) * 3);
        for (const std::int64_t row : {0, 31, 64, 253}) {
            QVERIFY(bool(opened.readWeightRows(name, row, part)));
            QVERIFY(std::equal(part.begin(), part.end(), whole.begin() + row * kHidden));
        }
    }

    void vocabularyAndTemplateAreRead()
    {
        const fs::path file = exported("F16");
        const auto ours = text::Tokenizer::load(m_source).take();
        const auto theirs = text::Tokenizer::load(file);
        QVERIFY2(bool(theirs), theirs ? "" : toString(theirs.error()).c_str());
        for (const std::string& each : {letters(200, 3), std::string("abc defg hij"), std::string()}) {
            QCOMPARE((*theirs)->encode(each), ours->encode(each));
        }
        const auto chat = text::ChatTemplate::load(file).take();
        QCOMPARE(chat->source(), std::string("{{ messages[0].content }}!"));
    }

    void theNameNeedNoEnding()
    {
        const fs::path file = exported("F32");
        const fs::path other = file.parent_path() / "model";
        fs::rename(file, other);
        QCOMPARE(codeOf(other), std::string());
    }

    void versionTwoIsRead()
    {
        const fs::path file = exported("Q8_0");
        std::string bytes = readTextFile(file).take();
        bytes[4] = 2; // the versions differ in byte order alone
        QVERIFY(bool(writeFileAtomically(file, bytes)));
        QCOMPARE(codeOf(file), std::string());
    }

    /// The blocks of Q4_0 as those of IQ4_NL, which has another level for each code.
    void levelsOfIq4AreRead()
    {
        const fs::path file = exported("Q4_0");
        std::string bytes = readTextFile(file).take();
        // name, u32 dimensions, two u64 sizes, u32 type
        const std::string tensor = "blk.0.ffn_up.weight";
        bytes[bytes.find(tensor) + tensor.size() + 4 + 16] = char(formats::GgmlType::IQ4_NL);
        QVERIFY(bool(writeFileAtomically(file, bytes)));
        const auto opened = model::Checkpoint::open(file).take();
        const std::string name = "model.layers.0.mlp.up_proj";
        QCOMPARE(model::storedFormat(opened, *opened.module(name))->dtype, std::string("IQ4_NL"));
        std::vector<float> weights(std::size_t(kHidden * kHidden));
        QVERIFY(bool(opened.readWeight(name, weights)));
        const auto gguf = formats::GgufFile::open(file).take();
        const auto found = std::ranges::find(gguf.tensors(), tensor, &formats::GgufTensor::name);
        const auto blocks = gguf.file().bytes().subspan(gguf.dataStart() + found->offset);
        for (std::size_t i = 0; i < weights.size(); ++i) {
            // a block: a scale of half precision, 16 bytes of two codes, those of the first half below
            const auto block = blocks.subspan(i / 32 * 18, 18);
            std::array<float, 1> scale{};
            formats::convertToFloat32(formats::DType::F16, block.first(2), scale);
            const auto pair = std::to_integer<unsigned>(block[2 + i % 16]);
            const unsigned code = i % 32 < 16 ? pair % 16 : pair / 16;
            QCOMPARE(weights[i], scale[0] * float(formats::kIq4Levels[code]));
        }
    }

    void badFilesAreRefused_data()
    {
        QTest::addColumn<std::string>("from");
        QTest::addColumn<std::string>("to");
        QTest::addColumn<std::string>("code");
        using S = std::string;
        QTest::newRow("another architecture")
            << S("\5\0\0\0\0\0\0\0llama", 13) << S("\5\0\0\0\0\0\0\0mamba", 13) << S("model.family.unknown");
        QTest::newRow("no architecture") << S("general.architecture") << S("general.xrchitecture") << S("model.config");
        QTest::newRow("a key missing") << S("llama.block_count") << S("llama.xlock_count") << S("model.config");
        QTest::newRow("no embedding") << S("token_embd.weight") << S("xoken_embd.weight") << S("model.tensor.missing");
        QTest::newRow("a tensor missing")
            << S("blk.0.ffn_up.weight") << S("blk.0.ffn_uq.weight") << S("model.tensor.missing");
        QTest::newRow("no GGUF") << S("GGUF") << S("GGUX") << S("gguf.magic");
    }
    void badFilesAreRefused()
    {
        QFETCH(const std::string, from);
        QFETCH(const std::string, to);
        QFETCH(const std::string, code);
        const fs::path file = exported("F16");
        QVERIFY(bool(writeFileAtomically(file, replaced(readTextFile(file).take(), from, to))));
        QCOMPARE(codeOf(file), code);
    }

    void truncatedFilesAreRefused()
    {
        const fs::path file = exported("Q8_0");
        fs::resize_file(file, fs::file_size(file) - 100);
        QCOMPARE(codeOf(file), std::string("gguf.truncated"));
        fs::resize_file(file, 200);
        QCOMPARE(codeOf(file), std::string("gguf.truncated"));
    }

    void unknownTypesAndShapesAreRefused()
    {
        const fs::path file = exported("Q8_0");
        const std::string bytes = readTextFile(file).take();
        const std::string tensor = "blk.0.ffn_up.weight";
        const std::size_t sizes = bytes.find(tensor) + tensor.size() + 4;
        std::string changed = bytes;
        changed[sizes + 16] = 16; // IQ2_XXS
        QVERIFY(bool(writeFileAtomically(file, changed)));
        const auto opened = model::Checkpoint::open(file);
        QCOMPARE(opened.error().code, std::string("gguf.type"));
        QVERIFY(opened.error().message.find("Q4_K") != std::string::npos); // what is read
        changed = bytes;
        changed[sizes + 9] = 0; // 256 rows become none
        changed[sizes + 8] = 32;
        QVERIFY(bool(writeFileAtomically(file, changed)));
        QCOMPARE(codeOf(file), std::string("model.tensor.shape"));
    }

    /// Sizes whose bytes would not fit into 64 bits.
    void sizesBeyondTheFileAreRefused()
    {
        const fs::path file = exported("F32");
        const std::string bytes = readTextFile(file).take();
        const std::string tensor = "blk.0.ffn_up.weight";
        const std::size_t sizes = bytes.find(tensor) + tensor.size() + 4;
        for (const std::int64_t width : {std::int64_t(1) << 62, (std::int64_t(1) << 62) + 1}) {
            std::string changed = bytes;
            std::memcpy(changed.data() + sizes, &width, sizeof width);
            const std::int64_t one = 1;
            std::memcpy(changed.data() + sizes + 8, &one, sizeof one);
            QVERIFY(bool(writeFileAtomically(file, changed)));
            QCOMPARE(codeOf(file), std::string("gguf.truncated"));
        }
    }

    void linearRopeNeedsNoType()
    {
        nlohmann::json config = wideConfig();
        config["rope_scaling"] = {{"rope_type", "linear"}, {"factor", 4.0}};
        writeModel(m_source, config, wideTensors(config));
        const fs::path file = exported("F32");
        QCOMPARE(model::Checkpoint::open(file)->spec().rope.factor, 4.0);
        const std::string bytes = readTextFile(file).take();
        QVERIFY(bool(writeFileAtomically(file, replaced(bytes, "llama.rope.scaling.type", "llama.rope.scaling.typx"))));
        const auto opened = model::Checkpoint::open(file);
        QVERIFY(opened->spec().rope.scaling == model::RopeScaling::Linear);
        QCOMPARE(opened->spec().rope.factor, 4.0);
    }

    void splitAndForeignFilesAreRefused()
    {
        const fs::path split = m_source.parent_path() / "part.gguf";
        auto writer = exporting::GgufWriter::create(
            split, {{"general.architecture", std::string("llama")}, {"split.count", std::uint32_t(3)}},
            {{"token_embd.weight", {1, 1}, formats::GgmlType::F32}});
        QVERIFY(bool(writer));
        const float zero = 0.0F;
        QVERIFY(bool(writer->append(std::as_bytes(std::span(&zero, 1)))));
        QVERIFY(bool(writer->finish()));
        QVERIFY(bool(writer->commit()));
        QCOMPARE(codeOf(split), std::string("model.shard.missing"));
        // later parts say nothing of the model
        std::string part = readTextFile(split).take();
        QVERIFY(bool(writeFileAtomically(split, replaced(part, "general.architecture", "general.xrchitecture"))));
        QCOMPARE(codeOf(split), std::string("model.shard.missing"));
        QCOMPARE(codeOf(m_source / "model.safetensors"), std::string("model.open"));
        QCOMPARE(codeOf(m_source / "nothing.gguf"), std::string("model.open"));
    }

    /// Out again as a folder: the weights of the source, to the bit, and its tokenizer.
    void aFolderIsMadeOfAFile()
    {
        const fs::path file = exported("F32");
        exporting::ExportRequest request;
        request.model = file;
        request.target = exporting::ExportTarget::HuggingFace;
        request.type = "F32";
        request.out = m_source.parent_path() / "folder";
        const auto report = exporting::exportModel(request, [](std::string_view, double) {}, {});
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        const auto before = model::Checkpoint::open(m_source).take();
        const auto after = model::Checkpoint::open(request.out).take();
        QCOMPARE(after.tensorNames(), before.tensorNames());
        for (const std::string& name : before.tensorNames()) {
            QVERIFY2(before.readFloats(name).take() == after.readFloats(name).take(), name.c_str());
        }
        QCOMPARE(text::Tokenizer::load(request.out).take()->encode("abcd efgh"),
                 text::Tokenizer::load(m_source).take()->encode("abcd efgh"));
        QCOMPARE(text::ChatTemplate::load(request.out).take()->source(), std::string("{{ messages[0].content }}!"));
    }

private:
    fs::path exported(const std::string& type) const
    {
        exporting::ExportRequest request;
        request.model = m_source;
        request.type = type;
        request.out = m_source.parent_path() / (type + ".gguf");
        const auto report = exporting::exportModel(request, [](std::string_view, double) {}, {});
        if (!report) {
            throw std::runtime_error(toString(report.error()));
        }
        return request.out;
    }

    static double noiseOf(const model::Checkpoint& source, const model::Checkpoint& file, const std::string& module)
    {
        const auto shape = source.weightShape(module);
        std::vector<float> expected(std::size_t(shape[0] * (shape.size() > 1 ? shape[1] : 1)));
        std::vector<float> found(expected.size());
        if (!source.readWeight(module, expected) || !file.readWeight(module, found)) {
            return std::numeric_limits<double>::infinity();
        }
        double errors = 0.0;
        double weights = 0.0;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            errors += (double(found[i]) - expected[i]) * (double(found[i]) - expected[i]);
            weights += double(expected[i]) * expected[i];
        }
        return errors / weights;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_source;
};

QTEST_GUILESS_MAIN(GgufInputTest)
#include "gguf_input_test.moc"
