// llama.cpp (node-llama-cpp) runs the GGUF files that are written: the golden logits of each family that it knows, and
// the greedy text of stories260K.

#include <cmath>
#include <cstring>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/export/export.h"
#include "core/formats/safetensors.h"
#include "core/text/tokenizer.h"
#include "tests/clients/node_packages.h"
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

private Q_SLOTS:
    void logitsOfEachFamily_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<double>("tolerance"); // of a log probability
        // Plain float32 arithmetic, as in the tests of our own forward passes.
        for (const char* family : {"llama", "llama3", "llama3_v5config", "mixtral", "qwen2", "qwen2_sharded_bf16",
                                   "qwen3", "phi3", "cohere", "chatglm3", "deepseek_moe"}) {
            QTest::newRow(family) << family << 2e-4;
        }
        // GELU through a table of half floats, which changes logits of these checkpoints by 5e-3 (gemma2: 0.02), twice
        // that for another table; gpt_neox by the approximation with tanh.
        QTest::newRow("gpt2") << "gpt2" << 1e-2;
        QTest::newRow("gpt_neox") << "gpt_neox" << 1e-2;
        QTest::newRow("gemma2") << "gemma2" << 5e-2;
    }

    void logitsOfEachFamily()
    {
        QFETCH(QString, family);
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
        const auto ids = goldenValues<std::int64_t>(*file, "prompt2.input_ids");
        const nlohmann::json cases = {{{"ids", ids}, {"probabilities", 1}}, {{"ids", ids}, {"greedy", 8}}};
        const auto answers = runLlama(node, report->path, cases);
        QCOMPARE(answers.size(), std::size_t(2));
        const auto probabilities = floatsOf(answers[0]);
        const auto logits = goldenValues<float>(*file, "prompt2.logits");
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
        QCOMPARE(answers[1].get<std::vector<std::int64_t>>(), goldenValues<std::int64_t>(*file, "prompt2.greedy"));
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
