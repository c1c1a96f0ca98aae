#include <algorithm>
#include <cmath>
#include <memory>

#include <QTest>

#include "core/base/atomic_file.h"
#include "core/engine/executor.h"
#include "core/model/model_spec.h"
#include "core/text/tokenizer.h"
#include "tests/support/golden_families.h"

using namespace espalier;
using namespace espalier::engine;
using tests::GoldenFamily;
using tests::largestDifference;

namespace {

using Ids = std::vector<text::TokenId>;
using Logits = std::vector<float>; ///< [tokens, vocabulary]

/// Two float32 passes that sum in other orders; each is within some 2e-5 of float64 (families.md's figure for numpy).
constexpr double kSameTolerance = 5e-5;

std::shared_ptr<const LoadedModel> loaded(const QString& folder, ThreadPool& pool)
{
    auto model = LoadedModel::load(folder.toStdString(), pool);
    if (!model) {
        throw std::runtime_error(toString(model.error()));
    }
    return model.take();
}

std::size_t bestOf(std::span<const float> logits)
{
    return static_cast<std::size_t>(std::ranges::max_element(logits) - logits.begin());
}

/// A model with one executor, and the ways in which a text can be run through it.
class Runner
{
public:
    Runner(const QString& folder, ThreadPool& pool) : m_executor(loaded(folder, pool), pool) {}

    Sequence sequence(KvType type = KvType::Float32) { return {m_executor.model().spec(), 256, type}; }
    Executor& executor() { return m_executor; }

    void forward(std::span<const BatchPart> parts)
    {
        if (auto done = m_executor.forward(parts); !done) {
            throw std::runtime_error(toString(done.error()));
        }
    }

    Logits lastLogits()
    {
        Logits all;
        for (std::size_t row = 0; row < m_executor.logitRows(); ++row) {
            const auto one = m_executor.logits(row);
            all.insert(all.end(), one.begin(), one.end());
        }
        return all;
    }

    /// @param chunks how many tokens at once, repeated until the text ends
    Logits run(Sequence& sequence, std::span<const text::TokenId> ids, const std::vector<std::size_t>& chunks)
    {
        Logits all;
        for (std::size_t i = 0; !ids.empty(); ++i) {
            const std::size_t count = std::min(chunks[i % chunks.size()], ids.size());
            const BatchPart part{&sequence, ids.first(count), BatchPart::Logits::All};
            forward({&part, 1});
            const Logits some = lastLogits();
            all.insert(all.end(), some.begin(), some.end());
            ids = ids.subspan(count);
        }
        return all;
    }

    Logits run(std::span<const text::TokenId> ids, const std::vector<std::size_t>& chunks = {256},
               KvType type = KvType::Float32)
    {
        Sequence fresh = sequence(type);
        return run(fresh, ids, chunks);
    }

private:
    Executor m_executor;
};

} // namespace

class GoldenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void familyMatchesTheReference_data() { tests::addGoldenFamilies(); }

    void familyMatchesTheReference()
    {
        QFETCH(const QString, folder);
        const GoldenFamily golden(folder);
        const double tolerance = tests::goldenTolerance(folder);
        Runner runner(folder, m_pool);
        int prompts = 0;
        for (; golden.has("prompt" + std::to_string(prompts + 1) + ".input_ids"); ++prompts) {
            const std::string prompt = "prompt" + std::to_string(prompts + 1);
            const Ids ids = golden.ids(prompt + ".input_ids");
            const std::vector<float> expected = golden.floats(prompt + ".logits");
            QCOMPARE_LT(largestDifference(runner.run(ids), expected), tolerance);
            QCOMPARE_LT(largestDifference(comparable(runner, runner.run(ids, {1})), comparable(runner, expected)),
                        tolerance);
            QCOMPARE_LT(
                largestDifference(comparable(runner, runner.run(ids, {3, 1, 5, 2})), comparable(runner, expected)),
                tolerance);
            checkGreedy(runner, golden, prompt);
        }
        QCOMPARE_GE(prompts, 2);
        checkBatch(runner, golden, tolerance);
        checkReuse(runner, golden);
        checkNarrowCaches(runner, golden);
    }

    void stories260kTellsThePublishedStory_data()
    {
        QTest::addColumn<int>("threads");
        QTest::newRow("1 thread") << 1;
        QTest::newRow("3 threads") << 3;
    }

    void stories260kTellsThePublishedStory()
    {
        QFETCH(const int, threads);
        const QString folder = tests::sharedData(QStringLiteral("models/stories260K"));
        if (folder.isEmpty()) {
            QSKIP("The reference data is not there.");
        }
        const auto tokenizer = text::Tokenizer::load(folder.toStdString());
        QVERIFY(bool(tokenizer));
        ThreadPool pool(threads);
        Runner runner(folder, pool);
        Ids ids{1};
        Sequence sequence = runner.sequence();
        for (int step = 0; step < 200; ++step) {
            const Logits logits = runner.run(sequence, std::span(ids).last(1), {1});
            ids.push_back(static_cast<text::TokenId>(bestOf(logits)));
        }
        const auto expected = readTextFile(folder.toStdString() + "/greedy_200.txt");
        QVERIFY(bool(expected));
        const std::string told = (*tokenizer)->decode(ids);
        QVERIFY2(told == *expected, told.c_str());
    }

private:
    /// What does not depend on how far the text had come when it was computed: with LongRope the logits of the last
    /// token alone, because earlier ones of a text in pieces were those of a short text.
    static Logits comparable(Runner& runner, const Logits& logits)
    {
        const model::ModelSpec& spec = runner.executor().model().spec();
        const auto vocabulary = static_cast<std::ptrdiff_t>(spec.vocabularySize);
        return spec.rope.scaling == model::RopeScaling::LongRope ? Logits(logits.end() - vocabulary, logits.end())
                                                                 : logits;
    }

    static void checkGreedy(Runner& runner, const GoldenFamily& golden, const std::string& prompt)
    {
        const Ids ids = golden.ids(prompt + ".input_ids");
        Sequence sequence = runner.sequence(KvType::Float16);
        QVERIFY(bool(runner.executor().prefill(sequence, ids)));
        for (const text::TokenId expected : golden.ids(prompt + ".greedy")) {
            const Ids next{static_cast<text::TokenId>(bestOf(runner.executor().logits(0)))};
            QCOMPARE(next[0], expected);
            runner.run(sequence, next, {1});
        }
    }

    /// Prompts and single tokens of several sequences in one batch: each as if it ran alone.
    static void checkBatch(Runner& runner, const GoldenFamily& golden, double tolerance)
    {
        const Ids first = golden.ids("prompt1.input_ids");
        const Ids second = golden.ids("prompt2.input_ids");
        const std::size_t vocabulary = runner.executor().logits(0).size();
        Sequence a = runner.sequence();
        Sequence b = runner.sequence();
        Sequence c = runner.sequence();
        runner.run(b, std::span(second).first(second.size() - 1), {256});
        const BatchPart parts[] = {{&a, first, BatchPart::Logits::Last},
                                   {&b, std::span(second).last(1), BatchPart::Logits::Last},
                                   {&c, second, BatchPart::Logits::All}};
        runner.forward(parts);
        QCOMPARE(runner.executor().logitRows(), 2 + second.size());
        const Logits together = runner.lastLogits();
        const Logits expectedFirst = golden.floats("prompt1.logits");
        const Logits expectedSecond = golden.floats("prompt2.logits");
        const auto rows = [&](std::size_t row, std::size_t count) {
            return std::span(together).subspan(row * vocabulary, count * vocabulary);
        };
        QCOMPARE_LT(largestDifference(rows(0, 1), std::span(expectedFirst).last(vocabulary)), tolerance);
        QCOMPARE_LT(largestDifference(rows(1, 1), std::span(expectedSecond).last(vocabulary)), tolerance);
        QCOMPARE_LT(largestDifference(rows(2, second.size()), expectedSecond), tolerance);
        QCOMPARE_LT(largestDifference(rows(2, second.size()), runner.run(second)), kSameTolerance);
        QCOMPARE(b.tokens(), second);
    }

    /// A text that begins like the last one runs from where they part.
    static void checkReuse(Runner& runner, const GoldenFamily& golden)
    {
        const Ids ids = golden.ids("prompt2.input_ids");
        Sequence sequence = runner.sequence();
        const Logits whole = runner.run(sequence, ids, {256});
        Ids other(ids.begin(), ids.begin() + 10);
        other.push_back((ids[10] + 1) % 50);
        QCOMPARE(sequence.commonPrefix(other), std::size_t(10));
        sequence.truncate(10);
        runner.run(sequence, std::span(other).subspan(10), {256});
        sequence.truncate(10);
        const std::size_t vocabulary = runner.executor().logits(0).size();
        const Logits again = runner.run(sequence, std::span(ids).subspan(10), {256});
        QCOMPARE_LT(largestDifference(again, std::span(whole).subspan(10 * vocabulary)), kSameTolerance);
    }

    /// Half floats round keys and values by 2^-12 of themselves, int8 by 1/254 of a vector's largest value. Softmax and
    /// the layers above may enlarge a relative error twentyfold. Where experts are routed there is no bound: the least
    /// difference may choose another expert.
    static void checkNarrowCaches(Runner& runner, const GoldenFamily& golden)
    {
        if (runner.executor().model().layers().back().moe) {
            return;
        }
        const Ids ids = golden.ids("prompt2.input_ids");
        const Logits expected = golden.floats("prompt2.logits");
        const double bound = 20.0 * largestDifference(expected, Logits(expected.size(), 0.0F));
        QCOMPARE_LT(largestDifference(runner.run(ids, {256}, KvType::Float16), expected), bound / 4096);
        QCOMPARE_LT(largestDifference(runner.run(ids, {256}, KvType::Int8), expected), bound / 254);
    }

    ThreadPool m_pool{2};
};

QTEST_GUILESS_MAIN(GoldenTest)
#include "golden_test.moc"
