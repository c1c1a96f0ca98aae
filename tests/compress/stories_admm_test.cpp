// Pruning beyond SparseGPT on a real trained model. The bounds are an independent float64 implementation's figures
// (SparseGPT of the same model: 24.86 at 50 %, 22.96 at 8:16, 43.23 at 2:4; dense 6.468).

#include <ATen/ops/empty.h>

#include "core/model/checkpoint.h"
#include "tests/support/compress_run.h"

#include <QTemporaryDir>
#include <QTest>

#include "tests/support/shared_data.h"

using namespace espalier;
using tests::CompressRun;

class StoriesAdmmTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (tests::sharedData("models/stories260K").isEmpty())
            QSKIP("needs models/stories260K of the shared reference data");
    }

    void perplexity_data()
    {
        QTest::addColumn<QString>("modifiers");
        QTest::addColumn<double>("most");
        const auto row = [](const char* name, const char* modifiers, double most) {
            QTest::newRow(name) << QString(modifiers) << most;
        };
        row("SparseGPT 50 %, refitted",
            R"([{"SparseGPTModifier": {"sparsity": 0.5, "block_size": 128}},
                {"MaskedRefitModifier": {"target_mix": 0.0}}])",
            22.9); // the exact refit has 22.37
        row("ADMM 50 %, mixed target", R"([{"ADMMPruningModifier": {"sparsity": 0.5}}])", 15.5);
        row("ADMM 8:16, mixed target", R"([{"ADMMPruningModifier": {"sparsity": 0.5, "mask_structure": "8:16"}}])",
            16.2);
    }

    void perplexity()
    {
        QFETCH(QString, modifiers);
        QFETCH(double, most);
        const CompressRun run = runStages({{"pruning", modifiers.toStdString()}});
        const double after = run.result["perplexityAfter"];
        qInfo("%.4f, at most %.4f", after, most);
        QVERIFY(std::abs(run.result["perplexityBefore"].get<double>() - 6.4683) < 1e-3);
        QVERIFY(after <= most);
        QVERIFY(after > 6.4683);
    }

    /// 8:16 and then 4:16 within it: every zero of the first stage is one of the second.
    void nestedStages()
    {
        const CompressRun run = runStages(
            {{"first", R"([{"ADMMPruningModifier": {"sparsity": 0.5, "mask_structure": "8:16", "mode": "fast"}}])"},
             {"second", R"([{"ADMMPruningModifier": {"sparsity": 0.75, "mask_structure": "4:16", "mode": "fast",
                                                     "preserve_sparsity_mask": true}}])"}},
            false);
        const std::string folder = run.result["runDirectory"];
        const auto first = model::Checkpoint::open(folder + "/stage_first");
        const auto second = model::Checkpoint::open(folder + "/stage_second");
        QVERIFY(first && second);
        for (const char* name : {"model.layers.0.self_attn.q_proj", "model.layers.4.mlp.down_proj"}) {
            const auto zeros = [&](const model::Checkpoint& checkpoint) {
                at::Tensor weight = at::empty(checkpoint.weightShape(name), at::kFloat);
                const std::span<float> values(weight.data_ptr<float>(), std::size_t(weight.numel()));
                if (!checkpoint.readWeight(name, values))
                    throw std::runtime_error(name);
                return weight.eq(0.0);
            };
            const at::Tensor half = zeros(*first);
            const at::Tensor quarter = zeros(*second);
            QVERIFY(quarter.logical_and(half).equal(half));
            QCOMPARE(half.narrow(1, 0, 16).sum().item<std::int64_t>(), 8 * half.size(0));
            QCOMPARE(quarter.narrow(1, 0, 16).sum().item<std::int64_t>(), 12 * half.size(0));
        }
    }

private:
    CompressRun runStages(const std::vector<std::pair<std::string, std::string>>& stages, bool evaluates = true)
    {
        nlohmann::json recipe = {{"espalier", 1}, {"stages", nlohmann::json::array()}};
        for (const auto& [name, modifiers] : stages)
            recipe["stages"].push_back({{"name", name}, {"modifiers", nlohmann::json::parse(modifiers)}});
        m_directory = QTemporaryDir();
        compress::CompressOptions options;
        options.model = tests::sharedData("models/stories260K").toStdString();
        options.output = m_directory.filePath("run").toStdString();
        options.recipe = tests::parsedRecipe(recipe.dump());
        options.calibrationFiles = {tests::sharedData("text/tinystories/first_half.txt").toStdString()};
        if (evaluates)
            options.evaluationFiles = {tests::sharedData("text/tinystories/second_half.txt").toStdString()};
        options.samples = 64;
        options.windowTokens = 256;
        return tests::compressed(std::move(options));
    }

    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(StoriesAdmmTest)
#include "stories_admm_test.moc"
