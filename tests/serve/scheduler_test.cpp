#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include <QTest>

#include "core/serve/scheduler.h"
#include "tests/serve/byte_tokenizer.h"

using namespace espalier;
using namespace espalier::serve;
using namespace std::chrono_literals;
using espalier::tests::ByteTokenizer;

namespace {

constexpr std::size_t kCapacity = 64;
constexpr auto kLong = 20s; // far beyond what any of this takes

/// A model whose next token follows from the sum of all it has seen, so that a token in the wrong sequence, twice or
/// left out changes everything after it. The letters a to z, never the end.
text::TokenId nextToken(const std::vector<text::TokenId>& seen)
{
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        sum += static_cast<std::int64_t>(i + 1) * seen[i];
    }
    return static_cast<text::TokenId>('a' + sum % 26);
}

class FakeBackend : public Backend
{
public:
    explicit FakeBackend(std::size_t sequences) : m_seen(sequences) {}

    std::size_t sequences() const override { return m_seen.size(); }
    std::size_t capacity() const override { return kCapacity; }
    std::size_t commonPrefix(std::size_t sequence, std::span<const text::TokenId> tokens) const override
    {
        const std::vector<text::TokenId>& seen = m_seen[sequence];
        std::size_t count = 0;
        while (count < std::min(seen.size(), tokens.size()) && seen[count] == tokens[count]) {
            ++count;
        }
        return count;
    }
    void truncate(std::size_t sequence, std::size_t tokens) override { m_seen[sequence].resize(tokens); }

    Result<void> forward(std::span<const Part> parts, const CancelToken&) override
    {
        waitForGate();
        if (failures > 0) {
            --failures;
            return Error{"engine.memory", "no memory", ""};
        }
        m_rows.clear();
        std::size_t prompt = 0;
        for (const Part& part : parts) {
            std::vector<text::TokenId>& seen = m_seen[part.sequence];
            seen.insert(seen.end(), part.tokens.begin(), part.tokens.end());
            prompt = std::max(prompt, part.tokens.size());
            if (part.logits) {
                m_rows.emplace_back(ByteTokenizer::kVocabulary, 0.0F)[static_cast<std::size_t>(nextToken(seen))] = 9.0F;
            }
            if (seen.size() > kCapacity) {
                return Error{"engine.context", "too long", ""};
            }
        }
        largestBatch = std::max(largestBatch.load(), parts.size());
        longestPart = std::max(longestPart.load(), prompt);
        ++passes;
        return {};
    }
    std::span<float> logits(std::size_t row) override { return m_rows[row]; }

    void closeGate() { m_open = false; }
    void openGate()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_open = true;
        }
        m_gate.notify_all();
    }

    std::atomic<int> failures{0};
    std::atomic<std::size_t> largestBatch{0};
    std::atomic<std::size_t> longestPart{0};
    std::atomic<int> passes{0};

private:
    void waitForGate()
    {
        std::unique_lock lock(m_mutex);
        m_gate.wait(lock, [this] { return m_open.load(); });
    }

    std::vector<std::vector<text::TokenId>> m_seen;
    std::vector<std::vector<float>> m_rows;
    std::mutex m_mutex;
    std::condition_variable m_gate;
    std::atomic<bool> m_open{true};
};

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
        seen.push_back(nextToken(seen));
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
        : backend(sequences), scheduler(backend, tokenizer, {ByteTokenizer::kEnd}, metrics, options)
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
        Rig rig(3, {.queueLength = 100, .promptChunk = 8, .promptChunkBeside = 3});
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
        QCOMPARE(rig.backend.longestPart.load(), std::size_t(8)); // the first prompt ran alone
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
        Rig rig(2);
        const Outcome first = await(*rig.submit({job("a long common start", 3)}));
        QCOMPARE(first.last.reusedTokens, std::size_t(0));
        const Outcome other = await(*rig.submit({job("xyz", 3)})); // goes to the unused sequence
        QCOMPARE(other.last.reusedTokens, std::size_t(0));
        const Outcome same = await(*rig.submit({job("a long common start", 3)}));
        QCOMPARE(same.last.reusedTokens, std::size_t(18)); // all but the last token
        QCOMPARE(same.text, first.text);
        const Outcome longer = await(*rig.submit({job("a long common start" + first.text.substr(0, 2) + "!", 3)}));
        QCOMPARE(longer.last.reusedTokens, std::size_t(21)); // and what was answered to it
        QCOMPARE(longer.text, expected("a long common start" + first.text.substr(0, 2) + "!", 3));
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
        Rig rig(4, {.queueLength = 1000, .promptChunk = 16, .promptChunkBeside = 5});
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
