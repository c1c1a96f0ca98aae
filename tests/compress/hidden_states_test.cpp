#include <QtTest>

#include <csignal>
#include <filesystem>

#include <sys/resource.h>

#include <ATen/ops/equal.h>
#include <ATen/ops/randn.h>

#include <QTemporaryDir>

#include "core/compress/hidden_states.h"
#include "core/compress/run_error.h"

using namespace espalier;
using namespace espalier::compress;

namespace {

constexpr std::uint64_t kBatchBytes = 2 * 5 * 8 * 4;

std::vector<at::Tensor> someBatches()
{
    std::vector<at::Tensor> batches;
    for (int i = 0; i < 4; ++i)
        batches.push_back(at::randn({2, 5, 8}));
    return batches;
}

std::string errorOf(const std::function<void()>& work)
{
    try {
        work();
    } catch (const RunError& failed) {
        return failed.error.code;
    }
    return "none";
}

} // namespace

class HiddenStatesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void placeChangesNoBit_data()
    {
        QTest::addColumn<quint64>("budget");
        QTest::addColumn<quint64>("inMemory");
        QTest::newRow("all in memory") << quint64(100 * kBatchBytes) << quint64(4 * kBatchBytes);
        QTest::newRow("half on disk") << quint64(2 * kBatchBytes + 1) << quint64(2 * kBatchBytes);
        QTest::newRow("all on disk") << quint64(0) << quint64(0);
    }

    void placeChangesNoBit()
    {
        QFETCH(quint64, budget);
        QFETCH(quint64, inMemory);
        const QTemporaryDir folder;
        HiddenStates states({at::kFloat, budget, folder.path().toStdString()});
        auto batches = someBatches();
        for (const at::Tensor& batch : batches)
            states.add(batch);
        QCOMPARE(quint64(states.memoryBytes()), inMemory);
        QCOMPARE(quint64(states.diskBytes()), quint64(4 * kBatchBytes - inMemory));
        for (const int replaced : {0, 3, 2}) {
            batches[std::size_t(replaced)] = at::randn({2, 5, 8});
            states.set(std::size_t(replaced), batches[std::size_t(replaced)]);
        }
        for (std::size_t i = 0; i < batches.size(); ++i)
            QVERIFY(at::equal(states.get(i), batches[i]));
        // Nothing can be left behind: the file has no name even now.
        QVERIFY(std::filesystem::is_empty(folder.path().toStdString()));
        states.clear();
        QVERIFY(states.empty());
        QCOMPARE(quint64(states.diskBytes()), quint64(0));
    }

    void halfTypeRounds_data()
    {
        QTest::addColumn<quint64>("budget");
        QTest::newRow("in memory") << quint64(4 * kBatchBytes);
        QTest::newRow("on disk") << quint64(0);
    }

    void halfTypeRounds()
    {
        QFETCH(quint64, budget);
        const QTemporaryDir folder;
        HiddenStates states({at::kBFloat16, budget, folder.path().toStdString()});
        const auto batches = someBatches();
        for (const at::Tensor& batch : batches)
            states.add(batch);
        QCOMPARE(quint64(states.memoryBytes() + states.diskBytes()), quint64(4 * kBatchBytes / 2));
        for (std::size_t i = 0; i < batches.size(); ++i) {
            QCOMPARE(states.get(i).scalar_type(), at::kFloat);
            QVERIFY(at::equal(states.get(i), batches[i].to(at::kBFloat16).to(at::kFloat)));
        }
    }

    void otherShapeIsRefused()
    {
        const QTemporaryDir folder;
        HiddenStates states({at::kFloat, 0, folder.path().toStdString()});
        states.add(at::randn({2, 5, 8}));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, states.set(0, at::randn({2, 6, 8})));
    }

    void missingFolderIsAnError()
    {
        HiddenStates states({at::kFloat, 0, "/nowhere/at/all"});
        QCOMPARE(errorOf([&] { states.add(at::randn({2, 5, 8})); }), std::string("file.write"));
    }

    void failedWriteIsAnError()
    {
        // A limit on the size of files stands in for a disk that fails.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        rlimit small = before;
        small.rlim_cur = kBatchBytes + kBatchBytes / 2;
        const QTemporaryDir folder;
        HiddenStates states({at::kFloat, 0, folder.path().toStdString()});
        states.add(at::randn({2, 5, 8}));
        setrlimit(RLIMIT_FSIZE, &small);
        const std::string code = errorOf([&] { states.add(at::randn({2, 5, 8})); });
        setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(code, std::string("file.write"));
    }
};

QTEST_GUILESS_MAIN(HiddenStatesTest)
#include "hidden_states_test.moc"
