// Runs of several processes, started as torchrun would start them.

#include <array>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <map>
#include <string>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include "core/base/atomic_file.h"
#include "core/model/checkpoint.h"
#include "tests/support/program.h"
#include "tests/support/stored_weight.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::tests;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

/// Stages that two ranks share: Hessians with the dense inputs' beside them, static ranges, codes.
constexpr const char* kShared = R"(
prune_stage:
  run_type: oneshot
  pruning_modifiers:
    SparseGPTModifier: {sparsity: 0.5, target_mix: 0.5, targets: ['re:model.layers.\d+$']}
quantize_stage:
  run_type: oneshot
  quantization_modifiers:
    QuantizationModifier:
      post_oneshot_calibration: true
      scheme_overrides:
        Linear:
          weights: {num_bits: 8, symmetric: true, strategy: channel}
          input_activations: {num_bits: 8, symmetric: false, strategy: tensor}
        Embedding:
          input_activations: null
          weights: {num_bits: 8, symmetric: false}
)";

/// Stages that only one process can do.
constexpr const char* kNotShared = R"(
rebuild_stage:
  run_type: oneshot
  pruning_modifiers:
    WandaPruningModifier: {sparsity: 0.5, targets: ['re:model.layers.\d+$']}
    BlockReconstructionModifier: {epochs: 1}
tune_stage:
  run_type: train
  finetuning_modifiers:
    FineTuningModifier: {steps: 2, windows: calibration, evaluate_every: 2}
)";

/// The worker that the command line has started; 0 before there is one.
qint64 workerOf(qint64 cli)
{
    QFile children(QStringLiteral("/proc/%1/task/%1/children").arg(cli));
    return children.open(QIODevice::ReadOnly) ? children.readAll().split(' ').first().toLongLong() : 0;
}

/// One of two processes of a run.
struct Rank
{
    QProcess process;
    ProgramRun end;

    void start(int rank, const QString& port, const QStringList& arguments)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("RANK", QString::number(rank));
        environment.insert("WORLD_SIZE", "2");
        environment.insert("MASTER_ADDR", "127.0.0.1");
        environment.insert("MASTER_PORT", port);
        process.setProcessEnvironment(environment);
        process.start(programPath("espalier-cli"), arguments);
    }

    bool wait()
    {
        if (!process.waitForFinished(120000)) {
            process.kill();
            process.waitForFinished();
            return false;
        }
        end = {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
               process.readAllStandardError()};
        return true;
    }
};
using TwoRanks = std::array<Rank, 2>;

} // namespace

class RanksRunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const ProgramRun made = runCli({"demo", path("demo")});
        QVERIFY2(made.exitCode == 0, made.standardError.constData());
        write("shared.yaml", kShared);
        write("notshared.yaml", kNotShared);
        const ProgramRun alone = runCli(compress("alone", "shared.yaml"));
        QVERIFY2(alone.exitCode == 0, alone.standardError.constData());
        TwoRanks ranks;
        start(ranks, compress("shared", "shared.yaml"));
        QVERIFY(ranks[0].wait() && ranks[1].wait());
        if (ranks[0].end.standardError.contains("no Gloo"))
            QSKIP("Built without Gloo: install libgloo-dev and configure again.");
        QVERIFY2(ranks[0].end.exitCode == 0, ranks[0].end.standardError.constData());
        QVERIFY2(ranks[1].end.exitCode == 0, ranks[1].end.standardError.constData());
        QVERIFY(ranks[1].end.standardOutput.isEmpty()); // rank 0 alone speaks
        m_alone = alone.json();
        m_shared = ranks[0].end.json();
    }

    void twoRanksFindWhatOneFinds()
    {
        QCOMPARE(m_shared.at("stages").size(), std::size_t(2));
        QCOMPARE(manifestOf("shared").at("ranks").get<int>(), 2);
        QCOMPARE(manifestOf("shared").at("status").get<std::string>(), std::string("finished"));
        compareRuns("shared");
    }

    /// Rank 0 does such stages as if it were alone, so that every byte is the same.
    void whatCannotBeSharedIsDoneByTheFirst()
    {
        const ProgramRun alone = runCli(compress("whole", "notshared.yaml"));
        QVERIFY2(alone.exitCode == 0, alone.standardError.constData());
        TwoRanks ranks;
        start(ranks, compress("first", "notshared.yaml"));
        QVERIFY(ranks[0].wait() && ranks[1].wait());
        QVERIFY2(ranks[0].end.exitCode == 0, ranks[0].end.standardError.constData());
        QVERIFY2(ranks[1].end.exitCode == 0, ranks[1].end.standardError.constData());
        for (const char* stage : {"stage_rebuild", "stage_tune"})
            QVERIFY(filesOf(file("first") / stage) == filesOf(file("whole") / stage));
    }

    void aKilledRankEndsTheRunAndItGoesOn_data()
    {
        QTest::addColumn<int>("killed");
        QTest::addColumn<bool>("together");
        QTest::newRow("the second, then one process") << 1 << false;
        QTest::newRow("the first, then both") << 0 << true;
    }

    void aKilledRankEndsTheRunAndItGoesOn()
    {
        QFETCH(int, killed);
        QFETCH(bool, together);
        const std::string run = "killed" + std::to_string(killed) + (together ? "both" : "one");
        TwoRanks ranks;
        start(ranks, compress(run.c_str(), "shared.yaml"));
        // Five layers and another stage are still to come then.
        const fs::path journal = file(run.c_str()) / "stage_prune.partial/journal.json";
        for (int i = 0; i < 60000 && finishedSections(journal) < 2 && running(ranks[0]); ++i)
            QThread::msleep(1);
        const qint64 worker = workerOf(ranks[std::size_t(killed)].process.processId());
        QVERIFY2(worker > 0, "the run was over before it could be ended");
        ::kill(static_cast<pid_t>(worker), SIGKILL);
        QVERIFY(ranks[0].wait() && ranks[1].wait());
        const ProgramRun& other = ranks[std::size_t(1 - killed)].end;
        QCOMPARE(other.exitCode, 1);
        QVERIFY2(other.standardError.contains("does not answer any more"), other.standardError.constData());
        QVERIFY2(other.standardError.contains("--resume"), other.standardError.constData());
        if (killed == 1) {
            QCOMPARE(other.json().at("error").at("code").get<std::string>(), std::string("run.rank.lost"));
            QCOMPARE(manifestOf(run.c_str()).at("status").get<std::string>(), std::string("failed"));
        }

        const QStringList resume = {"compress", "--resume", "--out", path(run.c_str()), "--json"};
        if (together) {
            TwoRanks again;
            start(again, resume);
            QVERIFY(again[0].wait() && again[1].wait());
            QVERIFY2(again[0].end.exitCode == 0, again[0].end.standardError.constData());
            QVERIFY2(again[1].end.exitCode == 0, again[1].end.standardError.constData());
        } else {
            const ProgramRun again = runCli(resume);
            QVERIFY2(again.exitCode == 0, again.standardError.constData());
        }
        compareRuns(run.c_str());
    }

    void ranksOfDifferentRunsAreRefused()
    {
        TwoRanks ranks;
        ranks[0].start(0, nextPort(), compress("differs", "shared.yaml"));
        ranks[1].start(1, port(), compress("differs", "shared.yaml") + QStringList{"--seed", "7"});
        QVERIFY(ranks[0].wait() && ranks[1].wait());
        for (const Rank& rank : ranks) {
            QCOMPARE(rank.end.exitCode, 2);
            QCOMPARE(rank.end.json().at("error").at("code").get<std::string>(), std::string("run.ranks"));
        }
        QVERIFY2(ranks[1].end.standardError.contains("the seed is now 7, was 0"),
                 ranks[1].end.standardError.constData());
        QVERIFY(!fs::exists(file("differs") / "manifest.json"));
    }

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    fs::path file(const char* name) const { return path(name).toStdString(); }

    void write(const char* name, const std::string& text) const
    {
        QVERIFY2(bool(writeFileAtomically(file(name), text)), name);
    }

    QStringList compress(const char* out, const char* recipe) const
    {
        return {"compress",  path("demo/model"),
                "--recipe",  path(recipe),
                "--data",    path("demo/calibration.txt"),
                "--samples", "16",
                "--seqlen",  "128",
                "--out",     path(out),
                "--threads", "1",
                "--json"};
    }

    /// Of this process, as tests run side by side; another one each time, as a port is not free at once.
    QString port() const { return QString::number(20000 + (QCoreApplication::applicationPid() * 16 + m_runs) % 20000); }
    QString nextPort()
    {
        ++m_runs;
        return port();
    }

    void start(TwoRanks& ranks, const QStringList& arguments)
    {
        const QString at = nextPort();
        for (const int rank : {0, 1})
            ranks[std::size_t(rank)].start(rank, at, arguments);
    }

    static bool running(Rank& rank)
    {
        return !rank.process.waitForFinished(0) && rank.process.state() != QProcess::NotRunning;
    }

    static std::size_t finishedSections(const fs::path& journal)
    {
        const auto text = readTextFile(journal);
        const json content = text ? json::parse(*text, nullptr, false) : json();
        return content.is_object() ? content.at("sections").size() : 0;
    }

    json manifestOf(const char* run) const { return json::parse(*readTextFile(file(run) / "manifest.json")); }

    /// Where both start from the same inputs, in the first layer, errors of each matrix are within 0.5 % and masks the
    /// same in 99.9 % of places. Later on a place that went the other way changes what follows, with two ranks as with
    /// two threads; the mean of all matrices stays within 0.5 %.
    void compareRuns(const char* run) const
    {
        const json expected = manifestOf("alone").at("stages");
        const json got = manifestOf(run).at("stages");
        QCOMPARE(got.size(), expected.size());
        for (std::size_t stage = 0; stage < got.size(); ++stage)
            compareErrors(expected[stage].at("modules"), got[stage].at("modules"));
        const auto a = model::Checkpoint::open(file("alone") / "stage_prune");
        const auto b = model::Checkpoint::open(file(run) / "stage_prune");
        QVERIFY(a && b);
        for (const json& entry : expected[0].at("modules")) {
            const std::string module = entry.at("module");
            if (!isFirst(module))
                continue;
            const std::vector<float> x = weightOf(*a, module);
            const std::vector<float> y = weightOf(*b, module);
            std::size_t same = 0;
            for (std::size_t i = 0; i < x.size(); ++i)
                same += (x[i] == 0.0F) == (y[i] == 0.0F);
            const double share = double(same) / double(x.size());
            QVERIFY2(share >= 0.999, (module + " " + std::to_string(share)).c_str());
        }
    }

    static bool isFirst(const std::string& module) { return module.find(".layers.0.") != std::string::npos; }

    static void compareErrors(const json& one, const json& two)
    {
        QCOMPARE(two.size(), one.size());
        double sum = 0.0;
        int count = 0;
        for (std::size_t i = 0; i < one.size(); ++i) {
            const std::string module = one[i].at("module");
            QCOMPARE(two[i].at("module").get<std::string>(), module);
            for (const char* figure : {"relativeError", "denseError"}) {
                QCOMPARE(two[i].contains(figure), one[i].contains(figure));
                if (!one[i].contains(figure) || one[i].at(figure).is_null())
                    continue;
                const double share = two[i].at(figure).get<double>() / one[i].at(figure).get<double>();
                QVERIFY2(!isFirst(module) || std::abs(share - 1.0) < 0.005,
                         (module + " " + std::to_string(share)).c_str());
                sum += share;
                ++count;
            }
        }
        QVERIFY(count > 0);
        QVERIFY2(std::abs(sum / count - 1.0) < 0.005, std::to_string(sum / count).c_str());
    }

    QTemporaryDir m_folder;
    json m_alone;
    json m_shared;
    int m_runs = 0;
};

QTEST_GUILESS_MAIN(RanksRunTest)
#include "ranks_run_test.moc"
