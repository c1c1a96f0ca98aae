#include <cstring>
#include <filesystem>
#include <fstream>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "core/formats/gguf.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::formats;

namespace {

/// Builds GGUF bytes by hand.
struct Builder
{
    std::string bytes;

    template <typename T> Builder& put(T value)
    {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
        return *this;
    }
    Builder& text(const std::string& value)
    {
        put(std::uint64_t(value.size()));
        bytes += value;
        return *this;
    }
    Builder& key(const std::string& name, std::uint32_t type) { return text(name).put(type); }
};

Builder begin(std::uint64_t tensors, std::uint64_t entries, std::uint32_t version = 3)
{
    Builder builder;
    builder.bytes = "GGUF";
    builder.put(version).put(tensors).put(entries);
    return builder;
}

Builder withTensor(std::uint32_t rank, std::uint64_t dimension, std::uint64_t offset)
{
    Builder builder = begin(1, 0);
    builder.text("t").put(rank);
    for (std::uint32_t i = 0; i < std::min<std::uint32_t>(rank, 8); ++i) {
        builder.put(dimension);
    }
    builder.put(std::uint32_t(0)).put(offset);
    builder.bytes.resize((builder.bytes.size() + 31) / 32 * 32);
    builder.bytes += std::string(64, '\1');
    return builder;
}

} // namespace

class GgufTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path write(const std::string& bytes)
    {
        const std::filesystem::path path = m_folder.filePath("t.gguf").toStdString();
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
        return path;
    }

private Q_SLOTS:
    void readsEveryType()
    {
        Builder b = begin(0, 16, 2);
        b.key("u8", 0).put(std::uint8_t(200)).key("i8", 1).put(std::int8_t(-3)).key("u16", 2).put(std::uint16_t(60000));
        b.key("i16", 3)
            .put(std::int16_t(-300))
            .key("u32", 4)
            .put(std::uint32_t(4000000000U))
            .key("i32", 5)
            .put(std::int32_t(-70000));
        b.key("f32", 6).put(0.5F).key("bool", 7).put(std::uint8_t(1)).key("text", 8).text("hello");
        b.key("u64", 10)
            .put(std::uint64_t(1) << 40)
            .key("i64", 11)
            .put(-(std::int64_t(1) << 40))
            .key("f64", 12)
            .put(0.1);
        b.key("huge", 10).put(~std::uint64_t(0));
        b.key("texts", 9).put(std::uint32_t(8)).put(std::uint64_t(2)).text("a").text("");
        b.key("floats", 9).put(std::uint32_t(6)).put(std::uint64_t(2)).put(1.0F).put(-2.0F);
        b.key("types", 9)
            .put(std::uint32_t(5))
            .put(std::uint64_t(3))
            .put(std::int32_t(1))
            .put(std::int32_t(-2))
            .put(std::int32_t(3));
        const auto file = GgufFile::open(write(b.bytes));
        QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
        QCOMPARE(file->version(), 2U);
        QCOMPARE(*file->integer("u8"), 200);
        QCOMPARE(*file->integer("i8"), -3);
        QCOMPARE(*file->integer("u16"), 60000);
        QCOMPARE(*file->integer("i16"), -300);
        QCOMPARE(*file->integer("u32"), 4000000000);
        QCOMPARE(*file->integer("i32"), -70000);
        QCOMPARE(*file->integer("u64"), std::int64_t(1) << 40);
        QCOMPARE(*file->integer("i64"), -(std::int64_t(1) << 40));
        QCOMPARE(std::get<std::uint64_t>(file->metadata().at("huge")), ~std::uint64_t(0));
        QVERIFY(!file->integer("huge"));
        QCOMPARE(*file->number("f32"), 0.5);
        QCOMPARE(*file->number("f64"), 0.1);
        QCOMPARE(*file->number("i8"), -3.0);
        QVERIFY(*file->flag("bool"));
        QVERIFY(*file->text("text") == "hello");
        QVERIFY((*file->texts("texts") == std::vector<std::string_view>{"a", ""}));
        QCOMPARE(*file->floats("floats"), (std::vector<float>{1.0F, -2.0F}));
        QCOMPARE(*file->integers("types"), (std::vector<std::int64_t>{1, -2, 3}));
        QVERIFY(!file->text("u8") && !file->integer("text") && !file->flag("absent") &&
                file->texts("floats") == nullptr);
    }

    void readsTheTensorDirectory()
    {
        const auto file = GgufFile::open(write(withTensor(2, 4, 32).bytes));
        QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
        QCOMPARE(file->tensors().size(), std::size_t(1));
        QCOMPARE(file->tensors()[0].dimensions, (std::vector<std::int64_t>{4, 4}));
        QCOMPARE(file->dataStart() % 32, std::size_t(0));
        QCOMPARE(file->dataStart() + 64, file->file().bytes().size());
    }

    void refusesBadFiles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("code");
        const auto add = [](const char* row, const std::string& bytes, const char* code) {
            QTest::newRow(row) << QByteArray(bytes.data(), qsizetype(bytes.size())) << QString(code);
        };
        add("empty", "", "gguf.magic");
        add("other file", "PK\3\4aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "gguf.magic");
        add("version 1", begin(0, 0, 1).bytes, "gguf.magic");
        add("big-endian", begin(0, 0, 0x03000000).bytes, "gguf.magic");
        add("magic alone", "GGUF", "gguf.truncated");
        add("no counts", begin(0, 0).bytes.substr(0, 12), "gguf.truncated");
        add("2^63 tensors", begin(std::uint64_t(1) << 63, 0).bytes, "gguf.truncated");
        add("2^63 entries", begin(0, std::uint64_t(1) << 63).bytes, "gguf.truncated");
        add("entries missing", begin(0, 1).bytes, "gguf.truncated");
        add("key of 2^64", begin(0, 1).put(~std::uint64_t(0)).put(std::uint64_t(0)).bytes, "gguf.truncated");
        add("text of 2^63", begin(0, 1).key("a", 8).put(std::uint64_t(1) << 63).bytes, "gguf.truncated");
        add("value cut", begin(0, 1).key("a", 10).put(std::uint32_t(0)).bytes, "gguf.truncated");
        add("array of 2^62 floats", begin(0, 1).key("a", 9).put(std::uint32_t(6)).put(std::uint64_t(1) << 62).bytes,
            "gguf.truncated");
        add("array of 2^62 texts", begin(0, 1).key("a", 9).put(std::uint32_t(8)).put(std::uint64_t(1) << 62).bytes,
            "gguf.truncated");
        add("array of 2^62 bytes", begin(0, 1).key("a", 9).put(std::uint32_t(0)).put(std::uint64_t(1) << 62).bytes,
            "gguf.truncated");
        add("nested array", begin(0, 1).key("a", 9).put(std::uint32_t(9)).put(std::uint64_t(1)).bytes, "gguf.header");
        add("array of unknown", begin(0, 1).key("a", 9).put(std::uint32_t(77)).put(std::uint64_t(1)).bytes,
            "gguf.header");
        add("unknown type", begin(0, 1).key("a", 13).put(std::uint64_t(1)).bytes, "gguf.header");
        add("key twice", begin(0, 2).key("a", 0).put(std::uint8_t(1)).key("a", 0).put(std::uint8_t(1)).bytes,
            "gguf.duplicate");
        add("alignment 0", begin(0, 1).key("general.alignment", 4).put(std::uint32_t(0)).bytes, "gguf.header");
        add("alignment negative", begin(0, 1).key("general.alignment", 5).put(std::int32_t(-32)).bytes, "gguf.header");
        add("nine dimensions", withTensor(9, 1, 0).bytes, "gguf.header");
        add("empty dimension", withTensor(1, 0, 0).bytes, "gguf.header");
        add("overflowing shape", withTensor(2, std::uint64_t(1) << 40, 0).bytes, "gguf.header");
        add("negative dimension", withTensor(1, ~std::uint64_t(0), 0).bytes, "gguf.header");
        add("unaligned place", withTensor(1, 1, 5).bytes, "gguf.header");
        add("place beyond the end", withTensor(1, 1, 64).bytes, "gguf.truncated");
        add("place near 2^64", withTensor(1, 1, ~std::uint64_t(31)).bytes, "gguf.truncated");
        Builder twice = begin(2, 0);
        for (int i = 0; i < 2; ++i) {
            twice.text("t").put(std::uint32_t(1)).put(std::uint64_t(1)).put(std::uint32_t(0)).put(std::uint64_t(0));
        }
        add("tensor twice", twice.bytes + std::string(64, '\1'), "gguf.duplicate");
    }

    void refusesBadFiles()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, code);
        const auto file = GgufFile::open(write(bytes.toStdString()));
        QVERIFY(!file);
        QCOMPARE(QString::fromStdString(file.error().code), code);
        QVERIFY(file.error().place.ends_with("t.gguf"));
    }

    void everyPrefixOfAFileIsRefused()
    {
        const std::string bytes = withTensor(2, 4, 32).bytes;
        for (std::size_t size = 0; size + 32 < bytes.size(); ++size) {
            QVERIFY2(!GgufFile::open(write(bytes.substr(0, size))), std::to_string(size).c_str());
        }
    }

    void readsSharedVocabularies()
    {
        const QDir folder(tests::sharedData("vocab-gguf"));
        if (!folder.exists() || folder.path() == ".") {
            QSKIP("reference data is not there");
        }
        const QStringList names = folder.entryList({"*.gguf"});
        QVERIFY(names.size() >= 5);
        for (const QString& name : names) {
            const auto file = GgufFile::open(folder.filePath(name).toStdString());
            QVERIFY2(bool(file), file ? "" : file.error().message.c_str());
            QVERIFY(file->text("tokenizer.ggml.model").has_value());
            const auto* tokens = file->texts("tokenizer.ggml.tokens");
            const auto* types = file->integers("tokenizer.ggml.token_type");
            QVERIFY(tokens != nullptr && tokens->size() > 1000);
            QVERIFY(types != nullptr && types->size() == tokens->size());
        }
    }
};

QTEST_GUILESS_MAIN(GgufTest)
#include "gguf_test.moc"
