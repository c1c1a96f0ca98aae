#include <algorithm>

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/export/companion_files.h"
#include "core/text/bpe_trainer.h"
#include "core/text/tokenizer.h"
#include "tests/clients/node_packages.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::text;
using namespace espalier::tests;

namespace {

/// Lines in many scripts, odd white space, code and emoji; without line breaks, which spm_encode reads as separators.
const QStringList kTexts{
    "Hello world",
    "  Hello   world, it's I'M we'll ",
    "füh­rer 日本語テキスト 😀👩‍👩‍👧 \t tabs",
    "def f(x):    return x**2  # 3.14 1,000",
    "<s>hi</s> <|user|> x",
    "e\u0301 ① ﬁ Å ｆｕｌｌ \u00a0\u200b\u3000 ▁a ▁",
    "нещо на Български 123456 0x7f",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "مرحبا بالعالم हिन्दी ไทย 한국어",
};

std::string trainingText()
{
    std::string text;
    for (int i = 0; i < 40; ++i) {
        for (const QString& line : kTexts) {
            text += line.toStdString() + " the small dog number " + std::to_string(i * 7919) + " was seen\n";
        }
    }
    return text;
}

} // namespace

class TokenizersTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    void compareSentencePiece(const QString& model)
    {
        const auto tokenizer = Tokenizer::load(model.toStdString());
        QVERIFY2(bool(tokenizer), tokenizer ? "" : toString(tokenizer.error()).c_str());
        const QByteArray input = (kTexts.join('\n') + '\n').toUtf8();
        const QByteArray ids = outputOf("spm_encode", {"--model=" + model, "--output_format=id"}, input);
        const QList<QByteArray> lines = ids.split('\n');
        QCOMPARE(lines.size(), kTexts.size() + 1);
        for (qsizetype i = 0; i < kTexts.size(); ++i) {
            QByteArray own;
            for (const TokenId id : (*tokenizer)->encode(kTexts[i].toStdString(), {false, false})) {
                own += (own.isEmpty() ? "" : " ") + QByteArray::number(id);
            }
            QCOMPARE(own, lines[i]);
        }
    }

    /// @param ours, theirs folders of our tokenizer and of transformers.js'
    /// @param anyOrder segmentations of equal sums count as the same: floats and doubles choose between them
    void compareTransformers(const QString& ours, const QString& theirs, const QString& node, bool anyOrder = false)
    {
        const auto tokenizer = Tokenizer::load(ours.toStdString());
        QVERIFY2(bool(tokenizer), tokenizer ? "" : toString(tokenizer.error()).c_str());
        const QString texts = m_folder.filePath("texts.json");
        const QByteArray json = QJsonDocument(QJsonArray::fromStringList(kTexts)).toJson();
        QVERIFY(bool(writeFileAtomically(texts.toStdString(), json.toStdString())));
        const QList<QByteArray> lines = outputOf("node", {"tokenizer_ids.mjs", theirs, texts}, {}, node).split('\n');
        QCOMPARE(lines.size(), kTexts.size() + 1);
        for (qsizetype i = 0; i < kTexts.size(); ++i) {
            std::vector<TokenId> own = (*tokenizer)->encode(kTexts[i].toStdString());
            auto found = nlohmann::json::parse(lines[i].toStdString()).get<std::vector<TokenId>>();
            if (anyOrder) {
                std::ranges::sort(own);
                std::ranges::sort(found);
            }
            QVERIFY2(own == found, (nlohmann::json(own).dump() + "\n" + nlohmann::json(found).dump()).c_str());
        }
    }

private Q_SLOTS:
    void sentencePieceGivesTheSameIds_data()
    {
        QTest::addColumn<QString>("model"); // a kind to train, or reference data
        for (const char* kind : {"bpe", "unigram"}) {
            QTest::newRow(kind) << kind;
        }
        for (const char* file : {"tokenizers/llama2/tokenizer.model", "tokenizers/chatglm3/tokenizer.model",
                                 "tokenizers/mistral/tokenizer.model.v1", "models/mixed-6m/tokenizer.model",
                                 "tokenizers/mistral/mistral_instruct_tokenizer_240323.model.v3"}) {
            QTest::newRow(file) << file;
        }
    }

    void sentencePieceGivesTheSameIds()
    {
        QFETCH(QString, model);
        if (QStandardPaths::findExecutable("spm_encode").isEmpty()) {
            QSKIP("spm_encode is not there (Debian package sentencepiece)");
        }
        if (model.contains('/')) {
            const QString file = sharedData(model);
            if (file.isEmpty()) {
                QSKIP("the optional reference data is not there");
            }
            compareSentencePiece(file);
            return;
        }
        const QString text = m_folder.filePath("text.txt");
        QVERIFY(bool(writeFileAtomically(text.toStdString(), trainingText())));
        outputOf("spm_train", {"--input=" + text, "--model_prefix=" + m_folder.filePath(model), "--vocab_size=300",
                               "--model_type=" + model, "--hard_vocab_limit=false", "--user_defined_symbols=<|user|>"});
        const QString file = m_folder.filePath(model + ".model");
        QVERIFY2(QFile::exists(file), "spm_train wrote no model");
        compareSentencePiece(file); // with the default normalization, nmt_nfkc
    }

    /// tokenizer.json made of other files for an export.
    void transformersReadsConvertedFiles_data()
    {
        QTest::addColumn<QString>("model"); // reference data, or a kind to train
        for (const char* file :
             {"tokenizers/llama2/tokenizer.model", "tokenizers/chatglm3/tokenizer.model",
              "tokenizers/mistral/tokenizer.model.v1", "models/mixed-6m/tokenizer.model",
              "models/stories260K/tokenizer.model", "tokenizers/mistral/mistral_instruct_tokenizer_240323.model.v3"}) {
            QTest::newRow(file) << file;
        }
        QTest::newRow("vocab.json and merges.txt") << "tokenizers/qwen2.5";
        for (const char* kind : {"bpe", "unigram"}) {
            QTest::newRow(kind) << kind;
        }
    }

    void transformersReadsConvertedFiles()
    {
        QFETCH(QString, model);
        const QString node = nodeFolder();
        if (node.isEmpty()) {
            QSKIP("node, npm or the npm packages are not there");
        }
        const QTemporaryDir folder;
        const std::filesystem::path source = folder.filePath("source").toStdString();
        const std::filesystem::path out = folder.filePath("out").toStdString();
        std::filesystem::create_directories(source);
        if (!model.contains('/')) {
            if (QStandardPaths::findExecutable("spm_train").isEmpty()) {
                QSKIP("spm_train is not there (Debian package sentencepiece)");
            }
            const QString text = folder.filePath("text.txt");
            QVERIFY(bool(writeFileAtomically(text.toStdString(), trainingText())));
            const QString prefix = QString::fromStdString((source / "tokenizer").string());
            outputOf("spm_train",
                     {"--input=" + text, "--model_prefix=" + prefix, "--vocab_size=300", "--model_type=" + model,
                      "--hard_vocab_limit=false", "--user_defined_symbols=<|user|>",
                      "--normalization_rule_name=identity"}); // transformers.js only imitates tables
        } else {
            const QString file = sharedData(model);
            if (file.isEmpty()) {
                QSKIP("the optional reference data is not there");
            }
            if (model.contains(".model")) {
                std::filesystem::copy_file(file.toStdString(), source / "tokenizer.model");
            } else {
                std::filesystem::copy(file.toStdString(), source);
            }
        }
        std::filesystem::copy(source, out);
        const auto notes = exporting::completeTokenizer(out);
        QVERIFY2(bool(notes), notes ? "" : toString(notes.error()).c_str());
        compareTransformers(source.string().c_str(), out.string().c_str(), node, model == "unigram");
    }

    void transformersGivesTheSameIds_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::newRow("trained here") << "";
        for (const char* name : {"gpt2", "gpt2-neox-pythia", "phi-3-mini", "llama2-hf", "llama2-hf-new-format"}) {
            QTest::newRow(name) << QStringLiteral("tokenizers/") + name;
        }
    }

    void transformersGivesTheSameIds()
    {
        QFETCH(QString, folder);
        const QString node = nodeFolder();
        if (node.isEmpty()) {
            QSKIP("node, npm or the npm packages are not there");
        }
        QString path = m_folder.filePath("trained");
        if (folder.isEmpty()) {
            BpeTrainerOptions options;
            options.vocabularySize = 400;
            options.specialTokens = {"<|user|>"};
            options.beginOfSequence = "<s>";
            options.endOfSequence = "</s>";
            options.addBeginOfSequence = true;
            QDir().mkpath(path);
            QVERIFY(bool(trainBpeTokenizer(trainingText(), options, path.toStdString())));
        } else {
            path = sharedData(folder);
            if (path.isEmpty()) {
                QSKIP("the optional reference data is not there");
            }
        }
        compareTransformers(path, path, node);
    }
};

QTEST_GUILESS_MAIN(TokenizersTest)
#include "tokenizers_test.moc"
