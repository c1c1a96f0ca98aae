#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <numeric>

#include "core/text/csv.h"
#include "core/text/dataset.h"

using namespace espalier;
using namespace espalier::text;

namespace {

/// One token a byte, BOS 256.
class ByteTokenizer : public Tokenizer
{
public:
    std::vector<TokenId> encode(std::string_view text, const EncodeOptions&) const override
    {
        std::vector<TokenId> ids{256};
        for (const char c : text) {
            ids.push_back(static_cast<unsigned char>(c));
        }
        return ids;
    }
    std::string decode(std::span<const TokenId>, bool) const override { return {}; }
    std::string piece(TokenId) const override { return {}; }
    std::string bytesOf(TokenId) const override { return {}; }
    std::optional<TokenId> idOf(std::string_view) const override { return {}; }
    std::int64_t vocabularySize() const override { return 257; }
    std::optional<TokenId> beginOfSequence() const override { return 256; }
    std::optional<TokenId> endOfSequence() const override { return {}; }
    bool addsBeginOfSequence() const override { return true; }
};

} // namespace

class DatasetTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path write(const char* name, const std::string& content)
    {
        const std::filesystem::path file = m_folder.filePath(name).toStdString();
        std::ofstream(file, std::ios::binary) << content;
        return file;
    }

    Result<std::vector<std::string>> load(const char* name, const std::string& content,
                                          const std::vector<std::string>& columns = {}, const std::string& join = {})
    {
        DatasetOptions options;
        options.textColumns = columns;
        options.columnJoin = join;
        return loadRecords(write(name, content), options);
    }

private Q_SLOTS:
    void textIsOneRecordWithoutItsByteOrderMark()
    {
        const auto records = load("a.txt", "\xEF\xBB\xBFone\n\ntwo\n");
        QVERIFY(bool(records));
        QCOMPARE(*records, std::vector<std::string>{"one\n\ntwo\n"});
    }

    void jsonLinesJoinTheColumns()
    {
        const std::string lines =
            "{\"instruction\": \"Add\", \"output\": \"3\"}\r\n\n{\"instruction\": \"Sub\", \"output\": null}";
        const auto records = load("a.jsonl", lines, {"instruction", "output"}, "|");
        QVERIFY(bool(records));
        QCOMPARE(*records, (std::vector<std::string>{"Add|3", "Sub|"}));
    }

    void theTextColumnOrTheOnlyStringColumnIsTaken()
    {
        QCOMPARE(*load("a.json", R"([{"text": "x", "url": "u"}, "plain"])"), (std::vector<std::string>{"x", "plain"}));
        QCOMPARE(*load("a.json", R"([{"id": 1, "story": "x"}])"), std::vector<std::string>{"x"});
    }

    void csvFieldsMayHoldCommasQuotesAndLineBreaks()
    {
        const auto records = load("a.csv", "id,text\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n\r\n2,d\r\n");
        // every CSV column holds strings, so that "text" is needed
        QVERIFY(bool(records));
        QCOMPARE(*records, (std::vector<std::string>{"a, \"b\"\r\nc", "d"}));
    }

    void badInputNamesItsLine_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("place");
        QTest::newRow("jsonl") << "a.jsonl" << QByteArray("{\"text\":\"a\"}\n{broken") << "data.format"
                               << ":2";
        QTest::newRow("json") << "a.json" << QByteArray("[\n\"a\",\n]") << "data.format"
                              << ":3";
        QTest::newRow("json object") << "a.json" << QByteArray("{}") << "data.format"
                                     << ":1";
        QTest::newRow("number record") << "a.jsonl" << QByteArray("7") << "data.format"
                                       << ":1";
        QTest::newRow("open quote") << "a.csv" << QByteArray("text\n\"a\n") << "data.format"
                                    << ":2";
        QTest::newRow("ragged row") << "a.csv" << QByteArray("text,b\nx,y\nz\n") << "data.format"
                                    << ":3";
        QTest::newRow("two string columns") << "a.jsonl" << QByteArray("{\"a\":\"x\",\"b\":\"y\"}") << "data.column"
                                            << ":1";
        QTest::newRow("chat") << "a.jsonl" << QByteArray("{\"messages\":[]}") << "data.unsupported"
                              << ":1";
        QTest::newRow("parquet") << "a.parquet" << QByteArray("PAR1") << "data.unsupported"
                                 << "a.parquet";
    }

    void badInputNamesItsLine()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, code);
        QFETCH(QString, place);
        const auto records = load(name.toUtf8(), content.toStdString());
        QVERIFY(!records);
        QCOMPARE(QString::fromStdString(records.error().code), code);
        QVERIFY2(records.error().place.ends_with(place.toStdString()), records.error().place.c_str());
    }

    void anUnknownColumnListsThoseThatAreThere()
    {
        const auto records = load("a.jsonl", "{\"a\":\"x\",\"b\":\"y\"}", {"c"});
        QCOMPARE(records.error().code, std::string("data.column"));
        QVERIFY(records.error().message.find("a, b") != std::string::npos);
        QCOMPARE(loadRecords("/nonexistent.txt", {}).error().code, std::string("data.open"));
    }

    void tokensOfSeveralFilesAreEncodedOnce()
    {
        const std::vector<std::filesystem::path> files{write("1.txt", "a"), write("2.jsonl", "\"b\"\n\"c\"")};
        const auto tokens = loadTokens(files, {}, ByteTokenizer());
        QVERIFY(bool(tokens));
        QCOMPARE(*tokens, (std::vector<TokenId>{256, 'a', '\n', '\n', 'b', '\n', '\n', 'c'}));
    }

    void windowsAreSpreadEvenly()
    {
        std::vector<TokenId> tokens(23);
        std::iota(tokens.begin(), tokens.end(), 0);
        QCOMPARE(windows(tokens, 4, 0)->size(), std::size_t(5)); // the tail of 3 is dropped
        QCOMPARE(windows(tokens, 4, 9)->size(), std::size_t(5));
        const auto two = windows(tokens, 4, 2);
        QCOMPARE(*two, (std::vector<std::vector<TokenId>>{{0, 1, 2, 3}, {8, 9, 10, 11}})); // floor(1 * 5 / 2) = 2
        QCOMPARE(windows(tokens, 24, 0).error().code, std::string("data.short"));
        QCOMPARE(windows(tokens, 0, 0).error().code, std::string("data.short"));
    }
};

QTEST_GUILESS_MAIN(DatasetTest)
#include "dataset_test.moc"
