#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <random>

#include "core/formats/parquet/parquet_file.h"

using namespace espalier;
using formats::ParquetFile;
using nlohmann::ordered_json;

namespace {

constexpr const char* kData = ESPALIER_SOURCE_DIR "/tests/formats/data/";

/// The rows that tests/clients/write_parquet.mjs was given to make the files of data/.
const ordered_json kRows = ordered_json::parse(
    "[{\"text\": \"The fox sleeps.\", \"lines\": [\"x\", null, \"\"], \"messages\": [{\"role\": \"user\", \"content\": "
    "\"Hi\"}, {\"role\": \"assistant\", \"content\": \"Hello\"}, {\"role\": null, \"content\": null}], \"count\": 5, "
    "\"score\": 0.5, \"good\": true}, "
    "{\"text\": null, \"lines\": [], \"messages\": null, \"count\": null, \"score\": null, \"good\": false}, "
    "{\"text\": \"Füchse schlafen.\", \"lines\": null, \"messages\": [], \"count\": -7, \"score\": -1e300, \"good\": "
    "null}, "
    "{\"text\": \"The fox sleeps.\", \"lines\": [\"y\"], \"messages\": [null, {\"role\": \"user\", \"content\": "
    "\"Who?\"}], \"count\": 9007199254740991, \"score\": 1.0, \"good\": true}, "
    "{\"text\": \"The fox wakes.\", \"lines\": [\"y\", \"y\"], \"messages\": [{\"role\": \"user\", \"content\": "
    "\"Me\"}], \"count\": 0, \"score\": 2.0, \"good\": true}]");

/// Written by hand from parquet.thrift and the compact protocol: one required column "text", two rows, not compressed.
const QByteArray kByHand = QByteArray::fromHex("50415231" // PAR1
                                               "1500"
                                               "151a"
                                               "151a" // data page, 13 bytes, 13 bytes
                                               "2c"
                                               "1504"
                                               "1500"
                                               "1506"
                                               "1506"
                                               "00" // 2 values, PLAIN, levels RLE
                                               "00"
                                               "02000000"
                                               "6162" // "ab"
                                               "03000000"
                                               "636465" // "cde"
                                               "1502"   // version 1
                                               "192c"   // schema: 2 elements
                                               "48"
                                               "0172"
                                               "1502"
                                               "00" // "r" with 1 child
                                               "150c"
                                               "2500"
                                               "18"
                                               "0474657874"
                                               "2500"
                                               "00" // BYTE_ARRAY, required, UTF8
                                               "1604"
                                               "191c"
                                               "191c" // 2 rows; 1 row group; 1 column
                                               "2600"
                                               "1c" // its metadata:
                                               "150c"
                                               "191500"
                                               "1918"
                                               "0474657874"
                                               "1500" // PLAIN, "text", no codec
                                               "1604"
                                               "163c"
                                               "163c"
                                               "2608"
                                               "00" // 2 values, 30 bytes at 4
                                               "00"
                                               "163c"
                                               "1604"
                                               "00"
                                               "00") +
                           QByteArray::fromHex("3e000000") + "PAR1";

QString text(const ordered_json& value)
{
    return QString::fromStdString(value.dump());
}

std::vector<std::string> allColumns()
{
    return {"text", "lines", "messages", "count", "score", "good"};
}

Result<ordered_json> read(const QString& path, const std::vector<std::string>& columns)
{
    const auto file = ParquetFile::open(path.toStdString());
    if (!file) {
        return file.error();
    }
    ordered_json rows = ordered_json::array();
    const auto visited = file->visit(columns, [&](const ordered_json& row) {
        rows.push_back(row);
        return Result<void>();
    });
    return visited ? Result<ordered_json>(rows) : visited.error();
}

} // namespace

class ParquetTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString write(const QByteArray& bytes)
    {
        const QString path = m_folder.filePath("x.parquet");
        QFile file(path);
        file.remove(); // a new file: overwriting one waits for the disk
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? path : QString();
    }

    static QByteArray content(const QString& name)
    {
        QFile file(kData + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void aFileWrittenByHandIsRead()
    {
        const auto rows = read(write(kByHand), {"text"});
        QVERIFY2(bool(rows), rows ? "" : toString(rows.error()).c_str());
        QCOMPARE(text(*rows), QString("[{\"text\":\"ab\"},{\"text\":\"cde\"}]"));
    }

    void filesOfAnotherWriterAreRead_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name :
             {"v1_snappy_dictionary", "v2_zstd_dictionary", "v1_gzip_plain", "v2_delta", "v1_delta_length"}) {
            QTest::newRow(name) << QString(name) + ".parquet";
        }
    }

    void filesOfAnotherWriterAreRead()
    {
        QFETCH(QString, name);
        const auto file = ParquetFile::open((kData + name).toStdString());
        QVERIFY2(bool(file), file ? "" : toString(file.error()).c_str());
        QCOMPARE(file->rows(), 5);
        QCOMPARE(text(file->sample()),
                 QString("{\"text\":\"\",\"lines\":[],\"messages\":[],\"count\":0,\"score\":0,\"good\":0}"));
        const auto rows = read(kData + name, allColumns());
        QVERIFY2(bool(rows), rows ? "" : toString(rows.error()).c_str());
        QCOMPARE(text(*rows), text(kRows));
        const auto some = read(kData + name, {"good"});
        QCOMPARE(text((*some)[2]), QString("{\"good\":null}"));
    }

    void whatIsNotReadSaysSo()
    {
        const auto codec = read(QString(kData) + "lz4.parquet", {"text"});
        QCOMPARE(codec.error().code, std::string("parquet.unsupported"));
        QVERIFY(codec.error().message.find("LZ4") != std::string::npos);
        QVERIFY(codec.error().place.ends_with("lz4.parquet"));
        QByteArray encrypted = kByHand;
        encrypted.replace(encrypted.size() - 4, 4, "PARE");
        QCOMPARE(read(write(encrypted), {"text"}).error().code, std::string("parquet.unsupported"));
        QCOMPARE(read(write("text, but no Parquet"), {"text"}).error().code, std::string("parquet.damaged"));
        QCOMPARE(read(write({}), {"text"}).error().code, std::string("parquet.damaged"));
        QCOMPARE(read(m_folder.filePath("none.parquet"), {}).error().code, std::string("file.open"));
    }

    /// What the caller says ends the walk.
    void theWalkEndsWithTheCallersError()
    {
        const auto file = ParquetFile::open(std::string(kData) + "v2_delta.parquet");
        int seen = 0;
        const auto visited = file->visit({"text"}, [&](const ordered_json&) -> Result<void> {
            return ++seen == 2 ? Result<void>(Error{"enough", "", ""}) : Result<void>();
        });
        QCOMPARE(visited.error().code, std::string("enough"));
        QCOMPARE(seen, 2);
    }

    void aTruncatedFileIsAnError()
    {
        for (const char* name : {"v1_snappy_dictionary.parquet", "v2_zstd_dictionary.parquet", "v2_delta.parquet"}) {
            const QByteArray whole = content(name);
            for (qsizetype size = 0; size < whole.size(); size += 7) {
                // also with the end in its place, so that more than the last word is looked at
                QVERIFY(!read(write(whole.left(size)), allColumns()));
                const QByteArray end = whole.right(qMin<qsizetype>(whole.size() - size - 1, 8));
                const auto rows = read(write(whole.left(size) + end), allColumns());
                QVERIFY2(!rows || text(*rows) == text(kRows), qPrintable(QString::number(size)));
            }
        }
    }

    /// Any bytes are an error or some rows, never a crash (the sanitizers' build looks closer).
    void flippedBitsNeverCrash_data() { filesOfAnotherWriterAreRead_data(); }

    void flippedBitsNeverCrash()
    {
        QFETCH(QString, name);
        const QByteArray whole = content(name);
        std::mt19937 random(7);
        int errors = 0;
        constexpr int kTrials = 2000;
        for (int trial = 0; trial < kTrials; ++trial) {
            QByteArray bytes = whole;
            for (unsigned flips = 1 + random() % 3; flips > 0; --flips) {
                const auto place = qsizetype(random() % unsigned(bytes.size()));
                bytes[place] = char(bytes[place] ^ (1 << random() % 8));
            }
            const auto rows = read(write(bytes), allColumns());
            if (!rows) {
                ++errors;
                QVERIFY2(rows.error().code.starts_with("parquet."), rows.error().code.c_str());
            }
        }
        QVERIFY(errors > kTrials / 10);
    }
};

QTEST_GUILESS_MAIN(ParquetTest)
#include "parquet_test.moc"
