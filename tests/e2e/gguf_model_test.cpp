// A GGUF file as the model of every command that takes one.

#include <cmath>
#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "tests/support/program.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using tests::ProgramRun;
using tests::runCli;
namespace fs = std::filesystem;

class GgufModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        nlohmann::json config = tests::tinyConfig();
        config["hidden_size"] = 64; // whole blocks of 32
        config["intermediate_size"] = 128;
        QVERIFY(bool(writeFileAtomically(path("config.json"), config.dump())));
        succeeded({"bench", "--random-shape", text(path("config.json")), "--out", text(path("model"))});
        QVERIFY(bool(writeFileAtomically(path("model") / "tokenizer.json", tests::letterTokenizer().dump())));
        QVERIFY(bool(writeFileAtomically(path("model") / "chat_template.jinja", "{{ messages[0].content }}")));
        QVERIFY(bool(writeFileAtomically(path("text.txt"), tests::letters(800, 3))));
        for (const char* type : {"F32", "Q8_0"})
            succeeded({"export", text(path("model")), "--to", "gguf", "--type", type, "--out",
                       text(path((std::string(type) + ".gguf").c_str()))});
    }

    void inspectSaysWhatIsStored()
    {
        const nlohmann::json answer = succeeded({"inspect", text(path("Q8_0.gguf"))});
        QVERIFY(answer["dequantizedFrom"] == "Q8_0");
        QVERIFY(answer["family"] == "llama");
        QVERIFY(answer["missing"].empty() && answer["unexpected"].empty());
        QVERIFY(answer["bytes"].get<std::uint64_t>() < fs::file_size(path("Q8_0.gguf")));
        const ProgramRun shown = runCli({"inspect", text(path("Q8_0.gguf"))});
        QVERIFY(shown.standardOutput.contains("Q8_0 (read dequantized)"));
    }

    /// Nothing is rounded in F32: both forward passes get the same figure from the file as from the folder.
    void perplexityIsThatOfTheFolder_data()
    {
        QTest::addColumn<QString>("engine");
        QTest::newRow("reference") << "reference";
        QTest::newRow("int8") << "int8";
    }
    void perplexityIsThatOfTheFolder()
    {
        QFETCH(const QString, engine);
        const auto measured = [&](const char* model) {
            return succeeded({"evaluate", text(path(model)), "--data", text(path("text.txt")), "--seqlen", "16",
                              "--engine", engine})["perplexity"]
                .get<double>();
        };
        QCOMPARE(measured("F32.gguf"), measured("model"));
        const double rounded = measured("Q8_0.gguf");
        QVERIFY(rounded != measured("model") && std::abs(rounded / measured("model") - 1.0) < 0.05);
    }

    void chatTakesTheFilesVocabularyAndTemplate()
    {
        const auto said = [&](const char* model) {
            return runCli({"chat", text(path(model)), "--prompt", "abc", "--max-tokens", "8", "--greedy"})
                .standardOutput;
        };
        QVERIFY(!said("F32.gguf").isEmpty());
        QCOMPARE(said("F32.gguf"), said("model"));
        QVERIFY(prompt(path("F32.gguf")) == "hello");
    }

    /// What comes out is a folder with a tokenizer; the log says that the source was dequantized.
    void compressionMakesAFolder()
    {
        QVERIFY(bool(writeFileAtomically(path("recipe.yaml"), tests::kSparseGpt)));
        const ProgramRun run =
            runCli({"compress", text(path("Q8_0.gguf")), "--recipe", text(path("recipe.yaml")), "--data",
                    text(path("text.txt")), "--samples", "8", "--seqlen", "16", "--out", text(path("run"))});
        QVERIFY2(run.exitCode == 0, run.standardError.constData());
        QVERIFY2(run.standardError.contains("Q8_0") && run.standardError.contains("dequantized"),
                 run.standardError.constData());
        const fs::path stage = path("run") / "stage_test";
        const nlohmann::json answer = succeeded({"inspect", text(stage), "--statistics"});
        QVERIFY(answer["dequantizedFrom"].is_null());
        QVERIFY(answer["sparsity"].get<double>() > 0.3);
        const auto ids = [&](const fs::path& model) {
            return succeeded({"tokenize", text(model), "--text", "abc defg"})["ids"];
        };
        QVERIFY(ids(stage) == ids(path("model")));
        QVERIFY(prompt(stage) == "hello");
    }

    void aPlanNeedsNoFolder()
    {
        QVERIFY(bool(writeFileAtomically(path("recipe.yaml"), tests::kSparseGpt)));
        for (const char* verb : {"check", "plan"}) {
            const ProgramRun run =
                runCli({"recipe", verb, text(path("recipe.yaml")), "--model", text(path("Q8_0.gguf"))});
            QVERIFY2(run.exitCode == 0, run.standardError.constData());
        }
    }

    void damageIsNamed()
    {
        std::string bytes = readTextFile(path("Q8_0.gguf")).value();
        bytes.resize(bytes.size() / 2);
        QVERIFY(bool(writeFileAtomically(path("half.gguf"), bytes)));
        const ProgramRun run = runCli({"inspect", text(path("half.gguf")), "--json"});
        QCOMPARE(run.exitCode, 2);
        QVERIFY2(run.json()["error"]["code"] == "gguf.truncated", run.standardOutput.constData());
    }

private:
    static QString text(const fs::path& file) { return QString::fromStdString(file.string()); }
    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

    nlohmann::json prompt(const fs::path& model) const
    {
        const nlohmann::json messages = {{{"role", "user"}, {"content", "hello"}}};
        (void)writeFileAtomically(path("messages.json"), messages.dump());
        return succeeded({"template", text(model), "--messages", text(path("messages.json"))})["prompt"];
    }

    /// The answer of a command that must succeed.
    static nlohmann::json succeeded(QStringList arguments)
    {
        const ProgramRun run = runCli(arguments << QStringLiteral("--json"));
        if (run.exitCode != 0)
            throw std::runtime_error(arguments.join(' ').toStdString() + ": " + run.standardError.toStdString());
        return run.json();
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(GgufModelTest)
#include "gguf_model_test.moc"
