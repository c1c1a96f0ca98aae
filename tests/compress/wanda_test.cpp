#include <limits>

#include <ATen/ATen.h>

#include <QTest>

#include "core/compress/hessian.h"
#include "core/compress/wanda/wanda_math.h"
#include "tests/compress/matrix_literals.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::compress;
using tests::elements;
using tests::matrix;
using tests::noise;

namespace {

at::Tensor row(const std::vector<float>& values)
{
    return matrix(1, values).view({-1});
}

} // namespace

class WandaTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scoreIsTheProductWithTheInputsNorm()
    {
        const at::Tensor score = wandaScore(matrix(2, {1, -2, 3, -4}), row({4, 9}));
        QCOMPARE(elements<float>(score), (std::vector<float>{2, 6, 6, 12}));
    }

    void rowsAreComparedWithinThemselves()
    {
        // Scores 1 4 | 8 6: a ranking of the whole matrix would take the first row.
        const at::Tensor mask = wandaMask(matrix(2, {1, 2, 8, 3}), row({1, 4}), 0.5);
        QCOMPARE(elements<bool>(mask), (std::vector<bool>{true, false, false, true}));
    }

    void countsAreExactAndTiesGoByColumn()
    {
        const at::Tensor weight = matrix(1, {1, -1, 1, 1, 1});
        const at::Tensor energy = row({1, 1, 1, 1, 1});
        for (int percent = 0; percent <= 100; percent += 10) {
            const auto mask = elements<bool>(wandaMask(weight, energy, percent / 100.0));
            const int count = int(5.0 * (percent / 100.0));
            for (int j = 0; j < 5; ++j)
                QCOMPARE(mask[std::size_t(j)], j < count);
        }
    }

    /// A zero stays zero even where inputs that were never seen have scores of 0 as well.
    void zerosGoBeforeDeadInputs()
    {
        const at::Tensor weight = matrix(1, {5, 0, 3, 0, 2, 1});
        const at::Tensor energy = row({0, 1, 1, 1, 1, 1});
        QCOMPARE(elements<bool>(wandaMask(weight, energy, 0.34)),
                 (std::vector<bool>{false, true, false, true, false, false}));
        QCOMPARE(elements<bool>(wandaMask(weight, energy, 0.5)),
                 (std::vector<bool>{true, true, false, true, false, false}));
        QCOMPARE(elements<bool>(wandaMaskOfGroups(weight, energy, 1, 3)),
                 (std::vector<bool>{true, true, false, true, false, true}));
    }

    void spreadCountsMeetTheWholeMatrix()
    {
        const at::Tensor weight = matrix(10, noise(70, 9));
        const at::Tensor energy = matrix(1, std::vector<float>(7, 1.0F)).view({-1});
        const at::Tensor mask = wandaMask(weight, energy, 0.5, RowCounts::Spread); // 3.5 a row
        QCOMPARE(mask.sum().item<std::int64_t>(), std::int64_t(35));
        const at::Tensor byRow = mask.sum(1);
        QCOMPARE(byRow.min().item<std::int64_t>(), std::int64_t(3));
        QCOMPARE(byRow.max().item<std::int64_t>(), std::int64_t(4));
        QCOMPARE(wandaMask(weight, energy, 0.5).sum().item<std::int64_t>(), std::int64_t(30));
    }

    void rowsDoNotDependOnEachOther()
    {
        const at::Tensor weight = matrix(40, noise(40 * 77, 3));
        const at::Tensor energy = matrix(1, noise(77, 4)).view({-1}).square();
        const at::Tensor mask = wandaMask(weight, energy, 0.6);
        for (std::int64_t i = 0; i < 40; ++i) {
            const at::Tensor alone = wandaMask(weight.narrow(0, i, 1), energy, 0.6);
            QVERIFY(at::equal(mask.narrow(0, i, 1), alone));
            QCOMPARE(alone.sum().item<std::int64_t>(), std::int64_t(77 * 0.6));
        }
    }

    void badInputIsNamed()
    {
        const at::Tensor weight = matrix(1, {1, 2});
        QVERIFY_EXCEPTION_THROWN(wandaMask(weight, row({1}), 0.5), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(wandaMask(weight, row({1, -1}), 0.5), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(wandaMask(weight, row({1, 1}), 1.1), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(wandaMaskOfGroups(weight, row({1, 1}), 3, 2), std::invalid_argument);
        const float nan = std::numeric_limits<float>::quiet_NaN();
        QVERIFY_EXCEPTION_THROWN(wandaMask(matrix(1, {1, nan}), row({1, 1}), 0.5), std::invalid_argument);
    }

    void golden_data()
    {
        QTest::addColumn<QString>("file");
        for (const QString file : {"wanda_a", "wanda_b"})
            for (const QString pattern : {"s50", "nm2_4", "nm4_8", "nm8_16"})
                QTest::newRow(qPrintable(file + ' ' + pattern)) << file;
    }

    void golden()
    {
        QFETCH(QString, file);
        const QString path = tests::sharedData("golden/algorithms/" + file + ".safetensors");
        if (path.isEmpty())
            QSKIP("The reference data is not there (ESPALIER_SHARED).");
        const tests::GoldenTensors golden(path.toStdString());
        const QString pattern = QString(QTest::currentDataTag()).section(' ', 1);
        const at::Tensor weight = golden.tensor("W");
        const at::Tensor inputs = golden.tensor("X");
        HessianAccumulator accumulator(inputs.size(2));
        accumulator.add(inputs);
        const at::Tensor energy = accumulator.take().diagonal();
        // H = 2/S sum x x^T, scaler_row = 1/S sum x^2; a float32 sum of some 400 squares.
        QVERIFY(at::allclose(energy, 2.0 * golden.tensor("scaler_row"), 1e-5, 0.0));
        const int group = pattern.section('_', 1).toInt(); // nm2_4: 2 of 4 are pruned
        const at::Tensor mask =
            group == 0 ? wandaMask(weight, energy, 0.5)
                       : wandaMaskOfGroups(weight, energy, group - pattern.mid(2).section('_', 0, 0).toInt(), group);
        QVERIFY(at::equal(mask, golden.tensor(pattern.toStdString() + ".mask").to(at::kBool)));
    }
};

QTEST_GUILESS_MAIN(WandaTest)
#include "wanda_test.moc"
