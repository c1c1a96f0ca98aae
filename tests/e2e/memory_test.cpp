// Memory, disk and time of runs: what `recipe plan` says against what a run takes, and what --memory does.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/sha256.h"
#include "tests/support/program.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using tests::kSparseGpt;
using tests::ProgramRun;
using tests::runCli;
namespace fs = std::filesystem;

namespace {

void writeFile(const fs::path& path, const std::string& text)
{
    if (const auto written = writeFileAtomically(path, text); !written)
        throw std::runtime_error(toString(written.error()));
}

std::uint64_t folderBytes(const fs::path& folder)
{
    std::uint64_t sum = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        sum += entry.is_regular_file() ? entry.file_size() : 0;
    return sum;
}

std::string hashOfWeights(const fs::path& run)
{
    return sha256OfFile(run / "stage_test" / "model.safetensors").value();
}

} // namespace

class MemoryTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }
    QString text(const char* name) const { return QString::fromStdString(path(name).string()); }

    QStringList compressArguments(const char* out, const QStringList& more = {}) const
    {
        return QStringList{"compress",  text("model"),
                           "--recipe",  text("recipe.yaml"),
                           "--data",    text("data.txt"),
                           "--samples", "24",
                           "--seqlen",  "256",
                           "--out",     text(out),
                           "--threads", "2",
                           "--json"} +
               more;
    }

private Q_SLOTS:
    /// Layers whose matrices outweigh the rest of the process, so that the plan's formulas are what is tested.
    void initTestCase()
    {
        nlohmann::json config = tests::tinyConfig();
        config["hidden_size"] = 768;
        config["intermediate_size"] = 2304;
        config["num_hidden_layers"] = 2; // only between two are activations rounded
        config["num_attention_heads"] = 6;
        config["num_key_value_heads"] = 6;
        config["max_position_embeddings"] = 256;
        config["vocab_size"] = 512;
        writeFile(path("config.json"), config.dump());
        writeFile(path("recipe.yaml"), kSparseGpt);
        writeFile(path("data.txt"), tests::letters(24 * 256 + 1, 1));
        const ProgramRun made = runCli({"bench", "--random-shape", text("config.json"), "--out", text("model")});
        QCOMPARE(made.exitCode, 0);
        writeFile(path("model/tokenizer.json"), tests::letterTokenizer().dump());
    }

    void planIsNearARun()
    {
        const ProgramRun planned = runCli({"recipe", "plan", text("recipe.yaml"), "--model", text("model"), "--samples",
                                           "24", "--seqlen", "256", "--json"});
        QVERIFY2(planned.exitCode == 0, planned.standardError.constData());
        const nlohmann::json plan = planned.json();
        const ProgramRun ran = runCli(compressArguments("run"));
        QVERIFY2(ran.exitCode == 0, ran.standardError.constData());
        const nlohmann::json answer = ran.json();
        const double memory = plan.at("peakMemoryBytes").get<double>() / answer.at("peakMemoryBytes").get<double>();
        QVERIFY2(memory > 0.75 && memory < 1.25, std::to_string(memory).c_str());
        const double disk = plan.at("diskBytes").get<double>() / double(folderBytes(path("run")));
        QVERIFY2(disk > 0.75 && disk < 1.25, std::to_string(disk).c_str());
        QVERIFY(plan.at("seconds").get<double>() > 0.0);
        QCOMPARE(plan.at("parametersAfter").get<std::int64_t>(), plan.at("parametersBefore").get<std::int64_t>());
        QVERIFY(!plan.at("modules").empty());
        qInfo("planned %.0f MB and %.1f s, took %.0f MB and %.1f s", plan.at("peakMemoryBytes").get<double>() / 1e6,
              plan.at("seconds").get<double>(), answer.at("peakMemoryBytes").get<double>() / 1e6,
              answer.at("seconds").get<double>());
    }

    void aBudgetMovesActivationsToDiskAndChangesNoWeight()
    {
        const ProgramRun planned = runCli({"recipe", "plan", text("recipe.yaml"), "--model", text("model"), "--samples",
                                           "24", "--seqlen", "256", "--json"});
        const nlohmann::json stage = planned.json().at("stages").front();
        // Room for the layer's work and some of the activations.
        const double activations = stage.at("activationBytes").get<double>();
        const double least = stage.at("peakMemoryBytes").get<double>() - activations;
        const double budgetBytes = least + 0.3 * activations;
        const QString budget = QString::number(budgetBytes / double(std::uint64_t(1) << 30), 'g', 12);
        const ProgramRun spilled = runCli(compressArguments("spilled", {"--memory", budget}));
        QVERIFY2(spilled.exitCode == 0, spilled.standardError.constData());
        // What was really written there, of this run and of one with all the memory.
        const double onDisk = spilled.json().at("stages").front().at("activationBytesOnDisk").get<double>();
        QVERIFY2(onDisk >= 0.5 * activations && onDisk <= activations, std::to_string(onDisk).c_str());
        QVERIFY(readTextFile(path("spilled/events.jsonl")).value().find("MiB of activations lie on disk") !=
                std::string::npos);
        const nlohmann::json roomy = nlohmann::json::parse(readTextFile(path("run/manifest.json")).value());
        QCOMPARE(roomy.at("stages").front().at("activationBytesOnDisk").get<double>(), 0.0);
        const double peak = spilled.json().at("peakMemoryBytes").get<double>();
        QVERIFY2(peak < 1.1 * budgetBytes, std::to_string(peak / budgetBytes).c_str());
        const ProgramRun half = runCli(compressArguments("half", {"--bf16-activations"}));
        QVERIFY2(half.exitCode == 0, half.standardError.constData());
        QVERIFY(fs::exists(path("run"))); // of the test before
        QVERIFY(hashOfWeights(path("spilled")) == hashOfWeights(path("run")));
        QVERIFY(hashOfWeights(path("half")) != hashOfWeights(path("run")));
        for (const auto& entry : fs::directory_iterator(path("spilled"))) // nothing is left of the activations
            QVERIFY2(entry.is_directory() || entry.file_size() < 1000000, entry.path().c_str());
    }

    void tooLittleMemoryIsRefusedWithSettingsThatFit()
    {
        const ProgramRun refused = runCli(compressArguments("refused", {"--memory", "0.05"}));
        QCOMPARE(refused.exitCode, 2);
        const nlohmann::json error = refused.json().at("error");
        QCOMPARE(error.at("code").get<std::string>(), std::string("run.memory"));
        QVERIFY(error.at("message").get<std::string>().find("--memory") != std::string::npos);
        QVERIFY(!fs::exists(path("refused")));
    }

    void planNeedsNoWeights()
    {
        fs::create_directories(path("bare"));
        fs::copy_file(path("config.json"), path("bare/config.json"));
        const ProgramRun planned = runCli({"recipe", "plan", text("recipe.yaml"), "--model", text("bare"), "--json"});
        QVERIFY2(planned.exitCode == 0, planned.standardError.constData());
        QVERIFY(planned.json().at("bytesAfter").get<std::uint64_t>() > 0);
        const ProgramRun missing =
            runCli({"recipe", "plan", text("recipe.yaml"), "--model", text("nowhere"), "--json"});
        QCOMPARE(missing.exitCode, 2);
        QCOMPARE(missing.json().at("error").at("code").get<std::string>(), std::string("model.open"));
    }
};

QTEST_GUILESS_MAIN(MemoryTest)
#include "memory_test.moc"
