#include <cmath>
#include <limits>
#include <random>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/resources.h"
#include "core/engine/generation.h"
#include "core/text/utf8.h"
#include "tests/support/shared_data.h"

using namespace espalier;
using namespace espalier::engine;
using text::TokenId;

namespace {

using Ids = std::vector<TokenId>;
using Strings = std::vector<std::string>;

/// Pieces of bytes as they are; an empty one is a special token.
class PiecesTokenizer : public text::Tokenizer
{
public:
    explicit PiecesTokenizer(Strings pieces) : m_pieces(std::move(pieces)) {}

    std::vector<TokenId> encode(std::string_view, const text::EncodeOptions&) const override { return {}; }
    std::string decode(std::span<const TokenId> ids, bool) const override
    {
        std::string out;
        for (const TokenId id : ids) {
            out += bytesOf(id);
        }
        return text::toValidUtf8(out);
    }
    std::string piece(TokenId id) const override { return m_pieces.at(static_cast<std::size_t>(id)); }
    std::string bytesOf(TokenId id) const override { return piece(id); }
    std::optional<TokenId> idOf(std::string_view) const override { return {}; }
    std::int64_t vocabularySize() const override { return static_cast<std::int64_t>(m_pieces.size()); }
    std::optional<TokenId> beginOfSequence() const override { return {}; }
    std::optional<TokenId> endOfSequence() const override { return {}; }
    bool addsBeginOfSequence() const override { return false; }

private:
    Strings m_pieces;
};

/// What came out of an answer whose tokens were forced by the logits.
struct Answer
{
    Strings pieces;
    std::string text;
    std::optional<StopReason> stop;
    std::size_t tokens = 0;
    bool halfCharacter = false; ///< in some piece
};

Answer answerOf(const text::Tokenizer& tokenizer, const Ids& ids, const GenerationOptions& options = {},
                const Ids& endIds = {}, const Ids& prompt = {}, std::size_t room = 1000)
{
    Generation generation(tokenizer, endIds, prompt, options);
    Answer answer;
    const auto take = [&](const GeneratedPiece& piece) {
        answer.pieces.push_back(piece.text);
        answer.text += piece.text;
        answer.stop = piece.stop;
        answer.halfCharacter = answer.halfCharacter || !text::isValidUtf8(piece.text);
    };
    for (const TokenId id : ids) {
        if (answer.stop) {
            break;
        }
        std::vector<float> logits(static_cast<std::size_t>(tokenizer.vocabularySize()),
                                  -std::numeric_limits<float>::infinity());
        logits[static_cast<std::size_t>(id)] = 0.0F;
        take(generation.next(logits, room--));
    }
    if (!answer.stop) {
        take(generation.finish(StopReason::Cancelled));
    }
    answer.tokens = generation.generatedTokens();
    if (generation.text() != answer.text) {
        throw std::logic_error("text() is not what was given out");
    }
    return answer;
}

/// Each piece a token of its own, in order.
Answer answerOf(const Strings& pieces, const Strings& stop = {})
{
    Ids ids;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        ids.push_back(static_cast<TokenId>(i));
    }
    GenerationOptions options;
    options.stop = stop;
    return answerOf(PiecesTokenizer(pieces), ids, options);
}

/// The text up to the stop text that is complete first, looking at every length of the text.
std::string untilStop(const std::string& text, const Strings& stops)
{
    for (std::size_t length = 1; length <= text.size(); ++length) {
        const std::string_view start(text.data(), length);
        std::size_t longest = 0;
        for (const std::string& stop : stops) {
            longest = !stop.empty() && start.ends_with(stop) ? std::max(longest, stop.size()) : longest;
        }
        if (longest > 0) {
            return text.substr(0, length - longest);
        }
    }
    return text;
}

/// A folder with a tokenizer.json of Llama's kind: a space is put before a text and taken away by the decoder.
void writeLlamaTokenizer(const std::filesystem::path& folder)
{
    using nlohmann::json;
    const std::string space = "\xE2\x96\x81";
    json vocabulary = json::object();
    int id = 0;
    for (const std::string& piece : Strings{"<s>", "</s>", "<unk>", space, space + "a", "b", "<0xC3>", "<0xA9>"}) {
        vocabulary[piece] = id++;
    }
    const auto special = [](int number, const char* content) {
        return json{{"id", number},    {"content", content},  {"single_word", false}, {"lstrip", false},
                    {"rstrip", false}, {"normalized", false}, {"special", true}};
    };
    const json decoder = {{"type", "Sequence"},
                          {"decoders",
                           {{{"type", "Replace"}, {"pattern", {{"String", space}}}, {"content", " "}},
                            {{"type", "ByteFallback"}},
                            {{"type", "Fuse"}},
                            {{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}}}}};
    const json tokenizer = {{"version", "1.0"},
                            {"added_tokens", {special(0, "<s>"), special(1, "</s>"), special(2, "<unk>")}},
                            {"normalizer", nullptr},
                            {"pre_tokenizer", nullptr},
                            {"post_processor", nullptr},
                            {"decoder", decoder},
                            {"model",
                             {{"type", "BPE"},
                              {"vocab", vocabulary},
                              {"merges", json::array()},
                              {"byte_fallback", true},
                              {"unk_token", "<unk>"}}}};
    if (!writeFileAtomically(folder / "tokenizer.json", tokenizer.dump())) {
        throw std::runtime_error("cannot write");
    }
}

} // namespace

class GenerationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textComesAsTokensCome()
    {
        const Answer answer = answerOf({"Once", " upon", " a", " time"});
        QCOMPARE(answer.pieces, Strings({"Once", " upon", " a", " time", ""}));
        QCOMPARE(answer.tokens, std::size_t(4));
    }

    void charactersAreNeverSplit()
    {
        // U+1F600 in one, two, three and four tokens; U+00E9 across two
        const Strings splits[] = {{"x\xF0\x9F\x98\x80y"},
                                  {"x\xF0", "\x9F\x98\x80y"},
                                  {"x\xF0\x9F", "\x98", "\x80y"},
                                  {"x", "\xF0", "\x9F", "\x98", "\x80", "y"}};
        for (const Strings& pieces : splits) {
            const Answer answer = answerOf(pieces);
            QCOMPARE(answer.text, std::string("x\xF0\x9F\x98\x80y"));
            QVERIFY(!answer.halfCharacter);
        }
        QCOMPARE(answerOf({"caf\xC3", "\xA9 "}).pieces, Strings({"caf", "\xC3\xA9 ", ""}));
    }

    void malformedBytesAreReplacedOnceTheyCannotBecomeACharacter()
    {
        const std::string bad(text::kReplacementCharacter);
        QCOMPARE(answerOf({"a\xFF", "b"}).pieces, Strings({"a" + bad, "b", ""}));
        QCOMPARE(answerOf({"a\xE2", "\x82", "b"}).pieces, Strings({"a", "", bad + "b", ""}));
        QCOMPARE(answerOf({"\xE2\x82", "\xF0", "\x9F"}).pieces, Strings({"", bad, "", bad}));
        QCOMPARE(answerOf({"\xE0", "\x80"}).pieces, Strings({"", bad + bad, ""})); // overlong: not a beginning
        QCOMPARE(answerOf({"\xED", "\xA0"}).pieces, Strings({"", bad + bad, ""})); // a surrogate
        QCOMPARE(answerOf({"\xF4", "\x90"}).pieces, Strings({"", bad + bad, ""})); // beyond U+10FFFF
        QCOMPARE(answerOf({"\x80"}).pieces, Strings({bad, ""}));
        QCOMPARE(answerOf({"\xC3"}).pieces, Strings({"", bad}));
        QCOMPARE(answerOf({"\xC0", "x"}).pieces, Strings({bad, "x", ""}));
    }

    void anyBytesGiveTheValidText()
    {
        std::mt19937 random(1);
        const std::string alphabet("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xFF\xE0\xED", 13);
        for (int round = 0; round < 3000; ++round) {
            Strings pieces(1 + random() % 6);
            std::string bytes;
            for (std::string& piece : pieces) {
                for (unsigned i = 1 + random() % 4; i > 0; --i) {
                    piece.push_back(alphabet[random() % alphabet.size()]);
                }
                bytes += piece;
            }
            const Answer answer = answerOf(pieces);
            QVERIFY(!answer.halfCharacter);
            QCOMPARE(answer.text, text::toValidUtf8(bytes));
        }
    }

    void stopTextsEndTheAnswerBeforeThem()
    {
        struct Case
        {
            Strings pieces, stop, shown;
        };
        const Case cases[] = {
            {{"ab", "STOP", "cd"}, {"STOP"}, {"ab", ""}},
            {{"abS", "TO", "Pcd", "e"}, {"STOP"}, {"ab", "", ""}},
            {{"abS", "TO", "Xcd", "e"}, {"STOP"}, {"ab", "", "STOXcd", "e", ""}}, // it was none
            {{"STOP"}, {"STOP"}, {""}},
            {{"S", "T", "O", "P"}, {"STOP"}, {"", "", "", ""}},
            {{"aS", "TO"}, {"STOP"}, {"a", "", "STO"}}, // flushed at the end
            {{"aaa", "ab"}, {"aab"}, {"a", "a"}},       // a start of it within itself
            {{"a", "b", "a", "b", "c"}, {"abc"}, {"", "", "ab", "", ""}},
            {{"xabcd"}, {"bcd", "abcd", "cd"}, {"x"}}, // the longest of those that end together
            {{"abcd"}, {"abcd", "bc"}, {"a"}},         // the one that is complete first
            {{"ab", "cd"}, {"abcd", "bc"}, {"", "a"}}, // whatever the tokens
            {{"ab", "\n\nU"}, {"\n\nUser:", "\n\n"}, {"ab", ""}},
            {{"caf\xC3", "\xA9!"}, {"\xC3\xA9!"}, {"caf", ""}},
            {{"x", "\xC3", "\xA9"}, {"x\xC3\xA9"}, {"", "", ""}},
            {{"ab"}, {""}, {"ab", ""}}, // an empty one is none
            {{"ab"}, {}, {"ab", ""}},
        };
        for (const Case& c : cases) {
            const Answer answer = answerOf(c.pieces, c.stop);
            QCOMPARE(answer.pieces, c.shown);
            const bool complete = answer.pieces.size() <= c.pieces.size();
            QCOMPARE(*answer.stop, complete ? StopReason::StopText : StopReason::Cancelled);
        }
    }

    void stopTextsDoNotDependOnTokenBorders()
    {
        std::mt19937 random(7);
        const Strings letters = {"a", "b", "\xC3\xA9", "\xF0\x9F\x98\x80"};
        const auto word = [&](unsigned length) {
            std::string text;
            for (; length > 0; --length) {
                text += letters[random() % letters.size()];
            }
            return text;
        };
        int stopped = 0;
        for (int round = 0; round < 5000; ++round) {
            const std::string text = word(1 + random() % 12);
            Strings stops;
            for (unsigned i = random() % 3; i > 0; --i) {
                stops.push_back(word(1 + random() % 4));
            }
            Strings pieces;
            for (std::size_t at = 0; at < text.size(); at += pieces.back().size()) {
                pieces.push_back(text.substr(at, 1 + random() % 5));
            }
            const Answer answer = answerOf(pieces, stops);
            QCOMPARE(answer.text, untilStop(text, stops));
            QVERIFY(!answer.halfCharacter);
            stopped += *answer.stop == StopReason::StopText;
        }
        QVERIFY(stopped > 500 && stopped < 4500);
    }

    void answersEndForTheirReasons()
    {
        const PiecesTokenizer tokenizer({"", "a", "b"});
        GenerationOptions options;
        Answer answer = answerOf(tokenizer, {1, 2, 0, 1}, options, {0});
        QCOMPARE(*answer.stop, StopReason::EndOfSequence);
        QCOMPARE(answer.text, std::string("ab"));
        QCOMPARE(answer.tokens, std::size_t(3));

        options.ignoreEndOfSequence = true;
        answer = answerOf(tokenizer, {1, 2, 0, 1}, options, {0});
        QCOMPARE(*answer.stop, StopReason::Cancelled);
        QCOMPARE(answer.text, std::string("aba"));

        options.maxTokens = 2;
        answer = answerOf(tokenizer, {1, 2, 1}, options);
        QCOMPARE(*answer.stop, StopReason::MaximumTokens);
        QCOMPARE(answer.tokens, std::size_t(2));

        answer = answerOf(tokenizer, {1, 2, 1, 1, 1}, {}, {}, {}, 3);
        QCOMPARE(*answer.stop, StopReason::ContextFull);
        QCOMPARE(answer.text, std::string("aba"));

        options = {};
        options.maxTokens = 1; // the end of the answer is a better reason than that it was the last token anyway
        QCOMPARE(*answerOf(tokenizer, {0}, options, {0}, {}, 1).stop, StopReason::EndOfSequence);
        options.stop = {"a"};
        QCOMPARE(*answerOf(tokenizer, {1}, options, {}, {}, 1).stop, StopReason::StopText);
        QCOMPARE(*answerOf(tokenizer, {2}, options, {}, {}, 1).stop, StopReason::MaximumTokens);
    }

    void whatIsHeldBackComesOutAtTheEnd()
    {
        const PiecesTokenizer tokenizer({"", "xST", "\xC3"});
        GenerationOptions options;
        options.stop = {"STOP"};
        QCOMPARE(answerOf(tokenizer, {1, 0}, options, {0}).pieces, Strings({"x", "ST"}));
        options.maxTokens = 2;
        QCOMPARE(answerOf(tokenizer, {1, 2}, options).pieces,
                 Strings({"x", "ST" + std::string(text::kReplacementCharacter)}));
    }

    void reasonsHaveNames()
    {
        QCOMPARE(name(StopReason::EndOfSequence), "end");
        QCOMPARE(name(StopReason::StopText), "stop");
        QCOMPARE(name(StopReason::MaximumTokens), "length");
        QCOMPARE(name(StopReason::ContextFull), "context");
        QCOMPARE(name(StopReason::Cancelled), "cancelled");
    }

    void logProbabilitiesAreFromBeforeTheSampler()
    {
        const PiecesTokenizer tokenizer({"a", "b", "c"});
        GenerationOptions options;
        options.sampling.temperature = 0.0;
        options.sampling.logitBias = {{2, 100.0}};
        options.logProbabilities = 1;
        Generation generation(tokenizer, {}, {}, options);
        std::vector<float> logits = {std::log(0.2F), std::log(0.5F), std::log(0.3F)};
        const GeneratedPiece piece = generation.next(logits, 9);
        QCOMPARE(*piece.token, 2);
        QCOMPARE(piece.logProbabilities.size(), std::size_t(2));
        QCOMPARE(piece.logProbabilities[0].id, 2);
        QCOMPARE(piece.logProbabilities[1].id, 1);
        // floats near -1.2 and -0.7 are rounded by at most 6e-8, each logarithm once more
        QVERIFY(std::abs(piece.logProbabilities[0].logProbability - std::log(0.3)) < 3e-7);
        QVERIFY(std::abs(piece.logProbabilities[1].logProbability - std::log(0.5)) < 3e-7);
        options.logProbabilities.reset();
        Generation silent(tokenizer, {}, {}, options);
        QVERIFY(silent.next(logits, 9).logProbabilities.empty());
    }

    void thePromptCountsForTheRepetitionPenalty()
    {
        const PiecesTokenizer tokenizer({"a", "b"});
        GenerationOptions options;
        options.sampling.temperature = 0.0;
        options.sampling.repetitionPenalty = 4.0;
        std::vector<float> logits = {2.0F, 1.0F};
        Generation generation(tokenizer, {}, Ids{0}, options);
        QCOMPARE(*generation.next(logits, 9).token, 1);
    }

    void demoTokenizerStreamsWhatItDecodes()
    {
        const auto folder = resourcePath("demo/model");
        QVERIFY(bool(folder));
        const auto tokenizer = text::Tokenizer::load(*folder);
        QVERIFY(bool(tokenizer));
        const std::string text = " A na\xC3\xAFve fox \xF0\x9F\xA6\x8A\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80, "
                                 "\xE4\xBD\xA0\xE5\xA5\xBD.\n";
        const Ids ids = (*tokenizer)->encode(text);
        QVERIFY(ids.size() > 20); // the small vocabulary splits the emoji into bytes
        const Answer answer = answerOf(**tokenizer, ids);
        QVERIFY(!answer.halfCharacter);
        QCOMPARE(answer.text, text);
        const TokenId end = (*tokenizer)->endOfSequence().value();
        const TokenId begin = (*tokenizer)->idOf("<|im_start|>").value();
        QCOMPARE(answerOf(**tokenizer, {ids[0], begin, ids[1], end}, {}, {end}).text,
                 (*tokenizer)->decode(Ids{ids[0], ids[1]}));
    }

    void theSpaceBeforeATextIsTakenAwayAtItsStartAlone()
    {
        QTemporaryDir folder;
        writeLlamaTokenizer(folder.path().toStdString());
        const auto loaded = text::Tokenizer::load(folder.path().toStdString());
        QVERIFY2(bool(loaded), loaded ? "" : toString(loaded.error()).c_str());
        const text::Tokenizer& tokenizer = **loaded;
        const TokenId bos = 0, space = 3, a = 4, b = 5;
        QCOMPARE(answerOf(tokenizer, {a, a}, {}, {}, {bos}).pieces, Strings({"a", " a", ""}));
        QCOMPARE(answerOf(tokenizer, {a, a}, {}, {}, {}).pieces, Strings({"a", " a", ""}));
        QCOMPARE(answerOf(tokenizer, {a}, {}, {}, {bos, b}).pieces, Strings({" a", ""}));
        QCOMPARE(answerOf(tokenizer, {space, a}, {}, {}, {bos}).pieces, Strings({"", " a", ""}));
        QCOMPARE(answerOf(tokenizer, {bos, a}, {}, {}, {bos}).pieces, Strings({"", "a", ""}));
        QCOMPARE(answerOf(tokenizer, {b, a}, {}, {}, {bos}).pieces, Strings({"b", " a", ""}));
        QCOMPARE(answerOf(tokenizer, {6, 7, a}, {}, {}, {bos}).pieces, Strings({"", "\xC3\xA9", " a", ""}));
    }

    void sentencePieceStreamsWhatItDecodes()
    {
        const QString folder = tests::sharedData("models/stories260K");
        if (folder.isEmpty()) {
            QSKIP("The reference data is not there.");
        }
        const auto tokenizer = text::Tokenizer::load(folder.toStdString());
        QVERIFY(bool(tokenizer));
        const std::string text = "Once upon a time, a na\xC3\xAFve fox \xF0\x9F\xA6\x8A ran.\n\"Yes!\" she said.";
        const Ids ids = (*tokenizer)->encode(text, {false, false});
        const Ids prompt = {(*tokenizer)->beginOfSequence().value()};
        const Answer answer = answerOf(**tokenizer, ids, {}, {}, prompt);
        QVERIFY(!answer.halfCharacter);
        QVERIFY2(answer.text == text, answer.text.c_str());
        QCOMPARE(answerOf(**tokenizer, ids, {}, {}, {prompt[0], ids[0]}).text, " " + text); // a text goes on
    }
};

QTEST_GUILESS_MAIN(GenerationTest)
#include "generation_test.moc"
