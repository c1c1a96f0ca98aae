#include <cmath>

#include <QTest>

#include "core/engine/format_speed.h"
#include "core/engine/kernels/multiply.h"

using namespace espalier;
using namespace espalier::engine;

class FormatSpeedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindIsTimed()
    {
        ThreadPool pool(2);
        std::vector<double> fractions;
        FormatSpeedOptions options;
        options.seconds = 0.001;
        options.bytes = 1; // one copy each
        options.progress = [&](double done) { fractions.push_back(done); };
        const auto speeds = measureFormats(pool, options);
        QCOMPARE(speeds.size(), formatCases().size() + 1);
        QCOMPARE(fractions.back(), 1.0);
        QCOMPARE(speeds.front().bytesPerWeight, 2.0);
        for (const FormatSpeed& each : speeds) {
            QVERIFY(std::isfinite(each.weightsPerSecond) && each.weightsPerSecond > 0.0);
            // codes, places of the kept ones and scales: never more than the code itself and a bit a weight
            QVERIFY(each.bytesPerWeight > 0.1 && each.bytesPerWeight < each.kind.bits / 8.0 + 0.3);
        }
    }

    void matricesAreOfTheirKind()
    {
        for (const FormatCase& kind : formatCases()) {
            const PackedMatrix matrix = randomMatrix(kind, 32, 1024);
            QVERIFY(matrix.format == kind.format);
            const auto all = copies(matrix, 3 * matrix.data.size());
            QVERIFY(all.size() >= 3);
            const InputRows input = randomInputs(kind, 1, 1024);
            std::vector<float> first(32);
            std::vector<float> last(32);
            multiply(all.front(), 0, matrix.blocks(), input, first.data(), 32);
            multiply(all.back(), 0, matrix.blocks(), input, last.data(), 32);
            QCOMPARE(first, last);
        }
    }

    void cancelStopsIt()
    {
        ThreadPool pool(1);
        FormatSpeedOptions options;
        options.cancel.request();
        QVERIFY_EXCEPTION_THROWN((void)measureFormats(pool, options), Cancelled);
    }
};

QTEST_GUILESS_MAIN(FormatSpeedTest)
#include "format_speed_test.moc"
