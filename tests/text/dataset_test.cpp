#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <numeric>

#include "core/text/csv.h"
#include "core/text/dataset.h"
#include "core/text/demo/demo_folder.h"

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
        QTest::newRow("chat") << "a.jsonl" << QByteArray("{\"messages\":[]}") << "data.chat"
                              << ":1";
        QTest::newRow("chat where text is read")
            << "a.jsonl" << QByteArray("{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}") << "data.unsupported"
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

    /// Chats become text by the model's template, among plain text that stays as it is.
    void chatsAndTextMakeOneStream()
    {
        const auto demo = demo::shippedModel();
        QVERIFY(bool(demo));
        const auto encoder = PromptEncoder::load(*demo);
        QVERIFY(bool(encoder));
        const Tokenizer& tokenizer = encoder->tokenizer();
        const std::vector<std::filesystem::path> files{
            write("plain.txt", "a fox"),
            write("chats.jsonl", "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, "
                                 "{\"role\": \"assistant\", \"content\": \"Hello\"}]}\n"
                                 "{\"conversations\": [{\"from\": \"human\", \"value\": \"Who?\"}, "
                                 "{\"from\": \"gpt\", \"value\": \"Me\"}]}\n"),
            write("more.json", "[\"x\", \"y\"]")};
        const auto stream = loadStream(files, {}, tokenizer, *demo);
        QVERIFY2(bool(stream), stream ? "" : toString(stream.error()).c_str());
        QVERIFY(stream->chats);
        QCOMPARE(tokenizer.decode(stream->tokens, false),
                 std::string("a fox<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello<|im_end|>\n"
                             "<|im_start|>user\nWho?<|im_end|>\n<|im_start|>assistant\nMe<|im_end|>\nx\n\ny"));
        QCOMPARE(stream->prompts.size(), stream->tokens.size());
        std::vector<TokenId> counted;
        for (std::size_t i = 0; i < stream->tokens.size(); ++i) {
            if (!stream->prompts[i]) {
                counted.push_back(stream->tokens[i]);
            }
        }
        QCOMPARE(tokenizer.decode(counted, false), std::string("a foxHello<|im_end|>\nMe<|im_end|>\nx\n\ny"));

        const auto plain = loadStream({files[0], files[2]}, {}, tokenizer, *demo);
        QCOMPARE(plain->tokens, *loadTokens({files[0], files[2]}, {}, tokenizer));
        QVERIFY(!plain->chats && plain->prompts.empty());

        // A named column is read instead.
        DatasetOptions named;
        named.textColumns = {"note"};
        const auto noted = write("noted.jsonl", "{\"messages\": [], \"note\": \"z\"}\n");
        QCOMPARE(tokenizer.decode(loadStream({noted}, named, tokenizer, *demo)->tokens), std::string("z"));
    }

    void chatsWithoutATemplateAreRefused()
    {
        const auto demo = demo::shippedModel();
        QVERIFY(bool(demo));
        const std::filesystem::path folder = m_folder.filePath("bare").toStdString();
        std::filesystem::create_directories(folder);
        std::filesystem::copy_file(*demo / "tokenizer.json", folder / "tokenizer.json");
        const auto chats = write("chats.jsonl", "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}\n");
        const auto refused = loadStream({chats}, {}, ByteTokenizer(), folder);
        QCOMPARE(refused.error().code, std::string("data.chat.template"));
        QVERIFY(refused.error().place.ends_with("chats.jsonl:1"));
        const auto odd = write("odd.jsonl", "{\"messages\": [{\"content\": \"Hi\"}]}\n");
        QCOMPARE(loadStream({odd}, {}, ByteTokenizer(), *demo).error().code, std::string("data.chat"));
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
