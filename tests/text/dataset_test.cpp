#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <numeric>

#include "core/text/csv.h"
#include "core/text/dataset.h"
#include "core/text/demo/demo_folder.h"
#include "core/text/token_cache.h"

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

    static Result<std::vector<std::string>> texts(const std::filesystem::path& file, const DatasetOptions& options)
    {
        std::vector<std::string> all;
        const auto visited = visitRecords(file, options, [&](const Record& record) {
            all.push_back(record.isChat() ? record.messages.dump() + record.tools.dump() : record.text);
            return Result<void>();
        });
        return visited ? Result<std::vector<std::string>>(all) : visited.error();
    }

    Result<std::vector<std::string>> load(const char* name, const std::string& content,
                                          const std::vector<std::string>& columns = {}, const std::string& join = {})
    {
        DatasetOptions options;
        options.textColumns = columns;
        options.columnJoin = join;
        return texts(write(name, content), options);
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
        QTest::newRow("prompt without messages")
            << "a.jsonl" << QByteArray("{\"prompt\":[],\"completion\":\"x\"}") << "data.chat"
            << ":1";
        QTest::newRow("gzip") << "a.jsonl.gz" << QByteArray("{}") << "compression.damaged"
                              << "a.jsonl.gz";
        QTest::newRow("zstd") << "a.txt.zst" << QByteArray() << "compression.damaged"
                              << "a.txt.zst";
        QTest::newRow("parquet") << "a.parquet" << QByteArray("PAR1") << "parquet.damaged"
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
        QCOMPARE(texts("/nonexistent.txt", {}).error().code, std::string("data.open"));
        QCOMPARE(texts("/nonexistent.parquet", {}).error().code, std::string("data.open"));
    }

    void tokensOfSeveralFilesAreEncodedOnce()
    {
        const std::vector<std::filesystem::path> files{write("1.txt", "a"), write("2.jsonl", "\"b\"\n\"c\"")};
        const auto stream = loadStream(files, {}, ByteTokenizer());
        QVERIFY(bool(stream));
        QCOMPARE(stream->tokens, (std::vector<TokenId>{256, 'a', '\n', '\n', 'b', '\n', '\n', 'c'}));
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
        QCOMPARE(plain->tokens, loadStream({files[0], files[2]}, {}, tokenizer)->tokens);
        QVERIFY(!plain->chats && plain->prompts.empty());

        // A named column is read instead.
        DatasetOptions named;
        named.textColumns = {"note"};
        const auto noted = write("noted.jsonl", "{\"messages\": [], \"note\": \"z\"}\n");
        QCOMPARE(tokenizer.decode(loadStream({noted}, named, tokenizer, *demo)->tokens), std::string("z"));
    }

    void everyFormOfChatBecomesMessages_data()
    {
        QTest::addColumn<QByteArray>("record");
        QTest::addColumn<QByteArray>("messages");
        const auto row = [](const char* name, QByteArray record, QByteArray messages) { // ' stands for "
            QTest::newRow(name) << record.replace('\'', '"') << messages.replace('\'', '"');
        };
        const QByteArray turns = "{'role':'user','content':'a'},{'role':'assistant','content':'b'}";
        const QByteArray chat = "[" + turns + "]null";
        row("messages", "{'messages':[" + turns + "]}", chat);
        row("messages as text", "{'messages':'[" + QByteArray(turns).replace("'", "\\'") + "]'}", chat);
        row("columns of messages", "{'messages':{'role':['user','assistant'],'content':['a','b']}}", chat);
        row("nulls of a table", "{'messages':[{'role':'user','content':'a','name':null},{'role':'x','content':null}]}",
            "[{'role':'user','content':'a'},{'role':'x','content':null}]null");
        row("ShareGPT", "{'system':'s','conversations':[{'from':'human','value':'a'},{'from':'gpt','value':'b'}]}",
            "[{'role':'system','content':'s'}," + turns + "]null");
        row("tools", "{'messages':[" + turns + "],'tools':'[{\\'type\\':\\'function\\'}]'}",
            "[" + turns + "][{'type':'function'}]");
        row("Alpaca", "{'instruction':'a','input':'','output':'b','id':3}", chat);
        row("Alpaca with all", "{'instruction':'c','input':'d','output':'e','system':'s','history':[['a','b']]}",
            "[{'role':'system','content':'s'}," + turns +
                ",{'role':'user','content':'c\\n\\nd'},{'role':'assistant','content':'e'}]null");
        row("completion", "{'prompt':'a','completion':'b'}", chat);
        row("completion of messages",
            "{'prompt':[{'role':'user','content':'a'}],'completion':[{'role':'assistant','content':'b'}]}", chat);
    }

    void everyFormOfChatBecomesMessages()
    {
        QFETCH(QByteArray, record);
        QFETCH(QByteArray, messages);
        const auto records = load("form.jsonl", record.toStdString());
        QVERIFY2(bool(records), records ? "" : toString(records.error()).c_str());
        QCOMPARE(QByteArray::fromStdString(records->at(0)), messages);
    }

    /// Some models have no template: instructions have a form of their own then.
    void instructionsWithoutATemplateAreTexts()
    {
        const auto file = write("alpaca.jsonl", "{\"instruction\": \"Add\", \"input\": \"1, 2\", \"output\": \"3\"}\n"
                                                "{\"prompt\": \"x\", \"completion\": \"y\"}\n");
        const auto samples = loadSamples({file}, {}, ByteTokenizer());
        QVERIFY(bool(samples));
        std::string text;
        for (const TokenId id : samples->at(0)) {
            text += id == 256 ? std::string("^") : std::string(1, char(id));
        }
        QVERIFY2(text.starts_with("^Below is an instruction") &&
                     text.ends_with("### Instruction:\nAdd\n\n### Input:\n1, 2\n\n### Response:\n3"),
                 text.c_str());
        QCOMPARE(samples->at(1), (std::vector<TokenId>{256, 'x', 'y'}));
    }

    /// "text\n" by gzip -n and zstd --no-check.
    void compressedFilesAreRead()
    {
        const QByteArray gzip = QByteArray::fromHex("1f8b08000000000000032b49ad28e1020027daec3705000000");
        const QByteArray zstd = QByteArray::fromHex("28b52ffd0058290000746578740a");
        QCOMPARE(*load("a.txt.gz", gzip.toStdString()), std::vector<std::string>{"text\n"});
        QCOMPARE(*load("a.txt.GZ", (gzip + gzip).toStdString()), std::vector<std::string>{"text\ntext\n"});
        QCOMPARE(*load("a.txt.zst", (zstd + zstd).toStdString()), std::vector<std::string>{"text\ntext\n"});
        QCOMPARE(load("a.txt.zst", zstd.left(9).toStdString()).error().code, std::string("compression.damaged"));
        for (qsizetype size = 1; size < gzip.size(); ++size) {
            QCOMPARE(load("a.jsonl.gz", gzip.left(size).toStdString()).error().code,
                     std::string("compression.damaged"));
        }
        QVERIFY(isDataFile("a.JSONL.gz") && isDataFile("a.parquet") && isDataFile("b/a.csv.zst"));
        QVERIFY(!isDataFile("a.gz") && !isDataFile("a.parquet.gz") && !isDataFile("a.md"));
    }

    void parquetColumnsAreText()
    {
        const std::string data = ESPALIER_SOURCE_DIR "/tests/formats/data/v2_zstd_dictionary.parquet";
        const auto read = texts(data, {});
        QVERIFY2(bool(read), read ? "" : toString(read.error()).c_str());
        QCOMPARE(*read, (std::vector<std::string>{"The fox sleeps.", "",
                                                  "F\xC3\xBC"
                                                  "chse schlafen.",
                                                  "The fox sleeps.", "The fox wakes."}));
        DatasetOptions options;
        options.textColumns = {"count"};
        const auto refused = texts(data, options);
        QCOMPARE(refused.error().code, std::string("data.column"));
        QVERIFY(refused.error().message.find("text, lines, messages, count") != std::string::npos);
    }

    void longTextsAreTokenizedOnce()
    {
        const auto demo = demo::shippedModel();
        QVERIFY(bool(demo));
        const auto encoder = PromptEncoder::load(*demo);
        QVERIFY(bool(encoder));
        const Tokenizer& tokenizer = encoder->tokenizer();
        qputenv("ESPALIER_TOKEN_CACHE", m_folder.filePath("tokens").toUtf8());
        std::string text;
        while (text.size() < TokenCache::kSmallestBytes) {
            text += "The quick fox sleeps under the old tree " + std::to_string(text.size()) + ".\n";
        }
        const auto file = write("long.txt", text);
        const auto chats = write("chats.jsonl", "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, "
                                                "{\"role\": \"assistant\", \"content\": \"Hello\"}]}\n");
        const std::vector<std::filesystem::path> files{file, chats};
        const auto cache = TokenCache::of(files, {}, tokenizer, *demo);
        QVERIFY(cache && !cache->read());
        const auto first = loadStream(files, {}, tokenizer, *demo);
        QVERIFY(bool(first) && first->chats && !first->prompts.empty());
        const auto kept = cache->read();
        QVERIFY(kept.has_value());
        QVERIFY(kept->tokens == first->tokens && kept->prompts == first->prompts && kept->chats);

        // A hit is used: what is stored is what comes back.
        TokenStream marked = *first;
        marked.tokens[0] = 7;
        cache->write(marked);
        QCOMPARE(loadStream(files, {}, tokenizer, *demo)->tokens[0], 7);
        // Damage is not: the text is tokenized again.
        QFile damaged(QString::fromStdString(cache->file().string()));
        QVERIFY(damaged.open(QIODevice::ReadWrite) && damaged.seek(damaged.size() - 1) && damaged.putChar('x'));
        damaged.close();
        QVERIFY(!cache->read());
        QCOMPARE(loadStream(files, {}, tokenizer, *demo)->tokens, first->tokens);

        // Everything that changes tokens changes the key.
        const auto keyOf = [&](const std::vector<std::filesystem::path>& of, const DatasetOptions& options) {
            return TokenCache::of(of, options, tokenizer, *demo)->file();
        };
        DatasetOptions joined;
        joined.recordJoin = " ";
        DatasetOptions columns;
        columns.textColumns = {"a"};
        QVERIFY(keyOf(files, joined) != cache->file() && keyOf(files, columns) != cache->file());
        QVERIFY(keyOf({file}, {}) != cache->file() && keyOf({file, write("renamed.txt", "x")}, {}) != cache->file());
        QVERIFY(TokenCache::of(files, {}, ByteTokenizer(), *demo)->file() != cache->file());
        QVERIFY(!TokenCache::of({chats}, {}, tokenizer, *demo)); // short
        qputenv("ESPALIER_TOKEN_CACHE", "0");
        QVERIFY(!TokenCache::of(files, {}, tokenizer, *demo));
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
