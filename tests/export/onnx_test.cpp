#include <algorithm>
#include <csignal>
#include <fstream>
#include <limits>
#include <sys/resource.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "core/export/export.h"
#include "core/export/onnx.h"
#include "core/export/onnx_certificate.h"
#include "core/export/random_model.h"
#include "tests/engine/quantized_model.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::tests;
using engine::testing::QuantizedModel;
using engine::testing::QuantizedScheme;
using exporting::OnnxExportOptions;
using exporting::OnnxType;

namespace {

using Inputs = QuantizedScheme::Inputs;

const std::map<std::string, QuantizedScheme>& schemes()
{
    static const std::map<std::string, QuantizedScheme> kSchemes = {
        {"int8", {"int8", 8, 0, false, false, Inputs::Token}},
        {"int8 with zero points", {"int8z", 8, 0, true, false, Inputs::Blocks}},
        {"int8 in groups", {"int8g", 8, 32, true, false, Inputs::Blocks}},
        {"int4 in groups", {"int4g", 4, 32, false, true, Inputs::Blocks}},
        {"int4 with zero points", {"int4z", 4, 16, true, true, Inputs::Blocks}},
        {"int4 by channel", {"int4c", 4, 0, false, true, Inputs::Blocks}},
        {"int4 in tiny groups", {"int4t", 4, 8, false, true, Inputs::Blocks}},
        {"int4 in activation order", {"int4o", 4, 32, false, true, Inputs::Blocks, 0, 0, 1.0, false, true}},
    };
    return kSchemes;
}

/// Random dense weights of odd sizes: columns that no block divides.
void writeDense(const std::filesystem::path& folder)
{
    nlohmann::json config = tinyConfig();
    config["hidden_size"] = 40;
    config["intermediate_size"] = 72;
    config["num_attention_heads"] = 4;
    config["num_key_value_heads"] = 2;
    config["head_dim"] = 12;
    config["attention_bias"] = true;
    config["tie_word_embeddings"] = true;
    if (const auto written = exporting::writeRandomModel(config, folder, {}); !written) {
        throw std::runtime_error(toString(written.error()));
    }
}

model::Checkpoint opened(const std::filesystem::path& folder)
{
    auto checkpoint = model::Checkpoint::open(folder);
    if (!checkpoint) {
        throw std::runtime_error(toString(checkpoint.error()));
    }
    return checkpoint.take();
}

OnnxExportOptions optionsFor(const QTemporaryDir& root, OnnxType type)
{
    OnnxExportOptions options;
    options.out = root.filePath("out").toStdString();
    options.weights.type = type;
    return options;
}

std::uint64_t zerosOf(const std::vector<exporting::OnnxWeightCheck>& checks, const std::string& module)
{
    const auto found = std::ranges::find(checks, module, &exporting::OnnxWeightCheck::module);
    return found == checks.end() ? 0 : found->zeros;
}

QStringList entries(const QTemporaryDir& root)
{
    return QDir(root.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
}

} // namespace

/// Exports of small models, read again by the certificate. What onnxruntime makes of them is in tests/clients.
class OnnxTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void typesHoldWhatTheModelStores_data()
    {
        QTest::addColumn<QString>("scheme"); // empty: dense
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("refusal"); // empty: goes
        QTest::addColumn<QString>("stored");
        const auto add = [](const char* scheme, const char* type, const char* stored, const char* refusal = "") {
            QTest::addRow("%s as %s", *scheme == '\0' ? "dense" : scheme, type) << scheme << type << refusal << stored;
        };
        add("", "fp32", "float32");
        add("", "fp16", "float16");
        add("", "int8", "int8");
        add("", "int8-dynamic", "int8");
        add("", "int4", "4 bit");
        add("int8", "fp32", "float32");
        add("int8", "fp16", "float16");
        add("int8", "int8", "int8");
        add("int8", "int8-dynamic", "int8");
        add("int8", "int4", "", "8 bits");
        add("int8 with zero points", "int8", "int8");
        add("int8 with zero points", "int8-dynamic", "int8");
        add("int8 in groups", "int8", "int8");
        add("int8 in groups", "int8-dynamic", "", "one scale an output");
        add("int4 in groups", "int4", "4 bit");
        add("int4 in groups", "int8", "int8");
        add("int4 with zero points", "int4", "4 bit");
        add("int4 by channel", "int4", "4 bit");
        add("int4 by channel", "int8-dynamic", "int8");
        add("int4 in tiny groups", "int4", "", "16 columns");
        add("int4 in tiny groups", "int8", "int8");
        add("int4 in activation order", "int4", "", "activation order");
        add("int4 in activation order", "fp32", "float32");
    }

    void typesHoldWhatTheModelStores()
    {
        QFETCH(QString, scheme);
        QFETCH(QString, type);
        QFETCH(QString, refusal);
        QFETCH(QString, stored);
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("model").toStdString();
        if (scheme.isEmpty()) {
            writeDense(folder);
        } else {
            QuantizedModel(schemes().at(scheme.toStdString())).write(folder);
        }
        const auto options = optionsFor(root, *exporting::onnxTypeFromName(type.toStdString()));
        const auto report = exporting::exportOnnx(opened(folder), options);
        if (!refusal.isEmpty()) {
            QVERIFY(!report);
            QCOMPARE(report.error().code, std::string("export.type"));
            QVERIFY2(report.error().message.find(refusal.toStdString()) != std::string::npos,
                     report.error().message.c_str());
            QCOMPARE(entries(root), QStringList{"model"});
            return;
        }
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        QVERIFY(std::filesystem::exists(report->model));
        const auto check =
            std::ranges::find(report->weights, "model.layers.1.mlp.down_proj", &exporting::OnnxWeightCheck::module);
        QVERIFY(check != report->weights.end());
        QCOMPARE(QString::fromStdString(check->stored), stored);
        // Dense bf16 weights are exact in float32 and codes of a quantized model wherever they stay codes.
        QCOMPARE(check->exact, scheme.isEmpty() ? type == "fp32" : type != "fp16");
    }

    /// Zeros of a sparse int8 model stay zeros, in the very places (the certificate compares each).
    void zerosAreKept()
    {
        QuantizedScheme scheme = schemes().at("int8");
        scheme.density = 0.3;
        for (const char* type : {"fp32", "int8", "int8-dynamic"}) {
            const QTemporaryDir root;
            const std::filesystem::path folder = root.filePath("model").toStdString();
            QuantizedModel model(scheme);
            model.write(folder);
            const auto report =
                exporting::exportOnnx(opened(folder), optionsFor(root, *exporting::onnxTypeFromName(type)));
            QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
            const auto& codes = model.matrix("model.layers.0.mlp.up_proj").codes;
            QCOMPARE(zerosOf(report->weights, "model.layers.0.mlp.up_proj"),
                     std::uint64_t(std::ranges::count(codes, std::int8_t(0))));
        }
    }

    void asymmetricBlocksAndOtherSizes()
    {
        for (const std::int64_t size : {16, 64, 128}) {
            const QTemporaryDir root;
            const std::filesystem::path folder = root.filePath("model").toStdString();
            writeDense(folder);
            auto options = optionsFor(root, OnnxType::Int4);
            options.weights.blockSize = size;
            options.weights.symmetric = false;
            const auto report = exporting::exportOnnx(opened(folder), options);
            QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        }
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("model").toStdString();
        writeDense(folder);
        auto options = optionsFor(root, OnnxType::Int4);
        for (const std::int64_t size : {0, 8, 48}) {
            options.weights.blockSize = size;
            QCOMPARE(exporting::exportOnnx(opened(folder), options).error().code, std::string("export.type"));
        }
    }

    void theFolderIsWhatTransformersLooksFor()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("model").toStdString();
        QuantizedModel(schemes().at("int4 in groups")).write(folder);
        QVERIFY(bool(writeFileAtomically(folder / "tokenizer.json", letterTokenizer().dump())));
        QVERIFY(bool(writeFileAtomically(folder / "notes.txt", "not a part of the model")));
        const auto options = optionsFor(root, OnnxType::Int4);
        const auto report = exporting::exportOnnx(opened(folder), options);
        QVERIFY(bool(report));
        QCOMPARE(report->model, options.out / "onnx" / "model_q4.onnx");
        QCOMPARE(QDir(root.filePath("out")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name),
                 (QStringList{"certificate.json", "config.json", "generation_config.json", "onnx", "tokenizer.json"}));
        QCOMPARE(QDir(root.filePath("out/onnx")).entryList(QDir::Files, QDir::Name),
                 (QStringList{"model_q4.onnx", "model_q4.onnx_data"}));
        QCOMPARE(report->bytes, std::filesystem::file_size(report->model) +
                                    std::filesystem::file_size(report->model.string() + "_data"));
        const auto config = nlohmann::json::parse(*readTextFile(options.out / "config.json"));
        QVERIFY(!config.contains("quantization_config"));
        QCOMPARE(config["transformers.js_config"]["dtype"].get<std::string>(), std::string("q4"));
        QCOMPARE(config["hidden_size"].get<int>(), 64);
        const auto certificate = nlohmann::json::parse(*readTextFile(options.out / "certificate.json"));
        QVERIFY(certificate == report->certificate);
        QCOMPARE(certificate["modules"].size(), report->weights.size());
        QVERIFY(certificate["tokenizer"]["texts"] > 10);
        QCOMPARE(report->storedModules, std::int64_t(15)); // seven of two layers, and the head
        const auto generation = nlohmann::json::parse(*readTextFile(options.out / "generation_config.json"));
        QCOMPARE(generation["eos_token_id"].get<int>(), 2);
        QCOMPARE(exporting::exportOnnx(opened(folder), options).error().code, std::string("file.exists"));
    }

    /// Without a type the export holds what the model stores.
    void exportModelTakesTheStoredType()
    {
        const std::map<std::string, std::string> files = {{"int8", "model_int8.onnx"},
                                                          {"int4 in groups", "model_q4.onnx"},
                                                          {"int4 in tiny groups", "model_int8.onnx"},
                                                          {"int4 in activation order", "model.onnx"}};
        for (const auto& [scheme, file] : files) {
            const QTemporaryDir root;
            exporting::ExportRequest request;
            request.model = root.filePath("model").toStdString();
            request.target = exporting::ExportTarget::Onnx;
            request.out = root.filePath("out").toStdString();
            QuantizedModel(schemes().at(scheme)).write(request.model);
            const auto report = exporting::exportModel(request, [](std::string_view, double) {}, {});
            QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
            QVERIFY2(std::filesystem::exists(request.out / "onnx" / file), file.c_str());
            QCOMPARE(report->modulesExact, std::int64_t(file == "model.onnx" ? 0 : 15));
            QVERIFY(report->certificate.at("modules").size() > 15);
            request.type = "fp33";
            request.out += "2";
            QCOMPARE(exporting::exportModel(request, [](std::string_view, double) {}, {}).error().code,
                     std::string("export.type"));
        }
    }

    void weightsThatAreNoNumbersAreNamed()
    {
        const QTemporaryDir root;
        TinyTensors tensors = tinyTensors();
        tensors.at("model.layers.1.mlp.up_proj.weight").floats[7] = std::numeric_limits<float>::infinity();
        exporting::ExportRequest request;
        request.model = root.filePath("model").toStdString();
        request.target = exporting::ExportTarget::Onnx;
        request.type = "fp32";
        request.out = root.filePath("out").toStdString();
        writeModel(request.model, tinyConfig(), tensors);
        const auto report = exporting::exportModel(request, [](std::string_view, double) {}, {});
        QVERIFY(!report);
        QCOMPARE(report.error().code, std::string("export.weights"));
        QVERIFY(report.error().message.find("'model.layers.1.mlp.up_proj'") != std::string::npos);
        QVERIFY(!std::filesystem::exists(request.out));
    }

    /// The certificate must notice any single byte of the data file, and the checker a graph that makes no sense.
    void damageIsNoticed()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("model").toStdString();
        QuantizedModel(schemes().at("int4 with zero points")).write(folder);
        const auto checkpoint = opened(folder);
        const auto report = exporting::exportOnnx(checkpoint, optionsFor(root, OnnxType::Int4));
        QVERIFY(bool(report));
        const std::string data = report->model.string() + "_data";
        const std::string sound = *readTextFile(data);
        const auto check = [&] { return exporting::checkOnnxWeights(checkpoint, report->model, {}, {}); };
        QVERIFY(bool(check()));
        int noticed = 0;
        int tried = 0;
        for (std::size_t place = 1; place < sound.size(); place += sound.size() / 50) {
            std::string damaged = sound;
            damaged[place] = char(damaged[place] ^ 0x11);
            std::ofstream(data, std::ios::binary) << damaged;
            ++tried;
            noticed += !check() && check().error().code == "export.mismatch" ? 1 : 0;
        }
        QVERIFY2(noticed > tried * 3 / 4, qPrintable(QString::number(noticed))); // the rest fell between two tensors
        std::ofstream(data, std::ios::binary) << sound.substr(0, sound.size() / 2);
        QCOMPARE(check().error().code, std::string("export.mismatch"));
        std::filesystem::remove(data);
        QCOMPARE(check().error().code, std::string("file.open"));
        QCOMPARE(exporting::checkOnnxModel(report->model).error().code, std::string("export.onnx.check"));
        std::ofstream(report->model, std::ios::binary) << "nonsense";
        QCOMPARE(exporting::checkOnnxModel(report->model).error().code, std::string("export.onnx.check"));
        QCOMPARE(check().error().code, std::string("export.mismatch"));
    }

    /// Another model of the same shape is not the one that was exported.
    void theCertificateComparesWithTheModel()
    {
        const QTemporaryDir root;
        exporting::RandomWeights weights;
        const std::filesystem::path one = root.filePath("one").toStdString();
        const std::filesystem::path other = root.filePath("other").toStdString();
        QVERIFY(bool(exporting::writeRandomModel(tinyConfig(), one, weights)));
        weights.seed = 1;
        QVERIFY(bool(exporting::writeRandomModel(tinyConfig(), other, weights)));
        for (const OnnxType type : {OnnxType::Float32, OnnxType::Float16, OnnxType::Int8, OnnxType::Int8Dynamic}) {
            auto options = optionsFor(root, type);
            options.out /= std::string(exporting::name(type));
            const auto report = exporting::exportOnnx(opened(one), options);
            QVERIFY(bool(report));
            QVERIFY(bool(exporting::checkOnnxWeights(opened(one), report->model, {}, {})));
            QCOMPARE(exporting::checkOnnxWeights(opened(other), report->model, {}, {}).error().code,
                     std::string("export.mismatch"));
        }
    }

    void numbersBeyondHalfPrecisionAreRefused()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("model").toStdString();
        TinyTensors tensors = tinyTensors();
        tensors["model.layers.0.mlp.up_proj.weight"].floats[5] = 70000.0F;
        writeModel(folder, tinyConfig(), tensors);
        const auto refused = exporting::exportOnnx(opened(folder), optionsFor(root, OnnxType::Float16));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, std::string("export.range"));
        QCOMPARE(entries(root), QStringList{"model"});
        QVERIFY(bool(exporting::exportOnnx(opened(folder), optionsFor(root, OnnxType::Float32))));
    }

    void progressReachesTheEndAndCancelLeavesNothing()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("model").toStdString();
        writeDense(folder);
        auto options = optionsFor(root, OnnxType::Float32);
        std::vector<double> steps; // both phases, one after the other
        options.progress = [&](std::string_view phase, double fraction) {
            steps.push_back(fraction + (phase == "certificate" ? 1.0 : 0.0));
        };
        QVERIFY(bool(exporting::exportOnnx(opened(folder), options)));
        QVERIFY(std::ranges::is_sorted(steps));
        QVERIFY(std::ranges::find(steps, 1.0) != steps.end());
        QCOMPARE(steps.back(), 2.0);

        for (const std::size_t at : {steps.size() / 3, steps.size() * 4 / 5}) { // while writing, while reading again
            auto cancelled = options;
            cancelled.out = root.filePath("cancelled").toStdString();
            cancelled.cancel = CancelToken();
            std::size_t count = 0;
            cancelled.progress = [&](std::string_view, double) {
                if (++count == at) {
                    cancelled.cancel.request();
                }
            };
            QVERIFY_EXCEPTION_THROWN((void)exporting::exportOnnx(opened(folder), cancelled), Cancelled);
            QCOMPARE(entries(root), (QStringList{"model", "out"}));
        }
    }

    /// A file size limit stands for a full disk: it is found before the first weight.
    void tooLittleRoomIsFoundAtOnce()
    {
        const QTemporaryDir root;
        const std::filesystem::path folder = root.filePath("model").toStdString();
        writeDense(folder);
        auto options = optionsFor(root, OnnxType::Float32);
        bool wrote = false;
        options.progress = [&](std::string_view, double) { wrote = true; };
        const auto checkpoint = opened(folder);
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit small{1 << 12, before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto report = exporting::exportOnnx(checkpoint, options);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(!report);
        QCOMPARE(report.error().code, std::string("disk.full"));
        QVERIFY(!wrote);
        QCOMPARE(entries(root), QStringList{"model"});
    }
};

QTEST_GUILESS_MAIN(OnnxTest)
#include "onnx_test.moc"
