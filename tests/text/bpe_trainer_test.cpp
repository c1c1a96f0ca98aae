#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/text/bpe_trainer.h"
#include "core/text/tokenizer.h"

using namespace espalier;
using namespace espalier::text;

class BpeTrainerTest : public QObject
{
    Q_OBJECT

    static BpeTrainerOptions options(std::size_t vocabularySize)
    {
        BpeTrainerOptions result;
        result.vocabularySize = vocabularySize;
        result.specialTokens = {"<|user|>"};
        result.beginOfSequence = "<s>";
        result.endOfSequence = "</s>";
        result.chatTemplate = "{{ messages }}";
        result.addBeginOfSequence = true;
        return result;
    }

private Q_SLOTS:
    void theMostFrequentPairsMergeFirst()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        // " ab" 3 times, " abc" 2 times: a+b occurs 5 times; then space+ab 5 times; then that+c twice; no pair is left
        QVERIFY(bool(trainBpeTokenizer(" ab ab ab abc abc", options(400), path)));
        auto tokenizer = Tokenizer::load(path);
        QVERIFY2(bool(tokenizer), tokenizer ? "" : toString(tokenizer.error()).c_str());
        const Tokenizer& t = **tokenizer;
        QCOMPARE(t.vocabularySize(), std::int64_t(3 + 256 + 3));
        // equal counts: (space, a) has smaller ids than (a, b), as byte 32 < byte 97
        QCOMPARE(t.piece(259), std::string("\xC4\xA0"
                                           "a"));
        QCOMPARE(t.piece(260), std::string("\xC4\xA0"
                                           "ab"));
        QCOMPARE(t.piece(261), std::string("\xC4\xA0"
                                           "abc"));
        QCOMPARE(t.idOf("<|user|>"), std::optional<TokenId>(0));
        QCOMPARE(t.encode(" abc<|user|>"), (std::vector<TokenId>{1, 261, 0}));
        QCOMPARE(t.encode(" abc", {false, true}), std::vector<TokenId>{261});
        QVERIFY(t.encode("<|user|>", {false, false}) != std::vector<TokenId>{0});
        QCOMPARE(t.beginOfSequence(), std::optional<TokenId>(1));
        QCOMPARE(t.endOfSequence(), std::optional<TokenId>(2));
        QVERIFY(t.addsBeginOfSequence());
        QCOMPARE(t.bytesOf(261), std::string(" abc"));
    }

    void textComesBackAndTrainingIsRepeatable()
    {
        const QTemporaryDir first;
        const QTemporaryDir second;
        std::string text;
        for (int i = 0; i < 50; ++i) {
            text += "The cat sat on mat " + std::to_string(i * 7919) + ". Größe \xF0\x9F\x98\x80\n";
        }
        QVERIFY(bool(trainBpeTokenizer(text, options(320), first.path().toStdString())));
        QVERIFY(bool(trainBpeTokenizer(text, options(320), second.path().toStdString())));
        QCOMPARE(*readTextFile(first.filePath("tokenizer.json").toStdString()),
                 *readTextFile(second.filePath("tokenizer.json").toStdString()));
        auto tokenizer = Tokenizer::load(first.path().toStdString());
        QVERIFY(bool(tokenizer));
        QCOMPARE((*tokenizer)->vocabularySize(), std::int64_t(320));
        const std::string other = "unseen \t\n\n  \xE6\x97\xA5 text\r\n";
        QCOMPARE((*tokenizer)->decode((*tokenizer)->encode(other)), other);
        QVERIFY((*tokenizer)->encode(text).size() < text.size() / 2);
    }

    void aTooSmallVocabularyIsAnError()
    {
        const auto trained = trainBpeTokenizer("text", options(258), "/nonexistent");
        QCOMPARE(trained.error().code, std::string("tokenizer.train"));
        QCOMPARE(trainBpeTokenizer("text", options(300), "/nonexistent").error().code, std::string("file.write"));
    }
};

QTEST_GUILESS_MAIN(BpeTrainerTest)
#include "bpe_trainer_test.moc"
