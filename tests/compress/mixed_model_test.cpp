// Whole runs on a model that was trained on several kinds of text, against the perplexities of an independent float64
// pipeline (models/mixed-6m/reference_perplexity.json). It is undertrained: methods differ from 75 % zeros on and at
// 3 bits.

#include <cmath>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/eval/perplexity.h"
#include "core/eval/reference/reference_logits.h"
#include "tests/support/stories_run.h"

#include <QTest>

using namespace espalier;

namespace {

constexpr std::int64_t kWindow = 256;
constexpr std::int64_t kWindows = 160;

/// Calibration windows are others than the reference's first 128.
constexpr double kOtherWindows = 0.02;

} // namespace

class MixedModelTest : public QObject
{
    Q_OBJECT

private:
    std::string m_model;
    std::vector<text::TokenId> m_evaluation;
    nlohmann::json m_golden;

    double perplexity(const std::string& folder) const
    {
        const auto checkpoint = model::Checkpoint::open(folder);
        if (!checkpoint)
            throw std::runtime_error(toString(checkpoint.error()));
        eval::ReferenceLogits logits(*checkpoint);
        eval::PerplexityProtocol protocol;
        protocol.windowTokens = protocol.stride = kWindow;
        const auto figure = eval::evaluatePerplexity(logits, {m_evaluation}, protocol);
        if (!figure)
            throw std::runtime_error(toString(figure.error()));
        return figure->perplexity;
    }

    double compressedBy(const std::string& modifiers)
    {
        QTemporaryDir folder;
        compress::CompressOptions options;
        options.model = m_model;
        options.output = folder.filePath("run").toStdString();
        options.recipe = tests::parsedRecipe(tests::oneStage(modifiers));
        options.calibrationFiles = {tests::sharedData("text/mixed/calibration.jsonl").toStdString()};
        options.samples = 128;
        options.windowTokens = kWindow;
        return perplexity(tests::compressed(std::move(options)).result["model"]);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString model = tests::sharedData("models/mixed-6m");
        if (model.isEmpty())
            QSKIP("needs models/mixed-6m of the shared reference data");
        m_model = model.toStdString();
        const auto stored = readTextFile(m_model + "/reference_perplexity.json");
        QVERIFY(bool(stored));
        m_golden = nlohmann::json::parse(*stored)["perplexity"];
        const auto tokenizer = text::Tokenizer::load(m_model);
        QVERIFY(bool(tokenizer));
        auto stream = text::loadStream({tests::sharedData("text/mixed/evaluation.txt").toStdString()}, {}, **tokenizer);
        QVERIFY(bool(stream) && std::int64_t(stream->tokens.size()) > kWindow * kWindows);
        m_evaluation = stream->tokens;
        m_evaluation.resize(std::size_t(kWindow * kWindows));
    }

    void dense()
    {
        const double got = perplexity(m_model);
        QVERIFY2(std::abs(got / double(m_golden["dense"]) - 1.0) < 1e-4, qPrintable(QString::number(got)));
    }

    void method_data()
    {
        QTest::addColumn<std::string>("modifiers");
        QTest::addColumn<std::string>("golden");
        QTest::newRow("magnitude 75 %") << std::string("- MagnitudePruningModifier: {sparsity: 0.75}")
                                        << std::string("magnitude:0.75");
        QTest::newRow("Wanda 75 %") << std::string("- WandaPruningModifier: {sparsity: 0.75}")
                                    << std::string("wanda:0.75");
        QTest::newRow("SparseGPT 75 %") << std::string("- SparseGPTModifier: {sparsity: 0.75}")
                                        << std::string("sparsegpt:0.75");
        QTest::newRow("SparseGPT 4:16") << std::string(
                                               "- SparseGPTModifier: {sparsity: 0.75, mask_structure: \"4:16\"}")
                                        << std::string("sparsegpt:12:16");
        QTest::newRow("SparseGPT 1:4") << std::string("- SparseGPTModifier: {sparsity: 0.75, mask_structure: \"1:4\"}")
                                       << std::string("sparsegpt:3:4");
        const std::string threeBits = "{config_groups: {linear: {targets: [Linear], weights: {num_bits: 3, symmetric: "
                                      "true, strategy: group, group_size: 32}}}, ignore: [lm_head]}";
        QTest::newRow("round to nearest 3 bits") << "- QuantizationModifier: " + threeBits << std::string("rtn:w3g32");
        QTest::newRow("GPTQ 3 bits") << "- GPTQModifier: " + threeBits << std::string("gptq:w3g32");
    }

    void method()
    {
        QFETCH(std::string, modifiers);
        QFETCH(std::string, golden);
        const double expected = m_golden[golden];
        const double got = compressedBy(modifiers);
        qInfo("%.4f, reference %.4f", got, expected);
        QVERIFY2(got <= expected * (1.0 + kOtherWindows), qPrintable(QString::number(got)));
        QVERIFY2(got > double(m_golden["dense"]) * 0.98, qPrintable(QString::number(got)));
    }
};

QTEST_GUILESS_MAIN(MixedModelTest)
#include "mixed_model_test.moc"
