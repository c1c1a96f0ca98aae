#include <csignal>
#include <sys/resource.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "core/export/hf.h"
#include "core/model/checkpoint.h"
#include "core/model/statistics.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::exporting;
using namespace espalier::tests;

class HfTest : public QObject
{
    Q_OBJECT

    static std::vector<formats::TensorInfo> declarations(const TinyTensors& tensors)
    {
        std::vector<formats::TensorInfo> result;
        for (const auto& [name, tensor] : tensors) {
            formats::TensorInfo info;
            info.name = name;
            info.shape = tensor.shape;
            result.push_back(info);
        }
        return result;
    }

    static void appendAll(HfWriter& writer, const TinyTensors& tensors)
    {
        for (const auto& [name, tensor] : tensors) {
            const auto done = writer.append(std::as_bytes(std::span(tensor.floats)));
            QVERIFY2(bool(done), done ? "" : done.error().message.c_str());
        }
    }

    static HfWriterOptions resumable(const QTemporaryDir& root, const TinyTensors& tensors)
    {
        HfWriterOptions options;
        options.out = root.filePath("out").toStdString();
        options.config = tinyConfig();
        options.tensors = declarations(tensors);
        options.keepPartial = true;
        return options;
    }

    static QStringList entries(const QString& folder)
    {
        return QDir(folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden, QDir::Name);
    }

private Q_SLOTS:
    void oneFile()
    {
        const QTemporaryDir root;
        const std::filesystem::path source = root.filePath("source").toStdString();
        std::filesystem::create_directories(source / "tokenizer_folder");
        for (const char* name : {"tokenizer.json", "chat_template.jinja", "generation_config.json", "LICENSE",
                                 "notes.txt", "config.json"}) {
            QVERIFY(bool(writeFileAtomically(source / name, std::string("content of ") + name)));
        }
        const TinyTensors tensors = tinyTensors();
        HfWriterOptions options;
        options.out = root.filePath("out/").toStdString();
        options.source = source;
        options.config = tinyConfig();
        options.tensors = declarations(tensors);
        auto writer = HfWriter::create(options);
        QVERIFY(bool(writer));
        appendAll(*writer, tensors);
        QVERIFY(!QDir(root.filePath("out")).exists());
        QVERIFY(bool(writeFileAtomically(writer->folder() / "extra.txt", "more")));
        QVERIFY(bool(writer->commit()));
        QCOMPARE(entries(root.path()), (QStringList{"out", "source"}));
        QCOMPARE(entries(root.filePath("out")),
                 (QStringList{"LICENSE", "chat_template.jinja", "config.json", "extra.txt", "generation_config.json",
                              "model.safetensors", "tokenizer.json"}));
        const auto checkpoint = model::Checkpoint::open(options.out);
        QVERIFY(bool(checkpoint) && bool(checkpoint->requireComplete()));
        QVERIFY(checkpoint->config() == tinyConfig());
        for (const auto& [name, tensor] : tensors) {
            QCOMPARE(*checkpoint->readFloats(name), tensor.floats);
        }
        QCOMPARE(HfWriter::create(options).error().code, std::string("file.exists"));
    }

    void shardsReadTheSame()
    {
        const QTemporaryDir root;
        const TinyTensors tensors = tinyTensors();
        HfWriterOptions options;
        options.out = root.filePath("deep/er/out").toStdString();
        options.config = tinyConfig();
        options.tensors = declarations(tensors);
        options.maximumShardBytes = 900; // some shards hold one tensor, the smaller ones share
        auto writer = HfWriter::create(options);
        QVERIFY(bool(writer));
        appendAll(*writer, tensors);
        QVERIFY(bool(writer->commit()));
        const auto checkpoint = model::Checkpoint::open(options.out);
        QVERIFY2(bool(checkpoint), checkpoint ? "" : checkpoint.error().message.c_str());
        QVERIFY(bool(checkpoint->requireComplete()));
        const std::size_t shards = checkpoint->files().size();
        QVERIFY(shards > 3 && shards < tensors.size());
        QVERIFY(checkpoint->files().back().string().ends_with(
            "-of-" + QString("%1").arg(shards, 5, 10, QChar('0')).toStdString() + ".safetensors"));
        for (const auto& [name, tensor] : tensors) {
            QCOMPARE(*checkpoint->readFloats(name), tensor.floats);
        }
        for (const auto& path : checkpoint->files()) {
            const auto file = formats::SafetensorsFile::open(path);
            QVERIFY(bool(file));
            const std::uint64_t bytes = file->tensors().back().end;
            QVERIFY(bytes <= options.maximumShardBytes || file->tensors().size() == 1);
        }
        const auto index = nlohmann::json::parse(*readTextFile(options.out / "model.safetensors.index.json"));
        QCOMPARE(index["weight_map"].size(), tensors.size());
        std::uint64_t total = 0;
        for (const auto& [name, tensor] : tensors) {
            total += tensor.floats.size() * sizeof(float);
        }
        QCOMPARE(index["metadata"]["total_size"].get<std::uint64_t>(), total);
    }

    void withoutCommitNothingIsLeft()
    {
        const QTemporaryDir root;
        const TinyTensors tensors = tinyTensors();
        HfWriterOptions options;
        options.out = root.filePath("out").toStdString();
        options.tensors = declarations(tensors);
        {
            auto writer = HfWriter::create(options);
            QVERIFY(bool(writer));
            QVERIFY(bool(writer->append(std::as_bytes(std::span(tensors.begin()->second.floats)))));
            const std::byte one{1};
            QVERIFY_EXCEPTION_THROWN((void)writer->append(std::span(&one, 1)), std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN((void)writer->commit(), std::logic_error);
        }
        QVERIFY(entries(root.path()).isEmpty());
        options.tensors.push_back(options.tensors.front());
        QCOMPARE(HfWriter::create(options).error().code, std::string("safetensors.duplicate"));
        options.tensors.clear();
        options.out = "/proc/no/such/place";
        QCOMPARE(HfWriter::create(options).error().code, std::string("file.write"));
    }

    /// A file size limit stands for a full disk: it is found before the first tensor.
    void tooLittleRoomIsFoundAtOnce()
    {
        const QTemporaryDir root;
        formats::TensorInfo large;
        large.name = "large";
        large.dtype = formats::DType::U8;
        large.shape = {1 << 20};
        HfWriterOptions options;
        options.out = root.filePath("out").toStdString();
        options.tensors = {large};
        options.keepPartial = true;
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit small{1 << 16, before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto writer = HfWriter::create(options);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(!writer);
        QCOMPARE(writer.error().code, std::string("disk.full"));
        QVERIFY(entries(root.path()).isEmpty());
    }

    void aPartialFolderIsAModel()
    {
        const QTemporaryDir root;
        const TinyTensors tensors = tinyTensors();
        HfWriterOptions options = resumable(root, tensors);
        const auto partial = partialFolder(options.out);
        {
            auto writer = HfWriter::create(options);
            QVERIFY(bool(writer));
            QVERIFY(bool(writer->append(std::as_bytes(std::span(tensors.begin()->second.floats)))));
        }
        const auto checkpoint = model::Checkpoint::open(partial);
        QVERIFY(bool(checkpoint) && bool(checkpoint->requireComplete()));
        QCOMPARE(*checkpoint->readFloats(tensors.begin()->first), tensors.begin()->second.floats);
        const auto& last = *tensors.rbegin();
        QCOMPARE(*checkpoint->readFloats(last.first), std::vector<float>(last.second.floats.size(), 0.0F));
        QVERIFY(bool(HfWriter::create(options))); // anew
        const auto again = model::Checkpoint::open(partial);
        QVERIFY(*again->readFloats(tensors.begin()->first) != tensors.begin()->second.floats);
    }

    /// Killed after every number of tensors, in one file and in several.
    void resumedFilesAreTheSame_data()
    {
        QTest::addColumn<int>("shardBytes");
        QTest::newRow("one file") << (1 << 20);
        QTest::newRow("shards") << 900;
    }

    void resumedFilesAreTheSame()
    {
        QFETCH(int, shardBytes);
        const QTemporaryDir root;
        const TinyTensors tensors = tinyTensors();
        HfWriterOptions options = resumable(root, tensors);
        options.maximumShardBytes = std::uint64_t(shardBytes);
        HfWriterOptions whole = options;
        whole.out = root.filePath("whole").toStdString();
        auto undisturbed = HfWriter::create(whole);
        QVERIFY(bool(undisturbed));
        appendAll(*undisturbed, tensors);
        QVERIFY(bool(undisturbed->commit()));

        QVERIFY(bool(HfWriter::create(options)));
        std::size_t written = 0;
        for (const auto& [name, tensor] : tensors) {
            auto writer = HfWriter::resume(options, written);
            QVERIFY2(bool(writer), writer ? "" : writer.error().message.c_str());
            QCOMPARE(writer->appended(), written);
            QVERIFY(bool(writer->append(std::as_bytes(std::span(tensor.floats)))));
            QVERIFY(bool(writer->sync()));
            ++written;
        }
        auto writer = HfWriter::resume(options, written);
        QVERIFY(bool(writer) && bool(writer->commit()));
        QCOMPARE(entries(root.path()), (QStringList{"out", "whole"}));
        for (const auto& entry : std::filesystem::directory_iterator(whole.out)) {
            QCOMPARE(*readTextFile(options.out / entry.path().filename()), *readTextFile(entry.path()));
        }
        QCOMPARE(HfWriter::resume(options, 0).error().code, std::string("file.exists"));
    }

    void aForeignPartialFolderIsRefusedAndKept()
    {
        const QTemporaryDir root;
        const TinyTensors tensors = tinyTensors();
        const HfWriterOptions options = resumable(root, tensors);
        QVERIFY(bool(HfWriter::create(options)));
        HfWriterOptions other = options;
        other.config["rope_theta"] = 1234.0;
        QCOMPARE(HfWriter::resume(other, 0).error().code, std::string("export.partial"));
        other = options;
        other.tensors.front().dtype = formats::DType::BF16;
        QCOMPARE(HfWriter::resume(other, 0).error().code, std::string("safetensors.layout"));
        other = options;
        other.tensors.front().name += "x";
        QCOMPARE(HfWriter::resume(other, 0).error().code, std::string("safetensors.layout"));
        QVERIFY(bool(HfWriter::resume(options, 0)));
        std::filesystem::remove_all(partialFolder(options.out));
        QCOMPARE(HfWriter::resume(options, 0).error().code, std::string("file.write"));
    }

    void modelWithoutTensors()
    {
        const QTemporaryDir root;
        HfWriterOptions options;
        options.out = root.filePath("out").toStdString();
        options.config = nlohmann::json::object();
        auto writer = HfWriter::create(options);
        QVERIFY(bool(writer) && bool(writer->commit()));
        QVERIFY(bool(formats::SafetensorsFile::open(options.out / "model.safetensors")));
    }
};

QTEST_GUILESS_MAIN(HfTest)
#include "hf_test.moc"
