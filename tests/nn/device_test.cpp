#include <ATen/Context.h>

#include <QTest>

#include "core/nn/device.h"

using namespace espalier;

class DeviceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreRead()
    {
        QVERIFY(nn::deviceFrom("cpu").value() == at::Device(at::kCPU));
        QCOMPARE(bool(nn::deviceFrom("cuda")), at::hasCUDA());
        QCOMPARE(bool(nn::deviceFrom("cuda:0")), at::hasCUDA());
    }

    void otherNamesAreRefused()
    {
        for (const char* wrong : {"gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1x", "cuda1", "cuda:9999"}) {
            const auto device = nn::deviceFrom(wrong);
            QVERIFY2(!device, wrong);
            QCOMPARE(device.error().code, std::string("run.device"));
            QVERIFY2(device.error().message.find(wrong) != std::string::npos, device.error().message.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(DeviceTest)
#include "device_test.moc"
