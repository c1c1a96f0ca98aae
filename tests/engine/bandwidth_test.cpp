#include <cmath>

#include <QTest>

#include "core/engine/bandwidth.h"

using namespace espalier;

class BandwidthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isPositiveAndFinite_data()
    {
        QTest::addColumn<int>("threads");
        QTest::newRow("one thread") << 1;
        QTest::newRow("two threads") << 2;
    }

    void isPositiveAndFinite()
    {
        QFETCH(const int, threads);
        ThreadPool pool(threads);
        const auto bytesPerSecond = engine::measureReadBandwidth(pool);
        QVERIFY(bytesPerSecond.has_value());
        QVERIFY(std::isfinite(*bytesPerSecond));
        QVERIFY(*bytesPerSecond > 0.0);
        qInfo("%d threads: %.1f GB/s", threads, *bytesPerSecond / 1e9);
    }
};

QTEST_GUILESS_MAIN(BandwidthTest)
#include "bandwidth_test.moc"
