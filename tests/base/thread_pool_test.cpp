#include <atomic>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <QTest>

#include "core/base/thread_pool.h"

using espalier::ThreadPool;

class ThreadPoolTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPartRunsOnce_data()
    {
        QTest::addColumn<int>("threads");
        for (const int threads : {1, 2, 3, 8}) {
            QTest::addRow("%d threads", threads) << threads;
        }
    }

    /// Many short loops of changing length: a part that is lost, doubled or taken from the next loop shows.
    void everyPartRunsOnce()
    {
        QFETCH(int, threads);
        ThreadPool pool(threads);
        QCOMPARE(pool.threads(), threads);
        std::vector<std::atomic<int>> counts(64);
        for (std::size_t round = 0; round < 20'000; ++round) {
            const std::size_t parts = (round * 7) % 65;
            pool.run(parts, [&](std::size_t part) { counts[part].fetch_add(1, std::memory_order_relaxed); });
            for (std::size_t i = 0; i < counts.size(); ++i) {
                const int expected = i < parts ? 1 : 0;
                if (counts[i].exchange(0) != expected) {
                    QFAIL("a part ran not exactly once");
                }
            }
        }
    }

    void resultsAreSeenByTheCaller()
    {
        ThreadPool pool(4);
        std::vector<long> squares(10'000);
        for (long round = 1; round <= 50; ++round) {
            pool.run(squares.size(), [&](std::size_t i) { squares[i] = round * long(i); });
            QCOMPARE(std::accumulate(squares.begin(), squares.end(), 0L), round * 49'995'000L);
        }
    }

    /// Threads that fell asleep between two loops wake again.
    void wakesAfterAPause()
    {
        ThreadPool pool(3);
        for (int round = 0; round < 5; ++round) {
            std::atomic<int> done{0};
            pool.run(100, [&](std::size_t) { ++done; });
            QCOMPARE(done.load(), 100);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

    void anExceptionReachesTheCaller()
    {
        for (const int threads : {1, 4}) {
            ThreadPool pool(threads);
            const auto failing = [&] {
                pool.run(100, [](std::size_t part) {
                    if (part % 10 == 3) {
                        throw std::runtime_error("part " + std::to_string(part));
                    }
                });
            };
            for (int round = 0; round < 100; ++round) {
                QVERIFY_EXCEPTION_THROWN(failing(), std::runtime_error);
            }
            std::atomic<int> done{0};
            pool.run(100, [&](std::size_t) { ++done; });
            QCOMPARE(done.load(), 100);
        }
    }

    void zeroMeansOneForEachCore()
    {
        QCOMPARE(ThreadPool().threads(), int(std::max(1U, std::thread::hardware_concurrency())));
    }
};

QTEST_GUILESS_MAIN(ThreadPoolTest)
#include "thread_pool_test.moc"
