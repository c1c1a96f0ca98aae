// What is computed where the windows pass the layers. The rows of a GPU run where LibTorch finds one.

#include <ATen/ATen.h>

#include <QTest>

#include "core/compress/calibration.h"
#include "core/nn/device.h"

using namespace espalier;
using namespace espalier::compress;

class DeviceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void momentsAndRanges_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("cpu") << "cpu";
        QTest::newRow("cuda") << "cuda";
    }

    /// Sums of 256 products in float32 are off by some 1e-7 of their size.
    void momentsAndRanges()
    {
        QFETCH(QString, name);
        const auto device = nn::deviceFrom(name.toStdString());
        if (!device)
            QSKIP(device.error().message.c_str());
        at::manual_seed(7);
        const at::Tensor inputs = at::randn({16, 16, 40});
        const at::Tensor dense = at::randn({16, 16, 40});
        InputStatistics statistics;
        formats::QuantizationArgs args;
        formats::QuantizationArgs searched;
        searched.observer = "mse";
        statistics.wantCross(InputGroup::Down, 40);
        statistics.wantRange(InputGroup::Down, args);
        statistics.wantRange(InputGroup::Down, searched);
        for (std::int64_t window = 0; window < 16; window += 4) {
            statistics.add(InputGroup::Down, inputs.narrow(0, window, 4).to(*device));
            statistics.addDense(InputGroup::Down, dense.narrow(0, window, 4).to(*device));
        }
        const float largest = inputs.abs().max().item<float>();
        const float scale = statistics.range(InputGroup::Down, args)->parameters(args).scale;
        QVERIFY(std::abs(scale - largest / 127.5F) < 1e-6F * largest);
        QVERIFY(statistics.range(InputGroup::Down, searched)->parameters(searched).scale <= scale);

        const InputMoments moments = statistics.takeMoments(InputGroup::Down);
        const auto sum = [](const at::Tensor& x, const at::Tensor& y) {
            return x.reshape({-1, 40}).to(at::kDouble).t().matmul(y.reshape({-1, 40}).to(at::kDouble)) * (2.0 / 16.0);
        };
        const auto distance = [](const at::Tensor& got, const at::Tensor& expected) {
            return ((got.to(at::kDouble) - expected).norm() / expected.norm()).item<double>();
        };
        for (const at::Tensor& result : {moments.hessian, moments.cross, moments.denseHessian})
            QVERIFY(result.is_cpu());
        QVERIFY(distance(moments.hessian, sum(inputs, inputs)) < 1e-5);
        QVERIFY(distance(moments.cross, sum(dense, inputs)) < 1e-5);
        QVERIFY(distance(moments.denseHessian, sum(dense, dense)) < 1e-5);
    }

    void whatIsNotFiniteIsNamed_data() { momentsAndRanges_data(); }

    void whatIsNotFiniteIsNamed()
    {
        QFETCH(QString, name);
        const auto device = nn::deviceFrom(name.toStdString());
        if (!device)
            QSKIP(device.error().message.c_str());
        at::Tensor inputs = at::zeros({1, 2, 3});
        inputs[0][1][2] = std::numeric_limits<float>::infinity();
        HessianAccumulator hessian(3);
        try {
            hessian.add(inputs.to(*device));
            QFAIL("infinity was added");
        } catch (const std::invalid_argument& refused) {
            QVERIFY2(std::string(refused.what()).find("[0, 1, 2]") != std::string::npos, refused.what());
        }
    }
};

QTEST_GUILESS_MAIN(DeviceTest)
#include "device_test.moc"
