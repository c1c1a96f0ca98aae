// llama.cpp (node-llama-cpp) runs the GGUF files that are written: the golden logits of each family that it knows, the
// greedy text of stories260K, and the demo's model pruned and quantized.

#include <cmath>
#include <cstring>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/export/export.h"
#include "core/formats/safetensors.h"
#include "core/text/tokenizer.h"
#include "tests/clients/node_packages.h"
#include "tests/clients/our_logits.h"
#include "tests/support/golden_values.h"
#include "tests/support/shared_data.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::tests;

namespace {

/// What llama.cpp answers to each case of gguf_run.mjs; empty if it failed.
std::vector<nlohmann::json> runLlama(const QString& node, const std::filesystem::path& file,
                                     const nlohmann::json& cases)
{
    const QByteArray input = QByteArray::fromStdString(cases.dump());
    QList<QByteArray> lines =
        outputOf("node", {"gguf_run.mjs", QString::fromStdString(file.string())}, input, node).split('\n');
    lines.removeLast();
    std::vector<nlohmann::json> answers;
    for (const QByteArray& line : lines) {
        answers.push_back(nlohmann::json::parse(line.toStdString(), nullptr, false));
    }
    return answers;
}

std::vector<float> floatsOf(const nlohmann::json& base64)
{
    const QByteArray bytes = QByteArray::fromBase64(QByteArray::fromStdString(base64.get<std::string>()));
    std::vector<float> values(std::size_t(bytes.size()) / sizeof(float));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
    return values;
}

/// log softmax of each row.
std::vector<double> logProbabilities(const std::vector<float>& logits, std::size_t vocabulary)
{
    std::vector<double> result(logits.begin(), logits.end());
    for (std::size_t row = 0; row < logits.size(); row += vocabulary) {
        double sum = 0.0;
        for (std::size_t i = row; i < row + vocabulary; ++i) {
            sum += std::exp(result[i]);
        }
        for (std::size_t i = row; i < row + vocabulary; ++i) {
            result[i] -= std::log(sum);
        }
    }
    return result;
}

Result<exporting::ExportReport> exportTo(const std::filesystem::path& model, const std::filesystem::path& out,
                                         const std::string& type)
{
    exporting::ExportRequest request;
    request.model = model;
    request.type = type;
    request.out = out;
    return exporting::exportModel(request, [](std::string_view, double) {}, {});
}

/// A checkpoint without a tokenizer beside one: node-llama-cpp cuts text while it loads, which a file without a
/// vocabulary ends the program at.
std::filesystem::path withTokenizer(const QString& folder, const QTemporaryDir& root)
{
    const std::filesystem::path copy = root.filePath("model").toStdString();
    std::filesystem::create_directories(copy);
    for (const auto& entry : std::filesystem::directory_iterator(folder.toStdString())) {
        std::filesystem::create_symlink(entry.path(), copy / entry.path().filename());
    }
    if (!writeFileAtomically(copy / "tokenizer.json", letterTokenizer().dump())) {
        throw std::runtime_error("the tokenizer cannot be written");
    }
    return copy;
}

double meanLoss(const std::vector<float>& probabilities, const std::vector<int>& ids, std::size_t vocabulary)
{
    double sum = 0.0;
    for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
        sum -= std::log(double(probabilities[i * vocabulary + std::size_t(ids[i + 1])]));
    }
    return sum / double(ids.size() - 1);
}

} // namespace

class GgufClientTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_demo;

    /// The demo's model, pruned or with the codes of GPTQ in groups of 32; made once for each scheme.
    QString compressedDemo(const QString& scheme)
    {
        const QString demo = m_demo.filePath("demo");
        const QString out = m_demo.filePath(scheme == "int4" ? "int4" : scheme == "2:4" ? "pattern" : "half");
        if (QDir(out).exists()) {
            return out + "/stage_compress";
        }
        const QString modifier = scheme == "int4"
                                     ? "GPTQModifier:\n          ignore: [lm_head]\n          config_groups:\n"
                                       "            group_0:\n              targets: [Linear]\n              weights: "
                                       "{num_bits: 4, strategy: group, group_size: 32}\n"
                                     : "SparseGPTModifier:\n          sparsity: 0.5\n          mask_structure: \"" +
                                           QString(scheme == "2:4" ? "2:4" : "0:0") +
                                           "\"\n          targets: ['re:model.layers.\\d+$']\n";
        const QString text =
            "espalier: 1\nstages:\n  - name: compress\n    run_type: oneshot\n    modifiers:\n      - " + modifier;
        const QString recipe = out + ".yaml";
        const bool ready = QDir(demo).exists() || runCli({"demo", demo}).exitCode == 0;
        if (!ready || !writeFileAtomically(recipe.toStdString(), text.toStdString())) {
            throw std::runtime_error("the demo cannot be made");
        }
        const ProgramRun run = runCli({"compress", demo + "/model", "--recipe", recipe, "--data",
                                       demo + "/calibration.txt", "--samples", "16", "--seqlen", "128", "--out", out});
        if (run.exitCode != 0) {
            throw std::runtime_error(run.standardError.toStdString());
        }
        return out + "/stage_compress";
    }

private Q_SLOTS:
    void logitsOfEachFamily_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<int>("greedy");       // ids that follow
        QTest::addColumn<double>("tolerance"); // of a log probability
        // Plain float32 arithmetic, as in the tests of our own forward passes.
        for (const char* family : {"llama", "llama3", "llama3_v5config", "mixtral", "qwen2", "qwen2_sharded_bf16",
                                   "qwen3", "phi3", "phi3_longrope", "cohere", "chatglm3", "deepseek_moe"}) {
            QTest::newRow(family) << family << "prompt2" << 8 << 2e-4;
        }
        // llama.cpp ignores this family's window (12 here): 7 ids and what follows within it.
        QTest::newRow("mistral") << "mistral"
                                 << "prompt1" << 5 << 2e-4;
        // GELU through a table of half floats, which changes logits of these checkpoints by 5e-3 (gemma2: 0.02), twice
        // that for another table; gpt_neox by the approximation with tanh.
        QTest::newRow("gpt2") << "gpt2"
                              << "prompt2" << 8 << 1e-2;
        QTest::newRow("gpt_neox") << "gpt_neox"
                                  << "prompt2" << 8 << 1e-2;
        QTest::newRow("gemma2") << "gemma2"
                                << "prompt2" << 8 << 5e-2;
    }

    void logitsOfEachFamily()
    {
        QFETCH(QString, family);
        QFETCH(QString, prompt);
        QFETCH(int, greedy);
        QFETCH(double, tolerance);
        const QString folder = sharedData("golden/families/" + family);
        const QString node = folder.isEmpty() ? QString() : nodeFolder();
        if (node.isEmpty()) {
            QSKIP("the optional reference data, node 20, npm or the npm packages are not there");
        }
        const QTemporaryDir root;
        const auto report = exportTo(withTokenizer(folder, root), root.filePath("model.gguf").toStdString(), "F32");
        if (!report && (report.error().code == "model.family.unknown" || report.error().code == "export.family")) {
            QSKIP(toString(report.error()).c_str());
        }
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        const auto file = formats::SafetensorsFile::open((folder + "/golden.safetensors").toStdString());
        QVERIFY(bool(file));
        const auto ids = goldenValues<std::int64_t>(*file, prompt.toStdString() + ".input_ids");
        const nlohmann::json cases = {{{"ids", ids}, {"probabilities", 1}}, {{"ids", ids}, {"greedy", greedy}}};
        const auto answers = runLlama(node, report->path, cases);
        QCOMPARE(answers.size(), std::size_t(2));
        const auto probabilities = floatsOf(answers[0]);
        const auto logits = goldenValues<float>(*file, prompt.toStdString() + ".logits");
        QCOMPARE(probabilities.size(), logits.size());
        const auto expected = logProbabilities(logits, logits.size() / ids.size());
        double largest = 0.0;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            if (expected[i] > -15.0) { // a smaller probability has lost digits in float32
                largest = std::max(largest, std::abs(std::log(double(probabilities[i])) - expected[i]));
            }
        }
        qInfo("largest difference of a log probability %.2g", largest);
        QVERIFY2(largest < tolerance, qPrintable(QString::number(largest)));
        auto expectedIds = goldenValues<std::int64_t>(*file, prompt.toStdString() + ".greedy");
        expectedIds.resize(std::size_t(greedy));
        QCOMPARE(answers[1].get<std::vector<std::int64_t>>(), expectedIds);
    }

    void compressedModels_data()
    {
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<QString>("type");
        QTest::addColumn<bool>("exact");
        QTest::addColumn<int>("codes"); // modules whose codes go over unchanged
        for (const char* scheme : {"2:4", "50 %", "int4"}) {
            QTest::addRow("%s, F32", scheme) << scheme << "F32" << true << 0;
        }
        // llama.cpp rounds the inputs of such matrices to 8 bits in blocks of 32.
        QTest::newRow("int4, its codes") << "int4"
                                         << "" << false << 42;
        QTest::newRow("2:4, Q8_0") << "2:4"
                                   << "Q8_0" << false << 0;
    }

    /// Pruned and quantized models in llama.cpp: where the type holds the very numbers, each token that it chooses is
    /// the reference's choice and log probabilities are those of float32 arithmetic; else the loss is the same within
    /// the rounding of inputs and weights to 8 bits.
    void compressedModels()
    {
        QFETCH(QString, scheme);
        QFETCH(QString, type);
        QFETCH(bool, exact);
        QFETCH(int, codes);
        const QString node = nodeFolder();
        if (node.isEmpty()) {
            QSKIP("node 20, npm or the npm packages are not there");
        }
        const QString folder = compressedDemo(scheme);
        const QTemporaryDir root;
        const auto report =
            exportTo(folder.toStdString(), root.filePath("model.gguf").toStdString(), type.toStdString());
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        QCOMPARE(int(report->modulesExact + report->modulesRounded), codes);
        const auto tokenizer = text::Tokenizer::load(folder.toStdString()).take();
        const auto text = readTextFile(m_demo.filePath("demo/evaluation.txt").toStdString()).take();
        const auto all = tokenizer->encode(text.substr(0, 1500));
        std::vector<std::int64_t> ids(all.begin(), all.begin() + 256);
        const std::vector<std::int64_t> prompt(ids.begin(), ids.begin() + 16);
        const nlohmann::json cases = {{{"ids", ids}, {"probabilities", 1}}, {{"ids", prompt}, {"greedy", 60}}};
        const auto answers = runLlama(node, report->path, cases);
        QCOMPARE(answers.size(), std::size_t(2));
        const auto theirs = floatsOf(answers[0]);
        const auto logits = ourLogits(folder, ids, root.filePath("logits.safetensors"));
        QCOMPARE(theirs.size(), logits.size());
        const std::size_t vocabulary = logits.size() / ids.size();
        const auto ours = logProbabilities(logits, vocabulary);
        double largest = 0.0;
        double added = 0.0;
        for (std::size_t i = 0; i < ours.size(); ++i) {
            const bool counts = ours[i] > -12.0; // a smaller probability has lost digits in float32
            largest = std::max(largest, counts ? std::abs(std::log(double(theirs[i])) - ours[i]) : 0.0);
        }
        for (std::size_t i = 0; i + 1 < ids.size(); ++i) {
            const std::size_t at = i * vocabulary + std::size_t(ids[i + 1]);
            added += (ours[at] - std::log(double(theirs[at]))) / double(ids.size() - 1);
        }
        std::vector<std::int64_t> written = prompt;
        const auto chosen = answers[1].get<std::vector<std::int64_t>>();
        written.insert(written.end(), chosen.begin(), chosen.end());
        const double below =
            furthestBelow(ourLogits(folder, written, root.filePath("greedy.safetensors")), written, prompt.size());
        qInfo("largest difference of a log probability %.2g, loss added %.2g, greedy choice %.2g below", largest, added,
              below);
        if (exact) {
            QVERIFY(largest < 1e-3);
            QVERIFY(below < 1e-3);
        }
        QVERIFY(std::abs(added) < (exact ? 1e-4 : 0.01));
    }

    void storiesGreedily_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<double>("more"); // nats of loss that rounding to a type may add, or take away
        QTest::newRow("F32") << "F32" << 1e-4;
        QTest::newRow("F16") << "F16" << 2e-3;
        QTest::newRow("Q8_0") << "Q8_0" << 0.02;
        QTest::newRow("Q5_0") << "Q5_0" << 0.1;
        QTest::newRow("Q4_0") << "Q4_0" << 0.25;
    }

    /// Token by token what the model's own program wrote, and the loss on it within the type's rounding.
    void storiesGreedily()
    {
        QFETCH(QString, type);
        QFETCH(double, more);
        const QString folder = sharedData("models/stories260K");
        const QString node = folder.isEmpty() ? QString() : nodeFolder();
        if (node.isEmpty()) {
            QSKIP("the optional reference data, node 20, npm or the npm packages are not there");
        }
        const QTemporaryDir root;
        const auto exact = exportTo(folder.toStdString(), root.filePath("exact.gguf").toStdString(), "F32");
        const auto report =
            exportTo(folder.toStdString(), root.filePath("model.gguf").toStdString(), type.toStdString());
        QVERIFY2(exact && report, report ? "" : toString(report.error()).c_str());
        const auto tokenizer = text::Tokenizer::load(folder.toStdString()).take();
        const auto ids = tokenizer->encode("Once upon a time, there was a little girl named Lily. She loved to play");
        const nlohmann::json cases = {{{"ids", ids}, {"probabilities", 1}}};
        const auto theirs = runLlama(node, report->path, cases);
        const auto reference = runLlama(node, exact->path, cases);
        QVERIFY(theirs.size() == 1 && reference.size() == 1);
        const auto vocabulary = std::size_t(tokenizer->vocabularySize());
        const double added =
            meanLoss(floatsOf(theirs[0]), ids, vocabulary) - meanLoss(floatsOf(reference[0]), ids, vocabulary);
        qInfo("%s adds %.3g nats", qPrintable(type), added);
        QVERIFY(std::abs(added) <= more);
        if (type == "F32") {
            const auto text = readTextFile((folder + "/greedy_200.txt").toStdString()).take();
            const nlohmann::json greedy = {{{"ids", tokenizer->encode("")}, {"greedy", 100}}};
            const auto written = runLlama(node, report->path, greedy);
            QCOMPARE(written.size(), std::size_t(1));
            const std::string decoded = tokenizer->decode(written[0].get<std::vector<text::TokenId>>());
            const auto begin = text.find("Once");
            QVERIFY2(begin != std::string::npos, text.c_str());
            const std::size_t length = std::min(text.size() - begin, std::size_t(200));
            QCOMPARE(decoded.substr(decoded.find("Once"), length), text.substr(begin, length));
        }
    }

    /// The file's tokenizer in llama.cpp cuts text as ours does.
    void tokenizerOfTheFile()
    {
        const QString node = nodeFolder();
        if (node.isEmpty()) {
            QSKIP("node 20, npm or the npm packages are not there");
        }
        const std::filesystem::path folder = ESPALIER_SOURCE_DIR "/resources/demo/model";
        const QTemporaryDir root;
        const auto report = exportTo(folder, root.filePath("demo.gguf").toStdString(), "F16");
        QVERIFY2(bool(report), report ? "" : toString(report.error()).c_str());
        const auto tokenizer = text::Tokenizer::load(folder).take();
        nlohmann::json cases = nlohmann::json::array();
        const std::vector<std::string> texts = {"Once upon a time there was a fox.", "What is 12 + 30?  Two  spaces\n",
                                                "It's naïve, isn't it?", "<|im_start|>user\nHi<|im_end|>\n"};
        for (const std::string& each : texts) {
            cases.push_back({{"text", each}, {"special", true}});
        }
        const auto answers = runLlama(node, report->path, cases);
        QCOMPARE(answers.size(), texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            QCOMPARE(answers[i].get<std::vector<text::TokenId>>(), tokenizer->encode(texts[i], {false, true}));
        }
    }
};

QTEST_GUILESS_MAIN(GgufClientTest)
#include "gguf_test.moc"
