#include <limits>

#include "core/compress/magnitude/magnitude_math.h"
#include "tests/compress/matrix_literals.h"

#include <QTest>

using namespace espalier::compress;
using espalier::tests::elements;
using espalier::tests::matrix;
using espalier::tests::noise;

class MagnitudeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tiesAndNegativeZeroGoByFlatIndex()
    {
        const at::Tensor weight = matrix(2, {0.5F, -0.0F, -0.5F, 0.0F, 0.5F, 2.0F});
        // int(6 * .5) = 3: both zeros and the first of the three |.5|.
        QCOMPARE(elements<bool>(magnitudeMask(weight, 0.5)),
                 (std::vector<bool>{true, true, false, true, false, false}));
        // int(6 * .4) = 2
        QCOMPARE(elements<bool>(magnitudeMask(weight, 0.4)),
                 (std::vector<bool>{false, true, false, true, false, false}));
    }

    void countIsExact()
    {
        const at::Tensor weight = matrix(37, noise(37 * 1003, 7));
        for (const double sparsity : {0.0, 0.1, 1.0 / 3.0, 0.5, 0.999, 1.0}) {
            const auto mask = elements<bool>(magnitudeMask(weight, sparsity));
            QCOMPARE(std::count(mask.begin(), mask.end(), true), static_cast<std::ptrdiff_t>(37 * 1003 * sparsity));
            const auto values = elements<float>(weight);
            float largestPruned = 0.0F;
            float smallestKept = 2.0F;
            for (std::size_t i = 0; i < mask.size(); ++i) {
                float& bound = mask[i] ? largestPruned : smallestKept;
                bound = mask[i] ? std::max(bound, std::abs(values[i])) : std::min(bound, std::abs(values[i]));
            }
            QVERIFY(largestPruned <= smallestKept);
        }
    }

    void globalRankingCrossesMatrices()
    {
        const auto masks = magnitudeMasksGlobal({matrix(1, {1.0F, 4.0F}), matrix(2, {1.0F, 0.5F, 1.0F, 9.0F})}, 0.5);
        QCOMPARE(elements<bool>(masks[0]), (std::vector<bool>{true, false}));
        QCOMPARE(elements<bool>(masks[1]), (std::vector<bool>{true, true, false, false}));
    }

    void shortLastGroupLosesItsShare()
    {
        // 2:4 over 4 + 3 columns: the last three lose floor(3 * 2 / 4) = 1.
        const at::Tensor weight = matrix(1, {4, 1, 1, 1, 3, -2, 2});
        QCOMPARE(elements<bool>(magnitudeMaskOfGroups(weight, 2, 4)),
                 (std::vector<bool>{false, true, true, false, false, true, false}));
    }

    void badInputIsNamed()
    {
        const at::Tensor weight = matrix(2, {1, 2, std::numeric_limits<float>::quiet_NaN(), 4});
        try {
            magnitudeMask(weight, 0.5);
            QFAIL("NaN was accepted");
        } catch (const std::invalid_argument& error) {
            QCOMPARE(QString(error.what()), QString("weight has a value that is not finite (nan) at [1, 0]"));
        }
        const at::Tensor good = matrix(1, {1, 2});
        QVERIFY_EXCEPTION_THROWN(magnitudeMask(good, 1.5), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(magnitudeMask(good, -0.1), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(magnitudeMask(good.view({2}), 0.5), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(magnitudeMask(good.to(at::kDouble), 0.5), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(magnitudeMaskOfGroups(good, 3, 2), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(magnitudeMaskOfGroups(good, 0, 2), std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(MagnitudeTest)
#include "magnitude_test.moc"
