#include <map>
#include <thread>

#include <QTest>

#include "core/serve/scheduler.h"
#include "tests/serve/byte_tokenizer.h"
#include "tests/serve/fake_backend.h"

using namespace espalier;
using namespace espalier::serve;
using namespace std::chrono_literals;
using namespace espalier::tests;

namespace {

constexpr std::size_t kCapacity = 64;
constexpr auto kLong = 20s; // far beyond what any of this takes

Job job(const std::string& prompt, std::int64_t tokens)
{
    Job result;
    result.prompt = ByteTokenizer().encode(prompt);
    result.options.maxTokens = tokens;
    result.options.sampling.temperature = 0;
    return result;
}

std::string expected(const std::string& prompt, std::size_t tokens)
{
    std::vector<text::TokenId> seen = ByteTokenizer().encode(prompt);
    std::string text;
    for (std::size_t i = 0; i < tokens; ++i) {
        seen.push_back(nextToken(seen, 'a'));
        text += static_cast<char>(seen.back());
    }
    return text;
}

/// One choice, to its end.
struct Outcome
{
    std::string text;
    AnswerEvent last;
};

Outcome await(AnswerChannel& channel)
{
    Outcome outcome;
    while (!outcome.last.ends()) {
        auto next = channel.pop(kLong);
        if (!next) {
            return outcome;
        }
        outcome.text += next->piece.text;
        outcome.last = std::move(*next);
    }
    return outcome;
}

struct Rig
{
    explicit Rig(std::size_t sequences, SchedulerOptions options = {})
        : backend(sequences, kCapacity, ByteTokenizer::kVocabulary, 'a'),
          scheduler(backend, tokenizer, {ByteTokenizer::kEnd}, metrics, options)
    {
    }

    std::shared_ptr<AnswerChannel> submit(std::vector<Job> jobs)
    {
        auto channel = scheduler.submit(std::move(jobs), Scheduler::Clock::now() + kLong);
        return channel ? channel.take() : nullptr;
    }
    void waitForLoad(std::size_t running, std::size_t waiting)
    {
        QTRY_VERIFY_WITH_TIMEOUT(scheduler.load().running == running && scheduler.load().waiting == waiting, 20'000);
    }

    ByteTokenizer tokenizer;
    Metrics metrics;
    FakeBackend backend;
    Scheduler scheduler;
};

} // namespace

class SchedulerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAreThoseOfSingleRequests()
    {
        Rig rig(3, {.queueLength = 100, .promptChunk = 8});
        std::vector<std::shared_ptr<AnswerChannel>> channels;
        rig.backend.closeGate();
        for (int i = 0; i < 20; ++i) {
            channels.push_back(rig.submit({job("prompt number " + std::to_string(i * 37), 5 + i)}));
            QVERIFY(channels.back());
        }
        rig.backend.openGate();
        for (int i = 0; i < 20; ++i) {
            const Outcome outcome = await(*channels[static_cast<std::size_t>(i)]);
            QVERIFY(!outcome.last.error);
            const auto count = static_cast<std::size_t>(5 + i);
            QCOMPARE(outcome.text, expected("prompt number " + std::to_string(i * 37), count));
            QCOMPARE(outcome.last.generatedTokens, count);
            QCOMPARE(*outcome.last.piece.stop, engine::StopReason::MaximumTokens);
        }
        QCOMPARE(rig.backend.largestBatch.load(), std::size_t(3));
        QCOMPARE(rig.backend.longestPart.load(), std::size_t(8));
    }

    void choicesOfARequestRunTogether()
    {
        Rig rig(2);
        const auto channel = rig.submit({job("one", 4), job("two", 4), job("three", 4)});
        std::map<std::size_t, std::string> texts;
        for (int ended = 0; ended < 3;) {
            auto next = channel->pop(kLong);
            QVERIFY(next.has_value());
            texts[next->choice] += next->piece.text;
            ended += next->ends() ? 1 : 0;
        }
        QCOMPARE(texts[0], expected("one", 4));
        QCOMPARE(texts[1], expected("two", 4));
        QCOMPARE(texts[2], expected("three", 4));
    }

    void aCommonStartIsUsedAgain()
    {
        Rig rig(2, {.promptChunk = 4});
        const std::string prompt = "a long common start"; // 19 tokens: four chunks and three
        const Outcome first = await(*rig.submit({job(prompt, 6)}));
        QCOMPARE(first.last.reusedTokens, std::size_t(0));
        const Outcome other = await(*rig.submit({job("xyz", 3)})); // goes to the unused sequence
        QCOMPARE(other.last.reusedTokens, std::size_t(0));
        const Outcome same = await(*rig.submit({job(prompt, 6)}));
        QCOMPARE(same.last.reusedTokens, std::size_t(16));
        QCOMPARE(same.text, first.text);
        // What was decoded was not computed as a prompt is: it runs again.
        const Outcome longer = await(*rig.submit({job(prompt + first.text + "!", 3)}));
        QCOMPARE(longer.last.reusedTokens, std::size_t(16));
        QCOMPARE(longer.text, expected(prompt + first.text + "!", 3));
        // A prompt that ends with a chunk: its last token's logits are needed.
        const Outcome shorter = await(*rig.submit({job(prompt.substr(0, 16), 3)}));
        QCOMPARE(shorter.last.reusedTokens, std::size_t(12));
    }

    void promptsAreCutAtTheSamePlacesWhateverRuns()
    {
        Rig rig(3, {.queueLength = 10, .promptChunk = 8});
        rig.backend.closeGate();
        std::vector<std::shared_ptr<AnswerChannel>> channels;
        for (const char* prompt : {"twenty tokens, 20...", "eleven, 11.", "thirty-five tokens, that is: 3 + 32"}) {
            channels.push_back(rig.submit({job(prompt, 12)}));
        }
        rig.backend.openGate();
        for (const auto& channel : channels) {
            QVERIFY(!await(*channel).last.error);
        }
        for (const FakeBackend::PromptPart& part : rig.backend.promptParts()) {
            QCOMPARE(part.begin % 8, std::size_t(0));
            QVERIFY(part.alone);
        }
        QCOMPARE(rig.backend.promptParts().size(), std::size_t(3 + 2 + 5));
    }

    void theContextEndsAnAnswer()
    {
        Rig rig(1);
        const std::string prompt(kCapacity - 5, 'p');
        const Outcome outcome = await(*rig.submit({job(prompt, -1)}));
        QCOMPARE(*outcome.last.piece.stop, engine::StopReason::ContextFull);
        QCOMPARE(outcome.text, expected(prompt, 5));
    }

    void aFullQueueIsRefusedWhole()
    {
        Rig rig(1, {.queueLength = 2});
        rig.backend.closeGate();
        const auto running = rig.submit({job("a", 2)});
        rig.waitForLoad(1, 0);
        const auto waiting = rig.submit({job("b", 2)});
        const auto refused = rig.scheduler.submit({job("c", 2), job("d", 2)}, Scheduler::Clock::now() + kLong);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, std::string("queue_full"));
        QCOMPARE(rig.scheduler.load().waiting, std::size_t(1)); // neither of the two
        rig.backend.openGate();
        QCOMPARE(await(*running).text, expected("a", 2));
        QCOMPARE(await(*waiting).text, expected("b", 2));
    }

    void aCancelledAnswerEndsAtItsNextToken()
    {
        Rig rig(1);
        rig.backend.closeGate();
        const auto cancelled = rig.submit({job("a", -1)});
        const auto queued = rig.submit({job("b", 2)});
        const auto next = rig.submit({job("c", 2)});
        rig.waitForLoad(1, 2);
        cancelled->cancel().request();
        queued->cancel().request();
        rig.backend.openGate();
        const Outcome outcome = await(*cancelled);
        QCOMPARE(*outcome.last.piece.stop, engine::StopReason::Cancelled);
        QVERIFY(outcome.last.generatedTokens <= 1);
        QVERIFY(await(*queued).last.error.has_value());
        QCOMPARE(await(*next).text, expected("c", 2));
    }

    void timeRunsOut()
    {
        Rig rig(1);
        rig.backend.closeGate();
        auto running = rig.scheduler.submit({job("a", -1)}, Scheduler::Clock::now() + 300ms);
        rig.waitForLoad(1, 0);
        auto waiting = rig.scheduler.submit({job("b", -1)}, Scheduler::Clock::now() + 1ms);
        std::this_thread::sleep_for(400ms);
        rig.backend.openGate();
        QCOMPARE(*await(**running).last.piece.stop, engine::StopReason::Cancelled);
        const Outcome late = await(**waiting);
        QVERIFY(late.last.error.has_value());
        QCOMPARE(late.last.error->code, std::string("queue_full"));
    }

    void aFailedPassFailsItsAnswersAlone()
    {
        Rig rig(2);
        rig.backend.failures = 1;
        const Outcome failed = await(*rig.submit({job("a", 3)}));
        QVERIFY(failed.last.error.has_value());
        QCOMPARE(failed.last.error->code, std::string("internal_error"));
        QCOMPARE(await(*rig.submit({job("a", 3)})).text, expected("a", 3));
    }

    void aModelWithoutNumbersFailsItsAnswer()
    {
        Rig rig(2);
        rig.backend.withoutNumbers = 1;
        const Outcome failed = await(*rig.submit({job("a", 3)}));
        QVERIFY(failed.last.error.has_value());
        QCOMPARE(failed.last.error->code, std::string("internal_error"));
        QVERIFY(failed.last.error->message.find("NaN") != std::string::npos);
        QCOMPARE(await(*rig.submit({job("a", 3)})).text, expected("a", 3));
    }

    void whatCannotBeginFailsAlone()
    {
        Rig rig(2);
        rig.backend.closeGate();
        const auto running = rig.submit({job("a", 3)});
        rig.waitForLoad(1, 0);
        rig.backend.failedTruncations = 1;
        const auto both = rig.submit({job("b", 3), job("c", 3)});
        rig.backend.openGate();
        QCOMPARE(await(*running).text, expected("a", 3));
        const Outcome failed = await(*both);
        QVERIFY(failed.last.error.has_value());
        QCOMPARE(failed.last.error->code, std::string("internal_error"));
        QCOMPARE(failed.last.choice, std::size_t(0));
        const Outcome other = await(*both);
        QCOMPARE(other.text, expected("c", 3));
        QCOMPARE(other.last.choice, std::size_t(1));
        QVERIFY(rig.scheduler.waitUntilIdle(Scheduler::Clock::now() + kLong));
    }

    void drainingFinishesWhatRuns()
    {
        Rig rig(1);
        rig.backend.closeGate();
        const auto running = rig.submit({job("a", 3)});
        const auto waiting = rig.submit({job("b", 3)});
        rig.scheduler.refuseNew();
        const auto refused = rig.scheduler.submit({job("c", 2)}, Scheduler::Clock::now() + kLong);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, std::string("shutting_down"));
        QVERIFY(!rig.scheduler.waitUntilIdle(Scheduler::Clock::now() + 10ms));
        rig.backend.openGate();
        QVERIFY(rig.scheduler.waitUntilIdle(Scheduler::Clock::now() + kLong));
        QCOMPARE(await(*running).text, expected("a", 3));
        QCOMPARE(await(*waiting).text, expected("b", 3));
    }

    void stoppingEndsEverything()
    {
        Rig rig(1);
        rig.backend.closeGate();
        const auto running = rig.submit({job("a", -1)});
        const auto waiting = rig.submit({job("b", -1)});
        rig.waitForLoad(1, 1);
        std::thread opener([&] {
            std::this_thread::sleep_for(20ms);
            rig.backend.openGate();
        });
        rig.scheduler.stop();
        opener.join();
        QVERIFY(await(*running).last.ends());
        QVERIFY(await(*waiting).last.error.has_value());
        QVERIFY(!rig.scheduler.submit({job("c", 1)}, Scheduler::Clock::now() + kLong));
    }

    /// Many clients, half of which leave at any moment: the others get what they would get alone.
    void leavingClientsChangeNothingForTheRest()
    {
        Rig rig(4, {.queueLength = 1000, .promptChunk = 5});
        std::vector<std::shared_ptr<AnswerChannel>> channels;
        for (int i = 0; i < 200; ++i) {
            channels.push_back(rig.submit({job("client " + std::to_string(i % 7) + std::to_string(i), 1 + i % 20)}));
            if (i % 2 == 1) {
                channels.back()->cancel().request();
            }
        }
        for (int i = 0; i < 200; i += 2) {
            const Outcome outcome = await(*channels[static_cast<std::size_t>(i)]);
            QCOMPARE(outcome.text, expected("client " + std::to_string(i % 7) + std::to_string(i),
                                            static_cast<std::size_t>(1 + i % 20)));
        }
        QVERIFY(rig.scheduler.waitUntilIdle(Scheduler::Clock::now() + kLong));
    }
};

QTEST_GUILESS_MAIN(SchedulerTest)
#include "scheduler_test.moc"
