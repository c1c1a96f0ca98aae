#include <filesystem>
#include <limits>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/engine/chat_session.h"
#include "core/text/demo/demo_folder.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::engine;
using Messages = nlohmann::ordered_json;

namespace {

constexpr const char* kQuestion = "What sound does a dog make?";
constexpr const char* kAnswer = "A dog barks.";

GenerationOptions greedy()
{
    GenerationOptions options;
    options.sampling.temperature = 0.0;
    return options;
}

Messages said(const std::string& text)
{
    return Messages::array({{{"role", "user"}, {"content", text}}});
}

std::unique_ptr<ChatSession> openDemo(const ChatOptions& options = {})
{
    auto session = ChatSession::open(*text::demo::shippedModel(), options);
    return session ? session.take() : nullptr;
}

/// What one answer gave.
struct Answer
{
    std::string text;
    std::size_t pieces = 0;
    GenerationFigures figures;
    std::string error; ///< code
};

Answer answerOf(ChatSession& session, const Messages& messages, const GenerationOptions& options = greedy(),
                const CancelToken& cancel = {}, std::size_t cancelAfter = 0)
{
    Answer answer;
    const auto figures = session.answer(messages, options, cancel, [&](const GeneratedPiece& piece) {
        answer.text += piece.text;
        if (++answer.pieces == cancelAfter) {
            cancel.request();
        }
    });
    answer.figures = figures ? *figures : GenerationFigures();
    answer.error = figures ? std::string() : figures.error().code;
    return answer;
}

} // namespace

class ChatSessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAnswerEndsByItself()
    {
        const auto session = openDemo();
        QVERIFY(session != nullptr);
        QVERIFY(session->hasTemplate());
        QCOMPARE(session->contextTokens(), std::size_t(512));
        const Answer answer = answerOf(*session, said(kQuestion));
        QCOMPARE(answer.text, std::string(kAnswer));
        QCOMPARE(answer.figures.stop, StopReason::EndOfSequence);
        QCOMPARE(answer.figures.generatedTokens, answer.pieces);
        QCOMPARE(answer.figures.reusedTokens, std::size_t(0));
        // the token that ends the answer is not run
        QCOMPARE(session->usedTokens(), answer.figures.promptTokens + answer.figures.generatedTokens - 1);
        QVERIFY(answer.figures.prefillTokensPerSecond() > 0.0);
        QVERIFY(answer.figures.decodeTokensPerSecond() > 0.0);
    }

    void theCommonStartIsNotRunAgain()
    {
        const auto session = openDemo();
        Messages messages = said(kQuestion);
        const Answer first = answerOf(*session, messages);
        const std::size_t used = session->usedTokens();
        messages.push_back({{"role", "assistant"}, {"content", first.text}});
        messages.push_back({{"role", "user"}, {"content", "What is 2 plus 3?"}});
        const Answer second = answerOf(*session, messages);
        QCOMPARE(second.figures.reusedTokens, used);
        const auto fresh = openDemo();
        QCOMPARE(second.text, answerOf(*fresh, messages).text);

        const Answer again = answerOf(*session, messages); // all is known: its last token runs all the same
        QCOMPARE(again.figures.reusedTokens, again.figures.promptTokens - 1);
        QCOMPARE(again.text, second.text);
        const Answer other = answerOf(*session, said("What is the capital of France?"));
        QVERIFY(other.figures.reusedTokens < 6);
        QCOMPARE(other.text, std::string("The capital of France is Paris."));
    }

    void everyKindOfCacheGivesTheAnswer()
    {
        for (const KvType type : {KvType::Float32, KvType::Float16, KvType::Int8}) {
            ChatOptions options;
            options.kv = type;
            options.threads = 1;
            const auto session = openDemo(options);
            QCOMPARE(session->threads(), 1);
            QCOMPARE(answerOf(*session, said(kQuestion)).text, std::string(kAnswer));
        }
    }

    void cancelTakesEffectAtTheNextToken()
    {
        const auto session = openDemo();
        const Answer atOnce = answerOf(*session, said(kQuestion), greedy(), {}, 1);
        QCOMPARE(atOnce.figures.stop, StopReason::Cancelled);
        QCOMPARE(atOnce.figures.generatedTokens, std::size_t(1));
        QCOMPARE(atOnce.pieces, std::size_t(2)); // the last one flushes
        const CancelToken before;
        before.request();
        const Answer never = answerOf(*session, said("What is 2 plus 3?"), greedy(), before);
        QCOMPARE(never.figures.stop, StopReason::Cancelled);
        QCOMPARE(never.text, std::string());
        QCOMPARE(answerOf(*session, said(kQuestion)).text, std::string(kAnswer)); // the session is as good as before
    }

    void limitsAreKept()
    {
        const auto session = openDemo();
        GenerationOptions options = greedy();
        options.maxTokens = 2;
        const Answer two = answerOf(*session, said(kQuestion), options);
        QCOMPARE(two.figures.stop, StopReason::MaximumTokens);
        QCOMPARE(two.figures.generatedTokens, std::size_t(2));
        options.maxTokens = 0;
        const Answer none = answerOf(*session, said(kQuestion), options);
        QCOMPARE(none.figures.stop, StopReason::MaximumTokens);
        QCOMPARE(none.figures.generatedTokens, std::size_t(0));
        QCOMPARE(none.text, std::string());
        options = greedy();
        options.stop = {" bar"};
        const Answer stopped = answerOf(*session, said(kQuestion), options);
        QCOMPARE(stopped.figures.stop, StopReason::StopText);
        QCOMPARE(stopped.text, std::string("A dog"));
    }

    void theContextIsFilledToItsLastToken()
    {
        ChatOptions small;
        small.contextTokens = 24;
        const auto session = openDemo(small);
        QCOMPARE(session->contextTokens(), std::size_t(24));
        GenerationOptions options = greedy();
        options.ignoreEndOfSequence = true;
        const Answer answer = answerOf(*session, said("Hello"), options);
        QCOMPARE(answer.figures.stop, StopReason::ContextFull);
        QCOMPARE(answer.figures.promptTokens + answer.figures.generatedTokens, std::size_t(24));
        const std::string longText(200, 'x');
        QCOMPARE(answerOf(*session, said(longText)).error, std::string("engine.context"));
        const auto reason = checkPromptLength(24, 24);
        QVERIFY(!reason);
        QVERIFY(reason.error().message.find("24 tokens leaves") != std::string::npos);
        QVERIFY(bool(checkPromptLength(23, 24)));
        QCOMPARE(checkPromptLength(0, 24).error().code, std::string("prompt.empty"));
    }

    void bareTextIsContinued()
    {
        const auto session = openDemo();
        GenerationOptions options = greedy();
        options.maxTokens = 6;
        std::string text;
        const auto figures =
            session->complete("Once upon", options, {}, [&](const GeneratedPiece& piece) { text += piece.text; });
        QVERIFY(bool(figures));
        QVERIFY2(text.starts_with(" a time"), text.c_str());
        const auto empty = session->complete("", options, {}, [](const GeneratedPiece&) {});
        QCOMPARE(empty.error().code, std::string("prompt.empty"));
    }

    void missingPartsAreNamed()
    {
        QTemporaryDir temporary;
        const std::filesystem::path folder = temporary.path().toStdString();
        QCOMPARE(ChatSession::open(folder / "none", {}).error().code, std::string("model.open"));
        tests::writeModel(folder / "tiny", tests::tinyConfig(), tests::tinyTensors());
        QCOMPARE(ChatSession::open(folder / "tiny", {}).error().code, std::string("tokenizer.missing"));
        // a tokenizer of more tokens than the model has
        std::filesystem::copy_file(*text::demo::shippedModel() / "tokenizer.json", folder / "tiny" / "tokenizer.json");
        const auto session = ChatSession::open(folder / "tiny", {});
        QVERIFY(bool(session));
        QVERIFY(!(*session)->hasTemplate());
        QCOMPARE(answerOf(**session, said("fox")).error, std::string("engine.token"));
    }

    void everyEndOfAnAnswerIsFound()
    {
        QTemporaryDir temporary;
        const std::filesystem::path folder = temporary.path().toStdString();
        for (const auto& file : std::filesystem::directory_iterator(*text::demo::shippedModel())) {
            std::filesystem::copy_file(file.path(), folder / file.path().filename());
        }
        const auto ends = [&](const std::string& generationConfig) {
            if (!generationConfig.empty() &&
                !writeFileAtomically(folder / "generation_config.json", generationConfig)) {
                return std::vector<text::TokenId>();
            }
            const auto checkpoint = model::Checkpoint::open(folder);
            const auto tokenizer = text::Tokenizer::load(folder);
            return endOfAnswerIds(*checkpoint, **tokenizer);
        };
        using Ids = std::vector<text::TokenId>;
        QCOMPARE(ends(""), Ids({2, 0})); // config.json has both
        QCOMPARE(ends(R"({"eos_token_id": 77})"), Ids({2, 0, 77}));
        QCOMPARE(ends(R"({"eos_token_id": [0, 78, -1, 79.5, "x", 99999999999]})"), Ids({2, 0, 78}));
        QCOMPARE(ends("broken"), Ids({2, 0}));
        auto config = nlohmann::json::parse(*readTextFile(folder / "config.json"));
        config.erase("eos_token_id");
        QVERIFY(bool(writeFileAtomically(folder / "config.json", config.dump())));
        QCOMPARE(ends("{}"), Ids({2, 0})); // the tokenizer's own, and <|endoftext|> by its name
    }

    void modelsWithoutNumbersGiveNoAnswer()
    {
        QTemporaryDir folder;
        const std::filesystem::path model = folder.path().toStdString();
        auto tensors = tests::tinyTensors();
        tensors.at("model.norm.weight").floats.assign(8, std::numeric_limits<float>::quiet_NaN());
        tests::writeModel(model, tests::tinyConfig(), tensors);
        QVERIFY(bool(writeFileAtomically(model / "tokenizer.json", tests::letterTokenizer().dump())));
        auto session = ChatSession::open(model, {});
        QVERIFY2(bool(session), session ? "" : toString(session.error()).c_str());
        std::size_t pieces = 0;
        const auto answer = (*session)->complete("abc", greedy(), {}, [&](const GeneratedPiece&) { ++pieces; });
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, std::string("engine.nan"));
        QCOMPARE(pieces, std::size_t(0));
    }

    void someNumbersAreEnough()
    {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(bool(requireNumbers(std::vector<float>{nan, 1.0F, nan})));
        QVERIFY(!requireNumbers(std::vector<float>{nan, nan}));
    }

    void ratesAreOfWhatRan()
    {
        GenerationFigures figures;
        QCOMPARE(figures.prefillTokensPerSecond(), 0.0);
        QCOMPARE(figures.decodeTokensPerSecond(), 0.0);
        figures.promptTokens = 30;
        figures.reusedTokens = 10;
        figures.prefillSeconds = 4.0;
        figures.generatedTokens = 9;
        figures.decodeSeconds = 2.0;
        QCOMPARE(figures.prefillTokensPerSecond(), 5.0);
        QCOMPARE(figures.decodeTokensPerSecond(), 4.0);
        figures.generatedTokens = 1;
        QCOMPARE(figures.decodeTokensPerSecond(), 0.0);
    }
};

QTEST_GUILESS_MAIN(ChatSessionTest)
#include "chat_session_test.moc"
