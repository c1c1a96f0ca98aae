#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <random>

#include "core/formats/torch/pickle.h"
#include "core/formats/torch/torch_file.h"

using namespace espalier;
using namespace espalier::formats;

namespace {

constexpr const char* kData = ESPALIER_SOURCE_DIR "/tests/formats/data/";

std::vector<float> valuesOf(const TorchFile& file, const std::string& name)
{
    const TorchTensor* tensor = file.find(name);
    std::vector<float> values(tensor ? std::size_t(tensor->info.elements()) : 0);
    if (tensor) {
        convertToFloat32(tensor->info.dtype, file.data(*tensor), values);
    }
    return values;
}

Result<Pickle> unpickle(const QByteArray& bytes)
{
    return Pickle::read(std::as_bytes(std::span(bytes.data(), std::size_t(bytes.size()))),
                        [](const std::string& global) { return global == "a.b"; });
}

} // namespace

class TorchFileTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    Result<TorchFile> open(const QByteArray& bytes)
    {
        QFile file(m_folder.filePath("x.bin"));
        file.remove(); // a new file: overwriting one waits for the disk
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            return Error{"test", "", ""};
        }
        file.close();
        return TorchFile::open(file.fileName().toStdString());
    }

    static QByteArray content(const QString& name)
    {
        QFile file(kData + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    /// data/write_torch.py writes them with Python's own pickle and zipfile.
    void stateDictsAreRead_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("protocol 2") << "state_dict.bin";
        QTest::newRow("protocol 4, zip64") << "state_dict_v4.bin";
    }

    void stateDictsAreRead()
    {
        QFETCH(QString, name);
        const auto file = TorchFile::open((kData + name).toStdString());
        QVERIFY2(bool(file), file ? "" : toString(file.error()).c_str());
        QCOMPARE(file->tensors().size(), std::size_t(5)); // the number is no tensor
        QCOMPARE(file->tensors()[0].info.name, std::string("plain.weight"));
        QCOMPARE(file->tensors()[0].info.shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(valuesOf(*file, "plain.weight"), (std::vector<float>{0, 1, 2, 3, 4, 5}));
        QCOMPARE(valuesOf(*file, "shared.weight"), (std::vector<float>{6, 7, 8, 9, 10, 11}));
        const TorchTensor* turned = file->find("turned.weight");
        QVERIFY(turned && turned->isTransposed && !file->find("plain.weight")->isTransposed);
        QCOMPARE(turned->info.shape, (std::vector<std::int64_t>{3, 4}));
        QCOMPARE(valuesOf(*file, "turned.weight"), (std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
        QCOMPARE(file->find("parameter.bias")->info.dtype, DType::F16);
        QCOMPARE(valuesOf(*file, "parameter.bias"), (std::vector<float>{1, -2, 65504}));
        QCOMPARE(file->find("count")->info.shape.size(), std::size_t(0));
        QCOMPARE(valuesOf(*file, "count"), std::vector<float>{-7});
    }

    void picklesThatExecuteAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("named");
        // pickle.dumps of an object whose __reduce__ gives (os.system, ("true",)), protocols 0 to 4 in part
        QTest::newRow("global") << QByteArray("\x80\x02"
                                              "cposix\nsystem\nX\x04\0\0\0true\x85R.",
                                              27)
                                << QByteArray("'posix.system'");
        QTest::newRow("stack global") << QByteArray("\x80\x04\x8c\x05posix\x8c\x06system\x93.")
                                      << QByteArray("'posix.system'");
        QTest::newRow("instance") << QByteArray("(S'x'\nios\nsystem\n.") << QByteArray("the operation 83");
        QTest::newRow("object") << QByteArray("\x80\x02"
                                              "ca\nb\n)\x81.")
                                << QByteArray("the operation 129");
        QTest::newRow("extension") << QByteArray("\x80\x02\x82\x01.") << QByteArray("the operation 130");
    }

    void picklesThatExecuteAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, named);
        const auto pickle = unpickle(bytes);
        QVERIFY(!pickle);
        QCOMPARE(pickle.error().code, std::string("pickle.refused"));
        QVERIFY2(pickle.error().message.find(named.toStdString()) != std::string::npos, pickle.error().message.c_str());
    }

    void picklesOfPlainValuesAreRead()
    {
        // {"a": [1, -2, 300, 70000, 2**40, 0.5, True, None], "b": ((), (1,), (1, 2))} in protocol 2
        const QByteArray bytes = QByteArray::fromHex(
            "80027d7100285801000000615d7102284b014afeffffff4d2c014a701101008a06000000000001473fe0000000000000884e65"
            "580100000062294b01854b014b0286877103752e");
        const auto good = unpickle(bytes);
        QVERIFY2(bool(good), good ? "" : good.error().message.c_str());
        const PickleValue* list = good->root().find("a");
        QVERIFY(list && list->items.size() == 8);
        QCOMPARE(list->items[1]->integer, -2);
        QCOMPARE(list->items[3]->integer, 70000);
        QCOMPARE(list->items[4]->integer, std::int64_t(1) << 40);
        QCOMPARE(list->items[5]->number, 0.5);
        const PickleValue* tuples = good->root().find("b");
        QVERIFY(tuples && tuples->items.size() == 3 && tuples->items[2]->items[1]->integer == 2);
        for (qsizetype size = 0; size < bytes.size(); ++size) {
            QCOMPARE(unpickle(bytes.left(size)).error().code, std::string("pickle.damaged"));
        }
    }

    /// Neither depth nor cycles cost a stack.
    void deepPicklesAreHarmless()
    {
        QByteArray deep("\x80\x02)");
        deep += QByteArray(1'000'000, '\x85') + '.';
        QVERIFY(bool(unpickle(deep)));
        QVERIFY(bool(unpickle(QByteArray("\x80\x02]q\0h\0a.", 9))));
    }

    void whatIsNotReadSaysSo_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("code");
        QTest::newRow("before 1.6") << QByteArray::fromHex("80028a0a6cfc9c46f9206aa850192e8002") << "torch.legacy";
        QTest::newRow("tar") << QByteArray(257, 'x') + "ustar" + QByteArray(300, '\0') << "torch.legacy";
        QTest::newRow("nothing") << QByteArray() << "zip.damaged";
        QTest::newRow("text") << QByteArray("a text") << "zip.damaged";
        QTest::newRow("big-endian") << content("state_dict.bin").replace("little", "bigend") << "torch.unsupported";
        QTest::newRow("other global") << content("state_dict.bin").replace("_rebuild_tensor_v2", "_rebuild_tensor_v9")
                                      << "pickle.refused";
        QTest::newRow("no tensors") << content("state_dict.bin").replace("data.pkl", "data.txt") << "torch.unsupported";
        QTest::newRow("storage is missing") << content("state_dict.bin").replace("data/1", "data/8") << "torch.damaged";
    }

    void whatIsNotReadSaysSo()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, code);
        const auto file = open(bytes);
        QVERIFY(!file);
        QCOMPARE(QString::fromStdString(file.error().code), code);
        QVERIFY(file.error().place.ends_with("x.bin"));
    }

    /// Any bytes are an error or tensors within the file, never a crash.
    void damageNeverCrashes()
    {
        for (const char* name : {"state_dict.bin", "state_dict_v4.bin"}) {
            const QByteArray whole = content(name);
            for (qsizetype size = 0; size < whole.size(); size += 3) {
                QVERIFY(!open(whole.left(size)));
            }
            std::mt19937 random(5);
            int errors = 0;
            constexpr int kTrials = 2000;
            for (int trial = 0; trial < kTrials; ++trial) {
                QByteArray bytes = whole;
                for (unsigned flips = 1 + random() % 3; flips > 0; --flips) {
                    const auto place = qsizetype(random() % unsigned(bytes.size()));
                    bytes[place] = char(bytes[place] ^ (1 << random() % 8));
                }
                const auto file = open(bytes);
                errors += file ? 0 : 1;
                for (const TorchTensor& tensor : file ? file->tensors() : std::vector<TorchTensor>()) {
                    QVERIFY(tensor.info.end <= std::uint64_t(bytes.size()) &&
                            tensor.info.bytes() ==
                                std::uint64_t(tensor.info.elements()) * sizeInBytes(tensor.info.dtype));
                }
            }
            QVERIFY(errors > kTrials / 10);
        }
    }
};

QTEST_GUILESS_MAIN(TorchFileTest)
#include "torch_file_test.moc"
