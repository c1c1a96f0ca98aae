#include <cstring>
#include <filesystem>
#include <fstream>

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include "core/formats/safetensors.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::formats;

namespace {

std::string fileOf(const std::string& header, std::size_t dataBytes)
{
    const std::uint64_t size = header.size();
    std::string bytes(reinterpret_cast<const char*>(&size), sizeof(size));
    return bytes + header + std::string(dataBytes, '\1');
}

TensorInfo declare(std::string name, DType dtype, std::vector<std::int64_t> shape)
{
    TensorInfo tensor;
    tensor.name = std::move(name);
    tensor.dtype = dtype;
    tensor.shape = std::move(shape);
    return tensor;
}

} // namespace

class SafetensorsTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path write(const std::string& bytes)
    {
        const std::filesystem::path path = m_folder.filePath("t.safetensors").toStdString();
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
        return path;
    }

private Q_SLOTS:
    void readsWhatIsThere()
    {
        const auto file = SafetensorsFile::open(write(fileOf(
            R"({"__metadata__":{"format":"pt"},"b":{"dtype":"I8","shape":[],"data_offsets":[8,9]},)"
            R"("a":{"data_offsets":[0,8],"shape":[2,1],"dtype":"F32"},"e":{"dtype":"F64","shape":[0,7],"data_offsets":[8,8]}}   )",
            9)));
        QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
        QCOMPARE(file->tensors().size(), std::size_t(3));
        QCOMPARE(file->tensors()[0].name, std::string("a"));
        QCOMPARE(file->find("b")->elements(), 1);
        QCOMPARE(file->find("e")->elements(), 0);
        QCOMPARE(file->data(*file->find("a")).size(), std::size_t(8));
        QCOMPARE(file->metadata().at("format"), std::string("pt"));
        QVERIFY(file->find("c") == nullptr);
    }

    void refusesBadFiles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("code");
        const auto add = [](const char* row, const std::string& bytes, const char* code) {
            QTest::newRow(row) << QByteArray(bytes.data(), qsizetype(bytes.size())) << QString(code);
        };
        const auto entry = [](const std::string& content) { return R"({"a":{)" + content + "}}"; };
        add("empty", "", "safetensors.truncated");
        add("seven bytes", "1234567", "safetensors.truncated");
        add("header beyond the end", fileOf("{}", 0).substr(0, 9), "safetensors.truncated");
        add("header of 100 MB and more", std::string("\xff\xff\xff\xff\x00\x00\x00\x00", 8) + "{}",
            "safetensors.header");
        add("header size near 2^64", std::string(8, '\xff') + "{}", "safetensors.header");
        add("no JSON", fileOf("hello", 0), "safetensors.header");
        add("cut JSON", fileOf(R"({"a":{"dtype":"F32")", 0), "safetensors.header");
        add("two documents", fileOf("{}{}", 0), "safetensors.header");
        add("bad UTF-8", fileOf("{\"\xff\":1}", 0), "safetensors.header");
        add("a list", fileOf("[]", 0), "safetensors.header");
        add("a number", fileOf("1", 0), "safetensors.header");
        add("null entry", fileOf(R"({"a":null})", 0), "safetensors.header");
        add("deep nesting", fileOf(R"({"a":)" + std::string(1'000'000, '[') + "}", 0), "safetensors.header");
        add("deep objects", fileOf(R"({"a":{"shape":{"b":1}}})", 0), "safetensors.header");
        add("metadata not text", fileOf(R"({"__metadata__":{"a":1}})", 0), "safetensors.header");
        add("metadata a list", fileOf(R"({"__metadata__":["a"]})", 0), "safetensors.header");
        add("unknown dtype", fileOf(entry(R"("dtype":"F12","shape":[1],"data_offsets":[0,4])"), 4),
            "safetensors.header");
        add("unknown entry", fileOf(entry(R"("dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1)"), 4),
            "safetensors.header");
        add("no dtype", fileOf(entry(R"("shape":[1],"data_offsets":[0,4])"), 4), "safetensors.header");
        add("no shape", fileOf(entry(R"("dtype":"F32","data_offsets":[0,4])"), 4), "safetensors.header");
        add("no offsets", fileOf(entry(R"("dtype":"F32","shape":[1])"), 4), "safetensors.header");
        add("one offset", fileOf(entry(R"("dtype":"F32","shape":[1],"data_offsets":[0])"), 4), "safetensors.header");
        add("three offsets", fileOf(entry(R"("dtype":"F32","shape":[1],"data_offsets":[0,4,4])"), 4),
            "safetensors.header");
        add("negative dimension", fileOf(entry(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])"), 4),
            "safetensors.header");
        add("fraction", fileOf(entry(R"("dtype":"F32","shape":[1.0],"data_offsets":[0,4])"), 4), "safetensors.header");
        add("shape of text", fileOf(entry(R"("dtype":"F32","shape":["1"],"data_offsets":[0,4])"), 4),
            "safetensors.header");
        add("nested shape", fileOf(entry(R"("dtype":"F32","shape":[[1]],"data_offsets":[0,4])"), 4),
            "safetensors.header");
        add("negative offset", fileOf(entry(R"("dtype":"F32","shape":[1],"data_offsets":[-4,0])"), 4),
            "safetensors.header");
        add("huge dimension", fileOf(entry(R"("dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,4])"), 4),
            "safetensors.header");
        add("overflowing product",
            fileOf(entry(R"("dtype":"F32","shape":[4611686018427387905,1],"data_offsets":[0,4])"), 4),
            "safetensors.header");
        add("overflow hidden by zero",
            fileOf(entry(R"("dtype":"F32","shape":[4611686018427387905,4,0],"data_offsets":[0,0])"), 0),
            "safetensors.header");
        add("offset beyond 2^64",
            fileOf(entry(R"("dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551616])"), 4),
            "safetensors.header");
        add("ends beyond the file", fileOf(entry(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])"), 4),
            "safetensors.truncated");
        add("ends before it begins", fileOf(entry(R"("dtype":"F32","shape":[1],"data_offsets":[4,0])"), 4),
            "safetensors.truncated");
        add("size and shape disagree", fileOf(entry(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])"), 4),
            "safetensors.size");
        add("bytes left over", fileOf(entry(R"("dtype":"F32","shape":[1],"data_offsets":[0,4])"), 5),
            "safetensors.overlap");
        add("hole before", fileOf(entry(R"("dtype":"F32","shape":[1],"data_offsets":[4,8])"), 8),
            "safetensors.overlap");
        const std::string a = R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
        add("overlap", fileOf("{" + a + R"(,"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})", 6),
            "safetensors.overlap");
        add("same bytes", fileOf("{" + a + R"(,"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4),
            "safetensors.overlap");
        add("duplicate name", fileOf("{" + a + R"(,"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8),
            "safetensors.duplicate");
        add("duplicate by escape",
            fileOf("{" + a + R"(,"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8),
            "safetensors.duplicate");
        add("duplicate key inside", fileOf(entry(R"("dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4])"), 4),
            "safetensors.duplicate");
        add("duplicate metadata", fileOf(R"({"__metadata__":{"a":"1","a":"2"}})", 0), "safetensors.duplicate");
    }

    void refusesBadFiles()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, code);
        const auto file = SafetensorsFile::open(write(bytes.toStdString()));
        QVERIFY(!file);
        QCOMPARE(QString::fromStdString(file.error().code), code);
        QVERIFY(file.error().place.ends_with("t.safetensors"));
    }

    void missingFileSaysSo()
    {
        const auto file = SafetensorsFile::open(m_folder.filePath("absent").toStdString());
        QVERIFY(!file);
        QCOMPARE(file.error().code, std::string("file.open"));
    }

    void writtenFileReadsBack()
    {
        const std::filesystem::path path = m_folder.filePath("out.safetensors").toStdString();
        const std::vector<std::byte> codes(3, std::byte{7});
        const std::vector<float> floats = {1.0F, -2.0F};
        const std::vector<std::byte> half(2, std::byte{1});
        const auto writeOnce = [&] {
            auto writer =
                SafetensorsWriter::create(path,
                                          {declare("codes", DType::I8, {3}), declare("half", DType::BF16, {}),
                                           declare("floats \"\n", DType::F32, {2}), declare("none", DType::I64, {0})},
                                          {{"format", "pt"}});
            QVERIFY(bool(writer));
            QVERIFY(bool(writer->append(codes)));
            QVERIFY(bool(writer->append(half)));
            QVERIFY(bool(writer->append(std::as_bytes(std::span(floats)))));
            QVERIFY(bool(writer->append({})));
            QVERIFY(bool(writer->commit()));
        };
        writeOnce();
        const auto first = readTextFile(path);
        writeOnce();
        const auto second = readTextFile(path);
        QVERIFY(bool(first) && bool(second));
        QVERIFY(*first == *second);
        std::uint64_t headerBytes = 0;
        std::memcpy(&headerBytes, first->data(), sizeof(headerBytes));
        QCOMPARE(headerBytes % 8, std::uint64_t(0));

        const auto file = SafetensorsFile::open(path);
        QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
        for (const TensorInfo& tensor : file->tensors()) {
            QCOMPARE(tensor.begin % sizeInBytes(tensor.dtype), std::uint64_t(0));
        }
        QVERIFY(std::ranges::equal(file->data(*file->find("codes")), codes));
        QVERIFY(std::ranges::equal(file->data(*file->find("half")), half));
        QVERIFY(std::ranges::equal(file->data(*file->find("floats \"\n")), std::as_bytes(std::span(floats))));
        QCOMPARE(file->metadata().at("format"), std::string("pt"));
    }

    void writerRefusesWrongUse()
    {
        const std::filesystem::path path = m_folder.filePath("wrong.safetensors").toStdString();
        QCOMPARE(
            SafetensorsWriter::create(path, {declare("a", DType::I8, {1}), declare("a", DType::I8, {1})}).error().code,
            std::string("safetensors.duplicate"));
        QCOMPARE(SafetensorsWriter::create(path, {declare("a", DType::F32, {std::int64_t(1) << 62, 4})}).error().code,
                 std::string("safetensors.size"));
        QCOMPARE(SafetensorsWriter::create(path / "no" / "folder", {}).error().code, std::string("file.write"));
        {
            auto writer = SafetensorsWriter::create(path, {declare("a", DType::I8, {2})});
            QVERIFY(bool(writer));
            const std::byte one{1};
            QVERIFY_EXCEPTION_THROWN((void)writer->append(std::span(&one, 1)), std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN((void)writer->commit(), std::logic_error);
        }
        QVERIFY(!std::filesystem::exists(path));
    }

    void manyTensorsOpenAtOnce()
    {
        std::string header = "{";
        for (int i = 0; i < 200'000; ++i) {
            header += (i == 0 ? "" : ",") + std::string("\"model.layers.") + std::to_string(i) +
                      ".mlp.experts.weight\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[" + std::to_string(i) +
                      "," + std::to_string(i + 1) + "]}";
        }
        const auto path = write(fileOf(header + "}", 200'000));
        QElapsedTimer timer;
        timer.start();
        const auto file = SafetensorsFile::open(path);
        const auto milliseconds = timer.elapsed();
        QVERIFY(bool(file));
        QCOMPARE(file->tensors().size(), std::size_t(200'000));
        qInfo("200,000 tensors opened in %lld ms", static_cast<long long>(milliseconds));
        QVERIFY(milliseconds < 5000); // far above any machine's time; a quadratic search would take minutes
    }

    void readsSharedModels()
    {
        const QString path = tests::sharedData("models/stories260K/model.safetensors");
        if (path.isEmpty()) {
            QSKIP("reference data is not there");
        }
        const auto file = SafetensorsFile::open(path.toStdString());
        QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
        const TensorInfo* embedding = file->find("model.embed_tokens.weight");
        QVERIFY(embedding != nullptr);
        QCOMPARE(embedding->shape, (std::vector<std::int64_t>{512, 64}));
    }
};

QTEST_GUILESS_MAIN(SafetensorsTest)
#include "safetensors_test.moc"
