#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "tests/clients/node_packages.h"
#include "tests/support/served_model.h"

using namespace espalier;
using namespace espalier::tests;

/// OpenAI's own client against our server.
class OpenAiTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientDrivesEveryEndpoint()
    {
        const QString folder = nodeFolder();
        if (folder.isEmpty()) {
            QSKIP("node, npm or the npm packages are not there");
        }
        QTemporaryDir files;
        const QString keys = files.filePath("keys");
        QVERIFY(bool(writeFileAtomically(keys.toStdString(), "sk-test\n")));
        ServedModel server({"--api-key-file", keys});
        QVERIFY2(server.running(), server.standardError().constData());
        QProcess node;
        node.setWorkingDirectory(folder);
        node.setProcessChannelMode(QProcess::MergedChannels);
        node.start("node", {"openai_client.mjs", server.url(), "sk-test"});
        QVERIFY(node.waitForFinished(300'000));
        const QByteArray output = node.readAll();
        QVERIFY2(node.exitCode() == 0, output.constData());
        QVERIFY2(output.endsWith("done\n"), output.constData());
        QCOMPARE(output.count("\nok ") + 1, 12);
        server.sendSignal(SIGTERM);
        QCOMPARE(server.waitForEnd(), 0);
    }
};

QTEST_GUILESS_MAIN(OpenAiTest)
#include "openai_test.moc"
