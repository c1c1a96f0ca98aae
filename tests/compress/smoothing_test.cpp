#include <cmath>

#include <ATen/ATen.h>

#include <QTest>

#include "core/compress/smoothquant/smoothing_math.h"
#include "tests/compress/matrix_literals.h"
#include "tests/support/golden_tensors.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::compress;
using tests::elements;
using tests::matrix;

namespace {

at::Tensor row(const std::vector<float>& values)
{
    return matrix(1, values).view({-1});
}

} // namespace

class SmoothingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void largestWeightsCrossMatrices()
    {
        const at::Tensor largest = largestWeights({matrix(2, {1, -5, 2, 3}), matrix(1, {-4, 0})});
        QCOMPARE(elements<float>(largest), (std::vector<float>{4, 5}));
        QVERIFY_EXCEPTION_THROWN(largestWeights({}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(largestWeights({matrix(1, {1}), matrix(1, {1, 2})}), std::invalid_argument);
    }

    void formulas()
    {
        const ChannelExtremes inputs{row({-16, -2, 0, 0}), row({4, 7, 9, 0})};
        const at::Tensor largest = row({4, 9, 0, 1});
        // 16^.5 / 4^.5, 7^.5 / 9^.5, a zero column takes max|x|, a dead input the floor
        const auto paper = elements<float>(smoothingScales(inputs, largest, 0.5, SmoothingFormula::Paper));
        QCOMPARE(paper, (std::vector<float>{2.0F, std::sqrt(7.0F) / 3.0F, 9.0F, 1e-5F}));
        // 20^.5 / 8^.5, 9^.5 / 18^.5
        const auto other = elements<float>(smoothingScales(inputs, largest, 0.5, SmoothingFormula::LlmCompressor));
        QCOMPARE(other, (std::vector<float>{std::sqrt(20.0F) / std::sqrt(8.0F), 3.0F / std::sqrt(18.0F), 9.0F, 1e-5F}));
        // Strength 1: all of the range moves to the weights.
        QCOMPARE(elements<float>(smoothingScales(inputs, largest, 1.0, SmoothingFormula::Paper))[1], 7.0F);
        const auto logarithmic = elements<float>(logarithmicScales({row({-14}), row({3})}));
        QCOMPARE(logarithmic, (std::vector<float>{14.0F / 4.0F}));
        QVERIFY_EXCEPTION_THROWN(smoothingScales(inputs, largest, 1.5, SmoothingFormula::Paper), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(smoothingScales(inputs, row({1}), 0.5, SmoothingFormula::Paper),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(logarithmicScales({row({1, 2}), row({1})}), std::invalid_argument);
    }

    void golden_data()
    {
        QTest::addColumn<double>("strength");
        for (const char* formula : {"paper", "llmc"})
            for (const int percent : {50, 80})
                QTest::addRow("a%d.%s", percent, formula) << percent / 100.0;
    }

    void golden()
    {
        QFETCH(double, strength);
        const QString path = tests::sharedData("golden/algorithms/smoothquant.safetensors");
        if (path.isEmpty())
            QSKIP("The reference data is not there (ESPALIER_SHARED).");
        const tests::GoldenTensors golden(path.toStdString());
        const QString name = QTest::currentDataTag();
        const at::Tensor inputs = golden.tensor("X").flatten(0, 1);
        const at::Tensor scales = smoothingScales(
            {inputs.amin(0), inputs.amax(0)}, largestWeights({golden.tensor("W1"), golden.tensor("W2")}), strength,
            name.endsWith("paper") ? SmoothingFormula::Paper : SmoothingFormula::LlmCompressor);
        const auto agrees = [&](const at::Tensor& result, const char* suffix) {
            // Two powers and a division in float32: some 4 ulp; the product one more.
            return at::allclose(result, golden.tensor(name.toStdString() + suffix), 1e-6, 1e-9);
        };
        QVERIFY(agrees(scales, ".scales"));
        QVERIFY(agrees(golden.tensor("norm_weight") / scales, ".norm_weight"));
        QVERIFY(agrees(golden.tensor("W1") * scales, ".W1"));
        QVERIFY(agrees(golden.tensor("W2") * scales, ".W2"));
    }
};

QTEST_GUILESS_MAIN(SmoothingTest)
#include "smoothing_test.moc"
