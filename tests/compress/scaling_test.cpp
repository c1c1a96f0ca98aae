// Scales are folded into what comes before a layer's matrices; what the layer computes stays the same.

#include <ATen/ATen.h>

#include "core/compress/scaling/fold_scales.h"
#include "core/compress/scaling/scaling_plan.h"
#include "core/compress/schemas.h"
#include "core/compress/smoothquant/schema.h"
#include "core/nn/language_model.h"
#include "tests/support/compress_run.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QTest>

using namespace espalier;
using namespace espalier::compress;

namespace {

constexpr std::array kGroups = {InputGroup::Attention, InputGroup::AttentionOutput, InputGroup::FeedForward,
                                InputGroup::Down};

/// The first layer of the tiny model (two heads that share one key/value head) in a scope of its own.
struct Bench
{
    explicit Bench(const std::string& folder, formats::DType dtype = formats::DType::F32)
        : view(written(folder, dtype)), block(nn::loadBlock(view.checkpoint(), 0))
    {
        at::manual_seed(3);
        hidden = at::randn({2, 9, 8});
        for (ModulePlan* plan : view.modulesOfLayer(0))
            scope.add(*plan, block.linear(plan->linear->role).weight, 1);
    }

    static model::Checkpoint written(const std::string& folder, formats::DType dtype)
    {
        tests::TinyTensors tensors = tests::tinyTensors();
        for (auto& [name, tensor] : tensors)
            tensor.dtype = dtype;
        auto& norm = tensors["model.layers.0.input_layernorm.weight"].floats;
        norm[0] = 0.0F;
        tensors["model.layers.0.self_attn.v_proj.bias"] = tests::filled({4}, 11.0F);
        tensors["model.layers.0.self_attn.q_proj.bias"] = tests::filled({8}, 12.0F);
        tensors["model.layers.0.self_attn.k_proj.bias"] = tests::filled({4}, 13.0F);
        nlohmann::json config = tests::tinyConfig();
        config["model_type"] = "qwen2";
        config["architectures"] = {"Qwen2ForCausalLM"};
        for (const char* name : {"q", "k", "v"})
            tensors["model.layers.1.self_attn." + std::string(name) + "_proj.bias"] =
                tests::filled({std::string(name) == "q" ? 8 : 4}, 14.0F);
        tests::writeModel(folder, config, tensors);
        return model::Checkpoint::open(folder).take();
    }

    at::Tensor output() { return nn::forward(view.spec(), currentBlock(scope), hidden, rotary); }

    ScalableInput input(InputGroup group) const
    {
        for (const ScalableInput& input : scalableInputs(view.spec(), view.spec().layers[0])) {
            if (input.group == group)
                return input;
        }
        throw std::runtime_error("cannot be scaled");
    }

    RunData data;
    RunContext context{[](const protocol::EventBody&) {}, CancelToken(), 1.0, data};
    ModelView view;
    nn::Block block;
    LayerScope scope{0, context, &block};
    nn::RotaryTable rotary = nn::rotaryTable(view.spec().rope, 9);
    at::Tensor hidden;
};

model::ModelSpec llama()
{
    return model::modelSpecFromConfig(tests::tinyConfig()).take();
}

SmoothingRecipe smoothing(const std::string& document)
{
    return smoothingFromRecipe(tests::parsedRecipe(document).stages[0].modifiers[0]).take();
}

} // namespace

class ScalingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void layerComputesTheSame_data()
    {
        QTest::addColumn<bool>("half");
        QTest::addRow("float32") << false;
        QTest::addRow("bfloat16") << true;
    }

    void layerComputesTheSame()
    {
        QFETCH(bool, half);
        const QTemporaryDir folder;
        Bench bench(folder.filePath("model").toStdString(), half ? formats::DType::BF16 : formats::DType::F32);
        const at::Tensor before = bench.output();
        for (const InputGroup group : kGroups) {
            const ScalableInput input = bench.input(group);
            const std::int64_t channels = readersOf(bench.scope, input).front()->weight.size(1);
            const at::Tensor scale =
                tiedChannels(bench.view.spec(), group, at::exp(2.0 * at::randn({channels}))).to(at::kFloat);
            std::vector<at::Tensor> weights;
            for (const ModuleScope* reader : readersOf(bench.scope, input))
                weights.push_back(reader->weight);
            foldScales(bench.scope, bench.view, input, scale);
            const auto readers = readersOf(bench.scope, input);
            for (std::size_t i = 0; i < readers.size(); ++i) {
                QVERIFY(!at::equal(readers[i]->weight, weights[i]));
                QVERIFY(at::equal(readers[i]->weight == 0, weights[i] == 0));
                QVERIFY(at::equal(readers[i]->weight, readers[i]->dense) || group == InputGroup::Down);
            }
            // A bias of v is rounded as it is stored; all else is compensated exactly, up to some float32 operations on
            // values up to 100.
            const bool roundedBias = half && group == InputGroup::AttentionOutput;
            QVERIFY2(at::allclose(bench.output(), before, 1e-4, roundedBias ? 2e-2 : 1e-4),
                     qPrintable(QString::number((bench.output() - before).abs().max().item<double>())));
            if (roundedBias)
                return;
        }
        QCOMPARE(bench.scope.vectors().size(), std::size_t(3));
        const at::Tensor norm = bench.scope.vectors().at("model.layers.0.input_layernorm.weight");
        QCOMPARE(norm[0].item<float>(), 0.0F);
        QVERIFY(at::isfinite(norm).all().item<bool>());
    }

    void finishedModulesAreAnObstacle()
    {
        const QTemporaryDir folder;
        Bench bench(folder.filePath("model").toStdString());
        for (const InputGroup group : kGroups)
            QVERIFY(obstacleToScaling(bench.scope, bench.input(group)).empty());
        for (ModuleScope& module : bench.scope.modules())
            module.done = module.plan->role == "v";
        QVERIFY(!obstacleToScaling(bench.scope, bench.input(InputGroup::Attention)).empty());
        QVERIFY(!obstacleToScaling(bench.scope, bench.input(InputGroup::AttentionOutput)).empty());
        QVERIFY(obstacleToScaling(bench.scope, bench.input(InputGroup::FeedForward)).empty());
    }

    void inputsFollowFromTheModel()
    {
        const model::ModelSpec spec = llama();
        const auto inputs = scalableInputs(spec, spec.layers[1]);
        QCOMPARE(inputs.size(), kGroups.size());
        for (std::size_t i = 0; i < inputs.size(); ++i)
            QVERIFY(inputs[i].group == kGroups[i]);
        QCOMPARE(inputs[0].source, std::string("model.layers.1.input_layernorm"));
        QCOMPARE(inputs[0].readers.size(), std::size_t(3));
        QCOMPARE(inputs[1].source, std::string("model.layers.1.self_attn.v_proj"));
        QVERIFY(!inputs[1].sourceIsNorm);
        QCOMPARE(inputs[3].readers, std::vector<std::string>{"model.layers.1.mlp.down_proj"});
        const auto plan =
            scalingPlan(spec, {}, {InputGroup::FeedForward}, {"model.layers.0.post_attention_layernorm"}).value();
        QVERIFY(plan[0].empty());
        QCOMPARE(plan[1].size(), std::size_t(1));
    }

    void mappingsChooseInputs()
    {
        const model::ModelSpec spec = llama();
        const auto plan = scalingPlan(spec, {{"re:.*layers.1.*input_layernorm", {"re:.*q_proj", "re:.*k_proj"}}},
                                      {InputGroup::Down}, {})
                              .value();
        QVERIFY(plan[0].empty());
        QCOMPARE(plan[1].size(), std::size_t(1));
        QVERIFY(plan[1][0].group == InputGroup::Attention);
        QCOMPARE(plan[1][0].readers.size(), std::size_t(3)); // v reads the same norm
        for (const ScalingMapping& wrong :
             {ScalingMapping{"re:.*gate_proj", {"re:.*down_proj"}}, ScalingMapping{"re:.*input_layernorm", {"q_proj"}},
              ScalingMapping{"re:.*final_layer_norm", {"re:.*fc1"}}})
            QCOMPARE(scalingPlan(spec, {wrong}, {}, {}).error().code, std::string("recipe.mappings"));
    }

    void bothFormsOfMappingsAreRead()
    {
        for (const char* form :
             {"[[['re:.*q_proj', 're:.*v_proj'], 're:.*input_layernorm']]",
              "[{smooth_layer: 're:.*input_layernorm', balance_layers: ['re:.*q_proj', 're:.*v_proj']}]"}) {
            const SmoothingRecipe recipe = smoothing(
                std::string(
                    "espalier: 1\nstages:\n  - name: a\n    modifiers:\n      - SmoothQuantModifier: {mappings: ") +
                form + "}\n");
            QCOMPARE(recipe.mappings.size(), std::size_t(1));
            QCOMPARE(recipe.mappings[0].source, std::string("re:.*input_layernorm"));
            QCOMPARE(recipe.mappings[0].readers, (std::vector<std::string>{"re:.*q_proj", "re:.*v_proj"}));
        }
        for (const auto& [form, code] :
             {std::pair("3", "recipe.mappings"), std::pair("[{smooth_layer: a}]", "recipe.mappings"),
              std::pair("[[['re:('], a]]", "target.pattern")}) {
            const auto recipe =
                tests::parsedRecipe(std::string("espalier: 1\nstages:\n  - name: a\n    modifiers:\n      "
                                                "- SmoothQuantModifier: {mappings: ") +
                                    form + "}\n");
            const auto read = smoothingFromRecipe(recipe.stages[0].modifiers[0]);
            QVERIFY(!read);
            QCOMPARE(read.error().code, std::string(code));
        }
    }

    /// The keys of other programs' recipes mean what those programs compute.
    void formulasFollowTheDialect()
    {
        QVERIFY(
            smoothing("espalier: 1\nstages:\n  - name: a\n    modifiers:\n      - SmoothQuantModifier: {}\n").rule ==
            SmoothingRule::Paper);
        const std::string stage = "a_stage:\n  run_type: oneshot\n  a_modifiers:\n    ";
        QVERIFY(smoothing(stage + "SmoothQuantModifier: {smoothing_strength: 0.8}\n").rule ==
                SmoothingRule::LlmCompressor);
        QVERIFY(smoothing(stage + "SmoothQuantModifier: {algorithm: log_equalization}\n").rule ==
                SmoothingRule::Logarithmic);
        QVERIFY(smoothing(stage + "LogarithmicEqualizationModifier: {}\n").rule == SmoothingRule::Logarithmic);
    }
};

QTEST_GUILESS_MAIN(ScalingTest)
#include "scaling_test.moc"
