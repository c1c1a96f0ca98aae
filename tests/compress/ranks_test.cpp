#include <QtTest>

#include <chrono>
#include <cstdlib>
#include <future>
#include <numeric>
#include <utility>
#include <vector>

#include <ATen/ATen.h>

#include "core/compress/calibration.h"
#include "core/compress/distributed/ranks.h"
#include "core/compress/distributed/shared_windows.h"

using namespace espalier;
using namespace espalier::compress;

namespace {

/// Longer than ctest waits: a closed connection is to be seen at once, not when the time is out.
constexpr std::chrono::seconds kTimeout{1800};

/// Environment variables of a launcher, gone again at the end.
class Variables
{
public:
    Variables(std::initializer_list<std::pair<const char*, std::string>> values) : m_values(values)
    {
        for (const auto& [name, value] : m_values)
            setenv(name, value.c_str(), 1);
    }
    ~Variables()
    {
        for (const auto& [name, value] : m_values)
            unsetenv(name);
    }

private:
    std::vector<std::pair<const char*, std::string>> m_values;
};

Launch launchOf(int rank)
{
    // A port of this process: tests run side by side.
    return {rank, 2, "127.0.0.1", std::uint16_t(20000 + getpid() % 20000)};
}

/// Runs `work` as two ranks, each on a thread.
template <typename Work> void asTwoRanks(const Work& work)
{
    const auto one = [&](int rank) {
        const auto ranks = Ranks::join(launchOf(rank), kTimeout);
        if (!ranks)
            throw std::runtime_error(toString(ranks.error()));
        work(*ranks);
    };
    auto second = std::async(std::launch::async, one, 1);
    one(0);
    second.get();
}

} // namespace

class RanksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aloneWithoutLauncher()
    {
        const auto launch = launchFromEnvironment();
        QVERIFY(launch);
        QVERIFY(launch->alone() && launch->leads());
        at::Tensor values = at::full({3}, 2.0F);
        const Ranks ranks;
        ranks.allReduceSum(values);
        ranks.broadcast(values, 0);
        ranks.barrier();
        QVERIFY(at::equal(values, at::full({3}, 2.0F)));
        QCOMPARE(ranks.share("text", 0), std::string("text"));
    }

    void launchersAreRead()
    {
        {
            const Variables torchrun(
                {{"RANK", "1"}, {"WORLD_SIZE", "4"}, {"MASTER_ADDR", "head"}, {"MASTER_PORT", "5000"}});
            const auto launch = launchFromEnvironment();
            QVERIFY(launch);
            QCOMPARE(launch->rank, 1);
            QCOMPARE(launch->size, 4);
            QCOMPARE(launch->address, std::string("head"));
            QCOMPARE(int(launch->port), 5000);
            const Variables agent{{"TORCHELASTIC_USE_AGENT_STORE", "True"}};
            QCOMPARE(int(launchFromEnvironment()->port), 5001);
        }
        {
            const Variables mpirun(
                {{"OMPI_COMM_WORLD_RANK", "0"}, {"OMPI_COMM_WORLD_SIZE", "2"}, {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}});
            const auto launch = launchFromEnvironment();
            QVERIFY(launch);
            QCOMPARE(launch->address, std::string("127.0.0.1"));
            QVERIFY(launch->leads() && !launch->alone());
        }
        {
            const Variables srun(
                {{"SLURM_PROCID", "7"}, {"SLURM_STEP_NUM_TASKS", "8"}, {"SLURM_STEP_NODELIST", "gpu[03-07,9],login1"}});
            const auto launch = launchFromEnvironment();
            QVERIFY(launch);
            QCOMPARE(launch->rank, 7);
            QCOMPARE(launch->address, std::string("gpu03"));
        }
    }

    void senselessVariablesAreRefused_data()
    {
        QTest::addColumn<QString>("rank");
        QTest::addColumn<QString>("size");
        QTest::addColumn<QString>("address");
        QTest::newRow("rank too large") << "2"
                                        << "2"
                                        << "head";
        QTest::newRow("negative") << "-1"
                                  << "2"
                                  << "head";
        QTest::newRow("no number") << "one"
                                   << "2"
                                   << "head";
        QTest::newRow("no address") << "0"
                                    << "2"
                                    << "";
    }

    void senselessVariablesAreRefused()
    {
        QFETCH(QString, rank);
        QFETCH(QString, size);
        QFETCH(QString, address);
        const Variables variables(
            {{"RANK", rank.toStdString()}, {"WORLD_SIZE", size.toStdString()}, {"MASTER_ADDR", address.toStdString()}});
        const auto launch = launchFromEnvironment();
        QVERIFY(!launch);
        QCOMPARE(launch.error().code, std::string("run.ranks"));
    }

    void sumsAndBroadcastsReachEveryRank()
    {
        if (!Ranks::available())
            QSKIP("Built without Gloo: install libgloo-dev and configure again.");
        asTwoRanks([](const Ranks& ranks) {
            // More than one piece of 64 MiB.
            at::Tensor large = at::full({5, std::int64_t(1) << 22}, float(ranks.rank() + 1));
            ranks.allReduceSum(large);
            if (!at::equal(large, at::full_like(large, 3.0)))
                throw std::runtime_error("sum");
            at::Tensor values = ranks.rank() == 1 ? at::arange(7, at::kLong) : at::zeros({7}, at::kLong);
            ranks.broadcast(values, 1);
            if (!at::equal(values, at::arange(7, at::kLong)))
                throw std::runtime_error("broadcast");
            if (ranks.share(ranks.rank() == 0 ? "zero" : "the other", 0) != "zero")
                throw std::runtime_error("text");
            if (!ranks.share("", 1).empty())
                throw std::runtime_error("empty text");
            const at::Tensor codes = at::arange(6, at::kChar).reshape({2, 3});
            if (!at::equal(ranks.share(ranks.rank() == 1 ? codes : at::Tensor(), 1), codes))
                throw std::runtime_error("tensor");
            if (ranks.share(ranks.rank() == 0 ? at::Tensor() : codes, 0).defined())
                throw std::runtime_error("undefined tensor");
            ranks.barrier();
        });
    }

    /// A Hessian of 96 windows of 16 tokens, and the range of its inputs, from two halves. Sums of 1536 products round
    /// differently by some 1e-7 of their size; 1e-5 is what a run promises.
    void halvesOfTheWindowsGiveTheWhole()
    {
        if (!Ranks::available())
            QSKIP("Built without Gloo: install libgloo-dev and configure again.");
        constexpr std::int64_t kFeatures = 48;
        at::manual_seed(7);
        const at::Tensor mixing = at::randn({kFeatures, kFeatures});
        const at::Tensor inputs = at::randn({96, 16, kFeatures}).matmul(mixing);
        const at::Tensor dense = inputs + 0.1 * at::randn_like(inputs);
        formats::QuantizationArgs args;
        const auto seen = [&](const std::vector<std::int64_t>& windows) {
            InputStatistics statistics;
            statistics.wantCross(InputGroup::Down, kFeatures);
            statistics.wantRange(InputGroup::Down, args);
            for (const std::int64_t window : windows) {
                statistics.add(InputGroup::Down, inputs.narrow(0, window, 1));
                statistics.addDense(InputGroup::Down, dense.narrow(0, window, 1));
            }
            return statistics;
        };
        std::vector<std::int64_t> every(96);
        std::iota(every.begin(), every.end(), 0);
        InputStatistics alone = seen(every);
        const auto range = alone.range(InputGroup::Down, args)->parameters(args);
        const InputMoments whole = alone.takeMoments(InputGroup::Down);
        asTwoRanks([&](const Ranks& ranks) {
            std::vector<std::int64_t> own; // the second has more of them
            for (const std::int64_t window : every) {
                if ((window % 3 == 0 ? 0 : 1) == ranks.rank())
                    own.push_back(window);
            }
            InputStatistics statistics = seen(own);
            statistics.merge(ranks);
            const auto merged = statistics.range(InputGroup::Down, args)->parameters(args);
            if (merged.scale != range.scale || merged.zeroPoint != range.zeroPoint)
                throw std::runtime_error("range");
            InputMoments moments = statistics.takeMoments(InputGroup::Down);
            sumMoments(moments, own.size(), ranks);
            const auto distance = [](const at::Tensor& a, const at::Tensor& b) {
                return ((a - b).norm() / b.norm()).item<double>();
            };
            if (distance(moments.hessian, whole.hessian) > 1e-5 || distance(moments.cross, whole.cross) > 1e-5 ||
                distance(moments.denseHessian, whole.denseHessian) > 1e-5)
                throw std::runtime_error("moments");
        });
    }

    /// Moving averages have no exact sum: the mean of the parts, by batches.
    void movingAveragesAreMeans()
    {
        formats::QuantizationArgs args;
        args.observer = "moving_average";
        RangeObserver observer(args);
        observer.merge({{-1.0, 3.0, 3}, {0.0, 0.0, 0}, {-2.0, 7.0, 1}});
        QCOMPARE(observer.seen().min, -1.25);
        QCOMPARE(observer.seen().max, 4.0);
        QCOMPARE(int(observer.seen().batches), 4);
        args.observer = "minmax";
        RangeObserver extremes(args);
        extremes.merge({{-1.0, 3.0, 3}, {0.0, 0.0, 0}, {-2.0, 7.0, 1}});
        QCOMPARE(extremes.seen().min, -2.0);
        QCOMPARE(extremes.seen().max, 7.0);
    }

    void lostRankIsAnError()
    {
        if (!Ranks::available())
            QSKIP("Built without Gloo: install libgloo-dev and configure again.");
        bool lost = false;
        asTwoRanks([&](const Ranks& ranks) {
            ranks.barrier();
            if (ranks.rank() == 1)
                return; // its connections close
            try {
                at::Tensor values = at::zeros({4});
                ranks.allReduceSum(values);
            } catch (const RankLost&) {
                lost = true;
            }
        });
        QVERIFY(lost);
    }

    void absentRankIsAnError()
    {
        if (!Ranks::available())
            QSKIP("Built without Gloo: install libgloo-dev and configure again.");
        const auto ranks = Ranks::join(launchOf(0), std::chrono::seconds(1));
        QVERIFY(!ranks);
        QCOMPARE(ranks.error().code, std::string("run.ranks"));
    }
};

QTEST_GUILESS_MAIN(RanksTest)
#include "ranks_test.moc"
