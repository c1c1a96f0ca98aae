// `espalier-cli export`: each target from a real model folder, and what is refused.

#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/formats/gguf.h"
#include "tests/support/program.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using tests::ProgramRun;
using tests::runCli;
namespace fs = std::filesystem;

class ExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        nlohmann::json config = tests::tinyConfig();
        config["hidden_size"] = 64; // whole blocks of every type of 32
        config["intermediate_size"] = 128;
        QVERIFY(bool(writeFileAtomically(path("config.json"), config.dump())));
        const ProgramRun made =
            runCli({"bench", "--random-shape", text(path("config.json")), "--out", text(path("model"))});
        QVERIFY2(made.exitCode == 0, made.standardError.constData());
        QVERIFY(bool(writeFileAtomically(path("model") / "tokenizer.json", tests::letterTokenizer().dump())));
    }

    void eachTargetIsWrittenAndCertified_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("part"); // of the result, that must be there
        QTest::newRow("gguf") << "gguf"
                              << "Q8_0"
                              << "";
        QTest::newRow("onnx") << "onnx"
                              << "int8"
                              << "onnx/model_int8.onnx";
        QTest::newRow("hf") << "hf"
                            << "BF16"
                            << "model.safetensors";
    }

    void eachTargetIsWrittenAndCertified()
    {
        QFETCH(const QString, target);
        QFETCH(const QString, type);
        QFETCH(const QString, part);
        const fs::path out = path(target.toStdString().c_str());
        const ProgramRun run = exported({"--to", target, "--type", type, "--out", text(out)});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        const nlohmann::json answer = run.json();
        QVERIFY(answer.is_object());
        QVERIFY(answer["path"] == out.string() && answer["bytes"].get<std::int64_t>() > 0);
        QVERIFY(answer["certificate"].is_object());
        QVERIFY2(fs::exists(part.isEmpty() ? out : out / part.toStdString()), part.toUtf8().constData());
        const fs::path certificate =
            target == "gguf" ? fs::path(out.string() + ".certificate.json") : out / "certificate.json";
        QVERIFY(fs::exists(certificate));
        if (target == "gguf")
            QVERIFY(bool(formats::GgufFile::open(out)));
    }

    void importanceComesFromText()
    {
        QVERIFY(bool(writeFileAtomically(path("text.txt"), tests::letters(600, 3))));
        const ProgramRun run = exported({"--to", "gguf", "--type", "Q4_0", "--data", text(path("text.txt")),
                                         "--samples", "8", "--seqlen", "16", "--out", text(path("weighed.gguf"))});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        const ProgramRun plain =
            exported({"--to", "gguf", "--type", "Q4_0", "--out", text(path("plain.gguf")), "--no-certificate"});
        QVERIFY2(plain.exitCode == 0, plain.standardError.constData());
        QVERIFY(plain.json()["certificate"].is_null());
        QVERIFY(readTextFile(path("weighed.gguf")).value() != readTextFile(path("plain.gguf")).value());
    }

    void whatCannotBeIsRefused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("code");
        QTest::newRow("type") << QStringList{"--to", "gguf", "--type", "Q9"} << "export.type";
        QTest::newRow("hf type") << QStringList{"--to", "hf", "--type", "int8"} << "export.type";
        QTest::newRow("onnx type") << QStringList{"--to", "onnx", "--type", "Q4_0"} << "export.type";
    }

    void whatCannotBeIsRefused()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, code);
        const ProgramRun run = exported(arguments + QStringList{"--out", text(path("refused"))});
        QVERIFY(run.exitCode == 1 || run.exitCode == 2);
        QVERIFY2(run.json()["error"]["code"] == code.toStdString(), run.standardOutput.constData());
        QVERIFY(!fs::exists(path("refused")));
    }

    void nothingIsOverwritten()
    {
        const ProgramRun run = exported({"--to", "hf", "--out", text(path("model"))});
        QCOMPARE(run.exitCode, 2);
        QVERIFY(run.json()["error"]["code"] == "file.exists");
    }

private:
    QTemporaryDir m_folder;

    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }
    static QString text(const fs::path& path) { return QString::fromStdString(path.string()); }

    ProgramRun exported(const QStringList& arguments) const
    {
        return runCli(QStringList{"export", text(path("model"))} + arguments + QStringList{"--threads", "2", "--json"});
    }
};

QTEST_GUILESS_MAIN(ExportTest)
#include "export_test.moc"
