#include <cmath>
#include <random>
#include <vector>

#include <QTemporaryDir>
#include <QTest>

#include "core/eval/engine_logits.h"
#include "core/eval/token_divergence.h"
#include "core/model/checkpoint.h"
#include "tests/support/tiny_model.h"

using namespace espalier;

namespace {

using Row = std::vector<float>;

Row randomRow(std::size_t size, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0.0F, 3.0F);
    Row row(size);
    for (float& value : row) {
        value = normal(random);
    }
    return row;
}

std::vector<double> logSoftmax(std::span<const float> row)
{
    long double sum = 0.0L;
    for (const float value : row) {
        sum += std::exp(static_cast<long double>(value));
    }
    std::vector<double> result;
    for (const float value : row) {
        result.push_back(double(static_cast<long double>(value) - std::log(sum)));
    }
    return result;
}

struct Reference
{
    double kl = 0.0;
    double tolerance = 0.0;
};

Reference reference(std::span<const float> baseline, std::span<const float> model)
{
    const auto p = logSoftmax(baseline);
    const auto q = logSoftmax(model);
    Reference result;
    double weighted = 0.0;
    double spread = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        result.kl += std::exp(p[i]) * (p[i] - q[i]);
        weighted += std::exp(p[i]) * std::abs(p[i] - q[i]);
        spread = std::max({spread, -p[i], -q[i]});
    }
    // exp in float of an argument rounded to float: relative error at most the argument's rounding (half a step of
    // the largest one) and two steps of exp itself. It enters once by the weights and once by each norm.
    const double relative = (spread / 2.0 + 2.0) * double(std::numeric_limits<float>::epsilon());
    result.tolerance = relative * (weighted + 2.0);
    return result;
}

} // namespace

/// Two models' predictions of each token of a reply.
class TokenDivergenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        write("dense", tests::tinyTensors());
        tests::TinyTensors pruned = tests::tinyTensors();
        for (auto& [name, tensor] : pruned) {
            if (name.ends_with("_proj.weight")) {
                for (std::size_t i = 0; i < tensor.floats.size(); i += 2) {
                    tensor.floats[i] = 0.0F;
                }
            }
        }
        write("pruned", pruned);
    }

    void divergenceIsThatOfFloat64()
    {
        for (unsigned seed = 1; seed <= 20; ++seed) {
            const Row baseline = randomRow(5000, seed);
            const Row model = randomRow(5000, seed + 100);
            const Reference expected = reference(baseline, model);
            const double got = eval::compareTokens(baseline, model, 0, 8).kl;
            QVERIFY2(std::abs(got - expected.kl) <= expected.tolerance,
                     qPrintable(QStringLiteral("%1, expected %2").arg(got, 0, 'g', 12).arg(expected.kl, 0, 'g', 12)));
        }
    }

    void ranksAndAlternativesAreThoseOfBothModels()
    {
        const auto logs = [](const std::vector<double>& probabilities) {
            Row row;
            for (const double each : probabilities) {
                row.push_back(float(std::log(each)));
            }
            return row;
        };
        const Row baseline = logs({0.40, 0.30, 0.20, 0.06, 0.04});
        const Row model = logs({0.02, 0.08, 0.20, 0.65, 0.05});
        const auto result = eval::compareTokens(baseline, model, 4, 3);
        QCOMPARE(result.baselineRank, std::size_t(5));
        std::vector<text::TokenId> ids;
        for (const auto& each : result.alternatives) {
            ids.push_back(each.id);
        }
        QCOMPARE(ids, (std::vector<text::TokenId>{3, 0, 1, 4})); // by the larger of both, then the one that came
        QVERIFY(std::abs(result.alternatives[0].baseline - 0.06) < 1e-7);
        QVERIFY(std::abs(result.alternatives[0].model - 0.65) < 1e-7);
        QCOMPARE(eval::compareTokens(baseline, model, 0, 3).alternatives.size(), std::size_t(3));
        QCOMPARE(eval::compareTokens(Row(4, 1.0F), Row(4, 1.0F), 2, 9).baselineRank, std::size_t(3)); // of equals
        QCOMPARE(eval::compareTokens(Row(4, 1.0F), Row(4, 1.0F), 2, 9).alternatives.size(), std::size_t(4));
    }

    void notANumberIsNotHidden() { QVERIFY(std::isnan(eval::compareTokens(Row(3, NAN), Row(3, 0.0F), 0, 2).kl)); }

    void modelAgainstItselfIsZero()
    {
        const auto scores = score("dense", "dense", 3, 20);
        QVERIFY(scores);
        QCOMPARE(scores->size(), std::size_t(20));
        for (const auto& each : *scores) {
            QVERIFY(each.kl < 1e-6); // the same sums in both
        }
    }

    void prunedModelDivergesAsItsLogitsSay()
    {
        const auto scores = score("dense", "pruned", 3, 20); // more than one piece of rows
        QVERIFY(scores);
        const eval::ScoredReply text = textOf(3, 20);
        ThreadPool pool(2);
        eval::Window window;
        window.ids = text.prompt;
        window.ids.insert(window.ids.end(), text.reply.begin(), text.reply.end());
        window.firstTarget = 3;
        eval::EngineLogits dense(load("dense"), pool);
        eval::EngineLogits pruned(load("pruned"), pool);
        dense.run({&window, 1}, {}, {});
        pruned.run({&window, 1}, {}, {});
        const auto expectedRows = dense.logits(0, 2, 20);
        const auto gotRows = pruned.logits(0, 2, 20);
        double sum = 0.0;
        for (std::size_t i = 0; i < 20; ++i) {
            const Reference expected = reference(expectedRows.subspan(i * 16, 16), gotRows.subspan(i * 16, 16));
            // pieces of another size may add in another order: float32 keeps 1e-4 of logits of this size
            QVERIFY(std::abs((*scores)[i].kl - expected.kl) <= expected.tolerance + 1e-4);
            sum += (*scores)[i].kl;
        }
        QVERIFY(sum > 0.01);
    }

    void progressEndsAtAllAndCancelEndsIt()
    {
        std::vector<double> fractions;
        CancelToken cancel;
        QVERIFY(score("dense", "pruned", 3, 20, cancel, [&](double fraction) { fractions.push_back(fraction); }));
        QVERIFY(std::ranges::is_sorted(fractions));
        QCOMPARE(fractions.back(), 1.0);
        QVERIFY(fractions.size() > 1);
        bool cancelled = false;
        try {
            static_cast<void>(score("dense", "pruned", 3, 20, cancel, [&](double) { cancel.request(); }));
        } catch (const Cancelled&) {
            cancelled = true;
        }
        QVERIFY(cancelled);
    }

    void textBeyondTheContextSaysSo()
    {
        const auto scores = score("dense", "pruned", 20, 20);
        QVERIFY(!scores);
        QCOMPARE(scores.error().code, std::string("engine.context"));
    }

    void otherVocabularySaysSo()
    {
        auto tensors = tests::tinyTensors();
        tensors["model.embed_tokens.weight"] = tests::filled({17, 8});
        tensors["lm_head.weight"] = tests::filled({17, 8});
        auto config = tests::tinyConfig();
        config["vocab_size"] = 17;
        tests::writeModel(path("wider"), config, tensors);
        const auto scores = score("dense", "wider", 3, 4);
        QVERIFY(!scores);
        QCOMPARE(scores.error().code, std::string("divergence.vocabulary"));

        write("letters", tests::tinyTensors());
        auto other = tests::letterTokenizer();
        std::swap(other["model"]["vocab"]["a"], other["model"]["vocab"]["b"]);
        QVERIFY(writeFileAtomically(path("letters") / "tokenizer.json", other.dump()));
        const auto first = text::Tokenizer::load(path("dense"));
        const auto second = text::Tokenizer::load(path("letters"));
        QVERIFY(first && second);
        QVERIFY(eval::requireSameVocabulary(**first, **first));
        const auto same = eval::requireSameVocabulary(**first, **second);
        QVERIFY(!same);
        QVERIFY(same.error().message.find("token 0") != std::string::npos);
    }

private:
    std::filesystem::path path(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }

    void write(const char* name, const tests::TinyTensors& tensors) const
    {
        tests::writeModel(path(name), tests::tinyConfig(), tensors);
        QVERIFY(writeFileAtomically(path(name) / "tokenizer.json", tests::letterTokenizer().dump()));
    }

    std::shared_ptr<const engine::LoadedModel> load(const char* name) const
    {
        ThreadPool pool(2);
        return engine::LoadedModel::load(path(name), pool).take();
    }

    static eval::ScoredReply textOf(std::size_t prompt, std::size_t reply)
    {
        eval::ScoredReply text;
        for (std::size_t i = 0; i < prompt + reply; ++i) {
            (i < prompt ? text.prompt : text.reply).push_back(text::TokenId((i * 7 + 3) % 15));
        }
        return text;
    }

    Result<std::vector<eval::TokenDivergence>> score(const char* baseline, const char* model, std::size_t prompt,
                                                     std::size_t reply, const CancelToken& cancel = {},
                                                     const std::function<void(double)>& progress = {}) const
    {
        ThreadPool pool(2);
        return eval::divergenceOfReply(load(baseline), load(model), textOf(prompt, reply), 8, pool, cancel, progress);
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TokenDivergenceTest)
#include "token_divergence_test.moc"
