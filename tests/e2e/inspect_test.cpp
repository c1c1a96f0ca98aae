#include <QTemporaryDir>
#include <QTest>

#include "tests/support/program.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::tests;

/// `espalier-cli inspect --module`: what the Explorer says of one module.
class InspectTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString model() const { return m_folder.filePath(QStringLiteral("model")); }

private Q_SLOTS:
    void initTestCase() { writeModel(model().toStdString(), tinyConfig(), tinyTensors()); }

    void tellsOfOneModule()
    {
        const QStringList command{QStringLiteral("inspect"), model(), QStringLiteral("--module"),
                                  QStringLiteral("model.layers.0.mlp.up_proj"), QStringLiteral("--spectrum")};
        const ProgramRun run = runCli(command + QStringList{QStringLiteral("--json")});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        const nlohmann::json answer = run.json();
        QCOMPARE(answer.at("weights").get<int>(), 96);
        QCOMPARE(answer.at("sparsity").get<double>(), 0.25);
        QCOMPARE(answer.at("rowNorms").size(), std::size_t(12));
        QCOMPARE(answer.at("spectrum").at("values").size(), std::size_t(8));
        QCOMPARE(answer.at("patterns").at("2:4").get<double>(), 0.0); // three of four stay
        const ProgramRun shown = runCli(command);
        QVERIFY(shown.standardOutput.contains("25.00 % of the weights are 0"));
        QVERIFY(shown.standardOutput.contains("stable rank"));
    }

    void wrongUse()
    {
        const ProgramRun unknown = runCli({"inspect", model(), "--module", "no.such"});
        QVERIFY(unknown.exitCode != 0);
        QVERIFY(unknown.standardError.contains("no.such"));
        QCOMPARE(runCli({"inspect", model(), "--spectrum"}).exitCode, 2); // of which module?
    }
};

QTEST_GUILESS_MAIN(InspectTest)
#include "inspect_test.moc"
