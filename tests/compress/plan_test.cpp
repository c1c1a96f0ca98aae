// What a run is said to take, without running it: sizes, the shape of its memory, and what does not fit.

#include <algorithm>
#include <cmath>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/compress/plan/budget.h"
#include "core/compress/plan/cost_model.h"
#include "core/compress/plan/run_plan.h"
#include "tests/support/compress_run.h"
#include "tests/support/shared_data.h"
#include "tests/support/tiny_model.h"

using namespace espalier;
using namespace espalier::compress::plan;
using tests::kSparseGpt;

namespace {

constexpr std::uint64_t kMiB = std::uint64_t(1) << 20;
constexpr std::uint64_t kGiB = std::uint64_t(1) << 30;

const char* const kQuantization = R"(
test_stage:
  run_type: oneshot
  test_modifiers:
    QuantizationModifier:
      ignore: [lm_head]
      config_groups:
        group_0:
          targets: [Linear]
          weights: {num_bits: 8, symmetric: true, strategy: channel}
          input_activations: {num_bits: 8, symmetric: true, strategy: token, dynamic: true}
)";

const char* const kReconstruction = R"(
test_stage:
  run_type: oneshot
  test_modifiers:
    SparseGPTModifier:
      sparsity: 0.5
      targets: ['re:model.layers.\d+$']
    BlockReconstructionModifier:
      epochs: 2
)";

std::string awq(int points, int tokens)
{
    return "test_stage:\n  run_type: oneshot\n  test_modifiers:\n    AWQModifier:\n      scheme: W4A16\n"
           "      targets: [Linear]\n      ignore: [lm_head]\n      n_grid: " +
           std::to_string(points) + "\n      search_tokens: " + std::to_string(tokens) + "\n";
}

/// A config of the reference data with the sizes of the model that the tables are of.
nlohmann::json publishedSizes(const QString& config)
{
    const QString file = tests::sharedData("configs/" + config);
    nlohmann::json sizes = nlohmann::json::parse(readTextFile(file.toStdString()).value());
    if (sizes["vocab_size"] == 151665) // a derivative's, whose vocabulary was cut to what is used
        sizes["vocab_size"] = 152064;
    if (sizes["model_type"] == "cohere") { // the first version's; 08-2024 has wider feed-forward parts, grouped heads
        sizes["intermediate_size"] = 24576;
        sizes["num_key_value_heads"] = 8;
    }
    return sizes;
}

/// A Llama of these sizes as a config.json alone.
nlohmann::json llama(std::int64_t hidden, std::int64_t inner, std::int64_t layers, std::int64_t vocabulary)
{
    nlohmann::json config = tests::tinyConfig();
    config["hidden_size"] = hidden;
    config["intermediate_size"] = inner;
    config["num_hidden_layers"] = layers;
    config["num_attention_heads"] = hidden / 128;
    config["num_key_value_heads"] = hidden / 128;
    config["max_position_embeddings"] = 4096;
    config["vocab_size"] = vocabulary;
    config["torch_dtype"] = "bfloat16";
    return config;
}

PlannedModel modelOf(const nlohmann::json& config)
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    if (!writeFileAtomically(path / "config.json", config.dump()))
        throw std::runtime_error("cannot write");
    auto model = plannedModel(path);
    if (!model)
        throw std::runtime_error(toString(model.error()));
    model->otherFileBytes = 0; // config.json
    return model.take();
}

RunPlan planOf(const PlannedModel& model, const char* recipe, const RunSettings& settings)
{
    auto plan = planRun(model, tests::parsedRecipe(recipe), settings);
    if (!plan)
        throw std::runtime_error(toString(plan.error()));
    return plan.take();
}

} // namespace

class PlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sizesOfAConfigAlone()
    {
        const PlannedModel model = modelOf(llama(4096, 11008, 32, 32000));
        QCOMPARE(model.parameters, std::int64_t(6738415616)); // Llama-2-7B's published number
        // Two bytes each, and a few kilobytes of headers.
        QVERIFY(model.bytes() > 2 * 6738415616ULL);
        QVERIFY(model.bytes() < 2 * 6738415616ULL + kMiB);
    }

    void quantizationHalves()
    {
        const PlannedModel model = modelOf(llama(1024, 4096, 2, 1000));
        const RunPlan plan = planOf(model, kQuantization, {});
        QCOMPARE(plan.after.parameters, model.parameters);
        const PlannedModule* gate = plan.after.find("model.layers.0.mlp.gate_proj");
        QVERIFY(gate && gate->scheme && gate->scheme->weights);
        // A byte a code and a bfloat16 scale an output; names and shapes of the header in less than 1 KiB.
        const std::uint64_t codes = 4096ULL * 1024 + 4096 * 2;
        QVERIFY(storedBytes(*gate, plan.after.dtype) >= codes && storedBytes(*gate, plan.after.dtype) < codes + 1024);
        const PlannedModule* head = plan.after.find("lm_head");
        QVERIFY(head && !head->scheme);
    }

    void hiddenStatesAloneGrowWithSamples()
    {
        const PlannedModel model = modelOf(llama(4096, 11008, 2, 32000));
        RunSettings few;
        few.windows = 16;
        RunSettings many;
        many.windows = 128;
        const StageMemory a = planOf(model, kSparseGpt, few).stages.front().memory;
        const StageMemory b = planOf(model, kSparseGpt, many).stages.front().memory;
        QCOMPARE(quint64(b.hidden), quint64(128ULL * 2048 * 4096 * 4));
        QCOMPARE(quint64(a.hidden) * 8, quint64(b.hidden));
        QCOMPARE(quint64(a.layer), quint64(b.layer));
        QCOMPARE(quint64(a.rest), quint64(b.rest));
        RunSettings half = many;
        half.hiddenElementBytes = 2;
        QCOMPARE(quint64(planOf(model, kSparseGpt, half).stages.front().memory.hidden) * 2, quint64(b.hidden));
    }

    /// The shapes that must fit: two layers of Llama-2-7B in 8 GB, one of Llama-3-70B in 16 GB with spilling.
    void largeShapesFit()
    {
        const RunPlan seven = planOf(modelOf(llama(4096, 11008, 2, 32000)), kSparseGpt, {});
        QVERIFY2(seven.peakMemoryBytes() < 8000000000ULL, std::to_string(seven.peakMemoryBytes()).c_str());
        nlohmann::json config = llama(8192, 28672, 1, 128256);
        config["num_key_value_heads"] = 8;
        const RunPlan seventy = planOf(modelOf(config), kSparseGpt, {});
        const std::uint64_t budget = 16000000000ULL;
        QVERIFY2(seventy.peakMemoryBytes(budget) <= budget, std::to_string(seventy.peakMemoryBytes(0)).c_str());
        QVERIFY(seventy.peakMemoryBytes() > budget); // without spilling it would not
        QVERIFY(seventy.diskBytes(budget) > seventy.diskBytes());
    }

    /// OSSCAR at 10 %, widths in multiples of 128: the shares of parameters that AMD Quark's table gives (four
    /// decimals).
    void structuredPruningGivesPublishedShares_data()
    {
        QTest::addColumn<QString>("config");
        QTest::addColumn<double>("percent");
        QTest::newRow("Llama-2-7B") << "transcribed/Llama-2-7b-hf.config.json" << 6.7224;
        QTest::newRow("Llama-3-8B") << "transcribed/Meta-Llama-3-8B.config.json" << 6.8945;
        QTest::newRow("Qwen2.5-14B") << "qwen2.5-14b-derived/config.json" << 7.0284;
        QTest::newRow("Mixtral-8x7B") << "transcribed/Mixtral-8x7B-v0.1.PARTIAL.config.json" << 9.4838;
        QTest::newRow("Phi-3.5-mini") << "phi-3-mini-merge/config.json" << 5.9274; // of the same sizes
        QTest::newRow("ChatGLM3-6B") << "chatglm3-6b/config.json" << 7.7590;
        QTest::newRow("Command-R 08-2024")
            << "transcribed/c4ai-command-r-v01.PARTIAL-from-class-defaults.config.json" << 7.4025;
    }

    void structuredPruningGivesPublishedShares()
    {
        QFETCH(QString, config);
        QFETCH(double, percent);
        if (tests::sharedData("configs/" + config).isEmpty())
            QSKIP("The shared configs are not here.");
        const PlannedModel model = modelOf(publishedSizes(config));
        recipe::Modifier modifier;
        modifier.type = "OSSCARPruningModifier";
        modifier.arguments.data =
            recipe::Value::Map{{"mlp_pruning_ratio", {0.1, {}, {}}}, {"multiple", {std::int64_t(128), {}, {}}}};
        recipe::ResolvedModifier resolved;
        resolved.modifier = &modifier;
        for (const model::ModuleNode* node : model::allModules(model.tree)) {
            if (node->isLinear() && node->layer >= 0)
                resolved.modules.push_back({node, 0.0, 0.0, std::nullopt});
        }
        model::ModelSpec spec = model.spec;
        costModel(modifier.type).reshape(resolved, spec);
        const PlannedModel after = PlannedModel::reshaped(model, std::move(spec));
        const double share = 100.0 * (1.0 - double(after.parameters) / double(model.parameters));
        QVERIFY2(std::abs(share - percent) < 0.00006, std::to_string(share).c_str());
    }

    /// Whole layers: the shares that the same page gives, with as many decimals.
    void depthPruningGivesPublishedShares_data()
    {
        QTest::addColumn<QString>("config");
        QTest::addColumn<int>("layers");
        QTest::addColumn<double>("percent");
        QTest::addColumn<double>("rounding");
        QTest::newRow("Llama-2-7B") << "transcribed/Llama-2-7b-hf.config.json" << 3 << 9.01 << 0.005;
        QTest::newRow("Qwen2.5-14B") << "qwen2.5-14b-derived/config.json" << 5 << 9.32 << 0.005;
        QTest::newRow("DeepSeekMoE-16B") << "transcribed/deepseek-moe-16b.config.json" << 3 << 10.76 << 0.01; // cut
        QTest::newRow("OPT-6.7B") << "transcribed/opt-6.7b.config.json" << 4 << 12.1 << 0.05;
    }

    void depthPruningGivesPublishedShares()
    {
        QFETCH(QString, config);
        QFETCH(int, layers);
        QFETCH(double, percent);
        QFETCH(double, rounding);
        if (tests::sharedData("configs/" + config).isEmpty())
            QSKIP("The shared configs are not here.");
        const PlannedModel model = modelOf(publishedSizes(config));
        recipe::Modifier modifier;
        modifier.type = "DepthPruningModifier";
        modifier.arguments.data = recipe::Value::Map{{"layers", {std::int64_t(layers), {}, {}}}};
        recipe::ResolvedModifier resolved;
        resolved.modifier = &modifier;
        model::ModelSpec spec = model.spec;
        costModel(modifier.type).reshape(resolved, spec);
        const PlannedModel after = PlannedModel::reshaped(model, std::move(spec));
        const double share = 100.0 * (1.0 - double(after.parameters) / double(model.parameters));
        QVERIFY2(std::abs(share - percent) <= rounding, std::to_string(share).c_str());
    }

    void fewerLayersAndHeads()
    {
        const PlannedModel model = modelOf(llama(1024, 4096, 10, 1000));
        recipe::Modifier depth;
        depth.type = "DepthPruningModifier";
        depth.arguments.data = recipe::Value::Map{{"layers", {std::int64_t(3), {}, {}}}};
        recipe::ResolvedModifier resolved;
        resolved.modifier = &depth;
        model::ModelSpec spec = model.spec;
        costModel(depth.type).reshape(resolved, spec);
        QCOMPARE(PlannedModel::reshaped(model, spec).parameters,
                 model.parameters - 3 * (4 * 1024 * 1024 + 3 * 4096 * 1024 + 2 * 1024));
        recipe::Modifier heads;
        heads.type = "AttentionHeadPruningModifier";
        heads.arguments.data = recipe::Value::Map{{"head_pruning_ratio", {0.25, {}, {}}}};
        resolved.modifier = &heads;
        spec = model.spec;
        costModel(heads.type).reshape(resolved, spec);
        QCOMPARE(PlannedModel::reshaped(model, spec).parameters, model.parameters - 10 * 4 * 1024 * 256);
    }

    /// Of the compressed model, of the dense one, what is aimed at, and the inputs of the feed-forward part.
    void reconstructionKeepsFourStreamsAndTrains()
    {
        const PlannedModel model = modelOf(llama(1024, 4096, 2, 1000));
        const StageMemory pruned = planOf(model, kSparseGpt, {}).stages.front().memory;
        const StageMemory trained = planOf(model, kReconstruction, {}).stages.front().memory;
        QCOMPARE(quint64(pruned.streams), quint64(1));
        QCOMPARE(quint64(trained.streams), quint64(4));
        QCOMPARE(quint64(trained.hidden), quint64(4 * pruned.hidden));
        // At least a leaf, a gradient, two moments and the best so far of the feed-forward part's weights.
        const std::uint64_t weights = 3ULL * 1024 * 4096;
        QVERIFY(trained.layer > pruned.layer && trained.layer > 5 * 4 * weights);
        QVERIFY(planOf(model, kReconstruction, {}).seconds() > 2.0 * planOf(model, kSparseGpt, {}).seconds());
    }

    void searchOfScalesCostsItsPointsAndKeepsItsTokens()
    {
        const PlannedModel model = modelOf(llama(1024, 4096, 2, 1000));
        const auto plan = [&](int points, int tokens) { return planOf(model, awq(points, tokens).c_str(), {}); };
        const double few = plan(4, 16384).seconds();
        const double many = plan(100, 16384).seconds();
        QVERIFY2(many > 1.5 * few, std::to_string(many / few).c_str());
        // The inputs of a layer and the outputs of its halves.
        const StageMemory less = plan(20, 16384).stages.front().memory;
        const StageMemory more = plan(20, 65536).stages.front().memory;
        QCOMPARE(quint64(more.layer - less.layer), quint64(3ULL * (65536 - 16384) * 1024 * 4));
    }

    void budgetMovesHiddenStatesAlone()
    {
        const StageMemory memory{10 * kGiB, 4 * kGiB, 2 * kGiB};
        QCOMPARE(quint64(hiddenInMemory(memory, 100 * kGiB)), quint64(10 * kGiB));
        QCOMPARE(quint64(hiddenInMemory(memory, 3 * kGiB)), quint64(0));
        const std::uint64_t some = hiddenInMemory(memory, 8 * kGiB);
        QVERIFY(some > 2 * kGiB && some <= 4 * kGiB);
        QVERIFY(memory.peak(some) <= 8 * kGiB);
        QCOMPARE(quint64(memory.peak(0)), quint64(4 * kGiB));
    }

    void whatCannotFitIsRefused()
    {
        const PlannedModel model = modelOf(llama(4096, 11008, 2, 32000));
        const recipe::Recipe recipe = tests::parsedRecipe(kSparseGpt);
        const auto replan = [&](const RunSettings& settings) { return planRun(model, recipe, settings); };
        const std::uint64_t plenty = 1000 * kGiB;
        QVERIFY(requireFit({}, {plenty, plenty}, replan));

        const auto memory = requireFit({}, {kGiB, plenty}, replan);
        QVERIFY(!memory);
        QCOMPARE(memory.error().code, std::string("run.memory"));
        QVERIFY(memory.error().message.find("--memory") != std::string::npos);

        // Room for the folder, but not for the activations that are not in memory: fewer of them would do.
        const RunPlan plan = planOf(model, kSparseGpt, {});
        const std::uint64_t tight = plan.stages.front().memory.layer + 100 * kMiB;
        const auto disk = requireFit({}, {tight, plan.diskBytes() + kGiB}, replan);
        QVERIFY(!disk);
        QCOMPARE(disk.error().code, std::string("disk.full"));
        QVERIFY2(disk.error().message.find("--samples 16") != std::string::npos ||
                     disk.error().message.find("--samples 32") != std::string::npos,
                 disk.error().message.c_str());
    }

    void missingConfigIsAnError()
    {
        const QTemporaryDir folder;
        const auto model = plannedModel(std::filesystem::path(folder.path().toStdString()));
        QVERIFY(!model);
        QCOMPARE(model.error().code, std::string("model.open"));
    }
};

QTEST_GUILESS_MAIN(PlanTest)
#include "plan_test.moc"
