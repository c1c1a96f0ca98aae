#include <algorithm>
#include <filesystem>
#include <set>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_json_writer.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::text;
using namespace espalier::tests;
namespace fs = std::filesystem;

/// tokenizer.json made of tokenizer.model: both cut text alike.
class TokenizerJsonWriterTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_root;
    int m_count = 0;

    fs::path newFolder()
    {
        const fs::path folder = m_root.filePath(QString::number(++m_count)).toStdString();
        fs::create_directories(folder);
        return folder;
    }

    /// A folder with the file alone, and beside it one with what is made of it.
    static ConvertedTokenizer convert(const fs::path& folder, const fs::path& out)
    {
        auto converted = fs::is_directory(folder) ? convertTokenizer(folder) : convertGgufVocabulary(folder);
        if (!converted || !*converted) {
            throw std::runtime_error(converted ? "nothing was converted" : toString(converted.error()));
        }
        for (const auto& [name, object] : {std::pair{"tokenizer.json", &(*converted)->tokenizer},
                                           std::pair{"tokenizer_config.json", &(*converted)->config}}) {
            if (!writeFileAtomically(out / name, object->dump())) {
                throw std::runtime_error("the tokenizer cannot be written");
            }
        }
        return std::move(**converted);
    }

    static std::vector<std::string> texts()
    {
        std::vector<std::string> all = {"",
                                        " ",
                                        "Hello world",
                                        "  Hello   world, it's I'M we'll ",
                                        "日本語テキスト 😀 \t tabs\n\n\nlines\r\n",
                                        "def f(x):    return x**2  # 3.14 1,000",
                                        "<s>hi</s> <unk>x<0x0A> [INST] y [/INST]</s>",
                                        "▁a ▁▁ ▁",
                                        "مرحبا بالعالم हिन्दी ไทย 한국어"};
        for (const char* file : {"text/tinystories/second_half.txt", "text/mixed/eval.txt", "text/human-eval/eval.txt",
                                 "text/wikitext-2-raw/wiki.test.raw"}) {
            const QString path = sharedData(file);
            if (const auto text = readTextFile(path.toStdString()); !path.isEmpty() && text) {
                for (std::size_t begin = 0; begin < std::min<std::size_t>(text->size(), 60'000); begin += 3'000) {
                    all.push_back(text->substr(begin, text->find(' ', begin + 3'000) - begin));
                }
            }
        }
        return all;
    }

private Q_SLOTS:
    void ggufVocabulariesCutTextAlike_data()
    {
        QTest::addColumn<QString>("file");
        for (const char* name : {"llama-spm", "phi-3", "gpt-2", "deepseek-llm", "starcoder"}) {
            QTest::newRow(name) << QStringLiteral("vocab-gguf/ggml-vocab-%1.gguf").arg(QLatin1String(name));
        }
    }
    void ggufVocabulariesCutTextAlike()
    {
        QFETCH(const QString, file);
        const QString path = sharedData(file);
        if (path.isEmpty()) {
            QSKIP("the optional reference data is not there");
        }
        const fs::path out = newFolder();
        (void)convert(path.toStdString(), out);
        const auto ours = Tokenizer::load(path.toStdString());
        const auto made = Tokenizer::load(out);
        QVERIFY2(ours && made, made ? "" : toString(made.error()).c_str());
        QCOMPARE((*made)->beginOfSequence(), (*ours)->beginOfSequence());
        QCOMPARE((*made)->endOfSequence(), (*ours)->endOfSequence());
        QCOMPARE((*made)->addsBeginOfSequence(), (*ours)->addsBeginOfSequence());
        for (const std::string& text : texts()) {
            const auto ids = (*ours)->encode(text);
            const auto found = (*made)->encode(text);
            QVERIFY2(found == ids,
                     (text.substr(0, 200) + "\n" + nlohmann::json(found).dump() + "\n" + nlohmann::json(ids).dump())
                         .c_str());
            if (text.find("<unk>") == std::string::npos && !text.starts_with("▁")) {
                QCOMPARE((*made)->decode(ids, true), (*ours)->decode(ids, true));
            }
        }
    }

    /// They are text like any other: Gemma's vocabulary holds line breaks so.
    void userDefinedTokensOfGgufAreText()
    {
        const QString path = sharedData("vocab-gguf/ggml-vocab-phi-3.gguf");
        if (path.isEmpty()) {
            QSKIP("the optional reference data is not there");
        }
        const auto tokenizer = Tokenizer::load(path.toStdString()).take();
        const TokenId token = *tokenizer->idOf("</s>"); // of type 4 there
        QCOMPARE(tokenizer->bytesOf(token), std::string("</s>"));
        const std::vector<TokenId> ids = {token};
        QCOMPARE(tokenizer->decode(ids), std::string("</s>"));
    }

    void vocabulariesWithMergesCutTextAlike_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("prefix"); // of the two files' names
        QTest::newRow("gpt2") << "tokenizers/gpt2"
                              << "gpt2_";
        QTest::newRow("opt") << "tokenizers/opt"
                             << "gpt2-";
        QTest::newRow("qwen2.5") << "tokenizers/qwen2.5"
                                 << "";
    }
    void vocabulariesWithMergesCutTextAlike()
    {
        QFETCH(const QString, folder);
        QFETCH(const QString, prefix);
        const QString path = sharedData(folder);
        if (path.isEmpty()) {
            QSKIP("the optional reference data is not there");
        }
        const fs::path source = newFolder();
        for (const char* name : {"vocab.json", "merges.txt"}) {
            fs::copy_file((path + '/' + prefix + name).toStdString(), source / name);
        }
        for (const char* name : {"tokenizer_config.json", "added_tokens.json", "special_tokens_map.json"}) {
            if (const fs::path file = fs::path(path.toStdString()) / name; prefix.isEmpty() && fs::exists(file)) {
                fs::copy_file(file, source / name);
            }
        }
        const fs::path out = newFolder();
        (void)convert(source, out);
        const auto ours = Tokenizer::load(source);
        const auto made = Tokenizer::load(out);
        QVERIFY2(ours && made, made ? "" : toString(made.error()).c_str());
        QCOMPARE((*made)->vocabularySize(), (*ours)->vocabularySize());
        for (const std::string& text : texts()) {
            QVERIFY2((*made)->encode(text) == (*ours)->encode(text), text.substr(0, 200).c_str());
        }
    }

    void bothCutTextAlike_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("legacy");
        for (const char* file :
             {"tokenizers/llama2/tokenizer.model", "tokenizers/chatglm3/tokenizer.model",
              "tokenizers/mistral/tokenizer.model.v1", "models/mixed-6m/tokenizer.model",
              "models/stories260K/tokenizer.model", "tokenizers/mistral/mistral_instruct_tokenizer_240323.model.v3"}) {
            QTest::newRow(file) << file << true;
        }
        QTest::newRow("legacy: false") << "models/mixed-6m/tokenizer.model" << false;
    }
    void bothCutTextAlike()
    {
        QFETCH(const QString, file);
        QFETCH(const bool, legacy);
        const QString path = sharedData(file);
        if (path.isEmpty()) {
            QSKIP("the optional reference data is not there");
        }
        const fs::path source = newFolder();
        fs::copy_file(path.toStdString(), source / "tokenizer.model");
        if (!legacy) {
            QVERIFY(bool(writeFileAtomically(source / "tokenizer_config.json", R"({"legacy": false})")));
        }
        const fs::path out = newFolder();
        QCOMPARE(convert(source, out).leadingSpaces, legacy);
        const auto ours = Tokenizer::load(source);
        const auto made = Tokenizer::load(out);
        QVERIFY2(ours && made, made ? "" : toString(made.error()).c_str());
        QCOMPARE((*made)->beginOfSequence(), (*ours)->beginOfSequence());
        QCOMPARE((*made)->endOfSequence(), (*ours)->endOfSequence());
        QCOMPARE((*made)->vocabularySize(), (*ours)->vocabularySize());
        for (const std::string& text : texts()) {
            if (!legacy && (text.starts_with(' ') || text.starts_with("▁"))) {
                continue;
            }
            const auto ids = (*ours)->encode(text);
            const auto found = (*made)->encode(text);
            QVERIFY2(found == ids,
                     (text.substr(0, 200) + "\n" + nlohmann::json(found).dump() + "\n" + nlohmann::json(ids).dump())
                         .c_str());
            // SentencePiece writes a sign of its own for <unk>, and may drop several escaped spaces at the start.
            if (text.find("<unk>") == std::string::npos && !text.starts_with("▁")) {
                QCOMPARE((*made)->decode(ids, true), (*ours)->decode(ids, true));
            }
        }
    }

    /// The published conversion of the same vocabulary, by Hugging Face's own converter.
    void mergesAreThePublishedOnes()
    {
        const QString model = sharedData("tokenizers/llama2/tokenizer.model");
        const QString published = sharedData("tokenizers/llama2-hf/tokenizer.json");
        if (model.isEmpty() || published.isEmpty()) {
            QSKIP("the optional reference data is not there");
        }
        const fs::path source = newFolder();
        fs::copy_file(model.toStdString(), source / "tokenizer.model");
        const ConvertedTokenizer converted = convert(source, newFolder());
        const auto theirs = nlohmann::json::parse(*readTextFile(published.toStdString()));
        const auto& vocabulary = theirs["model"]["vocab"];
        int different = 0; // that converter turned U+00A0, which four pieces hold, into other spaces
        for (const auto& [piece, id] : converted.tokenizer["model"]["vocab"].items()) {
            different += vocabulary.contains(piece) && vocabulary[piece] == id ? 0 : 1;
        }
        QCOMPARE(different, 4);
        QVERIFY(converted.tokenizer["normalizer"] == theirs["normalizer"]);
        QVERIFY(converted.tokenizer["decoder"] == theirs["decoder"]);
        const auto& merges = converted.tokenizer["model"]["merges"];
        std::set<std::string> own(merges.begin(), merges.end());
        const auto& other = theirs["model"]["merges"];
        const std::set<std::string> expected(other.begin(), other.end());
        std::vector<std::string> others;
        std::ranges::set_symmetric_difference(own, expected, std::back_inserter(others));
        std::erase_if(others, [](const std::string& merge) { // those four
            return merge.find("\xC2\xA0") != std::string::npos || std::ranges::count(merge, ' ') != 1;
        });
        QVERIFY2(others.empty(), nlohmann::json(others).dump().substr(0, 500).c_str());
    }

    void othersStayAsTheyAre()
    {
        const fs::path folder = newFolder();
        auto converted = convertTokenizer(folder);
        QVERIFY(converted && !*converted); // no tokenizer
        QVERIFY(bool(writeFileAtomically(folder / "tokenizer.model", "IQ== 0\nIg== 1\n")));
        converted = convertTokenizer(folder);
        QVERIFY(converted && !*converted); // tiktoken's
        QVERIFY(bool(writeFileAtomically(folder / "tokenizer.json", "{}")));
        converted = convertTokenizer(folder);
        QVERIFY(converted && !*converted);
    }
};

QTEST_GUILESS_MAIN(TokenizerJsonWriterTest)
#include "tokenizer_json_writer_test.moc"
