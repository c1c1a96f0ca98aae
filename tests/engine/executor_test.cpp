#include "core/engine/executor.h"

#include <QTemporaryDir>
#include <QTest>

#include "tests/engine/quantized_model.h"

using namespace espalier;
using namespace espalier::engine;
using namespace espalier::engine::testing;

namespace {

using Ids = std::vector<text::TokenId>;
using Inputs = QuantizedScheme::Inputs;

std::shared_ptr<const LoadedModel> loaded(const QTemporaryDir& folder, ThreadPool& pool)
{
    auto model = LoadedModel::load(folder.path().toStdString(), pool);
    if (!model) {
        throw std::runtime_error(toString(model.error()));
    }
    return model.take();
}

std::vector<float> logitsOf(Executor& executor, const Ids& ids, const std::vector<std::size_t>& chunks)
{
    Sequence sequence(executor.model().spec(), 64, KvType::Float32);
    std::vector<float> all;
    std::span<const text::TokenId> rest = ids;
    for (std::size_t i = 0; !rest.empty(); ++i) {
        const std::size_t count = std::min(chunks[i % chunks.size()], rest.size());
        const BatchPart part{&sequence, rest.first(count), BatchPart::Logits::All};
        if (auto done = executor.forward({&part, 1}); !done) {
            throw std::runtime_error(toString(done.error()));
        }
        for (std::size_t row = 0; row < executor.logitRows(); ++row) {
            const auto logits = executor.logits(row);
            all.insert(all.end(), logits.begin(), logits.end());
        }
        rest = rest.subspan(count);
    }
    return all;
}

struct Difference
{
    double rootMeanSquare = 0.0; ///< relative to the expected values'
    double largest = 0.0;        ///< relative to the expected values' root mean square
};

template <typename Expected> Difference difference(std::span<const float> got, const std::vector<Expected>& expected)
{
    double errors = 0.0;
    double squares = 0.0;
    double largest = 0.0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const double error = std::abs(double(got[i]) - double(expected[i]));
        errors += error * error;
        squares += double(expected[i]) * double(expected[i]);
        largest = std::isnan(error) ? std::numeric_limits<double>::infinity() : std::max(largest, error);
    }
    return {std::sqrt(errors / squares), largest / std::sqrt(squares / double(expected.size()))};
}

const Ids kText = {3, 17, 5, 39, 0, 22, 22, 8, 31, 12, 1, 27, 6};

const std::vector<QuantizedScheme>& schemes()
{
    static const std::vector<QuantizedScheme> kSchemes = {
        {.name = "W8A8 channel, dynamic"},
        {.name = "W8A8 channel, dynamic asymmetric", .inputs = Inputs::TokenAsymmetric},
        {.name = "W8A8 channel, static asymmetric", .inputs = Inputs::Static},
        {.name = "W8A8 asymmetric weights, static asymmetric", .zeroPoints = true, .inputs = Inputs::Static},
        {.name = "W8A16 channel", .inputs = Inputs::Blocks},
        {.name = "W4A16 groups of 32", .bits = 4, .groupSize = 32, .packed = true, .inputs = Inputs::Blocks},
        {.name = "W4A16 groups of 32, asymmetric",
         .bits = 4,
         .groupSize = 32,
         .zeroPoints = true,
         .packed = true,
         .inputs = Inputs::Blocks},
        {.name = "W4A8 groups of 32", .bits = 4, .groupSize = 32, .packed = true},
        {.name = "W3A16 channel", .bits = 3, .packed = true, .inputs = Inputs::Blocks},
        {.name = "W8A8 2:4", .kept = 2, .of = 4},
        {.name = "W4A16 groups of 32, 2:4",
         .bits = 4,
         .groupSize = 32,
         .packed = true,
         .inputs = Inputs::Blocks,
         .kept = 2,
         .of = 4},
        {.name = "W8A8 4:16", .kept = 4, .of = 16},
        {.name = "W8A8 8:16, asymmetric inputs", .inputs = Inputs::TokenAsymmetric, .kept = 8, .of = 16},
        {.name = "W8A8 half unstructured, asymmetric inputs", .inputs = Inputs::TokenAsymmetric, .density = 0.5},
        {.name = "W8A8 a fifth unstructured, asymmetric inputs", .inputs = Inputs::TokenAsymmetric, .density = 0.2},
        {.name = "W8A8 tied", .tiedEmbedding = true},
        {.name = "W4A16 groups of 32, activation order",
         .bits = 4,
         .groupSize = 32,
         .packed = true,
         .inputs = Inputs::Blocks,
         .activationOrder = true},
        {.name = "W8A8 groups of 32, asymmetric inputs, activation order",
         .groupSize = 32,
         .inputs = Inputs::TokenAsymmetric,
         .activationOrder = true},
    };
    return kSchemes;
}

} // namespace

class ExecutorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void storedSchemeIsComputed_data()
    {
        QTest::addColumn<int>("scheme");
        for (std::size_t i = 0; i < schemes().size(); ++i) {
            QTest::newRow(schemes()[i].name) << static_cast<int>(i);
        }
    }

    /// Inputs differ from the double-precision ones by some 1e-6 of themselves. Of 127 steps that moves one code in
    /// some ten thousand across a border (there are ten thousand codes here), by 1/127 of the largest input: one term
    /// of some 64, and 1e-3 of a row's outputs. Everything else is float32 rounding, 1e-6. On top comes the border on
    /// which symmetric ranges end: as much as both ways of rounding there make.
    void storedSchemeIsComputed()
    {
        QFETCH(const int, scheme);
        const QuantizedModel model(schemes()[static_cast<std::size_t>(scheme)]);
        QTemporaryDir folder;
        model.write(folder.path().toStdString());
        Executor executor(loaded(folder, m_pool), m_pool);
        const std::vector<double> expected = model.logits(kText);
        const std::vector<double> other = model.logits(kText, QuantizedModel::Rounding::HighTies);
        const std::vector<float> otherFloats(other.begin(), other.end());
        const Difference ties = difference(otherFloats, expected);
        QCOMPARE_LT(ties.rootMeanSquare, 0.04); // else the test could not fail
        for (const std::vector<std::size_t>& chunks : {std::vector{kText.size()}, {1}, {4, 1, 2}}) {
            const std::vector<float> got = logitsOf(executor, kText, chunks);
            QCOMPARE(got.size(), expected.size());
            const Difference error = difference(got, expected);
            QCOMPARE_LT(error.rootMeanSquare, 2e-3 + 1.5 * ties.rootMeanSquare);
            QCOMPARE_LT(error.largest, 2e-2 + 2 * ties.largest);
        }
    }

    /// What models with unquantized inputs lose by the engine's int8 inputs: half of 1/127.5 of a block's largest value
    /// an input at most, 0.6 % of the root mean square where the largest is 2.5 times that, and so of a product; some
    /// ten rounded products between a text and its logits make sqrt(10) times that, and the layers add theirs.
    void weightOnlyIsCloseToUnroundedInputs()
    {
        for (const QuantizedScheme& scheme : schemes()) {
            if (scheme.inputs != Inputs::Blocks) {
                continue;
            }
            const QuantizedModel model(scheme);
            QTemporaryDir folder;
            model.write(folder.path().toStdString());
            Executor executor(loaded(folder, m_pool), m_pool);
            const Difference error = difference(logitsOf(executor, kText, {kText.size()}),
                                                model.logits(kText, QuantizedModel::Rounding::None));
            QVERIFY2(error.rootMeanSquare < 0.05, scheme.name);
        }
    }

    /// A server's answers must not depend on who else is served: not by a single bit.
    void othersInABatchChangeNothing_data()
    {
        QTest::addColumn<int>("scheme"); // -1: floats
        QTest::newRow("floats") << -1;
        for (const int scheme : {0, 5, 6, 9}) {
            QTest::newRow(schemes()[std::size_t(scheme)].name) << scheme;
        }
    }

    void othersInABatchChangeNothing()
    {
        QFETCH(const int, scheme);
        QTemporaryDir folder;
        if (scheme < 0) {
            tests::writeModel(folder.path().toStdString(), tests::tinyConfig(), tests::tinyTensors());
        } else {
            QuantizedModel(schemes()[static_cast<std::size_t>(scheme)]).write(folder.path().toStdString());
        }
        Executor executor(loaded(folder, m_pool), m_pool);
        constexpr std::size_t kSequences = 5;
        constexpr int kSteps = 6;
        const auto prompt = [](std::size_t i) { return Ids(kText.size() - i, static_cast<text::TokenId>(3 + i)); };
        std::vector<std::vector<float>> alone(kSequences); // logits of all steps
        std::vector<std::unique_ptr<Sequence>> sequences;
        for (std::size_t i = 0; i < kSequences; ++i) {
            for (const bool together : {false, true}) {
                auto sequence = std::make_unique<Sequence>(executor.model().spec(), 32, KvType::Float16);
                QVERIFY(bool(executor.prefill(*sequence, prompt(i))));
                for (int step = 0; !together && step < kSteps; ++step) {
                    const text::TokenId next = 2 * step + 1;
                    const BatchPart part{sequence.get(), {&next, 1}, BatchPart::Logits::Last};
                    QVERIFY(bool(executor.forward({&part, 1})));
                    alone[i].insert(alone[i].end(), executor.logits(0).begin(), executor.logits(0).end());
                }
                sequences.push_back(std::move(sequence));
            }
        }
        for (int step = 0; step < kSteps; ++step) {
            const text::TokenId next = 2 * step + 1;
            std::vector<BatchPart> parts;
            for (std::size_t i = 0; i < kSequences; ++i) {
                parts.push_back({sequences[2 * i + 1].get(), {&next, 1}, BatchPart::Logits::Last});
            }
            QVERIFY(bool(executor.forward(parts)));
            for (std::size_t i = 0; i < kSequences; ++i) {
                const auto logits = executor.logits(i);
                const auto expected =
                    std::span(alone[i]).subspan(static_cast<std::size_t>(step) * logits.size(), logits.size());
                QVERIFY(std::ranges::equal(logits, expected));
            }
        }
    }

    void contextHasAnEnd()
    {
        Executor executor(tinyModel(), m_pool);
        Sequence sequence(executor.model().spec(), 10, KvType::Float16);
        QVERIFY(bool(executor.prefill(sequence, std::span(kText).first(8))));
        const auto refused = executor.prefill(sequence, std::span(kText).first(3));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, "engine.context");
        QVERIFY(refused.error().message.find("2 of 10") != std::string::npos);
        QCOMPARE(sequence.tokens().size(), std::size_t(8));
        QCOMPARE(sequence.room(), std::size_t(2));
        const BatchPart part{&sequence, std::span(kText).first(3), BatchPart::Logits::Last};
        const auto alsoRefused = executor.forward({&part, 1});
        QVERIFY(!alsoRefused);
        QCOMPARE(alsoRefused.error().code, "engine.context");
        QVERIFY(bool(executor.prefill(sequence, std::span(kText).first(2))));
        QCOMPARE(sequence.room(), std::size_t(0));
    }

    void unknownTokensAreRefused()
    {
        Executor executor(tinyModel(), m_pool);
        Sequence sequence(executor.model().spec(), 10, KvType::Float16);
        for (const text::TokenId id : {-1, 40, 1 << 30}) {
            const Ids ids{1, id};
            const auto refused = executor.prefill(sequence, ids);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, "engine.token");
            QVERIFY(sequence.tokens().empty());
        }
    }

    void senselessBatchesThrow()
    {
        Executor executor(tinyModel(), m_pool);
        Sequence sequence(executor.model().spec(), 5000, KvType::Float16);
        const Ids many(Executor::kMaximumBatchTokens + 1, 1);
        const BatchPart tooMany{&sequence, many, BatchPart::Logits::Last};
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, (void)executor.forward({&tooMany, 1}));
        const BatchPart empty{&sequence, {}, BatchPart::Logits::Last};
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, (void)executor.forward({&empty, 1}));
        const BatchPart part{&sequence, kText, BatchPart::Logits::Last};
        const BatchPart twice[] = {part, part};
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, (void)executor.forward(twice));
    }

    void cancelledPassLeavesSequencesAsTheyWere()
    {
        Executor executor(tinyModel(), m_pool);
        Sequence sequence(executor.model().spec(), 64, KvType::Float32);
        QVERIFY(bool(executor.prefill(sequence, std::span(kText).first(5))));
        CancelToken cancel;
        cancel.request();
        const auto stopped = executor.prefill(sequence, std::span(kText).subspan(5), cancel);
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, "cancelled");
        QCOMPARE(sequence.tokens().size(), std::size_t(5));
        QVERIFY(bool(executor.prefill(sequence, std::span(kText).subspan(5))));
        const std::vector<float> expected = logitsOf(executor, kText, {kText.size()});
        QVERIFY(bool(executor.prefill(sequence, std::span(kText).first(1))));
        const auto after = executor.logits(0);
        QVERIFY(std::ranges::all_of(after, [](float logit) { return std::isfinite(logit); }));
        Ids whole = kText;
        whole.push_back(kText[0]);
        const std::vector<float> all = logitsOf(executor, whole, {whole.size()});
        QCOMPARE_LT(difference(std::span(all).first(expected.size()), expected).largest, 2e-2);
    }

    void askedRowsAloneAreComputed()
    {
        Executor executor(tinyModel(), m_pool);
        Sequence a(executor.model().spec(), 64, KvType::Float32);
        Sequence b(executor.model().spec(), 64, KvType::Float32);
        const BatchPart parts[] = {{&a, kText, BatchPart::Logits::None}, {&b, kText, BatchPart::Logits::Last}};
        QVERIFY(bool(executor.forward(parts)));
        QCOMPARE(executor.logitRows(), std::size_t(1));
        QCOMPARE(executor.logits(0).size(), QuantizedModel::kVocabulary);
        QCOMPARE(a.tokens(), kText);
        QCOMPARE(a.commonPrefix(kText), kText.size());
    }

    void promptsMayBeLongerThanAChunk()
    {
        Executor executor(tinyModel(), m_pool);
        Sequence whole(executor.model().spec(), 2000, KvType::Float32);
        Ids ids;
        for (int i = 0; i < 1100; ++i) {
            ids.push_back((i * 7) % 40);
        }
        QVERIFY(bool(executor.prefill(whole, ids)));
        const std::vector<float> chunked(executor.logits(0).begin(), executor.logits(0).end());
        Sequence once(executor.model().spec(), 2000, KvType::Float32);
        const BatchPart part{&once, ids, BatchPart::Logits::Last};
        QVERIFY(bool(executor.forward({&part, 1})));
        QCOMPARE(whole.tokens(), once.tokens());
        QCOMPARE_LT(difference(executor.logits(0), chunked).largest, 2e-2);
    }

private:
    std::shared_ptr<const LoadedModel> tinyModel()
    {
        QTemporaryDir folder; // the mapped files outlive their names
        QuantizedModel(schemes().front()).write(folder.path().toStdString());
        return loaded(folder, m_pool);
    }

    ThreadPool m_pool{2};
};

QTEST_GUILESS_MAIN(ExecutorTest)
#include "executor_test.moc"
