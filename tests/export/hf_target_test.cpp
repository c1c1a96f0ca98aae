#include <QTemporaryDir>
#include <QTest>
#include <random>

#include "core/base/atomic_file.h"
#include "core/export/export.h"
#include "core/export/hf_formats.h"
#include "core/export/hf_target.h"
#include "core/formats/safetensors.h"
#include "core/model/checkpoint.h"
#include "tests/engine/quantized_model.h"
#include "tests/support/golden_families.h"
#include "tests/support/grouped_codes.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::exporting;
namespace fs = std::filesystem;

namespace {

Result<ExportReport> exported(const fs::path& model, const fs::path& out, const std::string& type,
                              const CancelToken& cancel = {})
{
    ExportRequest request;
    request.model = model;
    request.target = ExportTarget::HuggingFace;
    request.type = type;
    request.out = out;
    return exportModel(
        request, [](std::string_view, double) {}, cancel);
}

/// Bytes of every tensor of a folder by name.
std::map<std::string, std::vector<std::byte>> tensorsOf(const fs::path& folder)
{
    std::map<std::string, std::vector<std::byte>> tensors;
    const auto checkpoint = model::Checkpoint::open(folder);
    for (const fs::path& path : checkpoint->files()) {
        const auto file = formats::SafetensorsFile::open(path);
        for (const formats::TensorInfo& tensor : file->tensors()) {
            const auto bytes = file->data(tensor);
            tensors[tensor.name] = {bytes.begin(), bytes.end()};
        }
    }
    return tensors;
}

/// The checkpoint with random codes of 4 bits and zero points by channel in place of the named matrices.
void writeCodes(const model::Checkpoint& dense, const std::map<std::string, bool>& names, const fs::path& out)
{
    std::mt19937 random(7);
    tests::TinyTensors tensors;
    nlohmann::json targets = nlohmann::json::array();
    const std::string& prefix = dense.spec().basePrefix;
    for (const fs::path& path : dense.files()) {
        const auto file = formats::SafetensorsFile::open(path);
        for (const formats::TensorInfo& info : file->tensors()) {
            const std::string name = info.name.starts_with(prefix) || info.name.starts_with(dense.spec().head)
                                         ? info.name
                                         : prefix + info.name;
            const std::string module = name.substr(0, name.rfind('.'));
            const auto found = names.find(module);
            const auto bytes = file->data(info);
            tensors[name] = {info.dtype, info.shape, {}, {bytes.begin(), bytes.end()}};
            if (found == names.end() || !found->second || !name.ends_with(".weight")) {
                continue;
            }
            std::vector<std::int8_t> codes(std::size_t(info.elements()));
            std::ranges::generate(codes, [&] { return std::int8_t(int(random() % 16U) - 8); });
            std::vector<float> scales(std::size_t(info.shape[0]));
            std::ranges::generate(scales, [&] { return float(1U + random() % 1000U) / 8192.0F; });
            std::vector<std::int8_t> zeros(scales.size());
            std::ranges::generate(zeros, [&] { return std::int8_t(int(random() % 16U) - 8); });
            tensors[name] = tests::raw(formats::DType::I8, info.shape, codes);
            tensors[name + "_scale"] = {formats::DType::F32, {info.shape[0], 1}, scales, {}};
            tensors[name + "_zero_point"] = tests::raw(formats::DType::I8, {info.shape[0], 1}, zeros);
            targets.push_back(module);
        }
    }
    nlohmann::json config = dense.config();
    config["quantization_config"] = {
        {"quant_method", "compressed-tensors"},
        {"format", "int-quantized"},
        {"config_groups",
         {{"group_0",
           {{"targets", targets},
            {"weights", {{"num_bits", 4}, {"type", "int"}, {"strategy", "channel"}, {"symmetric", false}}}}}}}};
    tests::writeModel(out, config, tensors);
}

} // namespace

class HfTargetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_root = fs::path(m_temporary.path().toStdString()) / std::to_string(++m_count);
        fs::create_directories(m_root);
        m_model = m_root / "run" / "stage_pruned";
        fs::create_directories(m_model.parent_path());
        tests::writeModel(m_model, tests::tinyConfig(), tests::tinyTensors());
        QVERIFY(bool(writeFileAtomically(m_model / "tokenizer.json", tests::letterTokenizer().dump())));
    }

    void tensorsAreCopiedAsTheyAre()
    {
        const auto report = exported(m_model, m_root / "out", "");
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        QVERIFY(tensorsOf(m_root / "out") == tensorsOf(m_model));
        QVERIFY(fs::exists(m_root / "out" / "tokenizer.json") && fs::exists(m_root / "out" / "certificate.json"));
        QVERIFY(report->certificate["modules"].size() >= 10 && report->bytes > 0);
    }

    void narrowTypesAreRounded()
    {
        const auto report = exported(m_model, m_root / "out", "BF16");
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        const auto written = model::Checkpoint::open(m_root / "out");
        QVERIFY(bool(written));
        QCOMPARE(written->find("model.norm.weight")->info->dtype, formats::DType::BF16);
        QVERIFY(written->config()["torch_dtype"] == "bfloat16");
    }

    /// Fused and turned matrices come out as the family has them: the very bytes of the source.
    void everyFamilyKeepsItsTensors_data() { tests::addGoldenFamilies(); }
    void everyFamilyKeepsItsTensors()
    {
        QFETCH(const QString, folder);
        const fs::path source = folder.toStdString();
        const auto checkpoint = model::Checkpoint::open(source);
        const bool half =
            checkpoint->find(checkpoint->spec().finalNorm + ".weight")->info->dtype != formats::DType::F32;
        const auto report = exported(source, m_root / "out", half ? "BF16" : "F32");
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        const auto before = tensorsOf(source);
        const std::string& prefix = checkpoint->spec().basePrefix;
        for (const auto& [name, bytes] : tensorsOf(m_root / "out")) {
            const auto same = before.find(before.contains(name) ? name : name.substr(prefix.size()));
            QVERIFY2(same != before.end() && same->second == bytes, name.c_str());
        }
    }

    /// Codes go from one format to the other and back: the very bytes that were there.
    void codesGoOverUnchanged_data()
    {
        QTest::addColumn<int>("bits");
        QTest::addColumn<int>("groupSize");
        QTest::addColumn<bool>("zeroPoints");
        QTest::addColumn<bool>("order");
        QTest::addColumn<bool>("inputs");
        QTest::newRow("int4 in groups") << 4 << 32 << false << false << false;
        QTest::newRow("int4 with zero points") << 4 << 32 << true << false << false;
        QTest::newRow("int4 in activation order") << 4 << 16 << true << true << false;
        QTest::newRow("int3 that straddle words") << 3 << 32 << true << false << false;
        QTest::newRow("int8 by channel, inputs rounded") << 8 << 0 << false << false << true;
        QTest::newRow("int8 by channel, zero points") << 8 << 0 << true << false << true;
    }
    void codesGoOverUnchanged()
    {
        QFETCH(const int, bits);
        QFETCH(const int, groupSize);
        QFETCH(const bool, zeroPoints);
        QFETCH(const bool, order);
        QFETCH(const bool, inputs);
        using Scheme = engine::testing::QuantizedScheme;
        Scheme scheme;
        scheme.bits = bits;
        scheme.groupSize = std::size_t(groupSize);
        scheme.zeroPoints = zeroPoints;
        scheme.activationOrder = order;
        scheme.packed = true;
        scheme.inputs = inputs ? Scheme::Inputs::Static : Scheme::Inputs::Blocks;
        engine::testing::QuantizedModel model(scheme);
        const fs::path packed = m_root / "packed";
        tests::writeModel(packed, model.config(), model.tensors());

        const auto plain = exported(packed, m_root / "int", kIntQuantized);
        QVERIFY2(bool(plain), plain ? "" : toString(plain.error()).c_str());
        QCOMPARE(plain->certificate["format"].get<std::string>(), std::string(kIntQuantized));
        QVERIFY(plain->modulesExact >= 14);
        const auto written = model::Checkpoint::open(m_root / "int");
        QCOMPARE(written->find("model.layers.0.mlp.up_proj.weight")->info->dtype, formats::DType::I8);
        QVERIFY(!written->find("model.layers.0.mlp.up_proj.weight_packed"));

        QVERIFY(bool(exported(m_root / "int", m_root / "naive", kNaiveQuantized)));
        QVERIFY(tensorsOf(m_root / "naive") == tensorsOf(m_root / "int"));

        const auto back = exported(m_root / "naive", m_root / "back", kPackQuantized);
        QVERIFY2(bool(back), back ? "" : toString(back.error()).c_str());
        const auto before = tensorsOf(packed);
        auto after = tensorsOf(m_root / "back");
        for (const auto& [name, bytes] : before) {
            QVERIFY2(after.contains(name) && after.at(name) == bytes, name.c_str());
            after.erase(name);
        }
        for (const auto& [name, bytes] : after) { // what some writers leave out
            QVERIFY2(name.ends_with(".weight_shape"), name.c_str());
        }
        QCOMPARE(exported(packed, m_root / "float", kFloatQuantized).error().code, std::string("export.type"));
    }

    /// GPTQ and AWQ folders become what vLLM and transformers know as compressed-tensors.
    void codesOfOtherMethodsAreTakenToo_data()
    {
        QTest::addColumn<bool>("awq");
        QTest::addColumn<bool>("shuffled");
        QTest::newRow("gptq") << false << false;
        QTest::newRow("gptq by activation order") << false << true;
        QTest::newRow("awq") << true << false;
    }
    void codesOfOtherMethodsAreTakenToo()
    {
        QFETCH(const bool, awq);
        QFETCH(const bool, shuffled);
        tests::GroupedFolder form;
        form.awq = awq;
        form.shuffled = shuffled;
        tests::writeGrouped(m_root / "grouped", form);
        const auto checkpoint = model::Checkpoint::open(m_root / "grouped");
        QVERIFY2(bool(checkpoint), checkpoint ? "" : toString(checkpoint.error()).c_str());
        QCOMPARE(hfTypesFor(*checkpoint), (std::vector<std::string>{"AUTO", "F32", "F16", "BF16", kIntQuantized,
                                                                    kPackQuantized, kNaiveQuantized}));
        for (const char* type : {kIntQuantized, kPackQuantized}) {
            const auto report = exported(m_root / "grouped", m_root / type, type);
            QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
            const auto config = nlohmann::json::parse(*readTextFile(m_root / type / "config.json"));
            const auto& group = config["quantization_config"]["config_groups"]["group_0"];
            QVERIFY(group["weights"]["actorder"] == (shuffled ? nlohmann::json("group") : nlohmann::json()));
        }
        const std::string card = readTextFile(m_root / kPackQuantized / "README.md").value();
        QVERIFY2(card.find("`pack-quantized`") != std::string::npos, card.c_str());
    }

    /// Codes of fused matrices, also where heads alternate: packed and back, the very bytes.
    void fusedCodesGoOverUnchanged_data() { tests::addGoldenFamilies(); }
    void fusedCodesGoOverUnchanged()
    {
        QFETCH(const QString, folder);
        const auto dense = model::Checkpoint::open(folder.toStdString());
        std::map<std::string, bool> names; // whether it is a stored matrix that holds codes as they are
        for (const model::LayerSpec& layer : dense->spec().layers) {
            for (const model::LinearSpec* linear : layer.allLinears()) {
                names[linear->stored ? linear->stored->module : linear->name] =
                    !linear->stored || !linear->stored->transposed;
            }
        }
        if (std::ranges::none_of(names, [](const auto& entry) { return entry.second; })) {
            QSKIP("Its files turn every matrix: codes are never stored so.");
        }
        const fs::path source = m_root / "codes";
        writeCodes(*dense, names, source);
        const auto packed = exported(source, m_root / "packed", kPackQuantized);
        QVERIFY2(bool(packed), packed ? "" : toString(packed.error()).c_str());
        const auto back = exported(m_root / "packed", m_root / "back", kIntQuantized);
        QVERIFY2(bool(back), back ? "" : toString(back.error()).c_str());
        QVERIFY(tensorsOf(m_root / "back") == tensorsOf(source));
    }

    /// 8-bit floats are no whole numbers, and the other way round.
    void float8StaysFloat8()
    {
        auto tensors = tests::tinyTensors();
        const std::string module = "model.layers.0.mlp.up_proj";
        tensors[module + ".weight"].dtype = formats::DType::F8E4M3;
        tensors[module + ".weight_scale"] = tests::filled({12, 1}, 3.0F);
        nlohmann::json config = tests::tinyConfig();
        config["compression_config"] = {
            // the oldest key
            {"quant_method", "compressed-tensors"},
            {"format", "naive-quantized"},
            {"config_groups",
             {{"group_0",
               {{"targets", {module}},
                {"weights", {{"num_bits", 8}, {"type", "float"}, {"strategy", "channel"}, {"symmetric", true}}}}}}}};
        fs::remove_all(m_model);
        tests::writeModel(m_model, config, tensors);
        QCOMPARE(exported(m_model, m_root / "int", kIntQuantized).error().code, std::string("export.type"));
        QCOMPARE(exported(m_model, m_root / "pack", kPackQuantized).error().code, std::string("export.type"));
        const auto report = exported(m_model, m_root / "float", kFloatQuantized);
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        QVERIFY(tensorsOf(m_root / "float") == tensorsOf(m_model));
        QCOMPARE(model::Checkpoint::open(m_root / "float")->quantization()->format, std::string(kFloatQuantized));
    }

    /// Zeros are left out and come back: the very bytes, of float and half matrices, and of int8 codes.
    void zerosAreLeftOut_data()
    {
        QTest::addColumn<QString>("type");
        QTest::newRow("float32") << QStringLiteral("F32");
        QTest::newRow("bfloat16") << QStringLiteral("BF16");
    }
    void zerosAreLeftOut()
    {
        QFETCH(const QString, type);
        auto tensors = tests::tinyTensors();
        for (auto& [name, tensor] : tensors) { // widths at which a bit an element and an offset a row pay
            const bool matrix = name.find("_proj") != std::string::npos;
            for (std::size_t i = 0; matrix && i < tensor.floats.size(); ++i) {
                tensor.floats[i] = i % 8 == 1 ? -0.0F : i % 8 == 4 ? tensor.floats[i] : 0.0F;
            }
            tensor.dtype = type == QLatin1String("F32") ? formats::DType::F32 : formats::DType::BF16;
        }
        nlohmann::json config = tests::tinyConfig();
        fs::remove_all(m_model);
        tests::writeModel(m_model, config, tensors);
        const auto report = exported(m_model, m_root / "sparse", kSparseBitmask);
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        const auto written = tensorsOf(m_root / "sparse");
        QVERIFY(written.contains("model.layers.1.mlp.up_proj.weight.bitmask"));
        QVERIFY(!written.contains("model.layers.1.mlp.up_proj.weight"));
        QVERIFY(written.contains("lm_head.weight")); // a quarter of zeros does not pay here
        const auto json = nlohmann::json::parse(*readTextFile(m_root / "sparse" / "config.json"));
        const auto& sparsity = json["quantization_config"]["sparsity_config"];
        QCOMPARE(sparsity["format"].get<std::string>(), std::string(kSparseBitmask));
        QVERIFY(std::ranges::find(sparsity["ignore"], nlohmann::json("lm_head")) != sparsity["ignore"].end());
        QVERIFY(sparsity["sparsity_structure"] == "2:4"); // two of each eight, four columns apart at least
        // and what is read of it is what was there
        const auto before = model::Checkpoint::open(m_model);
        const auto after = model::Checkpoint::open(m_root / "sparse");
        for (const std::string& name : before->tensorNames()) {
            const auto a = before->find(name)->bytes();
            const auto b = after->find(name)->bytes();
            QVERIFY2(std::ranges::equal(a.span(), b.span()), name.c_str());
        }
        QVERIFY(bool(exported(m_root / "sparse", m_root / "dense", type.toStdString())));
        QVERIFY(tensorsOf(m_root / "dense") == tensorsOf(m_model));
        QVERIFY(bool(exported(m_root / "sparse", m_root / "again", kSparseBitmask)));
        QVERIFY(tensorsOf(m_root / "again") == tensorsOf(m_root / "sparse"));

        // It has a quantization_config, but no codes: other formats take it for the dense model that it is.
        ExportRequest request;
        request.model = m_root / "sparse";
        request.target = ExportTarget::Onnx;
        for (const char* as : {"", "int8"}) {
            request.type = as;
            request.out = m_root / (std::string("onnx") + as);
            const auto onnx = exportModel(request, [](std::string_view, double) {}, {});
            QVERIFY2(bool(onnx), onnx ? "" : toString(onnx.error()).c_str());
            QCOMPARE(fs::exists(request.out / "onnx" / "model_int8.onnx"), *as != 0);
            QCOMPARE(onnx->notes.empty(), *as == 0); // rounded
        }
    }

    /// Pruned int8: codes without zeros, under the same scheme.
    void codesMayBeSparse()
    {
        engine::testing::QuantizedScheme scheme;
        scheme.kept = 2;
        scheme.of = 8;
        engine::testing::QuantizedModel model(scheme);
        const fs::path source = m_root / "int8";
        tests::writeModel(source, model.config(), model.tensors());
        const auto checkpoint = model::Checkpoint::open(source);
        const std::vector<std::string> types = hfTypesFor(*checkpoint);
        QVERIFY(std::ranges::find(types, kSparseBitmask) != types.end());
        const auto report = exported(source, m_root / "sparse", kSparseBitmask);
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        QVERIFY(bool(exported(m_root / "sparse", m_root / "back", kIntQuantized)));
        QVERIFY(tensorsOf(m_root / "back") == tensorsOf(source));

        QVERIFY(bool(exported(source, m_root / "packed", kPackQuantized)));
        QCOMPARE(exported(m_root / "packed", m_root / "no", kSparseBitmask).error().code, std::string("export.type"));
    }

    void theCardSaysWhatWasMeasured()
    {
        nlohmann::json manifest = {{"stages", {{{"folder", "stage_pruned"}}}},
                                   {"figures", {{"perplexityBefore", 6.5}, {"perplexityAfter", nullptr}}}};
        QVERIFY(bool(writeFileAtomically(m_model.parent_path() / "manifest.json", manifest.dump())));
        QVERIFY(bool(writeFileAtomically(m_model.parent_path() / "recipe.yaml", "espalier: 1\n")));
        QVERIFY(bool(exported(m_model, m_root / "out", "F16")));
        const std::string card = readTextFile(m_root / "out" / "README.md").value();
        QVERIFY2(card.find("```yaml\nespalier: 1\n```") != std::string::npos, card.c_str());
        QVERIFY(card.find("| perplexity before | 6.5 |") != std::string::npos);
        QVERIFY(card.find("perplexity after") == std::string::npos); // it was not measured

        // What was measured after a later stage says nothing about this one.
        manifest["stages"].push_back({{"folder", "stage_later"}});
        QVERIFY(bool(writeFileAtomically(m_model.parent_path() / "manifest.json", manifest.dump())));
        QVERIFY(bool(exported(m_model, m_root / "again", "F16")));
        QVERIFY(readTextFile(m_root / "again" / "README.md")->find("perplexity") == std::string::npos);
    }

    /// A tokenizer.model alone gets the tokenizer.json that other programs ask for.
    void aTokenizerJsonIsMade()
    {
        const QString model = tests::sharedData("models/stories260K");
        if (model.isEmpty()) {
            QSKIP("The reference data is not there.");
        }
        const auto report = exported(model.toStdString(), m_root / "out", "");
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        QVERIFY(fs::exists(m_root / "out" / "tokenizer.json") && fs::exists(m_root / "out" / "tokenizer.model"));
        QVERIFY(report->certificate["tokenizer"]["texts"] > 10);
    }

    void whatCannotBeIsRefused()
    {
        QCOMPARE(exported(m_model, m_root / "out", "Q4_0").error().code, std::string("export.type"));
        const Error dense = exported(m_model, m_root / "out", kPackQuantized).error();
        QCOMPARE(dense.code, std::string("export.type"));
        QVERIFY2(dense.message.find("by a recipe first") != std::string::npos, dense.message.c_str());
        QVERIFY(exported(m_model, m_root / "out", kSparseBitmask).error().message.find("too few zeros") !=
                std::string::npos);
        QCOMPARE(exported(m_model, m_model, "").error().code, std::string("file.exists"));
        const CancelToken cancel;
        cancel.request();
        QVERIFY_EXCEPTION_THROWN((void)exported(m_model, m_root / "out", "", cancel), Cancelled);
        QVERIFY(!fs::exists(m_root / "out") && !fs::exists(m_root / "out.partial"));
    }

private:
    QTemporaryDir m_temporary;
    fs::path m_root;
    fs::path m_model;
    int m_count = 0;
};

QTEST_GUILESS_MAIN(HfTargetTest)
#include "hf_target_test.moc"
