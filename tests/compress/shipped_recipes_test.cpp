// Every file in recipes/, carried out on the demo model: its stages load by themselves, zeros and schemes are as asked.

#include <cmath>

#include "core/base/atomic_file.h"
#include "core/nn/language_model.h"
#include "core/recipe/resolve.h"
#include "core/text/demo/demo_folder.h"
#include "tests/support/compress_run.h"
#include "tests/support/stored_weight.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace espalier;
using tests::CompressRun;
namespace fs = std::filesystem;

namespace {

const char* const kRecipes = ESPALIER_SOURCE_DIR "/recipes";

/// What a stage of a recipe does to one matrix.
struct Asked
{
    double sparsity = 0.0; ///< of this and earlier stages
    std::optional<formats::QuantizationScheme> scheme;
};

/// By module, after the first `stages` stages.
std::map<std::string, Asked> askedAfter(const recipe::ResolvedRecipe& resolved, std::size_t stages)
{
    std::map<std::string, Asked> asked;
    for (std::size_t i = 0; i < stages; ++i) {
        for (const recipe::ResolvedModifier& modifier : resolved.stages[i].modifiers) {
            for (const recipe::ResolvedModule& module : modifier.modules) {
                Asked& one = asked[module.module->name];
                one.sparsity = std::max(one.sparsity, module.expectedSparsity);
                if (module.scheme)
                    one.scheme = module.scheme;
            }
        }
    }
    return asked;
}

double sparsityOf(const std::vector<float>& values)
{
    return double(std::count(values.begin(), values.end(), 0.0F)) / double(values.size());
}

bool modifierIn(const recipe::Recipe& recipe, std::string_view type)
{
    return std::any_of(recipe.stages.begin(), recipe.stages.end(), [&](const recipe::Stage& stage) {
        return std::any_of(stage.modifiers.begin(), stage.modifiers.end(),
                           [&](const recipe::Modifier& modifier) { return modifier.type == type; });
    });
}

} // namespace

class ShippedRecipesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const auto model = text::demo::shippedModel();
        QVERIFY2(bool(model), model ? "" : toString(model.error()).c_str());
        m_demo = fs::path(m_directory.path().toStdString()) / "demo";
        const auto written = text::demo::writeDemo(m_demo, *model);
        QVERIFY2(bool(written), written ? "" : toString(written.error()).c_str());
        // train stages read all of the text: little of it makes them short
        const std::string text = readTextFile(m_demo / "calibration.txt").value();
        QVERIFY(bool(writeFileAtomically(m_demo / "short.txt", text.substr(0, text.rfind('\n', 60'000)))));
        const std::string heldOut = readTextFile(m_demo / "evaluation.txt").value();
        QVERIFY(bool(writeFileAtomically(m_demo / "held-out.txt", heldOut.substr(0, heldOut.rfind('\n', 20'000)))));
    }

    void everyFileRuns_data()
    {
        QTest::addColumn<QString>("file");
        for (const QString& name : QDir(kRecipes).entryList({"*.yaml", "*.json"}, QDir::Files, QDir::Name))
            QTest::newRow(qPrintable(name)) << kRecipes + QStringLiteral("/") + name;
    }

    void everyFileRuns()
    {
        QFETCH(QString, file);
        const recipe::Recipe recipe = recipeOf(file);
        const fs::path output = fs::path(m_directory.path().toStdString()) / QFileInfo(file).baseName().toStdString();
        const CompressRun run = tests::compressed(options(recipe, output));
        QCOMPARE(run.result["stages"].size(), recipe.stages.size());
        const auto source = model::Checkpoint::open(m_demo / "model");
        QVERIFY(source);
        const recipe::ResolvedRecipe resolved = recipe::resolve(recipe, source->tree(), compress::modifierSchemas());
        for (std::size_t i = 0; i < recipe.stages.size(); ++i)
            checkStage(output / ("stage_" + recipe.stages[i].name), askedAfter(resolved, i + 1));
        checkSize(recipe, *source, run.result["model"].get<std::string>());
        const double perplexity = run.result["perplexityAfter"].get<double>();
        QVERIFY2(perplexity > 1.0 && perplexity < 1536.0, std::to_string(perplexity).c_str()); // better than a guess
    }

    /// 2:4 stays 2:4 through fine-tuning and 4-bit rounding, in the stored file.
    void patternsSurviveEveryStage()
    {
        const recipe::Recipe recipe = recipeOf(kRecipes + QStringLiteral("/llama-2of4-w4a16.yaml"));
        const fs::path output = fs::path(m_directory.path().toStdString()) / "pattern";
        const CompressRun run = tests::compressed(options(recipe, output));
        const auto stored = model::Checkpoint::open(run.result["model"].get<std::string>());
        const auto pruned = model::Checkpoint::open(output / ("stage_" + recipe.stages.front().name));
        QVERIFY(stored && pruned);
        for (const auto& layer : stored->spec().layers) {
            for (const auto& linear : layer.linears) {
                const std::vector<float> before = tests::weightOf(*pruned, linear.name);
                const std::vector<float> after = tests::weightOf(*stored, linear.name);
                for (std::size_t i = 0; i < after.size(); ++i)
                    QVERIFY2(before[i] != 0.0F || after[i] == 0.0F, linear.name.c_str());
                for (std::size_t i = 0; i < before.size(); i += 4)
                    QVERIFY(std::count(before.begin() + i, before.begin() + i + 4, 0.0F) >= 2);
            }
        }
    }

    /// A group size that divides no width leaves a short group at the end of each row.
    void groupsMayEndShort()
    {
        const recipe::Recipe recipe = tests::parsedRecipe(
            "espalier: 1\nstages:\n  - name: quantization\n    modifiers:\n      - QuantizationModifier:\n"
            "          config_groups:\n            linear:\n              targets: ['re:model\\.layers\\.']\n"
            "              weights: {num_bits: 4, strategy: group, group_size: 100}\n");
        const fs::path output = fs::path(m_directory.path().toStdString()) / "short-groups";
        const CompressRun run = tests::compressed(options(recipe, output));
        const auto source = model::Checkpoint::open(m_demo / "model");
        checkStage(output / "stage_quantization",
                   askedAfter(recipe::resolve(recipe, source->tree(), compress::modifierSchemas()), 1));
    }

private:
    static recipe::Recipe recipeOf(const QString& file)
    {
        return tests::parsedRecipe(readTextFile(file.toStdString()).value());
    }

    compress::CompressOptions options(recipe::Recipe recipe, const fs::path& output) const
    {
        compress::CompressOptions asked;
        asked.model = m_demo / "model";
        asked.output = output;
        asked.recipe = std::move(recipe);
        asked.calibrationFiles = {m_demo / "short.txt"};
        asked.evaluationFiles = {m_demo / "held-out.txt"};
        asked.samples = 8;
        asked.windowTokens = 128;
        asked.threads = 1;
        return asked;
    }

    /// The folder is a model of its own, whose matrices are as sparse and as rounded as asked.
    static void checkStage(const fs::path& folder, const std::map<std::string, Asked>& asked)
    {
        const auto stored = model::Checkpoint::open(folder);
        QVERIFY2(bool(stored), folder.c_str());
        QVERIFY(bool(stored->requireComplete()));
        const std::vector<std::int32_t> ids = {1, 5, 9, 2, 7, 3, 11, 15};
        QVERIFY2(nn::sequenceLogits(*stored, ids).isfinite().all().item<bool>(), folder.c_str());
        for (const auto& [module, want] : asked) {
            if (stored->weightShape(module).empty()) // removed with its layer
                continue;
            if (want.sparsity > 0.0) {
                // rounding makes zeros, nothing unmakes them; an exact count rounds down by less than a weight a row
                const double found = sparsityOf(tests::weightOf(*stored, module));
                const double slack = 1.0 / double(stored->weightShape(module)[1]);
                QVERIFY2(found >= want.sparsity - slack, (folder.string() + " " + module).c_str());
                QVERIFY2(want.scheme || found <= want.sparsity + slack, (folder.string() + " " + module).c_str());
            }
            const auto scheme = stored->storedScheme(module);
            QCOMPARE(scheme.has_value(), want.scheme.has_value());
            if (scheme) {
                QCOMPARE(scheme->weights->bits, want.scheme->weights->bits);
                QVERIFY(scheme->weights->strategy == want.scheme->weights->strategy);
                QCOMPARE(scheme->weights->groupSize, want.scheme->weights->groupSize);
                QCOMPARE(scheme->inputActivations.has_value(), want.scheme->inputActivations.has_value());
            }
        }
    }

    /// Structured pruning takes about a tenth of what it works on.
    static void checkSize(const recipe::Recipe& recipe, const model::Checkpoint& source, const fs::path& folder)
    {
        const auto stored = model::Checkpoint::open(folder);
        QVERIFY(stored);
        const auto linears = [](const model::Checkpoint& checkpoint) {
            std::int64_t count = 0;
            for (const auto& layer : checkpoint.spec().layers) {
                for (const auto& linear : layer.linears)
                    count += linear.inFeatures * linear.outFeatures;
            }
            return double(count);
        };
        const double kept = linears(*stored) / linears(source);
        const bool structured =
            modifierIn(recipe, "OSSCARPruningModifier") || modifierIn(recipe, "DepthPruningModifier");
        QVERIFY2(structured ? kept < 1.0 : kept == 1.0, std::to_string(kept).c_str());
    }

    QTemporaryDir m_directory;
    fs::path m_demo;
};

QTEST_GUILESS_MAIN(ShippedRecipesTest)
#include "shipped_recipes_test.moc"
