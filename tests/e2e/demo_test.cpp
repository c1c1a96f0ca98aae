#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include "tests/support/program.h"

using namespace espalier;
using namespace espalier::tests;

/// `espalier-cli demo`: the shipped model, and one trained for two steps.
class DemoTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void demoIsWrittenOnce()
    {
        const ProgramRun run = runCli({"demo", path("demo"), "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        for (const char* key : {"model", "calibration", "evaluation", "recipe"})
            QVERIFY2(std::filesystem::exists(run.json().at(key).get<std::string>()), key);
        const ProgramRun again = runCli({"demo", path("demo"), "--json"});
        QCOMPARE(again.exitCode, 2);
        QCOMPARE(again.json().at("error").at("code").get<std::string>(), std::string("demo.exists"));
    }

    void demoTokenizerKnowsItsMarks()
    {
        const ProgramRun run =
            runCli({"tokenize", path("demo/model"), "--text", "<|im_start|>user\nHello<|im_end|>", "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        const auto ids = run.json().at("ids").get<std::vector<int>>();
        QCOMPARE(ids.front(), 1);
        QCOMPARE(ids.back(), 2);
    }

    void retrainingWritesAModelThatEvaluates()
    {
        const ProgramRun run = runCli({"demo", path("anew"), "--retrain", "--steps", "2", "--threads", "1", "--json"});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QVERIFY(!std::filesystem::exists(path("anew.training").toStdString()));
        const ProgramRun figure = runCli({"evaluate", path("anew/model"), "--data", path("anew/evaluation.txt"),
                                          "--seqlen", "128", "--limit-tokens", "2048", "--json"});
        QVERIFY2(figure.exitCode == 0, figure.standardError.constData());
        const double perplexity = figure.json().at("perplexity").get<double>();
        QVERIFY2(perplexity > 500.0 && perplexity < 1600.0,
                 figure.standardOutput.constData()); // 1536 tokens, nearly even
    }

private:
    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(DemoTest)
#include "demo_test.moc"
