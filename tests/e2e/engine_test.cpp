#include <cmath>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/formats/safetensors.h"
#include "tests/support/program.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::tests;

namespace {

std::vector<float> readLogits(const QString& path)
{
    const auto file = formats::SafetensorsFile::open(path.toStdString());
    if (!file)
        return {};
    const formats::TensorInfo& info = file->tensors().front();
    std::vector<float> values(std::size_t(info.elements()));
    formats::convertToFloat32(info.dtype, file->data(info), values);
    return values;
}

double perplexity(const QString& model, const QString& data, const char* engine)
{
    const ProgramRun run = runCli({"evaluate", model, "--data", data, "--seqlen", "256", "--limit-tokens", "4096",
                                   "--engine", QString::fromLatin1(engine), "--json"});
    if (run.exitCode != 0) {
        qWarning("%s", run.standardError.constData());
        return NAN;
    }
    return run.json().at("perplexity").get<double>();
}

} // namespace

/// The inference engine from the command line: beside the reference, on models as the compressor writes them.
class EngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const ProgramRun run = runCli({"demo", path("demo"), "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
    }

    void logitsOfFloatModelsAreTheReferences()
    {
        for (const char* engine : {"reference", "int8"}) {
            const ProgramRun run = runCli({"logits", path("demo/model"), "--ids", "1,40,300,1535,7,7,9", "--engine",
                                           QString::fromLatin1(engine), "--out", path(engine), "--json"});
            QVERIFY2(run.exitCode == 0, run.standardError.constData());
            QCOMPARE(run.json().at("tokens").get<int>(), 7);
            QCOMPARE(run.json().at("vocabulary").get<int>(), 1536);
        }
        const auto expected = readLogits(path("reference"));
        const auto got = readLogits(path("int8"));
        QCOMPARE(expected.size(), std::size_t(7 * 1536));
        QCOMPARE(got.size(), expected.size());
        double worst = 0.0;
        for (std::size_t i = 0; i < got.size(); ++i)
            worst = std::max(worst, double(std::abs(got[i] - expected[i])));
        QVERIFY2(worst < 2e-4, qPrintable(QString::number(worst))); // both are float32, logits reach 20
    }

    void perplexitiesAgree_data()
    {
        QTest::addColumn<QString>("recipe");
        QTest::addColumn<double>("tolerance"); // relative
        const auto preset = [](const char* scheme) {
            return QStringLiteral(
                       "s_stage:\n  run_type: oneshot\n  m_modifiers:\n    QuantizationModifier:\n      scheme: %1\n")
                .arg(QLatin1String(scheme));
        };
        QTest::newRow("W8A8") << preset("W8A8") << 0.005;
        QTest::newRow("W8A16") << preset("W8A16") << 0.002;
        QTest::newRow("W4A16") << preset("W4A16") << 0.002;
        QTest::newRow("W4A16_ASYM") << preset("W4A16_ASYM") << 0.002;
        for (const char* pattern : {"2:4", "8:16", "12:16", "unstructured"}) // this dialect counts the pruned
        {
            const QString pruned =
                QStringLiteral(
                    "s_stage:\n  run_type: oneshot\n  m_modifiers:\n    MagnitudePruningModifier:\n      sparsity: %1\n"
                    "      mask_structure: \"%2\"\n    QuantizationModifier:\n      scheme: W8A8\n")
                    .arg(QLatin1String(pattern) == QLatin1String("12:16") ? "0.75" : "0.5", QLatin1String(pattern));
            QTest::newRow(pattern) << pruned << 0.005;
        }
        QTest::newRow("the demo's recipe") << QString() << 0.005;
    }

    /// What the compressor writes runs in the engine, with the reference's simulation of the scheme as the measure.
    void perplexitiesAgree()
    {
        QFETCH(QString, recipe);
        QFETCH(double, tolerance);
        const QString file = recipe.isEmpty() ? path("demo/recipe.yaml") : path("recipe.yaml");
        if (!recipe.isEmpty())
            QVERIFY(bool(writeFileAtomically(file.toStdString(), recipe.toStdString())));
        const QString out = path(QStringLiteral("run %1").arg(++m_runs));
        const ProgramRun run =
            runCli({"compress", path("demo/model"), "--recipe", file, "--data", path("demo/calibration.txt"),
                    "--samples", "4", "--seqlen", "256", "--out", out, "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        const QString model = QString::fromStdString(run.json().at("model").get<std::string>());
        const double reference = perplexity(model, path("demo/evaluation.txt"), "reference");
        const double engine = perplexity(model, path("demo/evaluation.txt"), "int8");
        qInfo("reference %.5f, engine %.5f", reference, engine);
        QVERIFY2(std::abs(engine / reference - 1.0) < tolerance,
                 qPrintable(QStringLiteral("%1 against %2").arg(engine).arg(reference)));
    }

    void comparisonWithABaseline()
    {
        const ProgramRun run = runCli({"evaluate", path("demo/model"), "--baseline", path("demo/model"), "--data",
                                       path("demo/evaluation.txt"), "--seqlen", "128", "--limit-tokens", "1024",
                                       "--engine", "int8", "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        const auto answer = run.json();
        QCOMPARE(answer.at("meanKl").get<double>(), 0.0);
        QCOMPARE(answer.at("topTokenAgreement").get<double>(), 1.0);
        QCOMPARE(answer.at("baselinePerplexity").get<double>(), answer.at("perplexity").get<double>());
        QVERIFY(answer.at("tokensPerSecond").get<double>() > 0.0);
    }

    void storiesHaveTheirPerplexity()
    {
        const QString model = sharedData("models/stories260K");
        const QString text = sharedData("text/tinystories/second_half.txt");
        if (model.isEmpty() || text.isEmpty())
            QSKIP("The reference data is not there.");
        const ProgramRun run =
            runCli({"evaluate", model, "--data", text, "--seqlen", "256", "--engine", "int8", "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QVERIFY2(std::abs(run.json().at("perplexity").get<double>() - 6.4683) < 1e-3, run.standardOutput.constData());
    }

    void benchTellsSpeedAndBytes()
    {
        const ProgramRun run = runCli({"bench", path("demo/model"), "--prompt-tokens", "32", "--generate-tokens", "8",
                                       "--repeat", "2", "--threads", "1", "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        const auto answer = run.json();
        for (const char* key : {"prefillTokensPerSecond", "decodeTokensPerSecond", "weightBytes", "bytesPerToken",
                                "effectiveBandwidth", "peakMemoryBytes"})
            QVERIFY2(answer.at(key).get<double>() > 0.0, key);
        QCOMPARE(answer.at("threads").get<int>(), 1);
        QVERIFY(!answer.at("kernel").get<std::string>().empty());
    }

    void badInputIsRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("code");
        const QString model = path("demo/model");
        QTest::newRow("bench beyond the context")
            << QStringList{"bench", model, "--prompt-tokens", "500", "--generate-tokens", "64"} << "engine.context";
        QTest::newRow("bench of nothing") << QStringList{"bench"} << "usage";
        QTest::newRow("bench of no model") << QStringList{"bench", path("none")} << "model.open";
        QTest::newRow("sparsity of nonsense")
            << QStringList{"bench", "--random-shape", model + "/config.json", "--out", path("no"), "--sparsity", "5:4"}
            << "usage";
        QTest::newRow("logits of an unknown token")
            << QStringList{"logits", model, "--ids", "1,1536", "--engine", "int8"} << "engine.token";
        QTest::newRow("logits beyond the context")
            << QStringList{"logits", model, "--ids", QStringList(513, "1").join(','), "--engine", "int8"}
            << "engine.context";
        QTest::newRow("evaluation of no model")
            << QStringList{"evaluate", path("none"), "--data", path("demo/evaluation.txt"), "--engine", "int8"}
            << "model.open";
    }

    void badInputIsRefused()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, code);
        const ProgramRun run = runCli(arguments << "--json");
        QCOMPARE(run.exitCode, 2);
        QCOMPARE(QString::fromStdString(run.json().at("error").at("code").get<std::string>()), code);
    }

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    QString path(const char* name) const { return path(QString::fromLatin1(name)); }

    QTemporaryDir m_folder;
    int m_runs = 0;
};

QTEST_GUILESS_MAIN(EngineTest)
#include "engine_test.moc"
