#include <QFile>
#include <QTest>

#include "core/formats/parquet/parquet_file.h"
#include "tests/clients/node_packages.h"

using namespace espalier;
using namespace espalier::tests;
using nlohmann::ordered_json;

/// Files that Rust's parquet crate writes are read as what was put into them, whatever their codec, pages and
/// encodings.
class ParquetClientTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesAreReadAsTheyWereWritten()
    {
        const QString node = nodeFolder();
        if (node.isEmpty() || !QFile::exists(node + "/node_modules/parquet-wasm")) {
            QSKIP("node, npm or the npm packages are not there");
        }
        constexpr int kRows = 3000;
        ordered_json rows = ordered_json::array();
        for (int i = 0; i < kRows; ++i) {
            ordered_json messages = ordered_json::array();
            for (int k = 0; k < i % 5; ++k) {
                const bool odd = k % 2 == 1;
                messages.push_back(
                    {{"role", odd ? "assistant" : "user"}, {"content", "turn " + std::to_string(i * k)}});
            }
            rows.push_back({{"text", i % 11 == 0 ? ordered_json() : ordered_json("row " + std::to_string(i % 700))},
                            {"lines", i % 3 == 0 ? ordered_json() : ordered_json::array({"a", nullptr})},
                            {"messages", i % 7 == 0 ? ordered_json() : messages},
                            {"count", i * 1000003LL - 5},
                            {"score", i / 8.0},
                            {"good", i % 2 == 0}});
        }
        ordered_json jobs = ordered_json::array();
        for (const char* codec : {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"}) {
            for (const char* version : {"V1", "V2"}) {
                for (const char* encoding : {"", "PLAIN", "DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"}) {
                    const std::string name = std::string(codec) + version + encoding + ".parquet";
                    jobs.push_back({{"file", name},
                                    {"codec", codec},
                                    {"version", version},
                                    {"dictionary", *encoding == '\0'},
                                    {"encoding", encoding},
                                    {"rowGroup", 1024},
                                    {"pageBytes", 2000}});
                }
            }
        }
        jobs[0]["rows"] = rows;
        outputOf("node", {"write_parquet.mjs"}, QByteArray::fromStdString(jobs.dump()), node);
        for (const ordered_json& job : jobs) {
            const std::string path = node.toStdString() + "/" + job["file"].get<std::string>();
            const auto file = formats::ParquetFile::open(path);
            QVERIFY2(bool(file), file ? "" : toString(file.error()).c_str());
            std::size_t row = 0;
            const auto visited = file->visit({"text", "lines", "messages", "count", "score", "good"},
                                             [&](const ordered_json& record) -> Result<void> {
                                                 const bool same = record == rows[row++];
                                                 return same ? Result<void>() : Error{"other", record.dump(), ""};
                                             });
            QVERIFY2(bool(visited), visited ? "" : (path + ": " + toString(visited.error())).c_str());
            QCOMPARE(row, std::size_t(kRows));
            QFile::remove(QString::fromStdString(path));
        }
    }
};

QTEST_GUILESS_MAIN(ParquetClientTest)
#include "parquet_test.moc"
